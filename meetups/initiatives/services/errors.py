"""What can go wrong for a reason that a person should hear; views show `message`."""

from meetups.accounts.services.versions import ChangedMeanwhileError

__all__ = ["ChangedMeanwhileError", "PlanError"]


class PlanError(Exception):
    """A rule of ours says no. `message` is a sentence in the reader's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
