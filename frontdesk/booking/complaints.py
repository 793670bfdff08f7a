"""What somebody cannot do for pain, told from what they cannot do that day.

"Can't do Tuesday" and "can't get away before four" rule a time out. "Can't sit at my desk", "not
sleeping" and "never hurt like this" rule out nothing: to read them as "not then" would offer the
opposite of what was asked. So a negation counts only before a time or before what one does to come.
"""

from __future__ import annotations

import re

_HEDGES = (
    r"(?:(?:really|usually|always|ever|just|even|possibly|normally|generally|also|seem to|"
    r"afford to|be able to|realistically|typically|honestly) )"
)
#: a time, what leads to one, or what ends the clause
_TIMED = (
    r"(?:\d\S*|on|at|in|before|after|until|till|from|between|by|this|next|the|that|those|then|"
    r"these|any|every|each|both|either|neither|today|tomorrow|tonight|mornings?|afternoons?|"
    r"evenings?|nights?|[ap]ms?|lunch|noon|midday|early|earlier|late|later|sooner|soon|week\w*|"
    r"\w*days?|january|february|march|april|may|june|july|august|september|october|november|"
    r"december|first|end|mid|middle|past|through|thru|except|only|all|most|half|quarter|around|"
    r"because|bc|b/c|cuz|cause|coz|cos|since|as|so|but|and|or|nor|for|during|to|no|not|sorry|"
    r"unless|if|though|due|it|thanks|please|pls|actually|i|my|we|else|instead|christmas|easter|"
    r"thanksgiving|anymore|either way|"
    r"hoy|manana|el|la|los|las|de|en|a|por|hasta|antes|despues|es[ae]s?|entre|muy|tan|ni|y|o|"
    r"pero|porque|ya|con)\b"
)
#: what one does to come, or to be free for it
_COMES = (
    r"(?:arrive|leave|attend|meet|start|begin|book|schedule|accept|commit|miss|skip|bring|"
    r"swing|show up|escape|cancel|swap|switch|switch off|spare|squeeze|fit|join|park|"
    r"(?:stop|drop) (?:by|in)|(?:step|slip|sneak|duck) (?:out|away)|cut (?:out|work|class|it)|"
    r"call(?= (?:off|out|in))|work(?= *(?:$|[,.;!?]|for me|with|around|out))|"
    r"come(?! soon enough)|drive(?= (?:you|there|in|to|{timed}))|"
    r"travel|go(?! (?:on\b|up|down|to (?:sleep|the bathroom|bed|the gym)|back to sleep|without|"
    r"like|through|another|(?:a|more|long|two|three|\d)\b|anywhere without|for (?:a|my) walk))|"
    r"(?:do|make)(?! (?:it (?:up|down|through|across|out of|without|past|any ?more|any longer|"
    r"much longer)|my|our|stairs?|steps?|this\b(?! (?:week|month|\w*day|morning|afternoon))|"
    r"much|a (?:thing|fist|bed)|anything (?:without|any ?more|like|at all|with|but|fun)|"
    r"nothing|basic|simple|normal|regular|laundry|chores|dishes|pushups|exercise|"
    r"house ?\w*|yard ?\w*|work|the (?:stairs|bed|dishes|laundry|chores|things)|dinner)\b)|"
    r"be(?! (?:on my feet|still|touched|comfortable|upright|active|sitting|standing|moved|"
    r"in (?:a car|pain|bed|one)|normal)\b)|"
    r"have (?:it|one|an|any|that|a (?:\w+ )?(?:appointment|visit|morning|afternoon|time))|"
    r"see (?:you|the doc\w*|anyone|anybody|him|her|y'all)|"
    r"find (?:an?|any|any ?one|any ?body|some ?one|child ?\w*|coverage|parking)|"
    r"(?:move|change|reschedule|shift) (?:(?:my|the|our|that|this|an?) )?(?:work )?"
    r"(?:it\b|shift|meeting|class|appointment|schedule|lesson|call|client|court)|"
    r"take (?:time|off|an?|any|that|those|these|the|mornings?|afternoons?|more|(?!it\b){timed})"
    r"(?! (?:pain|it any|hurting|pills|tylenol|advil|deep|step|breath))|"
    r"get(?! (?:in(?:to)? (?:and out|or out|bed|a|the|my)|out of|off (?:the|of the|my)|to sleep|"
    r"up\b|down|any (?:relief|sleep|rest|comfort|better)|a (?:good )?(?:night|break|wink|"
    r"full|decent|minute)|some (?:sleep|relief|rest)|back (?:to sleep|up)|back in (?:bed|shape)|"
    r"comfortable|rid|relief|sleep|rest|dressed|my|through|over it|it to|any\b(?! ?(?:one|body|"
    r"time|where|thing))|around|better|past|more than|enough|used|this|moving|going|straight|"
    r"warm|the (?:pain|feeling)))|"
    r"get (?:my (?:ride|sitter|mom|dad|son|daughter|wife|husband|shift)|this (?:week|month|\w*day)|"
    r"around (?:\d|noon)|around to|any (?:other|later|earlier|sooner)|the \d)|"
    r"manage(?! (?:the|my|this|it|stairs|pain|without)\b)|"
    r"ir|venir|salir|llegar|faltar|estar|hacer\w*|dejar|pedir)\b"
).replace("{timed}", _TIMED)
_CANT = re.compile(
    r"\b(?:can ?'?t|cannot|can not|couldn ?'?t|could not)"
    rf"(?= {_HEDGES}*(?!{_HEDGES})(?!{_TIMED}|{_COMES})[a-z])"
)
#: cannot wait until Friday, or past it: that is no "not before"
_PATIENCE = re.compile(
    r"\bcan hardly wait (?:until|till|past|beyond|(?:any )?(?:longer|later) than)\b")
#: cannot get away until four: not until four
_UNTIL = re.compile(
    r"\b(?:i |we )?(?:can ?'?t|cannot|can not|couldn ?'?t) (?:(?:do|make|come|be|get|leave|start|"
    r"arrive|drive|break|go|it|in|there|here|out|away|off|free|available|ready|seen|over|anything|"
    r"work|to|you|your|office|really|usually|home) )*(?:until|till) (?:after )?(?!then\b|that\b)"
)
#: "don't have a ride until Thursday", with nobody to say whose that is
_NOT_FREE = re.compile(
    r"(?:(?<=^)|(?<=[,.;!?] )|\b(?:i|we) )(?:do ?n'?t|do not|wo ?n'?t|will not|would ?n'?t|am not|"
    r"(?:i'?m|we'?re) not|not)(?: (?:have|get|be|free|available|back|home|town|done|here|there|"
    r"able|to|come|make|do|it|a|the|my|any|ride|car|truck|sitter|babysitter|help|time|open|in|"
    r"around|ready|really|usually|into|city|anything)\b)+ (?:until|till) (?:after )?"
    r"(?!then\b|that\b)"
)
#: said with a "not" of its own, which rules nothing out
_IDIOMS = (
    (re.compile(r"\bwhy (?:not|don'?t (?:we|i|you)(?: (?:do|say|make it|try))?)\b(?=.*\w)"),
     "how about"),
    (re.compile(r"[,;]? why not\b"), ""),
    (re.compile(r"\b(?:(?:if|it'?s|that'?s|its|thats|i'?m|im|we'?re) )?not (?:a |an |really |too |"
                r"super |terribly |entirely |100 |all that |exactly |so |quite |yet )*(?:big deal|"
                r"problem|issue|emergency|urgent|much (?:trouble|to ask|of a (?:bother|hassle))|"
                r"trouble|rush|rushed|sure(?: yet)?|certain|positive|crazy busy)\b"
                r"(?! on| in the)"), " "),
    (re.compile(r"\b(?:can hardly|can'?t|cannot|can not) (?:think of|imagine|beat|ask for) "
                r"(?:an?y? )?(?:better )?(?:time|day|thing)?(?: than)?(?= )"), " "),
    (re.compile(r"\b(?:can'?t|cannot|can not|couldn'?t) come (?:soon|fast|quick|quickly) enough\b"),
     " "),
    (re.compile(r"\b(?:except|unless|but not) if (?:it|there)\b"), "if it"),
    (re.compile(r"\bunless (?:you'?re|you are|it'?s|that'?s|they'?re)(?: already| all| fully)? "
                r"(?:closed|full|booked|taken|busy)(?: up)?"), " "),
    (re.compile(r"\b(?:i|we) (?:do ?n'?t|do not) (?:think|believe) (?:that )?(?:i|we)(?: can|"
                r" could|'?ll be able to|'?m able to| will be able to)\b"), "i can't"),
)
_BODY = (
    r"(?:back|neck|leg|legs|arm|arms|hips?|knees?|shoulders?|spine|foot|feet|hands?|head|sciatica|"
    r"pain|pains|spasms?|headaches?|numbness|tingling|symptoms|discs?|nerve|muscles?|it hurts|"
    r"hurts|hurting|aches?|aching|sleep|stiffness|burning)"
)
#: my back is so bad: no day is
_BAD = re.compile(
    rf"\b({_BODY})(?:'?s| is| are| has| have| got| gets| getting| been| was| acting| really| very|"
    r" too| so| super| kinda| kind of| pretty| always| a bit| a little| just| real| this| that)*"
    r" (?:bad|out|terrible|awful|rough|crazy|hard|tough|busy|brutal)\b(?! (?:on|at|in|by|from)\b)"
    r"|\b(been|hurts?|hurting|felt|feel|feeling|so|this|that|real)(?: this| so| that| real|"
    r" pretty)? bad(?= *(?:$|[,.;!?]| (?:before|ever|lol|since|lately|right|today|and|but)\b))"
)
_PLACE = (
    r"(?!\w*days?\b|tomorrow|mornings?|afternoons?|nights?|evenings?|week\w*|then|"
    r"the\b(?= \w+ shift))[a-z'-]+"
)
#: I work at a warehouse: where, and not when
_WORKPLACE = re.compile(
    rf"\bi work(?= (?:at|in|for|as|with|from) (?:{_PLACE} )*{_PLACE} ?(?:$|[.,;!?]))"
)
#: not sleeping, not getting better; but not coming, not working Mondays
_NOT = re.compile(
    r"\bnot (?=(?:really |even |always |exactly )?(?:"
    r"(?!(?:coming|going(?! away)|being|doing(?! (?:well|good|great|so|too|ok|it|much|anything))|"
    r"making|starting|leaving|driving|booking|taking|having|"
    r"working(?= (?:on |that |this |next |the |today|tomorrow|\w*day|until|before|after))|"
    r"getting (?:there|in|off|here|out|home|back|to)|morning|evening|anything|during|something|"
    r"including|counting|following|meeting|closing|opening)\b)[a-z]+ing"
    r"|better|well|normal|right|sleep|improv\w+|healed|helped)\b)"
)
_NEVER = re.compile(
    r"\bnever (?=(?:really |once |ever )?(?:been|felt|had|hurts?|seen|ends?|stops?|stopped|slept|"
    r"sleeps?|goes|went|heal\w*|done|tried|experienced|used|known|lets? (?:up|me)|quits?|did|"
    r"took|was|gets? (?:better|easier|comfortable|any|used|a)|have|has|gone|came|feels?|let)\b)"
)


def without_complaints(worded: str) -> str:
    """A plain text in which only what rules out a time is still said as if it did."""
    for pattern, new in _IDIOMS:
        worded = pattern.sub(new, worded)
    worded = _NOT_FREE.sub("not until ", _UNTIL.sub("not until ", worded)).strip()
    worded = re.sub(r" {2,}", " ", _CANT.sub("can hardly", worded))
    worded = _BAD.sub(lambda m: f"{m[1] or m[2]} sore", _PATIENCE.sub("hardly endure by", worded))
    return _WORKPLACE.sub("my job is", _NEVER.sub("hardly ", _NOT.sub("hardly ", worded)))
