"""The portfolio in a real browser: every width, light and dark, axe, and printed on A4 and Letter."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from jupyter_browser import chromium, find_browser
from portfolio_pages import ARTEFACTS, sample, source
from test_portfolio import HOSTILE

from ops2pm.portfolio import export
from ops2pm.portfolio.choices import known_rubric

if find_browser() is None and not os.environ.get("CI"):
    pytest.skip("no Chromium or Chrome on this machine: the portfolio was not looked at", allow_module_level=True)

WIDTHS = (320, 768, 1440)
COMMITTED = Path(__file__).resolve().parent.parent / "instructor/sample/site"
SIZES = {"A4": (595, 842), "Letter": (612, 792)}
"""In whole points."""


def hostile():
    """Every artefact, each field another hostile text."""
    texts = [value for value in HOSTILE.values() if isinstance(value, str) and value.strip()]
    return {
        key: {field.key: texts[place % len(texts)] for place, field in enumerate(known_rubric(key).fields)}
        for key in ARTEFACTS
    }


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The sample's portfolio, and one of hostile texts: every file of both."""
    folder = tmp_path_factory.mktemp("portfolio")
    bad = HOSTILE["html"] + HOSTILE["rtl"] + HOSTILE["long"]
    whole = source(sample()["artefacts"], **sample()["about"])
    worst = source(hostile(), name=bad, title=bad, contact=bad, note=bad)
    return [
        export(made, folder / name, ("site", "html")).folder for name, made in (("sample", whole), ("hostile", worst))
    ]


@pytest.fixture
def page(browser):
    """A page that notes what it asks for, what its console says, and windows that open."""
    page = browser.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (page.complaints.append(dialog.message), dialog.dismiss()))
    yield page
    page.close()


def html_files(folder):
    return sorted(folder.glob("*.html"))


def test_every_page_fits_every_width_and_asks_for_nothing(page, written):
    for path in (path for folder in written for path in html_files(folder)):
        page.goto(path.as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            room = page.evaluate("document.documentElement.scrollWidth")
            assert room == width, f"{path.name} scrolls sideways at {width}: {room}"
    assert page.complaints == []
    assert all(re.match(r"file:///.*\.html$", url) for url in page.asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page, written, scheme):
    page.emulate_media(color_scheme=scheme)
    for path in (path for folder in written for path in html_files(folder)):
        page.goto(path.as_uri())
        results = Axe().run(page).response
        assert results["passes"], "axe looked at nothing"
        found = [
            f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}"
            for one in results["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert found == [], f"{path.name} {scheme}"


def test_its_style_is_let_in_by_its_policy_and_dark_is_dark(page, written):
    path = written[0] / "index.html"
    papers = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(path.as_uri())
        papers.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert papers == ["rgb(255, 255, 255)", "rgb(20, 24, 29)"]
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).display") == "grid"


def test_one_goes_through_the_site_by_keyboard(page, written):
    page.goto((written[0] / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.get_by_role("link", name="We promise restaurants three days").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/trade-off-memo.html")
    assert page.locator("h1").count() == 1
    page.get_by_role("navigation", name="Cases").get_by_role("link").last.click()
    page.wait_for_url("**/promise-decision.html")
    page.get_by_role("navigation", name="Up").get_by_role("link").click()
    page.wait_for_url("**/index.html")


def pdf_sizes(pdf):
    """The size of each page of a PDF, in points."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return [(int(float(width)), int(float(height))) for width, height in boxes]


@pytest.mark.parametrize("paper", SIZES)
def test_on_paper_each_case_of_the_sample_has_a_page_and_nothing_is_dark(page, written, paper):
    page.emulate_media(color_scheme="dark")
    page.goto((written[0] / "portfolio.html").as_uri())
    sizes = pdf_sizes(page.pdf(format=paper))
    cases = page.locator("article").count()
    assert set(sizes) == {SIZES[paper]}
    assert cases + 1 <= len(sizes) <= 2 * cases + 2
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('.kind')).color") == "rgb(89, 99, 110)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgba(0, 0, 0, 0)",
        "rgb(255, 255, 255)",
    )
    for path in html_files(written[0]):
        page.goto(path.as_uri())
        assert set(pdf_sizes(page.pdf(format=paper))) == {SIZES[paper]}


@pytest.mark.parametrize("paper", SIZES)
def test_the_committed_samples_front_page_is_one_sheet_and_no_sheet_is_nearly_empty(page, paper):
    for path in html_files(COMMITTED):
        page.goto(path.as_uri())
        sheets = len(pdf_sizes(page.pdf(format=paper)))
        assert sheets <= (1 if path.name not in ("sizing.html", "stories.html") else 2), path.name
    page.emulate_media(media="print")
    for path in html_files(COMMITTED):
        page.goto(path.as_uri())
        shown = page.locator("footer, nav, details").evaluate_all("all => all.filter(each => each.offsetHeight).length")
        assert shown == 0, f"{path.name}: furniture on paper"


def test_the_worst_prints_too(page, written):
    page.goto((written[1] / "portfolio.html").as_uri())
    assert len(pdf_sizes(page.pdf(format="A4"))) >= len(ARTEFACTS)
