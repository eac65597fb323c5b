"""Harderwijk again: plans that ask for help to go on, and one that looks like another."""

from meetups.agenda.models import Rule, Tongue
from meetups.initiatives.models import Arrangement, FundingState, Payer, Spot, TeamRole
from meetups.support.models import Kind

from . import harderwijk_desk
from .desk import Act, AsksHelp, Gives, Help, Introduces, Notes, SaysNo, Tags, Writes
from .shape import Chair, Cost, Date, Gift, Occasion, Story, Turn

A = Arrangement
CUPBOARD = "Een kast met een slot, voor kopjes en spelletjes"

JONG_EN_OUD = Story(
    slug="jong-en-oud",
    title="Vertel eens, hoe was dat?",
    aim="Leerlingen en oudere buren vragen elkaar van alles. In zes middagen maken ze samen een "
    "krantje van de wijk.",
    activity_type="young-old",
    area="WK024311",
    answers={
        "situation": ("loneliness",),
        "tension": ("calm",),
        "goal": ("reduce-loneliness",),
        "groups": ("ages",),
        "ages": ("youth", "seniors"),
        "size": ("6-15",),
        "organisers": ("1-2",),
        "support": ("social-worker",),
        "budget": ("100-500",),
        "place": ("indoor",),
    },
    first_in=33,
    made=44,
    hours=(15, 17),
    people=14,
    spot=Spot.INDOORS,
    place="De bibliotheek, leestafel",
    team=(Chair("klaas", "School en bibliotheek"),),
    times=6,
    arranged=(A.SHARED_TASK, A.MIXED_GROUPS),
    turns=(
        Turn("submit", "klaas", 40),
        Turn(
            "approve",
            "joost",
            35,
            "Mooi plan. De leestafel is voor jullie.",
            help=harderwijk_desk.JONG_EN_OUD_HELP,
            heard_after=5,
        ),
    ),
    costs=(Cost("Drukken van het krantje", 15000, Payer.OFFICE),),
    gifts=(Gift(Payer.OFFICE, 15000, FundingState.ASKED, "Buurtpotje"),),
    loses="klaas",
    occasions=(
        Occasion(
            ago=34,
            about="We maken een krantje van de wijk. Schrijven hoeft niet: vertellen is genoeg.",
            rule=Rule.FORTNIGHTLY,
            times=6,
            is_shown=False,
            step_free=True,
        ),
    ),
    desk=harderwijk_desk.JONG_EN_OUD,
)

LIEF_EN_LEED = Story(
    slug="lief-en-leed",
    title="Een kaartje voor de buren",
    aim="Een potje voor een bloemetje of een kaart: bij een geboorte, bij verdriet, zomaar.",
    activity_type="care-street",
    area="BU02431203",
    answers={
        "situation": ("anonymous-street",),
        "tension": ("calm",),
        "goal": ("meet",),
        "groups": ("direct-neighbours",),
        "size": ("6-15",),
        "organisers": ("1-2",),
        "budget": ("under-100",),
    },
    first_in=60,
    made=2,
    hours=(20, 21),
    people=15,
    spot=Spot.INDOORS,
    place="",
    team=(Chair("fatma", "Gangmaker"),),
    times=12,
)

THEE_HELP = (Help(kind=Kind.MATERIALS, text=CUPBOARD, due_in=-6, owner="wouter"),)
THEE_DESK: tuple[Act, ...] = (
    Gives(who="joost", ago=99, to="marit"),
    Tags(who="marit", ago=95, names=("ontmoeten", "eenzaamheid")),
    AsksHelp(who="anneke", ago=30, kind=Kind.PROMOTION, text="Een halve pagina in de stadskrant"),
    SaysNo(
        who="joost",
        ago=27,
        text="Een halve pagina in de stadskrant",
        why="De stadskrant is vol tot de zomer. Wel mag er een poster in elke bibliotheek.",
    ),
    Writes(
        who="anneke",
        ago=22,
        text="Het was leuk, maar nu Lotte verhuisd is sta ik er alleen voor. Elke week lukt niet.",
    ),
    Writes(
        who="marit",
        ago=20,
        text="Wat goed dat je het zegt. Vraag op de pagina Gemeente wat je nodig hebt.",
    ),
    AsksHelp(
        who="anneke",
        ago=12,
        kind=Kind.PEOPLE,
        text="Iemand die om de week de middag doet",
        people=1,
        hours=3,
        needed_in=18,
    ),
    Notes(
        who="marit",
        ago=11,
        text="De zaal wordt verbouwd en is maar kort meer te gebruiken. Het fonds stopt ook.",
    ),
)

THEE = Story(
    slug="thee",
    title="Thee om drie uur",
    aim="Elke week een pot thee en een spelletje, voor wie de middag lang duurt.",
    activity_type="weekly-coffee",
    area="WK024306",
    answers={
        "situation": ("loneliness",),
        "tension": ("calm",),
        "goal": ("reduce-loneliness",),
        "groups": ("ages",),
        "ages": ("adults", "seniors"),
        "size": ("6-15",),
        "organisers": ("1-2",),
        "support": ("municipality",),
        "budget": ("100-500",),
        "place": ("indoor",),
    },
    first_in=-75,
    made=104,
    hours=(15, 17),
    people=14,
    spot=Spot.INDOORS,
    place="De zaal achter de winkels",
    team=(
        Chair("anneke", "Thee en praatjes"),
        Chair("ria", "Zet de stoelen klaar", TeamRole.HELPER, after=8),
    ),
    times=8,
    arranged=(A.TIME_TO_TALK,),
    turns=(
        Turn("submit", "anneke", 100),
        Turn(
            "approve",
            "marit",
            94,
            "Fijn, hier is vraag naar. Begin klein, dan komt de rest vanzelf.",
            help=THEE_HELP,
            heard_after=2,
        ),
        Turn("begin", "anneke", 90),
    ),
    costs=(Cost("Thee, koek en spelletjes", 16000, spent=9100),),
    gifts=(Gift(Payer.FUND, 16000, FundingState.RECEIVED, "Fonds Kopje Erbij", lasts=34),),
    place_for=24,
    occasions=(
        Occasion(
            ago=88,
            about="Schuif aan, er is altijd een stoel. Wie wil, doet een spelletje mee.",
            address="Voorbeeldplein 7",
            rule=Rule.WEEKLY,
            times=8,
            languages=(Tongue.NL, Tongue.SIMPLE),
            step_free=True,
            dates={
                0: Date(attended=12),
                1: Date(attended=13),
                2: Date(attended=12),
                3: Date(attended=12),
                4: Date(attended=13),
                5: Date(attended=12),
                6: Date(attended=10),
                7: Date(attended=7),
            },
        ),
    ),
    desk=THEE_DESK,
)

LANGE_TAFEL = Story(
    slug="aanschuiven",
    title="Samen aan tafel in Stadsdennen",
    aim="Iedereen kookt thuis één pan voor vier en schuift daarmee aan. Aan tafel hoor je wie er "
    "om de hoek woont.",
    activity_type="neighbourhood-meal",
    area="WK024305",
    answers={
        "situation": ("newcomers",),
        "tension": ("calm",),
        "goal": ("meet",),
        "groups": ("newcomers",),
        "ages": ("adults", "seniors"),
        "contacts": ("few",),
        "willingness": ("eager",),
        "size": ("16-40",),
        "organisers": ("1-2",),
        "support": ("municipality",),
        "budget": ("100-500",),
        "place": ("indoor",),
        "lead-time": ("1-3-months",),
    },
    first_in=67,
    made=12,
    hours=(17, 20),
    people=24,
    spot=Spot.INDOORS,
    place="De kantine van de tuinvereniging",
    team=(Chair("samira", "Tafels en namenlijst"), Chair("bilal", "Vervoer en muziek", after=3)),
    arranged=(A.SHARED_TASK, A.TIME_TO_TALK),
    turns=(Turn("submit", "samira", 5, "Wie kent nog meer mensen die van koken houden?"),),
    costs=(Cost("Drinken en servetten", 4500),),
    gifts=(Gift(Payer.OWN, 4500, FundingState.PROMISED),),
    desk=(
        Gives(who="joost", ago=4, to="marit"),
        Tags(who="marit", ago=3, names=("eten", "Stadsdennen")),
        Introduces(
            who="marit",
            ago=2,
            other="samen-koken",
            why="Jullie willen allebei eten met buren in dezelfde wijk. Eén keuken is genoeg.",
            yes=("samira",),
        ),
    ),
)

HARDERWIJK_MORE = (JONG_EN_OUD, LIEF_EN_LEED, THEE, LANGE_TAFEL)
