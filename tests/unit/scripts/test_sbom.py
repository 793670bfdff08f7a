"""What the house is made of, as others read it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from frontdesk.settings import ROOT
from scripts.locks import DESK, ENGINE, normal
from scripts.sbom import main


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The three files, by the name of what they list."""
    folder = tmp_path_factory.mktemp("sbom")
    assert main(["--out", str(folder)]) == 0
    return {p.name.split("-")[1].split(".")[0]: _valid(p) for p in folder.iterdir()}


def _valid(path: Path) -> dict[str, Any]:
    text = path.read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    return json.loads(text)


def _names(files: tuple[str, ...]) -> set[tuple[str, str]]:
    """Read in another way than the script does: each line that begins with a name and a version."""
    lines = [line for f in files for line in (ROOT / f).read_text().splitlines()]
    found = (re.match(r"([\w.-]+)==(\S+)", line) for line in lines)
    return {(normal(m[1]), m[2]) for m in found if m}


@pytest.mark.parametrize(("name", "files"), [("engine", ENGINE), ("desk", DESK)])
def test_every_locked_package_of_python_is_listed_with_its_hashes(
    written: dict[str, dict[str, Any]], name: str, files: tuple[str, ...]
) -> None:
    """And nothing else is."""
    parts = written[name]["components"]
    assert {(p["name"], p["version"]) for p in parts} == _names(files)
    assert all(p["hashes"] and p["purl"].startswith("pkg:pypi/") for p in parts)


def test_every_locked_package_of_the_widget_is_listed(written: dict[str, dict[str, Any]]) -> None:
    """With its licence, which the lock itself tells."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = {w.rpartition("node_modules/")[2] for w in packages if w}
    parts = written["widget"]["components"]
    assert {"/".join(filter(None, (p.get("group"), p["name"]))) for p in parts} == wanted
    assert sum("licenses" in p for p in parts) > 0.95 * len(parts)


def test_most_packages_tell_their_licence(written: dict[str, dict[str, Any]]) -> None:
    """Those that are installed here do; a clinic's counsel asks for it."""
    for name in ("engine", "desk"):
        parts = written[name]["components"]
        assert sum("licenses" in p for p in parts) > 0.9 * len(parts)
