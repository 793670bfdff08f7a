"""Trains the second voice on our own phrases: `python -m frontdesk.safety.train`.

Danger signs are `phrases/*.yml` and what the rules say they fire on. Harmless are the phrases
under `none`, what the rules leave, and lines spread over what understanding learns from
(`data/nlu`), new symptoms, complaints and medicines apart. The thresholds were chosen on phrases
of another author, set aside for that; our own harmless phrases are look-alikes on purpose and
would put them far too high. Writes `classifier.npz`; the same phrases give the same file.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from frontdesk.clock import now
from frontdesk.safety.classifier import BUCKETS, NOTHING, features
from frontdesk.safety.model import SafetyInput
from frontdesk.safety.rulebook import DEFAULT, Rules, load_rules
from frontdesk.safety.second_voice import concepts_of
from frontdesk.safety.thread import thread_of

PHRASES = Path(__file__).parent / "phrases"
LEARNT = Path(__file__).parents[2] / "data" / "nlu"
NOT_HARMLESS = ("red_flag", "new_symptom", "complaint", "medication_question")
MOST_EVERYDAY = 7000
"""Of everyday questions; more of them would drown our own phrases."""
HIGH, URGENT = 0.4, 0.38
"""Chance of danger from which the second voice speaks, at emergency and crisis, and at urgent."""
_MARKUP = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


def digest() -> str:
    """Of our own phrases and of how they are read; kept in the file that is trained."""
    found = hashlib.sha256()
    for path in [*sorted(PHRASES.glob("*.yml")), Path(__file__).with_name("classifier.py")]:
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def examples(rules: Rules) -> list[tuple[str, str]]:
    """(text, category) of our own phrases and of the rules' examples."""
    out = []
    for path in sorted(PHRASES.glob("*.yml")):
        for category, phrases in YAML(typ="safe").load(path.read_text("utf-8"))["phrases"].items():
            out += [(str(p), category) for p in phrases]
    for rule in rules.entries:
        out += [(t, rule.category) for t in rule.fires]
        out += [(t, NOTHING) for t in rule.leaves]
    return sorted(set(out))


def everyday() -> list[str]:
    """What patients ask on ordinary days, as understanding learns it."""
    out = []
    for path in sorted(LEARNT.glob("*.yml")):
        for item in YAML(typ="safe").load(path.read_text("utf-8"))["nlu"]:
            if item.get("intent") not in (None, *NOT_HARMLESS):
                lines = (line.strip() for line in str(item["examples"]).splitlines())
                out += [_MARKUP.sub(r"\1", line[2:]) for line in lines if line.startswith("- ")]
    every = sorted(set(out))
    return every[:: 1 + len(every) // MOST_EVERYDAY]


def matrix(texts: list[str], rules: Rules) -> csr_matrix:
    """A row of features for each text."""
    starts, index, value = [0], [], []
    for text in texts:
        thread = thread_of(SafetyInput(text, now()), rules.spelling, rules.fillers)
        found = rules.matcher.find(thread)
        where, weight = features(thread.norm, concepts_of(found, 0, len(thread.norm)))
        index.append(where)
        value.append(weight)
        starts.append(starts[-1] + len(where))
    return csr_matrix((np.concatenate(value), np.concatenate(index), starts),
                      shape=(len(texts), BUCKETS))


def main() -> None:
    """Train, tell how it did on held-out folds, write the file."""
    rules = load_rules()
    own = examples(rules)
    data = own + [(text, NOTHING) for text in everyday()]
    rows, labels = matrix([t for t, _ in data], rules), np.array([c for _, c in data])
    model = LogisticRegression(C=30.0, max_iter=300)
    seen, aside = next(StratifiedKFold(4, shuffle=True, random_state=0).split(rows, labels))
    model.fit(rows[seen], labels[seen])
    danger = 1.0 - model.predict_proba(rows[aside])[:, list(model.classes_).index(NOTHING)]
    heard = (danger[labels[aside] != NOTHING] >= HIGH).mean()
    calm = (danger[aside >= len(own)] >= HIGH).mean()
    print(f"{len(data)} examples; held out, {heard:.0%} of the danger signs and {calm:.1%} of the "
          f"everyday questions reach {HIGH}")
    model.fit(rows, labels)
    np.savez_compressed(
        DEFAULT.parent / "classifier.npz", classes=model.classes_.astype(str),
        weights=model.coef_.T.astype(np.float16), bias=model.intercept_.astype(np.float32),
        high=np.float32(HIGH), urgent=np.float32(URGENT), phrases=np.array(digest()))


if __name__ == "__main__":
    main()
