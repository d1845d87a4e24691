"""The WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")
application = get_wsgi_application()

from lms.people.checks import refuse_keys_of_another_database  # noqa: E402  needs the apps

refuse_keys_of_another_database()
