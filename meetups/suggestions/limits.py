"""The most that numbers of an activity type can be: far beyond use, against slips of the pen."""

PEOPLE = 1000
ORGANISERS = 50
WEEKS = 104
HOURS = 24
TIMES = 365
EUROS = 100_000
