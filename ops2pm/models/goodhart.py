"""Four ways to lift a KPI, and what each does to the people behind it.

The orders are those of a simulated company (data/cards/orders.md). What happened to each order is taken as it is:
when its parcels came, and by when they were promised. A *policy* then shifts parcels, promises, or which orders are
taken, and the company's planted rules (`ops2pm.models.orders.Rules`) say what buyers do: how likely they ask, given
that the order was whole or split, the channel, and whether it was complete on time; and how much less likely they
order again. All results are expected values, so moving a lever back brings the same numbers back.

What the rules don't say is assumed here, and a lab must say so:

- Picking is one queue: the time whole orders gain is lost by the parcels that wait for stock, in parcels times days
  (the conservation law of queues that are never idle while there is work: Kleinrock, "A conservation law for a wide
  class of queueing disciplines", Naval Research Logistics Quarterly 12, 1965).
- Of those who are promised a later day, a share walks away for each day (`Policy.lost_per_day`).
- Who is refused or walks away doesn't order again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ops2pm.models.orders import MOST_LINES, Roles, Rules

OPENS, CLOSES = 8, 20
"""Parcels are handed over between these hours; a day of delivery has that many hours."""
HOURS = CLOSES - OPENS


@dataclass(frozen=True)
class Policy:
    """How the company works.

    first_parcel: share of orders, 0 to 1, on whose KPI clock the first parcel counts; the last on the others
    padding: days added to every promise, 0 or more
    head_start: hours of delivery that every whole order gains; below zero: that it loses, to the waiting parcels
    most_lines: orders with more lines than this are refused
    lost_per_day: share of buyers, 0 to 1, who walk away for each day the promise is later
    """

    first_parcel: float = 1.0
    padding: float = 0.0
    head_start: float = 0.0
    most_lines: int = MOST_LINES
    lost_per_day: float = 0.05


AS_IT_IS = Policy()


@dataclass(frozen=True)
class Outcome:
    """What a policy leads to; shares from 0 to 1.

    kpi: of the orders served, as the company's clock counts them · complete: all parcels by the promise, of those
    served · contacts: of those served · served, kept, reordered: of all who wanted to order, where kept is complete by
    the promise with nobody asking · days: mean days from the order to its last parcel, of those served
    """

    kpi: float
    complete: float
    contacts: float
    served: float
    kept: float
    reordered: float
    days: float

    @property
    def per_100(self) -> dict[str, float]:
        """The shares per 100."""
        return {name: 100 * value for name, value in vars(self).items() if name != "days"}


class Company:
    """One company's orders, ready to be run under any policy.

    Fast because a policy only compares three columns of numbers with a shift, and adds up.
    """

    def __init__(self, orders: pd.DataFrame, roles: Roles, rules: Rules) -> None:
        self.split = (orders["parcels"] > 1).to_numpy()
        self.lines = orders["lines"].to_numpy(np.int64)
        ordered = orders["ordered_at"]
        midnight = ordered.dt.normalize()
        self.promised = _delivery_days(orders["promised_by"], midnight)
        self.first = _delivery_days(orders["first_delivered_at"], midnight)
        self.last = _delivery_days(orders["last_delivered_at"], midnight)
        self.days = (orders["last_delivered_at"] - ordered).dt.total_seconds().to_numpy() / 86_400
        # A queue keeps the sum: what every whole order gains, the waiting parcels lose between them.
        waiting = (orders["parcels"] - 1).sum()
        self.exchange = float((~self.split).sum() / waiting) if waiting else 0.0
        self.rules = rules
        blind = (orders["channel"] == roles.blind_channel).to_numpy()
        ways = [rules.contact_unsplit, rules.contact_split_clear, rules.contact_split_blind]
        self.asks = np.array(ways)[np.where(~self.split, 0, 1 + blind)]
        """Probability of a contact when complete on time and when late, shape (orders, 2)."""
        # What a buyer would do after a perfect order: set so that the segment's orders come out as they did.
        late = self.last > self.promised
        lost = rules.reorder_lost_when_late * late + rules.reorder_lost_when_contacted * self._chance_of_contact(late)
        untroubled = orders["reordered_90d"].to_numpy(float) + lost
        self.loyal = untroubled
        for code in range(len(orders["segment"].cat.categories)):
            one = (orders["segment"].cat.codes == code).to_numpy()
            if one.any():
                self.loyal[one] = untroubled[one].mean()

    def _chance_of_contact(self, late: np.ndarray) -> np.ndarray:
        return np.where(late, self.asks[:, 1], self.asks[:, 0])

    def run(self, policy: Policy = AS_IT_IS) -> Outcome:
        """What the policy leads to. Raises ValueError when nobody is served or a number makes no sense."""
        if not (0 <= policy.first_parcel <= 1 and policy.padding >= 0 and 0 <= policy.lost_per_day <= 1):
            raise ValueError("Shares lie between 0 and 1, and a promise is padded by 0 days or more.")
        taken = self.lines <= policy.most_lines
        stays = max(0.0, 1 - policy.lost_per_day * policy.padding)
        if not taken.any() or not stays:
            raise ValueError("Nobody is served: take more orders, or promise an earlier day.")
        gain = policy.head_start / HOURS
        promised = self.promised + policy.padding
        first = np.where(self.split, self.first, self.first - gain)
        last = np.where(self.split, np.maximum(self.last + gain * self.exchange, self.first), first)
        first_late, late = first > promised, last > promised
        asks = self._chance_of_contact(late)
        again = self.loyal - self.rules.reorder_lost_when_late * late - self.rules.reorder_lost_when_contacted * asks
        served = float(taken.mean() * stays)
        on_clock = policy.first_parcel * ~first_late + (1 - policy.first_parcel) * ~late
        return Outcome(
            kpi=float(on_clock[taken].mean()),
            complete=float(1 - late[taken].mean()),
            contacts=float(asks[taken].mean()),
            served=served,
            kept=float((~late * (1 - asks))[taken].mean() * served),
            reordered=float(again[taken].mean() * served),
            days=float((self.days + last - self.last)[taken].mean()),
        )


def _delivery_days(times: pd.Series, midnight: pd.Series) -> np.ndarray:
    """Days of delivery since the midnight before the order: whole days, and the share of 8:00 to 20:00 that is over.

    This is the clock the generator draws delays in, so that an hour late in the evening isn't lost in the night.
    """
    minutes = np.round((times - midnight).dt.total_seconds().to_numpy() / 60)
    days, minute = np.divmod(minutes, 24 * 60)
    share = (minute - 60 * OPENS) / (60 * HOURS)
    # 20:00 and the next morning's 8:00 are one point on this clock, and only the first keeps a promise of 20:00.
    return days + np.where(share <= 0, 1e-6, share)
