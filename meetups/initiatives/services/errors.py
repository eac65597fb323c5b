"""What can go wrong for a reason that a person should hear; views show `message`."""

from django.db import models


class PlanError(Exception):
    """A rule of ours says no. `message` is a sentence in the reader's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ChangedMeanwhileError(Exception):
    """Someone else changed the row since it was read. `row` is how it is now."""

    def __init__(self, row: models.Model) -> None:
        super().__init__("changed meanwhile")
        self.row = row
