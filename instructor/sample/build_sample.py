"""Makes the sample workbook from artefacts.yaml: python instructor/sample/build_sample.py FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from ops2pm.workbook import Workbook

SOURCE = Path(__file__).parent / "artefacts.yaml"


def fill(workbook: Workbook) -> None:
    """Keep every artefact of the sample, and the choices for its portfolio."""
    sample = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    for key, fields in sample["artefacts"].items():
        workbook.save_artefact(key, fields)
    workbook.record("settings", "portfolio", sample["about"])


if __name__ == "__main__":
    fill(Workbook(Path(sys.argv[1])))
