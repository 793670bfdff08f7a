"""Rasa as `rasa init` sets it up, on our data: the baseline, served by Rasa's own REST channel.

The same examples, rules, domain and wording; only pipeline and policies are Rasa's default ones.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from benchmarks.machine import family, megabytes, plain_loop
from frontdesk.settings import ROOT
from tests.running import free_port

_PYTHON = str(ROOT / ".venv-engine" / "bin" / "python")
_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}
_READY_WITHIN = 900.0
_LOG = "rasa.log"
#: a progress bar that has come to its end
_BAR = re.compile(r"100%.*\[(?P<minutes>\d+):(?P<seconds>\d\d)<")
#: trained baselines, which take minutes to make
KEPT = ROOT / "models" / "baseline"


def config(epochs: int) -> dict[str, Any]:
    """What `rasa init` of 3.6 writes, its defaults spelt out; `rasa init` trains 100 epochs."""
    return {
        "recipe": "default.v1",
        "assistant_id": "default",
        "language": "en",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1,
             "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", "epochs": epochs, "constrain_similarities": True},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
            {"name": "TEDPolicy", "max_history": 5, "epochs": epochs,
             "constrain_similarities": True},
        ],
    }  # fmt: skip


@dataclass(frozen=True)
class Baseline:
    """A trained default.

    Attributes:
        seconds: of training from nothing.
        an_epoch: seconds of one epoch of all its networks.
        loop: of the plain loop just before, which tells how busy the machine was.
    """

    folder: Path
    epochs: int
    seconds: float
    an_epoch: float
    loop: float

    def seconds_for(self, epochs: int) -> float:
        """What a training of so many epochs would take."""
        return self.seconds + (epochs - self.epochs) * self.an_epoch


def baseline(epochs: int, again: bool = False) -> Baseline:
    """The default trained on the data of today, kept until they change, or until `again`."""
    folder = KEPT / f"{_data_hash()}-{epochs}"
    figures = folder / "figures.json"
    if again or not figures.exists():
        shutil.rmtree(KEPT, ignore_errors=True)
        folder.mkdir(parents=True)
        found = {"loop": plain_loop(), "seconds": train(folder, epochs)}
        figures.write_text(json.dumps({**found, "an_epoch": _an_epoch(folder, epochs)}))
    return Baseline(folder, epochs, **json.loads(figures.read_text()))


def train(folder: Path, epochs: int) -> float:
    """Trains into `folder`, from nothing; returns the seconds it took."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "domain.yml", folder)
    (folder / "config.yml").write_text(yaml.safe_dump(config(epochs), sort_keys=False))
    (folder / "credentials.yml").write_text("rest:\n")
    began = time.monotonic()
    _rasa(folder, "train", "--force", "--fixed-model-name", "default").wait_well()
    return time.monotonic() - began


def _data_hash() -> str:
    """Changes with whatever the default learns from."""
    digest = hashlib.sha256((ROOT / "domain.yml").read_bytes())
    for part in ("nlu", "rules", "stories"):
        for path in sorted((ROOT / "data" / part).rglob("*.yml")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _an_epoch(folder: Path, epochs: int) -> float:
    """Seconds of one epoch of every network together, as Rasa's progress bars tell them."""
    total, bar = 0.0, 0.0
    for line in re.split(r"[\r\n]", (folder / _LOG).read_text(errors="replace")):
        if found := _BAR.search(line):
            bar = 60 * int(found["minutes"]) + int(found["seconds"])
        elif "Finished training component" in line:
            total, bar = total + bar, 0.0
    return total / epochs


class DefaultRasa:
    """A running `rasa run`."""

    def __init__(self, url: str, pid: int, seconds: float) -> None:
        self._url = url
        self._pid = pid
        self.seconds_to_ready = seconds

    @asynccontextmanager
    async def open_talk(self) -> AsyncIterator[RestTalk]:
        """Somebody new."""
        async with httpx.AsyncClient(base_url=self._url, timeout=120, trust_env=False) as client:
            yield RestTalk(client)

    def memory(self) -> float:
        """Megabytes."""
        return megabytes(family(self._pid))


class RestTalk:
    """A conversation over the REST channel, whose response brings the replies."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._sender = uuid.uuid4().hex

    async def leave_form(self) -> None:
        """See `Talk`. Nothing is let go of: its replies do not tell of a form."""

    async def ask(self, text: str) -> float:
        """See `Talk`."""
        began = time.monotonic()
        body = {"sender": self._sender, "message": text}
        response = await self._client.post("/webhooks/rest/webhook", json=body)
        response.raise_for_status()
        return time.monotonic() - began


@contextmanager
def running(folder: Path) -> Iterator[DefaultRasa]:
    """Serves the model that `train` left in `folder`."""
    port, began = free_port(), time.monotonic()
    url = f"http://127.0.0.1:{port}"
    process = _rasa(folder, "run", "-i", "127.0.0.1", "-p", str(port))
    try:
        process.wait_until_answers(url)
        yield DefaultRasa(url, process.pid, time.monotonic() - began)
    finally:
        process.stop()


class _rasa:
    """A command of Rasa's, with what it printed in a file beside it."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._log = folder / _LOG
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [_PYTHON, "-m", "rasa", *words],
                cwd=folder, env={**os.environ, **_QUIET}, stdout=log, stderr=log,
            )  # fmt: skip
        self.pid = self._process.pid

    def wait_well(self) -> None:
        """Until it is done. Raises `RuntimeError` when it failed."""
        if self._process.wait():
            raise RuntimeError(self._last_words())

    def wait_until_answers(self, url: str) -> None:
        """Until it serves. Raises `RuntimeError` when it ends or takes too long."""
        deadline = time.monotonic() + _READY_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(url, trust_env=False).status_code == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError(self._last_words())

    def stop(self) -> None:
        """Ends it."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]
