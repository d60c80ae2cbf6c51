"""What the scripts in data/ have in common: a source known by its fingerprint, files written or compared."""

from __future__ import annotations

import gzip
import hashlib
import pickle
import zipfile
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from data_builder import builder

from ops2pm import data_source
from ops2pm.data_source import Source, SourceError, run

FOLDER = Path(__file__).resolve().parent.parent / "data"
SCRIPTS = ("wages", "modechoice", "deliveries")
RAW = b"place,count\nhere,1\n"


@pytest.fixture
def plain():
    return Source("a-package", "1.0", "a_package/rows.csv", hashlib.sha256(RAW).hexdigest())


@pytest.fixture
def packed(plain):
    return replace(plain, member="a_package/rows.csv.gz")


def a_wheel(path, member, content):
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(member, content)
    return path


def test_a_source_is_read_out_of_a_file_or_a_wheel_packed_or_not(plain, packed, tmp_path):
    named, squeezed = tmp_path / "rows.csv", tmp_path / "rows.csv.gz"
    named.write_bytes(RAW)
    squeezed.write_bytes(gzip.compress(RAW))
    assert plain.read(named) == packed.read(named) == packed.read(squeezed) == RAW
    assert plain.read(a_wheel(tmp_path / "plain.whl", plain.member, RAW)) == RAW
    assert packed.read(a_wheel(tmp_path / "packed.whl", packed.member, gzip.compress(RAW))) == RAW


def test_what_is_not_the_source_is_said(plain, packed, tmp_path):
    other = tmp_path / "rows.csv"
    other.write_bytes(RAW + b"there,2\n")
    broken, no_zip = tmp_path / "rows.csv.gz", tmp_path / "none.whl"
    broken.write_bytes(gzip.compress(RAW)[:-9])
    no_zip.write_bytes(RAW)
    for path, said in (
        (other, "is not what a-package 1.0 has: its SHA-256 differs, so it stays unread"),
        (broken, "can't be unpacked"),
        (no_zip, "is not a wheel that holds a_package/rows.csv.gz"),
        (a_wheel(tmp_path / "other.whl", "b/rows.csv.gz", RAW), "is not a wheel that holds a_package/rows.csv.gz"),
        (a_wheel(tmp_path / "bad.whl", packed.member, RAW), "can't be unpacked"),
    ):
        with pytest.raises(SourceError, match=said):
            packed.read(path)
    with pytest.raises(FileNotFoundError):
        plain.read(tmp_path / "nowhere.csv")


def test_files_are_written_compared_and_left(plain, tmp_path, capsys):
    named, out = tmp_path / "rows.csv", tmp_path / "out"
    named.write_bytes(RAW)
    texts = {"a.csv": RAW.decode()}
    asked = ["--from", str(named)]
    for arguments, status, said in (
        ([*asked, "--check"], 1, "a.csv: differs\n"),
        (asked, 0, "a.csv: written\n"),
        (asked, 0, "a.csv: unchanged\n"),
        ([*asked, "--check"], 0, "a.csv: unchanged\n"),
    ):
        assert run(plain, lambda raw: texts, out, arguments) == status
        assert capsys.readouterr().out == said
    assert (out / "a.csv").read_bytes() == RAW


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_reads_its_package_or_a_wheel_and_nothing_unknown(name, tmp_path, monkeypatch, capsys):
    source = builder(name).SOURCE
    never = pytest.fail
    strange = a_wheel(tmp_path / "strange.whl", source.member, gzip.compress(RAW))
    assert run(source, never, FOLDER, ["--check", "--from", str(strange)]) == 2
    assert "SHA-256 differs" in capsys.readouterr().err
    assert run(source, never, FOLDER, ["--check", "--from", str(tmp_path / "nowhere.whl")]) == 2

    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(data_source, "distribution", missing)
    assert run(source, never, FOLDER, ["--check"]) == 2
    assert f"The package {source.package} is not installed" in capsys.readouterr().err


class Loud:
    """Something that would act when it is unpickled."""

    def __reduce__(self):
        return pytest.fail, ("it was unpickled",)


def test_a_table_that_is_not_known_is_never_unpickled(tmp_path):
    path = tmp_path / "strange.pkl.compress"
    path.write_bytes(pickle.dumps(Loud()))
    module = builder("deliveries")
    assert run(module.SOURCE, module.build, FOLDER, ["--check", "--from", str(path)]) == 2


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_version_is_the_one_that_the_extra_asks_for(name):
    source = builder(name).SOURCE
    asked = (FOLDER.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'"{source.package}=={source.version}"' in asked
