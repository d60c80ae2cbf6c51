"""Every test session has a workbook folder of its own: the reader's my_work is never read or written."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager

import pytest


def pytest_configure(config):
    # Here and not in a fixture: test modules import ops2pm while they are collected, before any fixture runs.
    before = os.environ.get("OPS2PM_HOME")
    folder = tempfile.TemporaryDirectory(prefix="ops2pm-tests-", ignore_cleanup_errors=True)
    os.environ["OPS2PM_HOME"] = folder.name

    def restore():
        os.environ.pop("OPS2PM_HOME", None)
        if before is not None:
            os.environ["OPS2PM_HOME"] = before
        folder.cleanup()

    config.add_cleanup(restore)


@pytest.fixture(scope="session", autouse=True)
def empty_home():
    """A test that leaves OPS2PM_HOME changed fails the session instead of quietly reaching the reader's work."""
    given = os.environ["OPS2PM_HOME"]
    yield given
    assert os.environ.get("OPS2PM_HOME") == given, "a test left OPS2PM_HOME changed"


@pytest.fixture(scope="module")
def notebook(request):
    """The variables that the own cells of the module's EXERCISE set."""
    return request.module.EXERCISE.variables


@contextmanager
def workbook_in(folder, patch):
    """The workbook all panels share meanwhile: empty, in this folder; nobody listens to it yet."""
    from ops2pm.ui import session

    patch.setenv("OPS2PM_HOME", str(folder))
    session.workbook.cache_clear()
    session._listeners.clear()
    yield session.workbook()
    session.workbook.cache_clear()
    session._listeners.clear()


@pytest.fixture
def fresh_workbook(tmp_path, monkeypatch):
    """The workbook all panels of this test share, in a folder of the test's own."""
    with workbook_in(tmp_path / "my_work", monkeypatch) as workbook:
        yield workbook


@pytest.fixture(scope="module")
def module_workbook(tmp_path_factory):
    """The workbook all panels of one file's tests share."""
    with pytest.MonkeyPatch.context() as patch, workbook_in(tmp_path_factory.mktemp("labs"), patch) as workbook:
        yield workbook


@pytest.fixture
def no_hint_given(monkeypatch, tmp_path):
    """An empty workbook for the checks, and no hint given yet."""
    from ops2pm import checks

    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path / "work"))
    monkeypatch.setattr(checks, "_hints_given", {})
