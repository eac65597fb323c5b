"""Whatever people typed, the mail can be made, shows it as text, and its subject is ours."""

from datetime import timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from meetups.initiatives.models import Initiative
from meetups.outbox.rendering import compose
from meetups.reminders.letters import guests, organisers
from meetups.reminders.wording import fill
from tests.agenda.makers import STARTS, make_meetup
from tests.reminders.letters import page_of

NOW = STARTS - timedelta(days=1)
texts = st.text(max_size=60)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=texts, name=texts, line=texts, language=st.sampled_from(["nl", "en"]))
@example("<script>", "{{ name }}", "a\r\nBcc: x@example.org", "nl")
@example("%(day)s {day}", "‮", "\x00\ud7ff", "en")
def test_no_words_make_a_mail_unsendable(
    initiative: Initiative, title: str, name: str, line: str, language: str
) -> None:
    meetup = initiative.meetups.first() or make_meetup(initiative)
    meetup.title, meetup.reminder_line, meetup.route, meetup.bring = title, line, line, name
    meetup.place_name, meetup.initiative.contact_line = title, line
    with translation.override(language):
        made = {
            guests.TEMPLATE: guests.context_of(
                "guest_day", meetup, name=name, party=2, link="https://example.org/x", now=NOW
            ),
            "evening_before": organisers.evening_context(meetup, now=NOW),
            "morning_after": organisers.morning_context(meetup, now=NOW),
        }
    for template, context in made.items():
        found = compose(template, to="mo@example.org", language=language, context=context)
        assert "\n" not in found.subject
        assert found.subject.startswith(str(context["subject_when"]))
        assert found.recipients() == ["mo@example.org"]
        assert "<script" not in page_of(found)


@given(text=texts, value=texts)
def test_a_text_without_variables_stays_as_it_is(text: str, value: str) -> None:
    plain = text.replace("{", "").replace("}", "")
    assert fill(plain, {"day": value}) == plain
    assert fill(f"{plain}{{day}}", {"day": value}) == plain + value
