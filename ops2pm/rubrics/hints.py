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
