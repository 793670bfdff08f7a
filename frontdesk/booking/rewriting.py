"""What people write brought to one form by a table: `written.yml` beside this file."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from frontdesk.yaml_file import FileError, line_of, load_model, load_yaml

FILE = Path(__file__).with_name("written.yml")
#: a pattern and what stands in its place
Rewrite = tuple[re.Pattern[str], str]
_WORD = re.compile(r"<([a-z_]+)>")
_GROUP = re.compile(r"\\(\d)")


class Rule(BaseModel):
    """One pattern, in one piece or several, with an example that needs it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pattern: str | list[str]
    new: str
    says: str
    reads: str

    @property
    def text(self) -> str:
        """The pattern in one piece, its words not yet put in."""
        return self.pattern if isinstance(self.pattern, str) else "".join(self.pattern)


class Rules(BaseModel):
    """The table: rules by stage and group; `words` may stand in patterns and in later words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, str | list[str]]
    as_typed: dict[str, list[Rule]]
    in_plain_words: dict[str, list[Rule]]


def filled(pattern: str, rules: Rules) -> str:
    """A pattern with every `<word>` put in. Raises `KeyError` for one there is not."""
    def word(match: re.Match[str]) -> str:
        said = rules.words[match[1]]
        return filled(said if isinstance(said, str) else "".join(said), rules)

    return _WORD.sub(word, pattern)


def load_rules(path: Path) -> Rules:
    """The table. The fast reader; the slow one names faults. Raises `FileError`."""
    try:
        with path.open("rb") as file:
            rules = Rules.model_validate(yaml.load(file, Loader=yaml.CSafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError):
        rules = load_model(path, Rules)
    for stage in ("as_typed", "in_plain_words"):
        for group, listed in getattr(rules, stage).items():
            for place, rule in enumerate(listed):
                _check(rule, rules, path, (stage, group, place, "pattern"))
    return rules


def _check(rule: Rule, rules: Rules, path: Path, where: tuple[int | str, ...]) -> None:
    """That the pattern is one, its words are there and `new` names no group it has not."""
    try:
        pattern = re.compile(filled(rule.text, rules), re.I)
        missing = [n for n in _GROUP.findall(rule.new) if int(n) > pattern.groups]
        why = f"has no group {missing[0]}" if missing else ""
    except re.error as error:
        why = str(error)
    except KeyError as error:
        why = f"no word {error.args[0]}"
    if why:
        raise FileError(path, line_of(load_yaml(path), where), ".".join(map(str, where)), why)


@lru_cache(maxsize=1)
def rewrites() -> tuple[tuple[Rewrite, ...], tuple[Rewrite, ...]]:
    """The rewrites of a text as typed, and of one in plain words, in the order of the file."""
    rules = load_rules(FILE)
    typed = [r for group in rules.as_typed.values() for r in group]
    later = [r for group in rules.in_plain_words.values() for r in group]
    return (
        tuple((re.compile(filled(r.text, rules), re.I), r.new) for r in typed),
        tuple((re.compile(filled(r.text, rules)), r.new) for r in later),
    )
