"""Every action runs under one guard: in time or not at all, and a failure is told as one.

What an action wrote before it failed stands or falls with its transaction; past the limit nothing
is kept any more (`frontdesk.store.deadline`). A failure is answered with a status that the engine
hands to the door, which says sorry with the clinic's number and opens a case. Nothing is tried
again: it may have happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa_sdk import ActionExecutionRejection, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from frontdesk.store.deadline import within

log = structlog.get_logger()

Run = Callable[[CollectingDispatcher, Tracker, dict[str, Any]], Awaitable[Any]]
#: an answer that is too late must still reach the engine before it stops waiting
_SOONER = 0.5


class ActionFailed(RuntimeError):
    """An action did not do what it should; carries a tag and nothing of the conversation."""

    def __init__(self, action: str, why: str) -> None:
        super().__init__(why)
        self.action = action
        self.why = why


def guard_all(executor: ActionExecutor, seconds: float) -> None:
    """Put every action of `executor` under the guard; `seconds` is what the engine waits."""
    for name, run in executor.actions.items():
        executor.actions[name] = guarded(name, run, seconds - _SOONER)


def guarded(name: str, run: Run, seconds: float) -> Run:
    """`run` with a time limit; whatever goes wrong is an `ActionFailed`."""

    async def under_guard(
        dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Any:
        try:
            with within(seconds):
                return await asyncio.wait_for(run(dispatcher, tracker, domain), seconds)
        except ActionExecutionRejection:
            raise
        except asyncio.TimeoutError:
            raise _failed(name, "timeout") from None
        except Exception as error:  # noqa: BLE001
            raise _failed(name, type(error).__name__) from error

    return under_guard


def _failed(name: str, why: str) -> ActionFailed:
    log.error("actions.failed", action=name, why=why)
    return ActionFailed(name, why)
