"""Two people change one row: neither overwrites the other unseen."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from meetups.accounts.models import User
from meetups.initiatives.models import Initiative, Step
from meetups.initiatives.services.errors import ChangedMeanwhileError
from meetups.initiatives.services.versions import change
from tests.factories import NOW, make_initiative, make_step, make_user

WRITERS = 6


@pytest.fixture
def step(initiative: Initiative) -> Step:
    return make_step(initiative, "Kook soep.")


def test_a_change_names_who_and_when(step: Step, organiser: User) -> None:
    fresh = change(step, version=1, by=organiser, now=NOW, text_nl="Bak brood.")
    assert (fresh.text_nl, fresh.version) == ("Bak brood.", 2)
    assert (fresh.changed_by, fresh.changed_at) == (organiser, NOW)
    assert fresh.text_en == "Kook soep."


def test_the_second_is_told_and_shown_the_row_as_it_is(
    step: Step, organiser: User, helper: User
) -> None:
    mine, theirs = Step.objects.get(), Step.objects.get()
    change(theirs, version=1, by=helper, now=NOW, text_nl="Bak brood.")
    with pytest.raises(ChangedMeanwhileError) as caught:
        change(mine, version=1, by=organiser, now=NOW, text_nl="Haal brood.")
    row = caught.value.row
    assert isinstance(row, Step)
    assert (row.text_nl, row.changed_by, row.version) == ("Bak brood.", helper, 2)
    assert Step.objects.get().text_nl == "Bak brood."
    change(mine, version=2, by=organiser, now=NOW, text_nl="Haal brood.")
    assert Step.objects.get().text_nl == "Haal brood."


def test_what_may_not_be_is_told_by_field_and_not_kept(step: Step, organiser: User) -> None:
    with pytest.raises(ValidationError) as caught:
        change(step, version=1, by=organiser, now=NOW, text_nl="x" * 161)
    assert set(caught.value.message_dict) == {"text_nl"}
    assert (Step.objects.get().text_nl, Step.objects.get().version) == ("Kook soep.", 1)


def test_what_the_database_would_refuse_is_told_too(
    initiative: Initiative, step: Step, organiser: User
) -> None:
    with pytest.raises(ValidationError):
        change(initiative, version=1, by=organiser, now=NOW, aim="x" * 2001)
    with pytest.raises(ValidationError):
        change(step, version=1, by=organiser, now=NOW, state="done")
    assert (Initiative.objects.get().version, Step.objects.get().version) == (1, 1)


class AnyOrder(TestCase):
    """Whoever writes, with whatever they read: the row is what the last fresh writer made it."""

    @settings(deadline=None)
    @given(read_before=st.lists(st.integers(0, 8), max_size=8))
    def test_only_who_read_the_newest_writes(self, read_before: list[int]) -> None:
        step = make_step(make_initiative(make_user()))
        user, kept, version = User.objects.get(), step.text_nl, 1
        for number, ago in enumerate(read_before):
            text, seen = f"Stap {number}", max(version - ago, 0)
            if seen == version:
                change(step, version=seen, by=user, now=NOW, text_nl=text)
                kept, version = text, version + 1
            else:
                with pytest.raises(ChangedMeanwhileError):
                    change(step, version=seen, by=user, now=NOW, text_nl=text)
            row = Step.objects.get()
            assert (row.text_nl, row.version) == (kept, version)


def at_once(write: Callable[[int], Any], writers: int = WRITERS) -> list[str]:
    """Let several threads write at one moment; what became of each, by name of the error."""
    barrier, outcomes = Barrier(writers), [""] * writers

    def run(number: int) -> None:
        try:
            barrier.wait(10)
            write(number)
            outcomes[number] = "won"
        except Exception as error:
            outcomes[number] = type(error).__name__
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes)


def without(lookup: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a lock away: no filter looks at this column any more."""
    kept = QuerySet.filter

    def loose(self: Any, *conditions: Any, **lookups: Any) -> Any:
        lookups.pop(lookup, None)
        return kept(self, *conditions, **lookups)

    monkeypatch.setattr(QuerySet, "filter", loose)


@transaction.atomic
def make_plan(**columns: Any) -> Initiative:
    """A plan of Fatma that is really in the database, where other threads see it."""
    return make_initiative(make_user(), **columns)


def write_at_once() -> list[str]:
    step = make_step(make_plan())
    rows = [Step.objects.get(pk=step.pk) for _ in range(WRITERS)]
    user = User.objects.get()
    return at_once(
        lambda number: change(rows[number], version=1, by=user, now=NOW, text_nl=f"Tekst {number}")
    )


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_wins() -> None:
    assert write_at_once() == ["ChangedMeanwhileError"] * (WRITERS - 1) + ["won"]
    assert Step.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_control_without_the_version_they_overwrite_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without("version", monkeypatch)
    assert write_at_once() == ["won"] * WRITERS
    assert Step.objects.get().version == 1 + WRITERS


@pytest.mark.parametrize(
    ("name", "seconds", "words"),
    [
        ("Fatma", 20, "Fatma changed this just now."),
        ("Fatma", 125, "Fatma changed this 2\xa0minutes ago."),
        ("", 20, "Somebody changed this just now."),
        ("", 7300, "Somebody changed this 2\xa0hours, 1\xa0minute ago."),
    ],
)
def test_the_note_says_who_when_and_what(name: str, seconds: int, words: str) -> None:
    at = timezone.now() - timedelta(seconds=seconds)
    theirs = [("What", "Bake <bread>"), ("Because", "")]
    by = User(name=name, email="fatma@example.org")
    with translation.override("en"):
        html = render_to_string("_changed.html", {"theirs": theirs, "by": by, "at": at})
    assert words in html
    assert "<dt>What</dt><dd>Bake &lt;bread&gt;</dd><dt>Because</dt><dd>–</dd>" in html
    assert by.email not in html
