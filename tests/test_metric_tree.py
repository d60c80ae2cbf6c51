"""The metric tree, held against plain pandas, its own identities, the planted truth and known cases."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models.metric_tree import GROUPINGS, NODES, MetricTree, facts
from ops2pm.models.orders import simulate

TRUTH = json.loads((Path(__file__).parents[1] / "data" / "truth.json").read_text(encoding="utf-8"))
SHOWN = TRUTH["measured_in_these_orders"]


@pytest.fixture(scope="module")
def orders():
    return load("orders")


@pytest.fixture(scope="module")
def tree(orders):
    return MetricTree(orders)


def by_hand(node, orders):
    """A node from the columns, without the model."""
    split = orders["parcels"] > 1
    complete = orders["last_delivered_at"] <= orders["promised_by"]
    return {
        "kept": lambda: (complete & ~orders["contacted"]).mean(),
        "complete": lambda: complete.mean(),
        "split": lambda: split.mean(),
        "whole_complete": lambda: complete[~split].mean(),
        "split_complete": lambda: complete[split].mean(),
        "asked_anyway": lambda: orders["contacted"][complete].mean(),
        "kpi": lambda: (orders["first_delivered_at"] <= orders["promised_by"]).mean(),
        "contacts": lambda: orders["contacted"].mean(),
        "reordered": lambda: orders["reordered_90d"].mean(),
        "rating": lambda: orders["rating"].astype(float).mean(),
    }[node]()


@pytest.mark.parametrize("node", NODES)
def test_each_node_is_what_pandas_counts(node, orders, tree):
    assert tree.overall(node).value == pytest.approx(by_hand(node, orders))
    for grouping in GROUPINGS:
        for group, estimate in zip(tree.groups[grouping], tree.by(node, grouping), strict=True):
            assert estimate.value == pytest.approx(by_hand(node, orders[orders[grouping] == group]))
            assert estimate.low < estimate.value < estimate.high


def test_it_agrees_with_the_truth_that_comes_with_the_data(tree):
    for node, key in (("kpi", "kpi_by_segment"), ("complete", "complete_on_time_by_segment")):
        for group, estimate in zip(tree.groups["segment"], tree.by(node, "segment"), strict=True):
            assert estimate.value == pytest.approx(SHOWN[key][group], abs=5e-5)
    for grouping, group in (("region", "North"), ("carrier", "B")):
        counted = tree.gap("contacts", grouping, group)
        alike = tree.gap("contacts", grouping, group, like_with_like=True)
        assert counted.value == pytest.approx(SHOWN["decoy"][f"{grouping}_difference"], abs=5e-5)
        assert alike.value == pytest.approx(SHOWN["decoy"][f"{grouping}_difference_given_split"], abs=5e-5)
        assert counted.low > 0.01 and alike.low < 0 < alike.high


def test_the_tree_adds_up_everywhere(orders, tree):
    rng = np.random.default_rng(3)
    some = [orders[rng.random(len(orders)) < share] for share in (0.5, 0.02)]
    for each in (tree, *(MetricTree(part, draws=2) for part in some)):
        for grouping in GROUPINGS:
            values = {node: np.array([e.value for e in each.by(node, grouping)]) for node in NODES}
            np.testing.assert_allclose(values["kept"], values["complete"] * (1 - values["asked_anyway"]))
            mixed = (1 - values["split"]) * values["whole_complete"] + values["split"] * values["split_complete"]
            np.testing.assert_allclose(values["complete"], mixed)


def test_complete_is_the_kpi_times_those_that_stay_on_time(orders, tree):
    first = orders["first_delivered_at"] <= orders["promised_by"]
    complete = orders["last_delivered_at"] <= orders["promised_by"]
    assert not (complete & ~first).any()
    assert tree.overall("complete").value == pytest.approx(first.mean() * complete[first].mean())


def test_like_with_like_by_hand(orders, tree):
    share = (orders["parcels"] > 1).mean()
    for node, column in (("contacts", "contacted"), ("reordered", "reordered_90d")):
        for grouping in GROUPINGS:
            rates = orders[column].groupby([orders[grouping], orders["parcels"] > 1], observed=True).mean().unstack()
            expected = (1 - share) * rates[False] + share * rates[True]
            found = [e.value for e in tree.by(node, grouping, like_with_like=True)]
            np.testing.assert_allclose(found, expected)


def test_a_rating_is_mixed_as_ratings_are(orders, tree):
    rated = orders[orders["rating"].notna()]
    split = rated["parcels"] > 1
    rates = rated["rating"].astype(float).groupby([rated["carrier"], split], observed=True).mean().unstack()
    expected = (1 - split.mean()) * rates[False] + split.mean() * rates[True]
    np.testing.assert_allclose([e.value for e in tree.by("rating", "carrier", like_with_like=True)], expected)


def test_what_is_of_one_kind_stays_as_counted(tree):
    fixed = {node for node in NODES if not NODES[node].adjustable}
    assert fixed == {"split", "whole_complete", "split_complete"}
    for node in fixed:
        for grouping in GROUPINGS:
            assert tree.by(node, grouping, like_with_like=True) == tree.by(node, grouping)
    for node in NODES.keys() - fixed:
        assert tree.by(node, "segment", like_with_like=True) != tree.by(node, "segment")


def test_groups_that_differ_only_in_the_mix_become_equal():
    """Two carriers, one rate among split and one among whole orders, and unlike mixes."""
    rows = []
    for carrier, split, whole in (("A", 100, 900), ("B", 600, 400)):
        for parcels, count in ((2, split), (1, whole)):
            rows += [(carrier, parcels, place % 10 < (3 if parcels > 1 else 1)) for place in range(count)]
    frame = pd.DataFrame(rows, columns=["carrier", "parcels", "contacted"])
    day = pd.Timestamp("2001-01-05")
    for name, value in (("promised_by", day), ("first_delivered_at", day), ("last_delivered_at", day)):
        frame[name] = value
    frame["customer_id"] = np.arange(len(frame)) // 4
    frame["rating"], frame["reordered_90d"] = np.nan, False
    for grouping in ("segment", "region", "channel"):
        frame[grouping] = "one"
    for grouping in GROUPINGS:
        frame[grouping] = pd.Categorical(frame[grouping])
    tree = MetricTree(frame, draws=50)
    assert [e.value for e in tree.by("contacts", "carrier")] == pytest.approx([0.12, 0.22])
    assert [e.value for e in tree.by("contacts", "carrier", like_with_like=True)] == pytest.approx([0.17, 0.17])
    assert tree.gap("contacts", "carrier", "B", like_with_like=True).value == pytest.approx(0)
    assert math.isnan(tree.overall("rating").value) and math.isnan(tree.by("rating", "carrier", True)[0].low)


def test_intervals_are_as_wide_as_customers_make_them(orders, tree):
    """Against the usual large-sample error of a quotient of customer totals, for which no resampling is needed."""
    for node, column in (("contacts", "contacted"), ("reordered", "reordered_90d")):
        counts = orders.groupby("customer_id")[column].agg(["sum", "size"])
        rate = counts["sum"].sum() / counts["size"].sum()
        error = np.sqrt(((counts["sum"] - rate * counts["size"]) ** 2).sum()) / counts["size"].sum()
        estimate = tree.overall(node)
        assert estimate.high - estimate.low == pytest.approx(2 * 1.96 * error, rel=0.15)


def test_writing_each_order_twice_teaches_nothing_new(orders):
    small = orders.iloc[:3000]
    once = MetricTree(small, seed=1).overall("contacts")
    twice = MetricTree(pd.concat([small, small]), seed=1).overall("contacts")
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high))


def test_a_group_without_orders_has_no_value(orders):
    tree = MetricTree(orders[orders["carrier"] != "A"], draws=5)
    absent, *present = tree.by("complete", "carrier")
    assert math.isnan(absent.value) and math.isnan(absent.low)
    assert all(math.isfinite(e.value) for e in present)
    whole_only = MetricTree(orders[orders["parcels"] == 1], draws=5)
    assert math.isnan(whole_only.overall("split_complete").value)


def test_an_unknown_group_is_refused(tree):
    with pytest.raises(ValueError):
        tree.gap("contacts", "carrier", "Z")


def test_the_same_seed_gives_the_same_intervals(orders, tree):
    assert MetricTree(orders).by("kept", "region") == tree.by("kept", "region")
    assert MetricTree(orders, seed=2).by("kept", "region") != tree.by("kept", "region")


def test_another_company_has_a_tree_too():
    tree = MetricTree(simulate(7).orders, draws=20)
    assert 0.5 < tree.overall("kept").value < tree.overall("complete").value < tree.overall("kpi").value < 1


def test_facts_are_zero_or_one_but_for_ratings(orders):
    table = facts(orders)
    assert set(np.unique(table.drop(columns="rating"))) == {0.0, 1.0}
    assert (table["kept"] + table["asked_anyway"] == table["complete"]).all()
    assert table["rating"].sum() == pytest.approx(orders["rating"].sum())
