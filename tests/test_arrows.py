"""Arrows run one way: what each part of the package may import of the others."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "ops2pm"
MAY = {
    "models": set(),
    "numbers": set(),
    "questions": {"course"},
    "data": {"models", "data_source"},
    "workbook": {"_workbook_file", "_workbook_store"},
    "course": {"numbers"},
    "adverts": {"course", "models"},
    "rubrics": {"course", "models", "numbers"},
    "checks": {"course", "data", "numbers", "workbook"},
    "peer": {"rubrics"},
    "ui": {"adverts", "checks", "course", "models", "numbers", "peer", "questions", "rubrics", "workbook"},
    "labs": {"data", "models", "numbers", "rubrics", "ui"},
    "exercises": {"adverts", "checks", "course", "data", "models", "numbers", "ui"},
    "portfolio": {"_workbook_file", "_workbook_store", "course", "models", "numbers", "rubrics", "ui", "workbook"},
    "portfolio_panel": {"checks", "course", "portfolio", "rubrics", "ui", "workbook"},
}


def imported(path: Path) -> set[str]:
    """The parts of ops2pm that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            raise AssertionError(f"{path.name} imports relatively: write ops2pm.…, so that arrows can be read.")
        if isinstance(node, ast.ImportFrom) and node.module == "ops2pm":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ops2pm."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("ops2pm.")}
    return found


@pytest.mark.parametrize("part", MAY)
def test_a_part_imports_only_what_lies_below_it(part):
    folder = PACKAGE / part
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{part}.py"]
    assert files
    for path in files:
        above = imported(path) - MAY[part] - {part}
        assert not above, f"{path.relative_to(PACKAGE)} imports {', '.join(sorted(above))}"


def test_no_lab_is_built_on_another():
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "labs").glob("*.py"))}
    labs = {name for name, text in sources.items() if "(Lab):" in text}
    assert len(labs) > 20
    for name, text in sources.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ops2pm.labs."):
                other = node.module.split(".")[2]
                assert other not in labs, f"{name} imports from the lab {other}: move what both need into a model"


def test_an_arrow_the_wrong_way_is_seen(tmp_path):
    wrong = tmp_path / "lift.py"
    wrong.write_text("from ops2pm.ui.icons import COUNT\nfrom ops2pm import labs\n", encoding="utf-8")
    assert imported(wrong) == {"ui", "labs"}
