"""What makes a text harder to read than it needs to be: a hint for who writes, never a rule.

Pure: a text and its language in, codes with what was found out. `plain_language_wording` has the
words. Most people read B1 with ease: short sentences, everyday words, who does what.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["sentence", "word", "term", "passive"]
SENTENCE = 15
"""Words in a sentence that still reads with ease."""
WORD: Mapping[str, int] = {"nl": 18, "en": 14}
"""Letters in a word that still does. Dutch writes in one word what English writes in two."""
SHOWN_WORDS = 6

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'’”)]*\s+|\n+|;\s+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_PASSIVE = {
    "nl": (
        r"\b(?:word|wordt|worden|werd|werden)\b(?:\s+[\w-]+){0,6}?"
        r"\s+(?:ge|be|ver|ont|her)\w{2,}(?:d|t|en)\b"
    ),
    "en": (
        r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?"
        r"(?!need\b|used\b|indeed\b)\w{2,}ed\b"
    ),
}
TERMS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "aangaande": "over",
        "aangezien": "omdat",
        "additioneel": "extra",
        "additionele": "extra",
        "alsmede": "en",
        "alvorens": "voordat",
        "betreffende": "over",
        "bewerkstelligen": "zorgen voor",
        "conform": "volgens",
        "consensus": "iedereen is het eens",
        "continueren": "doorgaan met",
        "creëren": "maken",
        "desbetreffende": "die, dat",
        "derhalve": "daarom",
        "dient te": "moet",
        "dienen te": "moeten",
        "doelgroep": "de mensen voor wie je het doet",
        "doelstelling": "doel",
        "draagvlak": "steun",
        "echter": "maar",
        "eveneens": "ook",
        "faciliteren": "helpen, zorgen voor",
        "faciliteert": "helpt, zorgt voor",
        "frequentie": "hoe vaak",
        "gedurende": "tijdens",
        "gefaseerd": "in stappen",
        "geïnitieerd": "begonnen",
        "genereren": "opleveren",
        "hetgeen": "wat",
        "implementeren": "invoeren",
        "impact": "gevolg",
        "in het kader van": "voor, bij",
        "indien": "als",
        "indicatie": "teken",
        "initiëren": "beginnen",
        "integraal": "samen, in één keer",
        "interventie": "wat je doet",
        "inventariseren": "op een rij zetten",
        "inzake": "over",
        "jegens": "tegen",
        "kwetsbare doelgroep": "mensen die hulp nodig hebben",
        "laagdrempelig": "makkelijk om aan mee te doen",
        "laagdrempelige": "makkelijke",
        "met betrekking tot": "over",
        "met name": "vooral",
        "middels": "met, door",
        "mits": "als",
        "mogelijkerwijs": "misschien",
        "momenteel": "nu",
        "optimaliseren": "beter maken",
        "participatie": "meedoen",
        "participeren": "meedoen",
        "polarisatie": "mensen staan tegenover elkaar",
        "prioriteren": "kiezen wat eerst gaat",
        "realiseren": "maken, zorgen voor",
        "reeds": "al",
        "respectievelijk": "en",
        "signaleren": "zien, merken",
        "stakeholder": "wie ermee te maken heeft",
        "stakeholders": "wie ermee te maken hebben",
        "stimuleren": "helpen, aanmoedigen",
        "ten aanzien van": "over, voor",
        "ten behoeve van": "voor",
        "teneinde": "om",
        "tenzij": "behalve als",
        "tevens": "ook",
        "uiterlijk": "niet later dan",
        "voornemens": "van plan",
        "voorts": "verder",
        "zodoende": "zo",
        "zorg dragen voor": "zorgen voor",
    },
    "en": {
        "additional": "more, extra",
        "aforementioned": "this, that",
        "aligned with": "fits with",
        "approximately": "about",
        "ascertain": "find out",
        "assistance": "help",
        "attendees": "people who come",
        "commence": "start",
        "consequently": "so",
        "demonstrate": "show",
        "due to the fact that": "because",
        "endeavour": "try",
        "ensure": "make sure",
        "facilitate": "help",
        "facilitates": "helps",
        "for the purpose of": "to, for",
        "furthermore": "also",
        "henceforth": "from now on",
        "however": "but",
        "implement": "do, bring in",
        "in accordance with": "by, following",
        "in order to": "to",
        "in relation to": "about",
        "in the event of": "if",
        "initiate": "start",
        "intervention": "what you do",
        "leverage": "use",
        "methodology": "way of working",
        "moreover": "also",
        "nevertheless": "still",
        "notwithstanding": "even so",
        "obtain": "get",
        "optimise": "make better",
        "participate": "take part",
        "participation": "taking part",
        "polarisation": "people stand against each other",
        "prior to": "before",
        "prioritise": "choose what goes first",
        "purchase": "buy",
        "pursuant to": "under",
        "regarding": "about",
        "require": "need",
        "requires": "needs",
        "stakeholder": "who has to do with it",
        "stakeholders": "those who have to do with it",
        "subsequently": "then, later",
        "sufficient": "enough",
        "target group": "the people you do it for",
        "terminate": "end",
        "thereby": "so",
        "utilise": "use",
        "utilize": "use",
        "whereas": "while",
        "with regard to": "about",
    },
}
"""Words of offices, with what people say."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What was found, and where it begins. `words`: how many a long sentence has; `instead`: what
    people say for a term."""

    kind: Kind
    found: str
    at: int
    words: int = 0
    instead: str = ""


def hints(text: str, language: str) -> list[Hint]:
    """All that may be simpler in a text, in reading order. Nothing for a language without list."""
    if language not in TERMS:
        return []
    found = [*_sentences(text), *_words(text, language), *_terms(text, language)]
    found += _passives(text, language)
    return sorted(found, key=lambda hint: (hint.at, hint.kind))


def _sentences(text: str) -> Iterator[Hint]:
    start = 0
    for end in [*(match.start() for match in _SENTENCE_END.finditer(text)), len(text)]:
        words = list(_WORD.finditer(text, start, end))
        if len(words) > SENTENCE:
            first, last = words[0].start(), words[SHOWN_WORDS - 1].end()
            yield Hint("sentence", text[first:last], first, words=len(words))
        start = end


def _words(text: str, language: str) -> Iterator[Hint]:
    for match in _WORD.finditer(text):
        longest = max((len(part) for part in re.split("[-'’]", match[0])), default=0)
        if longest > WORD[language]:
            yield Hint("word", match[0], match.start())


def _terms(text: str, language: str) -> Iterator[Hint]:
    for match in _known(language).finditer(text):
        # Case is ignored in more letters than `lower` knows, such as a long s.
        if instead := TERMS[language].get(" ".join(match[0].lower().split())):
            yield Hint("term", match[0], match.start(), instead=instead)


def _passives(text: str, language: str) -> Iterator[Hint]:
    for match in re.finditer(_PASSIVE[language], text, re.IGNORECASE):
        yield Hint("passive", match[0], match.start())


@cache
def _known(language: str) -> re.Pattern[str]:
    # The longest first: "kwetsbare doelgroep" is said as a whole.
    terms = sorted(TERMS[language], key=len, reverse=True)
    either = "|".join(re.escape(term).replace(r"\ ", r"\s+") for term in terms)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
