"""What this room says when it refuses."""


class PeopleError(Exception):
    """A refusal with a sentence fit for the screen."""
