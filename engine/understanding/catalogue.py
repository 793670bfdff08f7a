"""Names of the catalogue: what kind of thing each one is."""

from __future__ import annotations

QUESTION = "faq/"
OUT_OF_SCOPE = "out_of_scope"
RED_FLAG = "red_flag"
FALLBACK = "nlu_fallback"
CHANGE_LANGUAGE = "change_language"

THINGS_TO_DO = frozenset(
    {
        "book_consultation", "reschedule_appointment", "cancel_appointment", "check_appointment",
        "candidacy_check", "talk_to_human", "complaint", "individual_advice",
        "medication_question", "new_symptom", "cost_estimate", "opt_out", "opt_in", "erase_data",
        "change_language",
    }
)  # fmt: skip
TALKING = frozenset(
    {
        "greet", "goodbye", "thanks", "affirm", "deny", "inform", "correct", "repeat",
        "capabilities", "bot_challenge", "feedback_good", "feedback_bad", "start_over",
    }
)  # fmt: skip


def is_question(name: str | None) -> bool:
    """Whether the name is a question of the catalogue (`faq/<key>`)."""
    return name is not None and name.startswith(QUESTION)


def is_request(name: str | None) -> bool:
    """Whether the name is a question or a thing to do, rather than talk."""
    return is_question(name) or name in THINGS_TO_DO


def answer_key(name: str | None) -> str | None:
    """The response given at once: questions have one of their own, talk may have one."""
    if is_question(name):
        return f"utter_{name}"
    return f"utter_{name}" if name in TALKING or name == OUT_OF_SCOPE else None
