"""For the page to sign in."""

from django import template

from ..models import Office
from ..oidc import offices_with_sign_in

register = template.Library()


@register.simple_tag
def sign_in_offices() -> list[Office]:
    """The offices whose people sign in through their municipality."""
    return offices_with_sign_in()
