"""The reader's workbook as the panels of one notebook share it, and who wants to know of changes.

Reading never fails: where the workbook can't be read, there is nothing in it yet, and the top of the lesson says
why. Keeping something can fail; WorkbookError's sentence is then for the reader (Panel.do shows it).

In a solution notebook (checks.keeping() is False) the workbook seems empty, and nothing goes into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from weakref import WeakMethod

from ops2pm import checks
from ops2pm.workbook import Entry, Version, Workbook, WorkbookError, open_workbook

T = TypeVar("T")
_saves = 0
_listeners: defaultdict[str, list[WeakMethod[Callable[[], None]]]] = defaultdict(list)


@cache
def workbook() -> Workbook:
    """The workbook of this kernel."""
    return open_workbook()


def record(section: str, key: str, value: Any) -> None:
    """Keep a value in the workbook, and tell the panels that listen to `section/key`, kept or not."""
    try:
        if checks.keeping():
            workbook().record(section, key, value)
            _count_save()
    finally:
        tell(f"{section}/{key}")


def save_artefact(key: str, fields: dict[str, Any]) -> None:
    """Keep a version of an artefact, and tell the panels that listen."""
    if checks.keeping():
        workbook().save_artefact(key, fields)
        _count_save()
    tell(f"artefacts/{key}")


def saves() -> int:
    """How often something was kept in this kernel."""
    return _saves


def _count_save() -> None:
    global _saves
    _saves += 1


def listen(evidence: str, callback: Callable[[], None]) -> None:
    """Call a panel's method whenever `evidence` ("predictions/04.evening") is recorded in this kernel."""
    _listeners[evidence].append(WeakMethod(callback))


def tell(evidence: str) -> None:
    """Call those who listen to `evidence`."""
    for reference in list(_listeners[evidence]):
        callback = reference()
        if callback is not None:
            callback()


def has(evidence: str) -> bool:
    """Whether the workbook holds `evidence`; see Workbook.has."""
    return _read(lambda: workbook().has(evidence), False)


def entry(section: str, key: str) -> Entry | None:
    """What was recorded last, with its time."""
    return _read(lambda: workbook().get(section, key), None)


def section(name: str) -> dict[str, Entry]:
    """Everything recorded in one section, by key."""
    return _read(lambda: workbook().section(name), {})


def remembered(section: str, key: str, kind: type | tuple[type, ...] = object) -> Any:
    """The value recorded last, or None; None too for one of another kind (edited by hand, an older course)."""
    last = entry(section, key)
    return None if last is None or not isinstance(last.value, kind) else last.value


def artefact(key: str) -> Version | None:
    """The version of an artefact kept last."""
    return _read(lambda: workbook().artefact(key), None)


def newest(key: str) -> dict[str, Any]:
    """An artefact's fields: the draft, or the kept version where that is newer (it may be another computer's)."""
    kept, draft = artefact(key), entry("drafts", key)
    if draft is not None and isinstance(draft.value, dict) and (kept is None or moment(draft.at) >= moment(kept.at)):
        return dict(draft.value)
    return dict(kept.fields) if kept is not None else {}


def written(key: str) -> dict[str, str]:
    """The same for rubrics to read: every value a text, whatever a workbook edited by hand holds."""
    return {name: str(value or "") for name, value in newest(key).items()}


def moment(iso: str) -> datetime:
    """A time from the workbook."""
    return datetime.fromisoformat(iso)


def history(key: str) -> list[Version]:
    """The versions of an artefact, newest first."""
    return _read(lambda: workbook().history(key), [])


def _read(look: Callable[[], T], otherwise: T) -> T:
    try:
        return look() if checks.keeping() else otherwise
    except WorkbookError:
        return otherwise
