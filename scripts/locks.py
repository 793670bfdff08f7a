"""What the lock files name: packages, versions, hashes."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: which lock files make up an installation
ENGINE = ("requirements.txt", "requirements/models.txt")
DESK = ("requirements-desk.txt", "requirements/tools.txt", "requirements/node.txt")
WIDGET = "package-lock.json"

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)(.*(?:\n +--hash=.*)*)", re.MULTILINE)


@dataclass(frozen=True)
class Locked:
    """One package of a lock; `hashes` are hexadecimal, sha256 or (npm) sha512."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str = ""


def pinned(path: Path) -> Iterator[Locked]:
    """The packages of a requirements lock, each with the hashes its files may have."""
    for found in _PIN.finditer(path.read_text(encoding="utf-8")):
        hashes = re.findall(r"sha256:([0-9a-f]{64})", found[3])
        yield Locked(normal(found[1]), found[2], tuple(sorted(hashes)))


def packaged(path: Path) -> Iterator[Locked]:
    """The packages of `package-lock.json`."""
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
    for where, told in packages.items():
        if where:
            name = where.rpartition("node_modules/")[2]
            digest = base64.b64decode(told["integrity"].removeprefix("sha512-")).hex()
            yield Locked(name, told["version"], (digest,), told.get("license", ""))


def normal(name: str) -> str:
    """A package's name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
