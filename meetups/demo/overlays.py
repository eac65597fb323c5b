"""What the office of Harderwijk added to the catalogue: a note, and a format of its own.

Made once: who takes it away in the demo does not get it back.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from meetups.accounts.models import Office
from meetups.suggestions.models import OverlayVersion
from meetups.suggestions.overlays.services import add_format, save_note, show_format
from meetups.suggestions.queries import catalogue

from .cast import user_of

OFFICE, MANAGER = "GM0243", "joost"
AGO = timedelta(days=40)
NOTED, BASE = "weekly-coffee", "swap-market"
NOTE = {
    "text_nl": "Vraag de sleutel van de buurtkamer bij team Wijken. Doe dat een week vooraf. "
    "Koffie en thee staan klaar, bekers ook.",
    "text_en": "Ask team Wijken for the key of the neighbourhood room. Do so a week ahead. "
    "Coffee and tea are there, and so are mugs.",
}
NAME = {"nl": "Ruilen bij de koffie", "en": "Swapping over coffee"}
SUMMARY = {
    "nl": "Buren ruilen boeken, planten en speelgoed, en drinken samen koffie. De gemeente leent "
    "tafels en banken uit.",
    "en": "Neighbours swap books, plants and toys, and have coffee together. The municipality "
    "lends tables and benches.",
}
STEPS = [
    (4, "Vraag de gemeente om tafels en banken.", "Ask the municipality for tables and benches."),
    (3, "Nodig de straat uit, deur voor deur.", "Invite the street, door by door."),
    (1, "Verdeel wie koffie zet en wie ontvangt.", "Agree who makes coffee and who welcomes."),
    (0, "Breng wat overblijft naar de kringloop.", "Take what is left to the second-hand shop."),
]


def ensure_overlay(*, today: date) -> None:
    """It came about a while ago, on a morning."""
    office = Office.objects.select_related("area").get(area__code=OFFICE)
    known = catalogue().activity_types
    if OverlayVersion.objects.filter(office=office).exists() or not {NOTED, BASE} <= known.keys():
        return
    now = timezone.make_aware(datetime.combine(today - AGO, time(10)))
    by = user_of(MANAGER)
    save_note(office=office, activity_type=NOTED, version=0, by=by, now=now, **NOTE)
    values = {
        "name": NAME,
        "summary": SUMMARY,
        "preparation_steps": [
            {"weeks_before": weeks, "text": {"nl": dutch, "en": english}}
            for weeks, dutch, english in STEPS
        ],
    }
    row = add_format(office=office, base=BASE, values=values, by=by, now=now)
    show_format(row=row, version=row.version, shown=True, by=by, now=now)
