"""Utrecht has no office here: everything works but review."""

from meetups.agenda.models import NeedKind, Rule, Tongue
from meetups.initiatives.models import Arrangement, FundingState, Payer, Spot, TeamRole

from .shape import (
    Answer,
    Ask,
    Chair,
    Cost,
    Date,
    Gift,
    Guest,
    Occasion,
    OpenChair,
    OwnStep,
    Story,
    Turn,
)

A = Arrangement
Need = NeedKind

BUURTKOOR = Story(
    slug="buurtkoor",
    title="Zingen kan iedereen, in Lombok",
    aim="Een koor zonder toelating. Iedereen brengt één lied mee van vroeger of van thuis.",
    activity_type="neighbourhood-choir",
    area="BU03440123",
    answers={
        "situation": ("good-vibe",),
        "tension": ("calm",),
        "goal": ("meet",),
        "groups": ("everyone",),
        "contacts": ("some",),
        "size": ("16-40",),
        "organisers": ("3-5",),
        "budget": ("100-500",),
        "place": ("indoor",),
        "lead-time": ("1-3-months",),
    },
    first_in=12,
    made=50,
    hours=(19, 21),
    people=28,
    spot=Spot.INDOORS,
    place="De gymzaal achter de school",
    team=(
        Chair("anneke", "Zaal en koffie"),
        Chair("lotte", "Dirigeert", after=2),
        Chair("thomas", "Piano", TeamRole.HELPER, after=9),
    ),
    times=10,
    arranged=(A.SHARED_AIM, A.SHARED_TASK, A.TIME_TO_TALK, A.NEXT_DATE, A.SAFE_START),
    contact="Kom een keer luisteren, of bel Lotte: 030 000 01 23.",
    own_steps=(OwnStep("Stem de piano.", 14, "thomas", is_late=True),),
    turns=(Turn("begin-without-office", "anneke", 45),),
    costs=(
        Cost("Zaalhuur, tien avonden", 30000, Payer.FUND, 6000),
        Cost("Bladmuziek kopiëren", 2500, spent=1890),
    ),
    gifts=(
        Gift(Payer.FUND, 30000, FundingState.RECEIVED, "Fonds Hardop"),
        Gift(Payer.OWN, 2500, FundingState.RECEIVED),
    ),
    asks=(Ask("Wie zet de stoelen in een halve kring?", 0, taken_by="thomas"),),
    occasions=(
        Occasion(
            ago=40,
            title="Zingen in Lombok",
            about="We beginnen met stemmen losmaken. Daarna zingen we wat iemand van huis meenam.",
            address="Schoolplein, achterste deur",
            rule=Rule.WEEKLY,
            times=10,
            capacity=16,
            party_most=4,
            languages=(Tongue.NL, Tongue.TR, Tongue.AR, Tongue.EN),
            step_free=True,
            children=True,
            costs=250,
            bring="De tekst van een lied van vroeger of van thuis.",
            needs_asked=(Need.WHEELCHAIR, Need.HEARING, Need.INTERPRETER),
            dates={
                0: Date(
                    guests=(
                        Guest("Sofie", 2),
                        Guest("Murat", 4, needs=(Need.INTERPRETER,)),
                        Guest("Daan", answer=Answer.WITHDRAWS),
                        Guest("Ingrid", needs=(Need.HEARING,)),
                        Guest("Said", 3),
                        Guest("Mevrouw De Vries", answer=Answer.BY_HAND),
                        Guest("Leyla", 2, needs=(Need.WHEELCHAIR,)),
                        Guest("Pim", 2),
                        Guest("Fleur", 2),
                        Guest("Karim"),
                        Guest("Bo", 3),
                    ),
                ),
                1: Date(guests=(Guest("Sofie", 2), Guest("Pim", 2))),
                2: Date(
                    cancelled="De school verft de gymzaal.",
                    guests=(Guest("Sofie", 2), Guest("Ingrid")),
                ),
            },
        ),
    ),
)

TAALRUIL = Story(
    slug="leer-en-ruil",
    title="Ik leer jou dit, jij leert mij dat",
    aim="Een avond lang geven buren elkaar korte lessen: fietsband plakken, brood bakken, Arabisch "
    "of Twents. Wie vandaag leert, geeft straks les.",
    activity_type="skills-swap",
    area="BU03440222",
    answers={
        "situation": ("newcomers",),
        "tension": ("calm",),
        "goal": ("meet",),
        "groups": ("newcomers",),
        "contacts": ("few",),
        "willingness": ("eager",),
        "size": ("16-40",),
        "organisers": ("3-5",),
        "budget": ("100-500",),
        "place": ("indoor",),
    },
    first_in=39,
    made=6,
    hours=(19, 22),
    people=30,
    spot=Spot.INDOORS,
    place="Het clubhuis aan het spoor",
    team=(
        Chair("lotte", "Rooster van de lessen"),
        Chair("anneke", "Koffie en welkom", TeamRole.HELPER, after=3),
    ),
    times=6,
    arranged=(A.MIXED_GROUPS,),
    costs=(Cost("Hapjes", 8000), Cost("Naamstickers en stiften", 1500)),
    gifts=(Gift(Payer.SPONSOR, 5000, FundingState.ASKED, "Supermarkt in de straat"),),
    chairs=(OpenChair("mo@demo.example", "Wil jij laten zien hoe je een band plakt?", 1),),
)

UTRECHT = (BUURTKOOR, TAALRUIL)
