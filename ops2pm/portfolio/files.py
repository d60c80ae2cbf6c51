"""The portfolio on the disk: a folder that is replaced as a whole, or not at all.

A folder that holds anything but an earlier portfolio is left alone, unless the caller insists; then files of the same
names are replaced, earlier pages of ours go, and everything else stays. Where a folder can't be moved (a mount point,
the shell's own folder, one in a read-only place), its pages are replaced one by one, and the old ones go last.

An export that was killed leaves a hidden folder beside the portfolio, or in it. The next export takes it away once it
has lain still for a minute: a younger one may be another export's that is still at work.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from ops2pm import course
from ops2pm._workbook_store import patiently, why, write_new

INDEX, SINGLE, MARKDOWN = "index.html", "portfolio.html", "portfolio.md"
GENERATOR = "ops2pm portfolio"
IN_HTML = f'<meta name="generator" content="{GENERATOR}">'
IN_MARKDOWN = f"<!-- {GENERATOR} -->\n"
"""These tell our files from others, where the name is one of ours too."""
NEAR_THE_TOP = 1000
NUMBERED = re.compile(r"case-\d{1,4}\.html")
OF_THE_SYSTEM = re.compile(r"\.DS_Store|\._.*|Thumbs\.db|desktop\.ini", re.DOTALL)
"""What Finder and Explorer put into a folder by themselves."""
STAGED = re.compile(r"\.ops2pm-[0-9a-f]{8}\.new")
"""A folder that an export which was killed has left."""
AT_WORK = 60.0
"""Seconds in which a folder that nothing changed may still be another export's."""


class PortfolioError(Exception):
    """Something kept the portfolio from being written; the message is one sentence for the reader."""


class ForeignFolderError(PortfolioError):
    """The folder holds files of somebody else; `force` would write beside them."""


def page_name(key: str) -> str:
    """The name of an artefact's page."""
    return re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-") + ".html"


def write(target: Path | str, files: Mapping[str, str], *, force: bool = False) -> Path:
    """Write files into a folder and return its full path. An earlier portfolio there is replaced.

    Raises PortfolioError. What was there is there still, unless the message says where it is, or which files were
    replaced before something failed.
    """
    folder = full_path(target)
    _tidied(folder)
    foreign = _foreign(folder)
    if foreign and not force:
        raise ForeignFolderError(
            f"Nothing was written because {folder} holds something else than a portfolio ({foreign[0]}): move that "
            "away, or choose another folder."
        )
    if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
        raise PortfolioError(f"Nothing was written because {folder} can't be written to: choose another folder.")
    try:
        if foreign or not _swapped(folder, files):
            _into(folder, files)
    except OSError as error:
        raise PortfolioError(
            f"Nothing was written to {folder} because {why(error, folder.parent)}: mend that, or choose another folder."
        ) from error
    return folder


def full_path(path: Path | str) -> Path:
    """The folder a path means, in full and without links. Raises PortfolioError."""
    if not str(path).strip():
        raise PortfolioError("Nothing was written because no folder is named: name one.")
    if re.match(r"\w{2,}://", str(path)):
        raise PortfolioError(
            f"Nothing was written because {path} is an address and not a folder: give a folder's path."
        )
    try:
        if "\0" in str(path):
            raise ValueError("it holds a NUL character")
        folder = Path(os.path.realpath(Path(path).expanduser()))
        is_file = os.path.lexists(folder) and not folder.is_dir()
    except (ValueError, RuntimeError, OSError) as error:
        raise PortfolioError(f"{str(path)!r} can't be used as a folder because {str(error).rstrip('.')}.") from error
    if folder == folder.parent:
        raise PortfolioError(f"{folder} is a whole disk: choose a folder in it.")
    if is_file:
        what = "is a link that leads nowhere" if folder.is_symlink() else "is a file"
        raise PortfolioError(f"Nothing was written because {folder} {what}: choose a folder.")
    return folder


def _of_this(folder: Path) -> str:
    """Four digits that tell whose a hidden folder is, where several portfolios lie side by side."""
    return hashlib.sha256(folder.name.encode("utf-8", "surrogatepass")).hexdigest()[:4]


def _tidied(folder: Path) -> None:
    """Take away what exports that were killed have left beside the folder.

    One killed between its two renames left no portfolio but the old one under another name: that is put back first.
    """
    with suppress(OSError):
        for left in sorted(folder.parent.iterdir()):
            if STAGED.fullmatch(left.name) and _lies_still(left):
                shutil.rmtree(left, ignore_errors=True)
            elif re.fullmatch(rf"\.ops2pm-{_of_this(folder)}[0-9a-f]{{4}}\.old", left.name) and _lies_still(left):
                if os.path.lexists(folder):
                    _clear(left, folder)
                else:
                    left.rename(folder)


def _lies_still(path: Path) -> bool:
    """Whether nothing has changed in a folder, nor its name, for so long that no export can be at work on it."""
    found = path.lstat()
    return stat.S_ISDIR(found.st_mode) and time.time() - max(found.st_mtime, found.st_ctime) > AT_WORK


def _foreign(folder: Path) -> list[str]:
    """What a folder holds that is neither ours nor the system's."""
    try:
        return sorted(
            entry.name
            for entry in folder.iterdir()
            if not (_is_ours(entry) or STAGED.fullmatch(entry.name) or _is_of_the_system(entry))
        )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise PortfolioError(f"Nothing was written because {why(error, folder)}.") from error


def _is_of_the_system(path: Path) -> bool:
    return OF_THE_SYSTEM.fullmatch(path.name) is not None and path.is_file()


def _is_ours(path: Path) -> bool:
    """Whether we wrote a file: by its name, and by the line that we put near its top."""
    ours = {INDEX, SINGLE, MARKDOWN, *map(page_name, course.artefacts())}
    if not (path.name in ours or NUMBERED.fullmatch(path.name)) or path.is_symlink() or not path.is_file():
        return False
    with suppress(OSError), path.open("rb") as file:
        top = file.read(NEAR_THE_TOP)
        return top.startswith(IN_MARKDOWN.encode()) if path.suffix == ".md" else IN_HTML.encode() in top
    return False


@contextmanager
def _staged(parent: Path, files: Mapping[str, str], mode: int | None, digits: str) -> Iterator[Path]:
    """A folder of its own with the new files, removed at the end if it is still there."""
    staged = parent / f".ops2pm-{digits}{secrets.token_hex(2)}.new"
    try:
        staged.mkdir(parents=True)
        if mode is not None:
            staged.chmod(mode)
        for name, text in files.items():
            write_new(staged / name, text.encode("utf-8"))
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _swapped(folder: Path, files: Mapping[str, str]) -> bool:
    """Put a new folder in the place of the old one; False, and nothing has changed, where the old one can't move."""
    if not folder.exists():
        with _staged(folder.parent, files, None, _of_this(folder)) as staged:
            patiently(lambda: staged.rename(folder))
        return True
    if _is_shells(folder) or os.path.ismount(folder) or not os.access(folder.parent, os.W_OK | os.X_OK):
        return False
    mode = stat.S_IMODE(folder.stat().st_mode)
    with _staged(folder.parent, files, mode, _of_this(folder)) as staged:
        old = staged.with_suffix(".old")
        try:
            try:
                patiently(lambda: folder.rename(old))
            except OSError:
                return False
            patiently(lambda: staged.rename(folder))
        except BaseException as error:
            if os.path.lexists(old) and not os.path.lexists(folder):
                _back(old, folder, error)
            raise
        finally:
            if os.path.lexists(old) and os.path.lexists(folder):  # the new one is in its place
                _clear(old, folder)
    return True


def _is_shells(folder: Path) -> bool:
    """Whether the shell stands in the folder: with another one in its place, it would stand in none."""
    with suppress(OSError):
        here = Path(os.path.realpath(Path.cwd()))
        return folder == here or folder in here.parents
    return False


def _back(old: Path, folder: Path, error: BaseException) -> None:
    """The old folder in its place again. Raises PortfolioError where it can't be."""
    try:
        patiently(lambda: old.rename(folder))
    except OSError:
        raise PortfolioError(
            f"Nothing was written to {folder}, and your earlier portfolio is in {old}: rename that folder."
        ) from error


def _clear(old: Path, folder: Path) -> None:
    """Remove the old folder; what isn't ours in it, such as what came a moment ago, goes into the new one."""
    with suppress(OSError):
        for path in list(old.iterdir()):
            if not (_is_ours(path) or STAGED.fullmatch(path.name) or os.path.lexists(folder / path.name)):
                path.rename(folder / path.name)
        shutil.rmtree(old, ignore_errors=True)


def _into(folder: Path, files: Mapping[str, str]) -> None:
    """Put the new files among others, each in one step. Pages of an earlier portfolio that are no more, go last."""
    for name in files:
        if (folder / name).is_dir():
            raise PortfolioError(f"Nothing was written because {folder / name} is a folder: move it away.")
    replaced: list[str] = []
    try:
        with _staged(folder, files, None, _of_this(folder)) as staged:
            for name in files:
                patiently(lambda name=name: (staged / name).replace(folder / name))
                replaced.append(name)
        for path in list(folder.iterdir()):
            if STAGED.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in files and _is_ours(path):
                patiently(path.unlink)
    except BaseException as error:
        if not replaced:
            raise
        cause = why(error, folder) if isinstance(error, OSError) else "it was stopped"
        raise PortfolioError(
            f"Only a part was written to {folder} because {cause}. Some files were replaced: {', '.join(replaced)}."
        ) from error
