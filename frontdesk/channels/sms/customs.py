"""What a texting programme owes to whoever writes to it, beside an answer.

Everything here happens in the transaction of the message, after safety has read it and before
owner, lock and engine are asked. A stop is honoured in every state of the conversation.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import bindparam, select

from frontdesk.booking.times import share_understood
from frontdesk.cases.cases import open_case
from frontdesk.channels.sms.keywords import Keyword, is_bare, keywords, number_in
from frontdesk.channels.sms.numbers import address_of
from frontdesk.channels.sms.visits import standing_visit, unlink
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import spoken_time
from frontdesk.conversations import consent
from frontdesk.conversations.consent import Standing
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.texting import (
    answer_in_short,
    chosen,
    rest_of,
    text_row,
    texts_of,
    unasked,
    waits,
)
from frontdesk.conversations.transcript import add_message, last_said
from frontdesk.door.alarm import ASK_WHAT, Moment
from frontdesk.store.tables import Message

#: what the programme itself says goes out whoever owns or locks the conversation
PURPOSE = "programme"
#: what the rest of a message still asks
_GOES_ON = ("buttons", "asks_for", "offers", "author_name")
#: what is confirmed also to somebody who never stopped
_STARTS = ("start", "unstop", "comenzar", "iniciar")
#: how much of what stands beside a stop must be of a time for it to be a wish
_MOSTLY = 0.5
#: more texts than a person writes: two machines are answering each other
_MOST_IN = (30, timedelta(minutes=3))
#: a text that is one too many since then; put together once: it is asked with every text
_BEYOND = (
    select(Message.id)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.author == "patient",
        Message.at > bindparam("since"),
    )
    .offset(bindparam("most"))
    .limit(1)
)


class TextCustoms:
    """Keywords, consent and numbered choices of texts."""

    def __init__(self, clinic: Clinic, speaker: Speaker, confirms: bool = True) -> None:
        """`confirms`: whether we, not the provider, confirm STOP, START and HELP."""
        keywords()  # to read the list takes a second: not that of the first text
        self._clinic = clinic
        self._speaker = speaker
        self._confirms = confirms

    def __call__(self, moment: Moment, alarming: bool) -> bool:
        """Do what is owed; returns whether nothing is left to do for the message."""
        conversation, message = moment.conversation, moment.message
        key = consent.number_key_of(conversation)
        held = self._note_contact(moment, consent.standing(moment.session, key))
        word = self._word(moment, held, alarming)
        if alarming:
            # They are answered by safety alone; the stop holds all the same.
            if word == "stop":
                self._note(moment, "opted_out")
            return False
        if address_of(conversation.address or "") is None:
            message.turn = "unanswerable"
            return True
        if word and keywords().in_spanish(message.text):
            conversation.language = "es"
        if word and self._keyword(moment, held, word):
            return True
        taken = conversation.owner_id or conversation.locked_by
        if taken or conversation.silent:
            return False
        if held.stopped or conversation.opted_out_at:
            return self._unanswered(moment, "opted_out")
        if self._flooded(moment):
            return self._unanswered(moment, "limited")
        if not message.text.strip() and not (message.data or {}).get("attachments"):
            self._introduce(moment, held)
            return self._say(moment, "utter_text_empty", purpose="reply")
        self._choose(moment)
        if _is_picture(moment):
            # Nobody sees it here: a person asks for it another way.
            message.payload = "/talk_to_human"
        self._note_told(moment, held)
        return False

    @staticmethod
    def _word(moment: Moment, held: Standing, alarming: bool) -> Keyword | None:
        text, stopped = moment.message.text, held.stopped is not None
        known = keywords()
        word = known.in_text(text, stopped=stopped, alarming=alarming)
        if word or alarming or not known.has_unasked(text):
            return word
        if not known.in_text(text, stopped=stopped, unasked=True):
            return None
        return "stop" if unasked(moment.session, moment.conversation.id) else None

    def _keyword(self, moment: Moment, held: Standing, word: Keyword) -> bool:
        does: dict[Keyword, Callable[[Moment, Standing], bool]] = {
            "stop": self._stop,
            "about_stop": self._about_stop,
            "start": self._start,
            "help": self._help,
            "more": self._more,
            "wrong_number": self._wrong_number,
            "who": self._who,
            "shared": self._shared,
        }
        return does[word](moment, held)

    def _stop(self, moment: Moment, held: Standing) -> bool:
        visit = standing_visit(moment.session, moment.conversation, moment.at)
        self._leave(moment, "opted_out")
        text = moment.message.text
        if (visit and is_bare(text, "cancel")) or keywords().asks_cancel(text):
            # It may have been meant for the visit: nobody is left believing that it is cancelled.
            self._case(moment, "cancel_appointment", why="texted_cancel")
        if keywords().asks_erasure(text):
            self._case(moment, "erase_data")
        if self._asks_visit(moment):
            # "Book me for Tuesday, no texts please": nobody will ask them more by text.
            self._case(moment, "booking_help", why="texted_stop")
        if held.stopped:
            return self._unanswered(moment, "keyword")
        if visit is None:
            return self._confirm(moment, "utter_opt_out")
        when = spoken_time(self._clinic, visit.starts, moment.at)
        return self._confirm(moment, "utter_opt_out_with_visit", when=when)

    def _asks_visit(self, moment: Moment) -> bool:
        """Whether a stop came with a wish for a visit, or with a time and hardly more."""
        if keywords().asks_visit(moment.message.text):
            return True
        rest = keywords().without_stop(moment.message.text)
        return share_understood(rest, moment.at, self._clinic.zone) >= _MOSTLY

    def _start(self, moment: Moment, held: Standing) -> bool:
        if held.stopped:
            self._note(moment, "opted_in")
        elif not any(is_bare(moment.message.text, word) for word in _STARTS):
            return False
        return self._confirm(moment, "utter_opt_in")

    def _help(self, moment: Moment, held: Standing) -> bool:
        if held.stopped:
            return self._unanswered(moment, "keyword")
        return self._confirm(moment, "utter_help")

    def _about_stop(self, moment: Moment, held: Standing) -> bool:
        if held.stopped or moment.conversation.owner_id or moment.conversation.locked_by:
            return False
        self._introduce(moment, held)
        return self._say(moment, "utter_text_about_stop")

    def _more(self, moment: Moment, held: Standing) -> bool:
        """The rest of what was cut, else the last answer in all its words, else that it was all."""
        session, conversation = moment.session, moment.conversation
        if held.stopped or conversation.locked_by:
            return False
        shortened = answer_in_short(session, conversation.id)
        if shortened is not None and len(texts_of(shortened)) == 1:
            return not conversation.owner_id and self._in_full(moment, shortened)
        if cut := rest_of(session, conversation.id):
            return self._say_rest(moment, *cut)
        if conversation.owner_id or waits(session, conversation.id):
            return False
        self._introduce(moment, held)
        return self._say(moment, "utter_text_no_more", purpose="reply")

    def _in_full(self, moment: Moment, told: Message) -> bool:
        """What the web says where a text has room for a few words only."""
        moment.message.turn = "keyword"
        self._speaker.say(
            moment.session,
            moment.conversation,
            str(told.response),
            moment.at,
            data={"in_full": told.id},
            reply_to=moment.message.id,
            full=True,
        )
        return True

    @staticmethod
    def _say_rest(moment: Moment, told: Message, rest: str) -> bool:
        data = {**{k: told.data[k] for k in _GOES_ON if k in told.data}, "rest_of": told.id}
        said = add_message(
            moment.session,
            moment.conversation,
            told.author,
            rest,
            moment.at,
            staff_id=told.staff_id,
            data=data,
            reply_to=moment.message.id,
            delivery="waiting",
        )
        moment.session.add(text_row(moment.conversation, said, PURPOSE, moment.at))
        moment.message.turn = "keyword"
        return True

    def _wrong_number(self, moment: Moment, held: Standing) -> bool:
        """Somebody else has this number now: stop, unlink, and let staff see who saw what."""
        if moment.conversation.owner_id:
            return False
        self._leave(moment, "wrong_number")
        visits = unlink(moment.session, moment.conversation, moment.at)
        self._case(moment, "wrong_number", **({"visits": ", ".join(visits)} if visits else {}))
        if held.stopped:
            return self._unanswered(moment, "keyword")
        return self._say(moment, "utter_text_wrong_number")

    def _who(self, moment: Moment, held: Standing) -> bool:
        if held.stopped or moment.conversation.owner_id or moment.conversation.locked_by:
            return False
        return self._say(moment, "utter_text_who")

    def _shared(self, moment: Moment, held: Standing) -> bool:
        if held.stopped or moment.conversation.owner_id or moment.conversation.locked_by:
            return False
        self._note(moment, "shared")
        self._introduce(moment, held)
        return self._say(moment, "utter_text_shared_phone")

    def _confirm(self, moment: Moment, key: str, **values: str) -> bool:
        """One confirmation, by one side: where the provider has answered, we do not."""
        if not self._confirms or (moment.message.data or {}).get("provider_replied"):
            return self._unanswered(moment, "keyword")
        return self._say(moment, key, **values)

    def _say(self, moment: Moment, key: str, purpose: str = PURPOSE, **values: str) -> bool:
        moment.message.turn = "keyword"
        self._speaker.say(
            moment.session,
            moment.conversation,
            key,
            moment.at,
            values=values,
            reply_to=moment.message.id,
            author="system",
            purpose=purpose,
        )
        return True

    @staticmethod
    def _unanswered(moment: Moment, turn: str) -> bool:
        moment.message.turn = turn
        return True

    def _case(self, moment: Moment, kind: str, **data: str) -> None:
        open_case(
            moment.session,
            self._clinic,
            moment.conversation,
            kind,
            moment.at,
            message_id=moment.message.id,
            **data,
        )

    @staticmethod
    def _choose(moment: Moment) -> None:
        """A bare number is the choice it stands for; the transcript keeps it as typed."""
        number = number_in(moment.message.text)
        if number is None:
            return
        choice = chosen(moment.session, moment.conversation.id, number)
        if choice:
            moment.message.payload = choice["payload"]
            moment.message.data = {**(moment.message.data or {}), "chose": choice["title"]}

    def _note_contact(self, moment: Moment, held: Standing) -> Standing:
        """Whoever texts us agrees to an answer; the line in the record is the proof."""
        if held.agreed and held.stopped != "unreachable":
            return held
        self._note(moment, "texted_us")
        stopped = None if held.stopped == "unreachable" else held.stopped
        return Standing(stopped, agreed=True, told=held.told)

    def _leave(self, moment: Moment, kind: str) -> None:
        """Out of the programme, and out of whatever form was half filled in."""
        self._note(moment, kind)
        moment.conversation.engine_stale = True

    def _introduce(self, moment: Moment, held: Standing) -> None:
        """A first text is answered by who we are, also where no turn follows."""
        if moment.conversation.disclosed_at is not None:
            return
        self._note_told(moment, held)
        moment.conversation.disclosed_at = moment.at
        self._say(moment, "utter_disclosure")

    def _note_told(self, moment: Moment, held: Standing) -> None:
        """The door is about to say who we are: keep the words, as proof that they were said."""
        if moment.conversation.disclosed_at is not None:
            return
        said = self._speaker.render(
            "utter_disclosure", "sms", moment.at, moment.conversation.language
        )
        if consent.version_of(said.text) != held.told:
            self._note(moment, "told", wording=said.text)

    @staticmethod
    def _note(moment: Moment, kind: str, wording: str | None = None) -> None:
        consent.note(
            moment.session,
            consent.number_key_of(moment.conversation),
            kind,
            moment.at,
            source="text",
            wording=wording,
            message_id=moment.message.id,
        )

    @staticmethod
    def _flooded(moment: Moment) -> bool:
        most, within = _MOST_IN
        if moment.message.seq <= most:
            return False
        since = moment.at - within
        asked = {"conversation_id": moment.conversation.id, "since": since, "most": most}
        return moment.session.scalars(_BEYOND, asked).first() is not None


def _is_picture(moment: Moment) -> bool:
    """Whether a text only says what the picture is that came with it, or right before it."""
    session, message = moment.session, moment.message
    if not keywords().is_picture(message.text):
        return False
    if (message.data or {}).get("attachments"):
        return True
    said = last_said(session, moment.conversation.id, message.seq)
    about = session.get(Message, said.reply_to or "") if said else None
    asked = said is not None and said.response == ASK_WHAT
    return bool(asked and about and (about.data or {}).get("attachments"))
