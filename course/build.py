"""Build the notebooks from their text sources.

    python course/build.py                 every notebook whose source, or lesson part, has changed
    python course/build.py 04 00_start_here    only these
    python course/build.py --force 04      execute although nothing changed
    python course/build.py --check         compare without executing; list what differs; exit 1
    python course/build.py --instructor 07 --out DIR    write what nbgrader makes an assignment from

What comes from what::

    course/lessons/NN_slug.md    ->  notebooks/NN_slug.ipynb    executed
    course/exercises/NN_slug.md  ->  solutions/NN_slug.ipynb    executed, the solution stands
                                     exercises/NN_slug.ipynb    not executed, the solution cleared

Sources are MyST Markdown, read by jupytext. In an exercise the author marks a cell by one option, and this
module expands it to nbgrader's metadata (schema 3)::

    :solution: ex-04-2      a cell with a region between ### BEGIN SOLUTION and ### END SOLUTION
    :tests: ex-04-2-check   a cell whose code is graded; may hold ### BEGIN / END HIDDEN TESTS
    :locked: ex-04-setup    a cell that readers are not meant to change
    :points: 2              beside the others; default 1 for tests, 0 for written reasons

On a Markdown cell the same stands in its break: ``+++ {"solution": "ex-04-1-why"}``. There, ``sample`` marks a
text that the solution alone has, such as one way to fill in a form. Any cell may fix its own id by
``:id: name``. Other cells get an id from their kind and first line, so that neither inserting nor moving a cell
changes the id of another.

Above a region, ``answer_2 = ...`` gives the variable that an untouched exercise has. The solution leaves that
line out, because the region assigns the variable.

Code cells marked as a solution get the tag raises-exception in the exercise, so that a reader's error doesn't
keep *Run All* from the cells below. The solution has no such tag, and begins by a cell that keeps its results
out of the workbook.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any, Protocol

try:
    import nbformat
    from jupytext.myst import MystMetadataParsingError, myst_to_notebook
    from nbformat import NotebookNode
except ModuleNotFoundError as error:
    sys.exit(f"The build needs {error.name}, which readers don't: pip install -e '.[test]'")

ROOT = Path(__file__).resolve().parent.parent

CODE_STUB = "# your code here"
"""What nbgrader's ClearSolutions puts in place of a code region: a comment, so that the cell runs."""
TEXT_STUB = "*Before you go on, say your reason in one sentence, aloud or on paper.*"
"""What it puts in place of a Markdown region. It asks for no writing: nobody new to notebooks can write there."""
MAY_RAISE = "raises-exception"
"""The tag of cells in which readers write code: an error there doesn't keep Run All from the cells below."""
NOT_KEPT = "from ops2pm import checks\n\nchecks.keep_results(False)  # nothing you run here counts as yours"
"""What a solution begins with where it uses ops2pm: its answers are not the reader's."""

MAX_BYTES = 600_000
CELL_TIMEOUT = 300
"""Seconds after which a cell counts as hanging."""
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "name": "python3"},
    # No version here: it would change with the interpreter that built the notebook.
    "language_info": {"name": "python"},
}
MARKS = ("solution", "tests", "locked")
SAMPLE = "sample"
"""The option and the tag of a Markdown cell that only the solution has."""
PASSED_ON = {"tags", "jupyter", "collapsed", "slideshow", "editable", "deletable"}
BEGIN_SOLUTION, END_SOLUTION = "BEGIN SOLUTION", "END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
DELIMITERS = (BEGIN_SOLUTION, END_SOLUTION, BEGIN_HIDDEN, END_HIDDEN)
ID_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,64}")
PLACEHOLDER = re.compile(r"\s*([A-Za-z_]\w*) = \.\.\.\s*")
MEMORY_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
MACHINE_PATH = re.compile(
    r"(?<![\w/.:-])(/home/|/Users/|/root/|/tmp/|/var/folders/|[A-Za-z]:\\+\w)"
    f"|{re.escape(str(ROOT))}|{re.escape(sys.prefix)}"
)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class BuildError(Exception):
    """What is wrong with a source or its execution, in words an author can act on."""


class LessonLike(Protocol):
    """What the build asks of an entry of ops2pm.course.LESSONS."""

    stem: str
    notebook: str
    exercise_notebook: str | None
    solution_notebook: str | None
    parts: Any


@dataclass(frozen=True)
class Derived:
    """One notebook as its source asks for it, still without outputs."""

    path: str
    """Relative to the root, with forward slashes: "solutions/04_who_struggles.ipynb"."""
    source: str
    notebook: NotebookNode
    executed: bool
    hidden: dict[int, str] = field(default_factory=dict)
    """Position of a cell -> hidden tests to run after it; they are proved, never stored."""


# --- reading a source -------------------------------------------------------------------------------------


def read_source(path: Path, name: str) -> NotebookNode:
    """Read a MyST source as the instructor's notebook: nbgrader metadata, stable ids, all regions in place.

    `name` is what messages call the file. Raises BuildError.
    """
    text = path.read_text(encoding="utf-8")
    try:
        read = myst_to_notebook(text, add_source_map=True)
    except MystMetadataParsingError as error:
        raise BuildError(f"{name}: {error}") from error
    lines = read.metadata.pop("source_map")
    unknown = set(read.metadata) - {"kernelspec", "jupytext", "jupyter"}
    if unknown:
        raise BuildError(f"{name}: the front matter may hold jupytext and kernelspec only, not {_list(unknown)}.")
    if not read.cells:
        raise BuildError(f"{name}: there is no cell in it.")

    cells = []
    taken: dict[str, str] = {}
    for cell, line in zip(read.cells, lines, strict=True):
        where = f"{name}, line {line + 1}"
        metadata, wanted = _expand(dict(cell.metadata), cell.cell_type, where)
        _check_cell(cell, metadata, where)
        cell_id = wanted or _derived_id(cell, taken)
        if cell_id in taken:
            raise BuildError(f"{where}: the id “{cell_id}” is taken already, {taken[cell_id]}.")
        taken[cell_id] = f"line {line + 1}"
        new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
        cells.append(new(source=cell.source, metadata=metadata, id=cell_id))
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=json.loads(json.dumps(NOTEBOOK_METADATA)))
    notebook.metadata["ops2pm"] = {"source": name}
    return notebook


def _expand(options: dict[str, Any], cell_type: str, where: str) -> tuple[dict[str, Any], str | None]:
    """Turn the author's options into cell metadata; also the id they ask for, if any."""
    marks = [mark for mark in (*MARKS, SAMPLE) if mark in options]
    if len(marks) > 1:
        raise BuildError(f"{where}: a cell takes one of solution, tests, locked and sample; this has {_list(marks)}.")
    unknown = set(options) - {*MARKS, SAMPLE, "points", "id"} - PASSED_ON
    if unknown:
        raise BuildError(
            f"{where}: unknown option {_list(unknown)}; there are {_list((*MARKS, SAMPLE))}, points, id, "
            f"and what Jupyter knows ({_list(PASSED_ON)})."
        )
    metadata = {key: options[key] for key in options if key in PASSED_ON}
    wanted = options.get("id")
    if marks == [SAMPLE]:
        if cell_type != "markdown":
            raise BuildError(f"{where}: only a text can be a sample.")
        metadata["tags"] = [*metadata.get("tags", []), SAMPLE]
        wanted, marks = wanted or options[SAMPLE], []
    points = options.get("points")
    if marks:
        mark, grade_id = marks[0], options[marks[0]]
        if mark == "tests" and cell_type != "code":
            raise BuildError(f"{where}: only a code cell can hold tests.")
        is_written = mark == "solution" and cell_type == "markdown"
        # nbgrader wants a written answer to be graded, a code solution only when it carries points itself.
        grade = mark == "tests" or is_written or (mark == "solution" and points is not None)
        metadata["nbgrader"] = {
            "schema_version": 3,
            "grade": grade,
            "solution": mark == "solution",
            "locked": mark != "solution",
            "task": False,
            "grade_id": grade_id,
        }
        if grade:
            metadata["nbgrader"]["points"] = (0 if is_written else 1) if points is None else points
        elif points is not None:
            raise BuildError(f"{where}: a locked cell has no points.")
        if mark == "solution" and cell_type == "code":
            tags = metadata.get("tags", [])
            metadata["tags"] = tags if MAY_RAISE in tags else [*tags, MAY_RAISE]
        wanted = wanted or grade_id
    elif points is not None:
        raise BuildError(f"{where}: points belong to a solution or to tests.")
    for value in (wanted, metadata.get("nbgrader", {}).get("grade_id")):
        if value is not None and not (isinstance(value, str) and ID_PATTERN.fullmatch(value)):
            raise BuildError(f"{where}: the id “{value}” may hold letters, digits, - and _ only, 64 at most.")
    return metadata, wanted


def _check_cell(cell: NotebookNode, metadata: dict[str, Any], where: str) -> None:
    """Refuse what would get lost on the way: regions in unmarked cells, empty cells, nested code cells."""
    if cell.cell_type == "raw":
        raise BuildError(f"{where}: raw cells are not used in this course.")
    if cell.cell_type == "code" and not cell.source.strip():
        raise BuildError(f"{where}: the code cell is empty.")
    if cell.cell_type == "markdown" and "{code-cell}" in cell.source:
        raise BuildError(f"{where}: a code cell is nested in a list or quote; move it to the left margin.")
    for line in cell.source.splitlines():
        for delimiter in DELIMITERS:
            if delimiter in line and line.strip() != f"### {delimiter}":
                raise BuildError(f"{where}: write “### {delimiter}” alone on its line, not “{line.strip()}”.")
    grader = metadata.get("nbgrader", {})
    regions = _regions(cell.source, where)
    has_solution = any(kind == "solution" for kind, _ in regions)
    has_hidden = any(kind == "hidden" for kind, _ in regions)
    if has_solution and not grader.get("solution"):
        raise BuildError(f"{where}: mark the cell by “solution: some-id”, because it holds a solution.")
    if grader.get("solution") and not has_solution:
        # nbgrader would replace the whole cell by the stub.
        raise BuildError(f"{where}: the solution cell has no ### BEGIN SOLUTION … ### END SOLUTION region.")
    if has_hidden and not (grader.get("grade") and not grader.get("solution")):
        raise BuildError(f"{where}: mark the cell by “tests: some-id”, because it holds hidden tests.")
    if has_hidden and not any(kind == "shown" and text.strip() for kind, text in regions):
        raise BuildError(f"{where}: a cell of hidden tests alone would be empty for readers; show a check in it.")


def _derived_id(cell: NotebookNode, taken: Iterable[str]) -> str:
    """An id from the kind and the first line of a cell; a second cell that opens alike gets -2."""
    first = next(line for line in cell.source.splitlines() if line.strip())
    digest = hashlib.sha256(f"{cell.cell_type}\n{first.strip()}".encode()).hexdigest()[:10]
    stem = f"{'code' if cell.cell_type == 'code' else 'text'}-{digest}"
    number, cell_id = 1, stem
    while cell_id in taken:
        number += 1
        cell_id = f"{stem}-{number}"
    return cell_id


# --- solutions and hidden tests ---------------------------------------------------------------------------


def _regions(source: str, where: str = "cell") -> list[tuple[str, str]]:
    """Split a cell into its ("shown" | "begin" | "solution" | "hidden", lines) parts, in order.

    "begin" is the line that opens a solution; its indentation is the stub's.
    """
    parts: list[tuple[str, list[str]]] = [("shown", [])]
    opened = None
    for line in source.split("\n"):
        if BEGIN_SOLUTION in line or BEGIN_HIDDEN in line:
            if opened:
                raise BuildError(f"{where}: a region begins inside another.")
            opened = "solution" if BEGIN_SOLUTION in line else "hidden"
            if opened == "solution":
                parts.append(("begin", [line]))
            parts.append((opened, []))
        elif END_SOLUTION in line or END_HIDDEN in line:
            if opened != ("solution" if END_SOLUTION in line else "hidden"):
                raise BuildError(f"{where}: “{line.strip()}” ends what was not begun.")
            opened = None
            parts.append(("shown", []))
        else:
            parts[-1][1].append(line)
    if opened:
        raise BuildError(f"{where}: a region is not ended.")
    return [(kind, "\n".join(lines)) for kind, lines in parts if lines or kind in ("solution", "hidden")]


def exercise_text(source: str, stub: str) -> str:
    """The cell as the reader gets it: each solution replaced by the stub, hidden tests gone.

    Gives exactly what nbgrader's ClearSolutions and ClearHiddenTests give; a test compares them.
    """
    shown = []
    for kind, text in _regions(source):
        if kind == "shown":
            shown.append(text)
        elif kind == "begin":
            shown.append(text[: len(text) - len(text.lstrip())] + stub)
    return "\n".join(shown)


def solution_text(source: str, where: str = "cell") -> str:
    """The cell as the solution shows it: no marker lines, no hidden tests.

    Placeholders (``answer_2 = ...``) right above a region are left out. Raises BuildError when the region
    does not assign them, because the reader's variable would then stay unanswered.
    """
    shown: list[str] = []
    regions = _regions(source, where)
    for number, (kind, text) in enumerate(regions):
        if kind == "shown" and number + 1 < len(regions) and regions[number + 1][0] == "begin":
            lines = text.split("\n")
            region = regions[number + 2][1]
            while lines and (match := PLACEHOLDER.fullmatch(lines[-1])):
                if not re.search(rf"^\s*{match[1]}\b[^=\n]*=(?!=)", region, re.MULTILINE):
                    raise BuildError(f"{where}: the solution does not assign “{match[1]}”, its placeholder does.")
                lines.pop()
            shown.extend(lines)
        elif kind in ("shown", "solution"):
            shown.append(text)
    return "\n".join(shown)


def hidden_tests(source: str) -> str:
    """The code of all hidden tests of a cell, or an empty text."""
    return "\n".join(text for kind, text in _regions(source) if kind == "hidden")


def derive(root: Path, path: Path) -> list[Derived]:
    """All notebooks that follow from one source, without outputs. Raises BuildError."""
    name = path.relative_to(root).as_posix()
    instructor = read_source(path, name)
    if path.parent.name == "lessons":
        marked = [cell for cell in instructor.cells if "nbgrader" in cell.metadata]
        if marked:
            raise BuildError(f"{name}: a lesson has no graded cells, but “{marked[0].id}” is one.")
        if samples := [cell for cell in instructor.cells if _is_sample(cell)]:
            raise BuildError(f"{name}: a lesson has no solution, but “{samples[0].id}” is a sample for one.")
        return [_derived(f"notebooks/{path.stem}.ipynb", name, instructor, {})]

    solution, exercise = (nbformat.from_dict(json.loads(json.dumps(instructor))) for _ in range(2))
    hidden_of = {}
    for position, cell in enumerate(instructor.cells):
        stub = CODE_STUB if cell.cell_type == "code" else TEXT_STUB
        exercise.cells[position].source = exercise_text(cell.source, stub)
        solution.cells[position].source = solution_text(cell.source, f"{name}, cell “{cell.id}”")
        _may_not_raise(solution.cells[position])
        if tests := hidden_tests(cell.source):
            hidden_of[cell.id] = tests
    exercise.cells = [cell for cell in exercise.cells if not _is_sample(cell)]
    _keep_nothing(solution)
    hidden = {place: hidden_of[cell.id] for place, cell in enumerate(solution.cells) if cell.id in hidden_of}
    return [
        _derived(f"solutions/{path.stem}.ipynb", name, solution, hidden),
        _derived(f"exercises/{path.stem}.ipynb", name, exercise, None),
    ]


def _is_sample(cell: NotebookNode) -> bool:
    return SAMPLE in cell.metadata.get("tags", [])


def instructor_notebook(path: Path, name: str) -> NotebookNode:
    """What nbgrader makes an assignment from: all regions in place, without the samples. Raises BuildError."""
    notebook = read_source(path, name)
    notebook.cells = [cell for cell in notebook.cells if not _is_sample(cell)]
    return notebook


def _may_not_raise(cell: NotebookNode) -> None:
    """Take the tag away from a cell of the solution: there, an error is one."""
    if tags := cell.metadata.get("tags"):
        cell.metadata["tags"] = [tag for tag in tags if tag != MAY_RAISE]
        if not cell.metadata["tags"]:
            del cell.metadata["tags"]


def _keep_nothing(solution: NotebookNode) -> None:
    """Put NOT_KEPT before the first code cell, where the solution imports from ops2pm."""
    code = [place for place, cell in enumerate(solution.cells) if cell.cell_type == "code"]
    if any("from ops2pm import" in solution.cells[place].source for place in code):
        solution.cells.insert(code[0], nbformat.v4.new_code_cell(NOT_KEPT, id="solution-keeps-nothing"))
        told = "**This is the solution.** Nothing you run here counts as yours: your workbook stays as it is."
        solution.cells.insert(code[0], nbformat.v4.new_markdown_cell(told, id="solution-note"))


def _derived(path: str, source: str, notebook: NotebookNode, hidden: dict[int, str] | None) -> Derived:
    """Seal a notebook: the hash of what is executed goes into its metadata. `hidden` None: not executed."""
    if hidden is None:
        return Derived(path, source, notebook, executed=False)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    text = json.dumps([code, sorted(hidden.items())])
    notebook.metadata["ops2pm"]["code_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    return Derived(path, source, notebook, executed=True, hidden=hidden)


def parts_hash(root: Path, paths: Iterable[str]) -> str:
    """A hash of a lesson's own files, the same whatever their line endings."""
    digest = hashlib.sha256()
    for name in sorted(paths):
        place = root / name
        inside = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in inside:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(root).as_posix().encode())
                digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


# --- executing --------------------------------------------------------------------------------------------


class Progress:
    """Says which notebook is at which cell: one living line on a terminal, a line now and then elsewhere."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()
        self.running: dict[str, tuple[int, int, float]] = {}
        self.width = 0

    def say(self, line: str) -> None:
        """Print a line that stays."""
        self.clear()
        print(line, flush=True)
        self.show()

    def clear(self) -> None:
        """Wipe the living line."""
        if self.width:
            print("\r" + " " * self.width + "\r", end="", flush=True)
            self.width = 0

    def at(self, path: str, cell: int, cells: int) -> None:
        """Note that a notebook has reached a cell."""
        started = self.running[path][2] if path in self.running else time.monotonic()
        self.running[path] = (cell, cells, started)
        self.show()

    def status(self) -> str:
        """What is running now."""
        now = time.monotonic()
        return "   ".join(
            f"{path} cell {cell}/{cells}, {now - started:.0f} s"
            for path, (cell, cells, started) in self.running.items()
        )

    def show(self) -> None:
        """Redraw the living line."""
        if self.live:
            line = self.status()[:150]
            print("\r" + line.ljust(self.width), end="", flush=True)
            self.width = len(line) if line.strip() else 0

    async def tick(self) -> None:
        """Keep the seconds moving, so that a slow cell is not taken for a hang."""
        while True:
            await asyncio.sleep(0.5 if self.live else 10)
            if self.live:
                self.show()
            elif self.running:
                print(self.status(), flush=True)


async def execute(
    notebook: NotebookNode,
    folder: Path,
    name: str,
    hidden: dict[int, str] | None = None,
    progress: Progress | None = None,
) -> None:
    """Run a notebook in place, in a fresh kernel of this interpreter, with an empty OPS2PM_HOME.

    `folder` is the kernel's working directory, `name` what messages call the notebook. Hidden tests run after
    their cells and leave no trace. Raises BuildError with the cell and the end of the traceback.
    """
    # Imported here, because --check must not wait for it.
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    # No kernel folders: a "python3" that somebody registered elsewhere must not replace this interpreter.
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True),
    )
    if manager.has_trait("transport_encryption"):  # older jupyter_client has none, and says nothing either
        manager.transport_encryption = "auto"
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=CELL_TIMEOUT,
        record_timing=False,
        coalesce_streams=True,
        force_raise_errors=True,  # whatever a cell's tags allow
    )
    positions = [position for position, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    with tempfile.TemporaryDirectory(prefix="ops2pm_", ignore_cleanup_errors=True) as home:
        env = dict(os.environ, OPS2PM_HOME=str(Path(home) / "work"), IPYTHONDIR=str(Path(home) / "ipython"))
        for variable in ("OPS2PM_DATA", "MPLBACKEND"):
            env.pop(variable, None)
        (Path(home) / "work").mkdir()
        try:
            await manager.start_kernel(
                cwd=str(folder), env=env, extra_arguments=["--HistoryManager.hist_file=:memory:"]
            )
            await client.async_start_new_kernel_client()
            client.reset_execution_trackers()
            for count, position in enumerate(positions, start=1):
                if progress:
                    progress.at(name, count, len(positions))
                cell, at = notebook.cells[position], _at(name, position, notebook.cells[position])
                try:
                    await client.async_execute_cell(cell, position, execution_count=count)
                    if hidden and position in hidden:
                        at += ", hidden tests"
                        scratch = nbformat.v4.new_code_cell(hidden[position])
                        await client.async_execute_cell(scratch, position, store_history=False)
                        notebook.cells[position] = cell
                except CellExecutionError as error:
                    raise BuildError(f"{at}: the code raised {error.ename}: {error.evalue}\n{_tail(error)}") from error
                except CellTimeoutError as error:
                    raise BuildError(f"{at}: still running after {CELL_TIMEOUT} s.") from error
                except DeadKernelError as error:
                    raise BuildError(f"{at}: the kernel died.") from error
        finally:
            if client.kc is not None:
                client.kc.stop_channels()
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
            else:
                await manager.cleanup_resources()
    _settle(notebook)


def _tail(error: Any) -> str:
    """The last lines of a traceback, without colours."""
    lines = ANSI.sub("", error.traceback).strip().splitlines()
    return "\n".join(f"    {line}" for line in lines[-12:])


def _settle(notebook: NotebookNode) -> None:
    """Remove from the outputs what differs from run to run and means nothing without a kernel."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            if "data" in output:
                # A view names a model in a kernel that is gone. Without it, Lab and GitHub show the still.
                output.data.pop(WIDGET_VIEW, None)
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
        cell.outputs = [output for output in cell.outputs if output.get("data", True)]


# --- storing and judging ----------------------------------------------------------------------------------


def serialise(notebook: NotebookNode) -> str:
    """The text of a notebook file: indent 1, sorted keys, characters as they are, a newline at the end."""
    return nbformat.writes(notebook, version=4) + "\n"


def write_atomically(path: Path, text: str) -> bool:
    """Write with LF endings, all or nothing. False, and the file untouched, if it holds this text already."""
    if path.exists() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)  # mkstemp makes it private
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    return True


def load_notebook(path: Path) -> NotebookNode:
    """Read a stored notebook. Raises BuildError where it is not one."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        minor = (raw["nbformat"], raw["nbformat_minor"])
    except (ValueError, KeyError, TypeError) as error:
        raise BuildError(f"cannot be read as a notebook ({error}).") from error
    if minor < (4, 5):
        raise BuildError(f"is in notebook format {minor[0]}.{minor[1]}; cell ids need 4.5.")
    return nbformat.reads(json.dumps(raw), as_version=4)


def flaws(notebook: NotebookNode, path: str, executed: bool) -> list[str]:
    """What a stored notebook must not have, whatever its source: one sentence each."""
    found = []
    count = 0
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        at, count = _at(path, position, cell), count + 1
        if not executed:
            if cell.outputs or cell.execution_count is not None:
                found.append(f"{at}: has outputs, but an exercise is stored without any.")
            continue
        if cell.execution_count is None:
            found.append(f"{at}: has not been executed.")
        elif cell.execution_count != count:
            found.append(f"{at}: is numbered {cell.execution_count} instead of {count}: somebody ran it by hand.")
        for output in cell.outputs:
            if output.output_type == "error":
                found.append(f"{at}: stores an error ({output.ename}).")
            if output.output_type == "stream" and output.name == "stderr":
                found.append(f"{at}: writes to stderr: {output.text.strip().splitlines()[-1][:200]}")
            if WIDGET_VIEW in output.get("data", {}):
                found.append(f"{at}: stores a widget view, which points at a kernel that is gone.")
            text = "\n".join(output_texts(output))
            if match := MEMORY_ADDRESS.search(text):
                found.append(f"{at}: shows a memory address ({match[0]}), which changes with every run.")
            if match := MACHINE_PATH.search(text):
                found.append(f"{at}: shows a path of this machine ({text[match.start() :][:60].splitlines()[0]}).")
    if "widgets" in notebook.metadata:
        found.append(f"{path}: stores the state of widgets.")
    size = len(serialise(notebook).encode())
    if size >= MAX_BYTES:
        found.append(f"{path}: {size:,} bytes are stored; the limit is {MAX_BYTES:,}.")
    return found


def output_texts(output: NotebookNode) -> Iterable[str]:
    """The readable parts of an output; pictures are left out."""
    if output.output_type == "stream":
        yield output.text
    for kind, value in output.get("data", {}).items():
        if isinstance(value, str) and (kind.startswith("text/") or kind == "image/svg+xml"):
            yield value


def differences(stored: NotebookNode, wanted: Derived) -> list[str]:
    """Compare a stored notebook with what its source asks for, cell by cell; outputs are not compared."""
    path, found = wanted.path, []
    have, want = _plain(stored.metadata), _plain(wanted.notebook.metadata)
    if isinstance(have.get("ops2pm"), dict):
        have["ops2pm"].pop("parts_sha256", None)  # says when to execute again, not what the source says
    if keys := _differing(have, want):
        if keys == ["ops2pm.code_sha256"]:
            found.append(f"{path}: the outputs come from other code than the source has.")
        else:
            found.append(f"{path}: notebook metadata differs ({_list(keys)}).")

    ours = [cell.get("id", "none") for cell in stored.cells]
    theirs = [cell.id for cell in wanted.notebook.cells]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        paired = min(i2 - i1, j2 - j1)
        for i, j in zip(range(i1, i1 + paired), range(j1, j1 + paired), strict=True):
            found.extend(_cell_differences(path, i, stored.cells[i], wanted.notebook.cells[j], kind == "equal"))
        for i in range(i1 + paired, i2):
            found.append(f"{_at(path, i, stored.cells[i])}: is not in the source.")
        for j in range(j1 + paired, j2):
            cell = wanted.notebook.cells[j]
            found.append(f"{path}: cell {j + 1} of the source (id {cell.id}) is missing.")
    return found


def _cell_differences(path: str, position: int, have: NotebookNode, want: NotebookNode, same: bool) -> list[str]:
    at, found = _at(path, position, have), []
    if have.cell_type != want.cell_type:
        return [f"{at}: is a {have.cell_type} cell; the source has a {want.cell_type} cell (id {want.id})."]
    if have.source != want.source:
        pairs = zip_longest(have.source.split("\n"), want.source.split("\n"), fillvalue="nothing")
        ours, theirs = next((a, b) for a, b in pairs if a != b)
        pairs_of_letters = enumerate(zip_longest(ours, theirs))
        same_up_to = next(place for place, (a, b) in pairs_of_letters if a != b)
        ours, theirs = _around(ours, same_up_to), _around(theirs, same_up_to)
        found.append(f"{at}: text differs: “{ours}” here, “{theirs}” in the source.")
    elif not same:
        found.append(f"{at}: the id differs; the source gives {want.id}.")
    if keys := _differing(_plain(have.metadata), _plain(want.metadata)):
        found.append(f"{at}: metadata differs ({_list(keys)}).")
    return found


def _differing(have: Any, want: Any, prefix: str = "") -> list[str]:
    """Dotted names of the entries in which two nested dicts differ, sorted."""
    if not (isinstance(have, dict) and isinstance(want, dict)):
        return [] if have == want else [prefix]
    names = []
    for key in sorted(have.keys() | want.keys()):
        name = f"{prefix}.{key}" if prefix else str(key)
        if key in have and key in want:
            names.extend(_differing(have[key], want[key], name))
        else:
            names.append(name)
    return names


def _plain(node: Any) -> Any:
    return json.loads(json.dumps(node))


def _at(path: str, position: int, cell: NotebookNode) -> str:
    return f"{path}, cell {position + 1} (id {cell.get('id', 'none')})"


def _around(text: str, place: int) -> str:
    """The part of a long line near a place."""
    start = max(0, place - 20) if len(text) > 60 else 0
    return ("…" if start else "") + text[start : start + 60] + ("…" if len(text) > start + 60 else "")


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


# --- the commands -------------------------------------------------------------------------------------


def sources(root: Path) -> list[Path]:
    """All text sources, lessons first."""
    folders = (root / "course" / "lessons", root / "course" / "exercises")
    return [path for folder in folders for path in sorted(folder.glob("*.md"))]


def choose(root: Path, names: Sequence[str]) -> list[Path]:
    """The sources somebody asked for by number ("04", "4"), stem or path. Raises BuildError."""
    found = sources(root)
    if not found:
        raise BuildError("There is no source under course/lessons or course/exercises.")
    if not names:
        return found
    chosen = []
    for name in names:
        stem = Path(name).stem
        matching = [p for p in found if stem in (p.stem, p.stem[:2]) or stem.zfill(2) == p.stem[:2]]
        if not matching:
            there = sorted({path.stem for path in found})
            raise BuildError(f"No source is called “{name}”; there are: {', '.join(there)}.")
        chosen.extend(path for path in matching if path not in chosen)
    return chosen


def expected(lessons: Iterable[LessonLike]) -> set[str]:
    """The notebooks of all lessons on the map."""
    return {
        path
        for lesson in lessons
        for path in (lesson.notebook, lesson.exercise_notebook, lesson.solution_notebook)
        if path is not None
    }


def _parts(root: Path, stem: str, lessons: Iterable[LessonLike]) -> str:
    """The hash of the files a lesson names as its own. Shared code is left to nbval and --force."""
    for lesson in lessons:
        if lesson.stem == stem:
            parts = lesson.parts
            names = (*parts.models, *parts.labs, *parts.rubric, *parts.questions, *parts.exercise)
            # A text source among them has its own hash.
            return parts_hash(root, (name for name in names if not name.startswith("course/")))
    return parts_hash(root, ())


def stored_notebooks(root: Path) -> list[Path]:
    """Every notebook file in the three derived folders."""
    folders = (root / "notebooks", root / "exercises", root / "solutions")
    return [path for folder in folders for path in sorted(folder.glob("*.ipynb"))]


def _is_derived(path: Path) -> bool:
    """Whether a file says itself that this build made it."""
    try:
        return "source" in load_notebook(path).metadata.get("ops2pm", {})
    except BuildError:
        return False


def check(root: Path, names: Sequence[str], lessons: Sequence[LessonLike]) -> list[str]:
    """Derive again without executing and list all that differs, in plain words; empty when all is well."""
    found: list[str] = []
    wanted: dict[str, Derived] = {}
    for path in choose(root, names):
        try:
            wanted |= {derived.path: derived for derived in derive(root, path)}
        except BuildError as error:
            found.append(str(error))
    for name, derived in wanted.items():
        if not (root / name).exists():
            found.append(f"{name}: is missing; its source is {derived.source}.")
            continue
        try:
            stored = load_notebook(root / name)
        except BuildError as error:
            found.append(f"{name}: {error}")
            continue
        found.extend(differences(stored, derived))
        found.extend(flaws(stored, name, derived.executed))
    if not names:
        mapped = expected(lessons)
        for name in sorted(mapped - set(wanted)):
            found.append(f"{name}: it is on the map (ops2pm/course.py), but it has no source.")
        for name in sorted(set(wanted) - mapped):
            found.append(f"{name}: has a source, but it is not on the map (ops2pm/course.py).")
        for path in stored_notebooks(root):
            name = path.relative_to(root).as_posix()
            if name not in wanted:
                found.append(f"{name}: no source gives it.")
    return found


def _stored_outputs(root: Path, wanted: Derived, parts: str) -> NotebookNode | None:
    """The stored notebook, if its outputs are those of this code and of these parts; else None."""
    try:
        stored = load_notebook(root / wanted.path)
    except (FileNotFoundError, BuildError):
        return None
    ours = stored.metadata.get("ops2pm", {})
    same_hashes = (
        ours.get("code_sha256") == wanted.notebook.metadata["ops2pm"]["code_sha256"]
        and ours.get("parts_sha256") == parts
    )
    same_code = [c.source for c in _code(stored)] == [c.source for c in _code(wanted.notebook)]
    return stored if same_hashes and same_code and not flaws(stored, wanted.path, executed=True) else None


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


async def _build_source(root: Path, deriveds: list[Derived], parts: str, force: bool, progress: Progress) -> None:
    """Execute what one source needs and write all its notebooks, or none. Raises BuildError."""
    reports = []
    for wanted in deriveds:
        report = "derived"
        if wanted.executed:
            wanted.notebook.metadata["ops2pm"]["parts_sha256"] = parts
            stored = None if force else _stored_outputs(root, wanted, parts)
            if stored is not None:
                for cell, old in zip(_code(wanted.notebook), _code(stored), strict=True):
                    cell.outputs, cell.execution_count = old.outputs, old.execution_count
                report = "written, not executed again"
            else:
                folder = root / Path(wanted.path).parent
                folder.mkdir(parents=True, exist_ok=True)
                started = time.monotonic()
                cells = len(_code(wanted.notebook))
                if not progress.live:
                    progress.say(f"{wanted.path}: executing {cells} cells")
                try:
                    await execute(wanted.notebook, folder, wanted.path, wanted.hidden, progress)
                finally:
                    progress.running.pop(wanted.path, None)
                report = f"executed, {cells} cells, {time.monotonic() - started:.1f} s"
        if wrong := flaws(wanted.notebook, wanted.path, wanted.executed):
            raise BuildError("\n".join(wrong))
        nbformat.validate(wanted.notebook)
        reports.append((wanted, report))
    for wanted, report in reports:
        changed = write_atomically(root / wanted.path, serialise(wanted.notebook))
        if not changed:
            report = f"{report}, same content" if report.startswith("executed") else "unchanged"
        progress.say(f"{wanted.path}: {report}")


async def _build_all(
    root: Path, paths: Sequence[Path], lessons: Sequence[LessonLike], force: bool, jobs: int
) -> list[str]:
    progress, failures, free = Progress(), [], asyncio.Semaphore(jobs)

    async def one(path: Path) -> None:
        async with free:
            try:
                deriveds = derive(root, path)
                await _build_source(root, deriveds, _parts(root, path.stem, lessons), force, progress)
            except BuildError as error:
                failures.append(str(error))
                progress.say(f"{path.relative_to(root).as_posix()}: FAILED, nothing written")

    ticking = asyncio.ensure_future(progress.tick())
    try:
        await asyncio.gather(*(one(path) for path in paths))
    finally:
        ticking.cancel()
        progress.clear()
    return failures


def build(
    root: Path, names: Sequence[str], lessons: Sequence[LessonLike], force: bool = False, jobs: int = 2
) -> list[str]:
    """Bring the notebooks up to date with their sources; returns what failed, in words.

    A notebook whose source has gone is removed, if this build made it; any other stranger is only named.
    """
    paths = choose(root, names)
    # zmq does not get on with Windows' default loop.
    factory = asyncio.SelectorEventLoop if sys.platform == "win32" else None
    with asyncio.Runner(loop_factory=factory) as runner:
        failures = runner.run(_build_all(root, paths, lessons, force, jobs))
    if not names:
        stems = {(path.parent.name, path.stem) for path in paths}
        for path in stored_notebooks(root):
            kind = "lessons" if path.parent.name == "notebooks" else "exercises"
            if (kind, path.stem) in stems:
                continue
            name = path.relative_to(root).as_posix()
            if _is_derived(path):
                path.unlink()
                print(f"{name}: removed, its source is gone")
            else:
                print(f"{name}: no source gives it; left alone, because this build didn't make it")
    return failures


def hand_to_nbgrader(root: Path, names: Sequence[str], out: Path, force: bool) -> list[str]:
    """Write the source notebooks of exercises and nbgrader's configuration into its course folder `out`.

    Returns what was left as it is, in words: a file that is there already with another content, unless `force`.
    Raises BuildError.
    """
    paths = [path for path in choose(root, names) if path.parent.name == "exercises"]
    if not paths:
        raise BuildError("There is no exercise among them.")
    config = f"c = get_config()\nc.ClearSolutions.code_stub = {{'python': {CODE_STUB!r}}}\n"
    config += f"c.ClearSolutions.text_stub = {TEXT_STUB!r}\n"
    out = out.resolve()
    wanted = {out / "nbgrader_config.py": config}
    for path in paths:
        notebook = instructor_notebook(path, path.relative_to(root).as_posix())
        wanted[out / "source" / path.stem / f"{path.stem}.ipynb"] = serialise(notebook)
    left = []
    for file, text in wanted.items():
        if not force and file.exists() and file.read_bytes() != text.encode():
            left.append(f"{file}: is there already and differs, so it is left alone; --force writes it anew.")
        else:
            print(f"{file}: {'written' if write_atomically(file, text) else 'unchanged'}")
    return left


def main(argv: Sequence[str] | None = None, root: Path = ROOT, lessons: Sequence[LessonLike] | None = None) -> int:
    """The command line; returns its exit status: 0 well, 1 differs or failed, 2 no such source."""
    parser = argparse.ArgumentParser(
        prog="python course/build.py", description="Build the notebooks from the text sources in course/."
    )
    parser.add_argument("names", nargs="*", metavar="NN", help="lesson numbers or stems; none means all")
    parser.add_argument("--check", action="store_true", help="compare without executing; exit 1 if it differs")
    parser.add_argument("--force", action="store_true", help="execute although nothing has changed; overwrite")
    parser.add_argument("--instructor", action="store_true", help="write what nbgrader makes an assignment from")
    parser.add_argument("--out", type=Path, metavar="DIR", help="with --instructor: nbgrader's course folder")
    parser.add_argument("--jobs", type=int, default=2, help="notebooks executed at a time (default 2)")
    options = parser.parse_args(argv)
    if options.instructor != (options.out is not None):
        parser.error("--instructor and --out DIR belong together")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows console may lack “ and …
    if lessons is None:
        from ops2pm.course import LESSONS

        lessons = LESSONS
    started = time.monotonic()
    try:
        if options.instructor:
            left = hand_to_nbgrader(root, options.names, options.out, options.force)
            print(*left, sep="\n", end="\n" if left else "", file=sys.stderr)
            return 1 if left else 0
        chosen = len(choose(root, options.names))
        if options.check:
            found = check(root, options.names, lessons)
        else:
            found = build(root, options.names, lessons, options.force, max(1, options.jobs))
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted. What was reported as executed is written, the rest is as before.", file=sys.stderr)
        return 130
    for line in found:
        print(line, file=sys.stderr)
    took = f"{time.monotonic() - started:.1f} s"
    if options.check:
        verdict = f"{len(found)} differences; run python course/build.py" if found else "as derived"
        print(f"{chosen} sources checked in {took}: {verdict}")
    else:
        print(f"{chosen} sources built in {took}" + (f"; {len(found)} failed" if found else ""))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
