"""python -m ops2pm where 04: the files of a lesson."""

from __future__ import annotations

import argparse
import sys

from ops2pm import course


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ops2pm", description="From Ops to Product, from the command line.")
    commands = parser.add_subparsers(dest="command", required=True)
    where = commands.add_parser("where", help="list the files of a lesson")
    where.add_argument("number", help="the lesson's number, such as 04")
    number = parser.parse_args(arguments).number
    try:
        lesson = course.lesson(number)
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    print(f"{lesson.number} {lesson.title} ({'ready' if lesson.ready else 'planned'})")
    for path in (lesson.text, *lesson.parts.all()) if lesson.ready else ():
        print(f"  {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
