"""What the engine says: response keys. The desk turns them into words."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

log = logging.getLogger("engine.generator")

#: Channels whose words the desk renders; every other one (`rasa shell`) gets them from here.
DESK_CHANNELS = ("web", "sms")


class KeyedGenerator(NaturalLanguageGenerator):
    """Puts the response key into every reply, and a plain rendering for `rasa shell`.

    To the desk words would be of no use; finding them would mean a look at every file of them, and
    they would be kept, sealed and opened again with the next turns of the conversation.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain | None) -> None:
        """Args: endpoint_config: `responses` names the folder of the approved wording."""
        folder = endpoint_config.kwargs.get("responses", "data/responses")
        self._wording = Wording(Path(folder))

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """The reply for a key; its text is empty for the desk, and when no wording is there."""
        if output_channel in DESK_CHANNELS:
            return {"text": "", "response": utter_action}
        variant = self._wording.variant(utter_action)
        reply: dict[str, Any] = {"text": variant.get("text") or "", "response": utter_action}
        if variant.get("buttons"):
            reply["buttons"] = list(variant["buttons"])
        return reply


class Wording:
    """The files of `data/responses`, read again when one of them changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: tuple[tuple[str, int], ...] = ()
        self._variants: dict[str, list[dict[str, Any]]] = {}

    def variant(self, key: str) -> dict[str, Any]:
        """The English wording of a key that is for no channel alone, else nothing."""
        self._refresh()
        return next((v for v in self._variants.get(key, []) if _is_plain(v)), {})

    def _refresh(self) -> None:
        try:
            files = sorted(self._folder.glob("*.yml"))
            stamp = tuple((f.name, os.stat(f).st_mtime_ns) for f in files)
            if stamp == self._stamp:
                return
            self._stamp, self._variants = stamp, _read(files)
        # Half a file, saved by somebody who is writing, must not silence the dialogue.
        except (OSError, ValueError, AttributeError, TypeError, yaml.YAMLError) as error:
            log.warning("data/responses cannot be read, the last wording stays: %s", type(error))


def _read(files: Iterable[Path]) -> dict[str, list[dict[str, Any]]]:
    variants: dict[str, list[dict[str, Any]]] = {}
    for file in files:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        variants.update(content.get("responses") or {})
    return variants


def _is_plain(variant: dict[str, Any]) -> bool:
    english = (variant.get("metadata") or {}).get("language", "en") == "en"
    return english and not variant.get("channel")
