"""How a workbook's file is kept on the disk: lock, atomic replacement, last good version, mending.

See ``workbook`` for what is promised; what stands in the file is ``_workbook_file``'s part.
"""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from ops2pm._workbook_file import Damaged, Doc, WorkbookError, complete, decode, encode

LOCK_SECONDS = 10.0  # how long a save waits for another program's save
LOCK_POLL = 0.004  # filelock's own 0.05 would let one busy writer starve the others
SETTLE = 0.1  # seconds an editor or a sync program gets to finish before a file counts as damaged
MEND_AGAIN = 5.0  # seconds between attempts to mend, while the folder can't be written to
RETRY_DENIED = os.name == "nt"  # there, a file can't be replaced while another process has it open

_README = """This folder holds your own work in the course "From Ops to Product". It is yours and private:
the course sends it nowhere, and git ignores this folder.

workbook.json            your predictions, answers and artefacts; any text editor shows it
workbook.previous.json   the version before the last save
workbook.damaged-*.json  a file that could not be used, kept in case you need it
workbook.lock            keeps two lessons from saving in the same instant

To start over, close the lessons and move this whole folder away. To bring in an export, or the
"conflicted copy" a sync program made, run this in a notebook:

    from ops2pm.workbook import open_workbook
    print(open_workbook().merge(r"the path of that file"))
"""

_T = TypeVar("_T")


class Store:
    """The file ``workbook.json`` in the folder ``home``, shared with other threads and processes.

    What ``current`` returns is never changed in place, by us or by callers.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "workbook.json"
        self.previous = home / "workbook.previous.json"
        # Only the holder of the lock writes these two, so they need no name of their own: what a killed
        # process leaves of them is overwritten by the next save and never piles up.
        self._saving = home / "workbook.saving.tmp"
        self._keeping = home / "workbook.keeping.tmp"
        self._lock = FileLock(home / "workbook.lock")
        self._mutex = threading.RLock()
        # The bytes last read and what they say: the same bytes aren't parsed again.
        self._raw: bytes | None = None
        self._doc = complete({})
        self._unmended: tuple[float, Doc] | None = None
        self._notices: list[str] = []  # those that could not be written into the file
        self._said: set[str] = set()

    def current(self, *, writing: bool = False) -> Doc:
        """What the file says now, mended if need be; ``writing`` where the lock is held and a save follows."""
        with self._mutex:
            try:
                return self._load()
            except Damaged:
                return self._mend(writing=writing)

    def update(self, change: Callable[[Doc], Doc | None]) -> None:
        """Lock, read, change, write. ``change`` returns the new whole, or None to leave the file alone."""
        with self._mutex, self._locked():
            new = change(self.current(writing=True))
            if new is not None:
                self._save(new)

    def take_notices(self) -> list[str]:
        """Notices not shown yet; they are cleared in the file, so that one kernel shows each of them."""
        with self._mutex:
            shown = list(self.current()["notices"])
            if shown:

                def take(doc: Doc) -> Doc | None:
                    shown[:] = doc["notices"]  # another kernel may have shown some, or added one, meanwhile
                    return {**doc, "notices": []} if shown else None

                with suppress(WorkbookError):  # what can't be cleared now is shown once more later
                    self.update(take)
            shown += self._notices
            self._notices = []
            return shown

    def _remember(self, notice: str) -> None:
        if notice not in self._said:
            self._said.add(notice)
            self._notices.append(notice)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock between processes; an OSError inside becomes a sentence."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=LOCK_SECONDS, poll_interval=LOCK_POLL)
            try:
                yield
            finally:
                self._lock.release()
        except Timeout as error:
            raise WorkbookError(
                f"Your work was not saved because another program has kept {self.path} busy for "
                f"{LOCK_SECONDS:g} seconds: wait for it or close the other notebooks, then save again."
            ) from error
        except OSError as error:
            raise WorkbookError(
                f"Your work was not saved because {why(error, self.home)}: mend that or set OPS2PM_HOME to another "
                "folder, then save again; what was saved before is untouched."
            ) from error

    def _load(self) -> Doc:
        raw = _read(self.path)
        if raw is None:
            # A save leaves no moment without workbook.json: with a previous one there, it was taken away.
            if os.path.lexists(self.previous):
                raise Damaged("it was no longer there")
            self._raw, self._doc = None, complete({})
        elif raw != self._raw:
            # Bytes are compared, not times: two saves can fall into one tick of the file system's clock.
            self._doc = decode(raw, self.path)
            self._raw = raw
        return self._doc

    # Saving

    def _save(self, doc: Doc, *, keep: bool = True) -> None:
        """Put ``doc`` on the disk in one step; with ``keep``, the file it replaces becomes the previous one.

        Call with the lock held. On a failure the old file, and what this object knows, stay as they are.
        """
        data = encode(doc)
        first = self._raw is None
        keep = keep and not first
        try:
            write_new(self._saving, data)
            if keep:
                self._link_current()
            patiently(lambda: self._saving.replace(self.path))
        except BaseException:
            remove(self._saving)
            remove(self._keeping)
            raise
        self._raw, self._doc = data, doc
        # The work is saved; what follows must not make it look otherwise.
        if keep:
            try:
                if self.previous.is_dir():
                    self._set_aside(self.previous)
                patiently(lambda: self._keeping.replace(self.previous))
            except OSError as error:
                remove(self._keeping)
                self._remember(
                    f"Your work is saved, but {self.previous} could not be renewed because {why(error, self.home)}."
                )
        _flush_folder(self.home)
        if first and not (note := self.home / "README.txt").exists():
            with suppress(OSError):
                note.write_text(_README, encoding="utf-8")

    def _link_current(self) -> None:
        """A second name for the file as it is now; a copy where the disk has no links (FAT, some network drives).

        A copy too where a killed process left the name behind: it may be a name of the very file in use.
        """
        try:
            self._keeping.hardlink_to(self.path)
        except (OSError, NotImplementedError):
            write_new(self._keeping, self._raw or b"")

    # Mending

    def _mend(self, *, writing: bool) -> Doc:
        """Set the damaged file aside and put the last good version in its place, on the disk if possible."""
        if not writing and self._unmended and time.monotonic() < self._unmended[0]:
            return self._unmended[1]
        try:
            with self._locked():
                time.sleep(SETTLE)
                try:
                    return self._load()  # it was only being written, or another process has mended it
                except Damaged as damage:
                    return self._replace_damaged(damage)
        except WorkbookError:
            if writing:
                raise
        # It can't be mended on the disk, but the reader can still see the work.
        try:
            raw = _read(self.previous)
        except Damaged:
            raw = None
        doc, seen = complete({}), "an empty one"
        if raw is not None:
            with suppress(Damaged):
                doc, seen = decode(raw, self.previous), "the version from before the last save"
        self._remember(
            f"Your workbook is damaged, so you see {seen}; nothing can be saved until {self.home} can be written to."
        )
        self._unmended = (time.monotonic() + MEND_AGAIN, doc)
        return doc

    def _replace_damaged(self, damage: Damaged) -> Doc:
        doc, used = complete({}), "there is no earlier version, so the workbook starts empty"
        useless = [self.path]
        # The previous one is read before anything is moved: it may be a newer course's.
        try:
            if (raw := _read(self.previous)) is not None:
                doc = decode(raw, self.previous)
                used = "the version from before the last save is used"
        except Damaged as also:
            useless.append(self.previous)
            used = f"the version before it was damaged too ({also}), so the workbook starts empty"
        moved: list[tuple[Path, Path]] = []
        try:
            for path in useless:
                if os.path.lexists(path):
                    moved.append((path, self._set_aside(path)))
            names = " and ".join(target.name for _, target in moved)
            kept = f"it is kept as {names}" if names else "nothing was left to keep"
            notice = f"Your workbook was damaged ({damage}): {kept}, and {used}."
            self._save({**doc, "notices": [*doc["notices"], notice]}, keep=False)
        except BaseException:
            for path, target in moved:
                with suppress(OSError):
                    target.rename(path)
            raise
        return self._doc

    def _set_aside(self, path: Path) -> Path:
        """Rename a damaged file, never over another; returns its new name."""
        stem, count = f"workbook.damaged-{datetime.now():%Y%m%d-%H%M%S}", 1
        target = self.home / f"{stem}.json"
        while os.path.lexists(target):
            count += 1
            target = self.home / f"{stem}-{count}.json"
        patiently(lambda: path.rename(target))
        return target


# The disk


def _read(path: Path) -> bytes | None:
    """The file's bytes, None where there is no file; raises Damaged for a folder in its place."""
    try:
        return patiently(path.read_bytes)
    except FileNotFoundError:
        return None
    except OSError as error:
        if os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises where the folder may not be looked into
            raise Damaged("there is a folder in its place") from None
        raise WorkbookError(
            f"Your work can't be read because {why(error, path.parent)}: mend that, or set OPS2PM_HOME to another "
            "folder."
        ) from error


def write_new(path: Path, data: bytes) -> None:
    """Write a file that shares nothing with one of this name, and wait until the disk has it."""
    patiently(lambda: path.unlink(missing_ok=True))
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make a rename outlast a power cut. Windows has no call for it."""
    if os.name != "posix":
        return
    with suppress(OSError):  # some network drives refuse, and the work is in place already
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> None:
    """Delete a file that may not be there."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def patiently(action: Callable[[], _T]) -> _T:
    """Do it; on Windows try again, for most of a second, while another process has the file open."""
    if RETRY_DENIED:
        for pause in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4):
            try:
                return action()
            except PermissionError:
                time.sleep(pause)
    return action()


def why(error: OSError, folder: Path) -> str:
    """The cause of a failure in words, as half a sentence."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "the disk is full"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"this computer does not allow it in {folder}"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{folder}, or something on the way to it, is a file and not a folder"
    if error.errno == errno.ENOENT:
        return f"{folder} does not exist"
    return f"of a problem in {folder} ({error.strerror or error})"
