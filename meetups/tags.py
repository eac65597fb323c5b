"""Template tags that any page may use; registered as built-ins, so no `{% load %}` is needed."""

from django import template
from django.templatetags.static import static
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
