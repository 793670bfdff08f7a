"""Trains the second voice on our own phrases: `python -m frontdesk.safety.train`.

Positive examples are `phrases/*.yml` and what the rules say they fire on; negatives the phrases
under `none` and what the rules leave. The threshold raises two of a hundred harmless phrases held
out in five folds, before negation and questions are looked at. Writes `classifier.npz`; the same
phrases give the same file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from ruamel.yaml import YAML
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from frontdesk.clock import now
from frontdesk.safety.classifier import BUCKETS, NOTHING, features
from frontdesk.safety.model import SafetyInput
from frontdesk.safety.rulebook import DEFAULT, Rules, load_rules
from frontdesk.safety.thread import thread_of

PHRASES = Path(__file__).parent / "phrases"
MOST_FALSE = 0.02
"""Share of harmless phrases, held out, that may be raised."""
LOWEST = 0.5


def examples(rules: Rules) -> list[tuple[str, str]]:
    """(text, category) of everything there is to learn from."""
    out = []
    for path in sorted(PHRASES.glob("*.yml")):
        for category, phrases in YAML(typ="safe").load(path.read_text("utf-8"))["phrases"].items():
            out += [(str(p), category) for p in phrases]
    for rule in rules.entries:
        out += [(t, rule.category) for t in rule.fires]
        out += [(t, NOTHING) for t in rule.leaves]
    return sorted(set(out))


def main() -> None:
    """Train, tell how it did on held-out folds, write the file."""
    rules = load_rules()
    data = examples(rules)
    texts = [thread_of(SafetyInput(t, now()), rules.spelling, rules.fillers).norm
             for t, _ in data]
    rows = np.zeros((len(data), BUCKETS), dtype=np.float32)
    for i, norm in enumerate(texts):
        index, value = features(norm)
        rows[i, index] = value
    labels = np.array([c for _, c in data])
    model = LogisticRegression(C=30.0, max_iter=400, class_weight="balanced")
    chances = cross_val_predict(model, rows, labels, cv=5, method="predict_proba")
    model.fit(rows, labels)
    classes = list(model.classes_)
    nothing = classes.index(NOTHING)
    loudest = np.delete(chances, nothing, axis=1).max(axis=1)
    threshold = max(LOWEST, float(np.quantile(loudest[labels == NOTHING], 1 - MOST_FALSE)))
    raised = loudest[labels != NOTHING] >= threshold
    print(f"{len(data)} examples, threshold {threshold:.2f}, raised alone {raised.mean():.0%} of "
          "the danger signs held out")
    np.savez_compressed(
        DEFAULT.parent / "classifier.npz", classes=np.array(classes),
        weights=model.coef_.T.astype(np.float16), bias=model.intercept_.astype(np.float32),
        threshold=np.float32(threshold))


if __name__ == "__main__":
    main()
