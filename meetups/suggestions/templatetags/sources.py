"""What stands in a source for who reads it: our own remarks in it in the reader's language."""

import re

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()
REMARKS = (
    (re.compile(r"^authors unverified\b", re.IGNORECASE), _("Authors not checked")),
    (re.compile(r"\(title unverified\)$", re.IGNORECASE), _("(title not checked)")),
    (re.compile(r"^unverified$", re.IGNORECASE), _("not checked where it was published")),
)
"""How a source says that nobody looked at a part of it, and what a reader sees instead."""


@register.filter
def in_reader_words(text: str) -> str:
    """Authors, a title or where it was published, as they are in the source, save for our remarks.

    {{ source.authors|in_reader_words }}
    """
    for pattern, words in REMARKS:
        text = pattern.sub(lambda _match, words=words: str(words), text)  # type: ignore[misc]
    return text
