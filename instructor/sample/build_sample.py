"""Makes the sample workbook and its portfolio from artefacts.yaml: python instructor/sample/build_sample.py [FOLDER].

Without a folder it renews what is committed here: workbook.json, site/, portfolio.html and portfolio.md. The day on
which all that is looked at is the sample's own, so that a later run makes the same bytes.
"""

from __future__ import annotations

import datetime
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from unittest.mock import patch

import yaml

from ops2pm import _workbook_file, rubrics
from ops2pm.portfolio import FORMATS, Source, export
from ops2pm.workbook import Workbook

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "artefacts.yaml"
EVENING = "21:15:00.000+00:00"


def read() -> dict:
    """The sample's file."""
    return yaml.safe_load(SOURCE.read_text(encoding="utf-8"))


@contextmanager
def on_the_day(today: datetime.date) -> Iterator[None]:
    """Rubrics ask whether a date has passed; meanwhile it is this day."""

    class Day(datetime.date):
        @classmethod
        def today(cls) -> datetime.date:
            return today

    modules = [import_module(f"{rubrics.__name__}.{found.name}") for found in iter_modules(rubrics.__path__)]
    with ExitStack() as stack:
        for module in modules:
            if "date" in vars(module):
                stack.enter_context(patch.object(module, "date", Day))
        yield


def fill(workbook: Workbook) -> None:
    """Keep every artefact of the sample, each on its own evening, and the choices for its portfolio."""
    sample = read()
    for key, fields in sample["artefacts"].items():
        with patch.object(_workbook_file, "stamp", _evening(sample["kept"][key])):
            workbook.save_artefact(key, fields)
    with patch.object(_workbook_file, "stamp", _evening(sample["kept"]["baseline_pitch"])):
        workbook.record("ratings", "skills", sample["skills"])
    with patch.object(_workbook_file, "stamp", _evening(sample["today"])):
        workbook.record("ratings", "skills.now", sample["skills.now"])
        workbook.record("settings", "portfolio", sample["about"])


def _evening(day: datetime.date) -> object:
    return lambda after=None: f"{day}T{EVENING}"


def build(folder: Path) -> None:
    """Write the workbook and the portfolio in every form into a folder; earlier ones there are replaced."""
    with tempfile.TemporaryDirectory() as scratch, on_the_day(read()["today"]):
        workbook = Workbook(Path(scratch) / "work")
        fill(workbook)
        source = Source.of(workbook)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "workbook.json").write_bytes(workbook.path.read_bytes())
        export(source, folder / "site", ("site",))
        for form in set(FORMATS) - {"site"}:
            for name in export(source, Path(scratch) / form, (form,)).files:
                (folder / name).write_bytes((Path(scratch) / form / name).read_bytes())


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
