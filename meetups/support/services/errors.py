"""What cannot be done, in words for the one who tried."""


class SupportError(Exception):
    """A rule of the desk was in the way; `message` says which, in the reader's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
