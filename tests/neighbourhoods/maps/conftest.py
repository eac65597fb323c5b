"""Maps of the whole country are tried only where its data lies."""

from tests.neighbourhoods.conftest import WHOLE_COUNTRY

collect_ignore = [] if WHOLE_COUNTRY.exists() else ["test_whole_country_maps.py"]
