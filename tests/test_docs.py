"""README and CONTRIBUTING say what is true: no gap, and every file they name is there."""

from __future__ import annotations

import re

import pytest

from ops2pm.__main__ import main
from ops2pm.course import REPO


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_a_guide_has_no_gap_and_names_files_that_exist(name):
    text = (REPO / name).read_text(encoding="utf-8")
    assert "@@" not in text
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert linked or name == "CONTRIBUTING.md"
    assert [target for target in linked if not (REPO / target).exists()] == []
    named = re.findall(r"`((?:ops2pm|course|data|tests|benchmarks)/[\w./-]+\.(?:py|yaml|md|csv|gz|json))`", text)
    assert named or name == "README.md"
    assert [path for path in named if "NN" not in path and not (REPO / path).exists()] == []


def test_a_picture_has_a_text():
    assert all(alt.strip() for alt in re.findall(r"!\[(.*?)\]\(", (REPO / "README.md").read_text(encoding="utf-8")))


def test_where_lists_the_files_of_a_lesson(capsys):
    assert main(["where", "04"]) == 0
    paths = [line.strip() for line in capsys.readouterr().out.splitlines()[1:]]
    assert "ops2pm/models/stranding.py" in paths
    assert [path for path in paths if not (REPO / path).is_file()] == []
    assert main(["where", "99"]) == 1
    assert "no lesson" in capsys.readouterr().err
