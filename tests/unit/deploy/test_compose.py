"""The compose file: valid, shut in, and speaking of what there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema.validators import validator_for

from frontdesk.settings import ROOT, Settings

OURS = {"server", "engine", "actions", "worker", "console", "migrate"}


@pytest.fixture(scope="module")
def compose(deploy: Path) -> dict[str, Any]:
    """The file, its anchors resolved."""
    return yaml.safe_load((deploy / "compose" / "compose.yml").read_text())


def test_the_file_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    """A misspelt key is refused by the schema, as Docker would."""
    schema = get_builtin_schema("vendor.compose-spec")
    check = validator_for(schema)(schema)
    assert not [e.message for e in check.iter_errors(compose)]
    compose["services"]["server"]["restarts"] = "always"
    assert [e.message for e in check.iter_errors(compose)]
    del compose["services"]["server"]["restarts"]


def test_every_process_of_the_house_is_a_service_and_its_command_is_there(
    compose: dict[str, Any], is_command: Callable[[list[str]], bool]
) -> None:
    """One unit, the console, two workers, and a job that migrates before any of them."""
    services = compose["services"]
    assert set(services) - {"proxy", "postgres", "redis"} == OURS
    for name in OURS - {"engine"}:
        assert is_command(services[name]["command"]), name
    assert services["worker"]["deploy"]["replicas"] == 2
    for name in ("server", "worker", "console"):
        wanted = services[name]["depends_on"]["migrate"]["condition"]
        assert wanted == "service_completed_successfully"


def test_the_unit_shares_one_loopback(compose: dict[str, Any]) -> None:
    """Engine and action server listen on 127.0.0.1 only: they live in the server's network."""
    for name in ("engine", "actions"):
        assert compose["services"][name]["network_mode"] == "service:server"
        assert "networks" not in compose["services"][name]


def test_every_name_in_the_environment_is_one_the_product_reads(
    compose: dict[str, Any], known_names: set[str], deploy: Path
) -> None:
    """A setting that was renamed would be ignored without a word."""
    for name in OURS:
        assert set(compose["services"][name].get("environment", {})) <= known_names, name
    example = (deploy / "compose" / "frontdesk.env.example").read_text()
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) <= known_names


def test_every_secret_comes_by_a_file_that_the_compose_file_declares(
    compose: dict[str, Any],
) -> None:
    """None stands in the environment, where `docker inspect` would tell it."""
    for name in OURS:
        service = compose["services"][name]
        given = set(service.get("secrets", []))
        assert given <= set(compose["secrets"])
        for variable, value in service.get("environment", {}).items():
            if variable.endswith("_FILE"):
                assert value == f"/run/secrets/{variable[:-5].lower()}"
                assert variable[:-5].lower() in given
    ignored = (ROOT / "deploy" / "compose" / ".gitignore").read_text().split()
    assert {".env", "frontdesk.env", "secrets/"} <= set(ignored)


def test_each_of_our_containers_is_without_rights_and_changes_nothing(
    compose: dict[str, Any],
) -> None:
    """Read-only root, no capability, no new privileges, a place for DATA_DIR and for /tmp."""
    for name in OURS:
        service = compose["services"][name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        written = [*service["tmpfs"], *(v.split(":")[1] for v in service.get("volumes", []))]
        assert sorted(written) == ["/tmp", "/var/lib/frontdesk"], name


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    """Database and Redis stand on a network without a way out; nobody else opens a port."""
    services = compose["services"]
    assert [n for n, s in services.items() if "ports" in s] == ["proxy"]
    assert services["postgres"]["networks"] == services["redis"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}
    beyond = {n for n, s in services.items() if "outside" in s.get("networks", [])}
    assert beyond == {"proxy", "worker"}


def test_every_port_is_the_one_that_the_process_listens_on(
    compose: dict[str, Any], deploy: Path, plain_settings: Settings
) -> None:
    """Health checks, the proxy and the settings say the same."""
    caddy = (deploy / "compose" / "Caddyfile").read_text()
    assert f"reverse_proxy server:{plain_settings.port}" in caddy
    assert f"reverse_proxy console:{plain_settings.console_port}" in caddy
    desk = compose["services"]["server"]["environment"]
    ports = {
        "server": plain_settings.port,
        "console": plain_settings.console_port,
        "worker": desk["WORKER_URL"].rsplit(":")[-1],
        "actions": desk["ACTIONS_URL"].rsplit(":")[-1],
    }
    for name, port in ports.items():
        url = compose["services"][name]["healthcheck"]["test"][3]
        assert f"127.0.0.1:{port}/" in url, name


def test_images_are_named_by_version_and_without_a_host(compose: dict[str, Any]) -> None:
    """`latest` is a different thing every day."""
    for name, service in compose["services"].items():
        image, _, tag = service["image"].partition(":")
        assert re.search(r"\d", tag), name
        assert "/" not in image and "latest" not in tag


def test_what_must_outlive_a_container_lies_on_a_volume(compose: dict[str, Any]) -> None:
    """The server's journal, the worker's list of erasures, the console's reviewed examples."""
    for name in ("server", "worker", "console"):
        assert compose["services"][name]["volumes"] == [f"{name}-data:/var/lib/frontdesk"]
        assert f"{name}-data" in compose["volumes"]
