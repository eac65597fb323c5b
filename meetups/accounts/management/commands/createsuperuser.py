"""Django's own command, without its question for a password: nobody has one here."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    help = "Makes an account that may do everything. It signs in with a code by e-mail."

    def handle(self, *args: Any, **options: Any) -> str | None:
        if options["interactive"] and not options["email"]:
            options["email"] = input("E-mail address: ").strip()
        return super().handle(*args, **options | {"interactive": False})
