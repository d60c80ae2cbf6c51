"""A few words by which somebody recognises an artefact of theirs: those that carry it, and no others."""

from __future__ import annotations

import re

from ops2pm.rubrics import Fields, filled, of_part, rubric

MOST_WORDS = 24
"""Words that are quoted."""
QUOTED: dict[str, tuple[str, ...]] = {
    "path_decision": ("{door}", "{because}"),
    "reframed_bullets": ("{action}", "{measure}", "{from} → {to}"),
    "metric_tree": ("{north_star}", "guardrail: {guard_1}"),
    "problem_statement": ("{user}: {obstacle}", "{part} of {whole} {unit}"),
    "teardown": ("{product}: {seen_1.saw}", "{metric}"),
    "trade_off_memo": ("{decision}", "worse off: {loser}"),
    "promise_decision": ("{service}", "{to_1}: within {promise_1} {unit}"),
    "sizing": ("{idea}", "{total} {unit}"),
    "claim_check": ("{quote}", "{why}"),
    "outreach_message": ("{question}", "{saw}"),
    "target_list": ("{target}", "{waits}"),
    "stories": ("{action}", "{measure}", "{from} → {to}"),
    "pitch": ("{action}", "{moved}", "{from} → {to}"),
    "objection_answers": ("{episode}",),
    "capstone_case": ("{option}", "{metric}"),
}
"""What is quoted of an artefact, piece by piece; of like parts, of the first that has it. Without the first piece it is
hardly begun; a later piece is left out where a field of it is empty. What is sealed isn't quoted."""
NAMED = re.compile(r"\{([\w.]+)\}")


def quoted(key: str, fields: Fields) -> str:
    """The words that carry an artefact; "" where they aren't written yet, or where none of it is to be quoted."""
    first, *rest = QUOTED.get(key, ("",))
    if not first or not fields:
        return ""
    for own in [fields, *(of_part(fields, part.key) for part in rubric(key).parts)]:
        if begun := _filled_in(first, own):
            words = "; ".join(filter(None, [begun, *(_filled_in(piece, own) for piece in rest)])).split()
            return " ".join(words[:MOST_WORDS]) + (" …" if len(words) > MOST_WORDS else "")
    return ""


def _filled_in(piece: str, fields: Fields) -> str:
    """A piece with its fields in it; "" where one of them is empty."""
    texts = {name: " ".join(filled(fields, name).split()).rstrip(".") for name in NAMED.findall(piece)}
    return NAMED.sub(lambda found: texts[found[1]], piece) if all(texts.values()) else ""
