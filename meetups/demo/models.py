"""The mailbox of the demo: mail that would have left the machine."""

import re
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

KEPT = 500
FIRST_LINES = 3


class DemoMail(models.Model):
    """One e-mail as it would have been sent. The mailbox keeps the newest `KEPT`."""

    to = models.TextField(_("recipients"))
    subject = models.TextField(_("subject"), blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    attachments = models.JSONField(_("attachments"), default=list, blank=True)
    """Of each: its `name`, its MIME `type` and its `text`, empty for what is no text."""
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.subject

    @property
    def first_lines(self) -> list[str]:
        """The start of the text, where a sign-in code stands; of the HTML when there is no text."""
        lines = (self.text or strip_tags(self.html)).splitlines()
        return [line.strip() for line in lines if line.strip()][:FIRST_LINES]

    @property
    def link(self) -> str:
        """The first link to this site in the text: what the button of the mail does."""
        found = re.search(rf"{re.escape(settings.SITE_URL)}/\S+", self.text)
        return found[0] if found else ""
