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
