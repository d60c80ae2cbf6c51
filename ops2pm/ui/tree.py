"""A tree of buttons, one of which is chosen: a control of a lab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ops2pm.ui.controls import Patches, framed
from ops2pm.ui.markup import tag


@dataclass(frozen=True)
class Branch:
    """One button of a tree, and what hangs under it.

    key: the value it stands for; it has no full stop
    figure: stands at the button's right end, such as "82.4%"
    heading: a line above the button, where a part of the tree begins
    """

    key: str
    label: str
    figure: str = ""
    heading: str = ""
    under: tuple[Branch, ...] = ()

    def __iter__(self) -> Iterator[Branch]:
        """This one and all below it, top to bottom."""
        yield self
        for branch in self.under:
            yield from branch


@dataclass(frozen=True)
class Tree:
    """One of several things that hang together, drawn as a tree of buttons; its value is the chosen button's key.

    roots: what stands at the left edge, top to bottom
    """

    name: str
    label: str
    roots: tuple[Branch, ...]
    value: str
    question: str = ""
    wide = False
    settles = False
    fills: ClassVar[frozenset[str]] = frozenset()
    each_on_a_line: ClassVar[bool] = False

    @property
    def branches(self) -> list[Branch]:
        """Every button, top to bottom."""
        return [branch for root in self.roots for branch in root]

    @property
    def names(self) -> Sequence[str]:
        """One a button: the tree's name and the button's key."""
        return [self._name(branch.key) for branch in self.branches]

    def parse(self, raw: object) -> str:
        """The chosen button's key; ValueError with a sentence for anything else."""
        if raw not in [branch.key for branch in self.branches]:
            raise ValueError("Choose one of the figures in the tree.")
        return str(raw)

    def take(self, value: str, name: str, raw: object) -> str:
        """The key of the button that was pressed, whatever it reports."""
        return self.parse(name.partition(".")[2])

    def typed_into(self, name: str) -> str:
        """None: one chooses."""
        return ""

    def told_at(self, name: str) -> str:
        """Beneath the tree."""
        return f"{self.name}-problem"

    def unread(self, name: str, raw: object) -> dict[str, str]:
        """None: one chooses."""
        return {}

    def stored(self, value: str) -> dict[str, str]:
        """The button that is pressed, by its name."""
        return {self._name(value): value}

    def sweep(self) -> list[str]:
        """Every button's key."""
        return [branch.key for branch in self.branches]

    def html(self, value: str) -> Markup:
        """Lists in lists, a button in each; a screen reader hears which is pressed."""
        lists = tag("ul", [self._item(root, value) for root in self.roots], role="list", aria_label=self.label)
        return framed(self, tag("div", tag("span", self.label, class_="o2p-label"), lists, class_="o2p-tree"))

    def _item(self, branch: Branch, value: str) -> Markup:
        button = tag(
            "button",
            tag("span", branch.label),
            tag("span", branch.figure, class_="o2p-leaf") if branch.figure else None,
            type="button",
            aria_pressed="true" if branch.key == value else "false",
            data_name=self._name(branch.key),
            data_id=self._name(branch.key),
        )
        return tag(
            "li",
            tag("p", branch.heading) if branch.heading else None,
            button,
            tag("ul", [self._item(below, value) for below in branch.under]) if branch.under else None,
        )

    def patches(self, value: str) -> Patches:
        """Presses one button and releases the others."""
        return {
            self._name(branch.key): {"aria-pressed": "true" if branch.key == value else "false"}
            for branch in self.branches
        }

    def _name(self, key: str) -> str:
        return f"{self.name}.{key}"
