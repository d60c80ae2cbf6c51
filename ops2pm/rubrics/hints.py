"""Word lists that ask a question (kind H). They never say "missing" and never give a mark.

A hint must almost never be wrong when it fires, so the patterns are narrow and silence is cheap. What they
catch and what they leave alone is held against texts in tests/fixtures/hints/.
"""

from __future__ import annotations

import re

# Up to so many words of one noun phrase: "a real-time ..." goes on, "a password for the ..." does not.
_MORE = r"(?:(?!(?:for|to|of|the|in|on|with|from|by|and|or|who|that|at|before|after)\b)[\w-]+\s+){0,%d}?"
# Things one builds. Words that are also part of ordinary work (tool, filter, button, alert) stay out.
# The thing ends its phrase: an app code, portal access and a plug-in heater are none.
_THING = (
    r"(?:dashboard|app|portal|chatbot|plug-?in|self-service\s+[\w-]+|automation|integration|single\s+view)s?"
    r"(?=\s*(?:[.,;:!?)]|$)|\s+(?:so|that|which|where|to|for|with|and|or|in|on|because|instead|like|when)\b)"
)
_SOLUTIONS = [
    # "need a real-time dashboard", "needs an app"
    rf"\bneeds?\s+(?:an?|some|one|new|better)\s+{_MORE % 3}{_THING}",
    # "because there is no app for it"
    rf"\b(?:because|since)\s+(?:there\s+is\s+no|(?:we|they)\s+have\s+no|(?:we|they)\s+lack)\s+(?:an?\s+)?"
    rf"{_MORE % 2}{_THING}",
    # "because our product doesn't do Y": a missing feature posing as a cause. Only what software does: a product
    # that does not leave the depot, or does not survive the night, may be bread.
    r"\b(?:because|since)\s+our\s+product\s+(?:lacks\b|(?:does\s*n[o'’]t|does\s+not)\s+"
    r"(?:have|offer|support|let|allow|integrate|provide|export|import|notify|sync|do|show(?!\s+up))\b)",
    # "we should build a screen". Under a contract one should also launch a wave or build forty pallets.
    r"\bwe\s+should\s+(?:just\s+)?(?:automate\b|(?:build|develop|implement|launch|introduce)\s+(?:an?|one)\s+"
    rf"{_MORE % 2}(?:screen|app|portal|tool|dashboard|chatbot|feature|page|website|rating|integration)\b)",
    # "what she wants is one screen where all the beds show up"
    r"\bwhat\s+(?:the\s+)?\w+\s+(?:really\s+)?(?:wants?|needs?)\s+is\s+(?:an?|one)\s+(?:single\s+)?"
    r"(?:(?:screen|view|list)\s+(?:where|that|with)|place\s+where\s+(?:all|every))\b",
    # "our rota system has no app"
    rf"\bour\s+(?:[\w-]+\s+){{1,3}}?(?:has|have)\s+no\s+{_MORE % 1}{_THING}",
    # "an app would fix this"
    rf"\ban?\s+{_MORE % 2}(?:app|dashboard|portal|chatbot|integration|self-service\s+[\w-]+)\s+(?:would|could)\s+"
    r"(?:fix|solve|help|prevent|save|stop)\b",
]
_SOLUTION = re.compile("|".join(f"(?:{pattern})" for pattern in _SOLUTIONS), re.IGNORECASE)


def solution_inside(text: str) -> str | None:
    """The words in a problem statement that sound like a solution, or None when nothing clearly does."""
    found = _SOLUTION.search(text)
    return found[0] if found else None


# A wish opens its sentence. "The sign says the bus should come at 8" reports what is written there.
_OPENS = r"(?:^|(?<=[.;!?])\s+|\n\s*)(?:I\s+(?:think|feel|believe|find)\s+(?:that\s+)?)?"
# What a thing should do is a wish; when it should arrive is a plan, and "should have loaded" is what it didn't do.
_PLANNED = (
    r"(?!(?:\w+\s+)?(?:come|arrive|leave|depart|start|open|close|end|last|take|reach|go|run|get|happen|mean|load|appear|work)\b"
    r"|be\s+(?:at|in|on|by|here|there|ready|open|closed|full|empty|over|done|complete|correct|right|up|finished|due|back|with|signed|filled)\b"
    r"|(?:already\s+)?have\s+(?!an?\b|one\b|two\b|more\b))"
)
# "It should" and "they should" are wishes only of something one designs.
_DESIGNED = (
    r"(?:show|tell|let|allow|remember|remind|warn|send|offer|print|display|list|include|add|build|make|use"
    r"|have\s+(?:an?|one|more)|be\s+(?:printed|shown|sent|possible|easier|simpler|clearer|shorter|bigger|larger))\b"
)
_WISH = re.compile(
    rf"{_OPENS}(?P<wish>(?:the|this|that|our|their|your|its|a)\s+(?:[\w-]+\s+){{0,2}}?"
    rf"(?:app|page|form|list|screen|website|site|dashboard|portal)s?\s+should\s+{_PLANNED}(?:be\s+)?\w+"
    rf"|(?:it|they)\s+should\s+(?:also\s+|just\s+|simply\s+)?{_DESIGNED})",
    re.IGNORECASE,
)
# What comes after may say that it was otherwise: then the rule is told because it was broken, and that was seen.
_OTHERWISE = re.compile(
    r"\d|\b\w{3,}ed\b|\b(?:but|yet|instead|although|though|however|while|was|were|did|had|came|went|took|isn|aren|wasn|weren|didn"
    r"|doesn|don|hadn|hasn|haven|has|is|are|does|nobody|none|never|only)\b",
    re.IGNORECASE,
)


def wish_inside(text: str) -> str | None:
    """The words in an observation that say what one would have instead of what one saw, or None in any doubt.

    "The app should show live changes" is a wish. "The form should show the weight; on 4 of 10 it was missing" was seen.
    """
    found = solution_inside(text)
    if found:
        return found
    for wish in _WISH.finditer(text):
        if not _OTHERWISE.search(text, wish.end()):
            return wish["wish"]
    return None


# -- Outreach (lesson 10) -------------------------------------------------------------------------------------

# What somebody else said or wrote isn't what the writer asks for.
_QUOTED = re.compile(r"“[^”\n]{0,300}”|\"[^\"\n]{0,300}\"|(?<!\w)‘[^’\n]{0,300}’(?!\w)|(?<!\w)'[^'\n]{0,300}'(?!\w)")
_NOT = re.compile(r"\b(?:not|never|no|without|nor|neither|stop|stopped)\b|n[’']t\b", re.IGNORECASE)
_ME = (
    r"\b(?:I(?:\s+am|[’']m|\s+was|[’']d|\s+would|[’']ve|\s+have)?|and\s+am)\s+"
    r"(?:(?:now|also|really|currently|actively|hoping|been|just|keen)\s+){0,2}"
)
_PRODUCT = (
    r"(?:(?:a\s+)?(?:career|role|job|position)\s+in\s+)?product(?:\s+management)?"
    r"(?=\s*(?:[.,;:!?)]|$)|\s+(?:and|but|after|from|so|or|because|next|this|at|in)\b)"
)
_ROLE = r"(?:jobs?|roles?|positions?|internships?|traineeships?|vacanc(?:y|ies))"
_JOBS = [
    # "I am looking to move into product", "I'd love to switch to product management"
    rf"{_ME}(?:looking|trying|hoping|want|wanting|like|love|planning|aiming|ready|eager|keen)\s+to\s+"
    rf"(?:move|switch|transition|get|break|pivot|go|change|step|jump)\s+(?:over\s+|from\s+[\w -]{{2,30}}?\s)?"
    rf"(?:in)?to\s+{_PRODUCT}",
    rf"{_ME}(?:moving|switching|transitioning|pivoting)\s+(?:over\s+)?(?:in)?to\s+{_PRODUCT}",
    # "I want to become a product manager"
    rf"{_ME}(?:want|wanting|like|love|hoping|hope|trying|looking)\s+to\s+(?:become|be|work\s+as)\s+an?\s+"
    r"(?:(?:junior|associate)\s+)?(?:PM|product\s+(?:manager|owner))\b",
    # "I am looking for a job in product", "seeking a suitable opening"
    rf"{_ME}(?:looking|searching|applying|hunting)\s+for\s+(?:an?|my|some|any|new|another)\s+(?:[\w-]+\s+){{0,3}}?{_ROLE}\b",
    rf"\bseeking\s+(?:an?\s+|my\s+|any\s+)?(?:[\w-]+\s+){{0,2}}?(?:{_ROLE}|opening|opportunity)\b",
    # "any openings in your team?"
    rf"\b(?:any|an)\s+(?:[\w-]+\s+){{0,2}}?(?:{_ROLE}|openings?|opportunities)\s+(?:(?:open|free|going|available|coming\s+up)\s+)?"
    r"(?:(?:in|on|at|with)\s+your\s+(?:team|company|department|group|firm|product)|for\s+(?:me|someone\s+like\s+me|somebody\s+like\s+me))\b",
    # "my CV is attached", "happy to send my resume"
    r"\b(?:attach(?:ed|ing)?|enclos(?:ed|ing)|send(?:ing)?|sent|shar(?:e|ed|ing)|forward(?:ed|ing)?|find|look\s+at|pass(?:ed|ing)?)\s+"
    r"(?:(?:you|on|over|to\s+you|herewith|please)\s+){0,2}my\s+(?:(?:updated|current|full|short)\s+)?(?:CV|resum[eé]|résum[eé]|curriculum)\b",
    r"\bmy\s+(?:CV|resum[eé]|résum[eé])\s+(?:is|here|below|attached|in\s+case)\b",
    # "would you refer me", "put in a word for me", "hire me", "take me on"
    r"\b(?:refer|recommend|hire|employ)\s+me\b(?!\s+(?:\d|an?|some|any|the|to\s+(?:the\s+)?(?:doc|page|help|article|right|someone|somebody)))",
    r"\b(?:put|putting)\s+in\s+a\s+(?:good\s+)?word\s+for\s+me\b",
    r"\btake\s+me\s+on(?=\s*(?:[.,;!?]|$)|\s+(?:as|in|for)\b)",
    # "does your team take interns?"
    r"\b(?:do|does|would|could|can)\s+(?:you|your\s+[\w-]+(?:\s+team)?)\s+(?:[\w-]+\s+)?(?:take|offer|hire|have)\s+(?:on\s+)?(?:any\s+)?(?:interns|internships|trainees)\b",
    r"\b(?:are\s+you|is\s+your\s+team)\s+(?:currently\s+|still\s+)?(?:hiring|recruiting)(?=\s*[?.,]|\s+(?:for\s+)?(?:product|PMs|an?\s+(?:junior\s+|associate\s+)?(?:PM|product)))",
]
_JOB = re.compile("|".join(f"(?:{pattern})" for pattern in _JOBS), re.IGNORECASE)


def job_request(text: str) -> str | None:
    """The words in a message that ask for a job or say that one wants one, or None in any doubt."""
    for found in _JOB.finditer(_unquoted(text)):
        # "I am not looking for a job" asks for none.
        opening = re.split(r"[.!?;\n]", text[: found.start()])[-1]
        if not _NOT.search(opening[-60:] + found[0]):
            return text[found.start() : found.end()]
    return None


_WHO = (
    r"(?:you|they|people|anyone|anybody|(?:your|our|the|those|these)\s+(?:[\w-]+\s+){0,2}?[\w-]+s|customers|users|drivers|clients"
    r"|an?\s+[\w-]+)"
)
_USE = (
    r"(?:(?:ever|really|actually|also|even|still|then)\s+)?(?:use|pay|buy|want|consider|switch|try|prefer|adopt"
    r"|be\s+(?:interested\s+in|willing\s+to\s+(?:use|pay|try|switch)))"
)
_CIVIL = (
    r"(?!\s+(?:(?:please|kindly|perhaps|maybe|ever)\s+)?(?:tell|share|let|explain|describe|point|mind|say|be|have|look|send|walk|show"
    r"|help|give|answer|reply|call|take|spare|know|agree|allow|talk|meet|write|like)\b)"
)
# What the writer offers or asks for, not what the product might have.
_OFFERED = (
    r"(?:[\w-]+\s+){0,3}?(?:copy|call|chat|coffee|talk|meeting|look|sheet|spreadsheet|list|summary|note|example)\b"
)
_HYPOTHETICALS = [
    # "would you use a tool that", "how much would a clinic pay"; not "would you want me to", which offers something
    rf"\bwould\s+{_WHO}\s+{_USE}\b(?!\s+(?:me|us)\b)",
    rf"\bwould\s+{_WHO}\s+like\s+(?:it\s+if|customers|users|people|drivers|agents)\b",
    # "would you show a date"; not "would you show the doc to me", which asks for a favour
    r"\bwould\s+you\s+(?:(?:ever|really|also)\s+)?(?:add|show|offer|build|change|introduce)\s+"
    r"(?:an?|the|more|one|(?:customers|users|people|drivers|callers|merchants)\s+(?:an?|the|their))\s+[\w-]+"
    r"(?![^.?!]{0,60}\b(?:to|with|for)\s+(?:me|us)\b)",
    # "would you like a filter"; "would you like a copy of my counts" offers something
    r"\bwould\s+you\s+like\s+(?:an?|one)\s+(?:[\w-]+\s+){0,2}?(?:button|screen|field|date|dashboard|feature|reminder|filter"
    r"|alert|app|tool|view|option|setting|page)\b",
    rf"\bwould\s+an?\s+(?!{_OFFERED})(?:[\w-]+\s+){{1,3}}?help\b",
    rf"\bhow\s+would\s+you\s+feel\s+(?:about|if)\b(?!\s+(?:an?\s+)?{_OFFERED})",
    r"\bwhat\s+would\s+you\s+do\s+with\s+(?:an?|another|more|twice)\b",
    # "do you think customers would pay"
    rf"\bdo\s+you\s+think\s+(?:that\s+)?{_WHO}\s+would\s+{_USE}\b",
    # "if you had two more developers, what would you build"
    rf"\bif\s+(?:you|we|they|there|money|time)\b[^.?!]{{0,90}}\bwould\s+(?:you|they|people)\b{_CIVIL}",
    # "have you ever thought about adding", "did you ever think of building"
    r"\bhave\s+you\s+(?:ever\s+|already\s+)?(?:thought\s+(?:of|about)|considered)\s+(?:just\s+|simply\s+)?\w{2,}ing\b",
    r"\bdid\s+you\s+ever\s+(?:think\s+(?:of|about)|consider)\s+(?:just\s+|simply\s+)?(?:adding|building|offering|introducing)\b",
    # "why don't you simply", "wouldn't it be easier", "don't you think"
    r"\bwhy\s+(?:don[’']t\s+you|not)\s+(?:just|simply)\s+\w+",
    r"\b(?:wouldn[’']t|isn[’']t)\s+it\s+(?:be\s+)?(?:much\s+)?(?:better|easier|simpler|nicer|great|good|quicker|safer|more\s+\w+)\b",
    r"\bdon[’']t\s+you\s+(?:think|agree)\b",
    r"\bisn[’']t\s+the\s+real\s+(?:issue|problem|question)\b",
    r"\b(?:could|can)\s+you\s+imagine\s+(?:using|paying|an?|\w+ing)\b",
    r"\bwhat\s+if\s+(?:you|we)\s+(?:just|simply|added|built|let|gave|showed)\b",
]
_HYPOTHETICAL = re.compile("|".join(f"(?:{pattern})" for pattern in _HYPOTHETICALS), re.IGNORECASE)


def hypothetical_question(text: str) -> str | None:
    """The words of a question about what somebody would do, or of a suggestion with a question mark; or None in doubt.

    "What would you have lost by keeping it?" asks about a decision that was taken, and is none.
    """
    for found in _HYPOTHETICAL.finditer(_unquoted(text)):
        ends = re.search(r"[.!?\n]", text[found.end() :])
        if ends is None or ends[0] == "?":
            return text[found.start() : found.end()]
    return None


def _unquoted(text: str) -> str:
    """A text in which what stands in quotation marks is blank; as long as before."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text)


# -- Answers to objections (lesson 12) ------------------------------------------------------------------------

_FIGURE = (
    r"(?:\d+(?:[.,]\d+)?(?:\s*(?:[-–]|to)\s*\d+(?:[.,]\d+)?)?\s*(?:%|per\s?cent\b|percent\b|times\b|x\b)"
    r"|(?:[2-9]|two|three|four|five|six|seven|eight|nine|one)\s+(?:out\s+of|of|in)\s+(?:every\s+)?(?:[3-5]|10|100|three|four|five|ten|a\s+hundred)\b"
    r"|(?:one|two|three|a)[\s-](?:third|quarter|fifth)s?\b|\bhalf\b|\btwice\b)"
)
# Those of whom nobody counts all; a count of one's own customers, drivers or shops is none.
_EVERYBODY = (
    r"(?:PMs|product\s+(?:managers|people|owners|teams|failures|launches|roles)|start-?ups|companies|businesses|firms|employers"
    r"|hiring\s+managers|recruiters|career\s+changers|graduates|(?:digital|change|IT|software|agile|transformation)\s+(?:projects|programmes|programs)"
    r"|new\s+products|all\s+(?:features|products|projects|users|customers|people)|consumers|leaders|executives|diverse\s+teams"
    r"|(?:ops|operations)\s+(?:people|hires|managers|backgrounds))"
)
_STUDIED = [
    # "studies show that", "research has shown"; "studies of our returns show" has one's own word in its sentence
    r"\b(?:studies|research|surveys|statistics|experts)\s+(?:(?:clearly|has|have|all|also|now)\s+)*"
    r"(?:shows?|shown|proves?|proved|proven|says?\s+that|suggests?|confirms?|confirmed|agree|found\s+that)\b",
    # "data shows" may be one's own: only where it goes on about everybody
    rf"\bdata\s+shows?\s+(?:that\s+)?(?:[\w-]+\s+)?{_EVERYBODY}\b",
    r"\baccording\s+to\s+(?:an?\s+|some\s+|recent\s+|several\s+|many\s+)*(?:stud(?:y|ies)|surveys?|research|statistics|experts)\b",
    r"\ban?\s+(?:[\w-]+\s+){0,2}?(?:study|survey)\s+(?:has\s+)?(?:shows?|shown|showed|proves?|proved|proven|says?|said|found|finds?|confirms?|confirmed)\b",
    r"(?:^\s*|[;:,]\s+|\b(?:and|but|because|so)\s+)statistically\b",
    r"\bit(?:[’']s|\s+is|\s+has)\s+(?:been\s+)?(?:scientifically|statistically)\s+proven\b"
    r"|\bit(?:[’']s|\s+is|\s+has)\s+(?:been\s+)?proven\s+(?:scientifically\s+)?that\s+(?:[\w-]+\s+)?(?:people|teams|constraints)\b",
]
_STUDY = re.compile("|".join(f"(?:{pattern})" for pattern in _STUDIED), re.IGNORECASE)
_COUNTED_ALL = re.compile(
    rf"{_FIGURE}\s+of\s+(?:all\s+|the\s+)?(?:[\w-]+\s+)?{_EVERYBODY}\b"
    rf"|{_FIGURE}\s+{_EVERYBODY}\b"
    rf"|\b(?:most|many)\s+{_EVERYBODY}[\s,(]+(?:[\w]+\s+){{0,2}}?{_FIGURE}"
    rf"|\b(?:companies|businesses|firms|start-?ups|teams|(?:ops|operations)\s+(?:people|hires))\s[^.!?]{{0,90}}?{_FIGURE}"
    r"\s+(?:higher|lower|more|less|faster|better|longer|likelier|as\s+\w+)\b"
    rf"|\bI(?:[’']ve|\s+have)?\s+(?:once\s+)?(?:read|heard)\s+somewhere\b[^.!?]*?{_FIGURE}"
    rf"|\b(?:well-?|\s)known\s+(?:fact\s+)?that\b[^.!?]{{0,60}}?{_FIGURE}"
    rf"|\b(?:an?|the)\s+(?:typical|average)\s+(?:[\w-]+\s+){{1,2}}(?:loses|needs|takes|spends|has|gets|makes|fails)\s+(?:about\s+)?{_FIGURE}",
    re.IGNORECASE,
)
# One's own count, or a source with a name or a year.
_OWN = re.compile(
    r"\b(?:we|us|our|ours|my|mine)\b|\btold\s+me\b|\b(?:that|whom|who)?\s*I(?:[’']ve|\s+have)?\s+(?:\w+ly\s+)?(?:count|counted|spoke|asked|ask|met|meet|know"
    r"|knew|interviewed|rang|measured|looked|wrote|work|worked|talked|visited|watched|tracked)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\b(?:19|20)\d\d\b|\bet\s+al\b|\band\s+(?:others|colleagues)\b|\bby\s+[A-Z]|\bhttps?://"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:last|this)\s+\w+)\b"
)
# What is told because it was dropped, doubted or not found.
_DOUBTED = re.compile(
    r"\b(?:distrust|doubt|used\s+to\s+(?:say|think|believe|quote)|no\s+(?:source|study|studies|survey|figure|statistic)s?|not\s+a\s+(?:study|source)"
    r"|(?:could|can|did|do)(?:n[’']t|\s+not)\s+(?:find|have\s+a\s+(?:study|source|number)|know\s+of|trust|believe)|found\s+(?:none|nothing|no)\b|unsourced"
    r"|where\s+(?:that|it|this)\s+(?:came|comes)\s+from|who\s+counted|stopped\s+(?:saying|quoting))",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|came|went|told|said|left|got|took|gave|made|began|lost|kept|rang|wrote|\w{3,}ed)\b",
    re.IGNORECASE,
)


def unsourced_statistic(text: str) -> str | None:
    """The words of an answer that lean on a general figure or study which names nobody, or None in any doubt.

    One's own counts, a source with its year and a figure that is doubted are none.
    """
    text = text[:20_000]  # nobody says more, and a pasted novel shall not slow the typing
    if _DOUBTED.search(text):
        return None
    plain = _unquoted(text)
    for sentence in re.finditer(r"[^\n]+?(?:[.!?]+(?=\s|$)|$)", plain, re.MULTILINE):
        if _OWN.search(sentence[0]) or _SOURCE.search(sentence[0]):
            continue
        found = _STUDY.search(sentence[0])
        if not found and not _HAPPENED.search(sentence[0]):
            found = _COUNTED_ALL.search(sentence[0])
        if found:
            start = sentence.start()
            return text[start + found.start() : start + found.end()].strip(" ,;:")
    return None


# “Not as a PM” and “No, never” agree with the objection; so does "Not really, no".
_DENIAL = re.compile(
    r"\W*(?P<words>(?:well|sorry|honestly|actually|sure|yes|ok|okay)?[,;:]?\s*(?:but|that[’']?s\s+(?:just\s+|simply\s+)?not\s+(?:\w+\s+)?"
    r"(?:true|right|fair|correct|so|how)|that\s+is\s+(?:just\s+|simply\s+)?not\s+(?:\w+\s+)?(?:true|right|fair|correct|so|how)"
    r"|that\s+isn[’']?t\s+(?:\w+\s+)?(?:true|right|fair|correct|so|how)|that(?:[’']?s|\s+is)\s+(?:just\s+)?(?:an?\s+)?"
    r"(?:stereotype|prejudice|cliché|cliche|bias|myth|wrong|untrue|unfair|nonsense)|not\s+(?:really|true|at\s+all)"
    r"|I\s+(?:disagree|don[’']?t\s+agree|don[’']?t\s+think\s+so)))\b(?!\s*[,;.–—-]*\s*(?:no|never|not\s+yet|none)\b)",
    re.IGNORECASE,
)


def denial(text: str) -> str | None:
    """The words with which a concession denies what it was to concede, or None in any doubt."""
    found = _DENIAL.match(text[:300])
    return found["words"].strip() if found else None


# A first sentence in which somebody introduces themselves.
_INTRODUCES = re.compile(
    r"\W*(?:(?:hi|hello|good\s+\w+|so|well)\b[,!.\s]*)?(?P<words>I[’']m\s+(?:an?|the|currently|now|working)\b"
    r"|I\s+am\s+(?:an?|the|currently|now|working)\b|my\s+name\b|I(?:[’']ve|\s+have)\s+(?:been|worked|\d+|\w+\s+years)\b"
    r"|I\s+(?:(?:currently|now)\s+)?(?:work|lead|manage|run|head)\b|as\s+an?\s+(?:\w+\s+){0,2}(?:manager|lead|leader|supervisor|planner|coordinator)\b)",
    re.IGNORECASE,
)


def introduction(text: str) -> str | None:
    """The first words of a pitch that are about its speaker, or None."""
    found = _INTRODUCES.match(text[:300])
    return found["words"] if found else None
