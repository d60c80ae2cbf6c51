"""The occupations of the data set "wages": what the course calls them, and what the statistics call them.

The codes are those of the US Standard Occupational Classification (2018). It has no code for product managers:
employers report them under several others. `BRACKET` holds two that a product manager may be counted under; pay
in product work is somewhere around them, and how far from them nobody has measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["BRACKET", "BRIDGE", "COUNTRY", "OCCUPATIONS", "OPS", "Occupation"]

Group = Literal["ops", "bridge", "bracket"]

COUNTRY = "United States"
"""The area of the national figures; every other area of the file is a metropolitan one."""


@dataclass(frozen=True)
class Occupation:
    """One occupation: its name in the file, its code, its title in the statistics, and the course's use of it.

    `group` is the course's own sorting: where a reader may be now (ops), what is offered as a step towards
    product work (bridge), and the two that stand in for product management (bracket).
    """

    name: str
    code: str
    title: str
    group: Group


OCCUPATIONS: tuple[Occupation, ...] = (
    Occupation("distribution manager", "11-3071", "Transportation, Storage, and Distribution Managers", "ops"),
    Occupation("operations manager", "11-1021", "General and Operations Managers", "ops"),
    Occupation("production manager", "11-3051", "Industrial Production Managers", "ops"),
    Occupation("purchasing manager", "11-3061", "Purchasing Managers", "ops"),
    Occupation("logistician", "13-1081", "Logisticians", "ops"),
    Occupation("buyer", "13-1020", "Buyers and Purchasing Agents", "ops"),
    Occupation("industrial engineer", "17-2112", "Industrial Engineers", "ops"),
    Occupation(
        "transport and warehouse supervisor",
        "53-1047",
        "First-Line Supervisors of Transportation and Material Moving Workers, Except Aircraft Cargo Handling",
        "ops",
    ),
    Occupation("production supervisor", "51-1011", "First-Line Supervisors of Production and Operating Workers", "ops"),
    Occupation("planning clerk", "43-5061", "Production, Planning, and Expediting Clerks", "ops"),
    Occupation("project management specialist", "13-1082", "Project Management Specialists", "bridge"),
    Occupation("management analyst", "13-1111", "Management Analysts", "bridge"),
    Occupation("business operations specialist", "13-1199", "Business Operations Specialists, All Other", "bridge"),
    Occupation("systems analyst", "15-1211", "Computer Systems Analysts", "bridge"),
    Occupation("market research analyst", "13-1161", "Market Research Analysts and Marketing Specialists", "bridge"),
    Occupation("data scientist", "15-2051", "Data Scientists", "bridge"),
    Occupation("marketing manager", "11-2021", "Marketing Managers", "bracket"),
    Occupation("information systems manager", "11-3021", "Computer and Information Systems Managers", "bracket"),
)

OPS, BRIDGE, BRACKET = (
    tuple(each.name for each in OCCUPATIONS if each.group == group) for group in ("ops", "bridge", "bracket")
)
