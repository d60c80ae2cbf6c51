"""Pictures of the reader's own numbers, for the pages of the portfolio.

A chart is drawn where the fields determine it, and nowhere else: where a number is open, can't be read or doesn't fit
the others, there is none. Positions are per cent of the width and letters keep their size, so that a picture can be
read on a phone. Every bar begins at 0 and carries its label and its number; no colour says anything alone.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from ops2pm.models.ranges import Ranges
from ops2pm.models.sizing import driver, eight_in_ten, rolled, swings
from ops2pm.numbers import in_print, signed, three_figures
from ops2pm.portfolio.document import Chart
from ops2pm.rubrics import Fields, Rubric, bare, capital, filled, level, number, problem_statement, sizing
from ops2pm.rubrics.trigger import with_unit
from ops2pm.ui.markup import tag

MOST = 1e12
"""Nobody counts further, and a larger number is a slip."""
MOST_DOTS = 400
ACROSS = 30
"""Dots in a row."""
IN_A_LINE = 34
"""Characters of a label that stand in one line on a phone."""
LABEL, BAR, GAP, LETTER = 19, 16, 14, 14
"""Heights, in pixels: a line of a label, a bar, what is between two bars, and the letters themselves."""
REACH = 80.0
"""Per cent of the width that the longest bar takes; its number stands behind it."""


@dataclass(frozen=True)
class Bar:
    """One bar: what it is, its value from 0 on, how the value is printed, and its colour in site.css."""

    label: str
    value: float
    printed: str
    look: str = "rest"


@dataclass(frozen=True)
class Span:
    """From where to where something lies; a span of one point is drawn as a point."""

    label: str
    low: float
    high: float
    printed: str
    look: str = "rest"


def of_artefact(key: str, fields: Fields) -> tuple[Chart, ...]:
    """The charts of an artefact, from its fields alone, so that nothing private can be in one."""
    return DRAWN[key](fields) if key in DRAWN else ()


# --- The artefacts --------------------------------------------------------------------------------------------


def _cases(fields: Fields) -> tuple[Chart, ...]:
    """One dot for each case of a problem statement; none where there are too many or too few to see one."""
    hit, whole = number(fields, "part"), number(fields, "whole")
    share = problem_statement.share(fields)
    if share is None or hit is None or whole is None or not 4 <= whole <= MOST_DOTS or hit % 1 or whole % 1:
        return ()
    title, said = _of(hit, whole), "One dot each, full where it went wrong."
    across = min(int(whole), ACROSS)
    dots = [_dot(place, across, mine=place < hit) for place in range(int(whole))]
    down = math.ceil(whole / across)
    svg = _drawn("problem_statement", title, said, dots, viewBox=f"0 0 {14 * across} {14 * down}")
    rows = (("Went wrong", f"{hit:,.0f}"), ("All others", f"{whole - hit:,.0f}"), ("Together", f"{whole:,.0f}"))
    return _charts("problem_statement", title, said, svg, ("", "Number"), rows)


def _dot(place: int, across: int, *, mine: bool) -> Markup:
    down, right = divmod(place, across)
    where = {"cx": 14 * right + 7, "cy": 14 * down + 7}
    if mine:
        return tag("circle", **where, r=5, class_="mine")
    return tag("circle", **where, r=4, fill="none", stroke="currentColor", stroke_opacity=0.55)


def _options(fields: Fields) -> tuple[Chart, ...]:
    """The memo's options against doing nothing."""
    values = [level(fields, key) for key in ("now", "a_value", "b_value")]
    names = ["Nothing done", *(_cut(filled(fields, key), 90) for key in ("a", "b"))]
    if not (_drawable(values) and all(names) and filled(fields, "unit")):
        return ()
    now, a, b = values
    assert now is not None and a is not None and b is not None
    title, said = "Three ways, one number", "Blue, with a ✓: what we chose."
    bars = [
        Bar(names[0], now, _print(now)),
        Bar(f"✓ {names[1]}", a, _print(a), "mine"),
        Bar(names[2], b, _print(b), "other"),
    ]
    rows = tuple(
        (name, _print(value), "–" if value is now else signed(value - now, _digits(value, now)))
        for name, value in zip(names, (now, a, b), strict=True)
    )
    svg = _barred("trade_off_memo", title, said, bars)
    return _charts("trade_off_memo", title, said, svg, ("", "Number", "Against nothing done"), rows)


def _size(fields: Fields) -> tuple[Chart, ...]:
    """Where the total lies when one factor after the other goes from its low to its high, and when all do."""
    if not _holds(sizing.RUBRIC, "ranges", fields):
        return ()
    found = sizing.factors(fields)
    ranges = Ranges.of([[(factor.low, factor.base, factor.high) for factor in found]])
    total = math.prod(factor.base for factor in found)
    ends = swings(ranges, lambda values: values.prod(axis=-1))
    order = sorted(range(len(found)), key=lambda place: ends[place][0] - ends[place][1])
    low, _, high = _rolls(ranges)
    most = driver(ends)
    spans = [_span("All varied at once, 8 times in 10", low, high, "mine")]
    spans += [
        _span(f"{capital(_cut(found[place].name, 70))} alone", *ends[place], "other" if place == most else "rest")
        for place in order
        if ends[place][0] < ends[place][1]
    ]
    second = sizing.amount(filled(fields, "second_total"))
    if second and second.value and filled(fields, "second"):
        spans.append(_span("The second way", second.value, second.value, "mine"))
    floor = sizing.amount(filled(fields, "threshold"))
    line = floor.value if floor else None
    title, said = "How far it can go", f"About {_round(total)} at base."
    if line:
        said += f" The mark is at {_round(line)}: below it we would rather do something else."
    svg = _spanned("sizing", title, said, spans, line)
    rows = tuple((span.label, *_ends(span.low, span.high)) for span in spans)
    return _charts("sizing", title, said, svg, ("", "From", "To"), rows)


def spread(fields: Fields) -> tuple[float, float, float] | None:
    """Between what and what a sizing lies 8 times in 10, with its middle: low, middle, high; None without ranges."""
    if not _holds(sizing.RUBRIC, "ranges", fields):
        return None
    return _rolls(Ranges.of([[(one.low, one.base, one.high) for one in sizing.factors(fields)]]))


def _rolls(ranges: Ranges) -> tuple[float, float, float]:
    totals = rolled(ranges).prod(axis=-1)
    low, high = eight_in_ten(totals)
    return float(low), float(np.median(totals)), float(high)


def _span(label: str, low: float, high: float, look: str) -> Span:
    low, high = float(low), float(high)
    return Span(label, low, high, " to ".join(dict.fromkeys(_ends(low, high))), look)


def _ends(low: float, high: float) -> tuple[str, str]:
    """Both ends of a span as they are printed: a range of guesses has two figures, as in its text."""
    first, last = (_round(end if low == high else sizing.two_figures(end)) for end in (low, high))
    return first, last


def _cause(fields: Fields) -> tuple[Chart, ...]:
    """Who asks with the cause and without it."""
    here, there = (with_unit(filled(fields, key)) for key in ("here", "there"))
    if not _drawable([here, there], 100) or here == there or not filled(fields, "cause"):
        return ()
    assert here is not None and there is not None
    title, said = "With the cause, and without it", "How many of 100 ask where their order is."
    bars = [
        Bar("With the cause", here, _print(here), "mine"),
        Bar("Without it, all else alike", there, _print(there)),
    ]
    svg = _barred("capstone_case", title, said, bars)
    rows = ((bar.label, bar.printed) for bar in bars)
    return _charts("capstone_case", title, said, svg, ("", "Of 100"), rows, simulated=True)


DRAWN: dict[str, Callable[[Fields], tuple[Chart, ...]]] = {
    "problem_statement": _cases,
    "trade_off_memo": _options,
    "sizing": _size,
    "capstone_case": _cause,
}
"""Artefact -> the charts its fields determine; () where they don't determine any."""


# --- Drawing --------------------------------------------------------------------------------------------------


def _charts(
    name: str,
    title: str,
    said: str,
    svg: Markup,
    head: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    *,
    simulated: bool = False,
) -> tuple[Chart, ...]:
    """One chart, or none where nothing was drawn."""
    return (Chart(title, said, svg, head, tuple(rows), simulated, _named(name)),) if svg else ()


def _drawable(values: Iterable[float | None], most: float = MOST) -> bool:
    """Whether all of these can be the length of a bar."""
    return all(value is not None and 0 <= value <= most for value in values)


def _holds(rubric: Rubric, key: str, fields: Fields) -> bool:
    """Whether a computed criterion is met."""
    criterion = next(one for one in rubric.criteria if one.key == key)
    return criterion.check is not None and criterion.check(fields).done is True


def _barred(name: str, title: str, said: str, bars: Sequence[Bar]) -> Markup:
    """Bars beneath their labels, from 0 to the right; "" where there is nothing to see."""
    most = max((bar.value for bar in bars), default=0)
    if not 0 < most <= MOST:
        return Markup("")
    drawn: list[Markup] = []
    top = 0
    for bar in bars:
        top = _labelled(drawn, bar.label, top)
        share = REACH * bar.value / most
        drawn.append(tag("rect", x=0, y=top, width=_per(share), height=BAR, rx=2, class_=bar.look))
        drawn.append(_text(bar.printed, share, top + BAR - 3, dx=7, font_weight=600))
        top += BAR + GAP
    return _drawn(name, title, said, drawn, width="100%", height=top - GAP + 4)


def _spanned(name: str, title: str, said: str, spans: Sequence[Span], line: float | None) -> Markup:
    """Spans beneath their labels on an axis from 0; the numbers stand in the labels."""
    most = _nice(max([*(span.high for span in spans), line or 0], default=0))
    if not 0 < most <= MOST:
        return Markup("")
    drawn: list[Markup] = []
    top = 0
    for span in spans:
        top = _labelled(drawn, f"{span.label}: {span.printed}", top)
        low, high = (98 * end / most for end in (span.low, span.high))
        middle = top + BAR / 2
        if span.low == span.high:
            drawn.append(tag("circle", cx=_per(low), cy=middle, r=6, class_=span.look))
        else:
            drawn.append(
                tag("rect", x=_per(low), y=top + 3, width=_per(high - low), height=BAR - 6, rx=2, class_=span.look)
            )
        if line:
            drawn.append(_mark(98 * line / most, top))
        top += BAR + GAP
    bottom = top - GAP + 4
    drawn.append(tag("line", x1=0, y1=bottom, x2="98%", y2=bottom, stroke="currentColor", stroke_opacity=0.5))
    at = 98 * line / most if line else 50
    ticks = [(0.0, "0", "start")] if at > 15 else []
    ticks += [(98.0, _round(most), "end")] if at < 80 else []
    ticks += [(at, _round(line), "end" if at > 80 else "start" if at < 15 else "middle")] if line else []
    drawn += [_text(text, share, bottom + LABEL, text_anchor=anchor) for share, text, anchor in ticks]
    return _drawn(name, title, said, drawn, width="100%", height=bottom + LABEL + 6)


def _labelled(drawn: list[Markup], label: str, top: int) -> int:
    """Draw a label in one or two lines; gives where the bar beneath it begins."""
    for text in textwrap.wrap(label, IN_A_LINE, max_lines=2, placeholder=" …"):
        top += LABEL
        drawn.append(_text(text, 0, top - 6))
    return top


def _text(text: str, share: float, y: float, **attributes: object) -> Markup:
    return tag("text", text, x=_per(share), y=y, font_size=LETTER, **attributes)


def _mark(share: float, top: int) -> Markup:
    """What a bar is held against: a short line across it."""
    x = _per(share)
    return tag("line", x1=x, y1=top - 2, x2=x, y2=top + BAR + 4, stroke="currentColor", stroke_width=2)


def _drawn(name: str, title: str, said: str, children: list[Markup], **size: object) -> Markup:
    ids = f"{_named(name)}-title", f"{_named(name)}-desc"
    head = tag("title", title, id=ids[0]), tag("desc", said, id=ids[1])
    return tag("svg", *head, children, role="img", aria_labelledby=" ".join(ids), **size)


def _named(name: str) -> str:
    """What a chart's ids begin with: a number for the artefact, whose key may hold a word that is to stay private."""
    return f"chart-{[*DRAWN].index(name) + 1}"


def _per(share: float) -> str:
    return f"{share:.2f}%"


# --- Words and numbers ----------------------------------------------------------------------------------------


def _cut(text: str, most: int = 120) -> str:
    """A text on one line that isn't longer than a label may be."""
    text = " ".join(text[: 4 * most].split())
    return bare(text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …")


def _of(hit: float, whole: float) -> str:
    return f"{hit:,.0f} of {whole:,.0f}"


def _print(value: float) -> str:
    return in_print(value, ",.12g")


def _round(value: float) -> str:
    """To two or three figures, as a total of guesses deserves."""
    return _print(
        three_figures(value) if abs(value) >= 1000 else round(value) if value >= 10 else float(f"{value:.2g}")
    )


def _nice(value: float) -> float:
    """The next round value, at which an axis may end."""
    if not 0 < value <= MOST:
        return value
    power = 10.0 ** math.floor(math.log10(value))
    return next(
        step * power for step in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if value <= step * power * (1 + 1e-9)
    )


def _digits(*values: float) -> int:
    """As many decimals as the numbers have, to write their difference with."""
    return max(len(f"{value:.6f}".rstrip("0").partition(".")[2]) for value in values)
