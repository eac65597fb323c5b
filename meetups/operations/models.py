"""What the operator needs to see and the database has to remember."""

from django.db import models


class Heartbeat(models.Model):
    """When the worker last did what beat asked: one row, so one truth for every process."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_heartbeat"),
        ]

    def __str__(self) -> str:
        return self.at.isoformat()
