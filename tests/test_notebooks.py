"""The notebooks that readers get: executed again and compared by nbval, and looked over.

Which notebooks there have to be is read from the map of lessons, never from the folders, so that a missing
notebook or an empty folder fails. nbval runs as a pytest of its own for each notebook: the kernel then has
an empty workbook, and the number of cells that passed is compared with the number of cells there are.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import os
import re
import subprocess
import sys
import textwrap
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from little_work import little_work
from test_build import assert_nbgrader_gives, build

from ops2pm import questions
from ops2pm.course import LESSONS
from ops2pm.workbook import open_workbook

REPO = Path(__file__).resolve().parent.parent
SANITIZE = REPO / "tests" / "nbval_sanitize.cfg"
NOTEBOOKS = [lesson.notebook for lesson in LESSONS]
SOLUTIONS = [lesson.solution_notebook for lesson in LESSONS if lesson.solution_notebook]
EXERCISES = [lesson.exercise_notebook for lesson in LESSONS if lesson.exercise_notebook]
STORED = NOTEBOOKS + SOLUTIONS
MAX_LINES = 12
"""No cell of a lesson has more lines of code; eight are the aim."""

CHECK_CALL = re.compile(r"""\bcheck\(["'](\d\d\.\w+)["']\)""")
ASK_CALL = re.compile(r"""\bask\(["'](\d\d\.\w+)["']\)""")
EMPTY_ALT = re.compile(r"!\[\s*\]|<img\b(?![^>]*\balt=[\"'][^\"'])[^>]*>")
ASKS_FOR_WRITING = re.compile(r"double-?click|^\W*your \w+[^.:\n]*:\W*$", re.I | re.M)
NBVAL_OFF = re.compile(r"NBVAL_(SKIP|IGNORE_OUTPUT)|RAISES_EXCEPTION|PYTEST_VALIDATE_IGNORE_OUTPUT", re.I)


def read(name):
    path = REPO / name
    assert path.exists(), f"{name} is missing; run python course/build.py"
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def is_compared(cell):
    """Whether nbval has something to compare for this cell; it passes over pictures and widgets."""
    for output in cell.outputs:
        kinds = set(output.get("data", {"text/plain": ""}))
        if kinds - {"image/png", "image/jpeg", build.WIDGET_VIEW}:
            return True
    return False


class Run(NamedTuple):
    passed: int
    failed: int
    status: int
    output: str


def nbval(path, tmp_path, mode):
    """Run nbval on one notebook in a process of its own; `mode` is --nbval or --nbval-lax."""
    report = tmp_path / "report.xml"
    (tmp_path / "work").mkdir()
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    env.pop("OPS2PM_DATA", None)
    env |= {
        "OPS2PM_HOME": str(tmp_path / "work"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # nbval alone starts half a second sooner
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-m", "pytest", "-p", "nbval.plugin", mode, "--nbval-current-env"]
    command += ["--nbval-sanitize-with", str(SANITIZE), "--nbval-cell-timeout", str(build.CELL_TIMEOUT)]
    # The options of the suite itself (pyproject.toml) are not meant for this run.
    command += ["--override-ini", "addopts=", "-p", "no:cacheprovider", "--color=no"]
    command += [f"--junitxml={report}", str(path)]
    done = subprocess.run(
        command, cwd=REPO, env=env, capture_output=True, text=True, encoding="utf-8", errors="replace"
    )
    output = f"{done.stdout}\n{done.stderr}"
    assert report.exists(), output
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    failed = sum(1 for case in cases if len(case))  # failed, broken or skipped: each has a child element
    return Run(len(cases) - failed, failed, done.returncode, output)


# --- which notebooks there are ----------------------------------------------------------------------------


def test_the_folders_hold_the_notebooks_of_the_map():
    there = {path.relative_to(REPO).as_posix() for path in build.stored_notebooks(REPO)}
    assert there == {*NOTEBOOKS, *SOLUTIONS, *EXERCISES}


def test_building_again_would_change_nothing():
    with little_work(20):
        assert build.check(REPO, [], LESSONS) == []


# --- executed again ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STORED)
def test_nbval_finds_the_stored_outputs_again(name, tmp_path):
    cells = code_cells(read(name))
    run = nbval(REPO / name, tmp_path, "--nbval")
    assert run.status == 0, f"{run.output}\nIf the new outputs are right: python course/build.py --force {name}"
    assert (run.passed, run.failed) == (len(cells), 0)


@pytest.mark.parametrize("name", STORED)
def test_there_is_something_to_compare(name):
    """nbval passes a notebook with cleared outputs, having compared nothing."""
    cells = code_cells(read(name))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert any(is_compared(cell) for cell in cells)
    for cell in cells:
        switches = " ".join([cell.source, *cell.metadata.get("tags", [])]).replace("-", "_")
        assert not NBVAL_OFF.search(switches), f"{name}, {cell.id} switches the comparison off"


@pytest.mark.parametrize("name", EXERCISES)
def test_nbval_runs_the_untouched_exercise(name, tmp_path):
    cells = code_cells(read(name))
    run = nbval(REPO / name, tmp_path, "--nbval-lax")
    assert run.status == 0, run.output
    assert (run.passed, run.failed) == (len(cells), 0)


def test_nbval_really_compares(tmp_path):
    cells = []
    for count, (source, stored) in enumerate([("1 + 1", "2"), ("2 + 2", "5")], start=1):
        output = nbformat.v4.new_output("execute_result", data={"text/plain": stored}, execution_count=count)
        cells.append(nbformat.v4.new_code_cell(source, execution_count=count, outputs=[output]))
    path = tmp_path / "tampered.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    run = nbval(path, tmp_path, "--nbval")
    assert (run.passed, run.failed, run.status) == (1, 1, 1)
    assert "Cell outputs differ" in run.output


# --- what is kept ---------------------------------------------------------------------------------------------


def run_with_the_workbook(notebook, home, folder):
    """Execute a notebook's code as Run All does, errors and all, with this workbook; its outputs in place."""
    code = [nbformat.v4.new_code_cell("import os\nos.environ['OPS2PM_HOME'] = " + repr(str(home)))]
    asyncio.run(build.execute(nbformat.v4.new_notebook(cells=code + code_cells(notebook)), folder, "with a workbook"))


@pytest.mark.parametrize("name", SOLUTIONS)
def test_running_the_solution_changes_nothing_in_the_workbook(name, tmp_path):
    before = {"status": "not yet", "answer": 0.1}
    workbook = open_workbook(tmp_path / "mine")
    workbook.record("exercises", "04.6", before)
    run_with_the_workbook(read(name), tmp_path / "mine", (REPO / name).parent)
    section = open_workbook(tmp_path / "mine").section("exercises")
    assert {key: entry.value for key, entry in section.items()} == {"04.6": before}


def test_an_error_in_an_answer_lets_run_all_go_on(tmp_path):
    """As JupyterLab does it: it tells the kernel of each cell whether an error there stops the rest."""
    from nbclient import NotebookClient

    notebook = read("exercises/04_who_struggles.ipynb")
    cell = next(cell for cell in notebook.cells if cell.id == "ex-04-6")
    cell.source = "answer_6 = undefined.mean()"
    home = nbformat.v4.new_code_cell("import os\nos.environ['OPS2PM_HOME'] = " + repr(str(tmp_path / "mine")))
    notebook.cells.insert(0, home)
    NotebookClient(notebook, resources={"metadata": {"path": str(REPO / "exercises")}}).execute()
    cells = {cell.id: cell for cell in code_cells(notebook)}
    assert [output.output_type for output in cells["ex-04-6"].outputs] == ["error"]
    assert "Your code raised NameError" in shown(cells["ex-04-6-check"])
    assert "not attempted" in shown(cells["ex-04-10-check"]).lower()


# --- the untouched exercise -------------------------------------------------------------------------------


@functools.cache
def untouched(name):
    """The exercise as the reader first runs it, executed with an empty workbook.

    After each check its hidden tests run too, turned round: they must fail as long as nothing is answered.
    """
    notebook = read(name)
    source = REPO / notebook.metadata.ops2pm.source
    solved = next(derived for derived in build.derive(REPO, source) if derived.executed)
    # By their cells' ids: the solution has cells of its own at its top.
    places = {cell.id: place for place, cell in enumerate(notebook.cells)}
    turned = {
        places[solved.notebook.cells[position].id]: f"try:\n{textwrap.indent(tests, '    ')}\n"
        "except Exception:\n    pass\n"
        "else:\n    raise RuntimeError('the hidden tests pass on an untouched exercise')"
        for position, tests in solved.hidden.items()
    }
    asyncio.run(build.execute(notebook, (REPO / name).parent, name, turned))
    return notebook


def shown(cell):
    return "\n".join(text for output in cell.outputs for text in build.output_texts(output))


@pytest.mark.parametrize("name", EXERCISES)
def test_an_untouched_exercise_says_not_attempted_for_each_check(name):
    checks = 0
    for cell in code_cells(untouched(name)):
        calls = CHECK_CALL.findall(cell.source)
        checks += len(calls)
        assert len(calls) <= 1, f"{name}, {cell.id}: only the last of {calls} would be shown"
        if calls:
            assert "not attempted" in shown(cell).lower(), f"{name}, {cell.id}: {shown(cell)}"
    assert checks, "the exercise checks nothing"


@pytest.mark.parametrize("name", EXERCISES)
def test_an_untouched_exercise_raises_and_warns_nowhere(name):
    for cell in code_cells(untouched(name)):
        for output in cell.outputs:
            assert output.output_type != "error", f"{name}, {cell.id}"
            assert output.get("name") != "stderr", f"{name}, {cell.id}: {output.text}"


@pytest.mark.parametrize("name", EXERCISES)
def test_the_exercise_asks_everything_that_can_be_checked(name):
    number = Path(name).stem[:2]
    checks = importlib.import_module(f"ops2pm.exercises.ex{number}").CHECKS
    source = "\n".join(cell.source for cell in code_cells(read(name)))
    asked = {*CHECK_CALL.findall(source), *ASK_CALL.findall(source)}
    assert asked == {check.id for check in checks}
    assert len(asked) >= 8


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_asks_nobody_to_write_into_a_cell_of_text(name):
    """Who is new to notebooks can't; and the notebooks are in git, the workbook has what readers write."""
    cells = read(name).cells
    for before, cell in zip([None, *cells], cells, strict=False):
        if cell.cell_type != "markdown":
            continue
        assert not ASKS_FOR_WRITING.search(cell.source), f"{name}, {cell.id}"
        if cell.metadata.get("nbgrader", {}).get("solution"):
            assert cell.source == build.TEXT_STUB, f"{name}, {cell.id}"
            assert "form(" not in before.source, f"{name}, {cell.id}: the form has just asked for it"


def test_a_cell_that_asks_for_writing_would_be_found():
    for bad in (
        "*Your reason, in one line (nobody marks it):*",
        "Double-click here.",
        "**Your answer:** …",
        "Your notes:",
    ):
        assert ASKS_FOR_WRITING.search(bad), bad
    assert not ASKS_FOR_WRITING.search(f"{build.TEXT_STUB} Your answer is kept: on this computer.")


@pytest.mark.parametrize("name", EXERCISES)
def test_nbgraders_clearing_of_the_source_gives_the_exercise(name):
    assert_nbgrader_gives(REPO, read(name).metadata.ops2pm.source, name)


@pytest.mark.parametrize("name", EXERCISES + SOLUTIONS)
def test_nbgrader_accepts_the_notebook(name):
    from nbgrader.nbgraderformat import MetadataValidator

    notebook = read(name)
    MetadataValidator().validate_nb(notebook)  # its schema, and that no grade_id comes twice
    assert any("nbgrader" in cell.metadata for cell in notebook.cells)


# --- looked over ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STORED + EXERCISES)
def test_images_have_an_alternative_text(name):
    for cell in read(name).cells:
        texts = [cell.source] if cell.cell_type == "markdown" else [shown(cell)]
        for text in texts:
            assert not (match := EMPTY_ALT.search(text)), f"{name}, {cell.id}: {match[0]}"


def test_an_image_without_alternative_text_would_be_found():
    for bad in ("![](a.png)", "![ ](a.png)", "<img src='a.png'>", '<img alt="" src="a.png">', "<img>"):
        assert EMPTY_ALT.search(bad), bad
    for good in ("![A map](a.png)", "<img src='a.png' alt='A map'>", '<img alt="A map">', "[](a) <imgs>"):
        assert not EMPTY_ALT.search(good), good


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_code_cells_of_a_lesson_are_short(name):
    for cell in code_cells(read(name)):
        lines = cell.source.count("\n") + 1
        assert lines <= MAX_LINES, f"{name}, {cell.id}: {lines} lines; move some into ops2pm"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda each: each.number)
def test_a_lesson_says_the_minutes_of_the_map(lesson):
    text = (REPO / lesson.text).read_text(encoding="utf-8")
    assert f"| **Time** | about {lesson.minutes} minutes" in text


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda each: each.number)
def test_a_lesson_ends_with_its_exercise_and_the_way_to_the_next_one(lesson):
    text = (REPO / lesson.text).read_text(encoding="utf-8")
    _, end = text.split("\n## What's next\n")
    linked = [(REPO / "notebooks" / path).resolve() for path in re.findall(r"\]\(([^)]+\.ipynb)\)", end)]
    following = next((each.notebook for each in LESSONS if each.number > lesson.number), LESSONS[0].notebook)
    assert linked == [REPO / path for path in (lesson.exercise_notebook, following) if path]


@pytest.mark.parametrize("lesson", [each for each in LESSONS if each.exercise_text], ids=lambda each: each.number)
def test_an_exercise_begins_with_the_way_to_its_lesson(lesson):
    text = (REPO / lesson.exercise_text).read_text(encoding="utf-8")
    way = f"esson {lesson.number}](../{lesson.notebook})"
    assert way in text if lesson.number == "13" else f"Do [l{way} first." in text, "the last is a dry run, done before"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda each: each.number)
def test_every_fold_after_a_lab_says_when_to_open_it(lesson):
    text = (REPO / lesson.text).read_text(encoding="utf-8")
    entries = questions._lesson(lesson.number)["texts"].items()
    folded = [key for key, entry in entries if isinstance(entry, dict) and entry["title"].startswith("After you")]
    for key in folded:
        before = text[: text.index(f'say("{key}"')].rpartition("```{code-cell}")[0].rstrip().rpartition("\n")[2]
        assert before.startswith("Open this when you have "), f"{key}: {before}"


@pytest.mark.parametrize("number", [each.number for each in LESSONS])
def test_a_question_to_predict_is_short(number):
    asked = questions._lesson(number)["predictions"]
    assert [key for key, entry in asked.items() if len(entry["question"].split()) > 45] == []


@pytest.mark.parametrize("name", STORED + EXERCISES)
def test_no_path_of_a_machine_is_in_a_notebook(name):
    for cell in read(name).cells:
        text = cell.source + ("\n" + shown(cell) if cell.cell_type == "code" else "")
        assert not (match := build.MACHINE_PATH.search(text)), f"{name}, {cell.id}: {match[0]}"


@pytest.mark.parametrize("name", STORED + EXERCISES)
def test_cell_ids_are_unique(name):
    ids = [cell.id for cell in read(name).cells]
    assert len(ids) == len(set(ids))
