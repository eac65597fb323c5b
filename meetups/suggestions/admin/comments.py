"""Where authors and publishers speak of a row of the draft: they ask, answer and settle."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetups import clock
from meetups.suggestions import comments
from meetups.suggestions.admin.rights import user_of
from meetups.suggestions.models import About, Comment
from meetups.suggestions.models.comments import TEXT

SHOWN = 80
UNPROCESSABLE = 422


class CommentForm(forms.Form):
    field = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("Your comment"),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": TEXT}),
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = comments.fields_of(kind).items()
        self.fields["field"].choices = [("", _("As a whole")), *fields]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": TEXT}),
    )


class IsOpen(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("open")), ("0", _("settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("0", "1"):
            return queryset
        return queryset.filter(settled_at__isnull=self.value() == "1")


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """All remarks in a list; each is answered and settled on the page of its row."""

    list_display = ("said", "about", "by", "at", "state")
    list_display_links = None
    list_filter = (IsOpen, "kind")
    list_select_related = ("by",)
    list_per_page = 50
    ordering = ("-at",)
    search_fields = ("text", "key")
    actions = None

    class Media:
        css = {"all": ["css/curator.css", "css/curator-draft.css", "css/curator-comments.css"]}

    # --- who may

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return comments.may_comment(user_of(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # --- the list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(answer_to=None)

    @admin.display(description=_("comment"))
    def said(self, row: Comment) -> SafeString:
        return format_html('<a href="{}">{}</a>', _place(row), Truncator(row.text).chars(SHOWN))

    @admin.display(description=_("about"))
    def about(self, row: Comment) -> str:
        return f"{row.get_kind_display()} {row.key}: {comments.label_of(row.kind, row.field)}"

    @admin.display(description=_("state"))
    def state(self, row: Comment) -> str:
        return gettext("open") if row.is_open else gettext("settled")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        more = {**(extra_context or {}), "title": gettext("Comments")}
        return super().changelist_view(request, more)

    def change_view(
        self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any
    ) -> HttpResponse:
        self._let_in(request)
        number = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        return HttpResponseRedirect(_place(get_object_or_404(Comment, pk=number)))

    # --- one row

    def get_urls(self) -> list[URLPattern]:
        def at(route: str, view: Any, name: str) -> URLPattern:
            shielded: Any = self.admin_site.admin_view(view)
            made: URLPattern = path(route, shielded, name=f"suggestions_comment_{name}")
            return made

        return [
            at("about/<str:kind>/<str:key>/", self.about_view, "about"),
            at("about/<str:kind>/<str:key>/write/", self.write_view, "write"),
            at("<int:pk>/answer/", self.answer_view, "answer"),
            at("<int:pk>/settle/", self.settle_view, "settle"),
            at("<int:pk>/reopen/", self.reopen_view, "reopen"),
            *super().get_urls(),
        ]

    def about_view(self, request: HttpRequest, kind: str, key: str) -> HttpResponse:
        """All that was said about one row."""
        self._let_in(request)
        return self._about(request, kind, key)

    def write_view(self, request: HttpRequest, kind: str, key: str) -> HttpResponse:
        """From the page of comments, or from a form of the row, where each field has its text."""
        self._let_in(request)
        if not comments.is_there(kind, key):
            raise Http404
        data = request.POST.copy()
        field = data.get("field", "")
        if f"text-{field}" in data:
            data["text"] = data.get(f"text-{field}", "")
        form = CommentForm(kind, data)
        return self._do(
            request,
            (kind, key),
            form,
            {"form": form},
            lambda said: comments.write_comment(
                kind=kind, key=key, by=user_of(request), now=clock.now(), **said
            ),
            gettext("Your comment is there."),
        )

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = self._comment(request, pk)
        form = AnswerForm(request.POST, prefix=f"answer-{pk}")
        return self._do(
            request,
            (comment.kind, comment.key),
            form,
            {"answering": (pk, form)},
            lambda said: comments.answer_comment(
                comment=comment, by=user_of(request), now=clock.now(), **said
            ),
            gettext("Your answer is there."),
        )

    def settle_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = self._comment(request, pk)
        return self._do(
            request,
            (comment.kind, comment.key),
            forms.Form(request.POST),
            {},
            lambda _said: comments.settle_comment(
                comment=comment, by=user_of(request), now=clock.now()
            ),
            gettext("It is settled."),
        )

    def reopen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment = self._comment(request, pk)
        return self._do(
            request,
            (comment.kind, comment.key),
            forms.Form(request.POST),
            {},
            lambda _said: comments.reopen_comment(comment=comment),
            gettext("It is open again."),
        )

    # --- what they share

    def _let_in(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _comment(self, request: HttpRequest, pk: int) -> Comment:
        self._let_in(request)
        return get_object_or_404(Comment, pk=pk, answer_to=None)

    def _do(
        self,
        request: HttpRequest,
        row: tuple[str, str],
        form: forms.Form,
        shown: dict[str, Any],
        service: Callable[[Any], Any],
        told: str,
    ) -> HttpResponse:
        """One step; what cannot be is said by the field, with nothing lost."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if form.is_valid():
            try:
                service(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, told)
                return HttpResponseRedirect(
                    reverse("admin:suggestions_comment_about", args=list(row))
                )
        return self._about(request, *row, status=UNPROCESSABLE, **shown)

    def _about(
        self, request: HttpRequest, kind: str, key: str, *, status: int = 200, **given: Any
    ) -> HttpResponse:
        threads = comments.threads_of(kind, key) if kind in About else []
        if not threads and not comments.is_there(kind, key):
            raise Http404
        name = comments.names_of([(kind, key)])[kind, key]
        answering, bound = given.pop("answering", (None, None))
        form = CommentForm(kind, initial={"field": request.GET.get("field", "")})
        labels = comments.fields_of(kind)
        shown: list[dict[str, Any]] = [
            {
                "thread": thread,
                "label": labels.get(thread.comment.field, thread.comment.field),
                "form": bound
                if thread.comment.pk == answering
                else AnswerForm(prefix=f"answer-{thread.comment.pk}"),
            }
            for thread in threads
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Comments: %(name)s") % {"name": name},
            "opts": self.opts,
            "media": self.media,
            "parent": reverse("admin:suggestions_comment_changelist"),
            "parent_title": gettext("Comments"),
            "form": form,
            "open": [one for one in shown if one["thread"].comment.is_open],
            "settled": [one for one in shown if not one["thread"].comment.is_open],
            "row_url": _row_url(kind, key),
            "write_url": reverse("admin:suggestions_comment_write", args=[kind, key]),
            **given,
        }
        return TemplateResponse(request, "admin/suggestions/comments.html", context, status=status)


def _place(comment: Comment) -> str:
    about = reverse("admin:suggestions_comment_about", args=[comment.kind, comment.key])
    return f"{about}#comment-{comment.pk}"


def _row_url(kind: str, key: str) -> str:
    """The form of the row, while it is there."""
    if kind == About.RULES:
        return reverse("admin:suggestions_ruledraft_changelist")
    model, identity, _parts = comments.ROWS[kind]
    pk = model._default_manager.filter(**{identity: key}).values_list("pk", flat=True).first()
    to = f"admin:suggestions_{model._meta.model_name}_change"
    return reverse(to, args=[pk]) if pk else ""
