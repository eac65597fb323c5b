"""The table of sources: what claims rest on."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetups.columns import ProseField, Translated, codes, lengths, pair
from meetups.suggestions.limits import DOI
from meetups.suggestions.models.base import Tracked, review_date
from meetups.suggestions.vocabulary import DoiStatus, SourceKind, Verified


class Source(Tracked):
    """A study, book or page behind what we say."""

    key = models.SlugField(_("key"), max_length=50, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    authors = models.CharField(_("authors"), max_length=200)
    year = models.CharField(_("year"), max_length=40, help_text=_("Free text: 2019, or n.d."))
    title = models.CharField(_("title"), max_length=250)
    container = models.CharField(_("published in"), max_length=150, blank=True)
    doi = models.CharField(
        _("DOI"),
        max_length=100,
        blank=True,
        validators=[RegexValidator(DOI, _("Write it as 10.1038/s41586-019-1234-5."))],
    )
    doi_status = models.CharField(
        _("was the DOI seen?"), max_length=20, choices=DoiStatus, default=DoiStatus.NONE
    )
    url = models.URLField(_("web address"), max_length=300, blank=True)
    verified = models.CharField(
        _("where the facts come from"), max_length=20, choices=Verified, default=Verified.PAGE_FOUND
    )
    finding = ProseField(_("what was found"), help_text=_("In English only."))
    implication_nl, implication_en = pair(_("what it means for us"))
    review_by = review_date()
    implication = Translated()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["key"]
        constraints = [
            codes(kind=SourceKind, doi_status=DoiStatus, verified=Verified),
            models.CheckConstraint(
                condition=models.Q(doi="", doi_status__in=[DoiStatus.NONE, DoiStatus.UNVERIFIED])
                | (~models.Q(doi="") & ~models.Q(doi_status=DoiStatus.NONE)),
                name="source_doi_goes_with_its_status",
                violation_error_message=_("The DOI and what is said of it do not go together."),
            ),
            lengths(key=50, authors=200, year=40, title=250, container=150, doi=100, url=300),
        ]

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}), {self.title}"

    @property
    def link(self) -> str:
        """Where a reader finds it: the page we saw, else the DOI we saw or know, else nothing."""
        known = self.doi_status in {DoiStatus.SEEN_ON_PAGE, DoiStatus.OWN_KNOWLEDGE}
        return self.url or (f"https://doi.org/{self.doi}" if self.doi and known else "")
