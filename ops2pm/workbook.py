"""The reader's own work: predictions, answers, exercise results and artefacts, in one JSON file.

The file is ``my_work/workbook.json`` (``OPS2PM_HOME`` names another folder). What holds:

- A save is lock, read, change, write a new file beside it, flush it to the disk, put it in place in one
  step. So several kernels can save at once and none loses the other's work, and a process that dies half
  way leaves the version before. Reading takes no lock.
- ``workbook.previous.json`` is the version before the last save. A file that can't be used is renamed to
  ``workbook.damaged-<time>.json``, never deleted, and ``notices()`` tells the reader.
- Whatever goes wrong reaches the reader as a ``WorkbookError`` of one sentence, and nothing changes.

A new file version: raise ``VERSION``, change ``SCHEMA``, and put a function into ``MIGRATIONS``, all three in
``_workbook_file``. The disk is ``_workbook_store``'s part. Nothing here imports a widget, pandas or another part
of the course, so it loads quickly.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops2pm import _workbook_file as _file
from ops2pm._workbook_file import (
    KEPT_VERSIONS,
    OWN,
    SCHEMA,
    SECTIONS,
    VERSION,
    Doc,
    MergeReport,
    WorkbookError,
)
from ops2pm._workbook_store import Store, patiently, remove, why, write_new

__all__ = [
    "SCHEMA",
    "SECTIONS",
    "VERSION",
    "Entry",
    "MergeReport",
    "Version",
    "Workbook",
    "WorkbookError",
    "open_workbook",
]


@dataclass(frozen=True)
class Entry:
    """One recorded value. ``at`` is an ISO 8601 date and time with its offset from UTC."""

    value: Any
    at: str


@dataclass(frozen=True)
class Version:
    """One saved version of an artefact. ``at`` is an ISO 8601 date and time with its offset from UTC."""

    fields: dict[str, Any]
    at: str


def open_workbook(home: Path | str | None = None) -> "Workbook":
    """The workbook in the folder ``home``; without one in ``$OPS2PM_HOME``, else in ``my_work`` beside the package.

    Nothing is read or created until the workbook is used. One process gets one object for one folder, so that an
    unchanged file isn't parsed again. Raises WorkbookError where no folder can be told.
    """
    folder = (_default_home() if home is None else Path(home)).absolute()
    return _opened.setdefault(folder, Workbook(folder))


_opened: dict[Path, "Workbook"] = {}


def _default_home() -> Path:
    if named := os.environ.get("OPS2PM_HOME", "").strip():
        try:
            folder = Path(named).expanduser()
        except RuntimeError:  # ~someone who has no home here
            folder = Path(named)
        if not folder.is_absolute():  # it would be another folder for each notebook
            raise WorkbookError(
                f"OPS2PM_HOME is set to “{named}”, which is not a full path: give it the full path of a folder."
            )
        return folder
    root = Path(__file__).resolve().parents[1]
    if not (root / "pyproject.toml").is_file():
        raise WorkbookError(
            "The course can't tell where to keep your work, because it does not run from its own folder: "
            "set OPS2PM_HOME to the full path of a folder of yours."
        )
    return root / "my_work"


class Workbook:
    """The reader's saved work in one folder. Several objects, threads and processes may share the folder.

    Every method may raise WorkbookError. What a method returns is the caller's own: changing it changes nothing
    here. An unknown section or an empty key is a mistake of the calling code: ValueError.
    """

    def __init__(self, home: Path) -> None:
        self._store = Store(home.absolute())

    @property
    def home(self) -> Path:
        """The folder; it is created by the first save."""
        return self._store.home

    @property
    def path(self) -> Path:
        """The file the work is in; it is created by the first save."""
        return self._store.path

    def __repr__(self) -> str:
        return f"Workbook({str(self.home)!r})"

    # Single values

    def record(self, section: str, key: str, value: Any) -> None:
        """Keep ``value`` under ``key``, in place of an earlier one.

        ``value`` is anything JSON can hold; tuples come back as lists, numpy scalars as numbers. NaN, infinity and
        tables with keys that aren't text are refused.
        """
        section, key = _section(section, SECTIONS), _key(key)
        value = _checked(value, f"{section}/{key}")

        def change(doc: Doc) -> Doc:
            before = doc[section].get(key)
            entry = {"at": _file.stamp(before["at"] if before else None), "value": value}
            return {**doc, section: {**doc[section], key: entry}}

        self._store.update(change)

    def get(self, section: str, key: str) -> Entry | None:
        """What was last recorded under ``key``, or None."""
        found = self._store.current()[_section(section, SECTIONS)].get(_key(key))
        return _entry(found) if found else None

    def section(self, section: str) -> dict[str, Entry]:
        """Everything recorded in one section, by key, in the order of the keys."""
        found = self._store.current()[_section(section, SECTIONS)]
        return {key: _entry(entry) for key, entry in sorted(found.items())}

    # Artefacts

    def save_artefact(self, key: str, fields: dict[str, Any]) -> Version:
        """Save a new version of an artefact and return it; the same fields as the newest make no new version."""
        key = _key(key)
        if not isinstance(fields, dict):
            raise ValueError(f"the fields of an artefact are a dict, not {type(fields).__name__}")
        fields = _checked(fields, f"artefacts/{key}")
        newest: Doc = {}

        def change(doc: Doc) -> Doc | None:
            nonlocal newest
            versions = doc["artefacts"].get(key, [])
            if versions and _file.canonical(versions[0]["fields"]) == _file.canonical(fields):
                newest = versions[0]
                return None
            newest = {"at": _file.stamp(versions[0]["at"] if versions else None), "fields": fields}
            return {**doc, "artefacts": {**doc["artefacts"], key: [newest, *versions][:KEPT_VERSIONS]}}

        self._store.update(change)
        return _version(newest)

    def artefact(self, key: str) -> Version | None:
        """The current version of an artefact, or None."""
        return next(iter(self.history(key)), None)

    def history(self, key: str) -> list[Version]:
        """The kept versions of an artefact, newest first, at most ten; in the order of saving, not of the clock."""
        return [_version(saved) for saved in self._store.current()["artefacts"].get(_key(key), [])]

    def artefacts(self) -> dict[str, Version]:
        """The current version of every artefact, by key, in the order of the keys."""
        found = self._store.current()["artefacts"]
        return {key: _version(versions[0]) for key, versions in sorted(found.items())}

    def has(self, evidence: str) -> bool:
        """Whether an evidence key of the course map, like "artefacts/problem_statement", is there.

        - artefacts/…: a version was saved.
        - exercises/…: the stored value's "status" is "right".
        - quizzes/…, predictions/… and the other sections: a value is present (None counts as absent).
        """
        section, _, key = evidence.partition("/")
        found = self._store.current()[_section(section, OWN)].get(_key(key))
        if found is None or section == "artefacts":
            return found is not None
        value = found["value"]
        if section == "exercises":
            return isinstance(value, dict) and value.get("status") == "right"
        return value is not None

    def notices(self) -> list[str]:
        """What was set aside or repaired, one sentence each, for the reader. Reading clears them for every kernel."""
        return self._store.take_notices()

    # Export and merge

    def export(self, path: Path | str, *, overwrite: bool = False) -> Path:
        """Write everything to one .json file and return its full path; a name without an ending gets it.

        A file that is there already is replaced only if it is an earlier export, or with ``overwrite=True``.
        """
        target = _full_path(path)
        if os.path.isdir(target):  # noqa: PTH112  as below: unlike Path's, these raise nothing
            raise WorkbookError(f"Nothing was exported because {target} is a folder: add a file name.")
        target = target if target.suffix else target.with_suffix(".json")
        if target.suffix.lower() != ".json":
            raise WorkbookError(f"Nothing was exported because “{target.name}” does not end in .json: name it so.")
        if self._is_own(target):
            raise WorkbookError(
                f"Nothing was exported because {target} is part of the workbook itself: choose another name."
            )
        if os.path.lexists(target) and not overwrite and not _is_export(target):
            raise WorkbookError(
                f"Nothing was exported because {target} is there already and is not an export of this course: "
                "choose another name, or pass overwrite=True."
            )
        data = _file.encode(
            {**self._store.current(), "notices": []},
            _file.ABOUT_EXPORT,
            kind="export",
            exported=_file.stamp(),
        )
        _put(target, data)
        return target

    def put_file(self, folder: str, name: str, text: str) -> Path:
        """Write a text file for somebody else into a folder of the workbook's, and return its full path.

        It replaces a file of this name: a name belongs to one content, or to newer states of it.
        """
        target = self.home / folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkbookError(
                f"Nothing was written to {target} because {why(error, target.parent)}: mend that first."
            ) from error
        _put(target, text.encode())
        return target

    def _is_own(self, target: Path) -> bool:
        """Whether a path is one of the workbook's own files, under whatever name."""
        with suppress(OSError):
            if target.samefile(self.path):
                return True
        inside = os.path.realpath(target.parent) == os.path.realpath(self.home)
        return inside and target.name.lower().startswith("workbook.")

    def merge(self, path: Path | str) -> MergeReport:
        """Bring in an export, or another workbook.json. Merging the same file again changes nothing.

        Of each artefact the newer version becomes the current one and all others stay in the history (no
        duplicates, newest first, at most ten). Of each single entry the newer value wins. A file that can't be
        used raises WorkbookError and changes nothing.
        """
        source = _full_path(path)
        try:
            theirs = _file.decode(source.read_bytes(), source)
        except _file.Damaged as reason:
            raise WorkbookError(f"Nothing was brought in from {source} because {reason}.") from reason
        except FileNotFoundError as error:
            raise WorkbookError(f"Nothing was brought in because there is no file {source}.") from error
        except OSError as error:
            reason = "it is a folder" if os.path.isdir(source) else why(error, source.parent)  # noqa: PTH112
            raise WorkbookError(f"Nothing was brought in from {source} because {reason}.") from error
        report = MergeReport()

        def change(doc: Doc) -> Doc | None:
            nonlocal report
            new, report = _file.merge(doc, theirs)
            return new if new != doc else None

        self._store.update(change)
        return report


def _put(target: Path, data: bytes) -> None:
    """Put a file in its place in one step."""
    beside = target.with_name(f"{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        write_new(beside, data)
        patiently(lambda: beside.replace(target))
    except OSError as error:
        raise WorkbookError(
            f"Nothing was exported to {target} because {why(error, target.parent)}: mend that, or choose another place."
        ) from error
    finally:
        remove(beside)


def _full_path(path: Path | str) -> Path:
    """A path the reader gave, in full; a relative one starts where the notebook is."""
    try:
        if "\0" in str(path):
            raise ValueError("it holds a NUL character")
        return Path(path).expanduser().absolute()
    except (ValueError, RuntimeError) as error:  # RuntimeError: ~someone who has no home here
        raise WorkbookError(f"{str(path)!r} can't be used as the path of a file because {error}.") from error


def _section(name: str, sections: tuple[str, ...]) -> str:
    if name not in sections:
        raise ValueError(f"the workbook has no section {name!r} here, only {', '.join(sections)}")
    return name


def _key(key: str) -> str:
    if not isinstance(key, str) or not key:
        raise ValueError(f"a key in the workbook is text that isn't empty, not {key!r}")
    return _file.text(key)


def _checked(value: Any, where: str) -> Any:
    try:
        return _file.plain(value)
    except _file.Unkept as reason:
        raise WorkbookError(
            f"{where} was not saved because {reason}: the workbook keeps text, finite numbers, True, False, None, "
            "and lists and tables of these."
        ) from reason


def _entry(saved: Doc) -> Entry:
    return Entry(_file.plain(saved["value"]), saved["at"])


def _version(saved: Doc) -> Version:
    return Version(_file.plain(saved["fields"]), saved["at"])


def _is_export(path: Path) -> bool:
    try:
        return _file.decode(path.read_bytes(), path).get("kind") == "export"
    except (OSError, _file.Damaged, WorkbookError):
        return False
