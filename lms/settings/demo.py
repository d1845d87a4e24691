"""What `./run` starts: the demo world, one-click log-in, mail and text messages on the console.

With MAIL_FOLDER set, each mail becomes a file in that folder instead.
"""

from lms.settings.base import *
from lms.settings.env import env

DEMO_MODE = True
EMAIL_FILE_PATH = env.str("MAIL_FOLDER", default="")
if EMAIL_FILE_PATH:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
