"""Dates of a form: read, written as people write them, and asked whether they lie ahead."""

from __future__ import annotations

from datetime import date

from ops2pm.rubrics import Fields, filled


def day(fields: Fields, key: str) -> date | None:
    """A field's date, or None."""
    try:
        return date.fromisoformat(filled(fields, key))
    except ValueError:
        return None


def written(when: date) -> str:
    """A date as people write it: 31 May 2027."""
    return f"{when.day} {when:%B %Y}"


def not_ahead(fields: Fields, key: str) -> str | None:
    """What is wrong with a date that should lie ahead; None when nothing is. Call it only when something is typed."""
    when = day(fields, key)
    if when is None:
        return "Write the date as year-month-day, such as 2027-05-31."
    if when < date.today():
        return f"{written(when)} has passed. Did you do it? Then say what came of it, and set the next date."
    return None


def not_behind(fields: Fields, key: str, asks: str) -> str | None:
    """What is wrong with a date of something that has happened; asks: what to say of a day that is still to come."""
    when = day(fields, key)
    if when is None:
        return "Write the date as year-month-day, such as 2026-05-31."
    return f"{written(when)} is still to come. {asks}" if when > date.today() else None
