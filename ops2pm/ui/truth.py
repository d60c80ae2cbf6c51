"""The truth of the reader's company: closed until a case is kept, then set beside it, item by item.

Choices and numbers are compared by computation. What was written in words stands beside the truth, and the reader
says how near it is. Opened for a case, it is kept as "quizzes/13.truth"; opened without one, that is kept too, and
said later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import yaml
from markupsafe import Markup

from ops2pm import course
from ops2pm.models import capstone
from ops2pm.models.capstone import RULES, Findings, Planted
from ops2pm.models.orders import SEGMENTS
from ops2pm.models.resample import Estimate
from ops2pm.models.two_shares import minus
from ops2pm.numbers import in_print, per_cent, signed
from ops2pm.rubrics import Fields, filled
from ops2pm.rubrics.capstone_case import (
    ANY,
    CIRCUMSTANCES,
    DECOYS,
    GROUPS,
    NAMES,
    ON,
    PLACES,
    PLURALS,
    company_of,
    share,
)
from ops2pm.rubrics.trigger import with_unit
from ops2pm.ui import session
from ops2pm.ui.company import current, kinds
from ops2pm.ui.form import as_written, filled_in
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import inline, join, listed, plain, tag
from ops2pm.workbook import Version

CASE = "capstone_case"
KEY = "13.truth"
JUDGED = (("same", "the same"), ("part", "a part of it"), ("other", "something else"))
ALIKE = "circumstance and channel"
"""By what `capstone.findings` compares like with like."""
NEAR = 1.25
"""A count within this factor of the planted one is near it."""

CHOICES = ("group", "circumstance", "place", "decoy")
"""The fields of the case that are choices, and are compared by what was chosen."""
FOUND, NEARLY, NOT, OPEN = "as planted", "near it", "not it", "left open"


@dataclass(frozen=True)
class Item:
    """One thing that was planted, and what the case says of it.

    worth: what it means that the case doesn't have it, "" where there is nothing to say
    verdict: FOUND, NEARLY, NOT or OPEN where it can be computed, "" where the reader judges or nothing was asked
    judged: the reader says how near the words are
    """

    key: str
    title: str
    said: str
    planted: str
    shown: str
    verdict: str = ""
    worth: str = ""
    judged: bool = False


@cache
def _content() -> dict[str, Any]:
    return yaml.safe_load((course.CONTENT / "capstone.yaml").read_text(encoding="utf-8"))


def compare(fields: Fields, planted: Planted, found: Findings, by_lab: Collection[str] = ()) -> list[Item]:
    """The case against the truth, in the order of its steps; an empty case leaves everything open.

    by_lab: the fields whose numbers the lab filled in
    """
    kind, names = kinds()[planted.kind], _names(planted)
    numbers = names | _numbers(fields, planted, found)

    def choice(key: str, options: tuple[tuple[str, str], ...], right: set[str], near: set[str]) -> tuple[str, str]:
        value = filled(fields, key)
        verdict = OPEN if not value else FOUND if value in right else NEARLY if value in near else NOT
        return dict(options).get(value, value), verdict

    group, group_verdict = choice("group", GROUPS, {planted.group}, {ANY})
    when, when_verdict = choice("circumstance", CIRCUMSTANCES, {kind["circumstance"]}, set(kind["near"]))
    place, place_verdict = choice("place", PLACES, {planted.blind}, set())
    decoys = {f"region {planted.decoy_region}", f"carrier {planted.decoy_carrier}"}
    decoy, decoy_verdict = choice("decoy", DECOYS, decoys, set())
    worth_of: dict[str, str] = {}
    if group_verdict == NEARLY:
        worth_of["group"] = "group_all"
    elif group_verdict == NOT:
        worth_of["group"] = "group_first_order" if planted.kind == "first_order" else "group"
    if when_verdict == NOT:
        worth_of["circumstance"] = "circumstance" if group_verdict == FOUND else "circumstance_alone"
    if place_verdict == NOT:
        worth_of["place"] = "place"
    if filled(fields, "decoy") == "none":
        decoy_verdict, worth_of["decoy"] = OPEN, "decoy_none"
    elif decoy_verdict == NOT:
        worth_of["decoy"] = "decoy"
    texts = _content()["worth"]
    worth = {key: texts[worth_of[key]].format(**numbers) if worth_of.get(key) else "" for key in CHOICES}
    return [
        Item(
            "group",
            "Who struggles most",
            group,
            PLURALS[planted.group],
            f"of the orders of {PLURALS[planted.group]} {_per(found.asked_group[0])} lead to a question, of all "
            f"others' {_per(found.asked_group[1])}",
            group_verdict,
            worth["group"],
        ),
        Item(
            "circumstance",
            "In what circumstance",
            when,
            kind["in_words"].format(**names),
            f"{per_cent(found.circumstance[0].value)} of the orders of {PLURALS[planted.group]} are in it, of all "
            f"others' {per_cent(found.circumstance[1].value)}",
            when_verdict,
            worth["circumstance"],
        ),
        Item(
            "place",
            "Where",
            place,
            ON[planted.blind],
            f"in that circumstance {_per(found.asked_gap)} ask {ON[planted.blind]}, {_per(found.asked_told)} "
            f"{ON[planted.clear]}; outside it {_per(found.asked_else)}. {_days(found)}",
            place_verdict,
            worth["place"],
        ),
        Item(
            "obstacle", "What stands in their way", filled(fields, "obstacle"), kind["obstacle"].format(**numbers), "",
            judged=True,
        ),
        _size(fields, found, by_lab),
        Item("cause", "Why", filled(fields, "cause"), kind["cause"].format(**names), "", judged=True),
        _rates(fields, planted, found, by_lab),
        Item(
            "decoy",
            "What looked like the cause, and wasn't",
            decoy,
            f"region {planted.decoy_region} and its carrier {planted.decoy_carrier}: more of the orders there come "
            f"from {PLURALS[planted.group]}",
            f"in the region {100 * found.group_there[0].value:.0f} of 100 orders are theirs, elsewhere "
            f"{100 * found.group_there[1].value:.0f}. The region has {_points(found.region)} points more "
            "questions than the others as it is, and "
            f"{_points(found.region_alike)} like with like by {ALIKE} at once; the carrier {_points(found.carrier)}, "
            f"and {_points(found.carrier_alike)}. The lab takes one thing at a time, so its number may be another"
            f"{_by_chance(found)}",
            decoy_verdict,
            worth["decoy"],
        ),
        Item(
            "figure",
            "Why the dashboard can't see it",
            "",
            kind["blindness"],
            f"by its figure they are at {found.dashboard_group[0].value:.1%}, all others at "
            f"{found.dashboard_group[1].value:.1%}",
        ),
        Item(
            "change",
            "What changed in mid-period",
            "",
            f"from week {planted.change_week} on, first parcels come a quarter of a day sooner. "
            f"{_content()['change'][helped(found)]}",
            _change(found),
        ),
        Item(
            "option",
            "What to do",
            filled(fields, "option"),
            kind["option"].format(**names),
            f"if those {ON[planted.blind]} asked as rarely as those {ON[planted.clear]}, there would be about "
            f"{found.spared:.0f} questions fewer a week. What it costs, and whether somebody else needs the time more, "
            "was not planted",
            judged=True,
        ),
    ]  # fmt: skip


def _names(planted: Planted) -> dict[str, Any]:
    return {
        "group": PLURALS[planted.group],
        "blind": NAMES[planted.blind],
        "clear": NAMES[planted.clear],
        "on_blind": ON[planted.blind],
        "on_clear": ON[planted.clear],
        "region": planted.decoy_region,
        "carrier": planted.decoy_carrier,
        "week": planted.change_week,
        "cut_off": None if planted.cut_off is None else f"{planted.cut_off - 12} pm",
    }


def _numbers(fields: Fields, planted: Planted, found: Findings) -> dict[str, Any]:
    """The numbers in the texts of content/capstone.yaml, by the names that it lists."""
    hours, way = capstone.friday_evening()
    by_group = dict(zip(SEGMENTS, found.circumstance_by, strict=True))
    named = filled(fields, "group")
    return {
        "moment": kinds()[planted.kind]["moment"],
        "hours": hours,
        "way": way,
        "theirs_there": 100 * found.group_there[0].value,
        "elsewhere": 100 * found.group_there[1].value,
        "named": PLURALS.get(named, "others"),
        "in_named": 100 * by_group.get(named, found.circumstance[1].value),
        "of_gap": 100 * found.gap_of_group,
        "in_group": 100 * found.circumstance[0].value,
    }


def helped(found: Findings) -> str:
    """What the process change did to questions, like with like: "fewer", "more", or "nothing" that chance doesn't."""
    before_less_after = minus(*found.asked_change_alike)
    return "fewer" if before_less_after.low > 0 else "more" if before_less_after.high < 0 else "nothing"


def _days(found: Findings) -> str:
    """How long the orders take in both channels, and in words what the difference is worth."""
    apart = found.days_apart.scaled(24)
    words = _content()["place"]["chance" if apart.low <= 0 <= apart.high else "apart"]
    return (
        f"The orders take {found.days_gap:.1f} and {found.days_told:.1f} days; in hours they are "
        f"{_with_interval(apart)} apart: {words}"
    )


def _from_lab(fields: Fields, keys: Iterable[str], by_lab: Collection[str]) -> str:
    """Which of these numbers the lab filled in, as a sentence that follows them; "" where it is none."""
    there = [key for key in keys if filled(fields, key)]
    given = [filled(fields, key) for key in there if key in by_lab]
    if not given:
        return ""
    if len(given) == len(there):
        return ". The lab filled in " + ("both numbers" if len(there) == 2 else "these numbers")
    return f". The lab filled in {listed(given)}"


def _size(fields: Fields, found: Findings, by_lab: Collection[str]) -> Item:
    """The reader's share against that of the gap, or of the circumstance in both channels."""
    mine, said, verdict, aside = share(fields), "", OPEN, ""
    if mine is not None:
        a_week = filled(fields, "a_week")
        said = f"{filled(fields, 'part')} of {filled(fields, 'whole')} orders, {mine:.1%}" + (
            f", {a_week} a week" if a_week else ""
        )
        said += _from_lab(fields, ("part", "whole", "a_week"), by_lab)
        times = max(mine, found.gap_share) / min(mine, found.gap_share) if mine else float("inf")
        both = max(mine, found.both_share) / min(mine, found.both_share) if mine else float("inf")
        verdict = FOUND if times < 1.02 else NEARLY if times < NEAR else NOT
        if verdict == NOT and both < NEAR:
            verdict, aside = NEARLY, ". Yours is near the circumstance in both channels"
        elif verdict == NOT and mine:
            aside = f". Yours is {times:.1f} times {'that' if mine > found.gap_share else 'smaller'}"
    return Item(
        "size",
        "How many",
        said,
        f"{found.gap_orders:,} of {found.orders:,} orders, {found.gap_share:.1%}, {found.gap_a_week:.0f} a week",
        f"they are {per_cent(found.gap_share_of_contacts)} of all questions. In both channels together the "
        f"circumstance is {found.both_share:.1%} of the orders{aside}",
        verdict,
        "A share depends on what one counts in it. Look which orders you left out, or took in."
        if verdict == NOT
        else "",
    )


def _rates(fields: Fields, planted: Planted, found: Findings, by_lab: Collection[str]) -> Item:
    pairs = [(filled(fields, key), with_unit(filled(fields, key))) for key in ("here", "there")]
    said, verdict = "", OPEN
    truths = (found.asked_gap.scaled(100), found.asked_told.scaled(100))
    if all(value is not None for _, value in pairs):
        here, there = (float(value) for _, value in pairs if value is not None)
        said = f"{here:g} of 100 with the cause, {there:g} without it{_from_lab(fields, ('here', 'there'), by_lab)}"
        inside = [truth.low <= value <= truth.high for value, truth in zip((here, there), truths, strict=True)]
        verdict = FOUND if all(inside) else NEARLY if any(inside) else NOT
    return Item(
        "rates",
        "How much it does",
        said,
        f"{ON[planted.blind]}, where nothing tells them, {_mixed(RULES.asks_in_gap, found.late_gap)}; "
        f"{ON[planted.clear]}, where it is told, {_mixed(RULES.asks_in_circumstance_told, found.late_told)}",
        f"{_per(found.asked_gap)} {ON[planted.blind]}, {_per(found.asked_told)} {ON[planted.clear]}",
        verdict,
        "Chance moves such numbers within their intervals. Farther off, something else was counted."
        if verdict == NOT
        else "",
    )


def _change(found: Findings) -> str:
    before, after = found.asked_change
    alike = [each.value for each in found.asked_change_alike]
    told = (
        f"the dashboard went from {found.dashboard_change[0].value:.1%} to {found.dashboard_change[1].value:.1%}; of "
        f"100 orders, {100 * before.value:.1f} led to a question before and {100 * after.value:.1f} after"
    )
    return f"{told}; like with like by {ALIKE}, {100 * alike[0]:.1f} and {100 * alike[1]:.1f}"


def _mixed(asks: tuple[float, float], late: float) -> str:
    """Of 100 orders, how many should lead to a question by the rule, and what that is made of."""
    in_time, if_late = (100 * each for each in asks)
    mixed = (1 - late) * in_time + late * if_late
    return (
        f"{mixed:.1f} of 100 ask ({in_time:g} if it is in time, {if_late:g} if it is late; {per_cent(late)} are late)"
    )


def _by_chance(found: Findings) -> str:
    """A sentence, after another, on an interval that leaves out 0 where nothing was planted; or ""."""
    alike = {"region": minus(*found.region_alike), "carrier": minus(*found.carrier_alike)}
    out = [name for name, apart in alike.items() if apart.low > 0 or apart.high < 0]
    if not out:
        return ""
    return (
        f". Like with like, the interval of the {listed(out)} leaves out 0, though nothing was planted there: chance "
        "does that about one time in twenty"
    )


def _per(each: Estimate) -> str:
    return f"{each.value:.1%}"


def _points(pair: tuple[Estimate, Estimate]) -> str:
    apart = minus(*pair).scaled(100)
    return _with_interval(apart)


def _with_interval(each: Estimate) -> str:
    return f"{signed(each.value)} ({in_print(each.low, '.1f')} to {in_print(each.high, '.1f')})"


def summary(items: list[Item]) -> str:
    """What this find is worth, by the four choices; "" where none of them was made."""
    verdicts = {each.key: each.verdict for each in items}
    choices = [verdicts[key] for key in CHOICES]
    if all(each == OPEN for each in choices):
        return ""
    right = [each == FOUND for each in choices]
    sums = _content()["sums"]
    key = "all" if all(right) else "none" if not any(right) else "some"
    if key == "some" and right[0] and not right[1]:
        key = "people"
    elif key == "some" and right[1] and not right[0]:
        key = "moment"
    return sums[key]


class Truth(Panel):
    """Closed, about to be opened without a case, or open."""

    def __init__(self) -> None:
        self.number = current()
        self.planted = capstone.draw(self.number)
        self.opened = bool(self._opened())
        super().__init__()
        session.listen(f"artefacts/{CASE}", self.renew)

    # -- what is kept ------------------------------------------------------------------------------

    def _opened(self) -> dict[str, Any]:
        """When the truth of this company was opened, and how near the reader found the words; {} while it is closed."""
        for section in ("quizzes", "settings"):
            mine = (session.remembered(section, KEY, dict) or {}).get(str(self.number))
            if isinstance(mine, dict):
                return mine
        return {}

    def _case(self) -> Version | None:
        """The newest kept case about this company; of those kept before the truth was opened, where there is one."""
        mine = [each for each in session.history(CASE) if company_of(each.fields) == self.number]
        try:
            opened = session.moment(self._opened()["at"])
        except (KeyError, TypeError, ValueError):  # closed, or damaged by hand
            opened = None
        before = [each for each in mine if opened and session.moment(each.at) <= opened]
        return next(iter(before or mine), None)

    def _without_a_number(self) -> str:
        """What to do with a kept case that doesn't say which company it is about."""
        newest = session.artefact(CASE)
        if newest is None or company_of(newest.fields) is not None:
            return ""
        return (
            f" The case you have kept has no company number. Write {self.number} at the top of the form, and keep it "
            "again."
        )

    def _keep(self, judged: dict[str, str], at: str) -> None:
        """With a case it counts as done; without one it is only remembered."""
        before = self._opened()
        late = before.get("late", self._case() is None)
        section = "settings" if late else "quizzes"
        every = session.remembered(section, KEY, dict) or {}
        session.record(
            section, KEY, {**every, str(self.number): {"at": before.get("at", at), "late": late, "judged": judged}}
        )

    def _judged(self) -> dict[str, str]:
        judged = self._opened().get("judged")
        return judged if isinstance(judged, dict) else {}

    # -- what is on screen ---------------------------------------------------------------------------

    def body(self) -> Markup:
        """The door, and behind it the comparison."""
        return tag(
            "section",
            tag("p", "The truth", class_="o2p-kicker"),
            tag("h3", f"What was planted in company {self.number}"),
            tag("div", self._inside(), data_id="inside", role="status"),
            aria_label=f"The truth of company {self.number}",
        )

    def _inside(self, sure: bool = False) -> Markup:
        if self.opened:
            return self._comparison()
        if self._case() is not None:
            return join(
                [
                    tag(
                        "p",
                        f"You have kept a case about company {self.number}. Once this is open, that version is the one "
                        "that counts.",
                    ),
                    tag("button", "Open the truth", type="button", data_name="open"),
                ]
            )
        if not sure:
            return join(
                [
                    tag(
                        "p",
                        f"Closed. It opens when you have kept a version of your case about company {self.number}."
                        + self._without_a_number(),
                    ),
                    tag("button", "Open it without a case", type="button", data_name="ask", class_="o2p-plain"),
                ]
            )
        return join(
            [
                tag(
                    "p",
                    "Once you have seen it, you can no longer find it yourself in this company. Half a case is enough "
                    "to keep: empty fields count as left open.",
                ),
                tag(
                    "div",
                    tag("button", "Leave it closed", type="button", data_name="leave"),
                    tag("button", "Open it all the same", type="button", data_name="open", class_="o2p-plain"),
                    class_="o2p-row o2p-actions",
                ),
            ]
        )

    def items(self) -> list[Item]:
        """The comparison with the case that counts; without a case everything is open."""
        case = self._case()
        fields = case.fields if case else {}
        given = filled_in(CASE)
        if company_of(given) not in (None, self.number):  # of another company
            given = {}
        by_lab = {key for key, value in given.items() if value and fields.get(key) == value}
        return compare(fields, self.planted, capstone.findings(self.number), by_lab)

    def _comparison(self) -> Markup:
        case, items = self._case(), self.items()
        if case is None:
            head = "You opened it without a case. What was planted:"
        elif self._opened().get("late"):
            head = f"Your case of {as_written(case.at)}, kept after you had opened the truth:"
        else:
            head = f"Your case of {as_written(case.at)} beside what was planted:"
        said = summary(items)
        return join(
            [
                tag("p", head),
                [self._item(item) for item in items],
                tag("p", tag("strong", "What it is worth. "), inline(said.format(**_names(self.planted))))
                if said
                else None,
                tag(
                    "p",
                    "Planted means the rule the company was played by. What these orders show differs a little, "
                    "because chance played too: 95% intervals in brackets. Simulated data.",
                    class_="o2p-ask",
                ),
            ]
        )

    def _item(self, item: Item) -> Markup:
        mark = {FOUND: "✓ ", NEARLY: "≈ ", NOT: "✗ ", OPEN: "– "}.get(item.verdict, "")
        verdict = tag("strong", f" {mark}{item.verdict}") if item.verdict else None
        asked = item.verdict or item.judged
        rows = [
            tag("div", tag("dt", "You said"), tag("dd", item.said or OPEN)) if asked else None,
            tag("div", tag("dt", "Planted"), tag("dd", item.planted)),
            tag("div", tag("dt", "These orders show"), tag("dd", item.shown)) if item.shown else None,
        ]
        return tag(
            "div",
            tag("h4", item.title, verdict),
            tag("dl", rows, class_="o2p-truth"),
            tag("p", item.worth, class_="o2p-ask") if item.worth else None,
            self._judge(item) if item.judged and item.said else None,
        )

    def _judge(self, item: Item) -> Markup:
        radios = self.radios(item.key, JUDGED, self._judged().get(item.key))
        return tag(
            "fieldset", tag("legend", "Your words and the planted ones are …"), tag("div", radios, class_="o2p-row")
        )

    # -- what the reader does ------------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """Open it, ask first, leave it; the reader's own judgement of a text; or, as "renew", a case was kept."""
        if kind == "renew":
            # The door can open, or a case stands beside what is open already.
            self.patch("inside", html=str(self._inside()))
        elif name == "ask":
            self.patch("inside", html=str(self._inside(sure=True)))
        elif name == "leave":
            self.patch("inside", html=str(self._inside()))
        elif name == "open":
            self.opened = True
            try:
                self._keep({}, datetime.now(UTC).isoformat())
            finally:
                self.patch("inside", html=str(self._inside()))
        elif self.opened and value in dict(JUDGED):
            self.note(f"{name}={value}", checked=True)
            self._keep({**self._judged(), name: value}, datetime.now(UTC).isoformat())

    def description(self) -> str:
        """What the panel does; not the truth."""
        return f"The truth of company {self.number}: closed. Run this notebook, keep a case, and open it."

    def still(self) -> dict[str, Any]:
        """The same."""
        return {"text/html": str(tag("p", plain(self.description())))}


def truth() -> Truth:
    """What was planted in the reader's company; see Truth."""
    return Truth()
