"""Reads of the audit record: what was done for one office, or for the site itself."""

from datetime import datetime

from django.db import models

from .models import Record


def records_of(
    office: str, *, act: str = "", since: datetime | None = None, before: datetime | None = None
) -> models.QuerySet[Record]:
    """What was done for the municipality with this code, the newest first; `before` is excluded.

    Without a code: what is no municipality's. The index `audit_of_an_office` serves it.
    """
    found = Record.objects.filter(office=office)
    if act:
        found = found.filter(act=act)
    if since:
        found = found.filter(at__gte=since)
    if before:
        found = found.filter(at__lt=before)
    return found
