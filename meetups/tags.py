"""Template tags that any page may use; registered as built-ins, so no `{% load %}` is needed."""

from django import template
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of `static/icons/icons.svg`; decoration only, so always beside text."""
    return format_html(
        '<svg class="bb-icon" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        static("icons/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def menu_item(context: Context, url_name: str, text: str) -> SafeString:
    """A line of the main menu, lit on its own page and on the pages beneath it."""
    url = reverse(url_name)
    here = getattr(context.get("request"), "path", "")
    current = "page" if here == url else "true" if here.startswith(url) else ""
    return format_html(
        '<li><a href="{}"{}>{}</a></li>',
        url,
        format_html(' aria-current="{}"', current) if current else "",
        text,
    )
