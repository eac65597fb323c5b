"""People. An account is an e-mail address and a name; roles come from memberships and groups."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from neighbourhoods.strengths.fields import LineField, lengths

NAME_LENGTH = 60


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address, in lower case, so that one address is one account.

    Nobody has a password; the parameter is there for Django's own commands.
    """

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_unusable_password()
        user.full_clean()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **fields, is_staff=True, is_superuser=True)


class User(AbstractUser):
    """Someone with an account. `is_staff` means "may open the admin", never "municipal"."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("There is already an account with this e-mail address.")},
    )
    name = LineField(
        _("name"),
        max_length=NAME_LENGTH,
        blank=True,
        help_text=_("Your team sees it. A first name is enough."),
    )
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    gave_second_factor = False
    """Whether they did in this session; `signed_in` notes it. No column."""
    memberships_read: "list[Any] | None" = None
    """Their memberships, with the offices, once `staff_page` has read them. No column."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            lengths(email=254, name=NAME_LENGTH),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        """How the admin greets them."""
        return str(self)
