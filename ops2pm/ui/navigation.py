"""Links that open another notebook of the course in the same JupyterLab, or a file in a tab of the browser."""

from __future__ import annotations

import json
import os
from pathlib import Path

from markupsafe import Markup

from ops2pm.course import Lesson
from ops2pm.ui.markup import tag

REPOSITORY = Path(__file__).resolve().parents[2]


def notebook_link(lesson: Lesson, text: str = "") -> Markup:
    """A button-like link that opens the lesson; JupyterLab's own command linker does the opening."""
    return tag(
        "button",
        text or f"{lesson.number} {lesson.title}",
        type="button",
        class_="o2p-link",
        data_commandlinker_command="docmanager:open",
        data_commandlinker_args=json.dumps({"path": _from_server_root(lesson.notebook)}),
    )


def _from_server_root(path: str) -> str:
    """A path of the repository as JupyterLab's file browser knows it.

    The server may have been started above the repository. It tells each kernel which notebook it serves
    (JPY_SESSION_NAME) and where its own root is; without either, the root is taken to be the repository.
    """
    root = os.environ.get("JUPYTER_SERVER_ROOT")
    if root and REPOSITORY.is_relative_to(Path(root).expanduser().resolve()):
        return (REPOSITORY / path).relative_to(Path(root).expanduser().resolve()).as_posix()
    return path


def browser_tab(path: Path, text: str) -> Markup | None:
    """A button-like link that opens a file in a new tab of the browser; None where the server can't reach it."""
    root = Path(os.environ.get("JUPYTER_SERVER_ROOT") or REPOSITORY).expanduser().resolve()
    if not path.resolve().is_relative_to(root):
        return None
    return tag(
        "button",
        text,
        type="button",
        class_="o2p-link",
        data_commandlinker_command="docmanager:open-browser-tab",
        data_commandlinker_args=json.dumps({"path": path.resolve().relative_to(root).as_posix()}),
    )
