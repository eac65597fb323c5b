"""The tables of situations and their parts: what goes on in a neighbourhood."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetups.columns import LINE, CodesField, Translated, codes, lengths, pair
from meetups.suggestions.models.base import Line, Part, Tracked
from meetups.suggestions.models.sources import Source
from meetups.suggestions.vocabulary import Direction, DividingLine, Goal, Tension


class Situation(Tracked):
    """What may be going on in a neighbourhood; one option of the guide's first question."""

    slug = models.SlugField(_("slug"), max_length=50, unique=True)
    order = models.PositiveSmallIntegerField(
        _("order"), validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    title_nl, title_en = pair(_("title"), max_length=80)
    description_nl, description_en = pair(_("description"))
    first_step_nl, first_step_en = pair(_("first step"), max_length=200)
    typical_tension = models.PositiveSmallIntegerField(_("typical tension"), choices=Tension)
    typical_dividing_lines = CodesField(
        _("typical dividing lines"), vocabulary=DividingLine, blank=False
    )
    typical_goals = CodesField(_("typical goals"), vocabulary=Goal, blank=False)
    title, description, first_step = Translated(), Translated(), Translated()

    class Meta:
        verbose_name = _("situation")
        verbose_name_plural = _("situations")
        ordering = ["order", "slug"]
        constraints = [
            codes(typical_tension=Tension),
            lengths(slug=50, title_nl=80, title_en=80, first_step_nl=200, first_step_en=200),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("suggestions:situation", args=[self.slug])

    @property
    def sources(self) -> list[Source]:
        return [link.source for link in self.source_links.all()]


def of_situation(related_name: str) -> "models.ForeignKey[Situation, Situation]":
    return models.ForeignKey(
        Situation, models.CASCADE, related_name=related_name, verbose_name=_("situation")
    )


class Signal(Line):
    """Something that people see or hear in this situation."""

    situation = of_situation("signals")

    class Meta(Line.Meta):
        verbose_name = _("signal")
        verbose_name_plural = _("signals")


class NeverDo(Line):
    """What does harm in this situation."""

    situation = of_situation("never_do")

    class Meta(Line.Meta):
        verbose_name = _("never do")
        verbose_name_plural = _("never do")


class Indicator(Part):
    """A figure that may hint at this situation. A hint for a conversation, never a label."""

    situation = of_situation("indicators")
    slug = models.SlugField(_("slug"), max_length=50)
    name_nl, name_en = pair(_("name"), max_length=LINE)
    direction = models.CharField(_("direction"), max_length=20, choices=Direction)
    source_hint = models.CharField(_("where to find it"), max_length=LINE)
    name = Translated()

    class Meta(Part.Meta):
        verbose_name = _("figure that may hint")
        verbose_name_plural = _("figures that may hint")
        constraints = [
            models.UniqueConstraint(fields=["situation", "slug"], name="indicator_once"),
            codes(direction=Direction),
            lengths(slug=50, name_nl=LINE, name_en=LINE, source_hint=LINE),
        ]

    def __str__(self) -> str:
        return self.name


class SituationSource(Part):
    """A source behind a situation."""

    situation = of_situation("source_links")
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="situation_links", verbose_name=_("source")
    )

    class Meta(Part.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(fields=["situation", "source"], name="situation_source_once"),
        ]

    def __str__(self) -> str:
        return self.source.key
