"""Words for the texting programme, and words that only sound like it."""

from __future__ import annotations

import pytest

from frontdesk.channels.sms.keywords import keywords, number_in

STOPS = """\
STOP; Stop.; "stop"; stop all; please quit texting; no mas mensajes; No más mensajes por favor;
Please stop sending me these messages; dont text me anymore; Don't ever text me again; CANCEL.;
End; revoke; i do not want any more texts; I don't want to receive messages; remove me from your
list; lose my number; delete my number; can you unsubscribe me please; UNSUBSCRIBE!!!; opt-out; i
would like to opt out; Quit; I revoke my consent; quit bugging me; leave me alone!!; my wife wants
you to stop texting her; alto; PARAR; ya no me escriban; dejen de mandarme mensajes; no quiero más
mensajes; quiero darme de baja; OPTOUT; borren mi número; elimíneme de la lista; turn off the
texts; cancel these messages; stop spamming me; Do not contact me; please no more messages; stop
with the texts; i no longer want texts from you
"""
NOT_STOPS = """\
end it all; make it stop; i want it to stop; stop the pain; how do i make the pain stop; help me;
i want to cancel my appointment; cancel my appt; can you stop the bleeding; i quit smoking; no
more pain; when should i stop taking ibuprofen; don't stop texting me; dont text me at work; dont
text me after 9pm; does the pain end; I stopped my blood thinner; can i quit physical therapy; i
got your message; no mas dolor; i don't want surgery; can you text me the address; i never got a
text; no quiero mas inyecciones; cancelar mi cita; the doctor told me to stop; remove the
stitches; stop in for a visit; wrong; i have not received any texts; I want to stop being here; do
not let me end up in surgery
"""


def _split(listed: str) -> list[str]:
    return [" ".join(part.split()) for part in listed.split(";")]


@pytest.mark.parametrize("text", _split(STOPS))
def test_a_stop_is_a_stop_in_any_reasonable_wording(text: str) -> None:
    """English and Spanish, alone or in a sentence."""
    assert keywords().in_text(text) == "stop"


@pytest.mark.parametrize("text", _split(NOT_STOPS))
def test_what_only_sounds_like_a_stop_is_none(text: str) -> None:
    """Distress, medicine, a visit: nobody is cut off by mistake."""
    assert keywords().in_text(text) != "stop"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("HELP", "help"),
        ("info", "help"),
        ("how do I stop these texts", "help"),
        ("help me understand insurance", None),
        ("START", "start"),
        ("start over", None),
        ("you can text me again", "start"),
        ("MORE", "more"),
        ("más", "more"),
        ("tell me more about prp", None),
        ("wrong number", "wrong_number"),
        ("You have the wrong number", "wrong_number"),
        ("numero equivocado", "wrong_number"),
        ("there's no one here by that name", "wrong_number"),
        ("i gave you the wrong number", None),
        ("i'm not feeling well", None),
        ("who is this?", "who"),
        ("how did you get my number", "who"),
        ("who is the doctor", None),
        ("we share this phone", "shared"),
        ("this is my wife's phone", "shared"),
        ("yes", None),
    ],
)
def test_each_keyword_has_its_wordings(text: str, meant: str | None) -> None:
    """And a question for the clinic is none of them."""
    assert keywords().in_text(text) == meant


def test_yes_begins_again_only_for_somebody_who_stopped() -> None:
    """From anybody else it answers a question."""
    assert keywords().in_text("YES", stopped=True) == "start"
    assert keywords().in_text("YES", stopped=False) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), (" 2. ", 2), ("#2", 2), ("option 2", 2), ("(2)", 2), ("2 pm", None), ("22nd", None)],
)
def test_a_number_counts_only_alone(text: str, number: int | None) -> None:
    """A time or a date is no choice."""
    assert number_in(text) == number
