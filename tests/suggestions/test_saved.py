"""Saving and sharing: one secret link, no account, nothing told that was asked in confidence."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from meetups.suggestions import services
from meetups.suggestions.models import CatalogueVersion, SavedAdvice
from meetups.suggestions.queries import CatalogueSnapshot

from .answers import CALM, FULL, THREATENED, query

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
NOON = "2026-12-01 12:00:00+01:00"


def save(client: Client, answers: dict[str, str | list[str]]) -> str:
    """The path of the page behind the new link."""
    response = client.post("/en/guide/save/", answers)
    assert response.status_code == 302
    return str(response.url)  # type: ignore[attr-defined]


def test_the_shared_page_shows_the_advice_as_it_was(client: Client) -> None:
    path = save(client, FULL)
    page = Client().get(path).content.decode()
    original = client.get(f"/en/guide/advice/?{query(FULL)}").content.decode()
    tip = re.compile(r"<h2>([^<]+)</h2><p>")
    assert tip.findall(page) == tip.findall(original)
    assert len(tip.findall(page)) == 3


def test_the_link_cannot_be_made_from_the_database(client: Client) -> None:
    token = save(client, CALM).split("/")[3]
    saved = SavedAdvice.objects.get()
    assert len(token) == 43
    assert token not in str(saved.__dict__)
    assert Client().get(f"/en/saved/{saved.token_digest}/").status_code == 404
    assert Client().get("/en/saved/guess/").status_code == 404


def test_what_was_said_about_safety_is_neither_kept_nor_told(client: Client) -> None:
    own = client.get(f"/en/guide/advice/?{query(THREATENED)}").content.decode()
    shared = Client().get(save(client, THREATENED)).content.decode()
    assert "There were threats or violence." in own
    assert "threats" not in shared
    assert "police report" not in shared
    assert "It is not safe enough for this now." in shared
    assert "for this now. It is not safe enough" not in shared
    assert "Do not solve this by yourself" in shared
    assert "safety" not in SavedAdvice.objects.get().answers


def test_starting_from_the_answers_asks_safety_again(client: Client) -> None:
    path = save(client, THREATENED)
    response = Client().get(f"{path}answers/")
    assert response.status_code == 302
    assert response.url == (  # type: ignore[attr-defined]
        "/en/guide/?situation=neighbour-nuisance&tension=tension&goal=solve-problem"
    )
    page = Client().get(response.url).content.decode()  # type: ignore[attr-defined]
    assert "Is any of these the case?" in page


def test_unfinished_answers_can_be_saved_and_picked_up(client: Client) -> None:
    path = save(client, {"situation": "loneliness", "tension": "calm", "groups": ""})
    page = Client().get(path).content.decode()
    assert "Your answers are ready for you" in page
    assert "bb-advice" not in page
    response = Client().get(f"{path}answers/")
    assert response.url == "/en/guide/?situation=loneliness&tension=calm&groups="  # type: ignore[attr-defined]


def test_the_shared_page_holds_no_answer_in_form_or_link(client: Client) -> None:
    page = Client().get(save(client, FULL)).content.decode()
    for question in FULL:
        assert f'name="{question}"' not in page
        assert f"{question}=" not in page


def test_looking_changes_nothing(client: Client) -> None:
    with time_machine.travel(NOON):
        path = save(client, FULL)
    before = SavedAdvice.objects.values().get()
    with time_machine.travel("2026-12-09 12:00:00+01:00"):
        client.get(path)
        client.head(path)
        client.get(f"{path}answers/")
        assert client.get(f"{path}keep/").status_code == 405
        assert client.get(f"{path}erase/").status_code == 405
    assert SavedAdvice.objects.values().get() == before


def test_using_it_keeps_it_ninety_days_more(client: Client) -> None:
    with time_machine.travel(NOON):
        path = save(client, FULL)
        assert "until 1 March 2027" in client.get(path).content.decode()
    with time_machine.travel("2026-12-11 12:00:00+01:00"):
        part = client.post(f"{path}keep/", headers={"HX-Request": "true"}).content.decode()
        assert "until 11 March 2027" in part
        assert client.post(f"{path}keep/").url == path  # type: ignore[attr-defined]
    assert SavedAdvice.objects.get().used_on == date(2026, 12, 11)


def test_a_late_clock_never_shortens_the_time(client: Client) -> None:
    save(client, FULL)
    saved = SavedAdvice.objects.get()
    services.keep_advice(saved=saved, today=saved.used_on - timedelta(days=1))
    assert SavedAdvice.objects.get().used_on == saved.used_on


def test_the_last_day_counts_and_the_day_after_all_is_gone(client: Client) -> None:
    with time_machine.travel(NOON):
        path = save(client, FULL)
    with time_machine.travel("2027-03-01 12:00:00+01:00"):
        assert client.get(path).status_code == 200
        assert services.erase_unused_advice(today=date(2027, 3, 1)) == 0
    with time_machine.travel("2027-03-02 12:00:00+01:00"):
        assert client.get(path).status_code == 404
        assert client.post(f"{path}keep/").status_code == 404
        assert services.erase_unused_advice(today=date(2027, 3, 2)) == 1
    assert not SavedAdvice.objects.exists()


def test_it_can_be_erased_at_once(client: Client) -> None:
    path = save(client, FULL)
    assert "The advice is erased" in client.post(f"{path}erase/").content.decode()
    assert client.get(path).status_code == 404
    assert not SavedAdvice.objects.exists()


def test_a_post_from_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/en/guide/save/", CALM).status_code == 403


def test_the_page_says_when_the_formats_were_renewed(client: Client) -> None:
    path = save(client, FULL)
    said = "The formats were improved after this advice was saved."
    assert said not in client.get(path).content.decode()
    CatalogueVersion.objects.update(version=999)
    assert said in client.get(path).content.decode()


def test_a_format_that_is_no_longer_published_is_left_out(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    path = save(client, FULL)
    gone = SavedAdvice.objects.get()
    assert gone.result
    gone.result["top"][0] = gone.result["fits_now"][0]["slug"] = "no-longer-here"
    gone.save()
    page = client.get(path)
    assert page.status_code == 200
    assert len(re.findall(r"<h2>([^<]+)</h2><p>", page.content.decode())) == 2


def test_the_page_before_saving_says_what_is_kept(client: Client) -> None:
    page = client.get(f"/en/guide/save/?{query(CALM)}").content.decode()
    assert "We erase everything 90 days after the link was last used." in page
    assert '<input type="hidden" name="goal" value="meet">' in page
    assert not SavedAdvice.objects.exists()


def test_nothing_personal_is_cached_or_indexed(client: Client) -> None:
    response = client.get(save(client, FULL))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_nobody_fills_the_database(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "save_advice": "2/h/ip"}
    for _time in range(2):
        save(client, CALM)
    response = client.post("/en/guide/save/", CALM)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 3000
    assert SavedAdvice.objects.count() == 2
