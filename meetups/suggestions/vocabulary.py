"""Every code of the catalogue with its words: one list for models, guide, library and pages.

The codes are those of the content files and of the recommender's questions.
"""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """Only what is published is shown and advised."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class Family(TextChoices):
    """Kinds of formats. The tips hold at most two of one family."""

    LIGHT = "light", _("light contact")
    FOOD = "food", _("eating together")
    DOING = "doing", _("doing together")
    STORIES = "stories", _("stories and art")
    PAIR = "pair", _("buddies and small groups")
    TALK = "talk", _("talking together")
    PARTICIPATE = "participate", _("having a say")
    LISTEN = "listen", _("listening and being there")
    MEDIATE = "mediate", _("mediation")
    AFTERCARE = "aftercare", _("aftercare")


class ContactMode(TextChoices):
    """How people come into contact; decides much of what is safe."""

    LIGHT = "light", _("light contact in passing")
    DOING = "doing", _("doing something together")
    TALKING = "talking", _("a conversation")
    PAIR = "pair", _("one to one")
    INFORMING = "informing", _("information and questions")
    INDIRECT = "indirect", _("through stories, art or media")
    ONE_WAY_LISTENING = "one-way-listening", _("one talks, the other listens")
    WITHIN_GROUP = "within-group", _("within one's own group")
    PRESENCE = "presence", _("being there")
    MEDIATED = "mediated", _("with a mediator")


class Depth(IntegerChoices):
    """How close people get."""

    LIGHT = 1, _("light")
    MEDIUM = 2, _("medium")
    DEEP = 3, _("deep")


class TopicFocus(TextChoices):
    """What people talk about."""

    NONE = "none", _("no set topic")
    SHARED_TASK = "shared-task", _("a shared task")
    PERSONAL_STORIES = "personal-stories", _("personal stories")
    RULES = "rules", _("agreements")
    INCIDENT = "incident", _("what happened")
    DISAGREEMENT = "disagreement", _("the disagreement itself")


class Strength(IntegerChoices):
    """How well a format fits a situation or serves a goal. 0 in a situation: better not."""

    NOT = 0, _("not")
    A_LITTLE = 1, _("a little")
    WELL = 2, _("well")
    VERY_WELL = 3, _("very well")


class Goal(TextChoices):
    """What a volunteer wants to achieve."""

    MEET = "meet", _("get to know each other")
    AGREE_RULES = "agree-rules", _("agree on living together")
    SOLVE_PROBLEM = "solve-problem", _("solve a problem together")
    REDUCE_LONELINESS = "reduce-loneliness", _("less loneliness")
    TALK_TOPIC = "talk-topic", _("talk about a difficult topic")
    RESTORE_TRUST = "restore-trust", _("bring back calm and trust")


class Tension(IntegerChoices):
    """How tense a neighbourhood is; the content files and questions use the codes."""

    CALM = 0, _("calm")
    UNEASE = 1, _("uneasy")
    TENSION = 2, _("tense")
    INCIDENTS = 3, _("after incidents")
    ACUTE = 4, _("unsafe now")

    @property
    def code(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, code: str) -> "Tension":
        """The level with this code; KeyError when there is none."""
        return cls[code.upper()]


class Condition(TextChoices):
    """The seven conditions under which contact helps: the pillars."""

    EQUAL_STATUS = "equal_status", _("On an equal footing")
    COMMON_GOAL = "common_goal", _("One goal")
    COOPERATION = "cooperation", _("Doing it together")
    AUTHORITY_SUPPORT = "authority_support", _("Support")
    FRIENDSHIP_POTENTIAL = "friendship_potential", _("Friendship can grow")
    POSITIVE_EXPERIENCE = "positive_experience", _("A good experience")
    REPEATED = "repeated", _("Meeting again")


class Level(IntegerChoices):
    """How much of a contact condition a format brings by itself."""

    MISSING = 0, _("not in it")
    WEAK = 1, _("needs work")
    FAIR = 2, _("partly in it")
    STRONG = 3, _("in it")


class Evidence(TextChoices):
    """How sure we are that a format works."""

    STRONG = "strong", _("strong")
    MODERATE = "moderate", _("reasonable")
    PROMISING = "promising", _("limited")
    PRACTICE_BASED = "practice-based", _("from practice")


EVIDENCE_MEANS = {
    Evidence.STRONG: _("Several real-life experiments with this kind of activity."),
    Evidence.MODERATE: _("At least one good study with figures on this or a very similar format."),
    Evidence.PROMISING: _(
        "It fits what is known to work, or there is indirect evidence. "
        "The format itself was hardly tested."
    ),
    Evidence.PRACTICE_BASED: _("Experience from practice. We found no study of its effects."),
}


class ProfessionalLevel(TextChoices):
    """Whether a volunteer needs a professional beside them."""

    NONE = "none", _("not needed")
    RECOMMENDED = "recommended", _("wise to have")
    REQUIRED = "required", _("needed")


class ProfessionalKind(TextChoices):
    """Who may help."""

    SOCIAL_WORKER = "social-worker", _("social or community worker")
    YOUTH_WORKER = "youth-worker", _("youth worker")
    FACILITATOR = "facilitator", _("trained facilitator")
    MEDIATOR = "mediator", _("mediator")
    MUNICIPALITY = "municipality", _("municipality or housing association")
    POLICE = "police", _("community police officer")
    KEY_FIGURES = "key-figures", _("key figures whom people trust")


class ProfessionalMatch(TextChoices):
    """Whether one of the kinds is enough."""

    ANY = "any", _("one of these is enough")
    ALL = "all", _("all of these are needed")


class Rhythm(TextChoices):
    """Once or again and again."""

    ONCE = "once", _("once")
    SERIES = "series", _("a series")


class CostBand(TextChoices):
    """Roughly what it costs, by the highest estimate."""

    LOW = "0-100", _("up to €100")
    MIDDLE = "100-500", _("€100 to €500")
    HIGH = "500-2500", _("€500 to €2,500")
    HIGHEST = "2500-plus", _("more than €2,500")

    @classmethod
    def of(cls, euros: int) -> "CostBand":
        """The band in which this highest estimate falls."""
        for band, most in ((cls.LOW, 100), (cls.MIDDLE, 500), (cls.HIGH, 2500)):
            if euros <= most:
                return band
        return cls.HIGHEST


class Place(TextChoices):
    """Where it can be held."""

    INDOOR = "indoor", _("indoors")
    OUTDOOR = "outdoor", _("outdoors")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("partly online")


class LanguageLoad(TextChoices):
    """How much people need a shared language."""

    LOW = "low", _("little language needed")
    MEDIUM = "medium", _("some language needed")
    HIGH = "high", _("a shared language needed")


class Age(TextChoices):
    """Who takes part, by age."""

    CHILDREN = "children", _("children (under 12)")
    YOUTH = "youth", _("young people (12 to 23)")
    ADULTS = "adults", _("adults")
    SENIORS = "seniors", _("older people (67 and over)")


class DividingLine(TextChoices):
    """Between whom there is contact. Never the origin of persons."""

    EVERYONE = "everyone", _("all residents")
    DIRECT_NEIGHBOURS = "direct-neighbours", _("direct neighbours")
    CULTURE_RELIGION = "culture-religion", _("people of different cultures or religions")
    NEWCOMERS = "newcomers", _("new and long-term residents")
    AGES = "ages", _("young and old")
    INCOME_HOUSING = "income-housing", _("tenants and owners, rich and poor")
    OPINIONS = "opinions", _("people of different opinions")
    CARE = "care", _("people with and without a need for care")
    RESIDENTS_GOVERNMENT = "residents-government", _("residents and the municipality or services")


class Direction(TextChoices):
    """What a figure hints at when it stands out. Context only, never a label."""

    HIGH = "high", _("a high figure fits")
    LOW = "low", _("a low figure fits")
    MIXED = "mixed", _("high or low may fit")
    CONTEXT = "context", _("background only")


class SourceKind(TextChoices):
    """Where knowledge comes from."""

    PAPER = "paper", _("scientific article")
    BOOK = "book", _("book")
    WEB_PAGE = "web-page", _("web page")
    PRACTICE = "practice", _("experience from practice")


class DoiStatus(TextChoices):
    """Whether the DOI was seen on a page."""

    SEEN_ON_PAGE = "seen-on-page", _("seen on a page")
    OWN_KNOWLEDGE = "own-knowledge", _("own knowledge")
    UNVERIFIED = "unverified", _("not checked")
    NONE = "none", _("no DOI")


class Verified(TextChoices):
    """Where the facts about a source come from."""

    PAGE_FOUND = "page-found", _("found on a page")
    OWN_KNOWLEDGE = "own-knowledge", _("own knowledge")
