"""The map of lessons, the progress it computes, the order it suggests, and the tables that stand beside it."""

import math
import re
from dataclasses import replace

import pytest
import yaml

from ops2pm import checks, course, portfolio_panel
from ops2pm.ui import claims, clinic, conversation, coverage, decoder, triage, truth

PANELS = {
    "ops2pm/ui/triage.py": triage.KEY,
    "ops2pm/ui/claims.py": claims.KEY,
    "ops2pm/ui/clinic.py": clinic.KEY,
    "ops2pm/ui/conversation.py": conversation.KEY,
    "ops2pm/ui/decoder.py": decoder.KEY,
    "ops2pm/ui/coverage.py": coverage.KEY,
    "ops2pm/ui/truth.py": truth.KEY,
    "ops2pm/portfolio_panel.py": portfolio_panel.WRITTEN,
}
"""Panels that are kept as a quiz, though no questions file has them."""
SLUGS = [
    "start_here",
    "which_door",
    "outcomes_not_inputs",
    "systems_thinking",
    "who_struggles",
    "teardown",
    "trade_offs",
    "constraints",
    "size_the_opportunity",
    "check_the_claim",
    "curiosity",
    "aim",
    "own_it",
    "capstone",
]
NUMBERS = {each.number for each in course.LESSONS}


def nothing(key):
    return False


def everything(key):
    return True


# --- lessons ---------------------------------------------------------------------------------


def test_fourteen_lessons_in_order():
    assert [(each.number, each.slug) for each in course.LESSONS] == [(f"{n:02d}", slug) for n, slug in enumerate(SLUGS)]


def test_lesson_by_number():
    assert course.lesson("04").stem == "04_who_struggles"
    for wrong in ("4", "14", 4, None, ["04"]):
        with pytest.raises(KeyError, match="There is no lesson"):
            course.lesson(wrong)


@pytest.mark.parametrize("each", course.LESSONS, ids=lambda each: each.number)
def test_every_lesson_is_complete(each):
    assert each.title and each.artefacts
    assert all(one.title and re.fullmatch(r"[a-z_]+", one.key) for one in each.artefacts)
    least, most = {"00": (25, 35), "12": (60, 120), "13": (60, 90)}.get(each.number, (45, 60))
    assert least <= each.minutes <= most
    assert re.fullmatch(r"[^.!?]+\.", each.surprise), "one sentence"
    counted = [objective for objective in each.objectives if not objective.optional]
    assert 3 <= len(counted) <= 4
    assert all(objective.key.startswith(f"{each.number}.") for objective in each.objectives)
    assert set(each.builds_on) <= {number for number in NUMBERS if number < each.number}


def test_keys_are_unique():
    keys = [objective.key for each in course.LESSONS for objective in each.objectives]
    artefacts = [one.key for each in course.LESSONS for one in each.artefacts]
    evidence = [key for each in course.LESSONS for objective in each.objectives for key in objective.evidence]
    for values in (keys, artefacts, evidence):
        assert len(values) == len(set(values))


def test_each_lesson_has_evidence_and_parts():
    for each in course.LESSONS:
        assert all(objective.evidence for objective in each.objectives)
        shown = {key for o in each.objectives for key in o.evidence}
        assert {one.evidence for one in each.artefacts} <= shown
        assert each.parts.all()


def test_evidence_keys_are_workbook_keys_of_their_lesson():
    for each in course.LESSONS:
        for objective in each.objectives:
            for key in objective.evidence:
                section, name = key.split("/")
                if section == "artefacts":
                    assert key in {one.evidence for one in each.artefacts}
                elif section == "ratings":
                    assert key == "ratings/skills"
                else:
                    assert section in {"predictions", "quizzes", "exercises"}
                    assert name.startswith(f"{each.number}.")


@pytest.mark.parametrize("each", course.LESSONS, ids=lambda each: each.number)
def test_the_files_of_a_lesson_exist(each):
    paths = [each.text, each.notebook, *each.parts.all()]
    if each.number != "00":
        paths += [each.exercise_text, each.exercise_notebook, each.solution_notebook]
    missing = [path for path in paths if not (course.REPO / path).is_file()]
    assert not missing, f"the map names files that are not there: {missing}"


@pytest.mark.parametrize("each", [each for each in course.LESSONS if each.exercise_text], ids=lambda each: each.number)
def test_evidence_of_an_exercise_is_what_its_checks_record(each):
    """Track A can meet every objective that counts; what needs code stands in an optional objective."""
    where = {
        key.removeprefix("exercises/"): objective
        for objective in each.objectives
        for key in objective.evidence
        if key.startswith("exercises/")
    }
    items = checks.checks_of(each.number)
    assert len(items) >= 6
    assert set(where) == {check.id for check in items}
    needs_code = {check.id for check in items if not check.question}
    assert {key for key, objective in where.items() if objective.optional} == needs_code
    assert needs_code and len(needs_code) < len(items), "both tracks have items"


@pytest.mark.parametrize("each", course.LESSONS, ids=lambda each: each.number)
def test_predictions_and_quizzes_of_a_lesson_are_its_evidence(each):
    asked = {f"quizzes/{key}" for path, key in PANELS.items() if path in each.parts.all()}
    for path in each.parts.questions:
        questions = yaml.safe_load((course.REPO / path).read_text(encoding="utf-8"))
        asked |= {f"{kind}/{key}" for kind in ("predictions", "quizzes") for key in questions.get(kind, ())}
    evidence = {key for objective in each.objectives for key in objective.evidence}
    assert {key for key in evidence if key.startswith(("predictions/", "quizzes/"))} == asked


def test_one_time_in_five_in_lesson_09():
    """The surprise of lesson 09: 20 hires on each side, both with a true success rate of 60 %."""
    n, rate = 20, 0.6
    chance = [math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]
    lifted = sum(chance[a] * chance[b] for a in range(n + 1) for b in range(n + 1) if b and a >= 1.25 * b)
    assert lifted == pytest.approx(0.208, abs=0.0005)
    assert "twenty hires" in course.lesson("09").surprise and "one time in five" in course.lesson("09").surprise


# --- progress --------------------------------------------------------------------------------


def counted(lessons):
    """How many objectives of these lessons count."""
    return sum(not objective.optional for each in lessons for objective in each.objectives)


def test_progress_of_an_empty_workbook():
    board = course.progress(nothing)
    assert len(board.lessons) == 14
    assert (board.done, board.total, board.artefacts_kept) == (0, counted(course.LESSONS), 0)
    assert board.minutes_left == sum(each.minutes for each in course.LESSONS) >= 90


def test_progress_of_a_full_workbook():
    board = course.progress(everything)
    assert (board.done, board.total, board.minutes_left) == (counted(course.LESSONS), counted(course.LESSONS), 0)
    for row in board.lessons:
        assert (row.done, row.minutes_left) == (row.total, 0)
    assert board.artefacts_kept == sum(len(each.artefacts) for each in course.LESSONS)


def test_an_objective_needs_all_its_evidence():
    objective = course.lesson("04").objectives[3]
    assert len(objective.evidence) >= 2
    part, whole = set(objective.evidence[:-1]), set(objective.evidence)
    row = {r.lesson.number: r for r in course.progress(part.__contains__).lessons}["04"]
    assert (row.done, len(row.kept), row.minutes_left) == (0, "artefacts/problem_statement" in part, 60)
    row = {r.lesson.number: r for r in course.progress(whole.__contains__).lessons}["04"]
    assert row.met[:4] == (False, False, False, True)
    assert (row.done, row.total, len(row.kept), row.minutes_left) == (1, 4, 1, 45)


def test_minutes_left_are_rounded_up_and_optional_objectives_do_not_count():
    base = course.lesson("00")
    extra = course.Objective("00.z", "Something more.", ("exercises/00.1",), optional=True)
    row = course._lesson_progress(
        replace(base, minutes=50, objectives=(*base.objectives, extra)), {"ratings/skills"}.__contains__
    )
    assert (row.done, row.total, row.minutes_left) == (1, 3, 34)  # 50 × 2/3 = 33.3
    assert row.met == (False, True, False, False)


# --- suggested order -------------------------------------------------------------------------


def numbers(ratings):
    return [lesson.number for lesson, _ in course.suggested_order(ratings)]


def test_order_without_ratings_is_the_course():
    assert numbers({}) == [each.number for each in course.LESSONS]


def test_equal_ratings_give_the_course():
    for level in course.LEVELS:
        assert numbers({skill.key: level for skill in course.skills()}) == [each.number for each in course.LESSONS]


def test_weakest_first_between_00_and_13():
    ratings = {skill.key: 3 for skill in course.skills()}
    ratings |= {"finding_who_struggles": 4, "conversations_and_story": 1, "promises_and_sizes": 2}
    assert numbers(ratings) == [
        "00",
        "10",
        "11",
        "12",
        "07",
        "08",
        "01",
        "02",
        "03",
        "05",
        "04",
        "06",
        "09",
        "13",
    ]
    # 06 (level 3) uses the group of 04 (level 4), so 04 moves up to stand before it.


def test_the_weakest_of_several_skills_decides():
    ratings = {skill.key: 3 for skill in course.skills()} | {"framing_outcomes": 4, "checking_evidence": 1}
    order = course.suggested_order(ratings)
    assert [s.lesson.number for s in order][:3] == ["00", "02", "09"]
    assert "Checking evidence" in order[1].reason and "level 1" in order[1].reason


def test_lessons_of_unrated_skills_come_last():
    assert numbers({"breaking_down_products": 4})[:3] == ["00", "05", "01"]


def test_order_does_not_depend_on_the_order_of_the_ratings():
    keys = [skill.key for skill in course.skills()]
    ratings = {key: 1 + i % 4 for i, key in enumerate(keys)}
    assert course.suggested_order(ratings) == course.suggested_order(dict(reversed(ratings.items())))


def test_every_order_holds_all_lessons_once_and_respects_what_builds_on_what():
    keys = [skill.key for skill in course.skills()]
    for seed in range(256):
        order = numbers({key: 1 + (seed * (i + 3) // (1 + i)) % 4 for i, key in enumerate(keys)})
        assert sorted(order) == sorted(NUMBERS)
        assert (order[0], order[-1]) == ("00", "13")
        for each in course.LESSONS:
            assert all(order.index(before) < order.index(each.number) for before in each.builds_on)


def test_each_reason_is_for_the_reader():
    for _, reason in course.suggested_order({"trade_offs": 1}):
        assert reason.endswith(".")
    reasons = {s.lesson.number: s.reason for s in course.suggested_order({"trade_offs": 1})}
    assert reasons["04"] == "Lesson 06 uses what you find here, so this one stands before it."


@pytest.mark.parametrize("level", [0, 5, 2.5, "2", None, True, float("nan")])
def test_a_level_outside_1_to_4_is_refused(level):
    with pytest.raises(ValueError, match="choose a whole number from 1 to 4"):
        course.suggested_order({"trade_offs": level})


def test_an_unknown_skill_is_refused():
    with pytest.raises(ValueError, match="no skill called “charm”"):
        course.suggested_order({"charm": 3})


# --- analogies and skills --------------------------------------------------------------------


def test_analogies():
    pairs = course.analogies()
    assert len(pairs) >= 28
    assert len({pair.id for pair in pairs}) == len(pairs)
    assert len({(pair.ops, pair.pm) for pair in pairs}) == len(pairs)
    assert len({pair.breaks for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert pair.lesson in NUMBERS
        for text in (pair.id, pair.ops, pair.pm, pair.same, pair.breaks):
            assert isinstance(text, str) and text.strip() == text and text
            assert "!" not in text
        assert re.fullmatch(r"[^.!?]+\.", pair.same), f"{pair.id}: one sentence says what carries over"
        ends = len(re.findall(r"[.?](?=\s|$)", pair.breaks))
        assert 1 <= ends <= 2 and pair.breaks.endswith("."), f"{pair.id}: one or two sentences"
        assert 15 <= len(pair.breaks.split()) <= 60, pair.id


def test_analogies_cover_the_lessons_that_teach():
    assert {pair.lesson for pair in course.analogies()} == NUMBERS - {"00", "13"}


def test_skills():
    skills = course.skills()
    assert len(skills) == 8
    assert len({skill.key for skill in skills}) == len({skill.name for skill in skills}) == 8
    for skill in skills:
        assert re.fullmatch(r"[a-z_]+", skill.key) and skill.name and skill.lessons
        assert len(skill.levels) == 4 == len(set(skill.levels))
        for level in skill.levels:
            assert "you" in level.lower().split(), f"{skill.key}: a level is something you were seen to do"
            assert re.fullmatch(r"[^.!?]+\.", level)
    assert {number for skill in skills for number in skill.lessons} == NUMBERS - {"00", "13"}
    assert course.skills_question().strip()


def test_a_damaged_content_file_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(course, "CONTENT", tmp_path)
    course.skills.cache_clear()
    try:
        with pytest.raises(course.CourseError, match=r"skills\.yaml is missing or damaged"):
            course.skills()
        (tmp_path / "skills.yaml").write_text("skills: [", encoding="utf-8")
        with pytest.raises(course.CourseError, match=r"skills\.yaml is missing or damaged"):
            course.skills()
    finally:
        course.skills.cache_clear()


# --- tables ----------------------------------------------------------------------------------


def cells(table):
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in table.splitlines()]


def test_readme_table():
    header, rule, *rows = cells(course.readme_table())
    assert header == ["lesson", "the advice", "what surprises", "what you keep", "minutes"]
    assert set(rule) == {"---"} and len(rows) == 14
    for each, row in zip(course.LESSONS, rows, strict=True):
        assert len(row) == 5
        assert each.title in row[0] and row[2] == each.surprise and row[3] == each.artefact_titles
        assert each.notebook in row[0] and row[4] == str(each.minutes)
    assert "our product doesn’t do Y” (R9)" in rows[4][1]


def test_maintainer_table():
    header, _, *rows = cells(course.maintainer_table())
    assert header == ["lesson", "text", "exercise", "models", "labs", "rubric", "questions and content", "tests"]
    assert len(rows) == 14
    for each, row in zip(course.LESSONS, rows, strict=True):
        assert len(row) == 8
        named = re.findall(r"`([^`]+)`", " ".join(row))
        assert sorted(named) == sorted((each.text, *each.parts.all()))


def test_a_bar_in_a_cell_does_not_split_it():
    assert course._markdown(("a", "b"), [("x|y", "z")]).splitlines()[-1] == "| x\\|y | z |"


@pytest.mark.parametrize(
    ("file", "table"), [("README.md", course.readme_table), ("CONTRIBUTING.md", course.maintainer_table)]
)
def test_the_documents_hold_the_tables_of_the_map(file, table):
    text = (course.REPO / file).read_text(encoding="utf-8")
    assert table() in text, f"{file} does not hold the table that ops2pm.course.{table.__name__}() gives"
