"""For real people. Refuses to start half configured, and refuses demo mode."""

from django.core.exceptions import ImproperlyConfigured

from lms.settings.base import *
from lms.settings.env import env, switch

if switch("DEMO_MODE", default=False):
    raise ImproperlyConfigured("Demo mode gives away every account. It cannot be on in production.")

DEMO_MODE = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_ADDRESS = env.str("SITE_ADDRESS").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
if not SITE_ADDRESS.startswith("https://"):
    raise ImproperlyConfigured("SITE_ADDRESS must begin with https:// in production.")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
globals().update(env.email_url("EMAIL_URL"))
SMS_BACKEND = env.str("SMS_BACKEND")
if SMS_BACKEND.endswith((".ConsoleBackend", ".MemoryBackend")):
    raise ImproperlyConfigured("SMS_BACKEND must send text messages: the console would show log-in codes.")
# How many web servers of one's own stand before this one. With the wrong number, one visitor who guesses codes would
# use up everybody's tries, or could pretend to be many.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
SECURE_SSL_REDIRECT = switch("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
