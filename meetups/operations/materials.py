"""What the program is made of, as a bill of materials (CycloneDX 1.6): `manage.py sbom`.

Names and versions come from the lock that the site is installed from, licences from the packages
as they are installed here.
"""

import re
import tomllib
import uuid
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from django.conf import settings
from packaging.markers import Marker

PIN = re.compile(
    r"^(?P<name>[a-z0-9_-]+)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))? *\\?$", re.M
)
NAMES = {
    "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "New BSD": "BSD-3-Clause",
}
"""How packages that are older than the rules for it call a licence, and its name in SPDX."""
READ_BY_US = {
    "amqp": "BSD-3-Clause",
    "billiard": "BSD-3-Clause",
    "django-csp": "BSD-3-Clause",
    "django-simple-history": "BSD-3-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "prompt-toolkit": "BSD-3-Clause",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "qrcode": "BSD-3-Clause AND MIT",
    "segno": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    "vine": "BSD-3-Clause",
}
"""Packages that do not say it in so many words: what the text says that comes with them."""
BESIDE = (
    ("htmx", "0BSD", "makes parts of a page change; comes with django-htmx"),
    ("Asap", "OFL-1.1", "letters, in static/fonts"),
    ("Signika", "OFL-1.1", "letters, in static/fonts"),
    ("Lucide", "ISC", "icons, in static/icons"),
)
"""What we send to browsers that others made."""
LOCK = Path("requirements/app.lock")


def pins(text: str) -> dict[str, str]:
    """The packages of a lock that belong on a machine as this one, with their versions."""
    return {
        found["name"]: found["version"]
        for found in PIN.finditer(text)
        if not found["marker"] or Marker(found["marker"]).evaluate()
    }


def licence_of(package: str) -> str:
    """Its licence in SPDX; empty when it does not say."""
    if package in READ_BY_US:
        return READ_BY_US[package]
    told = metadata.metadata(package)
    classified = [
        line.rpartition("::")[2].strip()
        for line in told.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    stated = [*(told.get_all("License-Expression") or []), *(told.get_all("License") or [])]
    for name in (*stated, *classified):
        first_line = str(name).strip().partition("\n")[0]
        if first_line and first_line not in ("BSD", "BSD License", "OSI Approved"):
            return NAMES.get(first_line, first_line)
    return ""


def bill(*, now: datetime) -> dict[str, Any]:
    """The bill of materials, ready for JSON."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    lock = (settings.BASE_DIR / LOCK).read_text()
    ours = f"pkg:pypi/{project['name']}@{project['version']}"
    parts = [
        _part(f"pkg:pypi/{name}@{version}", name, licence_of(name), version=version)
        for name, version in sorted(pins(lock).items())
    ]
    parts += [
        _part(f"pkg:generic/{name.lower()}", name, licence, description=what)
        for name, licence, what in BESIDE
    ]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, ours + lock).urn,
        "version": 1,
        "metadata": {
            "timestamp": now.isoformat(timespec="seconds"),
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": project["name"],
                "version": project["version"],
                "purl": ours,
                "licenses": [{"expression": project["license"]}],
            },
        },
        "components": parts,
        "dependencies": [{"ref": ours, "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def _part(purl: str, name: str, licence: str, **more: str) -> dict[str, Any]:
    licences = {"licenses": [{"expression": licence}]} if licence else {}
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "purl": purl,
        "scope": "required",
        **licences,
        **more,
    }
