"""What this room says when it refuses."""


class ApprovalError(Exception):
    """A refusal with a sentence fit for the screen. Nothing was changed. `field` names the value it is about, if any."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
