"""The questions of each lesson (NN.yaml): predictions, quizzes, sortings, and texts with computed numbers."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@cache
def _lesson(number: str) -> dict[str, dict[str, Any]]:
    file = HERE / f"{number}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}


def find(kind: str, key: str) -> dict[str, Any]:
    """The entry `key` ("04.evening") of `kind` ("predictions", "quizzes" or "texts"); KeyError with a sentence."""
    entries = _lesson(key.partition(".")[0]).get(kind, {})
    if key not in entries:
        near = difflib.get_close_matches(key, entries, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise KeyError(f"There is no {key!r} among the {kind}.{hint}")
    return entries[key]
