"""Template tags that any page may use; registered as built-ins, so no `{% load %}` is needed."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from django import template
from django.template import Context
from django.template.base import Node, Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as do_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

LONGEST = 40
"""Of what stands in an address that is kept. The keys of guests and of shared advices are longer:
they stay nowhere, and would push out the rest.
"""


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Django's own tag, that seeks a text which stands in the template once for each language.

    A page has dozens of them, and each took as long as finding out what the language is.
    """
    node = do_translate(parser, token)
    text = node.filter_expression
    is_plain = text.var.literal is not None and not text.filters
    return KeptTranslation(node) if is_plain and not node.message_context else node


class KeptTranslation(Node):
    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self.node, self.name = node, node.asvar
        self.kept: dict[str | None, str] = {}
        node.asvar = None

    def render(self, context: Context) -> str:
        language = get_language()
        text = self.kept.get(language)
        if text is None:
            text = self.kept[language] = self.node.render(context)
        if self.name is None:
            return text
        context[self.name] = text
        return ""


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """Django's own tag, that keeps the addresses it made: a page has dozens of them, and each took
    as long as a hundred words of its text.
    """
    node = do_url(parser, token)
    return node if node.kwargs else KeptUrl(node.view_name, node.args, {}, node.asvar)


class KeptUrl(URLNode):
    """No namespace of ours is there twice, so the page that is shown makes no difference."""

    def render(self, context: Context) -> str:
        arguments = tuple(str(argument.resolve(context)) for argument in self.args)
        may_keep = all(len(argument) <= LONGEST for argument in arguments)
        find = _reversed if may_keep else _reversed.__wrapped__
        try:
            address = find(self.view_name.resolve(context), arguments, get_language())
        except NoReverseMatch:
            if self.asvar is None:
                raise
            address = ""
        if self.asvar is None:
            return conditional_escape(address) if context.autoescape else address
        context[self.asvar] = address
        return ""


@lru_cache(maxsize=2000)
def _reversed(url_name: str, arguments: tuple[str, ...], _language: str | None) -> str:
    return reverse(url_name, args=arguments)


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
@cache
def asset(path: str) -> str:
    """The address of a static file, for what stands on every page."""
    return static(path)


@register.simple_tag
def address(url_name: str) -> str:
    """The address of a page that there is one of, for what stands on every page."""
    return _address(url_name, get_language())


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
