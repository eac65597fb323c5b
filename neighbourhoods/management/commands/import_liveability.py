"""Bring in what the Leefbaarometer says of neighbourhoods."""

from ...kinds import LIVEABILITY
from ..surveys import SurveyCommand


class Command(SurveyCommand):
    help = (
        "Import the classes of the Leefbaarometer of a year. They are model estimates. "
        "All or nothing; doing it again changes nothing."
    )
    source = LIVEABILITY
    files = "the scores as .csv: of neighbourhoods, districts or municipalities"
