"""Take the README's picture of a lab: images/stranded.png, from the lesson running in a real browser.

python course/picture.py
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from jupyter_browser import chromium, jupyterlab, open_notebook, run_all  # noqa: E402


def main() -> None:
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
            lab.screenshot(path=ROOT / "images" / "stranded.png")


if __name__ == "__main__":
    main()
