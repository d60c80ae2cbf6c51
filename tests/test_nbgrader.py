"""nbgrader itself makes an assignment of what `course/build.py --instructor` writes, and gives points for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from test_build import build

from ops2pm.checks import checks_of

REPO = Path(__file__).resolve().parent.parent
NUMBER = "07"
NAME = "07_constraints"
ITEMS = [item for item in checks_of(NUMBER) if item.code]


def nbgrader(folder, *arguments):
    """Run it as an instructor would: in the course's environment, in nbgrader's course folder."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",  # it calls alembic by its name
        "OPS2PM_HOME": str(folder / "work"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
    }
    environment.pop("OPS2PM_DATA", None)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def hand_in(folder, student, solved, reason=""):
    """What a student hands in: the first `solved` items of track B right, and a reason written or not."""
    notebook = nbformat.read(folder / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    for item in ITEMS[:solved]:
        cells[f"ex-{item.id.replace('.', '-')}"].source = item.code
    if reason:
        cells[f"ex-{ITEMS[0].id.replace('.', '-')}-why"].source = reason
    path = folder / "submitted" / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def test_nbgrader_gives_the_points_of_track_b(tmp_path):
    from nbgrader.api import Gradebook

    assert build.main(["--instructor", NUMBER, "--out", str(tmp_path)]) == 0
    nbgrader(tmp_path, "generate_assignment", NAME, "--create")
    released = nbformat.read(tmp_path / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    ours = nbformat.read(REPO / "exercises" / f"{NAME}.ipynb", as_version=4)
    assert [cell.source for cell in released.cells] == [cell.source for cell in ours.cells]

    hand_in(tmp_path, "blank", 0)
    hand_in(tmp_path, "one", 1, reason="Because of the queue.")
    hand_in(tmp_path, "all", len(ITEMS))
    nbgrader(tmp_path, "autograde", NAME)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        given = {each.student.id: (each.score, each.max_score) for each in book.assignment_submissions(NAME)}
        by_hand = {each.student.id for each in book.assignment_submissions(NAME) if each.needs_manual_grade}
    most = sum(cell.metadata.nbgrader.get("points", 0) for cell in ours.cells if "nbgrader" in cell.metadata)
    first = next(cell for cell in ours.cells if cell.id == f"ex-{ITEMS[0].id.replace('.', '-')}-check")
    assert given == {"blank": (0, most), "one": (first.metadata.nbgrader.points, most), "all": (most, most)}
    assert by_hand == {"one"}, "a written reason has no points, and yet nbgrader wants somebody to look at it"


def test_what_an_instructor_has_changed_is_left_alone(tmp_path, capsys):
    asked = ["--instructor", NUMBER, "--out", str(tmp_path)]
    assert build.main(asked) == build.main(asked) == 0
    assert "unchanged" in capsys.readouterr().out
    config = tmp_path / "nbgrader_config.py"
    written = config.read_text(encoding="utf-8")
    config.write_text("c = get_config()\n", encoding="utf-8")
    assert build.main(asked) == 1
    assert "nbgrader_config.py: is there already and differs" in capsys.readouterr().err
    assert config.read_text(encoding="utf-8") == "c = get_config()\n"
    assert build.main([*asked, "--force"]) == 0
    assert config.read_text(encoding="utf-8") == written


def test_a_place_to_write_to_is_needed_and_an_exercise(tmp_path, capsys):
    for half in (["--instructor", NUMBER], ["--out", str(tmp_path)]):
        with pytest.raises(SystemExit):
            build.main(half)
    assert "belong together" in capsys.readouterr().err
    assert build.main(["--instructor", "00", "--out", str(tmp_path)]) == 2
    assert "no exercise" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
