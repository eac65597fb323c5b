"""Mail to one person that waits at the page for it, such as a code: sent on the spot.

All other mail goes through the outbox, which tries again when the mail server is away.
"""

import logging
from collections.abc import Mapping

from django.conf import settings

from meetups.outbox.rendering import compose
from meetups.outbox.smtp import NotSentError, PostOffice

logger = logging.getLogger(__name__)


def send(template: str, *, to: str, language: str, context: Mapping[str, object]) -> bool:
    """Send `templates/mail/<template>.txt` and `.html` to the address `to`, in a language.

    Returns whether the mail server took it; a refusal is logged without the address, and never
    raised.
    """
    try:
        message = compose(template, to=to, language=language, context=context)
        with PostOffice(seconds=2 * settings.EMAIL_TIMEOUT) as post_office:
            post_office.send(message)
    except NotSentError as error:
        logger.error("Mail of the kind %s was not sent: %s.", template, error.why)
        return False
    except Exception as error:  # nothing that is wrong with a mail breaks the page
        logger.error("Mail of the kind %s was not sent: %s.", template, type(error).__name__)
        return False
    return True
