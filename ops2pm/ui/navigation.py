"""Links that open another notebook of the course in the same JupyterLab."""

from __future__ import annotations

import json
import os
from pathlib import Path

from markupsafe import Markup

from ops2pm.course import Lesson
from ops2pm.ui.markup import tag


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
    repository = Path(__file__).resolve().parents[2]
    root = os.environ.get("JUPYTER_SERVER_ROOT")
    if root and repository.is_relative_to(Path(root).expanduser().resolve()):
        return (repository / path).relative_to(Path(root).expanduser().resolve()).as_posix()
    return path
