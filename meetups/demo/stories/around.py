"""Places to meet and groups around the plans of the stories. The areas are real, these are not."""

from dataclasses import dataclass

from neighbourhoods.strengths.models import Kind

INVENTED = "Verzonnen, voor de demo"


@dataclass(frozen=True)
class PlaceStory:
    area: str
    name: str
    kind: Kind
    ask: str = "de beheerder"
    address: str = ""
    rooms: int | None = None
    capacity: int | None = None
    has_kitchen: bool | None = None
    step_free: bool | None = None
    accessible_toilet: bool | None = None
    costs_nl: str = ""
    costs_en: str = ""


@dataclass(frozen=True)
class GroupStory:
    area: str
    name: str
    does: str
    ask: str


PLACES = (
    PlaceStory(
        area="WK024305",
        name="De Dennenappel",
        kind=Kind.COMMUNITY_CENTRE,
        address="Voorbeeldlaan 40",
        rooms=3,
        capacity=60,
        has_kitchen=True,
        step_free=True,
        accessible_toilet=True,
        costs_nl="Gratis voor buren, anders € 15 per uur",
        costs_en="Free for neighbours, else € 15 an hour",
    ),
    PlaceStory(
        area="WK024305",
        name="Kantine van de tuinvereniging",
        kind=Kind.GARDEN,
        ask="het bestuur",
        capacity=25,
        has_kitchen=True,
        step_free=False,
        costs_nl="Gratis, als je zelf opruimt",
        costs_en="Free, if you clean up yourselves",
    ),
    PlaceStory(
        area="WK024308",
        name="Wijkcentrum De Koffiepot",
        kind=Kind.COMMUNITY_CENTRE,
        address="Voorbeeldplein 1",
        rooms=2,
        capacity=45,
        has_kitchen=True,
        step_free=True,
        accessible_toilet=True,
    ),
    PlaceStory(
        area="WK024306",
        name="De zaal achter de winkels",
        kind=Kind.OTHER,
        address="Voorbeeldplein 7",
        rooms=1,
        capacity=80,
        has_kitchen=False,
        step_free=True,
        costs_nl="€ 10 per uur",
        costs_en="€ 10 an hour",
    ),
    PlaceStory(
        area="WK024311",
        name="De bibliotheek",
        kind=Kind.LIBRARY,
        ask="de balie",
        capacity=20,
        step_free=True,
        accessible_toilet=True,
        costs_nl="Gratis",
        costs_en="Free",
    ),
    PlaceStory(
        area="WK062206",
        name="Kantine van de volleybalclub",
        kind=Kind.SPORTS,
        ask="het bestuur",
        address="Voorbeeldlaan 2",
        capacity=50,
        has_kitchen=True,
        step_free=True,
    ),
    PlaceStory(
        area="WK062202",
        name="Het marktplein",
        kind=Kind.SQUARE,
        ask="de gemeente, voor een vergunning",
        step_free=True,
    ),
    PlaceStory(
        area="BU03440123",
        name="De gymzaal",
        kind=Kind.SCHOOL,
        ask="de conciërge",
        capacity=100,
        has_kitchen=False,
        step_free=False,
    ),
    PlaceStory(
        area="BU03440222",
        name="Het clubhuis aan het spoor",
        kind=Kind.COMMUNITY_CENTRE,
        rooms=1,
        capacity=30,
        has_kitchen=True,
        step_free=True,
    ),
)
GROUPS = (
    GroupStory(
        area="WK024305",
        name="Tuinvereniging Dennen en Eiken",
        does="Samen tuinieren. Wie geen tuin heeft, huurt er een stukje.",
        ask="het bestuur",
    ),
    GroupStory(
        area="WK024308",
        name="De Vroege Vogels",
        does="Elke dinsdag en vrijdag om acht uur een uur wandelen, en daarna koffie.",
        ask="wie er die dag bij is",
    ),
    GroupStory(
        area="WK062204",
        name="Taalcafé aan de Maas",
        does="Nederlands oefenen aan tafel, met mensen die het al spreken.",
        ask="de bibliotheek",
    ),
)
