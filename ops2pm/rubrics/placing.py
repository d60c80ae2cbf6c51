"""Where the items of a list go in an artefact whose parts are that list: nothing that somebody wrote changes place."""

from __future__ import annotations

from dataclasses import dataclass

from ops2pm.rubrics import Fields, Rubric, filled, in_part, of_part, same_words


@dataclass(frozen=True)
class Placed:
    """What to put into the fields.

    fields: new values by field key, "" where something goes
    left: fields for which the list has another text, and in which the reader's own stays
    gone: names that went, because the list has them no longer and nothing had been written beside them
    homeless: names for which no part is empty
    """

    fields: Fields
    left: tuple[str, ...]
    gone: tuple[str, ...]
    homeless: tuple[str, ...]


def placed(rubric: Rubric, items: Fields, fields: Fields, ours: Fields) -> Placed:
    """Put each item of a list where its name stands already; a new name goes into the first empty part.

    items: fields of the parts as if the list filled them from the first on; an item without a name is left out
    fields: what the artefact holds now
    ours: those of `fields` that an earlier list wrote, and that nobody has changed since
    rubric: its parts are alike, and `named_by` is the field that holds a part's name
    """
    name = rubric.named_by
    parts = [part.key for part in rubric.parts]
    listed = [own for own in (_written(items, part) for part in parts) if own.get(name)]
    taken: dict[str, Fields] = {}
    new = []
    for item in listed:
        place = next(
            (part for part in parts if part not in taken and _same(item[name], filled(fields, in_part(part, name)))),
            "",
        )
        if place:
            taken[place] = item
        else:
            new.append(item)
    cleared = {
        part: own
        for part in parts
        if part not in taken
        and (own := _written(fields, part))
        and name in own
        and all(in_part(part, key) in ours for key in own)
    }
    values: Fields = {in_part(part, key): "" for part, own in cleared.items() for key in own}
    empty = [part for part in parts if part not in taken and (part in cleared or not _written(fields, part))]
    for place, item in zip(empty, new, strict=False):
        values |= {in_part(place, key): value for key, value in item.items()}
    left = []
    for part, item in taken.items():
        for key, value in item.items():
            field = in_part(part, key)
            if field in ours or not filled(fields, field):
                values[field] = value
            elif key != name and value != fields[field]:
                left.append(field)
    return Placed(
        values,
        tuple(left),
        tuple(own[name] for own in cleared.values()),
        tuple(item[name] for item in new[len(empty) :]),
    )


def _written(fields: Fields, part: str) -> Fields:
    """The fields of a part that hold anything."""
    own = of_part(fields, part)
    return {key: own[key] for key in own if filled(own, key)}


def _same(one: str, other: str) -> bool:
    return one == other or same_words(one, other)
