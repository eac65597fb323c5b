"""Reads across the tables of offices."""

from django.db.models import Q

from .models import Occasion, Office, OfficeRule


def rules_for(
    office: Office, *, public_space: bool, closes_street: bool, asks_money: bool, people: int
) -> list[OfficeRule]:
    """What the office asks of a plan, in its own order; `people`: how many are expected.

    A closed street is public space too.
    """
    applies = {
        Occasion.ALWAYS: True,
        Occasion.PUBLIC_SPACE: public_space or closes_street,
        Occasion.STREET_CLOSED: closes_street,
        Occasion.MONEY_ASKED: asks_money,
    }
    occasions = [occasion for occasion, does_apply in applies.items() if does_apply]
    enough_people = Q(people_from=None) | Q(people_from__lte=people)
    return list(office.rules.filter(enough_people, occasion__in=occasions))
