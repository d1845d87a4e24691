"""What this room says when it refuses."""


class CourseError(Exception):
    """A refusal with a sentence fit for the screen. Nothing was changed."""
