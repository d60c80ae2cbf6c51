"""What the tests of the portfolio share: a workbook filled by the sample, and pages read strictly."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import yaml

from ops2pm import course
from ops2pm.portfolio.choices import exportable, read
from ops2pm.portfolio.export import FORMATS, Source, rendered
from ops2pm.workbook import Version

SAMPLE = Path(__file__).resolve().parent.parent / "tests/fixtures/portfolio/artefacts.yaml"
AT = "2026-11-30T21:15:00.000+00:00"
ARTEFACTS = exportable(course.artefacts())
VOID = {"meta", "br", "hr", "img", "input", "link"}


@cache
def sample():
    """The sample's file."""
    return yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))


def source(artefacts, drafts=None, filled=None, **chosen):
    """What a portfolio is made of: artefact -> fields; everything goes out."""
    versions = {key: Version(fields, AT) for key, fields in artefacts.items()}
    choices = read({"included": dict.fromkeys(artefacts, True), **chosen})
    return Source(versions, drafts or {}, filled or {}, choices)


def files(artefacts, **chosen):
    """Every file of every format."""
    return rendered(source(artefacts, **chosen), tuple(FORMATS))[0]


def everything(artefacts, **chosen):
    """All of them as one text, names and all."""
    return "\n".join(f"{name}\n{text}" for name, text in files(artefacts, **chosen).items())


class Strict(HTMLParser):
    """A page that closes what it opens, has no attribute twice, no id twice, and nothing that could run or load."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.texts = [], set(), [], []
        assert page.startswith("<!doctype html>")
        self.feed(page.removeprefix("<!doctype html>"))
        self.close()
        assert self.open == []

    @property
    def text(self):
        """What is to be read, styles left out."""
        return " ".join(" ".join(self.texts).split())

    def handle_starttag(self, name, attributes):
        keys = [key for key, _ in attributes]
        assert len(keys) == len(set(keys)), f"<{name}> has an attribute twice"
        assert name not in ("script", "iframe", "object", "embed", "form", "link", "img", "base"), f"<{name}>"
        for key, value in attributes:
            assert not key.startswith("on") and key not in ("src", "style", "srcset", "action"), f"<{name} {key}>"
            if key == "href":
                self.links.append(value)
            if key == "id":
                assert value not in self.ids, f"the id {value} stands twice"
                self.ids.add(value)
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name):
        assert self.open and self.open[-1] == name, f"</{name}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, text):
        if "style" not in self.open:
            self.texts.append(text)
