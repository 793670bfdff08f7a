"""The images: what they are built from is there, and they run without rights."""

from __future__ import annotations

import fnmatch
import importlib.util
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from frontdesk.settings import ROOT


def _instructions(deploy: Path) -> list[tuple[str, str]]:
    """Each instruction of the Containerfile with what it says, lines that go on joined."""
    text = (deploy / "Containerfile").read_text()
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()
    return [(w.partition(" ")[0], w.partition(" ")[2].strip()) for w in whole]


def _stages(deploy: Path) -> dict[str, list[tuple[str, str]]]:
    stages: dict[str, list[tuple[str, str]]] = {}
    for word, said in _instructions(deploy):
        if word == "FROM":
            stages[said.split(" AS ")[1]] = []
        if stages:
            stages[list(stages)[-1]].append((word, said))
    return stages


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _sent(path: str) -> bool:
    """Whether `.dockerignore` lets a path of the project through to the builder."""
    let = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#"):
            pattern = line.lstrip("!").removeprefix("**/")
            if fnmatch.fnmatch(path, pattern) or path.startswith(f"{pattern}/"):
                let = line.startswith("!")
    return let


def test_whatever_is_copied_into_an_image_exists_and_is_sent_to_the_builder(deploy: Path) -> None:
    """A file that was moved would be noticed at the next release only."""
    copied = [said for word, said in _instructions(deploy) if word == "COPY"]
    plain = [s for said in copied if "--from" not in said for s in said.split()[:-1]]
    assert len(plain) > 15
    for source in plain:
        assert (ROOT / source).exists(), source
        assert _sent(source), f"{source} is held back by .dockerignore"


def test_a_stage_copies_only_from_stages_before_it(deploy: Path) -> None:
    """The name of a stage that is no more would be taken for an image of somebody's."""
    before: set[str] = set()
    for name, said in _stages(deploy).items():
        for word, rest in said:
            if word == "COPY" and "--from=" in rest:
                assert rest.split("--from=")[1].split()[0] in before
        before.add(name)


def test_both_images_run_as_nobody_in_particular_and_tell_how_they_are(deploy: Path) -> None:
    """A number, for Kubernetes does not believe a name to be other than root."""
    for name in ("desk", "engine"):
        said = dict(_stages(deploy)[name])
        assert said["USER"] == "10001:10001"
        assert "healthy.py" in said["HEALTHCHECK"]
        assert said["VOLUME"] in said["ENV"]


def test_the_images_stand_on_the_pythons_they_are_written_for(deploy: Path) -> None:
    """3.12 for the desk; 3.10, the newest of Rasa 3.6, for the engine; no host, no `latest`."""
    bases = dict(said.split("=") for word, said in _instructions(deploy) if word == "ARG")
    assert bases["DESK_PYTHON"].startswith("python:3.12-")
    assert bases["ENGINE_PYTHON"].startswith("python:3.10-")
    for word, said in _instructions(deploy):
        if word == "FROM":
            assert said.startswith(("${DESK_PYTHON}", "${ENGINE_PYTHON}", "engine-packages"))


def test_every_package_of_an_image_comes_by_its_hash(deploy: Path) -> None:
    """No pip or uv without `--require-hashes`; npm by its lock."""
    runs = " && ".join(said for word, said in _instructions(deploy) if word == "RUN")
    installs = [r for r in runs.split("&&") if re.search(r"\b(pip install|npm (ci|install))", r)]
    assert len(installs) == 7
    for install in installs:
        assert "--require-hashes" in install or install.strip() == "npm ci"


def test_the_commands_of_the_images_are_there(
    deploy: Path, is_command: Callable[[list[str]], bool]
) -> None:
    """The desk's is one of the command line; the engine's a module that can be run."""
    desk, engine = dict(_stages(deploy)["desk"]), dict(_stages(deploy)["engine"])
    assert desk["ENTRYPOINT"] == '[".venv/bin/python", "-m", "frontdesk"]'
    assert is_command(eval(desk["CMD"]))
    assert '"-m", "engine.serve", "--port", "5005"' in engine["CMD"]
    assert "__main__" in (ROOT / "engine" / "serve.py").read_text()


def test_data_secrets_and_what_was_built_here_stay_out_of_the_images() -> None:
    """The builder never sees them."""
    for path in ("var/frontdesk.sqlite", "deploy/compose/secrets/field_secret", ".git/config",
                 ".venv/bin/python", "models/x.tar.gz", "tests/conftest.py", "widget/dist/a.js",
                 "node_modules/preact/package.json"):  # fmt: skip
        assert not _sent(path), path
    assert _sent("frontdesk/house.py") and _sent("widget/src/index.ts")


def test_the_image_is_rid_of_what_only_tests_use(deploy: Path) -> None:
    """A package that is named above the line too stays."""
    only = _module(deploy / "only_tests.py").only_tests
    found = only((ROOT / "requirements" / "desk.in").read_text())
    assert {"pytest", "playwright", "pgserver"} <= set(found)
    assert not {"python-socketio", "sanic", "simpy"} & set(found)
    with pytest.raises(ValueError, match="no line"):
        only("sanic\n")


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # noqa: N802
        self.send_response(200 if self.path == "/health/live" else 503)
        self.end_headers()
        self.wfile.write(b'{"ok": false, "engine": true, "store": false}')

    def log_message(self, *_words: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """A server that lives and is not ready, but for its engine."""
    made = HTTPServer(("127.0.0.1", 0), _Health)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


def test_a_unit_is_healthy_by_its_own_engine_and_not_by_what_all_units_share(
    deploy: Path, server: str
) -> None:
    """Where the store is gone, the servers must stay in service: they tell people what to do."""
    healthy = _module(deploy / "healthy.py").main
    assert healthy([f"{server}/health/live"]) == 0
    assert healthy([f"{server}/health/ready"]) == 1
    assert healthy([f"{server}/health/ready", "engine"]) == 0
    assert healthy([f"{server}/health/ready", "store"]) == 1
    assert healthy(["http://127.0.0.1:1/health/live"]) == 1
