"""ops2pm where 04: the files of a lesson. ops2pm portfolio --out DIR: the reader's portfolio, without a notebook."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from types import FrameType

from ops2pm import course

STOPPED = 130
"""The exit code of what Ctrl-C has ended."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="ops2pm", description="From Ops to Product, from the command line.")
    commands = parser.add_subparsers(dest="command", required=True)
    where = commands.add_parser("where", help="list the files of a lesson")
    where.add_argument("number", help="the lesson's number, such as 04")
    where.set_defaults(run=_where)
    portfolio = commands.add_parser("portfolio", help="write the portfolio from your workbook")
    portfolio.add_argument("--out", required=True, metavar="DIR", help="the folder to write to; it is made if need be")
    portfolio.add_argument("--workbook", metavar="PATH", help="a workbook's folder or file; without it, your own")
    portfolio.add_argument(
        "--format",
        choices=("site", "html", "markdown", "all"),
        default="site",
        help="site: a page for each artefact (the default); html: one page; markdown: one text; all: the three",
    )
    portfolio.add_argument("--force", action="store_true", help="write even if the folder holds other files; they stay")
    portfolio.set_defaults(run=_portfolio)
    chosen = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a folder's name may hold what this terminal can't show
            stream.reconfigure(errors="backslashreplace")
    try:
        with _stoppable():
            return chosen.run(chosen)
    except KeyboardInterrupt:
        _tell("Stopped. Nothing was written.")
        return STOPPED


@contextmanager
def _stoppable() -> Iterator[None]:
    """Ended by the system, or by its terminal's closing, a command tidies up as after Ctrl-C."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {}
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        with suppress(AttributeError, ValueError):  # one that this system doesn't have; or not the main thread
            number = getattr(signal, name)
            if signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _where(chosen: argparse.Namespace) -> int:
    try:
        lesson = course.lesson(chosen.number)
    except KeyError as error:
        _tell(error.args[0])
        return 1
    _listed(f"{lesson.number} {lesson.title}", *(f"  {path}" for path in (lesson.text, *lesson.parts.all())))
    return 0


def _portfolio(chosen: argparse.Namespace) -> int:
    # Loaded here: "where" must not wait for what draws charts.
    from datetime import date

    from ops2pm.portfolio import FORMATS, ForeignFolderError, PortfolioError, Source, export, look_first, workbook_at
    from ops2pm.portfolio.private import not_found, too_short
    from ops2pm.workbook import WorkbookError

    try:
        with workbook_at(chosen.workbook, _tell) as workbook:
            _tell(f"Reading {chosen.workbook or workbook.path} …")
            source = Source.of(workbook)
            for notice in workbook.notices():
                _tell(notice)
            for look in look_first(source, date.today()):
                _tell(f"Look first: {look.told}")
            formats = tuple(FORMATS) if chosen.format == "all" else (chosen.format,)
            written = export(source, chosen.out, formats, force=chosen.force, tell=_tell)
            for word, count in written.replaced.most_common():
                _tell(f"Replaced as private: {word} ({count})")
            for word in not_found(source.choices.words, written.replaced):
                _tell(f"Not found as spelt here: {word}")
            for word in too_short(source.choices.words):
                _tell(f"Too short to look for: {word}")
    except (PortfolioError, WorkbookError) as problem:
        beside = " With --force it is written beside that." if isinstance(problem, ForeignFolderError) else ""
        _tell(f"{problem}{beside}")
        return STOPPED if isinstance(problem.__cause__, KeyboardInterrupt) else 1
    _listed(*(str(written.folder / name) for name in written.files))
    return 0


def _listed(*lines: str) -> None:
    """Print the result. Whoever reads it may have gone ("| head"), and that is no failure: the work is done."""
    try:
        print(*lines, sep="\n", flush=True)
    except OSError:
        _nowhere(sys.stdout)


def _tell(line: str) -> None:
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        _nowhere(sys.stderr)


def _nowhere(stream: object) -> None:
    """Let what such a stream still holds go nowhere: Python would try once more at the end, and complain."""
    with suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
