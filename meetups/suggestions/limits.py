"""What numbers and DOIs of the catalogue can be: wide, against slips of the pen."""

PEOPLE = 1000
ORGANISERS = 50
WEEKS = 104
HOURS = 24
TIMES = 365
EUROS = 100_000
DOI = r"^10\.\d{4,9}/\S{1,90}$"
