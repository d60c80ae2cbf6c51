"""The style sheets close what they open: a rule that slips into a @container holds only in narrow panels."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "ops2pm"
SHEETS = sorted(PACKAGE.rglob("*.css"))
APART = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'", re.DOTALL)
"""Comments and texts, in which a brace is none."""


def faults(css):
    """What is wrong with the blocks of a style sheet, as sentences."""
    css = APART.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), css)
    told, around, start = [], [], 0
    for at, sign in enumerate(css):
        if sign == "{":
            bare = css[start:at].lstrip()
            begins = at - len(bare)
            line = css.count("\n", 0, begins) + 1
            if not all(each.startswith("@") for each in around):
                told.append(f"line {line} stands inside {around[-1]}")
            elif len(around) > 2:
                told.append(f"line {line} lies too deep")
            elif around and css[begins - 1] == "\n":
                told.append(f"line {line} begins at the edge, inside {around[-1]}")
            around.append(bare.strip())
        elif sign == "}":
            if not around:
                return [*told, f"line {css.count(chr(10), 0, at) + 1} closes what nothing opens"]
            around.pop()
        if sign in "{};":
            start = at + 1
    return [*told, *(f"never closed: {each}" for each in around)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_block_closes_and_no_rule_stands_in_another_by_accident(sheet):
    assert faults(sheet.read_text(encoding="utf-8")) == []


def test_both_sheets_are_looked_at():
    assert {sheet.name for sheet in SHEETS} >= {"live.css", "site.css"}


@pytest.mark.parametrize(
    ("css", "told"),
    [
        ("@container (max-width: 3rem) {\n  .a { b: c }\n.d { e: f }\n", "never closed"),
        ("@container (max-width: 3rem) {\n  .a { b: c }\n.d { e: f }\n}\n", "line 3 begins at the edge"),
        (".a { b: c }\n}\n", "line 2 closes"),
        (".a {\n  .d { e: f }\n}\n", "line 2 stands inside .a"),
        ("@media x {\n @media y {\n  @media z {\n   .a { b: c }\n  }\n }\n}\n", "line 4 lies too deep"),
    ],
)
def test_such_accidents_are_found(css, told):
    assert any(told in each for each in faults(css)), faults(css)


def test_a_brace_in_a_comment_or_a_text_is_none():
    assert faults("/* it's { */\n.a::before { content: \"}\"; }\n@media print { .a { b: '{' } }\n") == []
