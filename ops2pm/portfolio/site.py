"""The portfolio as pages: a folder with one page a case, or one HTML file with all of them.

A page is whole by itself: its style is in it, it has no script and asks for no other file, and a policy in its head
forbids both. All text goes through `tag`, which escapes it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from ops2pm.portfolio.document import Case, Chart, Figure, Portfolio, Row
from ops2pm.portfolio.files import IN_HTML, INDEX, SINGLE, page_name
from ops2pm.portfolio.private import Redactor, scrub_page
from ops2pm.ui.markup import join, tag

LONG = 1200
"""Characters. On paper a longer row may go on on the next page."""
LONGEST_NAME = 80
"""Characters of it at the foot of a printed page."""
UNTITLED = "Portfolio"


def site(portfolio: Portfolio, redactor: Redactor) -> dict[str, str]:
    """File name -> page: the front page and one page a case."""
    names = file_names(portfolio.cases, redactor)
    pages = {INDEX: _page(_title(portfolio), _front(portfolio, names), portfolio.name)}
    for place, case in enumerate(portfolio.cases):
        before = portfolio.cases[place - 1] if place else None
        after = portfolio.cases[place + 1] if place + 1 < len(portfolio.cases) else None
        body = [_trail(portfolio), tag("main", _case(case, "h1"), id="main"), _between(before, after, names), _footer()]
        pages[names[case.key]] = _page(_case_title(case, portfolio.name), join(body), portfolio.name)
    return {name: scrub_page(page, redactor) for name, page in pages.items()}


def single(portfolio: Portfolio, redactor: Redactor) -> dict[str, str]:
    """The same in one file."""
    anchors = {key: f"#{name.removesuffix('.html')}" for key, name in file_names(portfolio.cases, redactor).items()}
    cases = [_case(case, "h2", anchors[case.key][1:]) for case in portfolio.cases]
    page = _page(_title(portfolio), _front(portfolio, anchors, cases), portfolio.name)
    return {SINGLE: scrub_page(page, redactor)}


def file_names(cases: tuple[Case, ...], redactor: Redactor) -> dict[str, str]:
    """Artefact -> the name of its page; numbered where its own name holds a private word."""
    names = {}
    for place, case in enumerate(cases, 1):
        name = page_name(case.key)
        names[case.key] = f"case-{place}.html" if redactor.holds(name.removesuffix(".html")) else name
    return names


def _page(title: str, body: Markup, author: str) -> str:
    style = _style(author)
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    head = [
        Markup('<meta charset="utf-8">'),
        Markup(IN_HTML),
        Markup('<meta http-equiv="Content-Security-Policy" content="{}">').format(policy),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        tag("title", title),
        tag("style", Markup(style)),
    ]
    skip = tag("a", "To the content", href="#main", class_="skip")
    whole = tag("html", tag("head", head), tag("body", skip, tag("div", body, class_="page")), lang="en")
    return f"<!doctype html>\n{whole}\n"


@lru_cache(maxsize=8)
def _style(author: str) -> str:
    """The style sheet, with the author's name for the foot of every printed page.

    Of the name only letters and digits stand as they are: nothing of it can be read as style or as HTML.
    """
    text = (Path(__file__).parent / "site.css").read_text(encoding="utf-8")
    name = "".join(one if one.isalnum() else f"\\{ord(one):x} " for one in author[:LONGEST_NAME])
    return text.replace('"AUTHOR"', f'"{name}"')


def _title(portfolio: Portfolio) -> str:
    return _short(": ".join(filter(None, (portfolio.name, portfolio.title))) or UNTITLED)


def _case_title(case: Case, author: str) -> str:
    """With the author's name, for browsers that print the title above each sheet."""
    return " – ".join(filter(None, (_short(f"{case.kind}: {case.headline}"), _short(author))))


def _short(title: str) -> str:
    return title if len(title) <= 120 else title[:119].rsplit(" ", 1)[0] + "…"


def _text(name: str, text: str, **attributes: object) -> Markup:
    """An element of the reader's text, which finds its own direction."""
    return tag(name, text, dir="auto", **attributes)


def _front(portfolio: Portfolio, links: dict[str, str], cases: list[Markup] | None = None) -> Markup:
    head = [
        _text("h1", portfolio.name or portfolio.title or UNTITLED),
        _text("p", portfolio.title, class_="wish") if portfolio.name and portfolio.title else None,
        tag("div", [_text("p", text) for text in portfolio.pitch], class_="pitch") if portfolio.pitch else None,
        tag("p", contact(portfolio.contact), class_="contact", dir="auto") if portfolio.contact else None,
        _text("p", portfolio.note, class_="note") if portfolio.note else None,
    ]
    return join(
        [
            tag("header", head, class_="front"),
            tag("main", _cards(portfolio.cases, links), cases, id="main"),
            _footer(),
        ]
    )


def _cards(cases: tuple[Case, ...], links: dict[str, str]) -> list[Markup]:
    """The cases, beneath headings where their order keeps each group together."""
    runs = [(group, list(run)) for group, run in groupby(cases, key=lambda case: case.group)]
    groups = [group for group, _ in runs]
    if len(groups) < 2 or len(set(groups)) < len(groups) or not all(groups):
        runs = [("", list(cases))]
    told = []
    for group, run in runs:
        told.append(tag("h2", group, class_="group") if group else None)
        cards = [_card(case, links[case.key], "h3" if group else "h2") for case in run]
        told.append(tag("ul", cards, class_="cards") if cards else None)
    return [each for each in told if each is not None]


def _card(case: Case, link: str, heading: str) -> Markup:
    title = tag(heading, tag("a", case.headline, href=link, dir="auto"))
    words = tag("div", tag("p", case.kind, class_="kind"), title, class_="words")
    return tag("li", tag("div", _figure(case.figure), class_="number"), words, class_="card")


def _figure(figure: Figure | None) -> Markup | None:
    if figure is None:
        return None
    return join([_text("p", figure.value, class_="value"), _text("p", figure.what, class_="what")])


def _trail(portfolio: Portfolio) -> Markup:
    return tag(
        "nav",
        tag("a", _short(portfolio.name or portfolio.title or UNTITLED), href=INDEX, dir="auto"),
        class_="trail",
        aria_label="Up",
    )


def _case(case: Case, heading: str, anchor: str | None = None) -> Markup:
    under = "h2" if heading == "h1" else "h3"
    labelled = any(row.label for row in case.rows)
    return tag(
        "article",
        tag("p", case.kind, class_="kind"),
        _text(heading, case.headline, class_="headline"),
        tag("div", _figure(case.figure), class_="figure") if case.figure else None,
        tag("div", [_row(row, under) for row in case.rows], class_="rows" if labelled else "rows plain"),
        [_chart(chart) for chart in case.charts],
        tag("p", case.about_numbers, class_="checks"),
        class_="case",
        id=anchor,
    )


def _row(row: Row, heading: str) -> Markup:
    says = tag(
        "div",
        [_text("p", text) for text in row.text],
        tag("ul", [tag("li", tag("bdi", item)) for item in row.items]) if row.items else None,
        class_="says",
    )
    is_long = sum(map(len, (*row.text, *row.items))) > LONG
    look = "row long" if is_long else "row"
    return tag("section", _text(heading, row.label) if row.label else None, says, class_=look)


def _chart(chart: Chart) -> Markup:
    head = tag("thead", tag("tr", [tag("th", text, scope="col") if text else tag("td") for text in chart.head]))
    body = [tag("tr", tag("th", row[0], scope="row"), [tag("td", cell) for cell in row[1:]]) for row in chart.rows]
    simulated = " Simulated data." if chart.simulated else ""
    return tag(
        "figure",
        tag("figcaption", chart.title, id=f"{chart.name}-caption"),
        tag("p", f"{chart.description}{simulated}", class_="said"),
        chart.svg,
        tag(
            "details",
            tag("summary", "The numbers"),
            tag(
                "div",
                tag("table", head, tag("tbody", body), aria_labelledby=f"{chart.name}-caption"),
                class_="wide",
                tabindex="0",
                role="group",
                aria_labelledby=f"{chart.name}-caption",
            ),
        ),
        class_="chart",
    )


def _between(before: Case | None, after: Case | None, names: dict[str, str]) -> Markup | None:
    def link(case: Case | None, word: str, look: str) -> Markup | None:
        return case and tag("a", tag("small", word), case.headline, href=names[case.key], class_=look, dir="auto")

    links = [link(before, "Previous", "previous"), link(after, "Next", "next")]
    return tag("nav", links, class_="between", aria_label="Cases") if any(links) else None


def _footer() -> Markup:
    return tag("footer", tag("p", "Written in the course From Ops to Product."))


def contact(line: str) -> Markup:
    """The contact line, in which an address of mail or the web is a link and nothing else is."""
    return join(
        _link(piece) if place % 2 else piece for place, piece in enumerate(re.split(r"(\S+[@:]\S+)", line[:2000]))
    )


def _link(word: str) -> Markup:
    bare = word.rstrip(".,;)")
    if re.fullmatch(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+", bare, re.ASCII):
        target = f"mailto:{bare}"
    elif re.fullmatch(r"https?://[\w.-]+(:\d{1,5})?(/[\w./~%?=&+#-]*)?", bare, re.ASCII):
        target = bare
    else:
        return join([word])
    return join([tag("a", bare, href=target), word[len(bare) :]])
