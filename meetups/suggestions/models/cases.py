"""Saved test neighbourhoods: answers, and what must and must not come out of the advice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetups.columns import Translated, lengths, pair
from meetups.suggestions.models.base import Tracked


class Case(Tracked):
    """One test neighbourhood. Lists hold slugs of formats, `answers` is question to option slugs.

    It is broken when none of `expected` is among the tips, when a slug of `never` fits now, when
    one of `arrange_first` is not set apart so, when `notice` is not given, or when the guide no
    longer asks so. One expert's tip among the tips is enough, as in the acceptance of the rules:
    experts would choose among equals too. But when over all gold cases less than 60% of their tips
    come out, each gold case that lacks one is broken. An empty list or notice asks nothing.
    """

    slug = models.SlugField(_("slug"), max_length=50, unique=True)
    title_nl, title_en = pair(_("title"), max_length=120)
    answers = models.JSONField(_("answers"))
    expected = models.JSONField(_("an expert would tip"), default=list, blank=True)
    fine = models.JSONField(_("is fine too"), default=list, blank=True)
    never = models.JSONField(_("must never fit"), default=list, blank=True)
    arrange_first = models.JSONField(_("needs help first"), default=list, blank=True)
    notice = models.CharField(_("warning that must be given"), max_length=40, blank=True)
    reason_nl, reason_en = pair(_("because"), blank=True)
    is_gold = models.BooleanField(_("public gold case"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)

    title, reason = Translated(), Translated()

    class Meta:
        verbose_name = _("test neighbourhood")
        verbose_name_plural = _("test neighbourhoods")
        ordering = ["slug"]
        constraints = [lengths(slug=50, title_nl=120, title_en=120, notice=40)]

    def __str__(self) -> str:
        return self.title
