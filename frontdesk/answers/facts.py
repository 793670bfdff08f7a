"""The facts that answers may rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from frontdesk.answers.lint_rules import Pattern
from frontdesk.yaml_file import load_model

FACTS = Path(__file__).with_name("facts.yml")


class Fact(BaseModel):
    """One fact in our own words; `use` Q: only with what its qualifiers say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    use: Literal["S", "Q"]
    file: str
    section: str
    fact: str
    qualifiers: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    qualifiers: dict[str, str]
    says: dict[str, Pattern] = {}
    never: tuple[str, ...]
    facts: tuple[Fact, ...]

    @model_validator(mode="after")
    def _whole(self) -> _File:
        if unsaid := sorted(set(self.says) - set(self.qualifiers)):
            raise ValueError(f"no qualifier {', '.join(unsaid)} to be said")
        ids = [f.id for f in self.facts]
        if twice := sorted({i for i in ids if ids.count(i) > 1} | set(ids) & set(self.never)):
            raise ValueError(f"more than one row says {', '.join(twice)}")
        for fact in self.facts:
            if unknown := set(fact.qualifiers) - set(self.qualifiers):
                raise ValueError(f"{fact.id}: no qualifier {', '.join(sorted(unknown))}")
            if fact.use == "Q" and not fact.qualifiers:
                raise ValueError(f"{fact.id}: use Q without a qualifier")
        return self


@dataclass(frozen=True)
class Facts:
    """Facts by id, the qualifiers, and the ids that no answer may rest on.

    `says`: the pattern of what has to be said with a row of that qualifier, where one can be named.
    """

    by_id: Mapping[str, Fact]
    qualifiers: Mapping[str, str]
    says: Mapping[str, str]
    never: frozenset[str]

    def knows_source(self, file: str, section: str) -> bool:
        """Whether some fact stands there."""
        return any(f.file == file and f.section == section for f in self.by_id.values())


@lru_cache(maxsize=1)
def load_facts(path: Path = FACTS) -> Facts:
    """The facts of `path`. Raises `FileError` naming file, line and key."""
    read = load_model(path, _File)
    by_id = {f.id: f for f in read.facts}
    return Facts(by_id, read.qualifiers, read.says, frozenset(read.never))
