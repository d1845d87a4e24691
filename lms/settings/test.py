"""For `./test`: tasks run at once, mail stays in memory, plain static files, keys of its own."""

import os
from pathlib import Path
from tempfile import gettempdir

from cryptography.fernet import Fernet

os.environ.setdefault("SECRET_KEY", "a-key-for-tests-that-guards-nothing-0123456789")
os.environ.setdefault("FIELD_ENCRYPTION_KEYS", Fernet.generate_key().decode())

from lms.settings.base import *

TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_BACKEND = "lms.people.sms.MemoryBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# No test searches for pages; indexing each one that is made would take a third of the time.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
WHITENOISE_AUTOREFRESH = True

# A file, as on a real site: several threads at once behave otherwise on SQLite in memory. With a name for it,
# `pytest --reuse-db` finds it again next time.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {
        "NAME": Path(gettempdir())
        / f"likevel-test-{os.environ.get('LIKEVEL_TEST_DB') or os.getpid()}.sqlite3"
    }
