"""ops2pm where 04: the files of a lesson. ops2pm portfolio --out DIR: the reader's portfolio, without a notebook."""

from __future__ import annotations

import argparse
import sys
from io import TextIOWrapper

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
        return chosen.run(chosen)
    except KeyboardInterrupt:
        print("Stopped. Nothing was written.", file=sys.stderr)
        return STOPPED


def _where(chosen: argparse.Namespace) -> int:
    try:
        lesson = course.lesson(chosen.number)
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    print(f"{lesson.number} {lesson.title}")
    for path in (lesson.text, *lesson.parts.all()):
        print(f"  {path}")
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
        print(f"{problem}{beside}", file=sys.stderr)
        return STOPPED if isinstance(problem.__cause__, KeyboardInterrupt) else 1
    for name in written.files:
        print(written.folder / name)
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
