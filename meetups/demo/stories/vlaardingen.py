"""Vlaardingen: an office with rules of its own; one plan waits, one was declined, one stopped."""

from meetups.agenda.models import NeedKind, Rule, Tongue, Way
from meetups.initiatives.models import Arrangement, FundingState, Payer, Spot, TeamRole

from . import vlaardingen_desk as desk
from .shape import (
    Answer,
    Ask,
    Chair,
    Cost,
    Date,
    Gift,
    Guest,
    Occasion,
    OwnStep,
    Settled,
    Story,
    Turn,
)

A = Arrangement
Need = NeedKind

GROENE_STRAAT = Story(
    slug="groene-straat",
    title="Tegels eruit, planten erin",
    aim="We maken samen geveltuintjes, ook voor wie niet meer kan bukken. Aan het eind van de dag "
    "kent iedereen de mensen aan de overkant.",
    activity_type="street-greening",
    area="WK062205",
    answers={
        "situation": ("old-new-divide",),
        "tension": ("calm",),
        "safety": ("none",),
        "goal": ("meet",),
        "groups": ("everyone",),
        "contacts": ("few",),
        "willingness": ("mixed",),
        "size": ("16-40",),
        "organisers": ("3-5",),
        "support": ("municipality",),
        "budget": ("500-2500",),
        "place": ("outdoor",),
        "lead-time": ("longer",),
    },
    first_in=38,
    made=40,
    hours=(10, 15),
    people=30,
    spot=Spot.PUBLIC_SPACE,
    place="Onze straat, van de bocht tot de school",
    team=(
        Chair("rachida", "Planten en aarde"),
        Chair("cor", "Gereedschap en hekken", after=2),
        Chair("dewi", "Soep in de pauze", TeamRole.HELPER, after=8),
    ),
    times=2,
    closes_street=True,
    arranged=(A.MIXED_ORGANISERS, A.SHARED_TASK, A.MIXED_GROUPS, A.VISIBLE_SUPPORT),
    contact="Gooi een briefje bij Cor in de bus, op nummer 40.",
    own_steps=(
        OwnStep("Vraag de school of we water mogen tappen.", 41, "cor"),
        OwnStep("Meet hoeveel tegels eruit mogen.", 40, "rachida", is_late=True),
    ),
    turns=(
        Turn("submit", "rachida", 36, "22 buren hebben getekend."),
        Turn(
            "approve",
            "sanne",
            29,
            "Mooi! We brengen de aarde de dag ervoor.",
            help=desk.GROENE_STRAAT_HELP,
            heard_after=2,
        ),
    ),
    costs=(
        Cost("Planten en aarde", 45000, Payer.OFFICE, 12900, "Kwekerij De Hoek\nplanten\n€ 129,00"),
        Cost("Soep en brood", 6000),
    ),
    gifts=(
        Gift(Payer.OFFICE, 45000, FundingState.ASKED, "Groenpotje"),
        Gift(Payer.OWN, 6000, FundingState.RECEIVED),
    ),
    asks=(
        Ask("Wie heeft een aanhanger voor de tegels?", 2, taken_by="cor"),
        Ask("Wie maakt een tekening voor kinderen?", 7),
    ),
    occasions=(
        Occasion(
            ago=27,
            after=-17,
            title="Welke plant wil waar staan?",
            about="Dewi laat zien welke planten weinig water vragen. Daarna kies je wat er bij "
            "jouw gevel komt.",
            hours=(20, 21),
            way=Way.ONLINE,
            online_link="https://meet.demo.example/groene-straat",
            capacity=50,
            dates={0: Date(ago=20, guests=(Guest("Peter"), Guest("Aylin", 2), Guest("Hetty")))},
        ),
        Occasion(
            ago=27,
            about="We beginnen bij de bocht. Wie niet kan bukken, vult potten aan tafel. Om twaalf "
            "uur is er soep.",
            address="Verzamelen bij nummer 40",
            rule=Rule.WEEKLY,
            times=2,
            party_most=4,
            languages=(Tongue.NL, Tongue.SIMPLE, Tongue.BER),
            children=True,
            bring="Werkhandschoenen, en een schep als je die hebt.",
            needs_asked=(Need.VEGETARIAN, Need.HALAL, Need.WHEELCHAIR),
            dates={
                0: Date(
                    ago=12,
                    guests=(
                        Guest("Peter", 2),
                        Guest("Aylin", 4, needs=(Need.HALAL,)),
                        Guest("Marijke", answer=Answer.BY_HAND),
                        Guest("Youssef", 3, needs=(Need.HALAL,)),
                        Guest("Hetty", needs=(Need.WHEELCHAIR,)),
                    ),
                ),
            },
        ),
    ),
    desk=desk.GROENE_STRAAT,
)

VERHALEN = Story(
    slug="verhalen",
    title="Achter elke deur een verhaal",
    aim="Tien buren vertellen over hun straat. Hun portretten hangen een maand voor het raam.",
    activity_type="story-exhibition",
    area="WK062204",
    answers={
        "situation": ("unease-us-them",),
        "tension": ("unease",),
        "safety": ("none",),
        "goal": ("restore-trust",),
        "groups": ("culture-religion",),
        "contacts": ("few",),
        "willingness": ("mixed",),
        "size": ("16-40",),
        "organisers": ("3-5",),
        "support": ("municipality", "social-worker"),
        "budget": ("500-2500",),
        "place": ("indoor",),
        "lead-time": ("longer",),
    },
    first_in=70,
    made=12,
    hours=(16, 18),
    people=40,
    spot=Spot.INDOORS,
    place="De ramen van de Hoogstraat",
    team=(
        Chair("rachida", "Gesprekken"),
        Chair("thomas", "Foto’s", after=3),
    ),
    arranged=(A.SHARED_AIM, A.EVALUATION),
    turns=(Turn("submit", "rachida", 2, "Mogen de ramen van de bieb ook meedoen?"),),
    costs=(
        Cost("Afdrukken op groot papier", 24000, Payer.OFFICE),
        Cost("Lijstjes en haakjes", 4000),
    ),
    gifts=(
        Gift(Payer.OFFICE, 24000, FundingState.ASKED),
        Gift(Payer.SPONSOR, 4000, FundingState.PROMISED, "Lijstenmakerij"),
    ),
    desk=desk.VERHALEN,
)

RUILMARKT = Story(
    slug="ruilmarkt",
    title="Neem mee wat je niet gebruikt",
    aim="Een markt zonder geld. Nieuwe buren vinden er spullen, en een praatje.",
    activity_type="swap-market",
    area="WK062202",
    answers={
        "situation": ("newcomers",),
        "tension": ("calm",),
        "goal": ("meet",),
        "groups": ("newcomers",),
        "contacts": ("few",),
        "willingness": ("eager",),
        "size": ("41-100",),
        "organisers": ("3-5",),
        "support": ("none",),
        "budget": ("100-500",),
        "place": ("outdoor",),
    },
    first_in=58,
    made=20,
    hours=(13, 16),
    people=90,
    spot=Spot.PUBLIC_SPACE,
    place="Het marktplein",
    team=(Chair("cor", "Kramen"), Chair("dewi", "Koffie bij de uitgang", after=4)),
    turns=(
        Turn("submit", "cor", 15),
        Turn(
            "decline",
            "sanne",
            9,
            "Die week ligt het plein open voor nieuwe bestrating. Kies een andere dag of het "
            "schoolplein, dan kijken we er graag weer naar.",
            help=desk.RUILMARKT_HELP,
            heard_after=6,
        ),
    ),
    costs=(Cost("Kramen huren", 15000, Payer.OFFICE), Cost("Koffie en limonade", 3500)),
    gifts=(Gift(Payer.OFFICE, 15000, FundingState.REFUSED),),
    desk=desk.RUILMARKT,
)

REPAIR_CAFE = Story(
    slug="repair-cafe",
    title="Gooi niet weg, kom langs",
    aim="Samen repareren wat stuk is. Je leert het van elkaar, en je drinkt er koffie bij.",
    activity_type="repair-cafe",
    area="WK062206",
    answers={
        "situation": ("little-contact",),
        "tension": ("calm",),
        "goal": ("meet",),
        "groups": ("everyone",),
        "contacts": ("few",),
        "willingness": ("mixed",),
        "size": ("16-40",),
        "organisers": ("3-5",),
        "budget": ("100-500",),
        "place": ("indoor",),
    },
    first_in=-47,
    made=100,
    hours=(13, 16),
    people=25,
    spot=Spot.INDOORS,
    place="De kantine van de volleybalclub",
    team=(Chair("cor", "Elektra"), Chair("thomas", "Fietsen", after=10)),
    times=10,
    arranged=(A.SHARED_TASK,),
    skipped={"Maak een lijst": "We kennen elkaar al: Cor doet elektra, Thomas fietsen."},
    turns=(
        Turn("submit", "cor", 94),
        Turn("approve", "sanne", 88, help=desk.REPAIR_CAFE_HELP, heard_after=3),
        Turn("begin", "cor", 80),
        Turn(
            "stop",
            "cor",
            13,
            "Twee keer was het vol, maar met twee handige mensen houd je het niet vol. Begin met "
            "vier, en vraag elke bezoeker om één keer te helpen. De gereedschapskist staat nu in "
            "de kantine, voor wie het weer oppakt.",
        ),
    ),
    costs=(
        Cost("Gereedschap", 20000, Payer.FUND, 18640, "IJzerwaren\ngereedschap\n€ 186,40"),
        Cost("Koffie", 4000, spent=2200),
    ),
    gifts=(Gift(Payer.FUND, 20000, FundingState.RECEIVED, "Fonds Heel en Mooi"),),
    occasions=(
        Occasion(
            ago=79,
            about="Neem mee wat stuk is. Je repareert het samen met iemand die het kan.",
            address="Voorbeeldlaan 2",
            rule=Rule.FORTNIGHTLY,
            times=3,
            step_free=True,
            bring="Wat stuk is, met het snoer erbij.",
            dates={
                0: Date(attended=25),
                1: Date(attended=25),
                2: Date(cancelled="Cor en Thomas zijn allebei ziek.", told=20),
            },
        ),
    ),
    desk=desk.REPAIR_CAFE,
)

DRIE_VRAGEN = Story(
    slug="drie-vragen",
    title="Drie vragen aan tafel",
    aim="Na de ruzie over het feest praten buren weer met elkaar, in kleine kring. Iedereen krijgt "
    "dezelfde drie vragen, en evenveel tijd.",
    activity_type="dialogue-table",
    area="WK062203",
    answers={
        "situation": ("unease-us-them",),
        "tension": ("tension",),
        "safety": ("none",),
        "goal": ("restore-trust",),
        "groups": ("culture-religion",),
        "contacts": ("few",),
        "willingness": ("mixed",),
        "size": ("6-15",),
        "organisers": ("3-5",),
        "support": ("social-worker",),
        "budget": ("under-100",),
        "place": ("indoor",),
        "lead-time": ("1-3-months",),
        "language": ("some",),
    },
    first_in=20,
    made=45,
    hours=(19, 21),
    people=8,
    spot=Spot.INDOORS,
    place="Bij Rachida thuis",
    team=(
        Chair("rachida", "Leidt het gesprek"),
        Chair("thomas", "Ontvangst en thee", after=2),
        Chair("dewi", "Past op de kinderen, in de kamer ernaast", TeamRole.HELPER, after=4),
    ),
    arranged=(A.MIXED_ORGANISERS, A.SAFE_START, A.TIME_TO_TALK),
    turns=(
        Turn("submit", "rachida", 38),
        Turn(
            "approve",
            "sanne",
            31,
            "Goed dat de opbouwwerker erbij is. Houd het klein.",
            help=desk.DRIE_VRAGEN_HELP,
            heard_after=1,
        ),
    ),
    settled=(
        Settled(0, "rachida", "De opbouwwerker is erbij en neemt het over als het moet.", 33),
    ),
    costs=(Cost("Thee en koek", 2000, spent=0),),
    gifts=(Gift(Payer.OWN, 2000, FundingState.RECEIVED),),
    occasions=(
        Occasion(
            ago=28,
            about="We zitten met acht mensen aan tafel. Je vertelt wat je wilt, en je mag ook "
            "alleen luisteren. Wat er gezegd wordt, blijft aan tafel.",
            address="Voorbeeldlaan 100, tweede bel",
            route="Bel aan, dan komt Thomas naar beneden.",
            hides_address=True,
            is_listed=False,
            party_most=1,
            languages=(Tongue.NL, Tongue.BER, Tongue.AR),
            step_free=False,
            needs_asked=(Need.INTERPRETER, Need.HEARING),
            dates={
                0: Date(
                    ago=9,
                    guests=(
                        Guest("Zahra", needs=(Need.INTERPRETER,)),
                        Guest("Kees"),
                        Guest("Een buur"),
                    ),
                )
            },
        ),
    ),
    desk=desk.DRIE_VRAGEN,
)

VLAARDINGEN = (GROENE_STRAAT, VERHALEN, RUILMARKT, REPAIR_CAFE, DRIE_VRAGEN)
