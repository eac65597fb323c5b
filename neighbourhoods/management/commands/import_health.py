"""Bring in what the health survey of RIVM, GGDs and CBS says of neighbourhoods."""

from ...kinds import HEALTH
from ..surveys import SurveyCommand


class Command(SurveyCommand):
    help = (
        "Import figures of the health survey (Gezondheidsmonitor, RIVM 50090NED or 50150NED) of a "
        "year. They are model estimates. All or nothing; doing it again changes nothing."
    )
    source = HEALTH
    files = "the table as .csv, or the JSON of OData (TypedDataSet), in one part or several"
