"""`python -m engine.serve`: the engine on loopback, for the desk alone."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checksums import ModelRefused, check
from engine.log_filter import install
from engine.models import ROOT, model_in_use
from engine.quiet import quieten, serve_on_one_thread
from engine.reviewed import data_dir
from engine.secrets import secret

if TYPE_CHECKING:
    from sanic import Sanic

log = logging.getLogger("engine.serve")

HOST = "127.0.0.1"
NEEDED = {
    "ENGINE_TOKEN": "the engine serves nobody without it",
    "TRACKER_SECRET": "what is kept of a dialogue is sealed with it",
}
TURN_SECONDS = 15
DRAIN_SECONDS = 3
#: objects between two looks for garbage: a turn keeps thousands until it ends, hardly one longer
GARBAGE = 20_000


def main(arguments: list[str] | None = None) -> int:
    """Serves until SIGTERM. Returns the exit code: 2 when it cannot start."""
    options = _options(arguments)
    for name, why in NEEDED.items():
        if not secret(name):
            print(f"{name} is not set: {why}.", file=sys.stderr)
            return 2
    try:
        check(options.model)
    except ModelRefused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    serve_on_one_thread()
    quieten()
    install()
    os.chdir(ROOT)
    app = make_app(options.model, secret("ENGINE_TOKEN"))
    install()  # once more: importing Rasa and Sanic brought loggers of their own
    app.run(host=HOST, port=options.port, access_log=False, debug=False, workers=1)
    return 0


def make_app(model: Path, token: str) -> Sanic:
    """The Sanic application: our channel and a health route, nothing else of Rasa's."""
    # Late: importing Rasa takes seconds, and a refusal must not wait for it.
    from rasa.core.channels.channel import register
    from sanic import Sanic

    from engine.channel import DeskChannel, health, metrics

    app = Sanic("engine", configure_logging=False)
    app.config.RESPONSE_TIMEOUT = TURN_SECONDS
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = DRAIN_SECONDS
    app.config.FALLBACK_ERROR_FORMAT = "json"
    register([DeskChannel(token)], app, route="/webhooks/")
    for path in ("/", "/ready"):
        app.add_route(health, path, methods=["GET"], name=f"health{path.strip('/')}")
    app.add_route(metrics, "/metrics", methods=["GET"])

    async def load(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        await _load(app, model)

    async def close(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        await app.ctx.actions.close()

    app.register_listener(load, "before_server_start")
    app.register_listener(close, "after_server_stop")
    return app


async def _load(app: Sanic, model: Path) -> None:
    """Loads the model and parses one message, so that the first visitor does not wait."""
    from rasa.core.channels.channel import UserMessage

    from engine import remembered
    from engine.action_server import ActionFailures, ActionServer
    from engine.agent import load_agent
    from engine.gathered import gathered
    from engine.tracker_store import DeskTrackerStore
    from engine.turns import Turns

    failures = ActionFailures()
    actions_url = os.environ.get("ACTIONS_URL", "http://127.0.0.1:5055")
    if not actions_url.rstrip("/").endswith("/webhook"):
        actions_url = f"{actions_url.rstrip('/')}/webhook"
    actions = ActionServer(actions_url, secret("ACTIONS_TOKEN"), failures)
    trackers = DeskTrackerStore(url=database_url(), secret=secret("TRACKER_SECRET"))
    await asyncio.to_thread(trackers.seal_what_lies_open)
    agent = load_agent(model, trackers, actions)
    remembered.install(agent.processor)
    install()
    await agent.processor.parse_message(UserMessage("do i need an mri", metadata={}))
    app.ctx.agent, app.ctx.actions = agent, actions
    app.ctx.turns = Turns(agent, failures, gathered(agent.processor))
    gc.collect()
    gc.freeze()  # a quarter of a million objects for life: going through them holds everybody up
    gc.set_threshold(GARBAGE)
    log.info("ready with model %s", model.name)


def database_url() -> str:
    """`ENGINE_DATABASE_URL`, else the desk's `DATABASE_URL`, else a SQLite file in `DATA_DIR`.

    In one database with the desk, a conversation may go on at any engine.
    """
    for name in ("ENGINE_DATABASE_URL", "DATABASE_URL"):
        if given := os.environ.get(name, ""):
            return given
    folder = data_dir(ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'engine.sqlite'}"


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m engine.serve", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument(
        "--model", type=Path, default=os.environ.get("ENGINE_MODEL") or None,
        help="model; if absent `ENGINE_MODEL`, or the one in use",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    options.model = (options.model or model_in_use(ROOT / "models")).resolve()
    return options


if __name__ == "__main__":
    sys.exit(main())
