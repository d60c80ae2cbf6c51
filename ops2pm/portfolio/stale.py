"""What to look at before a portfolio goes out: numbers that don't recompute, dates that have passed.

It stops nothing, and changes nothing that the reader wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ops2pm import course
from ops2pm.rubrics import Fields, Rubric


@dataclass(frozen=True)
class Look:
    """One thing to look at: in which artefact, in which field ("" for the whole), and why, in a sentence.

    given, recomputed: where it is about a number, as it stands there and as it comes out now; "" otherwise
    """

    artefact: str
    field: str
    sentence: str
    given: str = ""
    recomputed: str = ""

    @property
    def told(self) -> str:
        """With the artefact's title in front."""
        titles = {one.key: one.title for lesson in course.LESSONS for one in lesson.artefacts}
        return f"{titles.get(self.artefact, self.artefact)}: {self.sentence}"


def looks(rubric: Rubric, fields: Fields, filled: Fields, today: date) -> list[Look]:
    """What to look at in one artefact.

    filled: what a lab filled in, by field, as the lab gave it
    """
    found = []
    for criterion in rubric.by_kind("A"):
        assert criterion.check is not None
        finding = criterion.check(fields)
        if finding.done is False:
            found.append(Look(rubric.key, criterion.fields[-1] if criterion.fields else "", finding.message))
    return found
