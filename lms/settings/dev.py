"""For developers, and what `manage.py` takes when nothing else is said: as the demo, with Django's debug pages.

In a fresh checkout the keys are made as `./run` makes them: only where there is no database yet (decision 2).
"""

from lms.settings.keys import ensure_keys, var_folder

ensure_keys(var_folder())

from lms.settings.demo import *  # noqa: E402  the keys come first

DEBUG = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
