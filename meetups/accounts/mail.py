"""Mail to one person, sent on the spot. Both parts of it are templates of one name."""

import logging
import re
from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

logger = logging.getLogger(__name__)
GAP = re.compile(r"\n{3,}")


def send(template: str, *, to: str, language: str, context: Mapping[str, object]) -> bool:
    """Send `templates/mail/<template>.txt` and `.html` to the address `to`, in a language.

    The first line of the text is the subject. Both parts know `site_name` and `site_place`; the
    text is not escaped. Returns whether the mail server took it; a refusal is logged without the
    address, and never raised.
    """
    with translation.override(language):
        values = {
            "site_name": settings.SITE_NAME,
            "site_place": settings.SITE_PLACE,
            "language": language,
            **context,
        }
        subject, _, text = _render(f"mail/{template}.txt", values, escape=False).partition("\n")
        html = _render(f"mail/{template}.html", values, escape=True)
    message = EmailMultiAlternatives(
        subject.strip(),
        GAP.sub("\n\n", text).strip() + "\n",
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    try:
        return message.send() == 1
    except Exception as error:  # each backend has errors of its own, and some quote the address
        logger.error("Mail of the kind %s was not sent: %s.", template, type(error).__name__)
        return False


def _render(name: str, values: Mapping[str, object], *, escape: bool) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(dict(values), autoescape=escape))).strip()
