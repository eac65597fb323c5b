"""What allauth asks of us: codes of six digits, mail of our own, sentences of our own."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in on this site."""
