"""What Rasa works out anew in every turn though it never changes, worked out once.

A third of the engine's time went into proving that the schema of an action's response is a
schema, a twentieth into looking through all classes of events for the one with a name, another
into deep copies and words for lines of a debug log that is not written.
"""

from __future__ import annotations

from functools import lru_cache
from types import NoneType, SimpleNamespace
from typing import Any

import rasa.core.actions.forms
import rasa.core.policies.memoization
import rasa.core.policies.rule_policy
import rasa.core.processor
import rasa.shared.utils.common
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

_slow_class_of = Event.resolve_by_type

#: modules that copy for nothing but lines of the debug log
_COPYING = (
    rasa.core.processor,
    rasa.core.actions.forms,
    rasa.core.policies.memoization,
    rasa.core.policies.rule_policy,
)


def install() -> None:
    """From here on Rasa answers the first two from memory, and makes nothing for its log."""
    for module in _COPYING:
        module.copy = SimpleNamespace(deepcopy=lambda logged: logged)
    rasa.core.policies.rule_policy.RulePolicy.format_tracker_states = staticmethod(_not_told)
    rasa.core.processor.MessageProcessor._log_slots = staticmethod(_not_told)
    RemoteAction._validate_action_result = _validate_action_result
    Event.resolve_by_type = staticmethod(_class_of)


def _not_told(_logged: Any) -> None:
    """In place of words for a line of the debug log."""


def _validate_action_result(_action: RemoteAction, result: Any) -> bool:
    """Whether an action's response has the right form. Raises `ValidationError`."""
    if _only_sets_slots(result):
        return True
    wrong: ValidationError | None = best_match(_validator().iter_errors(result))
    if wrong is not None:
        raise wrong
    return True


def _only_sets_slots(result: Any) -> bool:
    """Whether it is of the form that nearly all have; what is not is looked at closely."""
    if type(result) is not dict:
        return False
    events, said = result.get("events"), result.get("responses")
    if type(events) is not list or type(said) is not list:
        return False
    return all(map(_sets_slot, events)) and all(type(response) is dict for response in said)


def _sets_slot(event: Any) -> bool:
    if type(event) is not dict or event.get("event") != "slot" or "metadata" in event:
        return False
    right = type(event.get("name")) is str and "value" in event
    return right and type(event.get("timestamp")) in (float, int, NoneType)


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def _class_of(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """The class of an event; a name that is not known is asked the slow way, which says so."""
    return _classes().get(type_name) or _slow_class_of(type_name, default)


@lru_cache(maxsize=1)
def _classes() -> dict[str, type[Event]]:
    """The first class of each name, as Rasa finds it."""
    found: dict[str, type[Event]] = {}
    for kind in rasa.shared.utils.common.all_subclasses(Event):
        found.setdefault(kind.type_name, kind)
    return found
