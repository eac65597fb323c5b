"""The cast of the demo: invented people, one for each role, who sign in by one click."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DOMAIN = "demo.example"
"""A domain that nobody can own, so that mail to it goes nowhere, also outside the demo."""
CURATORS = "Curators"
PUBLISHERS = "Publishers"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in the demo. `office`: the code of the municipality that they work for."""

    name: str
    does: "StrOrPromise" = ""
    office: str = ""
    role: str = Role.REVIEWER
    group: str = ""
    is_superuser: bool = False

    @property
    def slug(self) -> str:
        return self.name.lower()

    @property
    def email(self) -> str:
        return f"{self.slug}@{DOMAIN}"

    @property
    def is_staff(self) -> bool:
        """Whether they may open the admin."""
        return bool(self.group) or self.is_superuser


PEOPLE = (
    Person("Fatma", _("organises meetups in Harderwijk")),
    Person("Gerrit", _("helps with the plans of others")),
    Person("Anneke", _("organises in Harderwijk, and in Utrecht, which has no office here")),
    Person("Marit", _("reviews plans for Gemeente Harderwijk"), office="GM0243"),
    Person(
        "Joost", _("manages the office of Gemeente Harderwijk"), office="GM0243", role=Role.MANAGER
    ),
    Person("Sanne", _("reviews plans for Gemeente Vlaardingen"), office="GM0622"),
    Person("Noor", _("keeps the formats right"), group=CURATORS),
    Person("Daan", _("publishes what curators wrote"), group=PUBLISHERS),
    Person("Beheer", _("manages the whole site"), is_superuser=True),
)
"""Who signs in by one click."""
NEIGHBOURS = tuple(
    Person(name)
    for name in (
        *("Ria", "Henk", "Samira", "Bilal", "Sem"),
        *("Rachida", "Cor", "Dewi", "Lotte", "Thomas"),
    )
)
"""Who are in teams too."""
COLLEAGUES = (Person("Wouter", office="GM0243"), Person("Yara", office="GM0622", role=Role.MANAGER))
"""Who work for an office beside those who sign in by one click."""
GONE = Person("Klaas")
"""Whose account was erased: nobody organises his plan any more."""
BY_SLUG = {person.slug: person for person in (*PEOPLE, *NEIGHBOURS, *COLLEAGUES, GONE)}
ONE_CLICK = frozenset(person.slug for person in PEOPLE)
