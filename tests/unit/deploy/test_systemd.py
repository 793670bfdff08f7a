"""The units of one clinic's server: whole, shut in, and speaking of what there is."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from frontdesk.run.processes import PROCESSES
from frontdesk.secrets import OPTIONAL, SECRETS

SHUT_IN = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes",
    "PrivateTmp": "yes", "PrivateDevices": "yes", "RestrictNamespaces": "yes",
    "CapabilityBoundingSet": "", "UMask": "0077", "User": "frontdesk",
}  # fmt: skip


class _Many(dict[str, str]):
    """A key may come twice in a unit: what it says is put together."""

    def __setitem__(self, key: str, value: object) -> None:
        if key in self and isinstance(value, list) and isinstance(self[key], list):
            self[key].extend(value)
        else:
            super().__setitem__(key, value)  # type: ignore[assignment]


def _unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(
        dict_type=_Many, strict=False, interpolation=None, delimiters=("=",)
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text())
    return parser


@pytest.fixture(scope="module")
def services(deploy: Path) -> dict[str, configparser.ConfigParser]:
    """The services by file name."""
    return {p.name: _unit(p) for p in sorted((deploy / "systemd").glob("*.service"))}


def test_systemd_itself_finds_no_fault(deploy: Path, tmp_path: Path) -> None:
    """Every key is known, every unit that another names is there."""
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("systemd-analyze is not installed: the units are checked without it")
    for path in (deploy / "systemd").iterdir():
        if path.suffix in (".service", ".target", ".timer"):
            # The programs lie where the unit will find them on the clinic's machine, not here.
            text = re.sub(r"/opt/frontdesk/\S*python", "/bin/true", path.read_text())
            (tmp_path / path.name.replace("@.", "@server.")).write_text(text)
    units = [str(p) for p in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        [analyze, "verify", "--man=no", "--recursive-errors=no", *units],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if "frontdesk" in line]
    assert said == [] and done.returncode == 0, done.stderr


def test_every_unit_is_shut_in(services: dict[str, configparser.ConfigParser]) -> None:
    """Another user, nothing to change but the data, no way to more rights."""
    assert len(services) == 4
    for name, unit in services.items():
        given = dict(unit["Service"])
        assert {key: given.get(key) for key in SHUT_IN} == SHUT_IN, name
        assert given["StateDirectory"] == "frontdesk"


def test_the_target_starts_every_process(
    deploy: Path, services: dict[str, configparser.ConfigParser]
) -> None:
    """All but the sinks, which are for development."""
    wants = " ".join(
        re.findall(r"^Wants=(.+)$", (deploy / "systemd" / "frontdesk.target").read_text(), re.M)
    )
    named = set(wants.split())
    assert named == {f"frontdesk@{p}.service" for p in PROCESSES if p != "sinks"} | {
        "frontdesk-engine.service"
    }
    assert services["frontdesk@.service"]["Service"]["Restart"] == "always"
    assert services["frontdesk@.service"]["Unit"]["Requires"] == "frontdesk-migrate.service"


def test_commands_are_there(
    services: dict[str, configparser.ConfigParser], is_command: Callable[[list[str]], bool]
) -> None:
    """Whatever a unit starts is a command of the product."""
    for name, unit in services.items():
        started = unit["Service"]["ExecStart"].strip("'")
        if "-m frontdesk" in started:
            plain = re.sub(r"\$\(.*?\)", "now", started).replace("%i", "server")
            assert is_command(plain.split("-m frontdesk", 1)[1].split()), name
        else:
            assert started.endswith("-m engine.serve --port 5005")


def test_every_name_in_the_environment_is_one_the_product_reads(
    deploy: Path, services: dict[str, configparser.ConfigParser], known_names: set[str]
) -> None:
    """In the units and in the example; README.md makes every secret that production needs."""
    folder = deploy / "systemd"
    for path in [*folder.glob("*.service"), folder / "frontdesk.env.example"]:
        lines = re.sub(r"^Environment=", "", path.read_text(), flags=re.M)
        names = set(re.findall(r"(?:^|\s)([A-Z][A-Z_]{3,})=", lines))
        assert names <= known_names, path
    told = (folder / "README.md").read_text()
    for name in set(SECRETS) - set(OPTIONAL):
        assert name in told


def test_only_the_proxy_listens_to_the_world(deploy: Path) -> None:
    """The two servers bind loopback; the proxy knows their ports and hides their figures."""
    example = (deploy / "systemd" / "frontdesk.env.example").read_text()
    assert "\nHOST=127.0.0.1\n" in example
    caddy = (deploy / "systemd" / "Caddyfile").read_text()
    for key in ("PORT", "CONSOLE_PORT"):
        port = re.search(rf"^{key}=(\d+)$", example, re.M)
        assert port and f"reverse_proxy 127.0.0.1:{port[1]}" in caddy
    assert "/metrics" in caddy
