#!/usr/bin/env python
"""Django's command line for Likevel. `./run` and `./test` are the usual ways in."""

import gc
import os
import sys

# Python looks for rubbish each time 700 objects were made. A command makes millions and throws few away: looking more rarely
# takes a quarter off the first start.
gc.set_threshold(200_000, 20, 50)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
