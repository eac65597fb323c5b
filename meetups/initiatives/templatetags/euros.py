"""Amounts in templates."""

from django import template

from ..money import format_euros

register = template.Library()


@register.filter
def euros(cents: int) -> str:
    """Cents as people read them in a sentence: "€ 12,50", "€ 220"."""
    return format_euros(cents)


@register.filter
def exact_euros(cents: int) -> str:
    """Cents in a column, with both decimals: "€ 220,00"."""
    return format_euros(cents, exact=True)
