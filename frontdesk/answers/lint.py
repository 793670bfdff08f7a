"""Read the answers as a strict reader would: what may not be said, and what must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from frontdesk.answers.catalogue import read_file, response_files
from frontdesk.answers.facts import load_facts
from frontdesk.answers.lint_form import form_problems
from frontdesk.answers.lint_rules import RULES, LintRules, load_rules
from frontdesk.answers.lint_said import Problem, Said
from frontdesk.answers.lint_wording import wording_problems
from frontdesk.answers.model import ANSWER, Entry
from frontdesk.yaml_file import FileError, line_of, load_yaml

__all__ = ["Problem", "lint"]


def lint(
    paths: Sequence[Path], clinic_values: Mapping[str, str | None], *, whole: bool = True
) -> list[Problem]:
    """What is wrong with the answers of `paths` (files or folders), in the order of the files.

    Args:
        paths: What is read.
        clinic_values: What the clinic's placeholders stand for.
        whole: Whether `paths` should answer everything there is to answer.
    """
    rules, problems, entries = load_rules(), [], []
    files = response_files(paths)
    for file in files:
        try:
            entries += read_file(file)
        except FileError as error:
            problems.append(Problem(file, error.line, "format", error.key, error.why))
    problems += _twice(entries)
    values = {**rules.samples, **{k: v for k, v in clinic_values.items() if v}, **rules.variables}
    for entry in entries:
        problems += form_problems(entry, rules, load_facts(), frozenset(clinic_values))
        for said in _said(entry, values):
            problems += wording_problems(said, rules)
    if whole:
        problems += _unanswered(entries, rules)
    return sorted(problems, key=lambda p: (str(p.file), p.line))


def _said(entry: Entry, values: Mapping[str, str]) -> Iterator[Said]:
    for n, wording in enumerate(entry.wordings):
        yield Said(entry, wording, entry.text_lines[n], values)


def _twice(entries: Iterable[Entry]) -> Iterator[Problem]:
    seen: dict[str, Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.key, entry)
        if first is not entry:
            why = f"is already in {first.file.name}; the later file would win"
            yield Problem(entry.file, entry.line, "twice", entry.key, why)


def _unanswered(entries: Iterable[Entry], rules: LintRules) -> Iterator[Problem]:
    """What the rules ask for and no file answers; the place is the row that asks."""
    wanted = [(ANSWER + q, ("questions", n)) for n, q in enumerate(rules.questions)]
    wanted += [(key, ("dialogue", n)) for n, key in enumerate(rules.dialogue)]
    have = {
        (e.key, w.channel or "web")
        for e in entries
        for w in e.wordings
        if w.language == "en" or not e.is_answer
    }
    content = load_yaml(RULES)
    for key, where in wanted:
        for channel in ("web", "sms"):
            if (key, channel) not in have:
                line = line_of(content, where)
                yield Problem(RULES, line, "unanswered", key, f"no wording on {channel}")
