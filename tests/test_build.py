"""course/build.py on tiny sources: what it derives, what it executes, what it refuses, what --check sees."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

REPO = Path(__file__).resolve().parent.parent
FIXTURE = Path(__file__).parent / "fixtures" / "build"
LESSON, EXERCISE = "course/lessons/04_tiny.md", "course/exercises/04_tiny.md"
NOTEBOOK, SOLVED, BLANK = (f"{folder}/04_tiny.ipynb" for folder in ("notebooks", "solutions", "exercises"))


def _load_build():
    spec = importlib.util.spec_from_file_location("course_build", REPO / "course" / "build.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


build = _load_build()


def a_lesson(stem="04_tiny", labs=("labs/tiny.py",)):
    parts = SimpleNamespace(models=(), labs=labs, rubric=(), questions=(), exercise=(), tests=())
    exercise, solution = f"exercises/{stem}.ipynb", f"solutions/{stem}.ipynb"
    return SimpleNamespace(
        stem=stem,
        notebook=f"notebooks/{stem}.ipynb",
        exercise_notebook=None if stem.startswith("00") else exercise,
        solution_notebook=None if stem.startswith("00") else solution,
        parts=parts,
    )


MAP = (a_lesson(),)


def copy_sources(root):
    shutil.copytree(FIXTURE / "course", root / "course")
    (root / "labs").mkdir()
    (root / "labs" / "tiny.py").write_text("STEP = 1\n")
    return root


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    root = copy_sources(tmp_path_factory.mktemp("built"))
    assert build.main([], root=root, lessons=MAP) == 0
    return root


@pytest.fixture
def root(built_once, tmp_path):
    """A built course of one's own to change."""
    return shutil.copytree(built_once, tmp_path / "course_root")


@pytest.fixture
def executed(monkeypatch):
    """The names of the notebooks that are really executed."""
    names, real = [], build.execute

    async def recording(notebook, folder, name, *rest):
        names.append(name)
        await real(notebook, folder, name, *rest)

    monkeypatch.setattr(build, "execute", recording)
    return names


def edit(root, name, old, new):
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def notebook_of(root, name):
    return nbformat.read(root / name, as_version=4)


def cell_of(notebook, cell_id):
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def snapshot(root):
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*.ipynb"))}


def source_file(tmp_path, text, kind="exercises"):
    """A course of one source with this text."""
    path = tmp_path / "course" / kind / "04_tiny.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# --- what is derived --------------------------------------------------------------------------------------


def test_three_notebooks_come_out_with_their_outputs(built_once):
    assert sorted(snapshot(built_once)) == [BLANK, NOTEBOOK, SOLVED]
    lesson = notebook_of(built_once, NOTEBOOK)
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3]
    assert code[0].outputs[0].text == "three flights\n"
    assert code[1].outputs[0].data["text/plain"] == "12"
    assert lesson.metadata.kernelspec == {"display_name": "Python 3 (ipykernel)", "name": "python3"}
    assert lesson.metadata.language_info == {"name": "python"}


def test_blank_lines_keep_a_cell_and_breaks_end_it(built_once):
    lesson = notebook_of(built_once, NOTEBOOK)
    kinds = [cell.cell_type for cell in lesson.cells]
    assert kinds == ["markdown", "code", "markdown", "markdown", "code", "code"]
    assert lesson.cells[3].source == "Like this one – with “quotes”, an é and a dash."


def test_a_widget_leaves_its_text_but_neither_view_nor_state(built_once):
    lesson = notebook_of(built_once, NOTEBOOK)
    (output,) = cell_of(lesson, "slider").outputs
    assert set(output.data) == {"text/plain"}
    assert "IntSlider" in output.data["text/plain"]
    assert "widgets" not in lesson.metadata


def test_the_exercise_has_stubs_and_nothing_executed(built_once):
    exercise = notebook_of(built_once, BLANK)
    assert cell_of(exercise, "ex-04-1-why").source == build.TEXT_STUB
    assert cell_of(exercise, "ex-04-2").source == ("# Hours, over both groups.\nanswer_2 = ...\n# your code here")
    assert cell_of(exercise, "ex-04-3").source == ("def share(hours, limit):\n    # your code here\n    return ...")
    for cell in exercise.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_the_solution_reads_as_one_would_write_it(built_once):
    solution = notebook_of(built_once, SOLVED)
    assert cell_of(solution, "ex-04-1-why").source.startswith("The evening group: **3 of 4**")
    # Neither markers nor the placeholder.
    assert cell_of(solution, "ex-04-2").source == (
        "# Hours, over both groups.\nlongest = [max(hours) for hours in waits.values()]\nanswer_2 = max(longest)"
    )
    assert cell_of(solution, "ex-04-2-check").outputs[0].data["text/plain"] == "'9 h'"


def tags_of(notebook):
    return {cell.id: cell.metadata.tags for cell in notebook.cells if "tags" in cell.metadata}


def test_only_where_readers_write_code_an_error_lets_the_rest_run(built_once):
    assert tags_of(notebook_of(built_once, BLANK)) == {"ex-04-2": ["raises-exception"], "ex-04-3": ["raises-exception"]}
    assert tags_of(notebook_of(built_once, SOLVED)) == {}


def test_the_authors_own_tags_stay(tmp_path):
    text = code("a = ...\n### BEGIN SOLUTION\na = 1\n### END SOLUTION", "solution: ex-04-1", "tags: [mine]")
    solved, blank = build.derive(tmp_path, source_file(tmp_path, text))
    assert solved.notebook.cells[0].metadata.tags == ["mine"]
    assert blank.notebook.cells[0].metadata.tags == ["mine", "raises-exception"]


def test_a_tag_does_not_let_an_error_through_the_build(tmp_path):
    cell = nbformat.v4.new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]})
    with pytest.raises(build.BuildError, match="ZeroDivisionError"):
        asyncio.run(build.execute(nbformat.v4.new_notebook(cells=[cell]), tmp_path, "here.ipynb"))


def test_a_solution_that_raises_fails_the_build(root, capsys):
    before = snapshot(root)
    edit(root, EXERCISE, "answer_2 = max(longest)", "answer_2 = max(longest) / 0")
    assert build.main([], root=root, lessons=MAP) == 1
    assert f"{SOLVED}, cell 6 (id ex-04-2): the code raised ZeroDivisionError" in capsys.readouterr().err
    assert snapshot(root) == before


def test_a_solution_keeps_its_results_out_of_the_workbook(tmp_path):
    text = code("from ops2pm import check", "locked: ex-04-setup") + code(
        "check('04')\n### BEGIN HIDDEN TESTS\nassert True\n### END HIDDEN TESTS", "tests: ex-04-1-check"
    )
    solved, blank = build.derive(tmp_path, source_file(tmp_path, text))
    assert [cell.id for cell in blank.notebook.cells] == ["ex-04-setup", "ex-04-1-check"]
    assert [cell.id for cell in solved.notebook.cells] == [
        "solution-note", "solution-keeps-nothing", "ex-04-setup", "ex-04-1-check",
    ]  # fmt: skip
    assert "Nothing you run here counts as yours" in solved.notebook.cells[0].source
    assert "checks.keep_results(False)" in solved.notebook.cells[1].source
    assert solved.hidden == {3: "assert True"}, "hidden tests still run after their own cell"


def test_a_sample_is_in_the_solution_alone(tmp_path):
    path = source_file(
        tmp_path, 'Fill it in.\n\n+++ {"sample": "ex-04-1-form"}\n\nOne way to fill it in.\n\n+++\n\nGo on.'
    )
    solved, blank = build.derive(tmp_path, path)
    assert [cell.source for cell in blank.notebook.cells] == ["Fill it in.", "Go on."]
    assert cell_of(solved.notebook, "ex-04-1-form").source == "One way to fill it in."
    assert all("nbgrader" not in cell.metadata for cell in solved.notebook.cells)
    assert len(build.instructor_notebook(path, EXERCISE).cells) == 2


def test_hidden_tests_and_markers_reach_no_reader(built_once):
    for name, content in snapshot(built_once).items():
        for secret in (b"HIDDEN TESTS", b"BEGIN SOLUTION", b"END SOLUTION", b"assert answer_2"):
            assert secret not in content, f"{secret} in {name}"


def test_an_untouched_exercise_runs(built_once):
    exercise = notebook_of(built_once, BLANK)
    asyncio.run(build.execute(exercise, built_once / "exercises", BLANK))
    assert cell_of(exercise, "ex-04-2-check").outputs[0].data["text/plain"] == "'not attempted'"


def test_files_are_stable_text(built_once):
    for content in snapshot(built_once).values():
        text = content.decode()
        assert text.endswith("}\n")
        assert "\r" not in text
        assert '\n "cells"' in text, "indent 1"
    assert "“quotes”, an é" in (built_once / NOTEBOOK).read_text(encoding="utf-8"), "no \\u escapes"


def test_executing_again_changes_no_byte(root, executed, capsys):
    before = snapshot(root)
    assert build.main(["--force"], root=root, lessons=MAP) == 0
    assert sorted(executed) == [NOTEBOOK, SOLVED]
    assert snapshot(root) == before
    out = capsys.readouterr().out
    assert f"{NOTEBOOK}: executing 3 cells" in out
    assert "same content" in out


# --- nbgrader's own judgement -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [BLANK, SOLVED])
def test_nbgrader_accepts_the_metadata(built_once, name):
    from nbgrader.nbgraderformat import MetadataValidator
    from nbgrader.preprocessors import CheckCellMetadata, DeduplicateIds

    notebook = notebook_of(built_once, name)
    before = json.dumps(notebook)
    MetadataValidator().validate_nb(notebook)
    CheckCellMetadata().preprocess(notebook, {})
    DeduplicateIds().preprocess(notebook, {})  # empties the metadata of a second cell with the same id
    assert json.dumps(notebook) == before
    graders = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert [(g.grade_id, g.grade, g.solution, g.locked, g.get("points")) for g in graders] == [
        ("ex-04-1-why", True, True, False, 0),
        ("ex-04-setup", False, False, True, None),
        ("ex-04-2", False, True, False, None),
        ("ex-04-2-check", True, False, True, 2),
        ("ex-04-3", False, True, False, None),
    ]


def test_nbgraders_own_clearing_gives_the_committed_exercise(built_once):
    assert_nbgrader_gives(built_once, EXERCISE, BLANK)


def assert_nbgrader_gives(root, source, exercise):
    from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
    from traitlets.config import Config

    config = Config()
    config.ClearSolutions.code_stub = {"python": build.CODE_STUB}
    config.ClearSolutions.text_stub = build.TEXT_STUB
    notebook = build.instructor_notebook(root / source, source)
    notebook, resources = ClearSolutions(config=config).preprocess(notebook, {})
    notebook, _ = ClearHiddenTests(config=config).preprocess(notebook, resources)
    committed = notebook_of(root, exercise)
    assert [(c.id, c.source, c.metadata) for c in notebook.cells] == [
        (c.id, c.source, c.metadata) for c in committed.cells
    ]


# --- what is executed -------------------------------------------------------------------------------------


def test_an_unchanged_source_is_not_executed(root, executed):
    before = snapshot(root)
    assert build.main([], root=root, lessons=MAP) == 0
    assert executed == []
    assert snapshot(root) == before


def test_a_change_of_prose_is_written_without_executing(root, executed, capsys):
    edit(root, LESSON, "Prose stands between", "Prose always stands between")
    assert build.main([], root=root, lessons=MAP) == 0
    assert executed == []
    lesson = notebook_of(root, NOTEBOOK)
    assert "Prose always stands" in lesson.cells[0].source
    assert lesson.cells[1].outputs[0].text == "three flights\n", "the outputs stay"
    assert f"{NOTEBOOK}: written, not executed again" in capsys.readouterr().out
    assert build.check(root, [], MAP) == []


def test_a_change_of_code_executes_that_notebook_only(root, executed):
    edit(root, LESSON, "[3, 4, 5]", "[3, 4, 6]")
    assert build.main([], root=root, lessons=MAP) == 0
    assert executed == [NOTEBOOK]
    assert notebook_of(root, NOTEBOOK).cells[4].outputs[0].data["text/plain"] == "13"


def test_a_change_of_hidden_tests_proves_the_solution_again(root, executed):
    edit(root, EXERCISE, "assert answer_2 == 9", "assert 8 < answer_2 < 10")
    assert build.main([], root=root, lessons=MAP) == 0
    assert executed == [SOLVED]


def test_a_change_of_the_lessons_own_part_executes_it(root, executed):
    (root / "labs" / "tiny.py").write_bytes(b"STEP = 1\r\n")
    build.main([], root=root, lessons=MAP)
    assert executed == [], "line endings are no change"
    (root / "labs" / "tiny.py").write_text("STEP = 2\n")
    build.main([], root=root, lessons=MAP)
    assert sorted(executed) == [NOTEBOOK, SOLVED]
    assert build.check(root, [], MAP) == []


def test_a_notebook_that_lost_its_outputs_is_executed(root, executed):
    lesson = notebook_of(root, NOTEBOOK)
    lesson.cells[1].outputs, lesson.cells[1].execution_count = [], None
    nbformat.write(lesson, root / NOTEBOOK)
    assert build.main(["04"], root=root, lessons=MAP) == 0
    assert executed == [NOTEBOOK]


def run_cells(tmp_path, *sources, hidden=None, name="here.ipynb"):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    asyncio.run(build.execute(notebook, tmp_path, name, hidden))
    return notebook


def test_the_kernel_is_this_interpreter_in_the_notebooks_folder_with_an_empty_workbook(tmp_path, monkeypatch):
    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path / "somebodys_work"))
    monkeypatch.setenv("OPS2PM_DATA", str(tmp_path / "other_data"))
    notebook = run_cells(
        tmp_path,
        "import os, sys\nfrom pathlib import Path\n"
        "home = Path(os.environ['OPS2PM_HOME'])\n"
        "print(sys.executable)\nprint(Path.cwd())\nprint(list(home.iterdir()))\n"
        "print(home.name, 'OPS2PM_DATA' in os.environ)",
    )
    executable, cwd, inside, rest = notebook.cells[0].outputs[0].text.splitlines()
    assert Path(executable).resolve() == Path(sys.executable).resolve()
    assert Path(cwd).resolve() == tmp_path.resolve()
    assert inside == "[]"
    assert rest == "work False"


def test_a_failing_cell_is_named_and_nothing_of_its_source_is_written(root, capsys):
    before = snapshot(root)
    edit(root, LESSON, "sum(flights)\n", "def total():\n    return sum(flihgts)\ntotal()\n")
    # Elsewhere something is fine, and is written.
    edit(root, EXERCISE, "Which group", "Which of the groups")
    assert build.main([], root=root, lessons=MAP) == 1
    captured = capsys.readouterr()
    assert f"{LESSON}: FAILED, nothing written" in captured.out
    assert f"{NOTEBOOK}, cell 5 (id " in captured.err
    assert "the code raised NameError: name 'flihgts' is not defined" in captured.err
    assert "return sum(flihgts)" in captured.err, "the end of the traceback"
    assert "\x1b" not in captured.err
    after = snapshot(root)
    assert after[NOTEBOOK] == before[NOTEBOOK]
    assert after[BLANK] != before[BLANK]


def test_hidden_tests_are_proved_on_the_solution(root, capsys):
    before = snapshot(root)
    edit(root, EXERCISE, "assert answer_2 == 9", "assert answer_2 == 10, 'ten hours'")
    assert build.main([], root=root, lessons=MAP) == 1
    err = capsys.readouterr().err
    assert f"{SOLVED}, cell 7 (id ex-04-2-check), hidden tests: the code raised AssertionError" in err
    assert snapshot(root) == before, "the exercise isn't written without its solution"


def test_what_must_not_be_stored_fails_the_build(tmp_path, capsys):
    wrong = {
        "import sys; print('oh', file=sys.stderr)": "cell 1 (id a1): writes to stderr: oh",
        "import warnings; warnings.warn('odd')": "cell 2 (id a2): writes to stderr",
        "object()": "cell 3 (id a3): shows a memory address",
        "print('in /home/ada/course')": "cell 4 (id a4): shows a path of this machine",
        "print(f'in {sys.prefix}.')": "cell 5 (id a5): shows a path of this machine",
        "print(('x' * 99 + '\\n') * 6_000)": "bytes are stored; the limit is 600,000",
    }
    cells = [code(body, f"id: a{number}") for number, body in enumerate(wrong, start=1)]
    source_file(tmp_path, "\n".join(cells), "lessons")
    assert build.main([], root=tmp_path, lessons=()) == 1
    err = capsys.readouterr().err
    for complaint in wrong.values():
        assert complaint in err
    assert "(id a6)" not in err
    assert snapshot(tmp_path) == {}


def test_a_kernel_that_dies_is_reported(tmp_path):
    with pytest.raises(build.BuildError, match=r"here\.ipynb, cell 2 .*: the kernel died"):
        run_cells(tmp_path, "1", "import os; os._exit(1)")


def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_text("old", encoding="utf-8")

    def full(self, target):
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        build.write_atomically(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.ipynb"]


def test_notebooks_without_a_source_go_and_strangers_stay(root, capsys):
    shutil.copy(root / NOTEBOOK, root / "notebooks" / "05_gone.ipynb")
    stranger = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("mine")])
    nbformat.write(stranger, root / "notebooks" / "Untitled.ipynb")
    found = build.check(root, [], MAP)
    assert found == [
        "notebooks/05_gone.ipynb: no source gives it.",
        "notebooks/Untitled.ipynb: no source gives it.",
    ]
    assert build.main([], root=root, lessons=MAP) == 0
    assert sorted(p.name for p in (root / "notebooks").iterdir()) == ["04_tiny.ipynb", "Untitled.ipynb"]
    out = capsys.readouterr().out
    assert "notebooks/05_gone.ipynb: removed, its source is gone" in out
    assert "notebooks/Untitled.ipynb: no source gives it; left alone" in out


def test_a_build_of_one_lesson_removes_nothing(root):
    shutil.copy(root / NOTEBOOK, root / "notebooks" / "05_gone.ipynb")
    assert build.main(["04"], root=root, lessons=MAP) == 0
    assert (root / "notebooks" / "05_gone.ipynb").exists()


# --- --check ----------------------------------------------------------------------------------------------


def test_check_is_content_with_what_was_built(built_once, capsys):
    assert build.main(["--check"], root=built_once, lessons=MAP) == 0
    assert "2 sources checked" in capsys.readouterr().out


def test_line_endings_of_windows_change_nothing(root, executed):
    for path in [*root.rglob("*.md"), *root.rglob("*.ipynb")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert build.check(root, [], MAP) == []
    assert build.main([], root=root, lessons=MAP) == 0
    assert executed == []
    assert b"\r" not in (root / NOTEBOOK).read_bytes()


def in_notebook(name, change):
    """A way to spoil a built course: change one stored notebook."""

    def spoil(root):
        notebook = notebook_of(root, name)
        change(notebook)
        nbformat.write(notebook, root / name)

    return spoil


def set_source(notebook):
    notebook.cells[4].source = "sum(flights) + 1"


def set_metadata(notebook):
    cell_of(notebook, "ex-04-2-check").metadata.nbgrader.points = 5


def set_id(notebook):
    notebook.cells[1].id = "another"


def add_cell(notebook):
    notebook.cells.insert(2, nbformat.v4.new_markdown_cell("A note.", id="note"))


def drop_cell(notebook):
    del notebook.cells[3]


def clear_outputs(notebook):
    notebook.cells[1].outputs, notebook.cells[1].execution_count = [], None


def run_by_hand(notebook):
    notebook.cells[4].execution_count = 7


def store_error(notebook):
    notebook.cells[1].outputs = [nbformat.v4.new_output("error", ename="KeyError", evalue="x", traceback=[])]


def store_view(notebook):
    cell_of(notebook, "slider").outputs[0].data[build.WIDGET_VIEW] = {"model_id": "1"}


def store_widgets(notebook):
    notebook.metadata["widgets"] = {"state": {}}


def run_exercise(notebook):
    cell_of(notebook, "ex-04-3").execution_count = 1


def set_version(notebook):
    notebook.metadata.language_info["version"] = "3.12.1"


def make_markdown(notebook):
    notebook.cells[1] = nbformat.v4.new_markdown_cell("was code", id=notebook.cells[1].id)


def grow(notebook):
    notebook.cells[1].outputs[0].text = "x" * 600_000


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (in_notebook(NOTEBOOK, set_source), "cell 5 (id code-72fd8e1a47): text differs: “sum(flights) + 1”"),
        (in_notebook(SOLVED, set_metadata), "cell 7 (id ex-04-2-check): metadata differs (nbgrader.points)"),
        (in_notebook(NOTEBOOK, set_id), "cell 2 (id another): the id differs; the source gives code-"),
        (in_notebook(NOTEBOOK, add_cell), "cell 3 (id note): is not in the source"),
        (in_notebook(NOTEBOOK, drop_cell), "cell 4 of the source (id text-538a874dce) is missing"),
        (in_notebook(NOTEBOOK, clear_outputs), "has not been executed"),
        (in_notebook(NOTEBOOK, run_by_hand), "is numbered 7 instead of 2"),
        (in_notebook(NOTEBOOK, store_error), "stores an error (KeyError)"),
        (in_notebook(NOTEBOOK, store_view), "cell 6 (id slider): stores a widget view"),
        (in_notebook(NOTEBOOK, store_widgets), "stores the state of widgets"),
        (in_notebook(BLANK, run_exercise), "cell 8 (id ex-04-3): has outputs, but an exercise"),
        (in_notebook(NOTEBOOK, set_version), "notebook metadata differs (language_info.version)"),
        (in_notebook(NOTEBOOK, make_markdown), "is a markdown cell; the source has a code cell"),
        (in_notebook(NOTEBOOK, grow), "the limit is 600,000"),
        (lambda root: (root / SOLVED).unlink(), f"{SOLVED}: is missing; its source is {EXERCISE}"),
        (lambda root: (root / SOLVED).write_text("{"), f"{SOLVED}: cannot be read as a notebook"),
        (
            lambda root: (root / SOLVED).write_text('{"nbformat": 4, "nbformat_minor": 4}'),
            "cell ids need 4.5",
        ),
        (
            lambda root: edit(root, LESSON, "Like this", "As this"),
            "cell 4 (id text-538a874dce): text differs",
        ),
        (lambda root: edit(root, LESSON, "[3, 4, 5]", "[3]"), "the outputs come from other code"),
        (lambda root: edit(root, EXERCISE, "### END SOLUTION\n\n+++", "+++"), f"{EXERCISE}, line "),
        (lambda root: (root / EXERCISE).unlink(), f"{BLANK}: it is on the map (ops2pm/course.py), but"),
    ],
)
def test_check_names_what_differs(root, capsys, executed, spoil, complaint):
    spoil(root)
    assert build.main(["--check"], root=root, lessons=MAP) == 1
    captured = capsys.readouterr()
    assert complaint in captured.err
    assert "run python course/build.py" in captured.out
    assert executed == []


def test_check_compares_with_the_map(root):
    assert build.check(root, [], ()) == [
        f"{name}: has a source, but it is not on the map (ops2pm/course.py)." for name in (BLANK, NOTEBOOK, SOLVED)
    ]
    start = a_lesson("00_start")
    assert build.check(root, [], (*MAP, start)) == [
        "notebooks/00_start.ipynb: it is on the map (ops2pm/course.py), but it has no source."
    ]


def test_no_source_at_all_is_an_error(tmp_path, capsys):
    assert build.main(["--check"], root=tmp_path, lessons=()) == 2
    assert "no source" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["4", "04", "04_tiny", LESSON, NOTEBOOK])
def test_a_lesson_is_found_by_any_of_its_names(built_once, name):
    assert [path.relative_to(built_once).as_posix() for path in build.choose(built_once, [name])] == [
        LESSON,
        EXERCISE,
    ]


def test_an_unknown_lesson_is_named(built_once, capsys):
    assert build.main(["--check", "17"], root=built_once, lessons=MAP) == 2
    assert "No source is called “17”; there are: 04_tiny." in capsys.readouterr().err


def test_the_command_line_runs_from_anywhere(tmp_path):
    done = subprocess.run(
        [sys.executable, str(REPO / "course" / "build.py"), "--check", "no_such_lesson"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    assert "no_such_lesson" in done.stderr or "no source" in done.stderr
    assert "Traceback" not in done.stderr


# --- ids --------------------------------------------------------------------------------------------------

CELLS = ["# Title", "```{code-cell}\nx = 1\n```", "Prose", "```{code-cell}\nx = 1\n```", "+++\n\nMore\nprose"]


def ids_of(tmp_path, blocks):
    path = source_file(tmp_path, "\n\n".join(blocks) + "\n", "lessons")
    return [cell.id for cell in build.read_source(path, path.name).cells]


def test_ids_are_unique_valid_and_the_same_every_time(tmp_path):
    ids = ids_of(tmp_path, CELLS)
    assert len(set(ids)) == 5
    assert ids == ids_of(tmp_path, CELLS)
    assert all(build.ID_PATTERN.fullmatch(cell_id) for cell_id in ids)
    assert ids[3] == ids[1] + "-2"


def test_inserting_a_cell_changes_no_other_id(tmp_path):
    before = ids_of(tmp_path, CELLS)
    for place in range(1, len(CELLS)):
        with_new = [*CELLS[:place], "```{code-cell}\ny = 2\n```", *CELLS[place:]]
        after = ids_of(tmp_path, with_new)
        new = [cell_id for cell_id in after if cell_id not in before]
        assert len(new) == 1
        assert [cell_id for cell_id in after if cell_id in before] == before


def test_rewriting_below_the_first_line_keeps_the_id(tmp_path):
    changed = [*CELLS[:-1], "+++\n\nMore\nprose, rewritten"]
    assert ids_of(tmp_path, changed) == ids_of(tmp_path, CELLS)


# --- what authors are told --------------------------------------------------------------------------------


def code(body, *options):
    return "```{code-cell} ipython3\n" + "".join(f":{o}\n" for o in options) + f"\n{body}\n```\n"


REGION = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
HIDDEN = "### BEGIN HIDDEN TESTS\nassert True\n### END HIDDEN TESTS"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (code(REGION), "mark the cell by “solution: some-id”"),
        (code("x = 1", "solution: a"), "has no ### BEGIN SOLUTION"),
        (code("x\n" + HIDDEN), "mark the cell by “tests: some-id”"),
        (code(HIDDEN, "tests: a"), "would be empty for readers"),
        (code("x\n" + HIDDEN + "\n" + REGION, "solution: a"), "mark the cell by “tests: some-id”"),
        (code("### BEGIN SOLUTION\nx = 1", "solution: a"), "a region is not ended"),
        (code("x = 1\n### END SOLUTION", "solution: a"), "ends what was not begun"),
        (code("### BEGIN SOLUTION\n" + REGION, "solution: a"), "begins inside another"),
        (code("# BEGIN SOLUTION\nx = 1\n# END SOLUTION", "solution: a"), "write “### BEGIN SOLUTION” alone"),
        (code("y = ...\n" + REGION, "solution: a"), "the solution does not assign “y”"),
        (code("y = ...\n" + REGION.replace("x =", "y =="), "solution: a"), "does not assign “y”"),
        (code("x", "tests: a") + code("y", "tests: a"), "the id “a” is taken already, line "),
        (code("x", "id: b") + code("y", "locked: b"), "the id “b” is taken already"),
        (code("x", "tests: a b"), "may hold letters, digits"),
        (code("x", "tests: 42"), "may hold letters, digits"),
        (code("x", "soluton: a"), "unknown option soluton"),
        (code("x", "tests: a", "locked: b"), "one of solution, tests, locked and sample"),
        (code("x", "points: 2"), "points belong to"),
        (code("x", "locked: a", "points: 2"), "a locked cell has no points"),
        (code(""), "the code cell is empty"),
        ('+++ {"tests": "a"}\n\nProse\n', "only a code cell can hold tests"),
        ("+++ {tests}\n\nProse\n", "could not be read"),
        ("- a list\n\n  ```{code-cell}\n  x\n  ```\n", "nested in a list"),
        ("```{raw-cell}\nx\n```\n", "raw cells"),
        ("---\ntitle: Mine\n---\n\n# One\n", "not title"),
        ("", "there is no cell"),
    ],
)
def test_a_slip_of_the_author_is_told_with_its_place(tmp_path, text, complaint):
    path = source_file(tmp_path, text)
    with pytest.raises(build.BuildError) as error:
        build.derive(tmp_path, path)
    assert complaint in str(error.value)
    assert str(error.value).startswith(EXERCISE)


def test_a_message_counts_lines_as_an_editor_does(tmp_path):
    path = source_file(tmp_path, "# One\n\nProse\n\n" + code("x", "soluton: a"))
    with pytest.raises(build.BuildError, match="line 6:"):
        build.derive(tmp_path, path)


def test_a_lesson_has_no_graded_cells(tmp_path):
    path = source_file(tmp_path, code(REGION, "solution: a"), "lessons")
    with pytest.raises(build.BuildError, match="a lesson has no graded cells, but “a” is one"):
        build.derive(tmp_path, path)


def test_a_sample_is_a_text_of_an_exercise(tmp_path):
    with pytest.raises(build.BuildError, match="line 2: only a text can be a sample"):
        build.derive(tmp_path, source_file(tmp_path, code("x", "sample: a")))
    with pytest.raises(build.BuildError, match="a lesson has no solution, but “a” is a sample"):
        build.derive(tmp_path, source_file(tmp_path, '+++ {"sample": "a"}\n\nText', "lessons"))


def test_points_make_a_code_solution_graded_by_hand(tmp_path):
    path = source_file(tmp_path, code(REGION, "solution: a", "points: 3"))
    grader = build.derive(tmp_path, path)[0].notebook.cells[0].metadata.nbgrader
    assert (grader.grade, grader.solution, grader.locked, grader.points) == (True, True, False, 3)


def test_all_placeholders_above_a_region_are_left_out_of_the_solution():
    source = "before = ...\nz = 1\na = ...\nb = ...\n### BEGIN SOLUTION\na: int = 1\nb = 2\n### END SOLUTION\nz"
    assert build.solution_text(source) == "before = ...\nz = 1\na: int = 1\nb = 2\nz"
    assert build.exercise_text(source, "# stub") == "before = ...\nz = 1\na = ...\nb = ...\n# stub\nz"
