"""An exercise as the tests know it: its source, its checks, and the variables that its own cells set."""

from __future__ import annotations

import re
from functools import cached_property
from importlib import import_module

from ops2pm import course, load
from ops2pm.checks import OneOf

SOLUTION = re.compile(r"### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL)
PANEL = re.compile(r"^(check|ask|form|results)\(", re.MULTILINE)


class Exercise:
    """The exercise of one lesson ("04")."""

    def __init__(self, number):
        self.number = number
        self.module = import_module(f"ops2pm.exercises.ex{number}")
        self.checks = self.module.CHECKS
        self.source = (course.REPO / course.lesson(number).exercise_text).read_text(encoding="utf-8")
        self.cells = re.findall(r"```\{code-cell\} ipython3\n(.*?)```", self.source, re.DOTALL)

    @cached_property
    def variables(self):
        """What the cells of track B set as they stand, untouched."""
        variables = {"load": load}
        begin = next(place for place, cell in enumerate(self.cells) if f"ex-{self.number}-b-setup" in cell)
        for cell in self.cells[begin:]:
            if not PANEL.search(cell):
                exec(untouched(cell), variables)
        return variables

    def right_answer(self, check):
        """What the solution gives for one of its checks."""
        if isinstance(check.judge, OneOf):
            return check.judge.right
        if check.code:
            return value_of(self.variables, f"{check.code}\nanswer = {check.variable}")
        return check.judge.value()


def untouched(cell):
    """A cell's code as the exercise notebook has it."""
    return "\n".join(line for line in SOLUTION.sub("", cell).splitlines() if not line.startswith(":"))


def value_of(variables, code):
    """Run code as a cell of the exercise would; the value of `answer`."""
    variables = dict(variables)
    exec(code, variables)
    return variables["answer"]
