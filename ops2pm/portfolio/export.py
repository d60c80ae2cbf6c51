"""The whole way from a workbook to files, for the panel and for the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops2pm import course
from ops2pm._workbook_file import Damaged, Doc, decode
from ops2pm._workbook_store import Store, why
from ops2pm.numbers import plural
from ops2pm.portfolio.build import Source, portfolio
from ops2pm.portfolio.choices import LABELS, PRIVATE_BY_DEFAULT, exportable
from ops2pm.portfolio.document import Portfolio
from ops2pm.portfolio.files import PortfolioError, write
from ops2pm.portfolio.markdown import markdown
from ops2pm.portfolio.private import Redactor, decoded, leaks
from ops2pm.portfolio.site import single, site
from ops2pm.ui.markup import listed
from ops2pm.workbook import Workbook, WorkbookError, open_workbook

WORKBOOK, PREVIOUS = "workbook.json", "workbook.previous.json"
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
    tell(f"Writing {len(files)} {plural(len(files), 'file')} …")
    return Written(write(out, files, force=force), tuple(files), replaced)


def rendered(
    source: Source, formats: Collection[str], tell: Callable[[str], None] = lambda line: None
) -> tuple[dict[str, str], Counter[str]]:
    """The files as texts, and the private words that were replaced in them. Raises PortfolioError."""
    if source.choices.unread:
        what = listed(source.choices.unread)
        raise PortfolioError(
            f"Nothing was written because your {what} couldn't be read: press “Begin anew” in the portfolio's panel "
            "in lesson 13, and give it again."
        )
    redactor = Redactor(source.choices.words)
    tell(f"Composing {len(source.going_out)} {plural(len(source.going_out), 'artefact')} …")
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
        where = _where_left(source, redactor) or f"in {left[0]}: please report this"
        raise PortfolioError(f"Nothing was written because a private word is left {where}.")
    return files, replaced


def _where_left(source: Source, redactor: Redactor) -> str:
    """Where a private word is left, which a code can hide (%41cme), and what to do; "" where that can't be told."""

    def is_left(text: str) -> bool:
        return any(map(redactor.holds, decoded(redactor(text))))

    for name, label in LABELS.items():
        if is_left(getattr(source.choices, name)):
            what = "the address" if name == "contact" else "it"
            return f"in “{label}”: write {what} without it"
    titled = course.artefacts()
    place = next((titled[key].title for key in source.going_out if any(map(is_left, source.fields(key).values()))), "")
    return f"in “{place}”: write that without it, and keep it again" if place else ""


def what_first(source: Source) -> str:
    """What to do before there can be a portfolio, in a sentence."""
    if source.artefacts:
        return "Nothing goes out: none of the artefacts you kept is chosen for the portfolio."
    lessons = [(lesson, one) for lesson in course.LESSONS for one in lesson.artefacts]
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
def workbook_at(path: Path | str | None, tell: Callable[[str], None] = lambda line: None) -> Iterator[Workbook]:
    """A workbook by its folder, its workbook.json, or an export of one; without a path, the reader's own.

    Another's is only read; where the file is damaged, it is the version before it.
    Raises PortfolioError where there is none, and WorkbookError where it can't be read.
    """
    if path is None:
        yield open_workbook()
        return
    try:
        place = Path(path).expanduser()
        file = place / WORKBOOK if place.is_dir() else place
        before = file.with_name(PREVIOUS) if file.name == WORKBOOK else file
        there = [one for one in (file, before) if one.is_file()]
    except (OSError, RuntimeError, ValueError) as error:
        reason = str(error.strerror if isinstance(error, OSError) else error).rstrip(".")
        raise PortfolioError(f"There is no workbook to read at {path} ({reason}): give its folder or file.") from error
    if not there:
        raise PortfolioError(f"There is no workbook at {place}: give its folder, or the file that was exported.")
    read_from = there[0]
    try:
        doc = _decoded(read_from)
    except PortfolioError as problem:
        read_from = there[-1]
        if read_from == there[0] or not isinstance(problem.__cause__, Damaged):
            raise
        doc = _decoded(read_from)
    if read_from != file:
        tell(f"{file} is damaged or gone, so this is the version from before the last save. Nothing changes there.")
    yield _AsRead(read_from, doc)


def _decoded(file: Path) -> Doc:
    """What a workbook's file says. Raises PortfolioError, and WorkbookError for a newer course's."""
    try:
        return decode(file.read_bytes(), file)
    except Damaged as reason:
        raise PortfolioError(f"Nothing was written because {file} can't be used: {reason}.") from reason
    except OSError as error:
        raise PortfolioError(f"Nothing was written because {file} can't be read: {why(error, file.parent)}.") from error


class _AsRead(Workbook):
    """A workbook as its file was once read. It has no copy on the disk, so that none can be left there."""

    def __init__(self, file: Path, doc: Doc) -> None:
        self._store = _AsReadStore(file.parent, doc)


class _AsReadStore(Store):
    def __init__(self, home: Path, doc: Doc) -> None:
        super().__init__(home)
        self._as_read = doc

    def current(self, *, writing: bool = False) -> Doc:
        return self._as_read

    def update(self, change: Callable[[Doc], Doc | None]) -> None:
        raise WorkbookError("Nothing was saved because this workbook is only read.")

    def take_notices(self) -> list[str]:
        return []
