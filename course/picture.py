"""Take the README's pictures in a real browser: a lab of a running lesson, and the front page of the sample portfolio.

python course/picture.py [stranded | portfolio]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from jupyter_browser import chromium, jupyterlab, open_notebook, run_all  # noqa: E402


def stranded(picture: Path) -> None:
    """Open lesson 04, choose the evening on thin routes, photograph the lab."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        shutil.copytree(ROOT / "notebooks", scratch / "notebooks")
        with jupyterlab(scratch / "notebooks", scratch) as address, chromium() as browser:
            page = browser.new_page(viewport={"width": 1300, "height": 1100}, device_scale_factor=1.5)
            open_notebook(page, address, "04_who_struggles.ipynb")
            run_all(page)
            lab = page.locator('section[aria-label="Lab: Stranded overnight"]')
            lab.get_by_role("button", name="Open it without predicting").click()
            lab.locator('input[type=text][data-name="from_hour"]').fill("17")
            lab.locator('input[type=text][data-name="at_most"]').fill("2.5")
            lab.locator(".o2p-words").get_by_text("97%").wait_for()
            lab.screenshot(path=picture)


def portfolio(picture: Path) -> None:
    """Open the sample's front page, photograph its upper part: who it is, that all is invented, the first cases."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1000, "height": 1400}, device_scale_factor=1.5)
        page.goto((ROOT / "instructor" / "sample" / "site" / "index.html").as_uri())
        third = page.locator(".card").nth(2).bounding_box()
        assert third is not None
        page.screenshot(path=picture, clip={"x": 0, "y": 0, "width": 1000, "height": third["y"]})


PICTURES = {"stranded": stranded, "portfolio": portfolio}


def main(names: list[str]) -> None:
    """Take the pictures with these names; all, where there is none."""
    for name in names or PICTURES:
        PICTURES[name](ROOT / "images" / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
