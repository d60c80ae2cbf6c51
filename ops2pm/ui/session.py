"""The reader's workbook as the panels of one notebook share it, and who wants to know of changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

from ops2pm.workbook import Workbook, open_workbook

_listeners: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)


@cache
def workbook() -> Workbook:
    """The workbook of this kernel."""
    return open_workbook()


def record(section: str, key: str, value: Any) -> None:
    """Keep a value in the workbook, then tell the panels that listen to `section/key`."""
    workbook().record(section, key, value)
    _tell(f"{section}/{key}")


def save_artefact(key: str, fields: dict[str, Any]) -> str:
    """Keep a version of an artefact, tell the panels that listen, return when it was kept."""
    version = workbook().save_artefact(key, fields)
    _tell(f"artefacts/{key}")
    return version.at


def listen(evidence: str, callback: Callable[[], None]) -> None:
    """Call back whenever `evidence` ("predictions/04.evening") is recorded in this kernel."""
    _listeners[evidence].append(callback)


def _tell(evidence: str) -> None:
    for callback in list(_listeners[evidence]):
        callback()


def remembered(section: str, key: str, kind: type | tuple[type, ...] = object) -> Any:
    """What was recorded last, or None; None too for a value of another kind (a file edited by hand, an older course)."""
    entry = workbook().get(section, key)
    return None if entry is None or not isinstance(entry.value, kind) else entry.value
