"""The trained model, ready to answer, on our tracker store."""

from __future__ import annotations

from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore
from rasa.utils.endpoints import EndpointConfig

from engine import quick_actions, quick_graph, quick_rules, quick_trackers, quick_turns
from engine.action_server import ActionServer
from engine.quick_domain import quick_domain
from engine.tracker_store import DeskTrackerStore


def load_agent(model: Path, store: DeskTrackerStore, actions: ActionServer) -> Agent:
    """The agent for a model whose checksum was checked."""
    for shortcuts in (quick_graph, quick_turns, quick_trackers, quick_actions, quick_rules):
        shortcuts.install()
    agent = Agent(
        generator=EndpointConfig(type="engine.generator.KeyedGenerator"),
        tracker_store=store,
        lock_store=InMemoryLockStore(),
        action_endpoint=actions,
    )
    with quick_domain():
        agent.load_model(str(model))
    # Rasa wraps the store so that a failed read looks like a new conversation: unwrap it.
    agent.tracker_store = store
    store.domain = agent.domain
    assert agent.processor is not None
    agent.processor.tracker_store = store
    return agent
