"""What the opened truth of lesson 13 says of the case that goes out. Of a company whose truth is closed: nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ops2pm.models import capstone
from ops2pm.portfolio.prose import typed
from ops2pm.rubrics import Fields, capstone_case
from ops2pm.workbook import Entry, Version

CASE = capstone_case.RUBRIC.key
KEY = "13.truth"
"""Where the panel of lesson 13 keeps which truths are open: `ui.truth`, whose key it is."""
SECTIONS = ("settings", "quizzes")
"""In these, the second where it was opened with a case."""
_NUMBERS = frozenset(map(str, range(capstone.LOWEST, capstone.HIGHEST + 1)))


@dataclass(frozen=True)
class Opened:
    """When the truth of a company was opened, and how near the reader found the words of the case to it, by item."""

    at: str
    judged: Mapping[str, object] = field(default_factory=dict)


def opened(entries: Sequence[Entry | None]) -> dict[int, Opened]:
    """Company -> its opened truth, from what the panel keeps; one that was damaged by hand counts as open."""
    found: dict[int, Opened] = {}
    for entry in entries:
        for number, one in entry.value.items() if entry and isinstance(entry.value, dict) else ():
            if isinstance(one, dict) and number in _NUMBERS:
                at, judged = one.get("at"), one.get("judged")
                moment = at if isinstance(at, str) and _is_moment(at) else entry.at
                found[int(number)] = Opened(moment, judged if isinstance(judged, dict) else {})
    return found


def kept_after(versions: Sequence[Version], truths: Mapping[int, Opened]) -> bool:
    """Whether the newest of these versions says what none said before the truth of its company was opened.

    An older one that was brought back and kept again was there before. A case that names no company may be about any.
    """
    said = _said(versions[0].fields)
    company = capstone_case.company_of(said)
    moments = [_moment(one.at) for number, one in truths.items() if company in (None, number)]
    return bool(moments) and not any(
        _moment(version.at) <= min(moments) and _said(version.fields) == said for version in versions
    )


def not_as_planted(fields: Fields, truths: Mapping[int, Opened], judged: bool = True) -> str:
    """Which items of a case aren't as planted, in a sentence; "" where its company's truth is closed, or all are.

    judged: whether what the reader judged were the words of this case
    """
    company = capstone_case.company_of(fields)
    if company is None or company not in truths:
        return ""
    from ops2pm.ui import truth  # a panel: the command should not wait for it where nothing is open

    items = truth.compare(fields, capstone.draw(company), capstone.findings(company))
    words = truths[company].judged if judged else {}
    verdicts = {"other": truth.NOT, "part": truth.NEARLY}
    by_title = {
        one.title: verdicts.get(str(words.get(one.key))) if one.judged and one.said else one.verdict for one in items
    }
    off, near = ([f"“{title}”" for title, each in by_title.items() if each == one] for one in verdicts.values())
    told = [f"not as planted: {', '.join(off)}"] if off else []
    told += [f"near it: {', '.join(near)}"] if near else []
    return f"The truth of company {company} is open. In this case, {'; '.join(told)}." if told else ""


def _said(fields: Mapping[str, Any]) -> dict[str, str]:
    """What a version says, without the reader's judgements of it."""
    return {one.key: text for one in capstone_case.FIELDS if (text := typed(fields.get(one.key)).strip())}


def _is_moment(at: str) -> bool:
    try:
        datetime.fromisoformat(at)
    except ValueError:
        return False
    return True


def _moment(at: str) -> datetime:
    when = datetime.fromisoformat(at)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
