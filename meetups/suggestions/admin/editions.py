"""Where curators see what the draft changes, ask to publish it, publish it, and go back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetups import clock
from meetups.accounts.models import User
from meetups.suggestions import publishing
from meetups.suggestions.admin import exchange
from meetups.suggestions.admin.faults import place_of
from meetups.suggestions.admin.rights import may_publish, may_write, user_of
from meetups.suggestions.cases_wording import broken_texts
from meetups.suggestions.comments import open_counts
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.diffs import diff
from meetups.suggestions.draft import digest_of, draft_content
from meetups.suggestions.editions import CannotPublishError, Unfinished, unfinished_in
from meetups.suggestions.models import ActivityType, Edition, PublishRequest, Situation, Source
from meetups.suggestions.models.editions import WHY
from meetups.suggestions.rule_bounds import looser_in_words
from meetups.suggestions.rule_values import NUMBERS
from meetups.suggestions.rule_words import full_label

UNPROCESSABLE = 422
ROWS: Mapping[str, tuple[type[models.Model], str]] = {
    "activity_types": (ActivityType, "slug"),
    "situations": (Situation, "slug"),
    "sources": (Source, "key"),
}
TEXT = {"rows": 3, "maxlength": WHY}


def prose(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=WHY,
        help_text=help_text,
        widget=forms.Textarea(attrs=TEXT),
    )


class SummaryForm(forms.Form):
    """What readers of the list of editions are told. `seen` is what was looked at."""

    summary_nl = prose(_("What changed, in Dutch"))
    summary_en = prose(_("What changed, in English"))
    why = prose(
        _("Why nevertheless"),
        required=False,
        help_text=_("Needed when a test neighbourhood breaks, or something becomes less safe."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class AnswerForm(forms.Form):
    answer = prose(_("What has to change first"))


class RollBackForm(forms.Form):
    summary_nl = prose(_("What changed, in Dutch"))
    summary_en = prose(_("What changed, in English"))
    why = prose(_("Why you go back"))


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Editions can be read and compared; one is made by publishing, and none is ever changed."""

    list_display = ("number", "published_at", "who", "summary_shown", "restored")
    list_display_links = ("number", "published_at")
    list_per_page = 50
    actions = None
    change_list_template = "admin/suggestions/editions.html"

    class Media:
        css = {"all": ["css/curator.css", "css/curator-draft.css"]}

    # --- who may

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request) or may_publish(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # --- the list, and one edition

    def get_urls(self) -> list[URLPattern]:
        def at(route: str, view: Any, name: str) -> URLPattern:
            found: URLPattern = path(
                route, self.admin_site.admin_view(view), name=f"suggestions_edition_{name}"
            )
            return found

        return [
            at("draft/", self.draft_view, "draft"),
            at("draft/ask/", self.ask_view, "ask"),
            at("draft/publish/", self.publish_view, "publish"),
            at("draft/requests/<int:pk>/publish/", self.agree_view, "agree"),
            at("draft/requests/<int:pk>/send-back/", self.send_back_view, "send_back"),
            at("draft/requests/<int:pk>/withdraw/", self.withdraw_view, "withdraw"),
            at("compare/", self.compare_view, "compare"),
            at("<int:number>/roll-back/", self.roll_back_view, "roll_back"),
            *exchange.urls(self),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content")

    @admin.display(description=_("published by"))
    def who(self, row: Edition) -> str:
        return ", ".join(people(row.published_by, row.agreed_by)) or "–"

    @admin.display(description=_("what changed"))
    def summary_shown(self, row: Edition) -> str:
        return row.summary

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        numbers = Edition.objects.values_list("number", flat=True)
        more = {"numbers": numbers, "title": gettext("Editions")}
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def change_view(
        self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any
    ) -> HttpResponse:
        """One edition: what changed with it, who did that and why."""
        self._let_in(request)
        number = int(object_id) if object_id.isdecimal() else 0
        edition = get_object_or_404(Edition, pk=number)
        before = Edition.objects.filter(number__lt=edition.number).first()
        items = diff(before.content if before else None, edition.content)
        return self._page(
            request,
            "edition",
            gettext("Edition %(number)d") % {"number": edition.number},
            edition=edition,
            before=before,
            who=people(edition.published_by, edition.agreed_by),
            items=with_links(items),
            is_newest=not Edition.objects.filter(number__gt=edition.number).exists(),
            may_publish=may_publish(request),
        )

    def compare_view(self, request: HttpRequest) -> HttpResponse:
        """Any two editions; or one and the draft, which has no number."""
        self._let_in(request)
        first, second = (self._chosen(request.GET.get(name, "")) for name in ("from", "to"))
        items = diff(first[1], second[1])
        title = gettext("From %(first)s to %(second)s") % {"first": first[0], "second": second[0]}
        numbers = list(Edition.objects.values_list("number", flat=True))
        return self._page(request, "diff", title, items=with_links(items), numbers=numbers)

    def _chosen(self, number: str) -> tuple[str, Mapping[str, Any]]:
        if number == "draft":
            return gettext("the draft"), draft_content()
        asked = int(number) if number.isdecimal() and len(number) < 9 else 0
        edition = get_object_or_404(Edition, number=asked)
        return gettext("edition %(number)d") % {"number": edition.number}, edition.content

    # --- the draft

    def draft_view(self, request: HttpRequest) -> HttpResponse:
        self._let_in(request)
        return self._draft(request)

    def ask_view(self, request: HttpRequest) -> HttpResponse:
        return self._do(
            request,
            may_write(request) or may_publish(request),
            SummaryForm(request.POST),
            "form",
            lambda said: publishing.ask_to_publish(by=user_of(request), now=clock.now(), **said),
            gettext("You asked to publish the draft. The publishers get a mail."),
        )

    def publish_view(self, request: HttpRequest) -> HttpResponse:
        return self._do(
            request,
            may_publish(request),
            SummaryForm(request.POST),
            "form",
            lambda said: publishing.publish(by=user_of(request), now=clock.now(), **said),
            gettext("It is published. Readers see it within seconds."),
        )

    def agree_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        asked = get_object_or_404(PublishRequest, pk=pk)
        return self._do(
            request,
            may_publish(request),
            SummaryForm(request.POST),
            "form",
            lambda said: publishing.publish(
                by=user_of(request), now=clock.now(), request=asked, **said
            ),
            gettext("It is published. Readers see it within seconds."),
        )

    def send_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        asked = get_object_or_404(PublishRequest, pk=pk)
        return self._do(
            request,
            may_publish(request),
            AnswerForm(request.POST),
            "answer_form",
            lambda said: publishing.send_back(
                request=asked, by=user_of(request), now=clock.now(), **said
            ),
            gettext("It is sent back, with your answer."),
        )

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        asked = get_object_or_404(PublishRequest, pk=pk)
        return self._do(
            request,
            may_write(request) or may_publish(request),
            forms.Form(request.POST),
            "withdraw_form",
            lambda said: publishing.withdraw_request(
                request=asked, by=user_of(request), now=clock.now()
            ),
            gettext("Your request is withdrawn."),
        )

    def roll_back_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """What going back would change, and the button that does it."""
        if not may_publish(request):
            raise PermissionDenied
        edition = get_object_or_404(Edition, number=number)
        form = RollBackForm(request.POST or None, initial=_went_back(number))
        if request.method == "POST" and form.is_valid():
            service, told = (
                (publishing.ask_to_roll_back, gettext("The draft is that edition now; you asked."))
                if "ask" in request.POST
                else (publishing.roll_back_to, gettext("That edition is published again."))
            )
            try:
                service(number=number, by=user_of(request), now=clock.now(), **form.cleaned_data)
            except CannotPublishError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, told)
                return HttpResponseRedirect(reverse("admin:suggestions_edition_draft"))
        newest = publishing.newest_content()
        return self._page(
            request,
            "roll_back",
            gettext("Back to edition %(number)d") % {"number": number},
            status=UNPROCESSABLE if form.is_bound else 200,
            edition=edition,
            form=form,
            items=with_links(diff(newest, edition.content)),
            lost=diff(newest, draft_content()) if newest else [],
            hazards=_in_words(publishing.hazards_of(edition.content, newest)),
        )

    # --- what they share

    def _let_in(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _do(
        self,
        request: HttpRequest,
        allowed: bool,
        form: forms.Form,
        name: str,
        service: Any,
        told: str,
    ) -> HttpResponse:
        """One step with the draft; what cannot be is said by the field, with nothing lost."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not allowed:
            raise PermissionDenied
        if form.is_valid():
            try:
                service(form.cleaned_data)
            except CannotPublishError as error:
                form.add_error(None, error.message)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, told)
                return HttpResponseRedirect(reverse("admin:suggestions_edition_draft"))
        return self._draft(request, status=UNPROCESSABLE, **{name: form})

    def _draft(self, request: HttpRequest, *, status: int = 200, **given: Any) -> HttpResponse:
        content, newest = draft_content(), publishing.newest_content()
        digest, asked = digest_of(content), publishing.waiting_request()
        unfinished = unfinished_in(content)
        words = {"summary_nl": asked.summary_nl, "summary_en": asked.summary_en} if asked else {}
        items = with_comments(with_links(diff(newest, content)))
        shown = {
            "form": SummaryForm(initial={"seen": digest, **words}),
            "answer_form": AnswerForm(),
            "withdraw_form": forms.Form(),
            **given,
        }
        if "form" in given:
            # What is looked at now is the draft as it is now, not as it was.
            given["form"].data = given["form"].data.copy()
            given["form"].data["seen"] = digest
        return self._page(
            request,
            "draft",
            gettext("The draft"),
            status=status,
            items=items,
            comments=sum(item["comments"] for item in items),
            newest=Edition.objects.defer("content").first(),
            unfinished=[_with_words(item) for item in unfinished],
            hazards=None if unfinished else _in_words(publishing.hazards_of(content, newest)),
            asked=asked,
            changed_since=asked is not None and asked.digest != digest,
            asked_by_me=asked is not None and asked.asked_by_id == request.user.pk,
            last=PublishRequest.objects.exclude(state="waiting").first(),
            may_publish=may_publish(request),
            **shown,
        )

    def _page(
        self, request: HttpRequest, name: str, title: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        whole = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "media": self.media,
            **context,
        }
        template = f"admin/suggestions/{name}.html"
        return TemplateResponse(request, template, whole, status=status)


def people(*keys: int | None) -> list[str]:
    """Names by number, in that order; who is gone is a number still."""
    known = {user.pk: str(user) for user in User.objects.filter(pk__in=[k for k in keys if k])}
    return [known.get(key, f"#{key}") for key in keys if key]


def with_links(items: Any) -> list[dict[str, Any]]:
    """Each item that differs, with the form in which it is changed, if there is one."""
    return [{"item": item, "url": url} for item, url in zip(items, _urls(items), strict=True)]


def with_comments(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each with how many comments on it are open, and where they are. One query."""
    counts = open_counts()
    for one in found:
        about = (one["item"].kind, one["item"].key)
        one["comments"] = counts[about]
        one["comments_url"] = reverse("admin:suggestions_comment_about", args=about)
    return found


def _urls(items: Any) -> list[str]:
    keys: dict[str, dict[str, int]] = {}
    found = []
    for item in items:
        if item.kind == "rules":
            found.append(reverse("admin:suggestions_ruledraft_changelist"))
            continue
        model, name = ROWS[item.kind]
        if item.kind not in keys:
            keys[item.kind] = dict(model._default_manager.values_list(name, "pk"))
        pk = keys[item.kind].get(item.key)
        to = f"admin:suggestions_{model._meta.model_name}_change"
        found.append(reverse(to, args=[pk]) if pk else "")
    return found


def _with_words(item: Unfinished) -> dict[str, Any]:
    """An item that is not finished: its faults by the labels of the form, with links to fields."""
    [url] = _urls([item])
    model = ROWS[item.kind][0] if item.kind in ROWS else None
    if model is None:
        faults = [(_rule_label(fault), "", fault.reason) for fault in item.faults]
        return {"name": gettext("Rules of the advice"), "url": url, "faults": faults}
    row = model._default_manager.get(**{ROWS[item.kind][1]: item.key})
    faults = [(*place_of(fault, model, row), fault.reason) for fault in item.faults]
    return {"name": str(row), "url": url, "faults": faults}


def _rule_label(fault: Fault) -> str:
    return full_label(fault.path) if fault.path else gettext("Rules of the advice")


def _in_words(hazards: publishing.Hazards) -> dict[str, Any]:
    names: dict[str, str] = {}
    if hazards.looser:
        names |= {row.slug: str(row) for row in Situation.objects.all()}
        names |= {row.slug: str(row) for row in ActivityType.objects.all()}

    def named(what: str) -> str:
        """Slugs of formats and situations by their names; a rule by its own."""
        if what in NUMBERS:
            return full_label(what)
        return ", ".join(names.get(slug, slug) for slug in what.split(", "))

    return {
        "broken": [(result.case, broken_texts(result)) for result in hazards.broken],
        "looser": [capfirst(looser_in_words(code, named(what))) for code, what in hazards.looser],
        "any": bool(hazards),
    }


def _went_back(number: int) -> dict[str, str]:
    return {
        "summary_nl": f"Terug naar editie {number}.",
        "summary_en": f"Back to edition {number}.",
    }
