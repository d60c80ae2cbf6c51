"""Exercise 11, Aim where ops is the product: its tables and its checks.

The people, employers and numbers of track A are invented. What adverts ask (table 1, 11.8, 11.9) is counted in the
course's own eight, as they are labelled by hand: `adverts.adverts()`. Item 11.7 counts the simulated orders of
`load("orders")`; the rolls of 11.10 and 11.11 are made here. Expected values, known wrong ones and the numbers in
messages are computed when they are needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from ops2pm import adverts
from ops2pm.checks import Check, Number, OneOf, Option, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.exercises.shares import ROUNDED, share_of
from ops2pm.models.ranges import Ranges, triangular
from ops2pm.models.replies import Tally, rate

SHOWN, NEARLY, NOT = "yes", "looks like it", "not yet"
"""Table 1: what the reader it invents has for a kind of ask."""
LINEN, SHOP = "hospital linen", "shop app"
CAN_SHOW = {
    "influence": SHOWN,
    "writing": SHOWN,
    "experiments": SHOWN,
    "metrics": SHOWN,
    "user_research": SHOWN,
    "capacity": SHOWN,
    "exceptions": SHOWN,
    "promise": SHOWN,
    "floor": SHOWN,
    "internal_tools": NEARLY,
    "execution": NEARLY,
    "engineers": NOT,
    "pm_years": NOT,
    "data_analysis": NOT,
    "roadmap": NOT,
    "growth": NOT,
    "design": NOT,
    "technical": NOT,
}
ASKED_BY = {
    LINEN: (
        "engineers",
        "pm_years",
        "influence",
        "execution",
        "data_analysis",
        "capacity",
        "exceptions",
        "floor",
        "promise",
        "internal_tools",
    ),
    SHOP: (
        "engineers",
        "influence",
        "writing",
        "experiments",
        "metrics",
        "user_research",
        "roadmap",
        "growth",
        "design",
        "technical",
    ),
}
"""Table 1: what two more adverts ask."""
COMMON = 5
"""Asked by so many of the eight adverts, or more, an ask is left out in 11.2."""


@dataclass(frozen=True)
class _Product:
    """A product of table 2: its users in a month, and how many write in, by what they want to know."""

    users: int
    when: int
    how: int
    price: int

    @property
    def of_100(self) -> float:
        """Users of 100 who ask when or where something is."""
        return 100 * self.when / self.users

    @property
    def written(self) -> int:
        return self.when + self.how + self.price


PRODUCTS = {
    "freight": _Product(40_000, 90, 520, 1_190),
    "loyalty": _Product(600_000, 4_100, 2_600, 300),
    "bikes": _Product(30_000, 150, 30, 20),
    "passports": _Product(9_000, 1_300, 350, 150),
}
NAMES = {
    "freight": "Rate finder of a container line",
    "loyalty": "Loyalty app of a supermarket",
    "bikes": "Sign-up page for bike couriers",
    "passports": "Passport page of a town hall",
}

ALIKE = ("is a logistics company", "has warehouses of its own", "sends many parcels")
OTHERS = ("a PM there was in operations", "somebody could introduce you")
CANAL, TILES = "Canal Freight", "Tiles & Taps"
SCORES = {CANAL: ((9, 8, 7), (2, 3)), TILES: ((5, 4, 3), (8, 7))}
"""Table 3: points from 0 to 10 for the reasons that are ALIKE, and for the OTHERS."""

POINTS = {
    "Parcel lockers": (7.6, 8.0, 8.4),
    "Meal boxes": (7.0, 7.4, 7.8),
    "Hospital rotas": (4.5, 6.5, 8.2),
    "Returns desk": (6.0, 6.2, 6.4),
    "Airline meals": (1.0, 3.0, 5.5),
}
"""Table 4: points of five targets, at worst, likely and at best."""
WANTED = 3


@dataclass(frozen=True)
class _Search:
    """What a search for people found at an employer in table 5."""

    product: int
    managers: int
    word: int
    before: int


FERROW, KELMARSH = _Search(69, 60, 24, 10), _Search(9, 8, 5, 3)

READ = 3
"""Item 11.8: adverts read."""

TRADE_WORDS = "operation|process|deliver|carrier|parcel|driver|queue|schedule|ship"
"""Item 11.9: words that somebody from operations would mark."""

TEN = {
    "Ferry bookings": (3.5, 8.0, 8.5),
    "Parcel lockers": (7.2, 7.6, 8.2),
    "Meal boxes": (6.8, 7.4, 8.0),
    "Blood transport": (6.0, 7.1, 8.8),
    "Tram information": (5.0, 6.8, 9.0),
    "Hospital rotas": (4.0, 6.5, 7.2),
    "Returns desk": (5.5, 6.0, 6.5),
    "Sofa delivery": (3.0, 5.5, 8.5),
    "Card disputes": (2.0, 4.5, 7.0),
    "Airline meals": (1.0, 3.0, 6.0),
}
"""Item 11.10: points of ten targets, at worst, likely and at best; the likely ones fall."""
HOPED, SUREST, WIDEST = "Ferry bookings", "Parcel lockers", "Sofa delivery"
REASON = (2.0, 6.0, 9.0)
GUESSES = 3
"""Item 11.11: points of one reason, at worst, likely and at best; and how many such reasons there are."""
ROLLS = 20_000
SEED_TEN, SEED_REASONS = 1110, 1111

# --- 11.1 Which line your bullet answers ---------------------------------------------------------------------

CHECK_1 = Check(
    id="11.1",
    title="which line the bullet answers",
    question="To which line could you answer with this bullet, and with nothing else?",
    judge=OneOf(
        (
            Option(
                "excellence",
                "1, operational excellence",
                "the word is the one on your business card, and that is all. There is nothing in the line that a story "
                "could be about, so every applicant will claim it. Look for a line that asks for something done.",
            ),
            Option(
                "roadmap",
                "2, the roadmap of the depot app",
                "the depot is yours, the roadmap isn't. You moved one cut-off, once. A roadmap is a row of such "
                "decisions about a product, and whoever asks for it will ask for the second one.",
            ),
            Option(
                "refused",
                "3, putting somebody off",
                "sixty shops lost their afternoon order, and you can say what it bought: 9% late became 4%. The line "
                "has no word of your trade in it. It asks for a choice with a loser, and that is what you have.",
            ),
            Option(
                "couriers",
                "4, parcels and couriers",
                "that is your world, and the line asks whether you like it. Liking needs no evidence. Whoever reads "
                "applications can't tell your yes from anybody's.",
            ),
            Option(
                "experiments",
                "5, experiments at scale",
                "you have a before and an after, and that isn't an experiment: all shops were moved on one day, and in "
                "March other things may have changed. Say so before somebody else does, and take another line.",
            ),
        ),
        right="refused",
    ),
    hints=(
        "Cross out the lines that everybody could say yes to. What is left asks for something done.",
        "What did you decide, and who was worse off by it? Which line wants to hear just that?",
    ),
    explanation=(
        "The third. It asks for a decision and for its price, and the bullet has both: an earlier cut-off, sixty shops "
        "that lost by it, and fewer late orders. The lines with the words of your trade ask for nothing that can be "
        "shown. Read for what is asked, and not for what sounds like you."
    ),
)

# --- The adverts, and table 1 and 11.2: asks that tell adverts apart -------------------------------------------

OPS = "ops"
"""The group of kinds for which work in operations can be evidence."""


@cache
def _asks() -> pd.DataFrame:
    rows = [
        (advert.id, advert.fulfilment, key, adverts.asks()[key].label)
        for advert in adverts.adverts()
        for key in advert.asked
    ]
    return pd.DataFrame(rows, columns=["advert", "fulfilment", "kind", "label"])


def asks() -> pd.DataFrame:
    """What the course's eight invented adverts ask: a row for each advert and kind of ask. A copy.

    fulfilment: "product" where the product's users wait for what operations does, else "elsewhere"
    """
    return _asks().copy()


@cache
def _sentences() -> pd.DataFrame:
    can = {key for key, ask in adverts.asks().items() if ask.group == OPS}
    rows = [(advert.id, said.text, bool(can & set(said.asks))) for advert in adverts.adverts() for said in advert.said]
    return pd.DataFrame(rows, columns=["advert", "sentence", "ops"])


def sentences() -> pd.DataFrame:
    """The sentences of the eight adverts, a row each. A copy.

    ops: whether it asks for something that work in operations can be evidence for
    """
    return _sentences().copy()


def _adverts_with(kind: str) -> int:
    """How many of the eight ask it."""
    return int((_asks()["kind"] == kind).sum())


@cache
def by_ask() -> Table:
    """Table 1: what two invented adverts ask, how many of the eight do, and what an invented reader can show."""
    kinds = sorted(CAN_SHOW, key=lambda kind: (-_adverts_with(kind), list(CAN_SHOW).index(kind)))
    frame = pd.DataFrame(
        {
            "of eight": [_adverts_with(kind) for kind in kinds],
            "you can show it": [CAN_SHOW[kind] for kind in kinds],
            **{name: ["asks" if kind in asked else "" for kind in kinds] for name, asked in ASKED_BY.items()},
        },
        index=pd.Index([adverts.asks()[kind].label for kind in kinds], name="what is asked"),
    )
    caption = (
        "Table 1. What two adverts ask, how many of the lesson's eight adverts ask it too, and what you can show. "
        "All adverts are invented; the eight are counted."
    )
    return Table(caption, frame, words=("you can show it", LINEN, SHOP))


def _covered(name: str, *, rare: bool = True, counts: tuple[str, ...] = (SHOWN,)) -> tuple[int, int]:
    """Asks of an advert that can be shown, and all of them; rare: without what COMMON or more of the eight ask."""
    among = [kind for kind in ASKED_BY[name] if not rare or _adverts_with(kind) < COMMON]
    return sum(CAN_SHOW[kind] in counts for kind in among), len(among)


def _per_cent(part: int, whole: int) -> float:
    return 100 * part / whole


CHECK_2 = Check(
    id="11.2",
    title="asks that tell adverts apart",
    question=(
        "Leave out whatever five or more of the eight adverts ask. Of what is left in the advert for hospital linen, "
        "what percentage can you show?"
    ),
    unit="%",
    judge=Number(
        lambda: _per_cent(*_covered(LINEN)),
        tolerance=0.6,
        because="A whole per cent is asked for, which rounds by 0.5.",
        right=lambda: (
            f"{_covered(LINEN)[0]} of {_covered(LINEN)[1]}, {_per_cent(*_covered(LINEN)):.0f}%. For the shop app it is "
            f"{_covered(SHOP)[0]} of {_covered(SHOP)[1]}, {_per_cent(*_covered(SHOP)):.0f}%. Counted over everything, "
            f"the two are level: {_covered(LINEN, rare=False)[0]} of {_covered(LINEN, rare=False)[1]} each. What "
            "most adverts ask pulls every count towards the middle, so it helps little to choose. It may still "
            "be what they sort applications by: read the must-haves first."
        ),
        wrong=(
            Wrong(
                lambda: _per_cent(*_covered(LINEN, rare=False)),
                "that is everything it asks. Leave out the rows with five or more in the column “of eight”.",
            ),
            Wrong(
                lambda: _per_cent(*_covered(LINEN, counts=(SHOWN, NEARLY))),
                "you counted a “looks like it”. A sceptic wouldn't: count the rows with “yes” alone.",
            ),
            Wrong(lambda: _per_cent(*_covered(SHOP)), "that is the shop app. The question is about hospital linen."),
            Wrong(
                lambda: _per_cent(_covered(LINEN)[0], _covered(LINEN, rare=False)[1]),
                "you left out the common asks on top and not below. Leave them out of both.",
            ),
            Wrong(
                lambda: _per_cent(_covered(LINEN)[0], _covered(LINEN, rare=False)[0]),
                "you divided by what you can show. Divide by what is asked.",
            ),
            Wrong(
                lambda: _per_cent(
                    _covered(LINEN, rare=False)[0] - _covered(LINEN)[0],
                    _covered(LINEN, rare=False)[1] - _covered(LINEN)[1],
                ),
                "those are the asks to leave out. Take the others.",
            ),
            Wrong(lambda: _covered(LINEN)[0], "so many asks can you show. Of how many? Give per cent."),
            Wrong(
                lambda: _covered(LINEN)[0] / _covered(LINEN)[1],
                "that is it as a share: the question asks for per cent.",
            ),
        ),
    ),
    hints=(
        "Go down the column “of eight” and stop where it falls below five. Only the rows below count.",
        "Among these rows, take those that the linen advert asks: how many are there, and how many have a “yes”?",
    ),
    explanation=lambda: (
        f"Without what {COMMON} or more of the eight ask, {_covered(LINEN)[1]} asks are left, and {_covered(LINEN)[0]} "
        f"of them have a “yes”: {_per_cent(*_covered(LINEN)):.0f}%. An ask that most adverts have says little about "
        "whether this one is for you. It may still be what they sort applications by: read the must-haves first."
    ),
)

# --- Table 2 and 11.3: whose users wait for operations --------------------------------------------------------


@cache
def by_product() -> Table:
    """Table 2: what users of four invented products write in about."""
    columns = {
        "users": [each.users for each in PRODUCTS.values()],
        "when, where is it?": [each.when for each in PRODUCTS.values()],
        "how does it work?": [each.how for each in PRODUCTS.values()],
        "price, account": [each.price for each in PRODUCTS.values()],
    }
    frame = pd.DataFrame(columns, index=pd.Index([NAMES[key] for key in PRODUCTS], name="product"))
    caption = "Table 2. Users in one month, and how many of them wrote in, by what they wanted to know. Invented."
    return Table(caption, frame, dict.fromkeys(columns, ",d"))


def _wait(key: str) -> str:
    each = PRODUCTS[key]
    return f"{each.when:,} of {each.users:,} users, {each.of_100:.1f} of 100"


CHECK_3 = Check(
    id="11.3",
    title="whose users wait for operations",
    question="For which product is a user most likely to be waiting for something that operations has to do?",
    judge=OneOf(
        (
            Option(
                "freight",
                "The container line's rate finder",
                lambda: (
                    "the company moves things, and the users of its rate finder don't wait for them. When or where, "
                    f"ask {_wait('freight')}. They want a price. Look at the product, and not at the sign over the "
                    "door."
                ),
            ),
            Option(
                "loyalty",
                "The supermarket's loyalty app",
                lambda: (
                    f"it has the most such messages, and by far the most users: {_wait('loyalty')}. Operations is "
                    "there, and for nearly everybody who opens this app it is something else."
                ),
            ),
            Option(
                "bikes",
                "The bike couriers' sign-up page",
                lambda: (
                    "three in four of its messages are about when and where, and hardly anybody writes one: "
                    f"{_wait('bikes')}. A large part of little. Divide by the users, and not by those who wrote."
                ),
            ),
            Option(
                "passports",
                "The town hall's passport page",
                lambda: (
                    f"{_wait('passports')}. Somebody has to check a form, print a book and put it into a drawer, and "
                    "until then the page has nothing to say. No lorry in it, and hardly anything but operations "
                    "behind it."
                ),
            ),
        ),
        right="passports",
    ),
    hints=(
        "The largest number stands beside the largest number of users.",
        "Divide the messages about when and where by the users of the same row.",
    ),
    explanation=lambda: (
        f"Per user, and neither per message nor by trade: {_wait('passports')}, at the town hall. The loyalty app has "
        f"more messages and {PRODUCTS['loyalty'].of_100:.1f} of 100; the couriers' page has few messages, most of them "
        "about waiting. You can seldom see such a table from outside. Reviews and help pages give a rough one."
    ),
)

# --- Table 3 and 11.4: three reasons that are one -------------------------------------------------------------


@cache
def by_reason() -> Table:
    """Table 3: two invented targets, scored by five reasons."""
    frame = pd.DataFrame(
        {name: [*alike, *others, _flat(name)] for name, (alike, others) in SCORES.items()},
        index=pd.Index([*ALIKE, *OTHERS, "mean"], name="reason"),
    )
    caption = "Table 3. Points from 0 to 10 for each reason, all reasons weighted alike. Invented."
    return Table(caption, frame, dict.fromkeys(SCORES, "g"))


def _flat(name: str) -> float:
    return float(np.mean([*SCORES[name][0], *SCORES[name][1]]))


def _once(name: str) -> float:
    """Points if the reasons that are alike count once, by their mean."""
    alike, others = SCORES[name]
    return float(np.mean([np.mean(alike), *others]))


CHECK_4 = Check(
    id="11.4",
    title="three reasons that are one",
    question=(
        "The first three reasons come from one fact. Count them once, by their mean, and weight that like each of the "
        "other two. Who leads then, and with how many points? Give one decimal."
    ),
    unit="points",
    judge=Number(
        lambda: _once(TILES),
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05.",
        right=lambda: (
            f"{TILES} leads with {_once(TILES):.1f} points to {_once(CANAL):.1f}. In the table it was {CANAL}, with "
            f"{_flat(CANAL):.1f} to {_flat(TILES):.1f}. Nobody had given it a weight of three fifths; it got that by "
            "being written down in three ways."
        ),
        wrong=(
            Wrong(
                lambda: _flat(CANAL),
                "that is the mean in the table, where one fact counts three times.",
            ),
            Wrong(
                lambda: _once(CANAL),
                f"so many has {CANAL}, and it leads no longer. Work out the other one as well.",
            ),
            Wrong(
                lambda: _flat(TILES),
                f"that is {TILES} in the table. Count its first three reasons once.",
            ),
            Wrong(
                lambda: float(np.mean(SCORES[TILES][1])),
                "you left the first three out altogether. They are one reason: it counts once.",
            ),
            Wrong(
                lambda: (np.mean(SCORES[TILES][0]) + sum(SCORES[TILES][1])) / (len(ALIKE) + len(OTHERS)),
                "you divided by five. After the merging there are three reasons: divide by three.",
            ),
            Wrong(
                lambda: float(np.mean([sum(SCORES[TILES][0]), *SCORES[TILES][1]])),
                "you added the first three up, so they still count three times. Take their mean.",
            ),
            Wrong(
                lambda: float(np.mean([max(SCORES[TILES][0]), *SCORES[TILES][1]])),
                "you took the highest of the three. The question says their mean.",
            ),
            Wrong(
                lambda: float(np.mean([min(SCORES[TILES][0]), *SCORES[TILES][1]])),
                "you took the lowest of the three. The question says their mean.",
            ),
            Wrong(
                lambda: np.mean(SCORES[TILES][0]) + sum(SCORES[TILES][1]),
                "that is the sum of the three. Divide by three, to have points from 0 to 10 again.",
            ),
        ),
    ),
    hints=(
        "Three numbers a target: the mean of its first three reasons, and the other two as they are.",
        "Take the mean of those three numbers, for both targets. Which is higher?",
    ),
    explanation=lambda: (
        f"For {TILES} the first three have a mean of {np.mean(SCORES[TILES][0]):.0f}, so it has {_once(TILES):.1f} "
        f"points; {CANAL} has {_once(CANAL):.1f}. Whoever is a logistics company has warehouses and sends parcels: "
        "that was known with the first reason, and the other two add a weight that nobody chose."
    ),
)

# --- Table 4 and 11.5: what to check first --------------------------------------------------------------------


@cache
def by_target() -> Table:
    """Table 4: five invented targets, their points as ranges."""
    frame = pd.DataFrame(
        POINTS.values(), index=pd.Index(POINTS, name="target"), columns=["at worst", "likely", "at best"]
    )
    caption = "Table 4. Five targets. The best three get your evenings; an hour tells what one of them has. Invented."
    return Table(caption, frame, dict.fromkeys(frame.columns, ".1f"))


def _likely(name: str) -> float:
    return POINTS[name][1]


def _bar(name: str) -> float:
    """What a target must have to be among the WANTED best if all the others are as likely."""
    return sorted((_likely(other) for other in POINTS if other != name), reverse=True)[WANTED - 1]


def _changes(name: str) -> bool:
    """Whether a check of this target could change who is among the WANTED best, all others being as likely."""
    low, _, high = POINTS[name]
    return low < _bar(name) < high


def _key(name: str) -> str:
    return name.lower().replace(" ", "_")


def _target_option(name: str, why: str) -> Option:
    return Option(
        _key(name),
        name,
        lambda: why.format(*(f"{each:.1f}" for each in (*POINTS[name], _bar(name)))),
    )


CHECK_5 = Check(
    id="11.5",
    title="what to check first",
    question="You have one hour. Which target do you check, so that your three best could become another three?",
    judge=OneOf(
        (
            _target_option(
                "Parcel lockers",
                "it is the one that you like best, and at worst it has {0}. That is still enough: to stay among the "
                "three it needs {3}. Whatever you find, your evenings are the same.",
            ),
            _target_option(
                "Meal boxes",
                "at worst {0}, and {3} is enough to be among the three. You would know more, and do the same.",
            ),
            _target_option(
                "Hospital rotas",
                "at worst {0}, at best {2}, and it stays if it has more than {3}. It is the one place where the hour "
                "can send you elsewhere. The other four stay where they are, whatever you find.",
            ),
            _target_option(
                "Returns desk",
                "it is close behind the third, and you know it too well: at best {2}, where it needs {3}. It comes "
                "in when the third falls, and not by itself.",
            ),
            _target_option(
                "Airline meals",
                "it has the widest range, and you are least sure of it. But at best it has {2}, and it needs {3}. "
                "What can't change a decision needn't be known.",
            ),
        ),
        right=_key(next(filter(_changes, POINTS))),
    ),
    hints=(
        "Which three are it now? A check matters only if it can put one of them out, or another one in.",
        "For those inside: is “at worst” below the fourth's likely points? For those outside: is “at best” above the "
        "third's?",
    ),
    explanation=lambda: (
        f"Hospital rotas: between {POINTS['Hospital rotas'][0]:.1f} and {POINTS['Hospital rotas'][2]:.1f} lies "
        f"{_bar('Hospital rotas'):.1f}, the line it has to pass. No other range reaches across its line. So it is "
        "neither the favourite nor the one you know least about, but the one whose answer would change what you do."
    ),
)

# --- Table 5 and 11.6: how many came from operations ----------------------------------------------------------


@cache
def by_employer() -> Table:
    """Table 5: what a search for people found at two invented employers."""
    found = (FERROW, KELMARSH)
    frame = pd.DataFrame(
        {"Ferrow": _counts(FERROW), "Kelmarsh": _counts(KELMARSH)},
        index=pd.Index(
            [
                "“product” in the title",
                "of these, product managers",
                "of the managers, with the word “operations” in the profile",
                "of those, worked in operations before product",
            ],
            name="profiles",
        ),
    )
    assert all(each.product >= each.managers >= each.word >= each.before for each in found)
    caption = "Table 5. What a search for people found at two employers in March. Invented."
    return Table(caption, frame)


def _counts(search: _Search) -> list[int]:
    return [search.product, search.managers, search.word, search.before]


def _came(search: _Search) -> float:
    return _per_cent(search.before, search.managers)


def _range_of(search: _Search) -> str:
    found = rate(Tally(search.managers, search.before))
    return f"{found.low:.0%} to {found.high:.0%}"


CHECK_6 = Check(
    id="11.6",
    title="how many came from operations",
    question="What percentage of Ferrow's product managers has worked in operations before?",
    unit="%",
    judge=Number(
        lambda: _came(FERROW),
        tolerance=0.6,
        because="A whole per cent is asked for, which rounds by 0.5.",
        right=lambda: (
            f"{FERROW.before} of {FERROW.managers}, {_came(FERROW):.0f}%. At Kelmarsh it is {KELMARSH.before} of "
            f"{KELMARSH.managers}, {_came(KELMARSH):.0f}%, which looks like twice as much. With so few, the share "
            f"behind it may be {_range_of(KELMARSH)} (95%), and Ferrow's {_range_of(FERROW)}. What you do have is "
            f"{FERROW.before + KELMARSH.before} people to write to."
        ),
        wrong=(
            Wrong(
                lambda: _per_cent(FERROW.word, FERROW.managers),
                "that is everybody with the word in the profile. It also stands there for a course, a department "
                "they work with, or “product operations”.",
            ),
            Wrong(
                lambda: _per_cent(FERROW.before, FERROW.word),
                "you divided by those who have the word. The question is about all product managers.",
            ),
            Wrong(
                lambda: _per_cent(FERROW.before, FERROW.product),
                "you divided by everybody with “product” in the title. Some of them do something else, such as product "
                "marketing.",
            ),
            Wrong(
                lambda: _per_cent(FERROW.word, FERROW.product),
                "that is the word in the profile, of everybody with “product” in the title. You want another row on "
                "top and another one below.",
            ),
            Wrong(lambda: _came(KELMARSH), "that is Kelmarsh. The question is about Ferrow."),
            Wrong(lambda: FERROW.before, "so many are they. Of how many product managers? Give per cent."),
            Wrong(lambda: _came(FERROW) / 100, "that is it as a share: the question asks for per cent."),
        ),
    ),
    hints=(
        "Whom is the question about? Their number belongs below the line.",
        "Above the line belong those of them who have done it, and not those whose profile has the word.",
    ),
    explanation=lambda: (
        f"{FERROW.before} of {FERROW.managers}: {_came(FERROW):.0f}%. It says how many of those who are inside came "
        "that way. How many of those from operations who asked were let in, no search for people shows: whoever "
        "wasn't let in isn't there to be found. No figure for that was found for this course either."
    ),
)

# --- 11.7 What would be gone -----------------------------------------------------------------------------------


@cache
def _orders() -> pd.DataFrame:
    return load("orders")


def _late() -> pd.Series:
    return _orders()["last_delivered_at"] > _orders()["promised_by"]


def _split() -> pd.Series:
    return _orders()["parcels"] > 1


def _upset() -> pd.Series:
    return _late() | _split()


def _gone(upset: pd.Series) -> float:
    """Of all contacts, the share that goes if these orders' customers ask as seldom as the others."""
    asked = _orders()["contacted"]
    return 1 - share_of(asked, ~upset) / float(asked.mean())


CHECK_7 = Check(
    id="11.7",
    title="what would be gone",
    variable="answer_7",
    judge=Number(
        lambda: _gone(_upset()),
        tolerance=0.0005,
        because=ROUNDED,
        right=lambda: (
            f"{_gone(_upset()):.1%} of the contacts (simulated). {share_of(_upset(), _orders()['contacted']):.1%} come "
            "from orders that were late or in pieces; but some of these customers would have asked anyway, as others "
            "do. More than half of what people write about is made by fulfilment: here it is the product."
        ),
        wrong=(
            Wrong(
                lambda: share_of(_upset(), _orders()["contacted"]),
                "that is the share of the contacts that come from such orders. Some of these customers would have "
                "asked anyway: how often do the others ask?",
            ),
            Wrong(lambda: _gone(_late()), "those are the late orders. In pieces counts too: `|`."),
            Wrong(lambda: _gone(_split()), "those are the orders in pieces. Late counts too: `|`."),
            Wrong(lambda: _gone(_late() & _split()), "those are late and in pieces, `&`. Either is enough: `|`."),
            Wrong(
                lambda: share_of(_orders()["contacted"], _upset()),
                "that is how often customers of such orders ask. The question is how many of all contacts would be "
                "gone.",
            ),
            Wrong(
                lambda: share_of(_orders()["contacted"], _upset()) - share_of(_orders()["contacted"], ~_upset()),
                "that is how much more often they ask. Multiply by the share of such orders, and divide by how often "
                "anybody asks.",
            ),
            Wrong(
                lambda: 1 - share_of(_orders()["contacted"], ~_upset()) / share_of(_orders()["contacted"], _upset()),
                "that is of the contacts of such orders. The question is about all contacts.",
            ),
            Wrong(
                lambda: float(_orders()["contacted"].mean()) - share_of(_orders()["contacted"], ~_upset()),
                "that is how many of all orders would have one contact less. Divide by how often anybody asks now.",
            ),
            Wrong(lambda: 1 - _gone(_upset()), "so much would be left. The question is how much would be gone."),
            Wrong(lambda: float(_upset().mean()), "that is how many orders were late or in pieces. Count contacts."),
        ),
        share=True,
    ),
    hints=(
        "How often do customers ask whose order came in time and in one parcel? Suppose that all asked so often.",
        "Compare that with how often anybody asks now. What goes is a part of the latter.",
    ),
    explanation=lambda: (
        f"Customers with a good order ask in {share_of(_orders()['contacted'], ~_upset()):.1%} of cases, all together "
        f"in {_orders()['contacted'].mean():.1%}. If all asked like the former, {_gone(_upset()):.1%} of the contacts "
        "would be gone, if being late or in pieces is what makes them ask. That can be read off no table; here it is "
        "so, since the company was made that way."
    ),
    code=(
        'upset = (orders["last_delivered_at"] > orders["promised_by"]) | (orders["parcels"] > 1)\n'
        'asked = orders["contacted"]\n'
        "answer_7 = 1 - asked[~upset].mean() / asked.mean()"
    ),
)

# --- 11.8 How many adverts are enough -----------------------------------------------------------------------------


@cache
def _met(adverts_read: int) -> float:
    """Kinds met in so many of the adverts, on average over every choice of them."""
    kinds = _asks().groupby("advert")["kind"].agg(set)
    return float(np.mean([len(set().union(*chosen)) for chosen in combinations(kinds, adverts_read)]))


def _of_first() -> int:
    """Kinds met in the first READ adverts of the file."""
    return len({kind for advert in adverts.adverts()[:READ] for kind in advert.asked})


def _all_kinds() -> int:
    return int(_asks()["kind"].nunique())


CHECK_8 = Check(
    id="11.8",
    title="how many adverts are enough",
    variable="answer_8",
    judge=Number(
        lambda: _met(READ),
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05; all choices are counted, none is drawn.",
        right=lambda: (
            f"{_met(READ):.1f} of {_all_kinds()} kinds. The first advert brings {_met(1):.1f}, the third "
            f"{_met(READ) - _met(READ - 1):.1f}, the eighth {_met(8) - _met(7):.1f}. The eight are the course's own, "
            "and written to hold every kind once at least; adverts of a single field will repeat themselves sooner. "
            "Your gaps are known after a few. What is still missing then is the evidence, and no further advert "
            "brings that."
        ),
        wrong=(
            Wrong(
                lambda: READ * _met(1),
                "you added up three adverts. A kind that two of them ask is met once: take the union of the sets.",
            ),
            Wrong(_of_first, "those are the first three adverts. Take every choice of three, and the mean."),
            Wrong(lambda: _met(READ - 1), "that is for two adverts. The question is about three."),
            Wrong(lambda: _met(READ + 1), "that is for four adverts. The question is about three."),
            Wrong(
                lambda: _met(READ) - _met(READ - 1),
                "that is what the third advert brings. The question is how many kinds all three hold.",
            ),
            Wrong(_all_kinds, "that is every kind in all eight. The question is about three of them."),
            Wrong(
                lambda: _met(READ) / _all_kinds(),
                "that is the share of all kinds. The question asks how many.",
            ),
            Wrong(lambda: _met(1), "that is one advert, on average. Put three together, each kind once."),
        ),
    ),
    hints=(
        '`asks.groupby("advert")["kind"].agg(set)` makes a set of kinds of each advert. `set().union(a, b, c)` puts '
        "three together.",
        "`combinations(kinds, 3)` goes through every choice of three. Take the size of each union, then the mean.",
    ),
    explanation=lambda: (
        f"Three adverts can be chosen in {comb(8, READ)} ways; each union has a size, and the mean of the sizes is "
        f"{_met(READ):.1f}. With one advert it is {_met(1):.1f}, with five {_met(5):.1f}, with eight {_all_kinds()}. "
        "The curve is steep at first and then flat, as it is with interviews."
    ),
    code=(
        'kinds = asks.groupby("advert")["kind"].agg(set)\n'
        "sizes = [len(set().union(*three)) for three in combinations(kinds, 3)]\n"
        "answer_8 = np.mean(sizes)"
    ),
)

# --- 11.9 The words of the trade ---------------------------------------------------------------------------------


def _marked() -> pd.Series:
    return _sentences()["sentence"].str.contains(TRADE_WORDS, case=False)


def _right_marks() -> int:
    return int((_sentences()["ops"] & _marked()).sum())


CHECK_9 = Check(
    id="11.9",
    title="the words of the trade",
    variable="answer_9",
    judge=Number(
        lambda: share_of(_sentences()["ops"], _marked()),
        tolerance=0.0005,
        because=ROUNDED,
        right=lambda: (
            f"{share_of(_sentences()['ops'], _marked()):.1%}, {_right_marks()} of "
            f"{int(_marked().sum())} sentences. A pin would do as well: of all sentences it is "
            f"{_sentences()['ops'].mean():.1%}. And the words find {_right_marks()} of "
            f"the {int(_sentences()['ops'].sum())} sentences that do ask for it. What they mark is mostly the company "
            "talking about itself."
        ),
        wrong=(
            Wrong(
                lambda: share_of(_marked(), _sentences()["ops"]),
                "that is the other way round: of the sentences that ask for it, how many have such a word. Both "
                "matter, and here the question is about the sentences with a word.",
            ),
            Wrong(
                lambda: float(_sentences()["ops"].mean()), "that is the share of all sentences. Take those with a word."
            ),
            Wrong(
                lambda: float(_marked().mean()), "that is how many sentences have such a word. Of these, how many ask?"
            ),
            Wrong(
                lambda: float((_marked() & _sentences()["ops"]).mean()),
                "you divided by all sentences. Divide by those that have a word.",
            ),
            Wrong(
                lambda: float((_marked() == _sentences()["ops"]).mean()),
                "that is how often word and ask agree, and most of it is sentences with neither.",
            ),
            Wrong(
                lambda: 1 - share_of(_sentences()["ops"], _marked()),
                "that is the share that asks for nothing of the kind. The question is about the others.",
            ),
        ),
        share=True,
    ),
    hints=(
        '`.str.contains(words, case=False)` says for each sentence whether one of the words is in it; "|" means or.',
        "Keep only the sentences with a word. The mean of their column `ops` is a share.",
    ),
    explanation=lambda: (
        f"Of {int(_marked().sum())} sentences with a word of the trade, {_right_marks()} "
        f"ask for what ops can show: {share_of(_sentences()['ops'], _marked()):.1%}, no more than among all sentences, "
        f"{_sentences()['ops'].mean():.1%}. Words tell you what a company does. What it wants of you stands in the "
        "verbs."
    ),
    code=(
        'marked = sentences["sentence"].str.contains(words, case=False)\nanswer_9 = sentences.loc[marked, "ops"].mean()'
    ),
)

# --- 11.10 What an hour is worth ------------------------------------------------------------------------------------


@cache
def _rolls() -> pd.DataFrame:
    uniform = np.random.default_rng(SEED_TEN).random((ROLLS, len(TEN), 1))
    return pd.DataFrame(triangular(Ranges.of([[each] for each in TEN.values()]), uniform)[..., 0], columns=list(TEN))


def rolls() -> pd.DataFrame:
    """Points of ten invented targets within their ranges: a row for each roll, a column for each target. A copy."""
    return _rolls().copy()


def _rest(name: str, place: int = WANTED) -> float:
    """The mean of the target at this place, by means, among the others."""
    return float(_rolls().mean().drop(name).nlargest(place).iloc[-1])


def _brings(name: str, bar: float | None = None) -> float:
    """Points that the best three have more, on average, if one knows the true points of this one before choosing."""
    bar = _rest(name) if bar is None else bar
    found = _rolls()[name]
    return float(np.maximum(found, bar).mean()) - max(float(found.mean()), bar)


def _most() -> tuple[str, float]:
    """The target on which an hour brings most, and how much."""
    name = max(TEN, key=_brings)
    return name, _brings(name)


def _third_each_time() -> np.ndarray:
    """The third best of the others in each roll."""
    return np.sort(_rolls().drop(columns=HOPED).to_numpy(), axis=1)[:, -WANTED]


CHECK_10 = Check(
    id="11.10",
    title="what an hour is worth",
    variable="answer_10",
    judge=Number(
        lambda: _brings(HOPED),
        tolerance=0.0006,
        because="The rolls are given, so only rounding to three decimals has to be allowed.",
        right=lambda: (
            f"{_brings(HOPED):.3f} points (simulated). In {(_rolls()[HOPED] > _rest(HOPED)).mean():.0%} of the rolls "
            f"the hour brings {HOPED} in, and then it is worth having done. An hour on {SUREST}, the best by its mean, "
            f"brings {_brings(SUREST):.3f}: it stays whatever you find. {WIDEST} has the widest range of all, and "
            f"brings {_brings(WIDEST):.3f}. {_most()[0]} brings most, {_most()[1]:.3f}."
        ),
        wrong=(
            Wrong(
                lambda: float(_rolls()[HOPED].mean()) - _rest(HOPED),
                "you subtracted two means. You needn't take it if it turns out worse: `np.maximum`, roll by roll, "
                "and the mean last.",
            ),
            Wrong(
                lambda: float((_rolls()[HOPED] > _rest(HOPED)).mean()),
                "that is how often it gets in. By how many points is it better then?",
            ),
            Wrong(
                lambda: float((_rolls()[HOPED] - _rest(HOPED))[_rolls()[HOPED] > _rest(HOPED)].mean()),
                "that is the gain in those rolls in which it gets in. In the others the gain is 0, and they count too.",
            ),
            Wrong(
                lambda: float(np.maximum(_rolls()[HOPED], _rest(HOPED)).mean()),
                "that is what the third of your three has then. How much more is that than without the hour?",
            ),
            Wrong(
                lambda: _brings(HOPED, _rest(HOPED, WANTED + 1)),
                "you compared with the fourth of the others. What it has to beat is the third: that one would go.",
            ),
            Wrong(
                lambda: _brings(HOPED, float(_rolls().mean().max())),
                "you compared with the best. It needn't be the best, but better than the third.",
            ),
            Wrong(
                lambda: _brings(HOPED, sorted(likely for _, likely, _ in TEN.values())[-WANTED]),
                "you took the likely points. Your three are those with the highest means.",
            ),
            Wrong(
                lambda: float((np.maximum(_rolls()[HOPED], _third_each_time()) - _third_each_time()).mean()),
                "you compared with the third of each roll, as if you had looked into all ten. Of the others you know "
                "only the mean.",
            ),
        ),
    ),
    hints=(
        "Without the hour your three are those with the highest means. Which of them would have to go, and what is its "
        "mean?",
        "In each roll you keep the better of two: `np.maximum(...)`. The mean of that, less what you have without the "
        "hour.",
    ),
    explanation=lambda: (
        f"The third highest mean is {_rest(HOPED):.2f}. If {HOPED} turns out better, it goes in, and else nothing "
        f"changes: the mean of the better of the two is {np.maximum(_rolls()[HOPED], _rest(HOPED)).mean():.2f}, which "
        f"is {_brings(HOPED):.3f} more. A check brings something only where it can change what you do."
    ),
    code=(
        "third = rolls.mean().nlargest(3).iloc[-1]\n"
        'better = np.maximum(rolls["Ferry bookings"], third)\n'
        "answer_10 = better.mean() - third"
    ),
)

# --- 11.11 Three guesses from one source --------------------------------------------------------------------------


@cache
def _guesses() -> tuple[np.ndarray, np.ndarray]:
    uniform = np.random.default_rng(SEED_REASONS).random((ROLLS, 1, GUESSES))
    of_each = Ranges.of([[REASON] * GUESSES])
    one = np.broadcast_to(uniform[..., :1], uniform.shape)
    return triangular(of_each, uniform)[:, 0], triangular(of_each, one)[:, 0]


def guesses() -> tuple[np.ndarray, np.ndarray]:
    """Points for three reasons, rolled apart, and rolled together: two arrays of shape (ROLLS, GUESSES). Copies."""
    apart, together = _guesses()
    return apart.copy(), together.copy()


def _width(values: np.ndarray, low: float = 2.5, high: float = 97.5) -> float:
    ends = np.percentile(values, [low, high])
    return float(ends[1] - ends[0])


def _times(low: float = 2.5, high: float = 97.5) -> float:
    apart, together = _guesses()
    return _width(together.mean(axis=1), low, high) / _width(apart.mean(axis=1), low, high)


def _widths() -> tuple[float, float]:
    apart, together = _guesses()
    return _width(apart.mean(axis=1)), _width(together.mean(axis=1))


CHECK_11 = Check(
    id="11.11",
    title="three guesses from one source",
    variable="answer_11",
    judge=Number(
        _times,
        tolerance=0.006,
        because="Two decimals are asked for, which rounds by 0.005; the rolls are given.",
        right=lambda: (
            f"{_times():.2f} times (simulated): {_widths()[1]:.1f} points wide instead of {_widths()[0]:.1f}. Three "
            "guesses from one source are one guess. Rolled apart, a high one is evened out by a low one, and the "
            "table looks surer than you are. Ask of each reason: who told me, and did they tell me the others as "
            "well?"
        ),
        wrong=(
            Wrong(
                lambda: 1 / _times(),
                "you divided the other way round: the wider by the narrower.",
            ),
            Wrong(
                lambda: _width(_guesses()[1]) / _width(_guesses()[0]),
                "you took all single points, not the mean of three. First the mean of each row: `mean(axis=1)`.",
            ),
            Wrong(
                lambda: _widths()[1] - _widths()[0],
                "that is how much wider in points. The question asks how many times as wide: divide.",
            ),
            Wrong(
                lambda: float(np.var(_guesses()[1].mean(axis=1)) / np.var(_guesses()[0].mean(axis=1))),
                "those are variances, which are squares. Take the distance between two percentiles.",
            ),
            Wrong(
                lambda: float(np.ptp(_guesses()[1].mean(axis=1)) / np.ptp(_guesses()[0].mean(axis=1))),
                "that is from the smallest to the largest, which hangs on two rolls. Take the middle 95%.",
            ),
            Wrong(
                lambda: _times(5, 95),
                "that is the middle 90%: take the 2.5th and the 97.5th percentile.",
            ),
            Wrong(lambda: _widths()[1], "that is the width if they are rolled together. Divide by the other one."),
            Wrong(
                lambda: _widths()[0], "that is the width if they are rolled apart. How many times as wide is the other?"
            ),
        ),
    ),
    hints=(
        "The points of a target are the mean of its three reasons: one number a row, in both arrays.",
        "The middle 95% goes from the 2.5th to the 97.5th percentile. Its width is their difference. Do it for both "
        "arrays.",
    ),
    explanation=lambda: (
        f"The mean of each row, its 2.5th and 97.5th percentile, their distance: {_widths()[0]:.2f} points apart, "
        f"{_widths()[1]:.2f} together, {_times():.2f} times as wide. With bell-shaped ranges it would be √3, "
        "which is 1.73. Smaller weights can't mend that; merging the three into one reason does."
    ),
    code=(
        "ends = [np.percentile(each.mean(axis=1), [2.5, 97.5]) for each in (apart, together)]\n"
        "narrow, wide = np.diff(ends)[:, 0]\n"
        "answer_11 = wide / narrow"
    ),
)

CHECKS: tuple[Check, ...] = (
    CHECK_1,
    CHECK_2,
    CHECK_3,
    CHECK_4,
    CHECK_5,
    CHECK_6,
    CHECK_7,
    CHECK_8,
    CHECK_9,
    CHECK_10,
    CHECK_11,
)
