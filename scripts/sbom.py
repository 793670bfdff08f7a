"""`make sbom`: what the house is made of, as CycloneDX 1.6, into `sbom/`.

One file each for the engine, the desk and the widget; every package of the locks is in one, with
its version, the hashes its files may have, and its licence where the installed package tells it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from scripts.locks import DESK, ENGINE, ROOT, WIDGET, Locked, normal, packaged, pinned

_ALGORITHM = {64: HashAlgorithm.SHA_256, 128: HashAlgorithm.SHA_512}


def main(arguments: list[str] | None = None) -> int:
    """Write the three files; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.sbom", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "sbom", help="folder (sbom/)")
    folder: Path = parser.parse_args(arguments).out
    folder.mkdir(parents=True, exist_ok=True)
    for name, bom in boms().items():
        path = folder / f"frontdesk-{name}.cdx.json"
        path.write_text(JsonV1Dot6(bom).output_as_string(indent=2) + "\n", encoding="utf-8")
        print(f"{path}: {len(bom.components)} packages")
    return 0


def boms() -> dict[str, Bom]:
    """The three lists by name: engine, desk, widget."""
    return {
        "engine": _python("engine", ENGINE, licences(ROOT / ".venv-engine")),
        "desk": _python("desk", DESK, licences(ROOT / ".venv")),
        "widget": _bom("widget", "npm", packaged(ROOT / WIDGET), {}),
    }


def licences(venv: Path) -> dict[str, str]:
    """What each installed package says of its licence; empty where none is installed."""
    sites = [str(p) for p in venv.glob("lib/python3*/site-packages")]
    return {normal(d.name): _licence(d) for d in distributions(path=sites) if d.name}


def _licence(found: Distribution) -> str:
    told = found.metadata
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [
        c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or () if "License ::" in c
    ]
    stated = str(told.get("License") or "").strip()
    # Some put the whole text there.
    short = stated if stated and "\n" not in stated and len(stated) < 80 else ""
    return classified[0] if classified and classified[0] != "OSI Approved" else short


def _python(name: str, files: Iterable[str], licence: Mapping[str, str]) -> Bom:
    return _bom(name, "pypi", (one for f in files for one in pinned(ROOT / f)), licence)


def _bom(name: str, kind: str, packages: Iterable[Locked], licence: Mapping[str, str]) -> Bom:
    bom, house = Bom(), _house(name)
    bom.metadata.component = house
    unique = {(p.name, p.version): p for p in packages}
    parts = list(_components(kind, unique.values(), licence))
    for part in parts:
        bom.components.add(part)
    bom.register_dependency(house, parts)
    return bom


def _house(name: str) -> Component:
    return Component(
        name=f"frontdesk-{name}",
        type=ComponentType.APPLICATION,
        bom_ref=f"frontdesk-{name}",
        licenses=[LicenseFactory().make_from_string("Apache-2.0")],
    )


def _components(
    kind: str, packages: Iterable[Locked], licence: Mapping[str, str]
) -> Iterator[Component]:
    make = LicenseFactory()
    for one in packages:
        group, _, name = one.name.rpartition("/")
        url = PackageURL(kind, group or None, name, one.version)
        stated = one.licence or licence.get(one.name, "")
        yield Component(
            name=name,
            group=group or None,
            version=one.version,
            type=ComponentType.LIBRARY,
            purl=url,
            bom_ref=url.to_string(),
            hashes=[HashType(alg=_ALGORITHM[len(h)], content=h) for h in one.hashes],
            licenses=[make.make_from_string(stated)] if stated else (),
        )


if __name__ == "__main__":
    sys.exit(main())
