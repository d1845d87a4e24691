"""What this room says when it refuses."""


class CertificateError(Exception):
    """A refusal with a sentence fit for the screen. Nothing was changed."""
