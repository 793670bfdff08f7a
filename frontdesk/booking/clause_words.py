"""Words by which a clause shows what it is for: a wish, a commitment, or something over."""

from __future__ import annotations

import re


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_GOOD = (
    r"(?:fine|good|great|ok|okay|better|best|perfect|open|free|available|clear|easier|easiest|"
    r"ideal|possible|all yours|alert|awake|wide open|doable|slow|slower|quiet|quieter|light|"
    r"lighter|calmer|fair game|"
    r"preferred)"
)
#: a word that is no thing one goes to, so that "dialysis is Monday" tells and "that is" does not
_THING = r"(?!(?:that|this|it|which|what|there|days?|time|choice|preference|best|ideal)\b)[a-z]+"
_I_CAN = r"i (?:can(?!'?t|not)|need|could)\b"

#: where a clause begins; the comma of a list of days parts nothing
SPLIT = _any_of(
    r"[.!?;:]+(?=\s|$)", r"\s-\s", r"[()]",
    rf"(?<!day)(?<!days),|,(?! (?:and |& )?(?:every )?{_DAY}(?:,? and\b|,? &))(?! and {_DAY})",
    r"\b(?=(?:but|because|becuz|bc|cuz|cos|coz|'?cause(?= (?:i|im|my|we|he|she|the)\b)|pero|asi "
    r"que|"
    r"entonces|por eso|porque|otherwise)\b)",
    r"\b(?=(?<!or )so\b(?! (?:far|much|many|i meant|"
    r"that(?!'?s\b| (?:week|day)\b))))",
    r"\b(?=(?<=day )(?:i|he|she|they|we) (?:said|says|told|thought|wants?))",
    r"\b(?=(?<!so )(?<!but )let'?s (?:do|go|say|make|try|take|book))",
    r"\b(?=which (?:leaves|means)\b)",
    r"(?<=[a-z] )(?=(?:can|could) (?:i|we) (?:come|get|be seen|see)\b)",
    r"\b(?=as (?:i|we) (?:fly|leave|go|am|are|have|head|return|travel|will|must|drive)\b)",
    r"\b(?=(?:and )?that (?:leaves|means)\b)",
    r"\b(?=and (?:then )?(?:i|we|he|she|my(?! \d)|could|can)\b)",
    rf"\b(?=(?<=day ){_I_CAN})", rf"\b(?=(?<=days ){_I_CAN})",
    r"\b(?=(?<!so )i'd (?:rather|like|prefer)\b)",
)
#: said of times one would come
WISH = _any_of(
    r"\bhow(?:'?s| is| are| does| do)\b",
    r"\b(?:can|could|may|might) (?:i|we|you|y'all|u|she|he|they|(?:my|our) \w+)\b",
    r"\b(?:can|could) (?!barely|hardly|not\b)(?:also |only |probably |always )*(?:do|come|make|be|"
    r"get|bring|take|drive|swing|stop|go|manage|start|move|meet|fit|try)\b",
    rf"\bi can (?:(?:do|in|on|at|the|only|also|every|any|this|next) )*(?:{_DAY}|mornings?|"
    r"afternoons?)\b",
    r"\bwould (?!have been)(?:\w+ ){0,2}?(?:work|be|do|suit|help|like|prefer|love|rather|have to|"
    r"take|choose)",
    r"(?:'d(?! have to)|\bwant|\bneed|\bwish(?!es)|\bprefers?|\brequests?|\bhop(?:e|ing)|"
    r"\bwondering|"
    r"\blooking (?:for|at)|"
    r"\baiming)\b(?!(?: to)? (?:be|get|go) (?:at|to|back|home)\b)(?! (?:been|an hour))",
    rf"\b(?:is|are|'s|s|r|be|'re) (?:\w+ ){{0,2}}?{_GOOD}\b",
    rf"\b{_GOOD}(?: for (?:me|us|her|him))?\s*$", rf"\b{_GOOD} (?:{_DAY}|on|for|at|after|before)\b",
    r"\b(?:day|days|off|that|this|it|one|either|any|anything|mornings?|afternoons?|noon|week|ok|"
    r"[ap]m|\d|\d(?:st|nd|rd|th)|then|those|which|month|january|february|march|april|may|june|july|"
    r"august|september|october|november|december) (?:\w+ )?works?\b",
    r"\bworks? (?:for|best|better|great|well|fine|too|also|ok|perfect|out)\b",
    rf"\bdays? off\b|\boff (?:on |every )?{_DAY}|\b{_DAY} off\b",
    r"\b(?:(?<!won't )(?<!wont )(?<!n't )lets?(?! (?:out|off)\b)|let's|i'?ll take|we'?ll take|"
    r"please|pls|how about|what about|make it|put (?:me|us)|book|schedule(?! \w+s\b)|"
    r"give me|squeeze|is there|are there|do you|have you|you (?:have|got)|any ?time|anything|"
    r"any day|any chance|ideally|preferably|suits?|earliest|soonest|asap|whenever|"
    r"(?:which|that) leaves|in town|try for|"
    r"(?:like|love|happy|glad|try) to|i like (?=come\b)|shall (?:i|we)|go (?:with|for)|"
    r"as long as|if|stick with|shoot for|instead|(?<!before )(?<!after )then\s*$|should be)\b",
    r"\b(?:favou?rite|preference|preferred|choice|pick|vote|ideal) (?:\w+ ){0,2}?(?:is|are|"
    r"would)\b",
    r"\b(?:has|have|needs?|got|gotta|'ll have|better|must|going to have) (?:to )?be "
    rf"(?:an?|on|in|the|{_DAY}|after|before|between|next|this|early|late|mornings?|afternoons?|"
    r"(?:at )?\d\S*|noon)\b",
    r"\b(?:i'm|im|i am|we're|we are|i'll be|she's|he's) (?:\w+ )?(?:free|open|available|off|"
    r"flexible|around|here|home|nearby|downtown|in the (?:city|area|building))\b",
    r"\b(?:have|got|'ve) (?:\w+ )?(?:time|free|nothing|off|open|gap|window)\b|\bnothing\b",
    r"\bgives (?:me|us|him|her) (?:\w+ )?(?:time|room|a chance)\b",
    r"(?:'ll| will| can| could) (?:carry|bring|drive|take|run) (?:me|us)\b(?! to\b)",
    r"\b(?:she|he|they) likes? to (?:go|come|drive|leave) (?:around|about|at|before|after|by)\b",
    r"\b(?:sitter|babysitter|nanny|aide|caregiver) (?:comes|is (?:here|free|available))\b",
    rf"\b(?:van|bus|shuttle|ride)\b.* (?:runs?|comes?|goes|operates?) (?:on )?{_DAY}"
    rf"(?:,? (?:and |or )?{_DAY})* only\b",
    r"^\W*(?:but )?only (?:in the )?(?:mornings?|afternoons?|evenings?)\b",
    r"\b(?:i'm|we're|we'll be) visiting\b",
    r"\b(?:thats|that's|that is) (?:all|the only) ", r"\b(?:i'm|i am|we're) (?:all )?yours\b",
    r"\b(?:quiero|quisiera|pued[oe]|podemos|podria|gustaria|prefiero|mejor|bien|favor|libre|"
    r"seria|sirve)\b",
)
#: the one bit of time there is, unless it is something else that takes it
ONLY = re.compile(
    r"\bonly (?!work|ones?\b)(?:have|has|get|gets|got|give|gives|lets?|drives?|comes?|"
    r"runs?|free|time|day|days|works? for)\b"
)
#: told of a wish that came to nothing, or of what is never one; stronger than the words of a wish
NEVER_WISHED = _any_of(
    r"\b(?:call|text|ring|phone|reach|e-?mail) (?:me|us|him|her|my \w+)\b",
    r"\b(?:i|we|he|she) (?:was|were|came|went) (?:there|here|in)\b|\bwould have been\b|(?:'d| "
    r"would) have (?:said|liked|done|preferred)\b|\bsupposed to\b",
    r"(?<!only )\b(?:lets?|gets?|drops?) (?:me|us|him|her) (?:off|out|go)\b",
)
#: told of what hurts, of what was done or of who calls whom: it asks for no visit by itself
NEWS = _any_of(
    r"\b(?:ago|died|born|passed away|started|began|fell|injured|woke|took|called)\b",
    r"\b(?:had|got) (?:an?|my) (?:\w+ )?(?:mri|x-?ray|ct|scan|shot|injection|surgery|epidural)\b",
    r"\b(?:call|text|ring|phone|e-?mail) (?:me|us|him|her)\b",
    r"\b(?:let|call|text|tell|get back to|check with|ask) (?:you|u)\b",
    r"\b(?:to|will|i'll) (?:think|check|ask)\b",
    r"\b(?:you|they|she|he) said\b|\balready have an? (?:appointment|visit)\b",
)
#: told of what hurts now: beside a day and an hour it is only why
ACHES = re.compile(r"\b(?:hurts?|hurting|aches?|aching|(?:my|the) (?:\w+ )?pain|killing me)\b")
#: said of what has been
OVER = _any_of(
    r"\b(?:used to|was|were|wasn't|had|fell|called|came|saw|said|told|asked|thought|wanted|offered|"
    r"started|went|began|took|did|didn't|missed|hurt|hurts|hurting|killing|been|woke|cancell?ed|"
    r"injured|ago|yesterday|dijeron?|fue|estaba|llame|tuve)\b",
    r"\blast\b(?! \w+ (?:of|in)\b| (?:appointment|opening|slot|thing|\d))",
    r"\bsince (?!my\b|i\b|we\b|the\b|she|he)",
    r"\b(?:gave out|went out|threw|tweaked|pulled|slipped|twisted|wrenched|popped|locked up)\b",
    # what cannot be done for pain
    r"\bhardly\b",
)
#: said of what somebody does, has or is
TOLD = _any_of(
    r"\b(?:(?:i|we|he|she|they)(?:'m|'re|'s|'ve|'ll)?|it(?:'s| is| has| takes)|im|ive|ill)\b"
    r"(?! mean)",
    r"\b(?:my|his|her|our|their|the|mi|mis|su|an?) (?:[\w']+ ){1,4}?(?:is|are|has|have|had|needs?|"
    r"works?|leaves?|starts?|begins?|ends?(?! of\b)|gets?|comes?|goes|takes?|lets?|brings?|drives?|"
    r"runs?|won't|can't|doesn't|don't|isn't|only|sale|entra|empieza|termina|tiene|trabaja|va|"
    r"viene|estudia|esta)\b",
    rf"\b{_DAY}(?:'s| is| are)\b",
    rf"\b(?:my|his|her|our) (?:\w+ ){{0,3}}\w+'s (?:on |at |this |next |the )*(?:{_DAY}|\d|"
    r"noon|tomorrow)",
    r"\b(?:with (?:my|his|her|the|all)|because|due to|thanks to|out of town|away|traveling|gone|"
    r"busy|working|given|seeing as|as i|since)\b",
    rf"\b{_THING} (?:is|are) (?:in|at|out|away|gone|with|sick|closed|busy)\b",
    rf"\b{_THING} (?:is|are) (?:on |every |this |next )?{_DAY}",
    r"\b(?:is|are) (?:\w+ing|terrible|awful|crazy|closed|a holiday)\b",
    r"\b(?:hubby|wife|husband|mom|dad|mother|father|sister|brother|son|daughter|(?:grand)?kids?) "
    r"(?:has|have|is|are|works?|needs?|gets?|goes)\b",
    r"\b(?:makes?|keeps?|leaves|gives) (?:me|us|him|her)\b",
    r"\b(?:comes? over|meets?|runs?|closes?|got (?:an?|my|the))\b",
    r"\bwo ?n'?t let (?:me|us|him|her)\b",
    r"\bon (?:call|duty|nights|days|shift)\b|\b(?:runs? out|expires?|lapses?|stops? on)\b",
    r"\b(?:cuid(?:o|a|amos)|llev(?:o|a|amos)|trabaj(?:a|amos)|hago|visito|ayudo|estudio)\b",
    r"\b(?:tengo|trabajo|dejo|recojo|salgo|entro|toca|voy|estoy|debido|porque)\b",
)
#: leads from a reason to what follows from it
CONCLUDES = _any_of(
    r"\s*so(?! (?:i|my|his|her|our|we|he|she)\b)\b",
    r"\s*so (?:i|we)(?:'d| (?:really |only |just )?(?:need|want|prefer|would))\b(?! to)",
    r"\s*so (?:i|we) (?:need|have|gotta|got|must)(?: to)? (?:be|get|leave) (?:done|out|home|back|"
    r"finished|in and out|through|by|before)\b",
    r"\s*(?:which|that|asi que|entonces|por eso)\b",
    r"\s*otherwise (?:i'm|im|i am) (?:free|open|flexible)\b",
)
#: an exception, whose days are free where what comes before it takes the others
EXCEPTS = re.compile(r"(?:but )?(?:(?<=all week )not|except|any ?day but|besides|other than)\b")
BUSY = re.compile(
    r"\b(?:i|we|he|she|they|i'?m|we'?re|he'?s|she'?s)\b|\b(?:my|our|his|her|mi|mis|su) [a-z]+"
    r"|\b(?:trabaj|cuid|tien|teng|esta|hago|voy)[a-z]*\b"
)
FREE = re.compile(
    r"\b(?:said|says|told|thinks?|any ?(?:thing|time)|d take|free|open|available|"
    r"off|good|fine|ok|okay|works? (?:for|best|well|great)|clear|flexible|"
    r"can|could|would|may|like|prefer|want|need|do|come|home|around|here|not|[a-z]+n'?t|libre|puedo|"
    r"podria|sirve|bien|prefer[a-z]*|hop(?:e|ing)|looking|make)\b"
)
#: what a time is good for: so I can catch the one o'clock bus
SO_THAT = re.compile(
    r"\s*so (?:that )?(?:i|we|he|she|they|(?:my|our|his|her) \w+) (?:can|could|'ll|will) "
    r"(?!(?:only|just|come|do|make|be (?:there|in|here|free)|get (?:there|in|here)|drive|swing|"
    r"stop|see|take (?:it|that|any|the \d+\w\w)|start|any|after|before|always|also|meet|"
    r"bring|fit)\b)"
    r"(?=[a-z])"
)
#: said of what is over on a day, which takes nothing of that day
RUNS_OUT = re.compile(r"\b(?:runs? out|ends?|expires?|lapses?|stops?|resets?|is up|changes?)\b")
#: "any day then": what was told is what is wished
THEN = re.compile(r"\b(?:then|that (?:day|week)|those days)\b(?! ?(?:the |on |at )?(?:\d|\w+day))")
#: said of hours that end: what follows them is free
FREE_FROM = re.compile(
    r"\b(?:until|till|through|off|out|done|finish\w*|ends?|drop\w*|arrives?|gets? (?:in|home|back)|"
    r"back|home|brings?|lets?|before|dejo|salgo|takes? (?:the|my))\b"
)
