"""Pictures of the reader's own numbers, for the pages of the portfolio."""

from __future__ import annotations

from collections.abc import Callable

from ops2pm.portfolio.document import Chart
from ops2pm.rubrics import Fields

DRAWN: dict[str, Callable[[Fields], tuple[Chart, ...]]] = {}
"""Artefact -> the charts its fields determine; () where they don't determine any."""


def of_artefact(key: str, fields: Fields) -> tuple[Chart, ...]:
    """The charts of an artefact, from its fields alone, so that nothing private can be in one."""
    return DRAWN[key](fields) if key in DRAWN else ()
