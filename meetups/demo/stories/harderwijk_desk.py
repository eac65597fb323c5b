"""What passed between the teams of Harderwijk and their municipality."""

from meetups.support.models import Kind

from .desk import (
    Act,
    AsksHelp,
    Gives,
    Help,
    Keeps,
    Notes,
    Pays,
    Promises,
    Tags,
    TakesBack,
    Writes,
)

LOOK_ALONG = "Iemand die de eerste keer meekijkt"
CHAIRS = "Twaalf klapstoelen te leen"
POT = "Uit het buurtpotje: hekken, borden, tafels en banken"
FIRST_AID = "Een EHBO-tasje voor onderweg"
FILM = "Een filmpje van de wandeling op onze website"
LEAD = "Iemand die voorop loopt, tot we een ander vinden"
PAPER = "Geld voor het drukken van het krantje"

SAMEN_KOKEN: tuple[Act, ...] = (
    AsksHelp(
        who="fatma",
        ago=4,
        kind=Kind.MONEY,
        text="Geld voor boodschappen: 40 mensen, € 5 de man",
        cents=20000,
        needed_in=32,
    ),
    AsksHelp(
        who="fatma", ago=4, kind=Kind.PEOPLE, text=LOOK_ALONG, people=1, hours=4, needed_in=46
    ),
    Gives(who="joost", ago=3, to="marit"),
    Tags(who="marit", ago=3, names=("eten", "Stadsdennen")),
    Writes(
        who="marit",
        ago=3,
        text="Wat een mooi plan! Eén vraag: kunnen er veertig mensen tegelijk aan tafel?",
    ),
    Notes(
        who="joost",
        ago=3,
        text="Twee dingen in dezelfde wijk: er wil nog een groep aan tafel in Stadsdennen. "
        "Breng ze met elkaar in contact.",
    ),
    Writes(
        who="fatma",
        ago=2,
        text="Ja. Gerrit heeft gemeten: er passen zes lange tafels in de zaal. Snijden doen we in "
        "vier groepjes.",
    ),
    Writes(who="marit", ago=1, text="Dank je wel! Deze week hoor je van mij over het geld."),
)

STOEPKOFFIE_HELP = (
    Help(
        kind=Kind.MATERIALS,
        text=CHAIRS,
        due_in=-14,
        then="Daarna lenen jullie ze bij de speeltuin.",
    ),
    Help(kind=Kind.PROMOTION, text="Een stukje in de wijkkrant", due_in=9, owner="joost"),
)
STOEPKOFFIE: tuple[Act, ...] = (
    Tags(who="marit", ago=26, names=("ontmoeten", "klein")),
    Keeps(who="marit", ago=16, text=CHAIRS),
    Writes(
        who="anneke",
        ago=1,
        text="Mogen we vanaf volgende maand ook op het pleintje staan? De stoep wordt te klein.",
    ),
)

BURENDAG_HELP = (
    Help(kind=Kind.MONEY, text=POT, due_in=-50, owner="joost", cents=27500),
    Help(kind=Kind.PEOPLE, text="Marit helpt met opruimen", due_in=-38, people=1, hours=2),
)
BURENDAG: tuple[Act, ...] = (
    Gives(who="joost", ago=103, to="marit"),
    Tags(who="marit", ago=102, names=("straat dicht", "eten")),
    Writes(who="henk", ago=88, text="De verhuur van de hekken wil een voorschot. Kan dat?"),
    Writes(who="joost", ago=86, text="Ja, dat maken we vandaag over. De rest na de factuur."),
    Pays(who="joost", ago=86, text=POT, cents=9500),
    Pays(who="joost", ago=51, text=POT, cents=18000),
    Keeps(who="marit", ago=37, text="Marit helpt met opruimen"),
)

WANDELGROEP_HELP = (
    Help(kind=Kind.MATERIALS, text=FIRST_AID, due_in=-70, owner="marit"),
    Help(kind=Kind.PROMOTION, text=FILM, due_in=-20),
)
WANDELGROEP: tuple[Act, ...] = (
    Gives(who="joost", ago=89, to="joost"),
    Tags(who="joost", ago=84, names=("bewegen", "eenzaamheid")),
    Keeps(who="marit", ago=72, text=FIRST_AID),
    TakesBack(
        who="joost",
        ago=24,
        text=FILM,
        why="Wie de filmpjes maakt, werkt hier niet meer. We zetten er een foto met tekst op.",
    ),
    AsksHelp(who="anneke", ago=6, kind=Kind.PEOPLE, text=LEAD, people=1, hours=2),
    Notes(
        who="joost",
        ago=5,
        text="De buurtsportcoach kan in mei wel. Tot die tijd loopt Wouter drie keer voorop.",
    ),
    Promises(
        who="joost",
        ago=4,
        help=Help(
            kind=Kind.PEOPLE,
            text="Wouter loopt drie keer voorop",
            due_in=5,
            owner="wouter",
            people=1,
            hours=2,
            then="Daarna belt de buurtsportcoach: zij zoekt met jullie verder.",
            answers=LEAD,
        ),
        ends_in=26,
    ),
)

ONS_PLEIN: tuple[Act, ...] = (
    AsksHelp(
        who="fatma",
        ago=7,
        kind=Kind.KNOWLEDGE,
        text="Een jongerenwerker die met ons meedenkt",
        needed_in=30,
    ),
    Gives(who="joost", ago=7, to="wouter"),
    Tags(who="wouter", ago=6, names=("jongeren", "buitenruimte")),
    Notes(
        who="wouter",
        ago=5,
        text="Het jongerenwerk gebeld: ze willen mee, maar weten nog niet wie er die dag kan.",
    ),
)

JONG_EN_OUD_HELP = (
    Help(kind=Kind.MONEY, text=PAPER, due_in=-3, cents=15000),
    Help(kind=Kind.PLACE, text="De leestafel in de bibliotheek", due_in=-30, owner="marit"),
)
JONG_EN_OUD: tuple[Act, ...] = (
    Gives(who="joost", ago=39, to="joost"),
    Tags(who="joost", ago=35, names=("jongeren", "eenzaamheid")),
    Keeps(who="marit", ago=31, text="De leestafel in de bibliotheek"),
)
