"""What the safety layer must see, and what it must leave."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk.safety import (
    Asked,
    Context,
    Earlier,
    SafetyInput,
    assess,
    silence_finding,
)
from tests.unit.safety.conftest import NOW

HARD_PAIRS = [
    ("no fever but im soaked in sweat every nite and my back is worse since the shot",
     "spinal_infection_suspected"),
    ("cant feel when i wipe lol prob nothing", "cauda_equina_signs"),
    ("had numbness since surgery 10 yrs ago but now its spreading", "progressive_nerve_deficit"),
    ("is trouble peeing a side effect of the epidural", None),
    ("this pain is killing me how much is prp", None),
    ("im dying to get in sooner", None),
    ("i dont want to be on this list anymore", None),
    ("i want to end it", "suicide_self_harm"),
    ("HELP my chest", "chest_pain_heart"),
    ("mom had a stroke last yr can she get stem cells", None),
    ("annular tear L4-5, what do you do for that", None),
    ("fell in love with your clinic", None),
    ("do stem cells cause cancer", None),
    ("should i stop eliquis b4 friday", None),
    ("leg still numb 1 hr after block they said normal", None),
    ("its 101 outside and my back hurts", None),
    ("kms this portal is so slow", "suicide_self_harm"),
    ("what do i do if my leg swells, its swollen now", "dvt_signs"),
    ("he hit me. dont text back", "abuse_or_unsafe_home"),
    ("i wish i could just sleep n not wake up", "suicide_self_harm"),
    ("my pt said red flags are numb groin n fever, i have neither", None),
]
COMBINATIONS = [
    ("C1", "fever and my back hurts", "spinal_infection_suspected"),
    ("C1", "chills since my epidural on tuesday", "spinal_infection_suspected"),
    ("C2", "i used to shoot up and have new back pain", "spinal_infection_suspected"),
    ("C3", "pain was better after the injection but now its getting worse",
     "spinal_infection_suspected"),
    ("C4", "fever, back pain and my legs are weak", "sepsis_or_meningitis"),
    ("C5", "had breast cancer and new back pain", "cancer_history_new_pain"),
    ("C6", "lost 20 lbs without trying and my back hurts", "cancer_history_new_pain"),
    ("C7", "i have lung cancer and my legs are getting weak", "acute_weakness_or_paralysis"),
    ("C8", "i have osteoporosis and fell on my back", "fracture_risk"),
    ("C9", "steroids for lupus and sudden sharp midback pain", "fracture_risk"),
    ("C10", "on eliquis, epidural yesterday, now severe back pain and my leg is numb",
     "post_procedure_bleed_or_cord"),
    ("C11", "headache when i stand up, gone when i lie down", "csf_leak_headache"),
    ("C12", "headache, fever and a stiff neck", "sepsis_or_meningitis"),
    ("C13", "one leg is swollen and im short of breath", "breathing_trouble_or_pe"),
    ("C14", "hives and i feel faint", "anaphylaxis"),
    ("C15", "my back hurts and it burns when i pee", "kidney_infection_or_stone"),
    ("C16", "sciatica was one leg, now both legs", "cauda_equina_signs"),
    ("C17", "back pain and cold sweat and almost fainted", "aortic_or_abdominal_emergency"),
    ("C18", "i feel hopeless and i have a gun", "suicide_self_harm"),
    ("C19", "severe pain since my procedure", "severe_pain_after_procedure"),
    ("C20", "im pregnant and bleeding", "pregnancy_emergency"),
]
NOT_SILENCED = [
    "my husband can't pee", "no feeling in my groin", "havent peed since yesterday",
    "not breathing right", "won't stop bleeding", "no fever but drenching sweats and back pain",
    "probably nothing but i cant feel my foot", "im fine just can't feel my foot",
    "im not suicidal but i wish i was dead", "my face was numb and i couldnt talk, it went away",
    "chest pain went away after 20 min should i worry", "What if I can't feel my legs right now?",
    "what should i do if my leg is hot and swollen after the shot yesterday",
    "should I go to the ER for chest pain", "heart attack??",
    "this pain is killing me and I can't feel my foot", "guy in your lobby is on the floor",
    "asking for a friend how many xanax is too many", "stop texting me, I can't pee",
    "help me", "make it stop i want to die", "no puedo respirar", "🚑 cant breathe",
    "cant feel my legs all day but my headache went away", "cant pee and my headache went away",
    "dont want to make a fuss but my privates have gone numb", "no strength no feeling in my legs",
    "cant b r e a t h e i mean cant breathe", "I CAN'T FEEL MY LEGS", "i ca​nt pee",
]
LEFT_ALONE = [
    "no fever, no numbness, no bladder problems", "What if I get a fever after?",
    "is infection a risk?", "what red flags should I watch for?", "dad died of a stroke",
    "mom had cancer", "no thoughts of suicide", "STOP", "HELP", "END", "Cancel.",
    "had numbness after my fusion 10 years ago, it went away", "the sheet says call for fever",
    "you took my breath away with that view, it takes my breath away", "cold feet about the shot",
    "my legs are not numb", "no fever no chills no loss of control of bladder", "my back hurts",
    "i do not have any loss of bladder or bowel control", "never had back pain",
    "none of these: fever, leg weakness, loss of bladder control, groin numbness",
    "fainted at my wedding in 1998", "couldnt walk a block before, now i can",
    "how much does prp cost", "",
]


def first(assessment: object) -> str | None:
    """The category that speaks first."""
    findings = assessment.findings
    return findings[0].category if findings else None


def categories(assessment: object) -> list[str]:
    """Every category raised."""
    return [f.category for f in assessment.findings]


@pytest.mark.parametrize(("text", "category"), HARD_PAIRS)
def test_every_hard_pair_of_the_taxonomy_comes_out_as_listed(look, text, category) -> None:
    """Section 9 must pass before release."""
    assert first(look(text)) == category


@pytest.mark.parametrize(("name", "text", "category"), COMBINATIONS)
def test_signs_that_count_only_together_are_raised_together(look, name, text, category) -> None:
    """C1 to C20."""
    assert category in [f.category for f in look(text).findings], name


@pytest.mark.parametrize("text", NOT_SILENCED)
def test_a_trap_does_not_silence_an_alarm(look, text) -> None:
    """Negation, time, question, idiom and person traps of section 4."""
    assert look(text).findings


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_no_danger_sign_is_left_alone(look, text) -> None:
    """Denied, hypothetical, past, somebody else's, or a carrier's keyword."""
    assert not look(text).findings


def test_do_not_text_back_sends_nothing_and_keeps_the_finding(look) -> None:
    """The phone may be watched."""
    assessment = look("he hit me. dont text back")
    assert assessment.do_not_reply
    assert first(assessment) == "abuse_or_unsafe_home"


def test_evidence_split_over_two_texts_is_seen(rules) -> None:
    """(text 1) back worse today (text 2, three hours later) also 101."""
    earlier = (Earlier("back worse today", NOW - timedelta(hours=3)),)
    assessment = assess(SafetyInput("also 101", NOW, earlier), rules)
    assert first(assessment) == "spinal_infection_suspected"
    assert {e.message for e in assessment.findings[0].evidence} == {0, 1}


def test_one_sentence_sent_in_two_texts_is_read_as_one(rules) -> None:
    """People press send in the middle."""
    earlier = (Earlier("i cant feel", NOW - timedelta(seconds=20)),)
    assert assess(SafetyInput("my legs", NOW, earlier), rules).findings


def test_evidence_older_than_a_day_is_not_read(rules) -> None:
    """The window is 24 hours."""
    earlier = (Earlier("i have a fever", NOW - timedelta(hours=25)),)
    assert not assess(SafetyInput("my back hurts", NOW, earlier), rules).findings


def test_an_earlier_sign_is_not_raised_again_by_a_plain_message(rules) -> None:
    """Nobody is answered twice for the same words."""
    earlier = (Earlier("my face is drooping", NOW - timedelta(minutes=5)),)
    assert not assess(SafetyInput("ok thank you", NOW, earlier), rules).findings


def test_a_procedure_on_record_counts_as_if_it_were_said(rules) -> None:
    """The chart stands in for the words."""
    plain = SafetyInput("i am shivering with chills", NOW)
    known = SafetyInput("i am shivering with chills", NOW, context=Context(procedure_days=6))
    assert "spinal_infection_suspected" not in categories(assess(plain, rules))
    assert "spinal_infection_suspected" in categories(assess(known, rules))


@pytest.mark.parametrize("answer", ["yes", "Yes.", "sometimes", "i don't know", "si", "yeah"])
def test_anything_but_no_to_the_question_is_crisis(rules, answer) -> None:
    """Are you thinking of hurting yourself?"""
    message = SafetyInput(answer, NOW, asked=Asked("ambiguous_distress", NOW))
    assert first(assess(message, rules)) == "suicide_self_harm"


def test_a_plain_no_to_the_question_settles_it(rules) -> None:
    """Logged, not an alarm."""
    message = SafetyInput("no", NOW, asked=Asked("ambiguous_distress", NOW))
    assert assess(message, rules).settled
    assert not assess(message, rules).findings


@pytest.mark.parametrize("answer", [
    "no im fine just frustrated", "No, I'm fine. Just tired.", "nope, just venting",
    "no i\u2019m okay, just upset about the pain", "no i would never",
    "no, estoy bien, solo cansada",
    "no im not going to hurt myself im just stressed", "no, nothing like that"])
def test_a_no_that_says_what_it_is_instead_settles_it_too(rules, answer) -> None:
    """People explain themselves."""
    message = SafetyInput(answer, NOW, asked=Asked("ambiguous_distress", NOW))
    assert assess(message, rules).settled
    assert not assess(message, rules).findings


@pytest.mark.parametrize("answer", [
    "no but i think about it", "no. yes", "no good", "never fine", "not at all ok",
    "no im not safe",
    "no im not just frustrated", "no im fine but my gun is loaded", "no, just tired of living",
    "no im fine. i want to die", "im fine", "no, fine, i feel hopeless"])
def test_a_no_with_anything_else_in_it_leaves_the_question_open(rules, answer) -> None:
    """Only a clear no counts as no."""
    message = SafetyInput(answer, NOW, asked=Asked("ambiguous_distress", NOW))
    assessment = assess(message, rules)
    assert not assessment.settled or first(assessment) == "suicide_self_harm"


@pytest.mark.parametrize(("before", "after"), [
    ("my face is drooping", "toes are numb"),
    ("my face is drooping and i cant talk right", "my foot is numb"),
    ("my left arm and face went weak suddenly", "my leg is numb"),
    ("one side of my face is numb", "my feet tingle")])
def test_a_stroke_that_was_told_is_not_told_again_by_another_numbness(rules, before, after) -> None:
    """Two texts minutes apart are not one sentence when the first was whole by itself."""
    earlier = (Earlier(before, NOW - timedelta(minutes=2)),)
    told = assess(SafetyInput(after, NOW, earlier), rules)
    apart = assess(SafetyInput(after, NOW, (Earlier(before, NOW - timedelta(hours=3)),)), rules)
    assert "stroke_signs" not in categories(told)
    assert categories(told) == categories(apart)


def test_a_new_sign_of_the_same_danger_is_told(rules) -> None:
    """It stands by itself."""
    earlier = (Earlier("my face is drooping", NOW - timedelta(minutes=2)),)
    told = assess(SafetyInput("now my speech is slurred", NOW, earlier), rules)
    assert "stroke_signs" in categories(told)


@pytest.mark.parametrize(("answer", "category"), [
    ("1", "chest_pain_heart"), ("2.", "acute_weakness_or_paralysis"), ("3", "cauda_equina_signs"),
    ("four", "spinal_infection_suspected"), ("5", "vague_alarm")])
def test_a_number_is_what_the_menu_said(rules, answer, category) -> None:
    """The menu of vague_alarm."""
    message = SafetyInput(answer, NOW, asked=Asked("vague_alarm", NOW))
    assert first(assess(message, rules)) == category


def test_a_number_without_a_menu_means_nothing(look) -> None:
    """The list of opening times has numbers too."""
    assert not look("2").findings


def test_silence_after_the_question_is_crisis() -> None:
    """No answer in ten minutes counts as yes."""
    assert silence_finding("ambiguous_distress").category == "suicide_self_harm"
    assert silence_finding("vague_alarm").category == "vague_alarm"


def test_a_picture_without_a_word_is_asked_about(rules) -> None:
    """It may be the only message sent."""
    assert first(assess(SafetyInput("", NOW, attachments=1), rules)) == "vague_alarm"


def test_what_is_denied_is_kept_as_a_negative(look) -> None:
    """For 24 hours, for the one who phones."""
    assert "fever" in look("no fever at all").negatives


def test_a_relative_in_danger_is_somebody_else_now(look) -> None:
    """The text for family differs."""
    finding = look("my son is going to kill himself").findings[0]
    assert finding.assertion.experiencer == "other_now"


def test_an_end_and_a_beginning_of_a_flood_are_read(look) -> None:
    """The first and last 2,000 characters."""
    filler = "we talked about the visit and the bill. "
    assert look(filler * 2_000 + "i cant breathe").findings
    assert not look(filler * 200 + "i cant breathe. " + filler * 200).findings
