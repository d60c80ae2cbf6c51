"""How long a reader waits: key press to redraw for the two busiest labs, in a real browser, against `interact`.

    python benchmarks/widget_latency.py [--n 60]

One JupyterLab, one Chromium, one run. The labs are the lessons' own, models included; the baseline draws the
picture of lesson 04 from the same model with `interact` and `plt.show()`, as most notebook courses do. A time runs
from the browser's keydown event to the first animation frame after the picture has changed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from jupyter_browser import chromium, jupyterlab, open_notebook, run_all  # noqa: E402

LABS = (
    ("lesson 04's lab", "04_who_struggles.ipynb", "Stranded overnight", "from_hour"),
    ("lesson 07's queue", "07_constraints.ipynb", "What can this team promise?", "demand"),
)
"""What to call it, notebook, title of the lab, name of the control."""
BASELINE = """\
import ipywidgets, matplotlib.pyplot as plt
from ops2pm import load
from ops2pm.labs.stranded import StrandedLab
lab = StrandedLab(load("flights"), load("seats"))

def picture(from_hour):
    contrast = lab.compare(int(from_hour))
    fig = plt.figure(figsize=(600 / 72, 440 / 72), dpi=72, layout="tight")
    grid = fig.add_gridspec(2, 2, height_ratios=[3.4, 1])
    left = fig.add_subplot(grid[0, 0])
    right = fig.add_subplot(grid[0, 1], sharey=left)
    for axes, pair in ((left, contrast.cancelled), (right, contrast.stranded)):
        values = [10_000 * e.value for e in pair]
        spans = [[10_000 * (e.value - e.low) for e in pair], [10_000 * (e.high - e.value) for e in pair]]
        axes.bar(["your group", "everyone else"], values, yerr=spans, color=["#0b5cad", "#b45309"])
        for x, value in enumerate(values):
            axes.text(x, value, f"{value:,.0f}")
    left.set(ylim=(0, 600), title="Cancelled, per 10,000 flights")
    right.set(title="Stranded overnight, per 10,000 flights")
    strip = fig.add_subplot(grid[1, :])
    strip.barh(["all flights", "stranded"], [contrast.share_of_flights, contrast.share_of_stranded])
    plt.show()
    print(f"stranded {contrast.stranded_ratio.value:.1f} times as often")

ipywidgets.interact(picture, from_hour=ipywidgets.IntSlider(12, 5, 22));
"""

# Times every change: keydown -> first frame after `target` has changed and `ready` says it can be seen.
STOPWATCH = """
(target, baseline) => {
  window.watch = {times: [], pressed: null, changed: null, blanks: 0, heights: new Set(), last: 0};
  const w = window.watch;
  const picture = () => baseline ? target.querySelector('img') : target.querySelector('svg path');
  addEventListener('keydown', () => {
    w.pressed = performance.now();
    if (baseline && picture()) picture().dataset.seen = '1'; // the picture of the press before
  }, true);
  new MutationObserver(() => {
    w.changed = performance.now();
    if (w.pressed === null || !picture()) return;
    const image = baseline ? picture() : null;
    if (image && image.dataset.seen) return;
    if (image) image.dataset.seen = '1';
    const start = w.pressed;
    w.pressed = null;
    const painted = () => requestAnimationFrame(() => { w.times.push(performance.now() - start); });
    if (image) image.decode().then(painted, painted); else painted();
  }).observe(target, {subtree: true, childList: true, attributes: true, characterData: true});
  // Looking at every frame costs time itself, so it is a pass of its own, after the timed one.
  w.look = () => {
    if (!picture()) w.blanks += 1;
    w.heights.add(Math.round(target.getBoundingClientRect().height));
    requestAnimationFrame(w.look);
  };
}
"""


def press(page: Page, handle: Locator, n: int) -> list[float]:
    """Press an arrow key n times, half a second apart; how long each picture took, in milliseconds."""
    handle.focus()
    for i in range(n):
        page.keyboard.press("ArrowRight" if i // 4 % 2 == 0 else "ArrowLeft")
        page.wait_for_timeout(500)
    times = page.evaluate("() => window.watch.times.splice(0)")
    if len(times) != n:
        raise RuntimeError(f"{n} presses, {len(times)} pictures: the machine is too busy to measure on")
    return times


def watch(page: Page, handle: Locator) -> list[int]:
    """Press on while every frame is looked at: how many were blank, how many heights were seen."""
    page.evaluate("() => requestAnimationFrame(window.watch.look)")
    press(page, handle, 16)
    return page.evaluate("() => [window.watch.blanks, window.watch.heights.size]")


def burst(page: Page, handle: Locator) -> float:
    """Thirty changes in one second; milliseconds from the last change to the last redraw."""
    last_change = handle.evaluate(
        """async node => {
            let last = 0;
            const first = Number(node.value) - 6;
            for (let i = 0; i < 30; i += 1) {
                node.value = first + (i * 7) % 16;
                node.dispatchEvent(new Event('input', {bubbles: true}));
                last = performance.now();
                await new Promise(done => setTimeout(done, 1000 / 30));
            }
            return last;
        }"""
    )
    page.wait_for_timeout(700)
    shown = page.evaluate("() => window.watch.changed")
    return max(0.0, shown - last_change)


def measure(n: int) -> list[dict[str, Any]]:
    """All pictures, in one run: the labs, then the baseline."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "nb").mkdir()
        for _, notebook, _, _ in LABS:
            shutil.copy(ROOT / "notebooks" / notebook, folder / "nb")
        baseline = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(BASELINE)])
        baseline.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
        nbformat.write(baseline, folder / "nb" / "baseline.ipynb")
        rows = []
        with jupyterlab(folder / "nb", folder) as address, chromium() as browser:
            for what, notebook, title, control in LABS:
                page = browser.new_page(viewport={"width": 1300, "height": 1000})
                open_notebook(page, address, notebook)
                run_all(page)
                lab = page.locator(f'section[aria-label="Lab: {title}"]')
                lab.get_by_role("button", name="Open it without predicting").click()
                lab.scroll_into_view_if_needed()
                figure = lab.locator(".o2p-figure")
                slider = lab.locator(f'input[type=range][data-name="{control}"]')
                figure.evaluate(f"(target) => ({STOPWATCH})(target, false)")
                times = press(page, slider, n)
                blanks, heights = watch(page, slider)
                settled = burst(page, slider)
                rows.append({"what": what, "times": times, "blank": blanks, "heights": heights, "burst": settled})
                page.close()

            page = browser.new_page(viewport={"width": 1300, "height": 1000})
            open_notebook(page, address, "baseline.ipynb")
            run_all(page)
            page.wait_for_selector(".jp-OutputArea-output img")
            page.locator(".widget-interact").first.evaluate(f"(target) => ({STOPWATCH})(target, true)")
            times = press(page, page.locator(".noUi-handle").first, n)
            blanks, heights = watch(page, page.locator(".noUi-handle").first)
            what = "interact + plt.show(), lesson 04's picture"
            rows.append({"what": what, "times": times, "blank": blanks, "heights": heights, "burst": None})
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=60, help="key presses for each picture, at least 30")
    # Four presses right, four left: a multiple of eight ends where it began, clear of the slider's ends.
    rows = measure(-(-max(30, parser.parse_args().n) // 8) * 8)
    print("| key press to redraw | n | median ms | p95 ms | blank frames | heights seen | after a burst, ms |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        times = row["times"]
        after = "" if row["burst"] is None else f"{row['burst']:.0f}"
        cells = [row["what"], len(times), f"{np.median(times):.0f}", f"{np.percentile(times, 95):.0f}"]
        print("| " + " | ".join(str(cell) for cell in [*cells, row["blank"], row["heights"], after]) + " |")
    print(
        "\nThe baseline takes "
        f"{np.median(rows[-1]['times']) / np.median(rows[0]['times']):.1f} times as long as lesson 04's lab (medians)."
    )


if __name__ == "__main__":
    main()
