"""A queue with a promise: who asks, when the work begins, and how often it is done by the day that was promised.

Requests come one by one or in groups, wait in one line, first come first served, and are done by several people, each
of whom works on one at a time. Time runs in *working days*: nobody asks and nothing is done at night, so an hour of
work is 1/8 day and a promise of one day means "by this hour of the next working day".

The line is the recursion of Kiefer and Wolfowitz ("On the theory of queues with many servers", Transactions of the
AMS 78, 1955): a request begins when the first of the servers is free. It runs over the requests, for thousands of
replications at once. Groups arrive as a Poisson process, group sizes are geometric and service times exponential, so
with groups of one and no cut-off it is the M/M/c queue, of which Erlang gave the wait in closed form (1917): see
`erlang`.

Where the line starts. A busy queue takes months to forget how it began. So each replication begins with a wait drawn
from the law of *one* server as fast as all of them together, which is exact: a geometric group of exponential works is
one exponential work, so it is M/M/1 with groups as its customers (`one_server`). The run then turns it into the wait
of several servers. Where the line forgets quickly it is exact, and where it doesn't the two hardly differ (Kingman,
"The single server queue in heavy traffic", 1961). Tests hold it against Erlang's formula and runs over years.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ops2pm.models.resample import Estimate, day_weights, interval, over, rate

OPENS, CLOSES = 9, 17
HOURS = CLOSES - OPENS
"""Working hours in a day."""
REQUESTS = 200
"""Requests simulated in each replication: about five days at the start of the lesson."""
COUNTED = 40
"""Of those, how many are counted: the last."""
BATCHES, REPLICATIONS = 20, 1600
"""Replications, and the batches they come in; a batch is what is resampled for an interval."""
SEED = 7
KEPT = 0.95
"""The share of promises kept that the lesson speaks of."""


@dataclass(frozen=True)
class Settings:
    """How the place is run.

    demand: requests a working day, on average · group: how many come together, on average, 1 or more · staff: people ·
    minutes: of work for one request, on average · cutoff: hour of the day from which on a request counts as the next
    morning's; 17 is closing time: no cut-off
    """

    demand: float = 38.0
    group: float = 7.0
    staff: int = 5
    minutes: float = 60.0
    cutoff: float = float(CLOSES)

    def __post_init__(self) -> None:
        fine = self.demand > 0 and self.group >= 1 and self.staff >= 1 and self.minutes > 0
        if not (fine and OPENS < self.cutoff <= CLOSES):
            raise ValueError(
                "Demand, staff and minutes are above 0, a group is 1 or more, and the cut-off lies between "
                f"{OPENS} and {CLOSES} o'clock."
            )

    @property
    def service(self) -> float:
        """Mean time of work for one request, in working days."""
        return self.minutes / (60 * HOURS)

    @property
    def capacity(self) -> float:
        """Requests a day that the staff can do when they never wait for work."""
        return self.staff * 60 * HOURS / self.minutes

    @property
    def busy(self) -> float:
        """Utilisation: demand over capacity. At 1 or more the queue grows, and no promise holds for long."""
        # The products first: 45 requests of 64 minutes for 6 people are exactly 1.
        return self.demand * self.minutes / (self.staff * 60 * HOURS)

    @property
    def swing(self) -> float:
        """Coefficient of variation of a day's demand: its standard deviation over its mean.

        A day's demand is compound Poisson with geometric groups, whose variance is demand × (2 × group - 1).
        """
        return math.sqrt((2 * self.group - 1) / self.demand)

    def at(self, busy: float) -> Settings:
        """The same place with so much demand that it is this busy (0 to 1)."""
        return replace(self, demand=busy * self.capacity)


@dataclass(frozen=True, eq=False)
class Draws:
    """The chances of a run, the same for all settings, so that moving a control changes only what it should.

    gap: unit exponentials, time to the next group · fresh: uniforms, whether a request opens a new group · work: unit
    exponentials; all three have shape (requests, replications) · start: unit exponentials, shape (replications,),
    stratified within each batch · spread: unit exponentials, shape (servers, replications)
    """

    gap: np.ndarray
    fresh: np.ndarray
    work: np.ndarray
    start: np.ndarray
    spread: np.ndarray

    @classmethod
    def of(
        cls, requests: int = REQUESTS, replications: int = REPLICATIONS, servers: int = 12, seed: int = SEED
    ) -> Draws:
        """Draw them; replications must be a multiple of BATCHES."""
        generator = np.random.default_rng(seed)
        shape = (requests, replications)
        gap, fresh, work = generator.exponential(size=shape), generator.random(shape), generator.exponential(size=shape)
        # One start from each of as many equal slices of the distribution as the batch has replications.
        size = replications // BATCHES
        slices = np.array([generator.permutation(size) for _ in range(BATCHES)]).ravel()
        start = -np.log1p(-(slices + generator.random(replications)) / size)
        return cls(gap, fresh, work, start, generator.exponential(size=(servers, replications)))


@lru_cache(maxsize=1)
def _usual_draws() -> Draws:
    return Draws.of()


@lru_cache(maxsize=1)
def _draws_of_the_curve() -> Draws:
    return Draws.of(requests=120, replications=REPLICATIONS // 2)


def asked(settings: Settings, draws: Draws) -> np.ndarray:
    """When each request comes, in working days from an opening on: shape (requests, replications), rising."""
    return _arrivals(draws, settings.group) / settings.demand


@lru_cache(maxsize=4)
def _arrivals(draws: Draws, group: float) -> np.ndarray:
    """When each request would come at one a day: a new demand only stretches this."""
    gap = draws.gap * group
    gap *= draws.fresh * group < 1
    return np.cumsum(gap, axis=0, out=gap)


def counted_from(asked: np.ndarray, cutoff: float) -> np.ndarray:
    """When the promise's clock starts, and the request joins the line: at once, or from the cut-off on next morning."""
    if cutoff >= CLOSES:
        return asked
    day = np.floor(asked)
    return np.where(asked - day >= (cutoff - OPENS) / HOURS, day + 1, asked)


def first_come(joined: np.ndarray, work: np.ndarray, free: Sequence[np.ndarray]) -> np.ndarray:
    """When the work on each request begins, first come first served.

    joined: when it joins the line, shape (requests, replications), rising · work: how long it takes, the same shape and
    unit · free: from when on each server is free, one array (replications,) a server, the earliest first.

    Kiefer and Wolfowitz: `free` stays in rising order. The first server takes the request, and the time at which it
    will be free again is passed along the row until it stands in its place.
    """
    begins = np.empty_like(joined)
    row = [np.array(each, dtype=float) for each in free]
    new = np.empty_like(row[0])
    for join, takes, begin in zip(joined, work, begins, strict=True):
        np.maximum(row[0], join, out=begin)
        np.add(begin, takes, out=new)
        for place in range(len(row) - 1):
            np.minimum(new, row[place + 1], out=row[place])
            np.maximum(new, row[place + 1], out=new)
        row[-1], new = new, row[-1]
    return begins


@dataclass(frozen=True)
class Run:
    """What the counted requests of a run lived through, in working days; arrays of shape (requests, replications).

    waited: from asking to done · promised: from the promise's clock start to done, which a cut-off makes shorter
    """

    settings: Settings
    waited: np.ndarray
    promised: np.ndarray

    def kept(self, promise: float) -> Estimate:
        """The share of requests, 0 to 1, done within `promise` days of the clock's start."""
        return _over_batches(self.promised <= promise)

    def promise(self, share: float = KEPT) -> Estimate:
        """The shortest promise, in days, that is kept for this share of requests, 0 to 1.

        The interval turns that of the share kept into days (Woodruff, "Confidence intervals for medians and other
        position measures", Journal of the American Statistical Association 47, 1952).
        """
        value = float(np.quantile(self.promised, share))
        doubt = self.kept(value)
        ends = np.clip([share - (doubt.high - doubt.value), share + (doubt.value - doubt.low)], 0, 1)
        low, high = np.quantile(self.promised, ends)
        return Estimate(value, float(low), float(high))

    def done_within(self, step: float, steps: int) -> np.ndarray:
        """The share done within 0, 1, 2, … `steps` times `step` days of the clock's start; shape (steps + 1,)."""
        taken = np.minimum(np.ceil(self.promised / step), steps + 1).astype(int)
        return np.bincount(taken.ravel(), minlength=steps + 2)[:-1].cumsum() / taken.size

    @property
    def mean(self) -> Estimate:
        """Days from asking to done, on average."""
        return _over_batches(self.waited)

    @property
    def present(self) -> float:
        """Requests asked for and not yet done, on average: arrivals × mean time (Little, "A proof for the queuing
        formula L = λW", Operations Research 9, 1961)."""
        return self.settings.demand * self.mean.value


def _over_batches(values: np.ndarray) -> Estimate:
    """The mean, with an interval from drawing whole batches of replications again."""
    means = values.mean(axis=0).reshape(BATCHES, -1).mean(axis=1)
    return interval(float(means.mean()), _batch_weights() @ means / BATCHES)


@lru_cache(maxsize=1)
def _batch_weights() -> np.ndarray:
    return day_weights(BATCHES, 500, SEED)


def run(settings: Settings, draws: Draws | None = None, counted: int = COUNTED) -> Run:
    """The queue as it is in the long run, seen by the last so many requests of each replication.

    Raises ValueError where there is no long run: at a utilisation of 1 or more the queue grows for ever.
    """
    if settings.busy >= 1:
        raise ValueError("The staff can't keep up: the queue grows for ever, and there is no long run to look at.")
    return _run(settings, draws or _usual_draws(), counted)


@lru_cache(maxsize=4)
def _run(settings: Settings, draws: Draws, counted: int) -> Run:
    came = asked(settings, draws)
    joined = counted_from(came, settings.cutoff)
    work = draws.work * settings.service
    # Of n busy servers the next is free after an exponential time of mean service / n.
    free = [one_server(settings) * np.maximum(0, draws.start + math.log(settings.busy))]
    for server in range(1, settings.staff):
        free.append(free[-1] + draws.spread[server] * settings.service / (settings.staff - server))
    done = first_come(joined, work, free)[-counted:] + work[-counted:]
    return Run(settings, done - came[-counted:], done - joined[-counted:])


def one_server(settings: Settings) -> float:
    """Mean days from asking to done if one server were as fast as all of them: group ÷ (capacity - demand).

    The time is then exponential, so the promise kept for 95% is ln 20, or three times this. Exact for one server and
    no cut-off (M/M/1, with groups as its customers); near for a busy team. Raises ValueError at a utilisation of 1 or
    more.
    """
    if settings.busy >= 1:
        raise ValueError("The staff can't keep up: the queue grows for ever, and there is no mean time.")
    return by_the_rule(settings.group, settings.capacity - settings.demand)[0]


def by_the_rule(group: float, spare: float, share: float = KEPT) -> tuple[float, float]:
    """(mean time, time within which this share is done) from asking to done, for groups and a spare capacity.

    The unit of time is that of the spare capacity, which is above 0; share is from 0 to below 1. The time is
    exponential with mean group ÷ spare: see `one_server` for where that is exact.
    """
    mean = group / spare
    return mean, -math.log(1 - share) * mean


def erlang(settings: Settings) -> tuple[float, float]:
    """Erlang C: (the chance that a request has to wait, its mean wait before the work begins in days).

    For groups of one and no cut-off, at a utilisation below 1 (Erlang, 1917; Kleinrock, Queueing Systems I, 1975,
    ch. 3). Given that it waits, the wait is exponential: P(wait > t) = chance × exp(-t × (capacity - demand)).
    """
    offered = settings.demand * settings.service
    blocked = 1.0
    for server in range(1, settings.staff + 1):  # Erlang B, by its recursion
        blocked = offered * blocked / (server + offered * blocked)
    chance = blocked / (1 - settings.busy * (1 - blocked))
    return chance, chance / (settings.capacity - settings.demand)


LOADS = (0.5, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97)
"""Utilisations at which the curve is computed."""
_SMOOTH = np.linspace(LOADS[0], LOADS[-1], 95)


def curve(settings: Settings, share: float = KEPT) -> tuple[float, ...]:
    """The promise kept for this share, in days, at each of LOADS: the same place with more or less demand.

    Fewer draws than usual: a curve is looked at, a number is read.
    """
    return _curve(settings.at(LOADS[0]), share)  # whatever its demand is now, the curve is the same


@lru_cache(maxsize=64)
def _curve(settings: Settings, share: float) -> tuple[float, ...]:
    draws = _draws_of_the_curve()
    return tuple(float(np.quantile(run(settings.at(load), draws).promised, share)) for load in LOADS)


def smooth_curve(settings: Settings, share: float = KEPT) -> tuple[np.ndarray, np.ndarray]:
    """(utilisations, promises) of `curve`, at every half per cent: arrays of shape (95,).

    One server has promise × (1 - utilisation) constant (see `one_server`), and several nearly so. That product is what
    is interpolated, for it bends far less than the promise.
    """
    product = np.array(curve(settings, share)) * (1 - np.array(LOADS))
    return _SMOOTH, np.interp(_SMOOTH, LOADS, product) / (1 - _SMOOTH)


def busiest(settings: Settings, promise: float, share: float = KEPT) -> float:
    """The utilisation, 0 to 1, up to which a promise of so many days is kept for this share, read from the curve.

    NaN where that lies outside of LOADS.
    """
    loads, found = smooth_curve(settings, share)
    return float(np.interp(promise, found, loads, left=math.nan, right=math.nan))


def turned_away(demand: float, promise: float, per_day: float) -> float:
    """Requests a day that a promise of more than one day turns away: `per_day` (0 to 1) of the rest for each day more.

    Nobody measured it: per_day is an assumption, and so is that it is the same for each day. What `run` says of the
    queue is on the safe side: there, all still come. For a queue that those have left, see `settled`.
    """
    return demand * (1 - (1 - per_day) ** max(0.0, promise - 1))


def settled(settings: Settings, per_day: float, share: float = KEPT) -> tuple[float, float]:
    """(promise, demand) where a place comes to rest that promises what it can keep: days, and requests a day.

    A longer promise turns some away (`turned_away`), those who are left queue for a shorter time, and so less has to be
    promised. The promise is the one that is kept for this share of those whom it doesn't turn away. Both sides are
    monotone, so it is found by halving, to a thousandth of a day. per_day is between 0 and 1, both excluded.
    """

    def left(promise: float) -> Settings:
        return replace(settings, demand=settings.demand - turned_away(settings.demand, promise, per_day))

    def enough(promise: float) -> bool:
        asking = left(promise)
        return asking.busy < 1 and run(asking).promise(share).value <= promise

    low, high = 0.0, 1.0
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high, left(high).demand


# --- From a queue as it stands today ---------------------------------------------------------------------------


def days_to_clear(waiting: float, demand: float, capacity: float) -> float:
    """Working days until a queue is gone if demand and capacity stay as they are; infinite if it doesn't shrink."""
    if waiting <= 0:
        return 0.0
    return waiting / (capacity - demand) if capacity > demand else math.inf


@dataclass(frozen=True)
class Quarter:
    """What comes of a queue that stands there today, over some working days; one entry a replication.

    asked: how many ask in that time · on_time: how many of those are done within the promise · left: how many wait
    at the end, their work not begun
    """

    asked: np.ndarray
    on_time: np.ndarray
    left: np.ndarray

    @property
    def kept(self) -> Estimate:
        """The share of all who ask, over all replications, done within the promise."""
        weights = day_weights(len(self.asked), 500, SEED)
        return rate(self.on_time, self.asked, weights)

    @property
    def shares(self) -> np.ndarray:
        """The share kept in each replication: what one such quarter can look like."""
        return over(self.on_time, self.asked)

    def one_in_ten(self) -> tuple[float, float]:
        """(a share kept that one quarter in ten stays below, one that one in ten goes above)."""
        low, high = np.nanpercentile(self.shares, [10, 90])
        return float(low), float(high)


def quarter(
    settings: Settings, waiting: int, promise: float, days: int = 60, replications: int = 1000, seed: int = SEED
) -> Quarter:
    """Play the days from a morning on which so many wait, the oldest first, and the staff are free.

    promise: days, counted from the cut-off's next morning where there is one. Works at any utilisation.
    """
    spread = math.sqrt(days) * settings.swing * settings.demand
    coming = math.ceil(days * settings.demand + 6 * spread) + 20  # more than come in any replication
    draws = Draws.of(waiting + coming, replications, 1, seed)
    here = np.zeros((waiting, replications))
    later = asked(settings, replace(draws, gap=draws.gap[waiting:], fresh=draws.fresh[waiting:]))
    joined = np.concatenate([here, counted_from(later, settings.cutoff)])
    work = draws.work * settings.service
    begins = first_come(joined, work, [np.zeros(replications)] * settings.staff)
    within = later < days
    done = (begins + work)[waiting:] - joined[waiting:]
    return Quarter(
        within.sum(axis=0),
        (within & (done <= promise)).sum(axis=0),
        ((joined < days) & (begins >= days)).sum(axis=0),
    )
