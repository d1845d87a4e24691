"""As a real site, without its outer door: no HTTPS, static files unhashed, mail kept in memory."""

import os

from cryptography.fernet import Fernet

os.environ.setdefault("SECRET_KEY", "a-key-for-benchmarks-that-guards-nothing-0123456789")
os.environ.setdefault("FIELD_ENCRYPTION_KEYS", Fernet.generate_key().decode())

from lms.settings.base import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_BACKEND = "lms.people.sms.MemoryBackend"
ALLOWED_HOSTS = ["testserver"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
LOGGING = {"version": 1, "disable_existing_loggers": True}
INSTALLED_APPS = [*INSTALLED_APPS, "tests.benchmarks"]  # noqa: F405
