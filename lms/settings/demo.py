"""What `./run` starts: the demo world, one-click log-in, mail and text messages on the console."""

from lms.settings.base import *

DEMO_MODE = True
