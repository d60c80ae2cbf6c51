"""The portfolio as one Markdown text, in which nothing that was typed can become a link, a picture or HTML."""

from __future__ import annotations

import re

from ops2pm.portfolio.document import Case, Chart, Portfolio, Row
from ops2pm.portfolio.files import IN_MARKDOWN, MARKDOWN
from ops2pm.portfolio.private import Redactor
from ops2pm.portfolio.site import UNTITLED

MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!$^])")
AT_START = re.compile(r"^(\s*)(?:([-+=])|(\d{1,9})([.)])(?=\s|$))")


def markdown(portfolio: Portfolio, redactor: Redactor) -> dict[str, str]:
    """File name -> the text."""
    parts = [f"# {_escaped(portfolio.name or portfolio.title or UNTITLED)}"]
    if portfolio.name and portfolio.title:
        parts.append(_escaped(portfolio.title))
    parts += [_escaped(text) for text in portfolio.pitch]
    parts += [f"> {_escaped(portfolio.note)}"] if portfolio.note else []
    parts += [_escaped(portfolio.contact)] if portfolio.contact else []
    for case in portfolio.cases:
        parts += _case(case)
    parts.append("Written in the course From Ops to Product.")
    return {MARKDOWN: IN_MARKDOWN + "\n" + redactor("\n\n".join(parts) + "\n")}


def _case(case: Case) -> list[str]:
    parts = [f"## {_escaped(case.headline)}", f"*{_escaped(case.kind)}*"]
    if case.figure:
        parts.append(f"**{_escaped(case.figure.value)}** {_escaped(case.figure.what)}")
    for row in case.rows:
        parts += _row(row)
    for chart in case.charts:
        parts += _chart(chart)
    parts.append(_escaped(case.about_numbers))
    return parts


def _row(row: Row) -> list[str]:
    parts = [f"### {_escaped(row.label)}"] if row.label else []
    parts += [_escaped(text) for text in row.text]
    return parts + (["\n".join(f"- {_escaped(item)}" for item in row.items)] if row.items else [])


def _chart(chart: Chart) -> list[str]:
    rows = [chart.head, ("---",) * len(chart.head), *chart.rows]
    table = "\n".join(
        "| " + " | ".join(cell if cell == "---" else _escaped(cell) for cell in row) + " |" for row in rows
    )
    simulated = " Simulated data." if chart.simulated else ""
    return [f"### {_escaped(chart.title)}", _escaped(chart.description) + simulated, table]


def _escaped(text: str) -> str:
    """A text on one line, with every mark of Markdown taken literally."""
    line = MARKS.sub(r"\\\1", " ".join(text.split()))
    line = re.sub(r"(?i)\b(https?|ftp|mailto|javascript|data|vbscript)(?=:\S)", r"\1\\", line)
    line = re.sub(r"(?i)\b(www)\.(?=\S)|(?<=\w)@(?=\w)", lambda found: f"{found[1]}\\." if found[1] else "\\@", line)
    return AT_START.sub(lambda f: f"{f[1]}\\{f[2]}" if f[2] else f"{f[1]}{f[3]}\\{f[4]}", line)
