"""The rule book: the files under `rules/`, checked and made ready. Nothing is read at import."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from frontdesk.safety import kept
from frontdesk.safety.assertion import Asserter
from frontdesk.safety.classifier import Classifier
from frontdesk.safety.expand import (
    MOST_PHRASES,
    NotationError,
    Pattern,
    as_pattern,
    parse,
    phrases,
    size,
)
from frontdesk.safety.fuzzy import Fixer
from frontdesk.safety.matcher import Compiled, Matcher
from frontdesk.safety.model import Context
from frontdesk.safety.normalise import Spelling, words_of
from frontdesk.safety.schema import (
    ConceptEntry,
    ConceptFile,
    IdiomFile,
    ModifierFile,
    RuleEntry,
    RuleFile,
    SpellingFile,
)
from frontdesk.yaml_file import FileError, line_of, load_model, load_yaml

RuleError = FileError
DEFAULT = Path(__file__).parent / "rules"
_SIMPLE = re.compile(r"[a-z0-9 ]+")
_THRICE = re.compile(r"(.)\1\1")
_File = TypeVar("_File", bound=BaseModel)
Files = dict[str, Any]


@dataclass(frozen=True)
class Rules:
    """What `assess` needs: words, patterns, rules, the judge of meaning, the second voice."""

    entries: tuple[RuleEntry, ...]
    topics: dict[str, tuple[str, tuple[RuleEntry, ...]]]
    kinds: dict[str, str]
    signs: frozenset[str]
    matcher: Matcher
    spelling: Spelling
    fillers: frozenset[str]
    asserter: Asserter
    classifier: Classifier | None

    @cached_property
    def begun_by(self) -> dict[str, list[int]]:
        """Concept to the places in `entries` of the rules whose first requirement it meets."""
        out: dict[str, list[int]] = {}
        for place, rule in enumerate(self.entries):
            for name in rule.names[rule.requires[0]]:
                out.setdefault(name, []).append(place)
        return out

    @cached_property
    def begun_by_chart(self) -> frozenset[int]:
        """Places of the rules that a fact of the chart may meet alone."""
        return frozenset(place for place, rule in enumerate(self.entries)
                         if rule.context and len(rule.requires) == 1)


def load_rules(path: Path = DEFAULT) -> Rules:
    """The rules under `path`. Raises `RuleError` naming file, line and key."""
    place = kept.place(path)
    known = kept.read(place)
    files: Files = known["files"] if known else {}
    spelling_file = _read(path / "words" / "spelling.yml", SpellingFile, files)
    plain = _spelling(spelling_file, lambda word: word)
    concepts, homes = _concepts(path, files)
    topics = {p.stem: (p, _read(p, RuleFile, files)) for p in sorted(path.glob("*.yml"))}
    idioms = _read(path / "words" / "idioms.yml", IdiomFile, files)
    modifiers = _read(path / "words" / "modifiers.yml", ModifierFile, files)
    if known:
        matcher = Matcher.of_plain(known["matcher"])
    else:
        matcher = _matcher(concepts, homes, idioms, plain)
        _check_rules(topics, concepts)
        kept.write(place, {"files": files, "matcher": matcher.as_plain()})
    leave = (path / "words" / "ordinary.txt").read_text(encoding="utf-8").split()
    spelling = _spelling(spelling_file, Fixer(matcher.lexicon.words, leave))
    asserter = Asserter(modifiers, plain)
    gc.collect()
    gc.freeze()  # half a million small objects for life: going through them costs 200 ms each time
    return Rules(
        tuple(r for _, f in topics.values() for r in f.rules),
        {name: (f.about, tuple(f.rules)) for name, (_, f) in topics.items()},
        {name: c.kind for name, c in concepts.items()},
        _signs(topics, concepts),
        matcher, spelling, frozenset(spelling_file.fillers.split()), asserter,
        Classifier.load(path.parent / "classifier.npz"),
    )


def _read(path: Path, model: type[_File], files: Files) -> _File:
    """As `load_model`, from what is kept or with the fast reader; the slow one names faults."""
    name = f"{path.parent.name}/{path.name}"
    try:
        if name not in files:
            files[name] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return model.model_validate(files[name])
    except (OSError, UnicodeDecodeError, YAMLError, ValidationError):
        return load_model(path, model)


def _spelling(file: SpellingFile, fix: Any) -> Spelling:
    merge = {}
    for pair, one in file.merge.items():
        first, second = pair.split()
        merge[first, second] = one
    return Spelling({k: tuple(v.split()) for k, v in file.map.items()}, merge,
                    {k: tuple(v.split()) for k, v in file.emoji.items()}, fix)


def _concepts(path: Path, files: Files) -> tuple[dict[str, ConceptEntry], dict[str, Path]]:
    concepts: dict[str, ConceptEntry] = {}
    homes: dict[str, Path] = {}
    for file in sorted((path / "concepts").glob("*.yml")):
        for name, entry in _read(file, ConceptFile, files).concepts.items():
            if name in concepts:
                raise _error(file, ("concepts", name), f"also in {homes[name].name}")
            concepts[name], homes[name] = entry, file
    return concepts, homes


def _error(file: Path, where: tuple[int | str, ...], why: str) -> RuleError:
    return RuleError(file, line_of(load_yaml(file), where), ".".join(map(str, where)), why)


def _matcher(concepts: dict[str, ConceptEntry], homes: dict[str, Path], idioms: IdiomFile,
             plain: Spelling) -> Matcher:
    matcher = Matcher()
    parsed: dict[str, list[Pattern]] = {}
    for name, entry in concepts.items():
        parsed[name] = []
        wide = [w for w in entry.words if ".." in w or size(w) > MOST_PHRASES]
        for notation in entry.words:
            if notation not in wide:
                _add(matcher, notation, name, plain)
        for i, notation in enumerate([*entry.patterns, *map(as_pattern, wide)]):
            where = ("concepts", name, "patterns", i)
            try:
                pattern, literals = parse(notation)
            except NotationError as error:
                raise _error(homes[name], where, str(error)) from error
            for literal, words in literals.items():
                _add(matcher, words, literal, plain)
            for used in pattern.names:
                if used not in concepts and used not in literals:
                    raise _error(homes[name], where, f"no concept <{used}>")
            parsed[name].append(pattern)
        for i, used in enumerate(entry.unless):
            if used not in concepts:
                raise _error(homes[name], ("concepts", name, "unless", i), f"no concept <{used}>")
        if entry.unless and entry.words:
            matcher.words_unless[name] = tuple(entry.unless)
    for notation in idioms.idioms:
        _add(matcher, notation, "idiom", plain, idiom=True)
    matcher.levels = _levels(concepts, parsed, homes)
    return matcher


def _add(matcher: Matcher, notation: str, name: str, plain: Spelling, *, idiom: bool = False
         ) -> None:
    trie = matcher.idioms if idiom else matcher.lexicon
    for phrase in phrases(notation):
        trie.add(phrase_tokens(phrase, plain), name)


def phrase_tokens(phrase: str, plain: Spelling) -> tuple[str, ...]:
    """A phrase of the rules as the tokens a message would have."""
    words = phrase.split()
    starts = [word.endswith("*") for word in words]
    if not any(starts) and not _SIMPLE.fullmatch(phrase):
        return words_of(phrase, plain).norm
    out: list[str] = []
    for word, start in zip(words, starts, strict=True):
        for one in (word,) if start else _word_tokens(word, plain):
            joined = plain.merge.get((out[-1], one)) if out else None
            if joined is None:
                out.append(one)
            else:
                out[-1] = joined
    return tuple(out)


def _word_tokens(word: str, plain: Spelling) -> tuple[str, ...]:
    known = plain.map.get(word)
    if known is not None:
        return known
    return (word,) if word.isalpha() and word.isascii() and not _THRICE.search(word) else (
        words_of(word, plain).norm)


def _levels(concepts: dict[str, ConceptEntry], parsed: dict[str, list[Pattern]],
            homes: dict[str, Path]) -> list[dict[str, list[Compiled]]]:
    visiting: set[str] = set()

    @cache
    def depth(name: str) -> int:
        if name in visiting:
            raise _error(homes[name], ("concepts", name), "its patterns lead back to itself")
        visiting.add(name)
        needs = {n for p in parsed.get(name, ()) for n in p.names}
        if parsed.get(name):
            needs |= set(concepts[name].unless)
        deepest = 1 + max(map(depth, needs)) if needs else 0
        visiting.discard(name)
        return deepest

    levels: list[dict[str, list[Compiled]]] = []
    for name, patterns in parsed.items():
        for pattern in patterns:
            while len(levels) < depth(name):
                levels.append({})
            key = max(pattern.names, key=depth)
            level = levels[depth(name) - 1].setdefault(key, [])
            level.append(Compiled(name, pattern, tuple(concepts[name].unless)))
    return levels


def _signs(topics: dict[str, tuple[Path, RuleFile]], concepts: dict[str, ConceptEntry]
           ) -> frozenset[str]:
    """The signs that rules ask for."""
    asked = {n for _, f in topics.values() for r in f.rules for q in r.requires for n in r.names[q]}
    return frozenset(n for n in asked if concepts[n].kind == "sign")


def _check_rules(topics: dict[str, tuple[Path, RuleFile]], concepts: dict[str, ConceptEntry]
                 ) -> None:
    seen: set[str] = set()
    for path, file in topics.values():
        for i, rule in enumerate(file.rules):
            if rule.id in seen:
                raise _error(path, ("rules", i, "id"), f"{rule.id!r} is used twice")
            seen.add(rule.id)
            for key, names in (("requires", rule.requires), ("unless", rule.unless)):
                for j, names_or in enumerate(names):
                    for name in names_or.split("|"):
                        if name.strip() not in concepts:
                            raise _error(path, ("rules", i, key, j), f"no concept {name.strip()!r}")
            for j, fact in enumerate(rule.context):
                if fact.split("<=")[0].strip() not in Context.__dataclass_fields__:
                    raise _error(path, ("rules", i, "context", j), f"no fact {fact!r}")
