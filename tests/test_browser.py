"""One pass through the course in a real JupyterLab and a real browser, by keyboard and mouse."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from jupyter_browser import ROOT, chromium, find_browser, jupyterlab, open_notebook, run_all

from ops2pm import peer
from ops2pm.course import LESSONS

NOTEBOOKS = [path for lesson in LESSONS for path in (lesson.notebook, lesson.exercise_notebook) if path]

if find_browser() is None and not os.environ.get("CI"):
    pytest.skip("no Chromium or Chrome on this machine: the browser pass was not run", allow_module_level=True)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab over a copy of the notebooks, so that running them changes nothing."""
    scratch = tmp_path_factory.mktemp("lab")
    folder = scratch / "course"
    for name in ("notebooks", "exercises"):
        shutil.copytree(ROOT / name, folder / name)
    with jupyterlab(folder, scratch) as address, chromium() as browser:
        yield address, browser


@pytest.fixture
def page(lab):
    """A page that notes requests to other machines and errors in the console."""
    _, browser = lab
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.left, page.complaints = [], []

    def note(request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            page.left.append(request.url)

    page.on("request", note)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    # Each test gets kernels of its own: Lab restores the panels that a running one still holds, while ours run.
    page.evaluate("() => window.jupyterapp?.serviceManager.sessions.shutdownAll()")
    page.close()


@pytest.fixture
def opened(lab, page):
    """Opens a notebook and runs it."""

    def open_and_run(path: str):
        open_notebook(page, lab[0], path)
        run_all(page)
        return page

    return open_and_run


def serious(page) -> list[str]:
    """What axe finds serious or critical in our outputs; Lab's own frame is not ours to mend."""
    results = Axe().run(page, context=".jp-Cell-outputArea").response
    assert results["passes"], "axe looked at nothing"
    return [
        f"{violation['id']} ({violation['impact']}): {violation['nodes'][0]['html'][:200]}"
        for violation in results["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


# The options that a lab's drop-down list cuts off, with some room for its arrow. Names of places are what they are.
CUT = """() => [...document.querySelectorAll('.o2p-controls select:not([data-name=area])')].flatMap(list => {
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = getComputedStyle(list).font;
    return [...list.options].map(each => each.text).filter(text => pen.measureText(text).width > list.clientWidth - 24);
})"""


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_runs_is_accessible_and_asks_no_other_machine(opened, path) -> None:
    page = opened(path)
    # Lab only draws the cells near the screen: show them all before axe looks.
    page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
    page.set_viewport_size({"width": 1300, "height": 20_000})
    page.wait_for_timeout(1500)
    for cover in page.locator(".o2p-cover").element_handles():
        cover.query_selector("button").click()
        cover.wait_for_element_state("hidden")
    assert page.locator(".ops2pm section").count() >= 1
    assert page.evaluate(CUT) == []
    assert serious(page) == []
    assert page.left == []
    assert page.complaints == []


def test_lesson_04_by_keyboard_and_its_progress_in_lesson_00(opened, lab) -> None:
    page = opened("notebooks/04_who_struggles.ipynb")
    panel = page.locator('section[aria-label="Lab: Stranded overnight"]')
    panel.scroll_into_view_if_needed()
    cover = panel.locator(".o2p-cover")
    assert cover.is_visible()

    guess = page.locator('section[aria-label^="Prediction:"] input[inputmode=decimal]').first
    guess.scroll_into_view_if_needed()
    guess.fill("2")
    guess.press("Enter")
    page.get_by_text("the data says 2.1 times that.").wait_for()
    cover.wait_for(state="hidden")

    bar = panel.locator('[id="stranded-stranded-bar0-shape"]')
    slider = panel.locator('input[type=range][data-name="from_hour"]')
    box = panel.locator('input[type=text][data-name="from_hour"]')
    hour = int(box.input_value())
    before, words = bar.get_attribute("d"), panel.locator(".o2p-words").inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("([node, old]) => node.getAttribute('d') !== old", arg=[bar.element_handle(), before])
    assert panel.locator(".o2p-words").inner_text() != words
    assert int(box.input_value()) == hour + 1
    for _ in range(8):  # quicker than Python answers: no step may start from an old answer
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(15)
    page.wait_for_timeout(1000)
    assert (int(slider.input_value()), int(box.input_value())) == (hour - 7, hour - 7)

    form = page.locator('section[aria-label="Your problem statement"]')
    form.scroll_into_view_if_needed()
    form.get_by_label("Who struggles?").fill("Evening <script>alert(1)</script> travellers")
    form.get_by_role("button", name="I use the travellers").click()
    form.locator(".o2p-composed").get_by_text("Evening <script>alert(1)</script> travellers").wait_for()
    form.get_by_role("button", name="Keep this version").click()
    form.get_by_text("Kept on").wait_for()

    page = opened("notebooks/00_start_here.ipynb")
    board = page.locator('section[aria-label="Progress"]')
    board.scroll_into_view_if_needed()
    board.get_by_text("Problem statement: kept.").wait_for()
    board.get_by_role("button", name="04 Who struggles, and why").click()
    page.wait_for_function("() => jupyterapp.shell.currentWidget?.context?.path === 'notebooks/04_who_struggles.ipynb'")
    assert page.complaints == []


def test_what_a_form_composes_can_be_copied_by_keyboard(opened) -> None:
    page = opened("notebooks/04_who_struggles.ipynb")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    form = page.locator('section[aria-label="Your problem statement"]')
    form.scroll_into_view_if_needed()
    form.get_by_label("Who struggles?").fill("Night nurses & <b>carers</b>")
    shown = form.locator(".o2p-composed")
    shown.get_by_text("Night nurses & <b>carers</b>").wait_for()
    button, told = form.get_by_role("button", name="Copy the text"), form.locator('[data-id="copied"]')
    button.focus()
    page.keyboard.press("Enter")
    told.get_by_text("Copied.").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "\n\n".join(shown.locator("p").all_inner_texts()) and "Night nurses & <b>carers</b>" in copied

    form.get_by_label("Who struggles?").fill("Day nurses")
    page.wait_for_function("node => node.innerText === ''", arg=told.element_handle())
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }")
    button.click()
    told.get_by_text("press Ctrl+C").wait_for()
    page.keyboard.press("Control+c")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "Day nurses" in copied and copied.split() == shown.inner_text().split()
    assert page.complaints == []


def test_what_is_typed_after_the_kernel_stopped_comes_back_with_run_all(opened) -> None:
    page = opened("notebooks/04_who_struggles.ipynb")
    form = page.locator('section[aria-label="Your problem statement"]')
    form.scroll_into_view_if_needed()
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    field = form.get_by_label("What would prove you wrong?")
    field.fill("I drop it below 5%")
    field.press("Tab")
    page.locator(".o2p-asleep:visible").first.wait_for()

    page.wait_for_function("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'")
    run_all(page)
    form = page.locator('section[aria-label="Your problem statement"]')
    form.scroll_into_view_if_needed()
    form.locator(".o2p-composed").get_by_text("I drop it below 5%").wait_for()
    assert form.get_by_label("What would prove you wrong?").input_value() == "I drop it below 5%"


def test_a_value_that_cannot_be_is_told_and_nothing_moves(opened) -> None:
    page = opened("notebooks/00_start_here.ipynb")
    panel = page.locator('section[aria-label="Lab: How late is late?"]')
    panel.scroll_into_view_if_needed()
    panel.get_by_role("button", name="Open it without predicting").click()
    box = panel.get_by_role("textbox", name="Late means more than")
    slider = panel.get_by_role("slider")
    before = panel.locator(".o2p-words").inner_text()
    box.fill("7000")
    panel.get_by_text("Type a number from 0 to 120. Until then 60 counts.").wait_for()
    box.press("Tab")
    assert (box.input_value(), slider.input_value()) == ("7000", "60"), "it stays, to be mended"
    assert box.get_attribute("aria-invalid") == "true" and panel.locator(".o2p-words").inner_text() == before
    box.fill("30")
    box.press("Tab")
    panel.locator(".o2p-words").get_by_text("30 minutes").wait_for()
    assert slider.input_value() == "30" and box.get_attribute("aria-invalid") is None


def test_a_number_is_typed_at_ones_own_pace_with_a_comma_and_stepped(opened) -> None:
    page = opened("notebooks/04_who_struggles.ipynb")
    panel = page.locator('section[aria-label="Lab: Stranded overnight"]')
    panel.scroll_into_view_if_needed()
    cover = panel.locator(".o2p-cover button")
    if cover.is_visible():  # another test may have predicted
        cover.click()
    box = panel.locator('input[type=text][data-name="at_most"]')
    slider = panel.locator('input[type=range][data-name="at_most"]')

    def counts(value: str) -> None:
        page.wait_for_function("([node, value]) => node.value === value", arg=[slider.element_handle(), value])

    box.fill("")
    page.keyboard.type("4.")
    counts("4")
    assert box.input_value() == "4.", "a pause rewrites nothing under the reader's fingers"
    page.keyboard.type("5")
    counts("4.5")
    box.fill("2,7")
    box.press("Enter")
    counts("2.5")
    page.wait_for_function("node => node.value === '2.5'", arg=box.element_handle())
    box.press("ArrowUp")
    counts("3")
    assert box.input_value() == "3"
    box.fill("7,5")
    box.press("ArrowDown")
    counts("7")
    assert box.input_value() == "7"
    box.fill("9")
    counts("9")
    panel.get_by_role("button", name="Back to the start").click()
    page.wait_for_function(
        "([box, slider]) => box.value === slider.value && box.value !== '9'",
        arg=[box.element_handle(), slider.element_handle()],
    )
    assert page.complaints == []


def test_a_table_can_be_typed_into_beside_a_picture_that_stays_in_sight(opened) -> None:
    page = opened("notebooks/01_which_door.ipynb")
    page.set_viewport_size({"width": 1300, "height": 720})
    panel = page.locator('section[aria-label="Lab: Five doors"]')
    panel.scroll_into_view_if_needed()
    panel.get_by_role("button", name="Open it without predicting").click()
    words = panel.locator(".o2p-words")
    before = words.inner_text()
    for cell in panel.locator("input[data-name^='scores.']").all():
        cell.scroll_into_view_if_needed()
        cell.click(timeout=5000)  # fails where the picture lies on top of it
    cell.fill("0")
    page.wait_for_function("([node, old]) => node.innerText !== old", arg=[words.element_handle(), before])
    panel.locator("input[type=range]").last.evaluate("node => node.scrollIntoView({block: 'end'})")
    assert panel.locator(".o2p-svg").bounding_box()["y"] > 0, "beside the last control the picture is in sight"
    panel.get_by_role("button", name="Back to the start").click()
    panel.get_by_role("button", name="Bring my numbers back").click()
    page.wait_for_function("node => node.value === '0'", arg=cell.element_handle())
    assert page.complaints == []


@pytest.mark.parametrize("width", [1280, 900])
def test_a_panel_keeps_its_size_whatever_the_words_say(opened, width) -> None:
    page = opened("notebooks/06_trade_offs.ipynb")
    page.set_viewport_size({"width": width, "height": 1000})
    if width < 1000:
        page.keyboard.press("Control+b")  # the list of files, as README says
    lab = page.locator('section[aria-label="Lab: Who leads, and how surely?"]')
    lab.scroll_into_view_if_needed()
    lab.get_by_role("button", name="Open it without predicting").click()
    words, heights = lab.locator(".o2p-words"), set()
    for _ in range(2):
        for shown in ("swings", "knowing"):
            said = words.inner_text()
            lab.locator("select").select_option(shown)
            page.wait_for_function("([node, old]) => node.innerText !== old", arg=[words.element_handle(), said])
            heights.add(round(lab.bounding_box()["height"]))
        lab.get_by_role("checkbox").first.click()
        page.wait_for_timeout(500)
    assert len(heights) == 1


def test_a_text_stands_at_the_edge_and_in_the_size_of_the_prose_around_it(opened) -> None:
    page = opened("notebooks/02_outcomes_not_inputs.ipynb")
    here = page.locator(".o2p-text:not(.ops2pm *) p").filter(has_text="The two might not have moved alike")
    here.scroll_into_view_if_needed()
    prose = page.locator(".jp-MarkdownOutput p").filter(has_text="The comparison may have been touched too")
    look = "node => [getComputedStyle(node).fontSize, getComputedStyle(node).lineHeight]"
    assert here.evaluate(look) == prose.evaluate(look)
    assert abs(here.bounding_box()["x"] - prose.bounding_box()["x"]) < 1


def test_the_talk_asks_nothing_that_was_not_read(opened) -> None:
    page = opened("notebooks/10_curiosity.ipynb")
    panel = page.locator('section[aria-label="A conversation with Sam"]')
    panel.scroll_into_view_if_needed()
    first = panel.locator("[data-id='ask-0']")
    before = first.inner_text()
    first.focus()
    for _ in range(6):
        page.keyboard.down("Enter")  # from the second on it is the key's own repetition
    page.keyboard.up("Enter")
    page.wait_for_function("([node, old]) => node.innerText !== old", arg=[first.element_handle(), before])
    first.click()
    page.wait_for_timeout(800)
    assert panel.locator("[data-id='clock']").inner_text() == "2 of 15 minutes are gone."
    first.click()
    panel.get_by_text("4 of 15 minutes are gone.").wait_for()
    assert page.complaints == []


def test_a_pitch_is_timed_by_keyboard_while_the_passage_that_is_due_moves_on(opened) -> None:
    page = opened("notebooks/12_own_it.ipynb")
    form = page.locator('section[aria-label="Your pitch, in a minute"]')
    form.locator('[data-name="problem"]').fill("Clinics wait for a drill.")
    form.locator('[data-name="action"]').fill("I gave each repair a date of its own. " * 4)
    panel = page.locator('section[aria-label="Your pitch, aloud and beside the old one"]')
    panel.get_by_text("Clinics wait for a drill.").wait_for()
    assert panel.locator(".o2p-due").count() == 0
    button = panel.locator("button[data-timer]")
    button.focus()
    page.keyboard.press("Enter")
    assert button.inner_text() == "Stop"
    panel.locator(".o2p-due").get_by_text("Clinics wait").wait_for()
    panel.locator(".o2p-due").get_by_text("I gave each repair").wait_for()  # the first is five words, two seconds
    page.wait_for_timeout(5000)
    page.keyboard.press("Space")
    panel.get_by_text("a minute. That is").wait_for()
    assert float(form.locator('[data-name="seconds"]').input_value()) >= 5, "the form shows it at once"
    assert button.inner_text() == "Start reading" and panel.locator(".o2p-due").count() == 0
    form.locator('[data-name="area"]').fill("Delivery promises")
    form.get_by_role("button", name="Keep this version").click()
    assert float(form.locator('[data-name="seconds"]').input_value()) >= 5
    assert not page.complaints


def test_a_card_that_is_rated_hands_the_focus_to_next_and_a_held_key_stops_there(opened) -> None:
    page = opened("notebooks/12_own_it.ipynb")
    panel = page.locator('section[aria-label="Practice of objections"]')
    next_one = panel.locator("[data-id=next]")
    panel.locator("[data-id=open]").click()
    panel.locator("[data-id=said-halting]").focus()
    for _ in range(6):
        page.keyboard.down("Enter")  # from the second on it is the key's own repetition
    page.keyboard.up("Enter")
    panel.get_by_role("button", name="Next objection").wait_for()
    page.wait_for_timeout(500)
    assert next_one.evaluate("node => node === document.activeElement")
    assert panel.locator("[data-id=place]").inner_text().startswith("1 of 10, box 1, back on ")
    page.keyboard.press("Space")
    panel.get_by_text("2 of 10").wait_for()
    assert next_one.inner_text() == "Next"
    panel.locator("[data-id=open]").click()
    panel.locator("[data-id=said-well]").click()
    panel.get_by_role("button", name="Next objection").wait_for()
    assert next_one.evaluate("node => node === document.activeElement"), "by the mouse too"
    assert page.complaints == []


def test_a_peers_file_is_opened_and_a_review_goes_back(opened, tmp_path) -> None:
    """What the page does without Python: read a file that is chosen, and save one."""
    page = opened("notebooks/13_capstone.ipynb")
    panel = page.locator('section[aria-label="Peer review"]')
    panel.scroll_into_view_if_needed()
    told = panel.locator("[data-id=opened]")
    large, theirs = tmp_path / "large.json", tmp_path / "theirs.json"
    large.write_text("x" * 2_000_000)
    panel.locator("input[type=file]").set_input_files(large)
    told.get_by_text("larger than 256 KB").wait_for()

    work = peer.Packet("problem_statement", peer.token(), {"user": "Kassen \U0001f69a"}, "2026-11-30", "<b>Ana</b>")
    theirs.write_text(peer.write(work), encoding="utf-8")
    panel.locator("input[type=file]").set_input_files(theirs)
    panel.get_by_text("from <b>Ana</b>").wait_for()
    panel.get_by_role("radio", name="closer to the weak one").first.check()
    question = panel.get_by_label("Your one question")
    question.fill("Who counted?")
    panel.get_by_role("button", name="Make the file with your review").press("Enter")
    save = panel.get_by_role("button", name="Download it")
    save.wait_for()
    assert question.input_value() == "Who counted?"
    with page.expect_download() as download:
        save.press("Enter")
    review = peer.read(Path(download.value.path()).read_text(encoding="utf-8"))
    assert download.value.suggested_filename == peer.file_name(review)
    assert (review.mark, review.question, list(review.levels.values())) == (work.mark, "Who counted?", ["weak"])
    assert page.complaints == []


def test_a_list_that_an_older_spreadsheet_saved_is_read(opened, tmp_path) -> None:
    """Windows' code page has its own bytes for é and for the dash of a range."""
    page = opened("notebooks/11_aim.ipynb")
    panel = page.locator('section[aria-label^="Lab: Ten targets"]')
    panel.get_by_text("Open it without predicting").click()
    panel.get_by_text("Bring a list in as CSV").click()
    listed = tmp_path / "targets.csv"
    listed.write_bytes("Company and team;A warm path\r\nCafé Zoë, orders;2–5–8".encode("cp1252"))
    panel.locator("input[type=file]").set_input_files(listed)
    panel.locator("[data-id=o2p-words]").get_by_text("Café Zoë, orders").wait_for()
    assert panel.locator('[data-name="targets.1.warm"]').input_value() == "2–5–8"
    assert panel.locator("[data-id=targets-problem]").is_hidden() and page.complaints == []


def test_a_narrow_window_cuts_nothing_and_keeps_the_picture_in_sight(opened) -> None:
    page = opened("notebooks/01_which_door.ipynb")
    page.set_viewport_size({"width": 900, "height": 1000})
    for title in ("Five doors", "Your funnel"):
        panel = page.locator(f'section[aria-label="Lab: {title}"]')
        panel.scroll_into_view_if_needed()
        table = panel.locator(".o2p-grid")
        assert table.evaluate("node => node.scrollWidth - node.clientWidth") <= 0, "it scrolls sideways"
        caption, room = table.locator("caption span").bounding_box(), table.bounding_box()
        assert caption["x"] + caption["width"] <= room["x"] + room["width"]
        names = table.locator("tbody th").all()
        assert all(name.evaluate("node => node.scrollWidth <= node.clientWidth") for name in names)

    page = opened("notebooks/03_systems_thinking.ipynb")
    page.set_viewport_size({"width": 900, "height": 1000})
    panel = page.locator('section[aria-label="Lab: The wholesaler\'s metric tree"]')
    panel.scroll_into_view_if_needed()
    cover = panel.locator(".o2p-cover button")
    if cover.is_visible():
        cover.click()
    last = panel.locator(".o2p-tree button").last
    last.scroll_into_view_if_needed()
    last.click()
    picture, button = panel.locator(".o2p-svg").bounding_box(), last.bounding_box()
    assert 0 <= picture["y"] < picture["y"] + picture["height"] <= button["y"] <= 1000
    assert page.complaints == []
