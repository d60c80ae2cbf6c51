"""The map of the course: fourteen lessons, what each teaches, and what shows that it was learnt.

Everything that counts lessons asks this module: the build, the progress board, the tables in
README.md and CONTRIBUTING.md, and the tests. It imports no widget. The texts that are tables rather
than structure stand beside it: the thread (data/thread.yaml), the analogies and the skills
(ops2pm/content/*.yaml); `thread()`, `analogies()` and `skills()` read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

REPO = Path(__file__).resolve().parents[1]
CONTENT = Path(__file__).resolve().parent / "content"
LEVELS = (1, 2, 3, 4)


class CourseError(Exception):
    """A file of the course itself is missing or damaged; the message is one sentence for the reader."""


# ---------------------------------------------------------------------------------------------
# Lessons
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Objective:
    """Something the reader can do afterwards.

    `evidence` holds workbook keys ("quizzes/04.kpi"); the objective is met when all of them are there.
    An `optional` objective (track B, in pandas) is shown but not counted: every lesson can be finished
    without code.
    """

    key: str
    text: str
    evidence: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Artefact:
    """Something the reader writes in a lesson and keeps; `key` is also the name of its rubric."""

    key: str
    title: str

    @property
    def evidence(self) -> str:
        """Its key in the workbook: "artefacts/problem_statement"."""
        return f"artefacts/{self.key}"


@dataclass(frozen=True)
class Parts:
    """The files a lesson is made of, besides its text: paths from the root of the repository."""

    models: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()
    rubric: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    exercise: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Every path once, in the order of the columns."""
        columns = (
            self.models,
            self.labs,
            self.rubric,
            self.questions,
            self.content,
            self.exercise,
            self.tests,
        )
        return tuple(dict.fromkeys(path for column in columns for path in column))


@dataclass(frozen=True)
class Lesson:
    """One lesson of the course.

    `minutes` is the time for the lesson itself; its exercise comes on top. `advice` names pieces of
    the thread ("P3"; "Q" is the question itself) and `claims` the unsupported claims it treats ("C6").
    `builds_on` names lessons whose result this one uses.
    """

    number: str
    slug: str
    title: str
    advice: tuple[str, ...]
    minutes: int
    artefacts: tuple[Artefact, ...]
    objectives: tuple[Objective, ...]
    claims: tuple[str, ...]
    surprise: str
    parts: Parts = field(default_factory=Parts)
    builds_on: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The name all its files share: "04_who_struggles"."""
        return f"{self.number}_{self.slug}"

    @property
    def text(self) -> str:
        """Its text source, from the root of the repository."""
        return f"course/lessons/{self.stem}.md"

    @property
    def notebook(self) -> str:
        """The notebook derived from its text."""
        return f"notebooks/{self.stem}.ipynb"

    @property
    def exercise_text(self) -> str | None:
        """The source of its exercise and solution; None for 00, which has no exercise."""
        return None if self.number == "00" else f"course/exercises/{self.stem}.md"

    @property
    def exercise_notebook(self) -> str | None:
        """The exercise notebook; None for 00."""
        return None if self.number == "00" else f"exercises/{self.stem}.ipynb"

    @property
    def solution_notebook(self) -> str | None:
        """The solution notebook; None for 00."""
        return None if self.number == "00" else f"solutions/{self.stem}.ipynb"

    @property
    def artefact_titles(self) -> str:
        """What the reader keeps, in words: "Stories, pitch, answers to objections"."""
        first, *more = [each.title for each in self.artefacts]
        return ", ".join([first, *(title[0].lower() + title[1:] for title in more)])


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        number="00",
        slug="start_here",
        title="Start here",
        advice=("Q",),
        minutes=30,
        artefacts=(Artefact("baseline_pitch", "Baseline pitch"),),
        objectives=(
            Objective(
                "00.a",
                "Compare a later pitch with the one you would give today, because it is on record.",
                ("artefacts/baseline_pitch",),
            ),
            Objective(
                "00.b",
                "Say which of eight skills to begin with, by what a colleague has seen you do.",
                ("ratings/skills",),
            ),
            Objective(
                "00.c",
                "Use a lab: commit a prediction, then find the answer by playing.",
                ("predictions/00.late",),
            ),
        ),
        claims=(),
        surprise="Your own pitch, written down today, is the thing you will compare yourself with at the end.",
        parts=Parts(
            labs=("ops2pm/labs/late_flights.py",),
            rubric=("ops2pm/rubrics/baseline_pitch.py",),
            questions=("ops2pm/questions/00.yaml",),
            tests=("tests/test_labs.py", "tests/test_course_map.py", "tests/test_thread.py"),
        ),
    ),
    Lesson(
        number="01",
        slug="which_door",
        title="Which door?",
        advice=("P0",),
        minutes=60,
        artefacts=(Artefact("path_decision", "Path decision"),),
        objectives=(
            Objective(
                "01.a",
                "Compare the pay of two jobs where you live, and say what a national gap hides.",
                (
                    "predictions/01.bridge",
                    "quizzes/01.gap",
                    "exercises/01.1",
                    "exercises/01.2",
                ),
            ),
            Objective(
                "01.b",
                "Show which weight would flip your choice, and by how much it has to move.",
                ("predictions/01.flip", "quizzes/01.small_change", "exercises/01.4"),
            ),
            Objective(
                "01.c",
                "Say what a few applications can tell you, and what would let two surveys disagree.",
                ("predictions/01.three_of_twenty", "quizzes/01.surveys", "exercises/01.3", "exercises/01.5"),
            ),
            Objective(
                "01.d",
                "Choose a door, list what must be checked again, and set the day on which you may turn round.",
                ("predictions/01.first", "quizzes/01.evening", "exercises/01.6", "artefacts/path_decision"),
            ),
            Objective(
                "01.e",
                "Optional, with pandas: pay gaps over all areas, an interval by simulation, a flip among five doors.",
                tuple(f"exercises/01.{item}" for item in range(7, 13)),
                optional=True,
            ),
        ),
        claims=("C1",),
        surprise="The “bridge” job often pays less, an APM programme is not the first step, and a small change "
        "of weight flips the winner.",
        parts=Parts(
            models=(
                "ops2pm/models/pay.py",
                "ops2pm/models/occupations.py",
                "ops2pm/models/doors.py",
                "ops2pm/models/funnel.py",
            ),
            labs=("ops2pm/labs/bridge_pay.py", "ops2pm/labs/which_door.py", "ops2pm/labs/funnel.py"),
            rubric=("ops2pm/rubrics/path_decision.py",),
            questions=("ops2pm/questions/01.yaml",),
            exercise=("course/exercises/01_which_door.md", "ops2pm/exercises/ex01.py"),
            tests=(
                "tests/test_pay.py",
                "tests/test_doors.py",
                "tests/test_funnel.py",
                "tests/test_labs_01.py",
                "tests/test_path_decision.py",
                "tests/test_ex01.py",
                "tests/test_wages.py",
            ),
        ),
    ),
    Lesson(
        number="02",
        slug="outcomes_not_inputs",
        title="Outcomes, not inputs",
        advice=("P1",),
        minutes=55,
        artefacts=(Artefact("reframed_bullets", "Three reframed bullets"),),
        objectives=(
            Objective(
                "02.a",
                "Separate your effect from the season and from what happened to everyone else.",
                ("predictions/02.others", "quizzes/02.points", "exercises/02.1", "exercises/02.2"),
            ),
            Objective(
                "02.b",
                "Tell a change in output from a change in what people do, and say how large an unseen change could be.",
                ("predictions/02.week_14", "quizzes/02.unseen", "exercises/02.5"),
            ),
            Objective(
                "02.c",
                "Name the rival explanation and say what you did about it.",
                ("quizzes/02.picked", "exercises/02.4"),
            ),
            Objective(
                "02.d",
                "Turn a bullet about activity into a change for a user, with from, to, unit and period.",
                ("quizzes/02.triage", "quizzes/02.subject", "exercises/02.3", "artefacts/reframed_bullets"),
            ),
            Objective(
                "02.e",
                "Optional, with pandas: compute a difference in differences, its interval and its placebos.",
                tuple(f"exercises/02.{item}" for item in range(6, 11)),
                optional=True,
            ),
        ),
        claims=(),
        surprise="Most of an impressive improvement turns out to be the season, and output can move while the "
        "outcome stands still.",
        parts=Parts(
            models=("ops2pm/models/before_after.py", "ops2pm/models/process_change.py", "ops2pm/models/resample.py"),
            labs=("ops2pm/labs/before_after.py", "ops2pm/labs/week_14.py", "ops2pm/ui/triage.py"),
            rubric=("ops2pm/rubrics/reframed_bullets.py",),
            questions=("ops2pm/questions/02.yaml",),
            content=("ops2pm/content/bullets.yaml",),
            exercise=("course/exercises/02_outcomes_not_inputs.md", "ops2pm/exercises/ex02.py"),
            tests=(
                "tests/test_before_after.py",
                "tests/test_process_change.py",
                "tests/test_labs_02.py",
                "tests/test_triage.py",
                "tests/test_form_parts.py",
                "tests/test_ex02.py",
            ),
        ),
    ),
    Lesson(
        number="03",
        slug="systems_thinking",
        title="Systems thinking is product thinking",
        advice=("P2",),
        minutes=60,
        artefacts=(Artefact("metric_tree", "Metric tree, North Star and guardrails"),),
        objectives=(
            Objective(
                "03.a",
                "Find where a KPI stops its clock before the customer's need is met.",
                ("predictions/03.complete", "quizzes/03.clock", "exercises/03.1"),
            ),
            Objective(
                "03.b",
                "Compare like with like, and know when that explains the harm away.",
                ("predictions/03.carrier", "quizzes/03.decoy", "exercises/03.3"),
            ),
            Objective(
                "03.c",
                "Choose a guardrail that would catch the harm a target can do.",
                (
                    "predictions/03.rests_first",
                    "quizzes/03.reorder",
                    "quizzes/03.guardrail",
                    "exercises/03.4",
                    "exercises/03.5",
                ),
            ),
            Objective(
                "03.d",
                "Draw a tree from a result customers feel down to figures a team can move; know what it leaves out.",
                ("quizzes/03.sort", "exercises/03.2", "artefacts/metric_tree"),
            ),
            Objective(
                "03.e",
                "Optional, without code: say how long one busy week lasts when late orders make people ask.",
                ("predictions/03.loop",),
                optional=True,
            ),
            Objective(
                "03.f",
                "Optional, with pandas: compute a North Star, standardise a gap, test a guardrail, cheat a target.",
                tuple(f"exercises/03.{item}" for item in range(6, 11)),
                optional=True,
            ),
        ),
        claims=(),
        surprise="The KPI is level across customer groups while small businesses wait for the rest of their order.",
        parts=Parts(
            models=(
                "ops2pm/models/metric_tree.py",
                "ops2pm/models/goodhart.py",
                "ops2pm/models/backlog_loop.py",
                "ops2pm/models/orders.py",
            ),
            labs=(
                "ops2pm/labs/metric_tree.py",
                "ops2pm/labs/goodhart.py",
                "ops2pm/labs/backlog_loop.py",
            ),
            rubric=("ops2pm/rubrics/metric_tree.py",),
            questions=("ops2pm/questions/03.yaml",),
            exercise=("course/exercises/03_systems_thinking.md", "ops2pm/exercises/ex03.py"),
            tests=(
                "tests/test_metric_tree.py",
                "tests/test_goodhart.py",
                "tests/test_backlog_loop.py",
                "tests/test_labs_03.py",
                "tests/test_ex03.py",
            ),
        ),
    ),
    Lesson(
        number="04",
        slug="who_struggles",
        title="Who struggles, and why",
        advice=("P3",),
        minutes=60,
        artefacts=(Artefact("problem_statement", "Problem statement"),),
        objectives=(
            Objective(
                "04.a",
                "Find the group that a good-looking average hides, and say how much worse off it is.",
                (
                    "predictions/04.worse_carrier",
                    "predictions/04.evening",
                    "quizzes/04.kpi",
                    "exercises/04.1",
                ),
            ),
            Objective(
                "04.b",
                "Say a share with its denominator, and what is left of it on a normal day.",
                ("quizzes/04.denominator", "quizzes/04.normal_days", "exercises/04.2"),
            ),
            Objective(
                "04.c",
                "Hold a cause against its rivals before you name it.",
                ("predictions/04.causes", "quizzes/04.cause", "exercises/04.3"),
            ),
            Objective(
                "04.d",
                "Write a problem statement, and look for the solution hiding in it.",
                ("quizzes/04.sort", "exercises/04.4", "artefacts/problem_statement"),
            ),
            Objective(
                "04.e",
                "Optional, with pandas: recompute ruined trips, put an interval on a gap, find a group nobody named.",
                tuple(f"exercises/04.{item}" for item in range(5, 11)),
                optional=True,
            ),
        ),
        claims=(),
        surprise="The cancellation rate hides the travellers whom a cancellation strands overnight.",
        parts=Parts(
            models=(
                "ops2pm/models/stranding.py",
                "ops2pm/models/rival_causes.py",
                "ops2pm/models/ruined.py",
                "ops2pm/models/resample.py",
            ),
            labs=("ops2pm/labs/stranded.py", "ops2pm/labs/rival_causes.py"),
            rubric=("ops2pm/rubrics/problem_statement.py",),
            questions=("ops2pm/questions/04.yaml",),
            exercise=("course/exercises/04_who_struggles.md", "ops2pm/exercises/ex04.py"),
            tests=("tests/test_stranding.py", "tests/test_labs.py", "tests/test_ex04.py"),
        ),
    ),
    Lesson(
        number="05",
        slug="teardown",
        title="Break down a product",
        advice=("P4",),
        minutes=60,
        artefacts=(Artefact("teardown", "Teardown"),),
        objectives=(
            Objective(
                "05.a",
                "Say whom a changed promise serves and who pays for it, when the total hardly moves.",
                ("predictions/05.pad", "predictions/05.split", "quizzes/05.total", "exercises/05.3", "exercises/05.4"),
            ),
            Objective(
                "05.b",
                "Explain why today's design may be as it is before you change it.",
                ("quizzes/05.traveller", "quizzes/05.why_today", "exercises/05.2"),
            ),
            Objective(
                "05.c",
                "Take a borrowed number apart before you build on it.",
                ("predictions/05.waiting", "predictions/05.nobody", "quizzes/05.footing", "exercises/05.6"),
            ),
            Objective(
                "05.d",
                "Take one product apart for one kind of user: dated observations, three options, one of them nothing, "
                "and the point at which to stop.",
                ("exercises/05.1", "exercises/05.5", "artefacts/teardown"),
            ),
            Objective(
                "05.e",
                "Optional, with pandas: a promise for a group, an interval for a plan, a column that gives the choice "
                "away.",
                tuple(f"exercises/05.{item}" for item in range(7, 12)),
                optional=True,
            ),
        ),
        claims=(),
        surprise="A padded promise is a decision about whose promise it is, and a textbook number can come out of "
        "how the minutes were written down.",
        parts=Parts(
            models=(
                "ops2pm/models/padding.py",
                "ops2pm/models/mode_choice.py",
                "ops2pm/models/resample.py",
            ),
            labs=("ops2pm/labs/padding.py", "ops2pm/labs/waiting_minute.py"),
            rubric=("ops2pm/rubrics/teardown.py",),
            questions=("ops2pm/questions/05.yaml",),
            exercise=("course/exercises/05_teardown.md", "ops2pm/exercises/ex05.py"),
            tests=(
                "tests/test_padding.py",
                "tests/test_mode_choice.py",
                "tests/test_modechoice.py",
                "tests/test_labs_05.py",
                "tests/test_teardown.py",
                "tests/test_ex05.py",
            ),
        ),
    ),
    Lesson(
        number="06",
        slug="trade_offs",
        title="Features, trade-offs, impact",
        advice=("P5",),
        minutes=60,
        artefacts=(Artefact("trade_off_memo", "Trade-off memo"),),
        objectives=(
            Objective(
                "06.a",
                "Put options into one unit, with a reach that was computed, and see which ranking survives.",
                ("predictions/06.reach", "quizzes/06.same_unit", "exercises/06.1", "exercises/06.2"),
            ),
            Objective(
                "06.b",
                "Say how surely an option leads, and which number is worth finding out before you choose.",
                ("quizzes/06.confidence", "quizzes/06.knowing"),
            ),
            Objective(
                "06.c",
                "Choose within a capacity: what options do together, what you give up, in which order, and who loses.",
                (
                    "predictions/06.given_up",
                    "quizzes/06.loser",
                    "exercises/06.3",
                    "exercises/06.4",
                    "exercises/06.5",
                ),
            ),
            Objective(
                "06.d",
                "Write down beforehand when you would reverse it, and say how often that rule errs.",
                (
                    "predictions/06.peeking",
                    "quizzes/06.peek",
                    "exercises/06.6",
                    "artefacts/trade_off_memo",
                ),
            ),
            Objective(
                "06.e",
                "Optional, with pandas: nights spared, the best set, ranges drawn, the value of knowing, peeking.",
                tuple(f"exercises/06.{item}" for item in range(7, 12)),
                optional=True,
            ),
        ),
        claims=(),
        surprise="The winner of the scoring changes when its reach is computed instead of guessed.",
        parts=Parts(
            models=(
                "ops2pm/models/options.py",
                "ops2pm/models/rice.py",
                "ops2pm/models/ranges.py",
                "ops2pm/models/capacity.py",
                "ops2pm/models/stop_rule.py",
                "ops2pm/models/stranding.py",
            ),
            labs=("ops2pm/labs/rice.py", "ops2pm/labs/capacity.py", "ops2pm/labs/stop_rule.py"),
            rubric=("ops2pm/rubrics/trade_off_memo.py",),
            questions=("ops2pm/questions/06.yaml",),
            exercise=("course/exercises/06_trade_offs.md", "ops2pm/exercises/ex06.py"),
            tests=(
                "tests/test_options.py",
                "tests/test_rice.py",
                "tests/test_ranges.py",
                "tests/test_capacity.py",
                "tests/test_stop_rule.py",
                "tests/test_labs_06.py",
                "tests/test_trade_off_memo.py",
                "tests/test_ex06.py",
            ),
        ),
        builds_on=("04",),
    ),
    Lesson(
        number="07",
        slug="constraints",
        title="Constraints make products",
        advice=("P6",),
        minutes=60,
        artefacts=(Artefact("promise_decision", "Promise decision"),),
        objectives=(
            Objective(
                "07.a",
                "Predict waiting time from arrivals and capacity, and see where it runs away.",
                (
                    "predictions/07.three_days",
                    "predictions/07.busier",
                    "quizzes/07.average",
                    "quizzes/07.full",
                    "exercises/07.1",
                    "exercises/07.2",
                    "exercises/07.3",
                ),
            ),
            Objective(
                "07.b",
                "Choose a promise for each group, and say what keeping it costs.",
                (
                    "predictions/07.one_promise",
                    "quizzes/07.whose",
                    "exercises/07.4",
                    "exercises/07.5",
                    "exercises/07.6",
                ),
            ),
            Objective(
                "07.c",
                "Tell a constraint as a decision about what customers may count on.",
                ("quizzes/07.longer", "artefacts/promise_decision"),
            ),
            Objective(
                "07.d",
                "Optional, with pandas: compute promises by group, try them on unseen orders, count Little's law.",
                tuple(f"exercises/07.{item}" for item in range(7, 11)),
                optional=True,
            ),
        ),
        claims=("C7",),
        surprise="A team that is busy nearly all the time cannot keep its promise, and one promise for all is "
        "the wrong promise.",
        parts=Parts(
            models=("ops2pm/models/promise_queue.py", "ops2pm/models/promises.py", "ops2pm/models/resample.py"),
            labs=("ops2pm/labs/promise.py", "ops2pm/labs/one_promise.py"),
            rubric=("ops2pm/rubrics/promise_decision.py",),
            questions=("ops2pm/questions/07.yaml",),
            exercise=("course/exercises/07_constraints.md", "ops2pm/exercises/ex07.py"),
            tests=(
                "tests/test_promise_queue.py",
                "tests/test_promises.py",
                "tests/test_deliveries.py",
                "tests/test_labs_07.py",
                "tests/test_one_promise.py",
                "tests/test_promise_decision.py",
                "tests/test_lesson_07.py",
                "tests/test_ex07.py",
            ),
        ),
    ),
    Lesson(
        number="08",
        slug="size_the_opportunity",
        title="Size the opportunity",
        advice=("P7",),
        minutes=60,
        artefacts=(Artefact("sizing", "Sizing with its range"),),
        objectives=(
            Objective(
                "08.a",
                "Find the limit that caps an estimate, and the factors that move together.",
                ("predictions/08.seats", "quizzes/08.double", "exercises/08.1", "exercises/08.2"),
            ),
            Objective(
                "08.b",
                "Build an estimate from marked factors, with its range, and name the one that drives it.",
                ("predictions/08.driver", "quizzes/08.tag", "quizzes/08.say", "exercises/08.3"),
            ),
            Objective(
                "08.c",
                "Check it by a second route, and say what the two routes share.",
                ("predictions/08.routes", "exercises/08.5"),
            ),
            Objective(
                "08.d",
                "Name the value at which you would drop the idea, and the test to begin with.",
                ("predictions/08.first", "quizzes/08.pilot", "exercises/08.4", "exercises/08.6", "artefacts/sizing"),
            ),
            Objective(
                "08.e",
                "Optional, with pandas: count what one year is worth, roll factors that lean together, try all orders.",
                tuple(f"exercises/08.{item}" for item in range(7, 12)),
                optional=True,
            ),
        ),
        claims=(),
        surprise="A later plane isn't a seat, and how full the planes are, which people argue about, matters less than "
        "a take-up that nobody measured.",
        parts=Parts(
            models=(
                "ops2pm/models/opportunity.py",
                "ops2pm/models/sizing.py",
                "ops2pm/models/ranges.py",
                "ops2pm/models/two_routes.py",
                "ops2pm/models/testing_order.py",
                "ops2pm/models/stranding.py",
            ),
            labs=(
                "ops2pm/labs/seat_or_plane.py",
                "ops2pm/labs/sizing.py",
                "ops2pm/labs/two_routes.py",
                "ops2pm/labs/first_test.py",
                "ops2pm/labs/free_seats.py",
            ),
            rubric=("ops2pm/rubrics/sizing.py",),
            questions=("ops2pm/questions/08.yaml",),
            exercise=("course/exercises/08_size_the_opportunity.md", "ops2pm/exercises/ex08.py"),
            tests=(
                "tests/test_opportunity.py",
                "tests/test_sizing.py",
                "tests/test_labs_08.py",
                "tests/test_two_routes.py",
                "tests/test_order_lab.py",
                "tests/test_sizing_rubric.py",
                "tests/test_ex08.py",
            ),
        ),
    ),
    Lesson(
        number="09",
        slug="check_the_claim",
        title="Check the claim",
        advice=("P8",),
        minutes=60,
        artefacts=(Artefact("claim_check", "Claim check"),),
        objectives=(
            Objective(
                "09.a",
                "Restate a claim with its population, comparison and measure filled in, or marked “not given”.",
                ("quizzes/09.twice", "quizzes/09.claims", "exercises/09.1", "exercises/09.2", "exercises/09.3"),
            ),
            Objective(
                "09.b",
                "Turn “25% higher” into points at two base rates, and see where it becomes impossible.",
                ("predictions/09.of_eighty", "predictions/09.audit", "exercises/09.4"),
            ),
            Objective(
                "09.c",
                "Say what luck, a higher bar or another mix can make of two groups that don't differ.",
                (
                    "predictions/09.from_nothing",
                    "predictions/09.higher_bar",
                    "predictions/09.airports",
                    "quizzes/09.twelve",
                    "quizzes/09.temps",
                    "exercises/09.5",
                ),
            ),
            Objective(
                "09.d",
                "Log a search, and give a verdict that does not take “not found” for “false”.",
                ("quizzes/09.four_searches", "exercises/09.6", "artefacts/claim_check"),
            ),
            Objective(
                "09.e",
                "Optional, with pandas: undo a mix, put an interval on a per cent, see what choosing does to a lift.",
                tuple(f"exercises/09.{item}" for item in range(7, 12)),
                optional=True,
            ),
        ),
        claims=("C2", "C3", "C4", "C6"),
        surprise="With twenty hires on each side, a “25% higher” success rate appears from nothing about one "
        "time in five; and if a higher bar is behind it, it is bad news for people who want to be hired.",
        parts=Parts(
            models=(
                "ops2pm/models/lift.py",
                "ops2pm/models/lifts_from_nothing.py",
                "ops2pm/models/selection.py",
                "ops2pm/models/mix.py",
                "ops2pm/models/two_shares.py",
            ),
            labs=(
                "ops2pm/labs/of_a_hundred.py",
                "ops2pm/labs/lifts_from_nothing.py",
                "ops2pm/labs/higher_bar.py",
                "ops2pm/labs/airports.py",
                "ops2pm/ui/claims.py",
            ),
            rubric=("ops2pm/rubrics/claim_check.py",),
            questions=("ops2pm/questions/09.yaml",),
            content=("ops2pm/content/claims.yaml",),
            exercise=("course/exercises/09_check_the_claim.md", "ops2pm/exercises/ex09.py"),
            tests=(
                "tests/test_lift.py",
                "tests/test_lifts_from_nothing.py",
                "tests/test_selection.py",
                "tests/test_mix.py",
                "tests/test_labs_09.py",
                "tests/test_claims.py",
                "tests/test_claim_check.py",
                "tests/test_lesson_09.py",
                "tests/test_ex09.py",
            ),
        ),
    ),
    Lesson(
        number="10",
        slug="curiosity",
        title="Lead with curiosity",
        advice=("P9",),
        minutes=55,
        artefacts=(Artefact("outreach_message", "Outreach message and conversation plan"),),
        objectives=(
            Objective(
                "10.a",
                "Write a short message that asks about a past decision and admits what you cannot see.",
                ("exercises/10.2", "quizzes/10.weak", "artefacts/outreach_message"),
            ),
            Objective(
                "10.b",
                "Plan a conversation about what people did, not about what they would do.",
                ("quizzes/10.clinic", "predictions/10.talk", "quizzes/10.talk", "quizzes/10.yes", "exercises/10.1"),
            ),
            Objective(
                "10.c",
                "Say how many replies it takes before a reply rate means anything.",
                (
                    "predictions/10.equal",
                    "predictions/10.peek",
                    "quizzes/10.winner",
                    "exercises/10.3",
                    "exercises/10.4",
                    "exercises/10.5",
                ),
            ),
            Objective(
                "10.d",
                "Choose, stage by stage, between curiosity and saying what you want.",
                ("quizzes/10.stage", "exercises/10.6"),
            ),
            Objective(
                "10.e",
                "Optional, with pandas: count people instead of calls, put an interval on a difference, and see what "
                "looking too often does.",
                tuple(f"exercises/10.{item}" for item in range(7, 12)),
                optional=True,
            ),
        ),
        claims=(),
        surprise="Eight of each cannot tell a better message from luck, and a pleasant talk can teach nothing.",
        parts=Parts(
            models=("ops2pm/models/replies.py", "ops2pm/models/conversation.py", "ops2pm/models/resample.py"),
            labs=("ops2pm/labs/replies.py", "ops2pm/ui/conversation.py", "ops2pm/ui/clinic.py", "ops2pm/ui/cards.py"),
            rubric=("ops2pm/rubrics/outreach_message.py", "ops2pm/rubrics/hints.py"),
            questions=("ops2pm/questions/10.yaml",),
            content=("ops2pm/content/clinic.yaml", "ops2pm/content/conversation.yaml"),
            exercise=("course/exercises/10_curiosity.md", "ops2pm/exercises/ex10.py"),
            tests=(
                "tests/test_replies.py",
                "tests/test_conversation.py",
                "tests/test_clinic.py",
                "tests/test_labs_10.py",
                "tests/test_outreach_message.py",
                "tests/test_ex10.py",
            ),
        ),
    ),
    Lesson(
        number="11",
        slug="aim",
        title="Aim where ops is the product",
        advice=("P10",),
        minutes=45,
        artefacts=(Artefact("target_list", "Target list"),),
        objectives=(
            Objective(
                "11.a",
                "Read a job advert as a list of evidence it asks for, and match your own to it.",
                ("predictions/11.nearer", "quizzes/11.decoder", "quizzes/11.words", "exercises/11.1", "exercises/11.2"),
            ),
            Objective(
                "11.b",
                "Score targets by how far fulfilment is the product there, and say how sure their order is.",
                (
                    "predictions/11.top",
                    "quizzes/11.where",
                    "quizzes/11.one",
                    "exercises/11.3",
                    "exercises/11.4",
                    "exercises/11.5",
                ),
            ),
            Objective(
                "11.c",
                "Say why each target is on the list, and what would take it off.",
                ("quizzes/11.step", "exercises/11.6", "artefacts/target_list"),
            ),
            Objective(
                "11.d",
                "Optional, with pandas: count what waiting makes people write, how many adverts are enough, and what "
                "an hour of checking is worth.",
                tuple(f"exercises/11.{item}" for item in range(7, 12)),
                optional=True,
            ),
        ),
        claims=(),
        surprise="A bank's advert asks for your evidence and a logistics company's doesn't; and the first on your list "
        "is often the largest hope.",
        parts=Parts(
            models=(
                "ops2pm/models/decoder.py",
                "ops2pm/models/targets.py",
                "ops2pm/models/doors.py",
                "ops2pm/models/ranges.py",
            ),
            labs=("ops2pm/ui/decoder.py", "ops2pm/labs/targets.py", "ops2pm/ui/sheet.py"),
            rubric=("ops2pm/rubrics/target_list.py",),
            questions=("ops2pm/questions/11.yaml",),
            content=("ops2pm/content/asks.yaml", "ops2pm/content/adverts.yaml"),
            exercise=("course/exercises/11_aim.md", "ops2pm/exercises/ex11.py"),
            tests=(
                "tests/test_decoder.py",
                "tests/test_targets.py",
                "tests/test_labs_11.py",
                "tests/test_target_list.py",
                "tests/test_ex11.py",
            ),
        ),
    ),
    Lesson(
        number="12",
        slug="own_it",
        title="Own it",
        advice=("P11",),
        minutes=120,
        artefacts=(
            Artefact("stories", "Stories"),
            Artefact("pitch", "Pitch"),
            Artefact("objection_answers", "Answers to objections"),
        ),
        objectives=(
            Objective(
                "12.a",
                "Tell one episode with your own decision in it, and what that decision cost.",
                (
                    "quizzes/12.sentence",
                    "quizzes/12.bank",
                    "quizzes/12.coverage",
                    "exercises/12.2",
                    "exercises/12.3",
                    "artefacts/stories",
                ),
            ),
            Objective(
                "12.b",
                "Give a 60-second pitch that opens on a user's problem, and hold it against the one from lesson 00.",
                ("exercises/12.4", "artefacts/pitch"),
            ),
            Objective(
                "12.c",
                "Answer an objection by conceding what is true in it, with a dated plan for the rest.",
                (
                    "predictions/12.second",
                    "quizzes/12.execution",
                    "exercises/12.1",
                    "exercises/12.5",
                    "artefacts/objection_answers",
                ),
            ),
            Objective(
                "12.d",
                "Say what a no tells about you, and what it doesn't.",
                ("predictions/12.nos", "quizzes/12.no", "exercises/12.6"),
            ),
            Objective(
                "12.e",
                "Optional, with pandas: simulate interviews and no's, find the smallest bank, replay a log.",
                tuple(f"exercises/12.{item}" for item in range(7, 12)),
                optional=True,
            ),
        ),
        claims=("C1", "C5"),
        surprise="Your pitch from lesson 00 stands beside the new one, and you read both as a stranger would.",
        parts=Parts(
            models=(
                "ops2pm/models/hiring.py",
                "ops2pm/models/coverage.py",
                "ops2pm/models/pitch.py",
                "ops2pm/models/leitner.py",
            ),
            labs=(
                "ops2pm/labs/second_question.py",
                "ops2pm/labs/what_a_no_tells.py",
                "ops2pm/ui/coverage.py",
                "ops2pm/ui/pitch.py",
                "ops2pm/ui/objections.py",
            ),
            rubric=(
                "ops2pm/rubrics/stories.py",
                "ops2pm/rubrics/pitch.py",
                "ops2pm/rubrics/objection_answers.py",
                "ops2pm/rubrics/change.py",
                "ops2pm/rubrics/hints.py",
            ),
            questions=("ops2pm/questions/12.yaml",),
            content=("ops2pm/content/interview_questions.yaml", "ops2pm/content/objections.yaml"),
            exercise=("course/exercises/12_own_it.md", "ops2pm/exercises/ex12.py"),
            tests=(
                "tests/test_hiring.py",
                "tests/test_coverage.py",
                "tests/test_pitch_model.py",
                "tests/test_leitner.py",
                "tests/test_labs_12.py",
                "tests/test_stories.py",
                "tests/test_pitch.py",
                "tests/test_objections.py",
                "tests/test_objection_answers.py",
                "tests/test_ex12.py",
            ),
        ),
    ),
    Lesson(
        number="13",
        slug="capstone",
        title="Capstone",
        advice=(),
        minutes=90,
        artefacts=(Artefact("capstone_case", "Capstone case"),),
        objectives=(
            Objective(
                "13.a",
                "Take a company you have never seen from its data to a decision.",
                (
                    "predictions/13.apart",
                    "predictions/13.first",
                    "quizzes/13.alike",
                    "artefacts/capstone_case",
                    "exercises/13.1",
                    "exercises/13.2",
                    "exercises/13.4",
                ),
            ),
            Objective(
                "13.b",
                "Open the planted truth, and mark your own statement against it.",
                ("quizzes/13.truth", "quizzes/13.figure", "quizzes/13.channel", "exercises/13.3", "exercises/13.5"),
            ),
            Objective(
                "13.c",
                "Put the artefacts together into a portfolio someone else can read.",
                ("quizzes/13.page", "quizzes/13.portfolio", "exercises/13.6"),
            ),
            Objective(
                "13.d",
                "Optional, with pandas: like with like, an interval by resampling, a search over all pairs of columns.",
                tuple(f"exercises/13.{item}" for item in range(7, 12)),
                optional=True,
            ),
        ),
        claims=(),
        surprise="The planted truth about the company opens only after you have decided.",
        builds_on=("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"),
        parts=Parts(
            models=(
                "ops2pm/models/capstone.py",
                "ops2pm/models/breakdown.py",
                "ops2pm/models/orders.py",
                "ops2pm/peer.py",
            ),
            labs=(
                "ops2pm/labs/breakdown.py",
                "ops2pm/ui/company.py",
                "ops2pm/ui/truth.py",
                "ops2pm/ui/peer_review.py",
                "ops2pm/ui/before_and_after.py",
                "ops2pm/portfolio_panel.py",
                "ops2pm/portfolio/__init__.py",
            ),
            rubric=("ops2pm/rubrics/capstone_case.py",),
            questions=("ops2pm/questions/13.yaml",),
            content=("ops2pm/content/capstone.yaml",),
            exercise=("course/exercises/13_capstone.md", "ops2pm/exercises/ex13.py"),
            tests=(
                "tests/test_capstone.py",
                "tests/test_breakdown.py",
                "tests/test_capstone_case.py",
                "tests/test_labs_13.py",
                "tests/test_truth.py",
                "tests/test_peer.py",
                "tests/test_peer_review.py",
                "tests/test_before_after_panel.py",
                "tests/test_portfolio.py",
                "tests/test_portfolio_panel.py",
                "tests/test_portfolio_browser.py",
                "tests/test_ex13.py",
            ),
        ),
    ),
)

_BY_NUMBER = {each.number: each for each in LESSONS}


def lesson(number: str) -> Lesson:
    """The lesson with this number, such as "04". Raises KeyError with a sentence if there is none."""
    try:
        return _BY_NUMBER[number]
    except (KeyError, TypeError):
        raise KeyError(
            f"There is no lesson {number!r}: the lessons are “00” to “{LESSONS[-1].number}”, written with two digits."
        ) from None


def artefacts() -> dict[str, Artefact]:
    """Every artefact of the course by its key, in the order of the lessons."""
    return {one.key: one for each in LESSONS for one in each.artefacts}


def lesson_of(artefact: str) -> Lesson:
    """The lesson that keeps the artefact with this key."""
    return next(each for each in LESSONS if artefact in {one.key for one in each.artefacts})


# ---------------------------------------------------------------------------------------------
# The texts beside the map
# ---------------------------------------------------------------------------------------------


def _read_yaml(path: Path) -> Any:
    """The content of a YAML file of the course, or a CourseError in one sentence."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise CourseError(
            f"The course's own file {path.name} is missing or damaged: fetch a fresh copy of it and restart."
        ) from None


@dataclass(frozen=True)
class Quote:
    """Words of the thread, verbatim, and where they stand ("Q" or "R1" to "R10")."""

    reply: str
    words: str


@dataclass(frozen=True)
class Piece:
    """One piece of advice ("P3"); the first quote is the one its lesson opens with.

    `exercise` is the stem of the exercise notebook and `task` what the reader does there; both are
    None for the question itself.
    """

    id: str
    title: str
    quotes: tuple[Quote, ...]
    lesson: str
    exercise: str | None
    task: str | None
    note: str | None = None


@dataclass(frozen=True)
class Claim:
    """A claim the thread makes without support ("C6"), and what a search for support found."""

    id: str
    quotes: tuple[Quote, ...]
    lessons: tuple[str, ...]
    exercise: str
    task: str
    found: str
    grade: str


@dataclass(frozen=True)
class Tension:
    """Two replies, or a reply and itself, that pull apart; `teach` says how a lesson treats it."""

    id: str
    quotes: tuple[Quote, ...]
    lesson: str
    teach: str


@dataclass(frozen=True)
class Thread:
    """The forum thread: `texts` maps "Q" and "R1" to "R10" to their words; the rest says who treats what."""

    texts: Mapping[str, str]
    pieces: tuple[Piece, ...]
    claims: tuple[Claim, ...]
    tensions: tuple[Tension, ...]

    def piece(self, id: str) -> Piece:
        """The piece of advice with this id; KeyError if there is none."""
        return {each.id: each for each in self.pieces}[id]

    def claim(self, id: str) -> Claim:
        """The claim with this id; KeyError if there is none."""
        return {each.id: each for each in self.claims}[id]


@dataclass(frozen=True)
class Analogy:
    """You know `ops`; the PM version is `pm`; `same` carries over, and `breaks` is where it stops."""

    id: str
    ops: str
    pm: str
    same: str
    breaks: str
    lesson: str


@dataclass(frozen=True)
class Skill:
    """A skill the reader rates from 1 to 4; `levels[0]` describes level 1 by behaviour."""

    key: str
    name: str
    lessons: tuple[str, ...]
    levels: tuple[str, str, str, str]


def _quotes(rows: Iterable[Mapping[str, str]]) -> tuple[Quote, ...]:
    return tuple(Quote(**row) for row in rows)


@lru_cache(maxsize=1)
def thread() -> Thread:
    """The thread and its map, from data/thread.yaml. Raises CourseError if the file cannot be read."""
    raw = _read_yaml(REPO / "data" / "thread.yaml")
    return Thread(
        texts={row["id"]: row["text"] for row in (raw["question"], *raw["replies"])},
        pieces=tuple(Piece(**{**row, "quotes": _quotes(row["quotes"])}) for row in raw["pieces"]),
        claims=tuple(
            Claim(**{**row, "quotes": _quotes(row["quotes"]), "lessons": tuple(row["lessons"])})
            for row in raw["claims"]
        ),
        tensions=tuple(Tension(**{**row, "quotes": _quotes(row["quotes"])}) for row in raw["tensions"]),
    )


@lru_cache(maxsize=1)
def analogies() -> tuple[Analogy, ...]:
    """The pairs "you know X in ops", in the order of the file. Raises CourseError."""
    return tuple(Analogy(**row) for row in _read_yaml(CONTENT / "analogies.yaml")["analogies"])


@lru_cache(maxsize=1)
def skills() -> tuple[Skill, ...]:
    """The eight skills of the self-rating, in the order shown. Raises CourseError."""
    return tuple(
        Skill(**{**row, "lessons": tuple(row["lessons"]), "levels": tuple(row["levels"])})
        for row in _read_yaml(CONTENT / "skills.yaml")["skills"]
    )


def skills_question() -> str:
    """The sentence above the self-rating that says how to choose a level. Raises CourseError."""
    return str(_read_yaml(CONTENT / "skills.yaml")["question"])


# ---------------------------------------------------------------------------------------------
# Progress
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LessonProgress:
    """How far one lesson is: `met` says, objective by objective in the lesson's order, whether it is met.

    `done` and `total` count the objectives that are not optional. `minutes_left` is an estimate:
    the lesson's minutes times the share of those objectives not met, rounded up.
    """

    lesson: Lesson
    met: tuple[bool, ...]
    done: int
    total: int
    kept: tuple[Artefact, ...]
    minutes_left: int


@dataclass(frozen=True)
class Progress:
    """The whole board: the sums over all lessons."""

    lessons: tuple[LessonProgress, ...]
    done: int
    total: int
    artefacts_kept: int
    minutes_left: int


def progress(wb_has: Callable[[str], bool]) -> Progress:
    """Progress through all lessons, from a question put to the workbook.

    `wb_has("quizzes/04.kpi")` says whether that evidence is there. What counts as there is the
    caller's to say: an exercise that was run but not answered should give False. Nothing is stored
    and nothing is drawn.
    """
    rows = tuple(_lesson_progress(each, wb_has) for each in LESSONS)
    return Progress(
        lessons=rows,
        done=sum(row.done for row in rows),
        total=sum(row.total for row in rows),
        artefacts_kept=sum(len(row.kept) for row in rows),
        minutes_left=sum(row.minutes_left for row in rows),
    )


def _lesson_progress(each: Lesson, wb_has: Callable[[str], bool]) -> LessonProgress:
    # all() of nothing is True, and an objective without evidence must never count as met.
    met = tuple(
        bool(objective.evidence) and all(wb_has(key) for key in objective.evidence) for objective in each.objectives
    )
    counted = [is_met for objective, is_met in zip(each.objectives, met, strict=True) if not objective.optional]
    total = len(counted)
    done = sum(counted)
    return LessonProgress(
        lesson=each,
        met=met,
        done=done,
        total=total,
        kept=tuple(one for one in each.artefacts if wb_has(one.evidence)),
        minutes_left=-(-each.minutes * (total - done) // total),
    )


# ---------------------------------------------------------------------------------------------
# A suggested order
# ---------------------------------------------------------------------------------------------


class Suggestion(NamedTuple):
    """A lesson and one sentence that says why it stands where it stands."""

    lesson: Lesson
    reason: str


def suggested_order(ratings: Mapping[str, int]) -> list[Suggestion]:
    """All lessons, in the order the reader's own ratings suggest, each with its reason.

    `ratings` maps skill keys to levels 1 to 4; a skill may be missing. The whole rule:

    1. Lesson 00 is first and lesson 13 is last.
    2. Between them, a lesson counts as weak as the weakest rated skill it builds; weakest first.
    3. A lesson none of whose skills is rated comes after those that are.
    4. Equal lessons stay in course order.
    5. A lesson that uses another's result never stands before it.

    It knows nothing but these ratings, and a self-rating can be wrong: the order is a proposal.
    Raises ValueError, in one sentence, for an unknown skill or a level that is not 1, 2, 3 or 4.
    """
    known = {skill.key: skill for skill in skills()}
    for key, level in ratings.items():
        if key not in known:
            raise ValueError(f"There is no skill called “{key}”: the skills are {', '.join(known)}.")
        if isinstance(level, bool) or level not in LEVELS:
            raise ValueError(f"“{known[key].name}” is rated {level!r}: choose a whole number from 1 to 4.")

    def weakest(each: Lesson) -> tuple[int, Skill | None]:
        rated = [skill for skill in known.values() if each.number in skill.lessons and skill.key in ratings]
        skill = min(rated, key=lambda s: ratings[s.key], default=None)  # min keeps the first of equals
        return (LEVELS[-1] + 1 if skill is None else ratings[skill.key]), skill

    first, *middle, last = LESSONS
    placed: dict[str, Suggestion] = {}

    def place(each: Lesson, needed_by: Lesson | None = None) -> None:
        if each.number in placed:
            return
        for number in each.builds_on:
            place(lesson(number), needed_by=each)
        placed[each.number] = Suggestion(each, _reason(*weakest(each), needed_by))

    placed[first.number] = Suggestion(first, "It comes first: it sets up everything the other lessons use.")
    # sorted() is stable, so equals stay in course order.
    for each in sorted(middle, key=lambda item: weakest(item)[0]):
        place(each)
    placed[last.number] = Suggestion(last, "It comes last: it uses what you kept from all the others.")
    return list(placed.values())


def _reason(level: int, skill: Skill | None, needed_by: Lesson | None) -> str:
    if needed_by is not None:
        return f"Lesson {needed_by.number} uses what you find here, so this one stands before it."
    if skill is None:
        return "You have not rated a skill it builds, so it follows in course order."
    return f"It builds “{skill.name}”, which you put at level {level} of {LEVELS[-1]}."


# ---------------------------------------------------------------------------------------------
# Tables for README.md and CONTRIBUTING.md
# ---------------------------------------------------------------------------------------------


def readme_table() -> str:
    """The table of lessons for README.md, in Markdown, without a newline at the end."""
    rows = []
    for each in LESSONS:
        rows.append(
            (
                f"[{each.number} · {each.title}]({each.notebook})",
                _advice_words(each),
                each.surprise,
                each.artefact_titles,
                str(each.minutes),
            )
        )
    return _markdown(("lesson", "the advice", "what surprises", "what you keep", "minutes"), rows)


def maintainer_table() -> str:
    """The table lesson → its files for CONTRIBUTING.md, in Markdown, without a newline at the end."""
    rows = []
    for each in LESSONS:
        parts = each.parts
        asked = (*parts.questions, *parts.content)
        columns = (parts.exercise, parts.models, parts.labs, parts.rubric, asked, parts.tests)
        rows.append(
            (
                f"{each.number} · {each.title}",
                _paths((each.text,)),
                *(_paths(column) for column in columns),
            )
        )
    return _markdown(("lesson", "text", "exercise", "models", "labs", "rubric", "questions and content", "tests"), rows)


def _advice_words(each: Lesson) -> str:
    """The words a lesson starts from, with their reply numbers."""
    if not each.advice:
        return "all of it"
    quotes = [thread().piece(id).quotes[0] for id in each.advice]
    return "; ".join(f"“{quote.words}” ({quote.reply})" for quote in quotes)


def _paths(paths: tuple[str, ...]) -> str:
    return "<br>".join(f"`{path}`" for path in paths) or "—"


def _markdown(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
