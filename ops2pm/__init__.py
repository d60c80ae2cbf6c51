"""From Ops to Product: what the notebooks import.

Everything is loaded when it is first used, so that a notebook pays only for what it shows.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "load": "ops2pm.data",
    "check": "ops2pm.checks",
    "hint": "ops2pm.checks",
    "solution": "ops2pm.checks",
    "lesson": "ops2pm.ui.lesson",
    "predict": "ops2pm.ui.predict",
    "quiz": "ops2pm.ui.quiz",
    "form": "ops2pm.ui.form",
    "rating": "ops2pm.ui.rating",
    "progress": "ops2pm.ui.progress",
    "ask": "ops2pm.ui.ask",
    "results": "ops2pm.ui.results",
    "say": "ops2pm.ui.say",
    "analogies": "ops2pm.ui.analogies",
    "triage": "ops2pm.ui.triage",
    "claims": "ops2pm.ui.claims",
    "clinic": "ops2pm.ui.clinic",
    "talk": "ops2pm.ui.conversation",
    "decoder": "ops2pm.ui.decoder",
    "coverage": "ops2pm.ui.coverage",
    "pitch": "ops2pm.ui.pitch",
    "objections": "ops2pm.ui.objections",
    "company": "ops2pm.ui.company",
    "dashboard": "ops2pm.ui.company",
    "truth": "ops2pm.ui.truth",
    "peer_review": "ops2pm.ui.peer_review",
    "before_and_after": "ops2pm.ui.before_and_after",
    "my_portfolio": "ops2pm.portfolio_panel",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"ops2pm has no {name!r}")
