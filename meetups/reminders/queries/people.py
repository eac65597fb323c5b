"""People with an account, and how they want their mail."""

from datetime import date

from ..specification import PersonFacts


def person_columns(path: str) -> tuple[str, ...]:
    """What `person_facts` takes, of the user at the end of a path; of users, without one."""
    names = ("digest_hour", "off", "paused_from", "paused_until")
    if not path:
        return ("pk", *(f"mail_choice__{name}" for name in names))
    return (f"{path}_id", *(f"{path}__mail_choice__{name}" for name in names))


def person_facts(
    pk: int, hour: int | None, off: list[str] | None, since: date | None, until: date | None
) -> PersonFacts:
    """Who never chose gets what one starts with."""
    if hour is None:
        return PersonFacts(pk)
    return PersonFacts(pk, hour, frozenset(off or ()), since, until)
