"""What we say about research stands on sources that are there."""

from meetups.pages.research import HARMS, PILLARS, TOGETHER, UNKNOWN, WORKS, Claim, cited, shown
from meetups.suggestions.models import Source
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.vocabulary import Condition

CLAIMS = [*WORKS.claims, *PILLARS.values(), TOGETHER, *HARMS.claims, *UNKNOWN.claims]


def test_every_claim_names_sources_of_the_catalogue(catalogue: CatalogueSnapshot) -> None:
    assert all(claim.keys for claim in CLAIMS)
    assert {key for claim in CLAIMS for key in claim.keys} <= set(catalogue.sources)


def test_every_pillar_is_explained() -> None:
    assert list(PILLARS) == list(Condition)


def test_sources_are_numbered_in_the_order_in_which_they_are_named() -> None:
    first, second = Claim("one", ("b", "gone")), Claim("two", ("a", "b"))
    sources = {key: Source(key=key) for key in ("a", "b", "c")}
    listed = cited([first, second], sources)
    assert list(listed) == ["b", "a"]
    numbers = [[number for number, _ in claim.sources] for claim in shown([first, second], listed)]
    assert numbers == [[1], [2, 1]]


def test_a_claim_without_a_source_is_not_made() -> None:
    assert shown([Claim("unfounded", ("gone",))], {}) == []
