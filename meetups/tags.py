"""Template tags that any page may use; registered as built-ins, so no `{% load %}` is needed."""

import re
from collections.abc import Iterable
from functools import cache

from django import template
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of `static/icons/icons.svg`; decoration only, so always beside text."""
    return format_html(
        '<svg class="bb-icon" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        static("icons/icons.svg"),
        name,
    )


@register.simple_tag
def money_range(least: int, most: int) -> str:
    """Euros from least to most, such as "€ 150 to € 2,500"."""
    if least == most:
        return money(least)
    return _("%(least)s to %(most)s") % {"least": money(least), "most": money(most)}


@register.simple_tag(takes_context=True)
def menu_item(context: Context, url_name: str, text: str) -> SafeString:
    """A line of the main menu, lit on its own page and on the pages beneath it."""
    url = _address(url_name, get_language())
    here = getattr(context.get("request"), "path", "")
    current = "page" if here == url else "true" if here.startswith(url) else ""
    return _menu_line(url, text, current)


@cache
def _menu_line(url: str, text: str, current: str) -> SafeString:
    return format_html(
        '<li><a href="{}"{}>{}</a></li>',
        url,
        format_html(' aria-current="{}"', current) if current else "",
        text,
    )


@cache
def _address(url_name: str, _language: str) -> str:
    return reverse(url_name)


@register.filter
def money(euros: int) -> str:
    """Whole euros as people write them, kept together on one line."""
    return f"€\xa0{number_format(euros, use_l10n=True, force_grouping=True)}"


@register.filter
def sentences(text: str, number: int) -> str:
    """The first sentences of a text; a full stop within a number or a name ends none."""
    return " ".join(re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý‘'])", text)[:number])


@register.simple_tag
def hidden_inputs(pairs: Iterable[tuple[str, str]], prefix: str = "") -> SafeString:
    """What a form carries along unseen."""
    named = ((f"{prefix}{name}", value) for name, value in pairs)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', named)
