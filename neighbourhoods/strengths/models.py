"""Places to meet and local groups, with who proposed and who approved them, and reports on both.

Unknown is never "no": whether a place has a kitchen, or is step-free, may be None.
"""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .fields import LineField, PostcodeField, ProseField, WebField, lengths
from .lifecycle import Status

NAME_LENGTH = 100
LINE = 160
PROSE = 500
WEBSITE_LENGTH = 300


class Kind(models.TextChoices):
    """What a place is, in the order in which pages show them."""

    COMMUNITY_CENTRE = "community_centre", _("Community centre")
    LIBRARY = "library", _("Library")
    SCHOOL = "school", _("School")
    SPORTS = "sports", _("Sports hall or club")
    GARDEN = "garden", _("Garden")
    SQUARE = "square", _("Square or playground")
    CHURCH = "church", _("Church")
    MOSQUE = "mosque", _("Mosque")
    HOUSE_OF_WORSHIP = "house_of_worship", _("Temple or other house of worship")
    CARE_HOME = "care_home", _("Care home")
    OTHER = "other", _("Another place")


class Strength(models.Model):
    """What places and groups share: where, whom to ask, and whether everyone may see it."""

    name = LineField(_("name"), max_length=NAME_LENGTH)
    area = models.ForeignKey(
        "neighbourhoods.Area",
        verbose_name=_("area"),
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    ask = LineField(
        _("who to ask"),
        max_length=LINE,
        blank=True,
        help_text=_("A role or an organisation, such as “the manager”."),
    )
    ask_is_person = models.BooleanField(_("this names a person"), default=False)
    person_agreed = models.BooleanField(
        _("this person has agreed that everyone can read it"), default=False
    )
    phone = LineField(
        _("phone number"),
        max_length=30,
        blank=True,
        validators=[
            RegexValidator(
                r"^\+?[0-9][0-9 ()-]{5,28}$", _("Type a phone number, like 0341 123 456.")
            )
        ],
        help_text=_("Of the organisation."),
    )
    email = models.EmailField(_("e-mail address"), blank=True, help_text=_("Of the organisation."))
    website = WebField(_("website"), max_length=WEBSITE_LENGTH, blank=True)
    source = LineField(
        _("source"),
        max_length=LINE,
        blank=True,
        help_text=_("Where this comes from, such as a list of the municipality."),
    )
    seen_on = models.DateField(_("last checked on"), null=True, blank=True)

    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PROPOSED, editable=False
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    reason = ProseField(_("reason"), blank=True, editable=False)

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "area",
                name="one_%(class)s_of_a_name",
                violation_error_message=_("There is already one of this name in this area."),
            ),
            models.CheckConstraint(
                condition=Q(status=Status.PROPOSED, decided_at=None)
                | Q(status=Status.SHOWN, decided_at__isnull=False)
                | (Q(status=Status.DECLINED, decided_at__isnull=False) & ~Q(reason="")),
                name="%(class)s_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(ask_is_person=False) | Q(person_agreed=True),
                name="%(class)s_names_who_agreed",
                violation_error_message=_(
                    "Name a person only if they have agreed. A role will do too."
                ),
            ),
            models.CheckConstraint(
                condition=Q(website="")
                | Q(website__startswith="http://")
                | Q(website__startswith="https://"),
                name="%(class)s_website_is_a_page",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_shown(self) -> bool:
        return self.status == Status.SHOWN


class Place(Strength):
    """A place that is open to people of the area, to meet. Never somebody's home."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    address = LineField(
        _("address"),
        max_length=LINE,
        blank=True,
        help_text=_("Of a place that is open to everyone, never somebody’s home."),
    )
    postcode = PostcodeField(
        _("postcode"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^[1-9]\d{3} [A-Z]{2}$", _("Type a postcode, like 3842 AB."))],
    )
    rooms = models.PositiveSmallIntegerField(_("number of rooms"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("number of people"), null=True, blank=True, help_text=_("In the largest room.")
    )
    has_kitchen = models.BooleanField(_("kitchen"), null=True, blank=True)
    step_free = models.BooleanField(_("step-free"), null=True, blank=True)
    accessible_toilet = models.BooleanField(_("toilet for wheelchairs"), null=True, blank=True)
    costs_nl = LineField(_("costs (Dutch)"), max_length=LINE, blank=True)
    costs_en = LineField(_("costs (English)"), max_length=LINE, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta(Strength.Meta):
        verbose_name = _("meeting place")
        verbose_name_plural = _("meeting places")
        ordering = ["name", "pk"]
        constraints = [
            *Strength.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="place_kind_is_known"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="place_point_is_whole_or_absent",
                violation_error_message=_("Give both the latitude and the longitude, or neither."),
            ),
            models.CheckConstraint(
                condition=(Q(capacity=None) | Q(capacity__gte=1))
                & (Q(rooms=None) | Q(rooms__gte=1)),
                name="place_has_room",
                violation_error_message=_("Leave a number empty when it is not known."),
            ),
            lengths(
                name=NAME_LENGTH,
                ask=LINE,
                phone=30,
                website=WEBSITE_LENGTH,
                source=LINE,
                address=LINE,
                costs_nl=LINE,
                costs_en=LINE,
                reason=PROSE,
            ),
        ]

    @property
    def costs(self) -> str:
        """In the reader's language, or else in the other one."""
        first, second = self.costs_nl, self.costs_en
        if (get_language() or "nl").startswith("en"):
            first, second = second, first
        return str(first or second)


class LocalGroup(Strength):
    """A group that does something in the area, as a neighbourhood group or a club."""

    does = ProseField(_("what they do"))

    class Meta(Strength.Meta):
        verbose_name = _("local group")
        verbose_name_plural = _("local groups")
        ordering = ["name", "pk"]
        constraints = [
            *Strength.Meta.constraints,
            lengths(
                name=NAME_LENGTH,
                does=PROSE,
                ask=LINE,
                phone=30,
                website=WEBSITE_LENGTH,
                source=LINE,
                reason=PROSE,
            ),
        ]


class Mistake(models.TextChoices):
    """What a reader may find wrong with a place or group."""

    GONE = "gone", _("It is no longer there")
    WHERE = "where", _("The address or contact is wrong")
    FACTS = "facts", _("Something said about it is wrong")
    PRIVATE = "private", _("It shows something private")
    OTHER = "other", _("Something else")


class MistakeReport(models.Model):
    """What a reader says is wrong. It holds nothing about who said so."""

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, null=True, blank=True, related_name="mistakes"
    )
    group = models.ForeignKey(
        LocalGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="mistakes"
    )
    what = models.CharField(_("what is wrong"), max_length=10, choices=Mistake)
    text = ProseField(_("explanation"), blank=True, max_length=PROSE)
    sent_at = models.DateTimeField(_("sent at"))
    is_handled = models.BooleanField(_("handled"), default=False)

    class Meta:
        verbose_name = _("report of a mistake")
        verbose_name_plural = _("reports of mistakes")
        ordering = ["is_handled", "-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, group=None) | Q(place=None, group__isnull=False),
                name="mistake_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(what__in=Mistake.values), name="mistake_is_of_a_known_sort"
            ),
            lengths(text=PROSE),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.about}"

    @property
    def about(self) -> Place | LocalGroup:
        about = self.place or self.group
        assert about is not None  # the table sees to it
        return about
