"""The artefact of lesson 00: the 60-second pitch as the reader would give it today. Sealed, dated, not judged."""

from __future__ import annotations

from ops2pm.models.pitch import seconds_aloud
from ops2pm.rubrics import Criterion, Field, Fields, Finding, Rubric, filled, words


def _length(fields: Fields) -> Finding:
    count = words(filled(fields, "pitch"))
    if not count:
        return Finding(None, "Your words are counted here. There is no right number today.")
    return Finding(True, f"{count} words, about {seconds_aloud(count)} seconds read aloud.")


RUBRIC = Rubric(
    key="baseline_pitch",
    title="Your pitch, as you would give it today",
    intro=(
        "A product manager asks: *so why product?* Write what you would say in the next sixty seconds. Don't improve "
        "it; an honest one is worth more. It is sealed and dated, nobody judges it, and lesson 12 opens it beside your "
        "new one."
    ),
    fields=(Field("pitch", "What you would say", "text", help="As you would say it, in your own words."),),
    criteria=(Criterion("length", "How long it is", "A", ("pitch",), _length),),
    compose=None,
    sealed=True,
)
