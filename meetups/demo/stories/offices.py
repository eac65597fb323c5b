"""The offices of the demo. The municipalities are real; people, rules and numbers are made up."""

from dataclasses import dataclass

from meetups.accounts.models import Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, in Dutch and English."""

    when: Occasion
    days: int
    text: tuple[str, str]
    why: tuple[str, str] = ("", "")
    people_from: int | None = None
    is_after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeStory:
    """One office. `area` is the code of the municipality; texts are in Dutch and English."""

    area: str
    name: str
    contact_name: str
    contact_email: str
    contact_phone: str
    hours: tuple[str, str]
    answer_days: int
    grants: tuple[str, str]
    website: str
    colour: str
    colour_accent: str
    rules: tuple[Rule, ...]
    budget: int
    """What it can give to plans in a year, in cents."""


HARDERWIJK = OfficeStory(
    area="GM0243",
    name="Gemeente Harderwijk",
    contact_name="Marit en Joost, team Wijken",
    contact_email="wijken@harderwijk.example",
    contact_phone="0341 000 123",
    hours=("maandag tot en met donderdag, 9.00 tot 16.00 uur", "Monday to Thursday, 9:00 to 16:00"),
    answer_days=10,
    grants=(
        "Iedereen in de buurt mag meedoen.\nVraag het geld aan vóór je iets koopt.\nStuur na "
        "afloop een kort verslag met de bonnetjes.\nGeld dat over is, gaat terug in het potje.",
        "Everyone in the neighbourhood may take part.\nAsk for the money before you buy anything.\n"
        "Send a short report with the receipts afterwards.\nMoney that is left goes back.",
    ),
    website="https://harderwijk.example/samen",
    budget=1_500_000,
    colour="#0b4f6c",
    colour_accent="#9a3412",
    rules=(
        Rule(
            when=Occasion.PUBLIC_SPACE,
            days=56,
            text=(
                "Vraag een vergunning aan voor plein, straat of park.",
                "Ask for a permit for the square, street or park.",
            ),
            why=(
                "Zo weten wij wie er wanneer is. Wij hebben er acht weken voor nodig.",
                "Then we know who is there and when. We need eight weeks for it.",
            ),
        ),
        Rule(
            when=Occasion.STREET_CLOSED,
            days=49,
            text=(
                "Verzamel 25 handtekeningen van buren in de straat.",
                "Collect 25 signatures of neighbours in the street.",
            ),
            why=(
                "De straat gaat alleen dicht als de buren het ook willen.",
                "The street closes only if the neighbours want it too.",
            ),
        ),
        Rule(
            when=Occasion.MONEY_ASKED,
            days=42,
            text=("Vraag het geld aan, met je begroting.", "Ask for the money, with your budget."),
            why=("Wij beslissen binnen zes weken.", "We decide within six weeks."),
        ),
        Rule(
            when=Occasion.ALWAYS,
            days=35,
            people_from=100,
            text=(
                "Bespreek de veiligheid met ons: in- en uitgangen, EHBO, weer.",
                "Talk with us about safety: ways in and out, first aid, weather.",
            ),
            why=(
                "Met honderd mensen of meer moet iedereen snel weg kunnen.",
                "With a hundred people or more, everyone must be able to leave fast.",
            ),
        ),
        Rule(
            when=Occasion.STREET_CLOSED,
            days=14,
            text=(
                "Hang in de straat op wanneer die dicht is.",
                "Put up notices in the street that say when it is closed.",
            ),
            why=(
                "Dan zetten mensen hun auto op tijd weg.",
                "Then people move their cars in time.",
            ),
        ),
        Rule(
            when=Occasion.MONEY_ASKED,
            days=28,
            is_after=True,
            text=(
                "Stuur een kort verslag met de bonnetjes.",
                "Send a short report with the receipts.",
            ),
            why=("Binnen vier weken na afloop.", "Within four weeks afterwards."),
        ),
    ),
)

VLAARDINGEN = OfficeStory(
    area="GM0622",
    name="Gemeente Vlaardingen",
    contact_name="Sanne, wijkcoördinator",
    contact_email="samen@vlaardingen.example",
    contact_phone="010 000 01 23",
    hours=("elke werkdag, 8.30 tot 12.30 uur", "every working day, 8:30 to 12:30"),
    answer_days=7,
    grants=(
        "Minstens tien huishoudens doen mee.\nJe vraagt samen aan, met een buur.\nStuur binnen "
        "vier weken een foto, drie zinnen en de bonnetjes.",
        "At least ten households take part.\nYou ask together with a neighbour.\nWithin four weeks "
        "you send a photo, three sentences and the receipts.",
    ),
    website="https://vlaardingen.example/samen",
    budget=900_000,
    colour="#5b2a6e",
    colour_accent="#8a3a00",
    rules=(
        Rule(
            when=Occasion.PUBLIC_SPACE,
            days=35,
            text=(
                "Meld wat je gaat doen op straat of plein.",
                "Report what you will do in the street or square.",
            ),
            why=("Dan plannen wij er niets overheen.", "Then we plan nothing on top of it."),
        ),
        Rule(
            when=Occasion.STREET_CLOSED,
            days=56,
            text=(
                "Verzamel 20 handtekeningen van buren in de straat.",
                "Collect 20 signatures of neighbours in the street.",
            ),
            why=(
                "De straat gaat alleen dicht als de buren het ook willen.",
                "The street closes only if the neighbours want it too.",
            ),
        ),
        Rule(
            when=Occasion.MONEY_ASKED,
            days=42,
            text=(
                "Vraag samen met een buur het geld aan.",
                "Ask with a neighbour for the money.",
            ),
            why=("Wij beslissen binnen drie weken.", "We decide within three weeks."),
        ),
        Rule(
            when=Occasion.MONEY_ASKED,
            days=28,
            is_after=True,
            text=(
                "Stuur een foto, drie zinnen en de bonnetjes.",
                "Send a photo, three sentences and the receipts.",
            ),
        ),
    ),
)

OFFICES = (HARDERWIJK, VLAARDINGEN)
