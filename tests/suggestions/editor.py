"""What the tests of the editor share: curators at work in a browser of their own."""

from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client

from meetups.accounts.models import User
from meetups.suggestions.models import ActivityType, Situation
from tests.factories import make_activity_type, make_situation
from tests.signing_in import sign_in


def make_desk(name: str = "Cura", *, may: str = "") -> Client:
    """The browser of someone who keeps the catalogue right, in English. `may`: only that."""
    user = User.objects.create_user(f"{name.lower()}@example.nl", name=name, is_staff=True)
    allowed = Permission.objects.filter(content_type__app_label="suggestions")
    user.user_permissions.set(allowed.filter(codename__startswith=may) if may else allowed)
    desk = Client(headers={"Accept-Language": "en"})
    sign_in(desk, user)
    return desk


def make_whole() -> ActivityType:
    """A published format in a situation, both of which lack nothing."""
    situation = make_situation()
    situation.signals.create(order=1, text_nl="Mensen groeten.", text_en="People greet.")
    situation.never_do.create(order=1, text_nl="Stoppen.", text_en="Stop.")
    return make_activity_type(fits={situation: 3})


def make_other(slug: str = "lonely", **columns: Any) -> Situation:
    return make_situation(slug, title_nl="Eenzaam", title_en="Lonely", order=2, **columns)


def errors_of(response: Any) -> dict[str, list[str]]:
    """What a refused change form says, by the name of the field."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return {
        form.add_prefix(name): [str(text) for text in texts]
        for form in forms
        for name, texts in form.errors.items()
    }
