"""The tables of formats and their parts: what the guide recommends."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetups.columns import (
    LINE,
    CodesField,
    Translated,
    codes,
    lengths,
    ordered,
    pair,
)
from meetups.suggestions.limits import EUROS, HOURS, ORGANISERS, PEOPLE, TIMES, WEEKS
from meetups.suggestions.models.base import Line, Part, Tracked, review_date
from meetups.suggestions.models.situations import Situation
from meetups.suggestions.models.sources import Source
from meetups.suggestions.vocabulary import (
    Age,
    Condition,
    ContactMode,
    CostBand,
    Depth,
    DividingLine,
    Evidence,
    Family,
    Goal,
    LanguageLoad,
    Level,
    Place,
    ProfessionalKind,
    ProfessionalLevel,
    ProfessionalMatch,
    Rhythm,
    Status,
    Strength,
    Tension,
    TopicFocus,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Label


def number(
    label: "Label", low: int = 0, high: int | None = None, **kwargs: Any
) -> "models.PositiveSmallIntegerField[int, int]":
    limits = [MinValueValidator(low), MaxValueValidator(high)] if high else []
    return models.PositiveSmallIntegerField(label, validators=limits, **kwargs)


def strength(label: "Label") -> "models.PositiveSmallIntegerField[int, int]":
    return number(label, choices=Strength, default=Strength.NOT)


class ActivityType(Tracked):
    """A format: a kind of meetup, when it fits, what it takes and how sure we are.

    A draft may be half finished; what may be published is for `content_check.faults_of` to say.
    """

    slug = models.SlugField(_("slug"), max_length=50, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    name_nl, name_en = pair(_("name"), max_length=80)
    summary_nl, summary_en = pair(_("summary"), blank=True)
    family = models.CharField(_("family"), max_length=20, choices=Family)
    contact_mode = models.CharField(_("way of contact"), max_length=20, choices=ContactMode)
    depth = number(_("depth"), choices=Depth, default=Depth.LIGHT)
    topic_focus = models.CharField(
        _("what people talk about"), max_length=20, choices=TopicFocus, default=TopicFocus.NONE
    )
    between_groups = models.BooleanField(_("brings groups together"), default=True)

    goal_meet = strength(Goal.MEET.label)
    goal_agree_rules = strength(Goal.AGREE_RULES.label)
    goal_solve_problem = strength(Goal.SOLVE_PROBLEM.label)
    goal_reduce_loneliness = strength(Goal.REDUCE_LONELINESS.label)
    goal_talk_topic = strength(Goal.TALK_TOPIC.label)
    goal_restore_trust = strength(Goal.RESTORE_TRUST.label)

    tension_min = number(_("tension from"), choices=Tension, default=Tension.CALM)
    tension_max = number(_("tension up to"), choices=Tension, default=Tension.CALM)
    tension_ideal = CodesField(_("best at this tension"), vocabulary=Tension)
    tension_note_nl, tension_note_en = pair(_("note on tension"), max_length=200, blank=True)
    open_stage = models.BooleanField(_("gives everyone a stage"), default=False)
    exposes_minority = models.BooleanField(_("puts a small group in the spotlight"), default=False)

    group_min = number(_("people, from"), 1, PEOPLE, default=4)
    group_max = number(_("people, up to"), 1, PEOPLE, default=20)
    can_run_in_parallel = models.BooleanField(_("can run in several groups at once"), default=False)
    organisers_min = number(_("organisers, at least"), 1, ORGANISERS, default=2)

    professional_level = models.CharField(
        _("professional"), max_length=20, choices=ProfessionalLevel, default=ProfessionalLevel.NONE
    )
    professional_kinds = CodesField(_("which professional"), vocabulary=ProfessionalKind)
    professional_match = models.CharField(
        _("one or all of them"),
        max_length=10,
        choices=ProfessionalMatch,
        default=ProfessionalMatch.ANY,
    )
    professional_via_referral = models.BooleanField(
        _("the professional comes with the format"), default=False
    )
    professional_note_nl, professional_note_en = pair(
        _("note on the professional"), max_length=200, blank=True
    )
    required_from_level = number(
        _("needed from this tension"), choices=Tension, null=True, blank=True
    )
    required_from_kinds = CodesField(_("then needed"), vocabulary=ProfessionalKind)

    weeks_min = number(_("weeks of preparation, at least"), 0, WEEKS, default=2)
    weeks_typical = number(_("weeks of preparation, usually"), 0, WEEKS, default=4)
    hours_min = number(_("hours, from"), 0, HOURS, default=1)
    hours_max = number(_("hours, up to"), 1, HOURS, default=2)
    rhythm = models.CharField(_("rhythm"), max_length=10, choices=Rhythm, default=Rhythm.ONCE)
    sessions_typical = number(_("number of times, usually"), 1, TIMES, default=1)

    cost_min = models.PositiveIntegerField(
        _("cost in euros, from"), default=0, validators=[MaxValueValidator(EUROS)]
    )
    cost_max = models.PositiveIntegerField(
        _("cost in euros, up to"), default=0, validators=[MaxValueValidator(EUROS)]
    )
    cost_estimate = models.BooleanField(_("our own estimate"), default=True)
    cost_note_nl, cost_note_en = pair(_("note on cost"), max_length=200, blank=True)

    places = CodesField(_("places"), vocabulary=Place)
    language_load = models.CharField(
        _("language"), max_length=10, choices=LanguageLoad, default=LanguageLoad.LOW
    )
    ages = CodesField(_("ages"), vocabulary=Age)
    required_ages = CodesField(_("only with at least one of these ages"), vocabulary=Age)
    dividing_lines = CodesField(_("dividing lines"), vocabulary=DividingLine)

    evidence_level = models.CharField(
        _("how sure we are"), max_length=20, choices=Evidence, default=Evidence.PRACTICE_BASED
    )
    evidence_note_nl, evidence_note_en = pair(_("note on the evidence"), blank=True)
    example_text_nl, example_text_en = pair(_("example"), blank=True)
    example_verified = models.BooleanField(
        _("example seen on a page"), default=False, help_text=_("Only then do we show it.")
    )
    example_source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="examples",
        verbose_name=_("source of the example"),
    )
    review_by = review_date()

    base_slug, office_name, mark = "", "", ""
    """Of a format of an office only, and in no table: the national one that it is based on, whose
    it is, and what tells it apart from how it was before.
    """
    is_preview = False
    """What a curator only looks at: nothing of it may be kept for readers."""

    name, summary, tension_note = Translated(), Translated(), Translated()
    professional_note, cost_note = Translated(), Translated()
    evidence_note, example_text = Translated(), Translated()

    class Meta:
        verbose_name = _("format")
        verbose_name_plural = _("formats")
        ordering = ["slug"]
        constraints = [
            codes(
                status=Status,
                family=Family,
                contact_mode=ContactMode,
                depth=Depth,
                topic_focus=TopicFocus,
                professional_level=ProfessionalLevel,
                professional_match=ProfessionalMatch,
                rhythm=Rhythm,
                language_load=LanguageLoad,
                evidence_level=Evidence,
                tension_min=Tension,
                tension_max=Tension,
                required_from_level=Tension,
                goal_meet=Strength,
                goal_agree_rules=Strength,
                goal_solve_problem=Strength,
                goal_reduce_loneliness=Strength,
                goal_talk_topic=Strength,
                goal_restore_trust=Strength,
            ),
            lengths(
                slug=50,
                name_nl=80,
                name_en=80,
                tension_note_nl=200,
                tension_note_en=200,
                professional_note_nl=200,
                professional_note_en=200,
                cost_note_nl=200,
                cost_note_en=200,
            ),
            ordered(
                "tension_min",
                "tension_max",
                _("The lowest tension is above the highest."),
                "tension_range",
            ),
            ordered(
                "group_min",
                "group_max",
                _("The smallest group is larger than the largest."),
                "group_range",
            ),
            ordered(
                "weeks_min",
                "weeks_typical",
                _("Preparation usually takes no less than at least."),
                "weeks_range",
            ),
            ordered(
                "hours_min",
                "hours_max",
                _("The lowest number of hours is above the highest."),
                "hours_range",
            ),
            ordered(
                "cost_min", "cost_max", _("The lowest cost is above the highest."), "cost_range"
            ),
            models.CheckConstraint(
                condition=models.Q(example_verified=False) | models.Q(example_source__isnull=False),
                name="activitytype_example_has_source",
                violation_error_message=_("An example seen on a page needs its source."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return _address(self.slug, get_language())

    @property
    def national_slug(self) -> str:
        """Its own slug; of a format of an office, that of the one that it is based on."""
        return self.base_slug or self.slug

    @property
    def goals(self) -> dict[str, int]:
        """Strength per goal."""
        return {goal.value: getattr(self, f"goal_{goal.name.lower()}") for goal in Goal}

    @property
    def cost_band(self) -> CostBand:
        return CostBand.of(self.cost_max)

    def fit_with(self, situation: str) -> "SituationFit | None":
        """How well it fits a situation, by its slug; None when nobody has said."""
        return next((fit for fit in self.fits.all() if fit.situation.slug == situation), None)

    @property
    def sources(self) -> list[Source]:
        """The sources behind the evidence, the most telling first."""
        return [link.source for link in self.evidence.all()]


@lru_cache(maxsize=1000)
def _address(slug: str, _language: str | None) -> str:
    # An advice links to dozens of formats.
    return reverse("suggestions:activity_type", args=[slug])


def of_activity_type(related_name: str) -> "models.ForeignKey[ActivityType, ActivityType]":
    return models.ForeignKey(
        ActivityType, models.CASCADE, related_name=related_name, verbose_name=_("format")
    )


class SituationFit(Part):
    """How well a format fits a situation, and why. Not at all is worth saying too."""

    activity_type = of_activity_type("fits")
    situation = models.ForeignKey(
        Situation, models.PROTECT, related_name="fits", verbose_name=_("situation")
    )
    strength = number(_("fits"), choices=Strength)
    reason_nl, reason_en = pair(_("because"), max_length=LINE, blank=True)
    reason = Translated()

    class Meta(Part.Meta):
        verbose_name = _("fit with a situation")
        verbose_name_plural = _("fit with situations")
        constraints = [
            models.UniqueConstraint(fields=["activity_type", "situation"], name="fit_once"),
            codes(strength=Strength),
            lengths(reason_nl=LINE, reason_en=LINE),
        ]

    def __str__(self) -> str:
        return f"{self.situation}: {self.get_strength_display()}"


class ContactCondition(Part):
    """How much of one contact condition a format brings, and how to get more of it."""

    activity_type = of_activity_type("conditions")
    condition = models.CharField(_("pillar"), max_length=30, choices=Condition)
    level = number(_("by itself"), choices=Level, default=Level.MISSING)
    strengthen_nl, strengthen_en = pair(_("how to strengthen it"), max_length=LINE, blank=True)
    strengthen = Translated()

    class Meta(Part.Meta):
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars under the contact")
        constraints = [
            models.UniqueConstraint(fields=["activity_type", "condition"], name="condition_once"),
            codes(condition=Condition, level=Level),
            lengths(strengthen_nl=LINE, strengthen_en=LINE),
        ]

    def __str__(self) -> str:
        return f"{self.get_condition_display()}: {self.get_level_display()}"


class Step(Line):
    """Something to do before the meetup, counted back in weeks."""

    activity_type = of_activity_type("steps")
    weeks_before = number(_("weeks before"), 0, WEEKS)

    class Meta(Line.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")


class ContraIndication(Line):
    """When not, or how not."""

    activity_type = of_activity_type("contra_indications")

    class Meta(Line.Meta):
        verbose_name = _("when not to")
        verbose_name_plural = _("when not to")


class Skill(Line):
    """What the organisers must be good at."""

    activity_type = of_activity_type("skills")

    class Meta(Line.Meta):
        verbose_name = _("skill")
        verbose_name_plural = _("skills")


class EvidenceSource(Part):
    """A source behind what we say about a format."""

    activity_type = of_activity_type("evidence")
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="evidence_for", verbose_name=_("source")
    )

    class Meta(Part.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources of evidence")
        constraints = [
            models.UniqueConstraint(fields=["activity_type", "source"], name="evidence_once"),
        ]

    def __str__(self) -> str:
        return self.source.key
