"""What passed between the teams of Vlaardingen and their municipality."""

from meetups.support.models import Kind

from .desk import Act, AsksHelp, AsksNoMore, Gives, Help, Keeps, Notes, Pays, Tags, Writes

GREEN = "Uit het groenpotje: planten en aarde"
TRAILER = "Een aanhanger voor de tegels"
TALK_LEADER = "Een gespreksleider die de vragen meeleest"

GROENE_STRAAT_HELP = (
    Help(kind=Kind.MONEY, text=GREEN, due_in=24, owner="yara", cents=45000),
    Help(kind=Kind.MATERIALS, text="Twee kuub aarde voor de deur", due_in=37),
    Help(
        kind=Kind.PEOPLE,
        text="Twee mensen van het groen helpen de eerste keer",
        due_in=38,
        owner="yara",
        people=2,
        hours=3,
        then="De tweede keer zijn ze te bellen: hun nummer staat op het bord.",
    ),
)
GROENE_STRAAT: tuple[Act, ...] = (
    Gives(who="yara", ago=35, to="sanne"),
    Tags(who="sanne", ago=34, names=("groen", "straat dicht")),
    AsksHelp(who="cor", ago=26, kind=Kind.MATERIALS, text=TRAILER, needed_in=36),
    AsksNoMore(who="cor", ago=19, text=TRAILER),
    Pays(who="yara", ago=12, text=GREEN, cents=12900),
    Writes(who="sanne", ago=10, text="Weten jullie al welke stoep als eerste opengaat?"),
    Writes(who="rachida", ago=8, text="Die bij de bocht, daar staat nu niets."),
)

VERHALEN: tuple[Act, ...] = (
    AsksHelp(
        who="rachida",
        ago=2,
        kind=Kind.PLACE,
        text="De ramen van de bibliotheek, een maand lang",
        needed_in=60,
    ),
)

RUILMARKT_HELP = (
    Help(kind=Kind.PLACE, text="Een schoolplein op een andere zaterdag", due_in=12, owner="yara"),
)
RUILMARKT: tuple[Act, ...] = (
    Gives(who="sanne", ago=14, to="sanne"),
    Tags(who="sanne", ago=14, names=("markt",)),
    Notes(
        who="sanne", ago=8, text="De Schakel wil het plein wel lenen, als alles om vijf uur weg is."
    ),
)

REPAIR_CAFE_HELP = (Help(kind=Kind.PROMOTION, text="Een bericht in de nieuwsbrief", due_in=-78),)
REPAIR_CAFE: tuple[Act, ...] = (
    Keeps(who="sanne", ago=80, text="Een bericht in de nieuwsbrief"),
    Tags(who="sanne", ago=12, names=("doorgeven",)),
    Notes(who="sanne", ago=12, text="Vraag de volleybalclub wie de gereedschapskist beheert."),
)

DRIE_VRAGEN_HELP = (Help(kind=Kind.KNOWLEDGE, text=TALK_LEADER, due_in=-20),)
DRIE_VRAGEN: tuple[Act, ...] = (
    Gives(who="yara", ago=37, to="sanne"),
    Notes(
        who="sanne",
        ago=33,
        text="De opbouwwerker gesproken: klein houden, geen pers, en na afloop bellen we samen.",
    ),
    Keeps(who="sanne", ago=22, text=TALK_LEADER),
)
