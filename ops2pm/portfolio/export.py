"""The whole way from a workbook to files, for the panel and for the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ops2pm import course
from ops2pm.portfolio.build import Source, portfolio
from ops2pm.portfolio.choices import PRIVATE_BY_DEFAULT, exportable
from ops2pm.portfolio.document import Portfolio
from ops2pm.portfolio.files import PortfolioError, write
from ops2pm.portfolio.markdown import markdown
from ops2pm.portfolio.private import Redactor, leaks
from ops2pm.portfolio.site import single, site
from ops2pm.workbook import Workbook, open_workbook

FORMATS: dict[str, Callable[[Portfolio, Redactor], dict[str, str]]] = {
    "site": site,
    "html": single,
    "markdown": markdown,
}


@dataclass(frozen=True)
class Written:
    """What was written: the folder, its files, and which private words were replaced, how often."""

    folder: Path
    files: tuple[str, ...]
    replaced: Counter[str]


def export(
    source: Source,
    out: Path | str,
    formats: Collection[str] = ("site",),
    *,
    force: bool = False,
    tell: Callable[[str], None] = lambda line: None,
) -> Written:
    """Write the portfolio into a folder; `tell` gets a line at each step.

    Raises PortfolioError in one sentence; then nothing has changed on the disk.
    """
    if not source.going_out:
        raise PortfolioError(what_first(source))
    files, replaced = rendered(source, formats, tell)
    tell(f"Writing {len(files)} file{'' if len(files) == 1 else 's'} …")
    return Written(write(out, files, force=force), tuple(files), replaced)


def rendered(
    source: Source, formats: Collection[str], tell: Callable[[str], None] = lambda line: None
) -> tuple[dict[str, str], Counter[str]]:
    """The files as texts, and the private words that were replaced in them. Raises PortfolioError."""
    redactor = Redactor(source.choices.words)
    tell(f"Composing {len(source.going_out)} artefact{'' if len(source.going_out) == 1 else 's'} …")
    whole = portfolio(source, redactor)
    if not (whole.cases or whole.pitch):
        raise PortfolioError("Nothing was written because every sentence that would go out has an open place in it.")
    replaced = Counter(redactor.found)
    files: dict[str, str] = {}
    for name in (name for name in FORMATS if name in formats):
        tell(f"Making the {name} …")
        files |= FORMATS[name](whole, redactor)
    left = leaks(files, redactor)
    if left:
        raise PortfolioError(f"Nothing was written because a private word is left in {left[0]}: please report this.")
    return files, replaced


def what_first(source: Source) -> str:
    """What to do before there can be a portfolio, in a sentence."""
    if source.artefacts:
        return "Nothing goes out: none of the artefacts you kept is chosen for the portfolio."
    lessons = [(lesson, one) for lesson in course.LESSONS if lesson.ready for one in lesson.artefacts]
    for lesson, one in lessons:
        if one.key in source.drafts and exportable([one.key]):
            return (
                f"Nothing is kept yet, but “{one.title}” is begun: open lesson {lesson.number} ({lesson.notebook}) and "
                "press “Keep this version”."
            )
    lesson, one = next(
        (lesson, one) for lesson, one in lessons if exportable([one.key]) and one.key not in PRIVATE_BY_DEFAULT
    )
    return (
        f"There is nothing to show yet: do lesson {lesson.number}, “{lesson.title}” ({lesson.notebook}), first, and "
        f"press “Keep this version” under “{one.title}”."
    )


@contextmanager
def workbook_at(path: Path | str | None) -> Iterator[Workbook]:
    """A workbook by its folder, its workbook.json, or an export of one; without a path, the reader's own.

    Raises PortfolioError where there is none, and WorkbookError where it can't be read.
    """
    if path is None:
        yield open_workbook()
        return
    place = Path(path).expanduser()
    if place.is_dir() and (place / "workbook.json").is_file():
        yield open_workbook(place)
    elif place.is_file() and place.name == "workbook.json":
        yield open_workbook(place.parent)
    elif place.is_file():
        with TemporaryDirectory(prefix="ops2pm-") as scratch:
            copy = Workbook(Path(scratch))
            copy.merge(place)
            yield copy
    else:
        raise PortfolioError(f"There is no workbook at {place}: give its folder, or the file that was exported.")
