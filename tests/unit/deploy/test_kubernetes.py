"""The Kubernetes manifests: valid objects that find each other and ask for no right."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from frontdesk.secrets import SECRETS
from frontdesk.settings import Settings

Doc = dict[str, Any]
MODULES = {
    "v1": "core_v1",
    "apps/v1": "apps_v1",
    "autoscaling/v2": "autoscaling_v2",
    "batch/v1": "batch_v1",
    "networking.k8s.io/v1": "networking_v1",
    "policy/v1": "policy_v1",
}
SECRET_NAMES = {
    "frontdesk-database": {"DATABASE_URL"},
    "frontdesk-redis": {"REDIS_URL"},
    "frontdesk-secrets": set(SECRETS),
}


def _documents(folder: Path) -> list[Doc]:
    files = [p for p in sorted(folder.glob("*.yaml")) if p.name != "kustomization.yaml"]
    return [d for p in files for d in yaml.safe_load_all(p.read_text()) if d]


@pytest.fixture(scope="module")
def base(deploy: Path) -> list[Doc]:
    """The objects of `base/`."""
    return _documents(deploy / "kubernetes" / "base")


@pytest.fixture(scope="module")
def overlay(deploy: Path) -> list[Doc]:
    """The objects of the overlay, patches included."""
    return _documents(deploy / "kubernetes" / "overlays" / "production")


def _pods(docs: list[Doc]) -> dict[str, Doc]:
    """The pod templates, by the name of what makes them."""
    return {
        d["metadata"]["name"]: d["spec"]["template"]
        for d in docs
        if "template" in d.get("spec", {})
    }


def _containers(docs: list[Doc]) -> Iterator[tuple[str, Doc]]:
    for pod in _pods(docs).values():
        yield from ((c["name"], c) for c in pod["spec"]["containers"])


def _problems(doc: Doc) -> list[str]:
    """What the API server would refuse: a wrong type, something missing, an unknown key."""
    module = importlib.import_module(f"lightkube.models.{MODULES[doc['apiVersion']]}")
    try:
        read = msgspec.convert(doc, getattr(module, doc["kind"]))
    except msgspec.ValidationError as error:
        return [str(error)]
    return list(_unknown(doc, msgspec.to_builtins(read), doc["kind"]))


def _unknown(given: Any, read: Any, where: str) -> Iterator[str]:
    if isinstance(given, dict):
        for key, value in given.items():
            if not isinstance(read, dict) or key not in read:
                yield f"{where}.{key}"
            else:
                yield from _unknown(value, read[key], f"{where}.{key}")
    elif isinstance(given, list):
        for n, (one, other) in enumerate(zip(given, read)):
            yield from _unknown(one, other, f"{where}[{n}]")


def test_every_object_is_valid_for_the_kubernetes_api(base: list[Doc], overlay: list[Doc]) -> None:
    """A misspelt key, a number for a text and a missing part are found without a cluster."""
    for doc in base + [d for d in overlay if d["metadata"]["name"] != "frontdesk-unit"]:
        assert _problems(doc) == [], doc["metadata"]["name"]
    unit = next(d for d in base if d["kind"] == "StatefulSet")
    assert _problems({**unit, "spec": {**unit["spec"], "replica": 2}}) == [
        "StatefulSet.spec.replica"
    ]
    assert "Expected `int" in _problems({**unit, "spec": {**unit["spec"], "replicas": "2"}})[0]


def test_kustomize_puts_base_and_overlay_together(deploy: Path) -> None:
    """Every object is there once, in the overlay's namespace, with the overlay's settings."""
    if not shutil.which("kubectl"):
        pytest.skip("kubectl is not installed: the overlay is checked without being put together")
    folder = deploy / "kubernetes" / "overlays" / "production"
    done = subprocess.run(
        ["kubectl", "kustomize", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    docs = [d for d in yaml.safe_load_all(done.stdout) if d]
    assert [p for d in docs for p in _problems(d)] == []
    assert {d["metadata"].get("namespace", "frontdesk") for d in docs} == {"frontdesk"}
    settings = next(d for d in docs if d["kind"] == "ConfigMap")["data"]
    assert settings["PORT"] == "8080" and settings["PUBLIC_URL"].startswith("https://")
    for name, container in _containers(docs):
        assert re.search(r":\d", container["image"]), name


def test_every_file_of_a_folder_is_named_by_its_kustomization(deploy: Path) -> None:
    """A file that is forgotten there is applied by nobody."""
    for folder in ("base", "overlays/production"):
        where = deploy / "kubernetes" / folder
        rules = yaml.safe_load((where / "kustomization.yaml").read_text())
        named = {*rules["resources"], *(p["path"] for p in rules.get("patches", []))}
        there = {p.name for p in where.glob("*.yaml")} - {"kustomization.yaml"}
        assert there <= named
        assert all((where / name).exists() for name in named)


def test_selectors_find_the_pods_they_are_written_for(base: list[Doc]) -> None:
    """Services, budgets, policies and the makers of pods each select at least one."""
    name = {"app.kubernetes.io/name": "frontdesk"}  # which kustomize adds to every template
    labels = [{**name, **pod["metadata"]["labels"]} for pod in _pods(base).values()]
    for doc in base:
        spec = doc.get("spec", {})
        for wanted in (spec.get("podSelector"), spec.get("selector")):
            if wanted is None:
                continue
            plain = wanted.get("matchLabels", {} if "matchExpressions" in wanted else wanted)
            found = [each for each in labels if plain.items() <= each.items()]
            assert found, doc["metadata"]["name"]
    for doc in base:
        if doc["kind"] in ("Deployment", "StatefulSet"):
            wanted = doc["spec"]["selector"]["matchLabels"]
            assert wanted.items() <= doc["spec"]["template"]["metadata"]["labels"].items()


def test_whatever_scales_has_a_budget_and_the_unit_an_autoscaler(base: list[Doc]) -> None:
    """Emptying a node never takes all of one kind away."""
    made = {d["metadata"]["name"] for d in base if d["kind"] in ("Deployment", "StatefulSet")}
    budgets = {d["metadata"]["name"]: d for d in base if d["kind"] == "PodDisruptionBudget"}
    assert set(budgets) == made
    scaled = {d["spec"]["scaleTargetRef"]["name"] for d in base if "Autoscaler" in d["kind"]}
    assert "frontdesk-unit" in scaled <= made
    for doc in base:
        if doc["kind"] in ("Deployment", "StatefulSet"):
            assert doc["spec"]["replicas"] >= 2
        if "Autoscaler" in doc["kind"]:
            assert 2 <= doc["spec"]["minReplicas"] < doc["spec"]["maxReplicas"]


def test_every_container_has_probes_resources_and_no_rights(base: list[Doc]) -> None:
    """The job needs no probe; everything else is started again when it hangs."""
    for name, container in _containers(base):
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}, name
        assert "memory" in container["resources"]["limits"]
        bare = container["securityContext"]
        assert bare["readOnlyRootFilesystem"] and not bare["allowPrivilegeEscalation"]
        assert bare["capabilities"] == {"drop": ["ALL"]}
        assert {"/var/lib/frontdesk", "/tmp"} == {m["mountPath"] for m in container["volumeMounts"]}
        if name != "migrate":
            assert {"startupProbe", "livenessProbe"} <= container.keys(), name
    for name, pod in _pods(base).items():
        context = pod["spec"]["securityContext"]
        assert context["runAsNonRoot"] and context["runAsUser"] == 10001, name
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["spec"]["automountServiceAccountToken"] is False


def test_a_unit_is_ready_by_its_own_engine_alone(base: list[Doc]) -> None:
    """Were the shared store asked, its outage would silence what people in danger are told."""
    server = next(c for name, c in _containers(base) if name == "server")
    assert server["readinessProbe"]["exec"]["command"][-2:] == [
        "http://127.0.0.1:8080/health/ready", "engine",
    ]  # fmt: skip
    assert server["livenessProbe"]["httpGet"]["path"] == "/health/live"


def test_ports_are_those_the_settings_name(
    base: list[Doc], deploy: Path, plain_settings: Settings
) -> None:
    """Containers, services, policies and probes say the same."""
    given = _environment(deploy / "kubernetes" / "base" / "settings.env")
    assert int(given["PORT"]) == plain_settings.port
    assert int(given["CONSOLE_PORT"]) == plain_settings.console_port
    ports = {
        name: container["ports"][0]["containerPort"]
        for name, container in _containers(base)
        if "ports" in container
    }
    assert ports == {"server": int(given["PORT"]), "console": int(given["CONSOLE_PORT"])}
    probed = {
        name: re.findall(r"127\.0\.0\.1:(\d+)", str(container.get("livenessProbe")))
        for name, container in _containers(base)
    }
    for name, key in (
        ("actions", "ACTIONS_URL"),
        ("engine", "ENGINE_URL"),
        ("worker", "WORKER_URL"),
    ):
        assert probed[name] == [given[key].rsplit(":")[-1]], name
    policies = [d for d in base if d["kind"] == "NetworkPolicy"]
    open_ports = {
        port["port"]
        for policy in policies
        for rule in policy["spec"].get("ingress", [])
        for port in rule["ports"]
    }
    assert open_ports == set(ports.values())


def test_every_setting_and_secret_is_one_the_product_reads(
    base: list[Doc], deploy: Path, known_names: set[str]
) -> None:
    """Names in the files of settings, in `env`, and in what README.md has somebody create."""
    folder = deploy / "kubernetes"
    for path in folder.rglob("*.env"):
        assert set(_environment(path)) <= known_names, path
    for name, container in _containers(base):
        assert {e["name"] for e in container.get("env", [])} <= known_names, name
    told = set(re.findall(r"--from-literal=([A-Z_]+)=", (folder / "README.md").read_text()))
    assert told == {"DATABASE_URL", "REDIS_URL", *SECRETS}


def test_secrets_are_named_and_never_written(base: list[Doc], overlay: list[Doc]) -> None:
    """Each reference names one that README.md has somebody create; no Secret object lies here."""
    assert not [d for d in base + overlay if d["kind"] == "Secret"]
    for _, container in _containers(base):
        for source in container.get("envFrom", []):
            assert source.get("secretRef", {}).get("name", "frontdesk-database") in SECRET_NAMES
        for one in container.get("env", []):
            key = one.get("valueFrom", {}).get("secretKeyRef")
            assert key is None or key["key"] in SECRET_NAMES[key["name"]]


def test_what_must_outlive_a_pod_lies_on_a_claim(base: list[Doc]) -> None:
    """The server's journal, and the worker's list of erasures."""
    kept = {
        d["metadata"]["name"]: [c["metadata"]["name"] for c in d["spec"]["volumeClaimTemplates"]]
        for d in base
        if d["kind"] == "StatefulSet"
    }
    assert kept == {"frontdesk-unit": ["data"], "frontdesk-worker": ["data"]}
    for name, container in _containers(base):
        where = {m["mountPath"]: m["name"] for m in container["volumeMounts"]}
        if name in ("server", "worker"):
            assert where["/var/lib/frontdesk"] == "data"


def test_commands_are_there(base: list[Doc], is_command: Callable[[list[str]], bool]) -> None:
    """Whatever a container of the desk is told to run."""
    for name, container in _containers(base):
        if container["image"] == "frontdesk-desk":
            assert is_command(container["args"]), name


def test_only_the_worker_may_speak_to_the_world(base: list[Doc]) -> None:
    """And nobody to anybody, but for what is written."""
    policies = {d["metadata"]["name"]: d["spec"] for d in base if d["kind"] == "NetworkPolicy"}
    nobody = policies["frontdesk-nobody"]
    assert nobody["policyTypes"] == ["Ingress", "Egress"] and "egress" not in nobody
    wide = [n for n, spec in policies.items() if "ipBlock" in str(spec.get("egress"))]
    assert wide == ["frontdesk-world"]
    chosen = policies["frontdesk-world"]["podSelector"]["matchLabels"]
    assert chosen["app.kubernetes.io/component"] == "worker"


def _environment(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)
