"""Whether search and profile stay flat as a country grows.

Run it as `python -m tests.load.bench_neighbourhoods`. It makes up a country of 1,000 and one of
14,500 neighbourhoods, each in a database of its own. In every round each page is asked several
times of both, and the least of the rounds is taken. Read the ratios: the milliseconds depend on
the machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (1_000, 14_500)
PER_DISTRICT, PER_TOWN = 4, 40
ROUNDS, ASKED = 3, 20
GOAL = 1.5
PAGES = {
    "search of a name": "/nl/neighbourhoods/search/?q=linde",
    "search of two names": "/nl/neighbourhoods/search/?q=linde+dorp7",
    "search with a mistake": "/nl/neighbourhoods/search/?q=lindehof7x",
    "profile": "/nl/neighbourhoods/BU00010101/",
    "profile of a municipality": "/nl/neighbourhoods/GM0001/",
    "side by side": "/nl/neighbourhoods/compare/?area=BU00010101&area=BU00010102",
}
HEADER = "gwb_code_10;regio;a_inw;a_00_14;a_65_oo;a_hh;p_koopw;g_afs_gs;pst_mvp"
FIGURES = "1200;200;250;600;55;0,8"


def country(size: int) -> list[str]:
    """The lines of a file of figures with so many neighbourhoods."""
    lines = [HEADER, f"NL00;Nederland;{FIGURES};."]
    for number in range(size):
        town, inside = divmod(number, PER_TOWN)
        district, rest = divmod(inside, PER_DISTRICT)
        code = f"{town + 1:04}"
        if not inside:
            lines.append(f"GM{code};Dorp{town};{FIGURES};.")
        if not rest:
            lines.append(f"WK{code}{district + 1:02};Wijk {town} {district};{FIGURES};.")
        name = f"{('Linde', 'Eik', 'Berk', 'Iep')[number % 4]}hof{number}"
        postcode = 1000 + number % 9000
        lines.append(f"BU{code}{district + 1:02}{rest + 1:02};{name};{FIGURES};{postcode}")
    return lines


def build(folder: Path, size: int) -> dict[str, str]:
    """A database with such a country; gives the environment that names it."""
    where = {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/{size}.sqlite3"}
    file = folder / f"{size}.csv"
    file.write_text("\n".join(country(size)))
    taking_in = ["import_neighbourhoods", "--year=2024", f"--figures={file}", "--verbosity=0"]
    collecting = ["collectstatic", "--no-input", "--verbosity=0"]
    for command in (["migrate", "--verbosity=0"], collecting, taking_in):
        call = [sys.executable, "manage.py", *command]
        subprocess.run(call, env=os.environ | where, check=True, stdout=subprocess.DEVNULL)
    return where


def measure() -> None:
    """In a process of its own: print the milliseconds of CPU of each page, as JSON."""
    import django

    django.setup()
    from django.test import Client

    client, spent = Client(headers={"host": "localhost"}), {}
    for what, address in PAGES.items():
        assert client.get(address).status_code == 200, address
        start = time.process_time()
        for _ in range(ASKED):
            client.get(address)
        spent[what] = (time.process_time() - start) * 1000 / ASKED
    print(json.dumps(spent))


def main() -> None:
    least: dict[int, dict[str, float]] = {size: {} for size in SIZES}
    with tempfile.TemporaryDirectory() as folder:
        sites = {size: build(Path(folder), size) for size in SIZES}
        for _ in range(ROUNDS):
            for size, where in sites.items():
                environment = os.environ | where | {"DJANGO_SETTINGS_MODULE": "meetups.settings"}
                call = [sys.executable, "-m", "tests.load.bench_neighbourhoods", "measure"]
                done = subprocess.run(call, env=environment, check=True, stdout=subprocess.PIPE)
                for what, ms in json.loads(done.stdout.splitlines()[-1]).items():
                    least[size][what] = min(ms, least[size].get(what, ms))
    small, large = SIZES
    print(f"{'page':28}{small:>10,}{large:>10,}{'ratio':>8}{'goal':>8}")
    for what in PAGES:
        few, many = least[small][what], least[large][what]
        print(f"{what:28}{few:8.1f}ms{many:8.1f}ms{many / few:8.2f}{GOAL:8}")


if __name__ == "__main__":
    measure() if sys.argv[1:] == ["measure"] else main()
