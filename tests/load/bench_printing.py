"""What each paper costs in CPU beside a bare Django view: `python -m tests.load.bench_printing`.

Served and counted as in `bench_growth`. Each request is about another plan, since typst remembers
what it laid out before; half of the plans have 2,000 characters on their poster, so that it must
try every size. The goal is 300 ms on two shared cores. Read the ratios: the milliseconds depend
on the machine.
"""

import os
import subprocess
import sys
import tempfile
from functools import partial

from tests.load.asking import Browser, Cost, Site, ask_often, manage, served

ROUNDS, ASKED, ASKED_BARE = 3, 20, 1000
GOAL_MS = 300
PAPERS = {
    # what: (the file, whether of the plans with a long text)
    "poster": ("poster.pdf", False),
    "poster, 2,000 characters": ("poster.pdf", True),
    "picture of the poster": ("poster.png", False),
    "slips": ("slip.pdf", False),
    "list": ("list.pdf", False),
    "plan with 30 steps": ("plan.pdf", False),
    "tab of invitations": ("invitations/", False),
}


def seed() -> None:
    """In a process of its own: make the plans, and print the cookie of who organises them."""
    import django

    django.setup()
    from django.test import Client

    from tests import factories as make

    user = make.make_user()
    for pk in range(1, 2 * ASKED + 1):
        plan = make.make_initiative(user, pk=pk, title=f"Samen koken {pk}", is_public=True)
        for number in range(30):
            make.make_step(plan, f"Vraag buur {number} of {pk} om hulp.", days_before=number)
        text = f"Iedereen is welkom op nummer {pk}. " * (60 if pk > ASKED else 2)
        plan.invite_texts.create(
            kind="poster", language="nl", text=text[:2000], changed_at=make.NOW
        )
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    print(client.cookies["sessionid"].value)


def ask_papers(site: Site, cost: Cost, file: str, cookie: str, *, is_long: bool) -> None:
    """Of each plan once, by who is signed in."""
    browser = Browser(site.port, session=cookie)
    plans = range(1 + is_long * ASKED, 1 + ASKED + is_long * ASKED)
    acts = [partial(browser.ask, f"/nl/initiatives/{plan}/{file}") for plan in plans]
    ask_often(cost, acts, lambda: [site.worker])
    browser.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours = {"VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        ours["DJANGO_SETTINGS_MODULE"] = "meetups.settings"
        for command in (["migrate"], ["collectstatic", "--no-input"]):
            manage(ours, *command, "--verbosity=0")
        call = [sys.executable, "-c", "from tests.load.bench_printing import seed; seed()"]
        seeded = subprocess.run(call, env=os.environ | ours, check=True, stdout=subprocess.PIPE)
        cookie = seeded.stdout.decode().strip()
        with served("tests.load.bare", {}) as bare, served("meetups.wsgi", ours) as site:
            measure(bare, site, cookie)


def measure(bare: Site, site: Site, cookie: str) -> None:
    """Ask everything in turns and print the table."""
    costs = {what: Cost() for what in ("", *PAPERS)}
    for _ in range(ROUNDS):
        browser = Browser(bare.port)
        hellos = [partial(browser.ask, "/")] * ASKED_BARE
        ask_often(costs[""], hellos, lambda: [bare.worker])
        browser.close()
        for what, (file, is_long) in PAPERS.items():
            ask_papers(site, costs[what], file, cookie, is_long=is_long)
    hello = costs[""].cpu_ms
    print(f"bare view: {hello:.2f} ms of CPU; the goal for each paper: {GOAL_MS} ms")
    print(f"{'paper':26}{'ms':>8}{'ratio':>8}")
    for what in PAPERS:
        print(f"{what:26}{costs[what].cpu_ms:8.1f}{costs[what].cpu_ms / hello:8.1f}")


if __name__ == "__main__":
    main()
