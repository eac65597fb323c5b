"""Harderwijk: an office that answers, and plans in every state."""

from meetups.initiatives.models import Arrangement, FundingState, Payer, Spot, TeamRole, TextKind

from .shape import Ask, Chair, Cost, Gift, Offer, OpenChair, OwnStep, Settled, Story, Turn

A = Arrangement

SAMEN_KOKEN = Story(
    slug="samen-koken",
    title="Samen koken, samen eten",
    aim="In Stadsdennen wonen we naast elkaar, maar we kennen elkaar nauwelijks. We koken met "
    "veertig buren één maaltijd. Wie samen uien snijdt, zegt de week erna gedag.",
    activity_type="neighbourhood-meal",
    area="WK024305",
    answers={
        "situation": ("little-contact",),
        "tension": ("calm",),
        "goal": ("meet",),
        "groups": ("culture-religion",),
        "ages": ("adults", "seniors"),
        "contacts": ("few",),
        "willingness": ("mixed",),
        "size": ("16-40",),
        "organisers": ("3-5",),
        "support": ("municipality",),
        "budget": ("100-500",),
        "place": ("indoor",),
        "lead-time": ("1-3-months",),
        "language": ("some",),
    },
    first_in=46,
    made=9,
    hours=(14, 18),
    people=40,
    spot=Spot.INDOORS,
    place="De Dennenappel",
    team=(
        Chair("fatma", "Keuken en menu"),
        Chair("gerrit", "Zaal en veiligheid", TeamRole.HELPER),
        Chair("anneke", "Uitnodigen"),
    ),
    arranged=(A.MIXED_ORGANISERS, A.SHARED_TASK, A.TIME_TO_TALK),
    own_steps=(
        OwnStep("Maak het team van drie compleet.", 54, "fatma"),
        OwnStep("Kies het menu: linzensoep, hutspot en baklava.", 49, "anneke"),
        OwnStep("Leg de keuken vast bij De Dennenappel.", 47, "gerrit", is_late=True),
    ),
    turns=(
        Turn(
            "submit",
            "fatma",
            4,
            "We vragen € 200 en iemand die de eerste keer meekijkt.",
        ),
    ),
    costs=(
        Cost("Boodschappen voor 40 mensen", 22000, Payer.OFFICE),
        Cost("Zaal en keuken, te leen", 0),
        Cost("Drukwerk: kaartjes en posters", 2500),
    ),
    gifts=(
        Gift(Payer.OFFICE, 20000, FundingState.ASKED),
        Gift(Payer.OWN, 4500, FundingState.PROMISED, "Een pot bij de deur"),
    ),
    asks=(
        Ask("Wie haalt op de dag zelf om 12 uur de sleutel?", 0),
        Ask("Wie leent twee grote soeppannen uit?", 1, taken_by="gerrit"),
    ),
    chairs=(OpenChair("yusuf@demo.example", "Wil jij het spel met de kaartjes leiden?", 2),),
    texts={
        TextKind.APP: "Hoi buren! We koken met elkaar in De Dennenappel. Kom je ook? Je "
        "hoeft niets te kunnen, je krijgt vanzelf een mes of een pollepel in handen. Kinderen "
        "zijn welkom. Groetjes, Fatma, Anneke en Gerrit"
    },
)

STOEPKOFFIE = Story(
    slug="stoepkoffie",
    title="Koffie op de stoep in de Zeebuurt",
    aim="Elke week een uur koffie op de stoep. Dan weet je wie er naast je woont.",
    activity_type="street-coffee",
    area="BU02430301",
    answers={
        "situation": ("anonymous-street",),
        "tension": ("calm",),
        "goal": ("meet",),
        "groups": ("direct-neighbours",),
        "contacts": ("none",),
        "size": ("6-15",),
        "organisers": ("1-2",),
        "support": ("none",),
        "budget": ("under-100",),
        "place": ("outdoor",),
    },
    first_in=7,
    made=34,
    hours=(11, 12),
    people=12,
    spot=Spot.PUBLIC_SPACE,
    place="Voor nummer 12",
    team=(
        Chair("anneke", "Koffie zetten"),
        Chair("ria", "Langs de deuren"),
        Chair("gerrit", "Stoelen en tafel", TeamRole.HELPER, after=6),
    ),
    times=6,
    arranged=(A.SHARED_AIM, A.TIME_TO_TALK, A.NEXT_DATE),
    contact="Bel aan bij nummer 12, of kom gewoon.",
    skipped={"Vraag een vergunning aan": "Voor een paar stoelen hoeft dat niet, zei Marit."},
    turns=(
        Turn("submit", "anneke", 30),
        Turn("approve", "marit", 26, "Leuk! Zet de stoelen zo dat een rolstoel erlangs kan."),
        Turn("begin", "anneke", 20),
    ),
    costs=(Cost("Koffie, thee en koek", 3000, spent=1240),),
    gifts=(Gift(Payer.OWN, 3000, FundingState.RECEIVED, "Van Anneke en Ria samen"),),
    asks=(Ask("Wie neemt een thermoskan mee?", 0, taken_by="ria"),),
)

BURENDAG = Story(
    slug="straatfeest",
    title="Eén lange tafel in Harderhout",
    aim="De hele straat aan één tafel. Iedereen neemt iets mee om te delen.",
    activity_type="neighbours-day",
    area="BU02431207",
    answers={
        "situation": ("good-vibe",),
        "tension": ("calm",),
        "goal": ("meet",),
        "groups": ("everyone",),
        "contacts": ("some",),
        "size": ("41-100",),
        "organisers": ("6-plus",),
        "support": ("municipality",),
        "budget": ("500-2500",),
        "place": ("outdoor",),
        "lead-time": ("1-3-months",),
    },
    first_in=-38,
    made=110,
    hours=(15, 21),
    people=80,
    spot=Spot.PUBLIC_SPACE,
    place="De hele straat, tussen de twee bochten",
    team=(
        Chair("fatma", "Eten en dieet"),
        Chair("henk", "Hekken en vergunning", after=2),
        Chair("samira", "Kinderspelen", after=2),
        Chair("gerrit", "Stroom en licht", TeamRole.HELPER, after=9),
    ),
    closes_street=True,
    arranged=(A.MIXED_ORGANISERS, A.SHARED_AIM, A.SHARED_TASK, A.SAFE_START, A.VISIBLE_SUPPORT),
    turns=(
        Turn("submit", "fatma", 104, "De handtekeningen van 31 buren zitten in de map van Henk."),
        Turn("ask-changes", "marit", 101, "Hoe kan de brandweer erdoor? Teken dat nog even in."),
        Turn("submit", "henk", 99, "Getekend: de tafel staat aan de kant van de even nummers."),
        Turn("approve", "marit", 96, "Goed geregeld. Ik kom zelf langs."),
        Turn("begin", "fatma", 94),
        Turn("complete", "fatma", 9, "74 mensen aan tafel. Om tien uur was alles weer schoon."),
    ),
    costs=(
        Cost("Hekken en borden", 9500, Payer.OFFICE, 9500, "Verhuur De Linde\n12 hekken\n€ 95,00"),
        Cost("Tafels en banken", 18000, Payer.OFFICE, 17250, "Feestgoed\n20 tafels\n€ 172,50"),
        Cost("Fruit en limonade", 6000, Payer.OWN, 5435, "Groenteman\nfruit\n€ 54,35"),
    ),
    gifts=(
        Gift(Payer.OFFICE, 27500, FundingState.RECEIVED, "Buurtpotje"),
        Gift(Payer.SPONSOR, 6000, FundingState.RECEIVED, "Bakker om de hoek"),
    ),
    lessons="Begin met de mensen die nooit komen: zij kwamen nu wel, omdat iemand aanbelde. Hang "
    "de lijst voor de volgende klus bij het dessert op.",
)

WANDELGROEP = Story(
    slug="wandelgroep",
    title="Elke week een rondje",
    aim="Een vaste wandeling voor wie overdag alleen is. Rustig tempo, en na afloop koffie.",
    activity_type="walking-group",
    area="WK024308",
    answers={
        "situation": ("loneliness",),
        "tension": ("calm",),
        "goal": ("reduce-loneliness",),
        "groups": ("ages",),
        "ages": ("adults", "seniors"),
        "size": ("6-15",),
        "organisers": ("1-2",),
        "support": ("social-worker",),
        "budget": ("under-100",),
        "place": ("outdoor",),
    },
    first_in=-61,
    made=95,
    hours=(10, 11),
    people=10,
    spot=Spot.OWN_GROUND,
    place="Vanaf de koffietafel in het wijkcentrum",
    team=(
        Chair("anneke", "Loopt voorop"),
        Chair("gerrit", "Loopt achteraan", TeamRole.HELPER, after=20),
        Chair("ria", "Belt wie er niet was", TeamRole.HELPER, after=25),
    ),
    times=10,
    arranged=(A.TIME_TO_TALK, A.NEXT_DATE),
    turns=(
        Turn("submit", "anneke", 90),
        Turn("approve", "joost", 84, "Fijn dat er ook een korte ronde is."),
        Turn("begin", "anneke", 70),
        Turn("rest", "anneke", 6, "Ik krijg een nieuwe baan. We zoeken wie voorop wil lopen."),
    ),
    costs=(Cost("Koffie na afloop", 4000, spent=3150),),
    gifts=(Gift(Payer.FUND, 5000, FundingState.RECEIVED, "Fonds Samen Buiten"),),
    asks=(Ask("Wie bewaart het EHBO-tasje?", -7, taken_by="ria"),),
    offer=Offer("anneke", "gerrit", 5),
)

ONS_PLEIN = Story(
    slug="ons-plein",
    title="Ons plein, samen bedacht",
    aim="Jongeren en buren maken samen een plan voor het plein: waar zit je, waar speel je, en "
    "wanneer is het stil. De jongeren leiden de middag.",
    activity_type="youth-take-lead",
    area="BU02431004",
    answers={
        "situation": ("youth-and-square",),
        "tension": ("tension",),
        "safety": ("unknown",),
        "goal": ("agree-rules",),
        "groups": ("ages",),
        "ages": ("youth", "adults"),
        "contacts": ("few",),
        "willingness": ("mixed",),
        "size": ("16-40",),
        "organisers": ("3-5",),
        "support": ("municipality",),
        "budget": ("100-500",),
    },
    first_in=75,
    made=21,
    hours=(13, 17),
    people=35,
    spot=Spot.PUBLIC_SPACE,
    place="Het plein bij de trapveldjes",
    team=(
        Chair("fatma", "Praat met de buren"),
        Chair("bilal", "Leidt de middag", after=3),
        Chair("sem", "Muziek en filmpje", TeamRole.HELPER, after=5),
    ),
    arranged=(A.MIXED_ORGANISERS, A.SHARED_TASK),
    turns=(
        Turn("submit", "fatma", 8),
        Turn(
            "ask-changes",
            "marit",
            3,
            "Sterk dat jongeren zelf de middag leiden. Wie van het jongerenwerk is er die dag bij? "
            "Zet de naam erbij, dan kijk ik er meteen weer naar.",
        ),
    ),
    settled=(
        Settled(0, "fatma", "De wijkagent gesproken, en de buren: er wordt niemand bedreigd.", 10),
    ),
    costs=(
        Cost("Krijt, planken en verf", 18000, Payer.OFFICE),
        Cost("Broodjes voor iedereen", 9000, Payer.FUND),
    ),
    gifts=(
        Gift(Payer.OFFICE, 18000, FundingState.ASKED),
        Gift(Payer.FUND, 9000, FundingState.PROMISED, "Jongerenfonds"),
    ),
    asks=(Ask("Wie kan een tent lenen, als het regent?", 3),),
)

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
        Turn("approve", "joost", 35, "Mooi plan. De leestafel is voor jullie."),
    ),
    costs=(Cost("Drukken van het krantje", 15000, Payer.OFFICE),),
    gifts=(Gift(Payer.OFFICE, 15000, FundingState.PROMISED, "Buurtpotje"),),
    loses="klaas",
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

HARDERWIJK = (
    SAMEN_KOKEN,
    STOEPKOFFIE,
    BURENDAG,
    WANDELGROEP,
    ONS_PLEIN,
    JONG_EN_OUD,
    LIEF_EN_LEED,
)
