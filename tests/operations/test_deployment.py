"""What docs/deployment.md and docs/kubernetes/ say holds, and no variable is left out."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs/kubernetes"
GUIDE = (ROOT / "docs/deployment.md").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
PROGRAM = {"migrate", "web", "worker", "mailer", "beat"}


def manifests() -> dict[str, Any]:
    """Every object in the folder by kind and name; the list of the files themselves is not one."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for thing in yaml.safe_load_all(path.read_text()):
            if thing["kind"] != "Kustomization":
                found[f"{thing['kind']} {thing['metadata']['name']}"] = thing
    return found


THINGS = manifests()
PODS = {
    name.partition(" ")[2].removeprefix("buurtbrug-"): thing["spec"]["template"]
    for name, thing in THINGS.items()
    if thing["kind"] in ("Deployment", "Job")
}


@cache
def schema() -> dict[str, Any]:
    """The shapes that Kubernetes itself publishes for its kinds, strict: no unknown fields.

    Taken from its OpenAPI description (Apache License 2.0) for the kinds used here, without prose.
    """
    found: dict[str, Any] = json.loads((Path(__file__).parent / "kubernetes.json").read_text())
    return found


def faults(thing: dict[str, Any]) -> list[str]:
    known = schema()
    kind = known["kinds"].get(f"{thing['apiVersion']} {thing['kind']}")
    if kind is None:
        return [f"unknown kind {thing['kind']}"]
    checked = Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": known["$defs"]})
    return [f"{error.json_path}: {error.message}" for error in checked.iter_errors(thing)]


@pytest.mark.parametrize("name", sorted(THINGS))
def test_kubernetes_knows_every_field(name: str) -> None:
    assert faults(THINGS[name]) == []


def test_the_check_finds_a_wrong_field_and_a_wrong_value() -> None:
    wrong = json.loads(json.dumps(THINGS["Deployment buurtbrug-web"]))
    wrong["spec"]["replica"] = 2
    wrong["spec"]["template"]["spec"]["containers"][0]["ports"][0]["containerPort"] = "eight"
    assert len(faults(wrong)) == 2
    assert faults({"apiVersion": "v1", "kind": "Wish", "metadata": {}}) == ["unknown kind Wish"]


def test_the_folder_is_one_whole() -> None:
    listed = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    files = {path.name for path in FOLDER.glob("*.yaml")}
    assert set(listed["resources"]) == files - {"kustomization.yaml", "secret.example.yaml"}
    images = {c["image"] for pod in PODS.values() for c in containers(pod)}
    assert images == {listed["images"][0]["name"], COMPOSE["broker"]["image"]}
    assert not [n for n, thing in THINGS.items() if "namespace" in thing["metadata"]]


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    spec = pod["spec"]
    return [*spec.get("initContainers", []), *spec["containers"]]


@pytest.mark.parametrize("name", sorted(PODS))
def test_a_pod_can_do_little(name: str) -> None:
    """What the standard "restricted" of Kubernetes asks, and a disk that cannot be written."""
    spec = PODS[name]["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] > 0
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in containers(PODS[name]):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        for limits in ("requests", "limits"):
            assert set(container["resources"][limits]) == {"cpu", "memory"}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec)
    assert not [v for v in spec["volumes"] if "hostPath" in v]


def test_what_runs_is_what_compose_runs() -> None:
    assert set(PODS) == PROGRAM | {"broker"}
    for name in PROGRAM:
        (container,) = PODS[name]["spec"]["containers"]
        assert container.get("command") == COMPOSE[name].get("command"), name
    assert PODS["broker"]["spec"]["containers"][0]["command"] == COMPOSE["broker"]["command"]
    assert {"migrate", "ready", "prepare"} <= set(get_commands())


def test_everything_waits_for_the_migration_which_runs_once() -> None:
    for name in PROGRAM - {"migrate"}:
        (first,) = PODS[name]["spec"]["initContainers"]
        assert "manage.py migrate --check" in first["command"][-1]
    assert PODS["migrate"]["spec"]["restartPolicy"] == "OnFailure"


def test_each_pod_is_watched() -> None:
    web = PODS["web"]["spec"]["containers"][0]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert web[probe]["httpGet"]["path"] == "/healthz"
        assert web[probe]["httpGet"]["httpHeaders"] == [{"name": "Host", "value": "localhost"}]
    for name in ("worker", "mailer", "beat"):
        container = PODS[name]["spec"]["containers"][0]
        assert container["readinessProbe"]["exec"]["command"] == ["python", "manage.py", "ready"]
        assert "livenessProbe" not in container


def test_a_selector_finds_its_pods() -> None:
    labels = {name: pod["metadata"]["labels"] for name, pod in PODS.items()}
    for name, thing in THINGS.items():
        if thing["kind"] in ("Service", "PodDisruptionBudget", "Deployment", "NetworkPolicy"):
            wanted = thing["spec"].get("podSelector") or thing["spec"]["selector"]
            wanted = wanted.get("matchLabels", wanted)
            assert [n for n, has in labels.items() if wanted.items() <= has.items()], name


def test_secrets_come_from_a_secret() -> None:
    secret = set(THINGS["Secret buurtbrug"]["stringData"])
    assert secret == {"SECRET_KEY", "SEALING_KEYS", "DATABASE_URL", "EMAIL_URL"}
    assert not secret & set(THINGS["ConfigMap buurtbrug"]["data"])
    for name in PROGRAM:
        for container in containers(PODS[name]):
            assert container["envFrom"] == [
                {"configMapRef": {"name": "buurtbrug"}},
                {"secretRef": {"name": "buurtbrug"}},
            ]
            assert "env" not in container


def test_all_that_a_public_site_needs_is_set() -> None:
    given = set(THINGS["ConfigMap buurtbrug"]["data"]) | set(
        THINGS["Secret buurtbrug"]["stringData"]
    )
    needed = {row[0] for row in variables() if row[1] == "needed"}
    assert needed <= given
    assert given - {row[0] for row in variables()} == set()


def test_only_what_must_talk_can() -> None:
    policies = {n.partition(" ")[2]: t for n, t in THINGS.items() if t["kind"] == "NetworkPolicy"}
    nothing = policies["buurtbrug-nothing"]["spec"]
    assert nothing["policyTypes"] == ["Ingress", "Egress"]
    assert not {"ingress", "egress"} & set(nothing)
    everyone = nothing["podSelector"]["matchLabels"].items()
    for pod in PODS.values():
        assert everyone <= pod["metadata"]["labels"].items()
    doors = {
        name: [p["port"] for rule in thing["spec"].get("ingress", []) for p in rule["ports"]]
        for name, thing in policies.items()
    }
    assert doors == {
        "buurtbrug-nothing": [],
        "buurtbrug-to-web": [8000],
        "buurtbrug-to-broker": [6379],
        "buurtbrug-from-program": [],
    }


# --- variables ------------------------------------------------------------------------------------


def variables() -> list[list[str]]:
    """Name, whether it is needed, and what it is, of each row of the table in the guide."""
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| ([^|]+) \| ([^|]+) \|", GUIDE, re.MULTILINE)
    return [[cell.strip() for cell in row] for row in rows]


def read_by_the_settings() -> set[str]:
    text = (ROOT / "meetups/settings.py").read_text()
    text += (ROOT / "meetups/accounts/municipal_sign_in.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', text))


ELSEWHERE = {"WEB_CONCURRENCY"}  # gunicorn
COMPOSE_ONLY = {
    *("POSTGRES_PASSWORD", "LISTEN", "WEB", "WORKERS", "MAILERS", "DB_MEMORY", "CPUS"),
}


def test_every_variable_is_in_the_table_and_every_row_is_read() -> None:
    told = [row[0] for row in variables()]
    assert len(told) == len(set(told))
    assert set(told) == read_by_the_settings() | ELSEWHERE | COMPOSE_ONLY


def test_what_is_needed_is_what_the_example_asks_for() -> None:
    example = (ROOT / ".env.example").read_text()
    asked = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    needed = {row[0] for row in variables() if row[1] == "needed"}
    assert needed | {"POSTGRES_PASSWORD"} == asked


def test_what_the_guide_runs_is_there() -> None:
    commands = set(re.findall(r"manage\.py (\w+)", GUIDE))
    assert commands <= set(get_commands()), commands - set(get_commands())
    programs = re.findall(r"python -m (tests\.[\w.]+)", GUIDE)
    assert programs
    for program in programs:
        assert (ROOT / f"{program.replace('.', '/')}.py").exists(), program
    targets = set(re.findall(r"`make (\w+)", GUIDE))
    assert targets <= set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_what_the_readme_calls_a_proof_is_there() -> None:
    text = (ROOT / "README.md").read_text().partition("## Reliability")[2].partition("\n## ")[0]
    named = re.findall(r"`(tests/[\w/]+\.py)`", text)
    named += [f"tests/load/{name}.py" for name in re.findall(r"`(proof_\w+)", text) if name[6:]]
    assert len(named) > 15
    assert [path for path in named if not (ROOT / path).exists()] == []
