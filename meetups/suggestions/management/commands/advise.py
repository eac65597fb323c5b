"""`manage.py advise`: an advice without the site, to try a rule or to test from outside."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from meetups.recommender.questions import BY_SLUG, Fault, accepted, faults_in
from meetups.suggestions.content_files import once
from meetups.suggestions.queries import CatalogueSnapshot, catalogue_in
from meetups.suggestions.services import advise
from neighbourhoods.models import Area

USAGE = 2


class Command(BaseCommand):
    """Gives the advice that the guide would give, for scripts and for checking by hand."""

    help = "Print the whole advice for a set of answers as JSON. Bad answers end with exit code 2."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--neighbourhood", metavar="CODE", help="code such as WK024305")
        parser.add_argument(
            "--answers", metavar="FILE", required=True, help="JSON object of answers; - reads stdin"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        answers = _read(options["answers"])
        if faults := [fault for fault in faults_in(answers) if not _forgiven(fault)]:
            raise CommandError("\n".join(_in_words(fault) for fault in faults), returncode=USAGE)
        advice = advise(accepted(answers), self._catalogue(options["neighbourhood"]))
        self.stdout.write(json.dumps(advice.as_dict(), ensure_ascii=False, indent=1))

    def _catalogue(self, code: str | None) -> CatalogueSnapshot:
        try:
            known = Area.objects.current().with_ancestors()
            area = known.filter(code=code).first() if code else None
            if code and area is None:
                raise CommandError(f"neighbourhood: there is no {code!r}", returncode=USAGE)
            snapshot = catalogue_in(area)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"The database is not ready: run migrate. ({error})") from error
        if not snapshot.activity_types:
            raise CommandError("The catalogue is empty: run load_catalogue first.")
        return snapshot


def _read(name: str) -> dict[str, Any]:
    """The answers in a file; null counts as no answer."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8-sig")
        answers = json.loads(text, object_pairs_hook=once)
    except OSError as error:
        raise CommandError(
            f"answers: cannot read {name}: {error.strerror}", returncode=2
        ) from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"answers: no valid JSON: {error}", returncode=USAGE) from error
    if not isinstance(answers, dict):
        raise CommandError("answers: must be a JSON object", returncode=USAGE)
    return {question: answer for question, answer in answers.items() if answer is not None}


def _forgiven(fault: Fault) -> bool:
    """Safety left open counts as unknown: the rules then take the careful side by themselves."""
    return (fault.question, fault.code) == ("safety", "missing")


def _in_words(fault: Fault) -> str:
    values = ", ".join(fault.values)
    if fault.code == "unknown-question":
        return f"{fault.question}: there is no such question"
    question = BY_SLUG[fault.question]
    options = ", ".join(option.slug for option in question.options)
    reasons = {
        "wrong-type": "must be a text or a list of texts",
        "missing": f"must be answered; choose from {options}",
        "unknown-option": f"unknown {values}; choose from {options}",
        "too-many": f"choose at most {question.most}, not {values}",
        "exclusive": f"{values} goes alone",
    }
    return f"{fault.question}: {reasons[fault.code]}"
