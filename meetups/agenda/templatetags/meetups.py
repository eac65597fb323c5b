"""Meetups in words, for templates: `{% load meetups %}`."""

from django import template

from .. import wording

register = template.Library()
for _words in (
    wording.start_words,
    wording.moment_words,
    wording.time_words,
    wording.hour_words,
    wording.when_words,
    wording.public_where,
    wording.full_where,
    wording.erased_on,
    wording.organisers_of,
    wording.names_words,
    wording.closes_words,
    wording.costs_words,
    wording.languages_words,
    wording.step_free_words,
    wording.children_words,
    wording.people_words,
    wording.seats_words,
    wording.free_words,
):
    register.filter(_words.__name__, _words)
