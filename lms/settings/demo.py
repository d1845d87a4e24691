"""What `./run` starts: the demo world, one-click log-in, mail and text messages on the console.

With MAIL_FOLDER set, each mail becomes a file in that folder instead.
"""

from lms.settings.base import *
from lms.settings.env import env

DEMO_MODE = True
EMAIL_FILE_PATH = env.str("MAIL_FOLDER", default="")
if EMAIL_FILE_PATH:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
# Behind a web server of one's own that speaks HTTPS, to try it on a phone (README).
if SITE_ADDRESS.startswith("https://"):
    CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
