"""The checks of each exercise (`exNN.CHECKS`), and the small tables exercises show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
from markupsafe import Markup

from ops2pm.numbers import in_print

LEFT, RIGHT = Markup('style="text-align: left"'), Markup('style="text-align: right"')


@dataclass(frozen=True)
class Table:
    """A small table with a caption. In a notebook it shows itself; `str()` is the same in plain text.

    frame: one row a group; its index names the groups, so it is shown as row headings
    formats: column -> format of its numbers, such as ".1f"; a column without one is shown as it is
    words: columns of words, which begin at the left
    """

    caption: str
    frame: pd.DataFrame
    formats: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def _cells(self) -> list[list[str]]:
        """The rows as text, each with its heading first."""
        return [
            [str(heading), *(in_print(value, self.formats.get(str(name), "")) for name, value in row.items())]
            for heading, row in self.frame.astype(object).iterrows()
        ]

    def _heads(self) -> list[str]:
        return [str(self.frame.index.name or ""), *map(str, self.frame.columns)]

    def _sides(self) -> list[Markup]:
        """The side at which each column's cells begin or end, the headings' first."""
        return [LEFT, *(LEFT if name in self.words else RIGHT for name in map(str, self.frame.columns))]

    def __str__(self) -> str:
        rows = [self._heads(), *self._cells()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
            for row in rows
        ]
        return "\n".join([self.caption, "", *lines])

    __repr__ = __str__

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        head = Markup("").join(
            Markup('<th scope="col" {}>{}</th>').format(side, name)
            for side, name in zip(self._sides(), self._heads(), strict=True)
        )
        body = Markup("").join(
            Markup('<tr><th scope="row" {}>{}</th>{}</tr>').format(
                LEFT,
                heading,
                Markup("").join(
                    Markup("<td {}>{}</td>").format(side, cell)
                    for side, cell in zip(self._sides()[1:], cells, strict=True)
                ),
            )
            for heading, *cells in self._cells()
        )
        table = Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")
        html = Markup('<div class="o2p-text o2p-table mathjax_ignore">{}</div>').format(
            table.format(self.caption, head, body)
        )
        return {"text/plain": str(self), "text/html": str(html)}
