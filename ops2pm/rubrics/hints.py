"""Word lists that ask a question (kind H). They never say "missing" and never give a mark.

A hint must almost never be wrong when it fires, so the patterns are narrow and silence is cheap.
"""

from __future__ import annotations

import re

# Things one builds. Words that are also part of ordinary work (tool, filter, button, alert) stay out.
_THING = r"(?:dashboard|app|portal|chatbot|plug-?in|self-service\s+\w+|automation|integration|single\s+view)s?"
_SOLUTIONS = [
    # "need a real-time dashboard", "needs an app"
    rf"\bneeds?\s+(?:an?|some|one|new|better)\s+(?:[\w-]+\s+){{0,3}}?{_THING}\b",
    # "because there is no app for it"
    rf"\b(?:because|since)\s+(?:there\s+is\s+no|(?:we|they)\s+have\s+no|(?:we|they)\s+lack)\s+(?:an?\s+)?"
    rf"(?:[\w-]+\s+){{0,2}}?{_THING}\b",
    # "because our product doesn't do Y": a missing feature posing as a cause
    r"\bbecause\s+our\s+product\s+(?:does\s*n[o'’]t|does\s+not|lacks)\b",
    # "we should build"
    r"\bwe\s+should\s+(?:just\s+)?(?:build|develop|implement|launch|automate|integrate|roll\s+out)\b",
    # "what she wants is one place where all the beds show up"
    r"\bwhat\s+\w+\s+(?:really\s+)?(?:wants?|needs?)\s+is\s+(?:a|one)\s+(?:single\s+)?(?:place|screen|view|list)\s+"
    r"(?:where|that|with)\b",
    # "an app would fix this"
    rf"\ban?\s+(?:[\w-]+\s+){{0,2}}?{_THING}\s+(?:would|could)\s+(?:fix|solve|help|prevent|save|stop)\b",
]
_SOLUTION = re.compile("|".join(f"(?:{pattern})" for pattern in _SOLUTIONS), re.IGNORECASE)


def solution_inside(text: str) -> str | None:
    """The words in a problem statement that sound like a solution, or None when nothing clearly does."""
    found = _SOLUTION.search(text)
    return found[0] if found else None
