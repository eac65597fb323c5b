"""How every form of plans looks, what it refuses, and in which words."""

import re
from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from meetups.forms import PlainForm


class SampleForm(PlainForm):
    title = forms.CharField(label="Titel", max_length=10)
    aim = forms.CharField(
        label="Doel", required=False, help_text="In je eigen woorden.", widget=forms.Textarea
    )
    email = forms.EmailField(label="E-mail", required=False)
    people = forms.IntegerField(label="Mensen", min_value=2, max_value=1000)
    day = forms.DateField(label="Dag")
    starts_at = forms.TimeField(label="Van", required=False)
    spot = forms.ChoiceField(
        label="Plek", choices=[("in", "Binnen"), ("out", "Buiten")], widget=forms.RadioSelect
    )
    parts = forms.MultipleChoiceField(
        label="Delen",
        choices=[("a", "Eten"), ("b", "Spel")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    closed = forms.BooleanField(label="Straat dicht", required=False, help_text="Vraag het na.")
    payer = forms.ChoiceField(label="Wie", choices=[("own", "Wij")], required=False)
    photo = forms.FileField(label="Foto", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


GOOD = "title=Soep&people=40&day=2027-04-24&spot=in&version=1"


def filled(query: str) -> SampleForm:
    return SampleForm(QueryDict(query))


def shown(form: PlainForm, name: str) -> str:
    return render_to_string("_field.html", {"field": form[name]})


def test_good_answers_come_through() -> None:
    form = filled(GOOD + "&starts_at=14:00&closed=on")
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2027, 4, 24)
    assert str(form.cleaned_data["starts_at"]) == "14:00:00"
    assert form.cleaned_data["closed"] is True


@pytest.mark.parametrize(
    ("field", "query", "words"),
    [
        ("title", "title=", "Fill this in."),
        ("title", f"title={'x' * 5000}", "Write at most 10 characters. It is now 5000."),
        ("title", "title=a%00b", "There is a character in it that nobody can read."),
        ("email", "email=fatma", "Fill in an e-mail address, such as name@example.org."),
        ("people", "people=1", "Fill in 2 or more."),
        ("people", f"people={'9' * 5000}", "Fill in a whole number, such as 40."),
        ("people", "people=-3", "Fill in 2 or more."),
        ("people", "people=2000", "Fill in 1000 or less."),
        ("people", "people=1.5", "Fill in a whole number, such as 40."),
        ("day", "day=0001-01-01", "Choose a day after 2019."),
        ("day", "day=2019-12-31", "Choose a day after 2019."),
        ("day", "day=9999-12-31", "Choose a day before 2100."),
        ("day", "day=2100-01-01", "Choose a day before 2100."),
        ("day", "day=10000-01-01", "Fill in a date, such as 24-04-2027."),
        ("day", "day=2027-02-30", "Fill in a date, such as 24-04-2027."),
        ("starts_at", "starts_at=25:00", "Fill in a time, such as 14:00."),
        ("spot", "", "Choose one of these."),
        ("spot", "spot=moon", "Choose one of these."),
        ("parts", "parts=a&parts=z", "Choose from these."),
    ],
)
def test_each_fault_is_said_by_its_field(field: str, query: str, words: str) -> None:
    with translation.override("en"):
        form = filled(query)
        assert list(form[field].errors) == [words]
        part = shown(form, field)
    assert "bb-form-field--invalid" in part
    assert f'<p class="bb-error" id="id_{field}_error">' in part
    assert f'aria-describedby="id_{field}_error"' in part


def test_a_text_box() -> None:
    form = SampleForm(initial={"title": "Soep"})
    assert squeezed(shown(form, "title")) == (
        '<div class="bb-form-field"> <label class="bb-label" for="id_title">Titel</label> '
        '<input type="text" name="title" value="Soep" maxlength="10" class="bb-textbox" '
        'id="id_title"> </div>'
    )


def test_a_larger_text_box_with_a_hint_and_not_required() -> None:
    assert squeezed(shown(SampleForm(), "aim")) == (
        '<div class="bb-form-field"> <label class="bb-label" for="id_aim">Doel '
        '<span class="bb-label__optional">(hoeft niet)</span></label> '
        '<p class="bb-hint" id="id_aim_helptext">In je eigen woorden.</p> '
        '<textarea name="aim" rows="4" class="bb-textbox" aria-describedby="id_aim_helptext" '
        'id="id_aim"> </textarea> </div>'
    )


def test_the_browser_picks_days_and_times_in_any_language() -> None:
    form = SampleForm(initial={"day": date(2027, 4, 24), "starts_at": time(14, 5)})
    assert '<input type="date" name="day" value="2027-04-24" class="bb-textbox"' in shown(
        form, "day"
    )
    assert '<input type="time" name="starts_at" value="14:05" class="bb-textbox"' in shown(
        form, "starts_at"
    )


def test_a_choice_of_one_and_of_many() -> None:
    assert squeezed(shown(filled("spot=out"), "spot")) == (
        '<div class="bb-form-field"> <fieldset> <legend>Plek</legend> <div class="bb-choices"> '
        '<label class="bb-choice" for="id_spot_0"><input type="radio" name="spot" value="in" '
        'id="id_spot_0"> <span>Binnen</span></label> '
        '<label class="bb-choice" for="id_spot_1"><input type="radio" name="spot" value="out" '
        'id="id_spot_1" checked> <span>Buiten</span></label> </div> </fieldset> </div>'
    )
    many = shown(filled("parts=b"), "parts")
    assert many.count('class="bb-choice"') == 2
    assert '<input type="checkbox" name="parts" value="b" id="id_parts_1" checked>' in many


def test_a_tick_stands_before_its_words() -> None:
    assert squeezed(shown(SampleForm(), "closed")) == (
        '<div class="bb-form-field"> <label class="bb-check" for="id_closed">'
        '<input type="checkbox" name="closed" aria-describedby="id_closed_helptext" '
        'id="id_closed"> <span>Straat dicht</span></label> '
        '<p class="bb-hint" id="id_closed_helptext">Vraag het na.</p> </div>'
    )


def test_what_is_hidden_is_only_an_input() -> None:
    form = SampleForm(initial={"version": 3})
    assert squeezed(shown(form, "version")) == (
        '<input type="hidden" name="version" value="3" id="id_version">'
    )


def test_a_file_is_picked_in_a_box() -> None:
    assert '<input type="file" name="photo" class="bb-textbox" id="id_photo">' in shown(
        SampleForm(), "photo"
    )


def test_the_summary_leads_to_every_field() -> None:
    form = filled("people=1")
    form.add_error(None, "Samen gaat dit niet.")
    summary = render_to_string("_errors.html", {"form": form})
    assert re.findall(r'href="(.+?)">(.+?):', summary) == [
        ("#id_title", "Titel"),
        ("#id_people", "Mensen"),
        ("#id_day", "Dag"),
        ("#id_spot_0", "Plek"),
    ]
    assert "<li>Samen gaat dit niet.</li>" in summary
    assert render_to_string("_errors.html", {"form": filled(GOOD)}).strip() == ""


def test_a_question_in_the_summary_needs_no_colon() -> None:
    class AskForm(PlainForm):
        title = forms.CharField(label="Hoe heet het?")

    with translation.override("en"):
        summary = render_to_string("_errors.html", {"form": AskForm({})})
    assert '<a href="#id_title">Hoe heet het? Fill this in.</a>' in summary


def test_what_was_typed_stays_and_runs_nothing() -> None:
    typed = "<script>alert(1)</script> مرحبا 😀"
    form = SampleForm({"title": typed, "day": "morgen"})
    assert f'value="{escape(typed)}"' in shown(form, "title")
    assert 'value="morgen"' in shown(form, "day")


def test_what_a_service_refuses_is_said_by_its_field() -> None:
    form = filled(GOOD)
    form.full_clean()
    form.blame(ValidationError({"title": "Te saai.", "code": "Vreemd."}))
    form.blame(ValidationError("Nu niet."))
    assert form.errors == {"title": ["Te saai."], "__all__": ["Vreemd.", "Nu niet."]}


def test_words_of_the_form_itself_are_kept() -> None:
    class OwnForm(PlainForm):
        title = forms.CharField(error_messages={"required": "Hoe heet het?"})

    assert OwnForm({}).errors == {"title": ["Hoe heet het?"]}


def squeezed(html: str) -> str:
    return " ".join(html.split())


def test_a_choice_from_a_table_asks_in_words_and_an_address_has_our_words() -> None:
    class Rule(PlainForm):
        occasion = forms.TypedChoiceField(choices=[("", "---------"), ("always", "altijd")])
        other = forms.TypedChoiceField(choices=[("", "Geen"), ("always", "altijd")])
        website = forms.URLField(assume_scheme="https")

    with translation.override("en"):
        form = Rule({"occasion": "", "other": "", "website": "geen adres"})
        assert "---------" not in str(form["occasion"])
        assert ">Make a choice</option>" in str(form["occasion"])
        assert ">Geen</option>" in str(form["other"])
        assert form.errors["website"] == ["Fill in a web address, such as https://example.org."]
