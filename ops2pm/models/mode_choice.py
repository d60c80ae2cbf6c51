"""Plane, train, bus or car: what a minute of waiting weighs against a minute of riding, and how that was recorded.

Conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974): each mode has a
utility that is linear in its attributes, and the share of travellers like this one who take mode j is
exp(u_j) / sum_k exp(u_k). Fitted by Newton's method: the log-likelihood is concave. In numpy, because a library for
these thirty lines would be one more for every reader to install, and for Binder to start with.

The sample is choice-based: plane, train and bus were over-sampled. With a constant for all modes but one, the other
coefficients are consistent all the same (Manski and Lerman, "The estimation of choice probabilities from choice
based samples", Econometrica 45, 1977); the constants, and every predicted share, belong to this sample.

How waiting was recorded matters more than any of that. For the modes a traveller did not take, `wait_minutes` is one
of two sets of values (`TABLE`). For the mode taken it is whatever that traveller's row says. `one_footing` puts the
table's value there too. `simulated` makes travellers who don't mind waiting at all, and records them as the file does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ops2pm.models.resample import Estimate, interval

MODES = ("plane", "train", "bus", "car")
TRAVELLERS = 210
TABLE = np.array([[69.0, 34.0, 35.0, 0.0], [64.0, 44.0, 53.0, 0.0]])
"""Waiting minutes of the modes not taken, in the order of MODES: each traveller has one of these two sets."""
TERMS = ("wait", "ride", "cost")
"""The attributes whose weight is estimated, besides the modes' constants."""
DRAWS = 2000


class NotFittedError(Exception):
    """No estimate exists: the attributes cannot be told apart, or one of them predicts every choice."""


@dataclass(frozen=True)
class Trips:
    """One trip a row, with four ways to make it.

    wait, ride: minutes; cost: Australian dollars of 1987; each of shape (trips, modes)
    income: thousands of dollars a year; party: people; each of shape (trips,)
    taken: index into MODES, shape (trips,)
    """

    wait: np.ndarray
    ride: np.ndarray
    cost: np.ndarray
    income: np.ndarray
    party: np.ndarray
    taken: np.ndarray

    def __len__(self) -> int:
        return len(self.taken)

    def of(self, rows: np.ndarray) -> Trips:
        """Some of the trips, or some twice: `rows` is an index or a mask."""
        return Trips(**{name: values[rows] for name, values in vars(self).items()})


def trips(frame: pd.DataFrame) -> Trips:
    """From the rows of data/cards/modechoice.md: four a traveller, in the order of MODES, else ValueError."""
    order = np.tile(np.arange(len(MODES)), len(frame) // len(MODES))
    codes = pd.Categorical(frame["mode"], categories=MODES).codes
    if len(codes) != len(order) or (codes != order).any():
        raise ValueError(f"Each traveller needs four rows, in the order {', '.join(MODES)}.")

    def table(name: str) -> np.ndarray:
        return frame[name].to_numpy(dtype=float).reshape(-1, len(MODES))

    return Trips(
        wait=table("wait_minutes"),
        ride=table("ride_minutes"),
        cost=table("cost"),
        income=table("income")[:, 0],
        party=table("party")[:, 0],
        taken=table("chosen").argmax(axis=1),
    )


def attributes(
    of: Trips, terms: Sequence[str] = TERMS, by_income: Sequence[str] = (), modes: Sequence[str] = MODES
) -> tuple[np.ndarray, tuple[str, ...]]:
    """What utility is made of: an array of shape (trips, modes, terms), and the name of each term.

    A constant for each of `modes` but the last, then `terms` (of TERMS), then income times a constant for each mode
    in `by_income`. Names: "plane", "wait", "income: plane".
    """
    columns = [MODES.index(mode) for mode in modes]
    ones = np.broadcast_to(np.eye(len(modes)), (len(of), len(modes), len(modes)))
    parts = [ones[..., place] for place in range(len(modes) - 1)]
    parts += [getattr(of, term)[:, columns] for term in terms]
    parts += [ones[..., list(modes).index(mode)] * of.income[:, None] for mode in by_income]
    names = (*modes[:-1], *terms, *(f"income: {mode}" for mode in by_income))
    return np.stack(parts, axis=-1), names


def shares(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Each trip's chance of each mode, shape (..., trips, modes).

    x: shape (trips, modes, terms); weights: shape (..., terms), so that many sets can be asked at once
    """
    utility = np.tensordot(weights, x, axes=(-1, -1))
    raised = np.exp(utility - utility.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def log_likelihood(x: np.ndarray, taken: np.ndarray, weights: np.ndarray) -> float:
    """Log of the chance of all choices together, at these weights."""
    return float(np.log(shares(x, weights)[np.arange(len(taken)), taken]).sum())


def gradient(x: np.ndarray, taken: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Derivative of the log-likelihood by each weight, shape (terms,): observed minus expected attributes."""
    left = np.eye(x.shape[1])[taken] - shares(x, weights)
    return np.einsum("nj,njk->k", left, x)


@dataclass(frozen=True)
class Fit:
    """A fitted model: the terms' names, weights with their covariance, and the log-likelihood.

    covariance: what holds even where the model is wrong (the sandwich of White, "Maximum likelihood estimation of
        misspecified models", Econometrica 50, 1982); it comes close to resampling travellers
    modes: the modes it was fitted to, in order
    """

    names: tuple[str, ...]
    weights: np.ndarray
    covariance: np.ndarray
    log_likelihood: float
    modes: tuple[str, ...] = MODES

    @property
    def standard_errors(self) -> np.ndarray:
        """One a weight."""
        return np.sqrt(np.diag(self.covariance))

    def weight(self, name: str) -> Estimate:
        """One weight with its 95 % interval, 1.96 standard errors either way."""
        place = self.names.index(name)
        value, error = self.weights[place], 1.96 * self.standard_errors[place]
        return Estimate(float(value), float(value - error), float(value + error))

    def drawn(self, draws: int = DRAWS, seed: int = 1987) -> np.ndarray:
        """Weights that the sample leaves possible, shape (draws, terms): normal around the estimate."""
        normal = np.random.default_rng(seed).standard_normal((draws, len(self.weights)))
        return self.weights + normal @ np.linalg.cholesky(self.covariance).T

    def ratio(self, top: str, bottom: str, draws: int = DRAWS) -> Estimate:
        """How many units of `bottom` one unit of `top` weighs, with its 95 % interval.

        The interval is the middle 95 % over `drawn` (Krinsky and Robb, "On approximating the statistical properties of
        elasticities", Review of Economics and Statistics 68, 1986).
        """
        above, below = self.names.index(top), self.names.index(bottom)
        drawn = self.drawn(draws)
        return interval(self.weights[above] / self.weights[below], drawn[:, above] / drawn[:, below])


def fit(x: np.ndarray, taken: np.ndarray, names: tuple[str, ...], modes: tuple[str, ...] = MODES) -> Fit:
    """The weights that make the choices likeliest, by Newton's method. Raises NotFittedError where there are none.

    x: shape (trips, modes, terms); taken: index into the modes, shape (trips,)
    """
    weights = np.zeros(x.shape[-1])
    for _ in range(40):
        chance = shares(x, weights)
        centred = x - np.einsum("nj,njk->nk", chance, x)[:, None]
        information = np.einsum("nj,njk,njl->kl", chance, centred, centred, optimize=True)
        try:
            step = np.linalg.solve(information, gradient(x, taken, weights))
            if np.linalg.cond(information) > 1e14:
                raise np.linalg.LinAlgError
        except np.linalg.LinAlgError:
            raise NotFittedError("These attributes cannot be told apart in this sample.") from None
        weights = weights + step
        if np.abs(step * np.sqrt(np.diag(information))).max() < 1e-9:
            inverse = np.linalg.inv(information)
            each = x[np.arange(len(taken)), taken] - np.einsum("nj,njk->nk", shares(x, weights), x)
            covariance = inverse @ (each.T @ each) @ inverse
            return Fit(names, weights, covariance, log_likelihood(x, taken, weights), modes)
    raise NotFittedError("The weights run away: an attribute predicts every choice.")


def fitted(of: Trips, terms: Sequence[str] = TERMS, by_income: Sequence[str] = (), modes: Sequence[str] = MODES) -> Fit:
    """The model of `attributes`, fitted. With fewer modes: to the trips on which one of these was taken."""
    columns = [MODES.index(mode) for mode in modes]
    some = of.of(np.isin(of.taken, columns))
    x, names = attributes(some, terms, by_income, modes)
    return fit(x, np.array([columns.index(taken) for taken in some.taken], dtype=int), names, tuple(modes))


def waiting_weighs(of: Trips, **model: Sequence[str]) -> Estimate:
    """How many riding minutes one waiting minute weighs, with its 95 % interval; `model` as in `fitted`."""
    return fitted(of, **model).ratio("wait", "ride")


# --- How waiting was recorded -----------------------------------------------------------------------------


def table_rows(of: Trips) -> np.ndarray:
    """Which row of TABLE the modes not taken come from, shape (trips,). Raises ValueError where neither fits."""
    not_taken = np.arange(len(MODES)) != of.taken[:, None]
    fits = ((of.wait[:, None] == TABLE) | ~not_taken[:, None]).all(axis=2)
    if not fits.any(axis=1).all():
        trip = int(np.flatnonzero(~fits.any(axis=1))[0])
        raise ValueError(f"The waits of trip {trip} for the modes not taken are none of the two sets known.")
    return fits.argmax(axis=1)


def one_footing(of: Trips) -> Trips:
    """The same trips, with the table's waiting minutes for the mode taken too."""
    return replace(of, wait=TABLE[table_rows(of)])


def recorded(of: Trips) -> pd.DataFrame:
    """How waiting is recorded, one row for each mode with a terminal.

    values_not_taken, values_taken: how many different values there are
    mean_not_taken, mean_taken: minutes; table_for_taken: minutes, what the table has for those who took it
    fives: share of the values for the mode taken that are multiples of five, 0 to 1
    taken: number of trips on which it was taken
    """
    rows, table = {}, one_footing(of).wait
    for place, mode in enumerate(MODES[:-1]):
        mine = of.taken == place
        own, others = of.wait[mine, place], of.wait[~mine, place]
        rows[mode] = {
            "taken": int(mine.sum()),
            "values_not_taken": len(np.unique(others)),
            "values_taken": len(np.unique(own)),
            "mean_not_taken": others.mean(),
            "mean_taken": own.mean(),
            "table_for_taken": table[mine, place].mean(),
            "fives": (own % 5 == 0).mean(),
        }
    return pd.DataFrame(rows).T


def simulated(of: Trips, seed: int) -> Trips:
    """The same trips by simulated travellers to whom waiting is all the same, recorded as the file records.

    They choose by the model without waiting, fitted to `of`. For the mode taken, the wait is drawn from those that the
    file has for travellers who took that mode; for the others it is the table's. So waiting plays no part in any
    choice, and whatever weight a fit finds for it comes from the recording.
    """
    generator = np.random.default_rng(seed)
    x, names = attributes(of, ("ride", "cost"))
    chance = shares(x, fit(x, of.taken, names).weights)
    taken = (chance.cumsum(axis=1) > generator.random((len(of), 1))).argmax(axis=1)
    wait = TABLE[table_rows(of)]
    for place in range(len(MODES)):
        rows = np.flatnonzero(taken == place)
        wait[rows, place] = generator.choice(of.wait[of.taken == place, place], len(rows))
    return replace(of, wait=wait, taken=taken)


def simulated_ratios(of: Trips, times: int = 100) -> np.ndarray:
    """What a waiting minute seems to weigh for travellers who don't mind it, in riding minutes: one a simulation."""
    found = []
    for seed in range(times):
        each = fitted(simulated(of, seed))
        found.append(each.weights[each.names.index("wait")] / each.weights[each.names.index("ride")])
    return np.array(found)


# --- A service designed anew ------------------------------------------------------------------------------


def redesigned(of: Trips, mode: str, wait: float = 0, ride: float = 0, cost: float = 0) -> Trips:
    """The same trips, with that mode's waiting minutes, riding minutes and fare changed by so much, never below 0."""
    place, changed = MODES.index(mode), {}
    for name, by in (("wait", wait), ("ride", ride), ("cost", cost)):
        values = getattr(of, name).copy()
        values[:, place] = np.maximum(values[:, place] + by, 0)
        changed[name] = values
    return replace(of, **changed)


def mean_shares(by: Fit, of: Trips, draws: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the four modes in this sample, 0 to 1, shape (modes,); and drawn ones, shape (draws, modes).

    by: a fit with all modes and TERMS
    """
    x, _ = attributes(of)
    drawn = shares(x, by.drawn(draws)).mean(axis=-2) if draws else np.zeros((0, len(MODES)))
    return shares(x, by.weights).mean(axis=0), drawn
