"""A page in a browser, as far as a panel needs one: what live.js does with HTML and patches, without a browser.

`Page(panel)` parses the panel's HTML strictly, takes every message the panel sends, and lets a test do what a
reader does. Whatever the panel sends is checked on the way: it must be a message Jupyter can pack, patch elements
that are there, and bring no script with it.
"""

from __future__ import annotations

import json
import warnings
from html.parser import HTMLParser
from typing import NamedTuple

from jupyter_client.session import json_packer, json_unpacker

VOID = {"input", "br", "hr", "img"}
NAMES = {"data-id", "id", "data-name"}


class Node:
    """An element: its name, attributes, children (nodes and texts), and the state a browser keeps beside them."""

    def __init__(self, name, attributes):
        self.name = name
        self.attributes = attributes
        self.children = []
        self.state = {}

    def __iter__(self):
        """This element and all below it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child

    def __repr__(self):
        return f"<{self.name} {self.attributes}>"

    def get(self, name):
        return self.attributes.get(name)

    @property
    def text(self):
        return "".join(child.text if isinstance(child, Node) else child for child in self.children)

    @property
    def own_text(self):
        return "".join(child for child in self.children if isinstance(child, str))

    @property
    def value(self):
        """The value a browser would give."""
        if "value" in self.state:
            return self.state["value"]
        if self.name == "textarea":
            return self.text
        if self.name == "select":
            options = [node for node in self if node.name == "option"]
            chosen = [node for node in options if "selected" in node.attributes] or options[:1]
            return chosen[0].get("value") if chosen else ""
        return self.get("value") or ""

    def flag(self, name):
        """checked, hidden or disabled."""
        return self.state.get(name, name in self.attributes)

    def options(self):
        return [node.get("value") for node in self if node.name == "option"]


class _Parser(HTMLParser):
    """HTML that closes what it opens, and brings no script along."""

    def __init__(self):
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, name, attributes):
        self._add(name, attributes)
        if name not in VOID:
            self.open.append(self.open[-1].children[-1])

    def handle_startendtag(self, name, attributes):
        self._add(name, attributes)

    def handle_endtag(self, name):
        assert self.open[-1].name == name, f"</{name}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, text):
        self.open[-1].children.append(text)

    def _add(self, name, attributes):
        names = [key for key, _ in attributes]
        assert len(names) == len(set(names)), f"<{name}> has an attribute twice: {names}"
        assert name not in ("script", "iframe", "object", "embed"), f"<{name}> in a page"
        for key, value in attributes:
            assert not key.startswith("on"), f"<{name}> would run {key}={value}"
            assert key not in ("href", "src", "action", "formaction"), f"<{name}> leads to {key}={value}"
        self.open[-1].children.append(Node(name, dict(attributes)))


def parse(html):
    """The tree of an HTML text; AssertionError where it isn't well-formed or could run something."""
    assert "<script" not in html.lower()
    parser = _Parser()
    parser.feed(html)
    parser.close()
    assert parser.open == [parser.root], f"not closed: {parser.open[1:]}"
    return parser.root


class Control(NamedTuple):
    """Something the reader can use: the element, and what kind of thing it is."""

    node: Node
    kind: str
    name: str


class Page:
    """One view of one panel."""

    def __init__(self, panel):
        self.panel = panel
        self.root = parse(panel.html)
        self._index()
        self.messages = []
        panel.send = self._receive
        self._seq = 0
        self._view = f"view {id(self)}"
        self._call({"type": "hello", "view": self._view})

    # -- what is on the page ---------------------------------------------------------------------------

    def _index(self):
        """The elements that have a name, and those of each id: nobody has to walk the whole tree for each patch."""
        self.named_nodes = [node for node in self.root if NAMES & node.attributes.keys()]
        self._by_id = {}
        for node in self.named_nodes:
            for name in {node.get("data-id"), node.get("id")} - {None}:
                self._by_id.setdefault(name, []).append(node)

    def find(self, element):
        """The elements of this id, as live.js finds them."""
        return self._by_id.get(element, [])

    def one(self, element):
        found = self.find(element)
        assert len(found) == 1, f"{len(found)} elements are called {element}"
        return found[0]

    def text(self, element):
        return self.one(element).text

    def is_hidden(self, element):
        return self.one(element).flag("hidden")

    def named(self, name):
        return [node for node in self.named_nodes if node.get("data-name") == name]

    def controls(self):
        """Everything that reports to Python."""
        kinds = {"button": "button", "select": "select", "textarea": "textarea"}
        return [
            Control(node, kinds.get(node.name) or node.get("type"), node.get("data-name"))
            for node in self.named_nodes
            if "data-name" in node.attributes
        ]

    def snapshot(self):
        """All that a reader sees, as plain values: to compare two pages."""
        kept_in_state = ("value", "checked", "hidden", "disabled")
        return [
            (
                node.name,
                {key: value for key, value in node.attributes.items() if key not in kept_in_state},
                # A browser forgets which file was chosen.
                (node.value if node.get("type") != "file" else "")
                if node.name in ("input", "select", "textarea")
                else node.own_text,
                {name: node.flag(name) for name in kept_in_state[1:]},
            )
            for node in self.root
            if node.name != "option"
        ]

    def reloaded(self):
        """What the reader would see after loading the page again; this page goes on."""
        other = Page(self.panel)
        self.panel.send = self._receive
        return other.snapshot()

    # -- what the reader does --------------------------------------------------------------------------

    def type(self, node, value):
        """Type or drag to a value, and pause."""
        node.state["value"] = value
        if node.get("type") == "range":
            for twin in self.named(node.get("data-name")):
                twin.state["value"] = value
        # A number is read when it is finished, a file when it is chosen.
        if node.get("type") == "range" or not (self.slider(node) or node.get("type") == "file"):
            self._event("input", node, value)
        if node.name == "textarea" or node.get("type") in ("text", "date", "range", "file"):
            self._event("change", node, value)

    def slider(self, node):
        """The slider beside a number box, or None."""
        beside = self.named(node.get("data-name"))
        return next((each for each in beside if each is not node and each.get("type") == "range"), None)

    def tick(self, node, on):
        node.state["checked"] = on
        self._event("input", node, on)

    def choose(self, node):
        """Choose a radio button."""
        self._chosen(node)
        self._event("input", node, node.value)

    def _chosen(self, node):
        for other in self.named_nodes:
            if other.get("type") == "radio" and other.get("name") == node.get("name"):
                other.state["checked"] = other is node

    def click(self, node):
        self._event("click", node, node.value)

    def press(self, name):
        """Click the only button of this name."""
        (button,) = [node for node in self.named(name) if node.name == "button"]
        self.click(button)

    def _event(self, kind, node, value):
        self._seq += 1
        before = len(self.messages)
        self._call({"type": kind, "name": node.get("data-name"), "value": value, "seq": self._seq})
        answers = [message["ack"] for message in self.messages[before:]]
        assert answers.count(self._seq) == 1, f"{kind} of {node} was acknowledged {answers}"

    def _call(self, message):
        # As the browser's JSON arrives; ipywidgets itself would only log what a callback raises.
        # JSON.stringify writes half a surrogate pair as \\udXXX, and so does json.dumps.
        sent = json_unpacker(json.dumps(message).encode())
        for callback in self.panel._msg_callbacks.callbacks:
            callback(self.panel, sent, [])

    # -- what Python answers ---------------------------------------------------------------------------

    def _receive(self, message, buffers=None):
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Jupyter warns of NaN and of text that has no UTF-8, and cleans it
            message = json_unpacker(json_packer(message))
        if message.get("to", self._view) != self._view:
            return
        self.messages.append(message)
        for element, changes in message["patch"].items():
            found = self.find(element)
            assert found, f"{type(self.panel).__name__} patches {element!r}, which isn't on the page"
            for node in found:
                before = node.children
                put(node, changes)
                if any(NAMES & each.attributes.keys() for each in below(before + node.children)):
                    self._index()
                if changes.get("checked") and node.get("type") == "radio":
                    self._chosen(node)


def below(children):
    """All elements among these children and below them."""
    return (node for child in children if isinstance(child, Node) for node in child)


def put(node, changes):
    """live.js's function of this name."""
    for key, value in changes.items():
        if key == "text":
            assert isinstance(value, str)
            node.children = [value]
        elif key == "html":
            node.children = parse(value).children
        elif key == "value":
            node.state["value"] = str(value)
        elif key in ("checked", "hidden", "disabled"):
            assert isinstance(value, bool), f"{key} is {value!r}"
            node.state[key] = value
        elif key.startswith("style.") or value is not None:
            assert isinstance(value, str), f"{key} is {value!r}"
            node.attributes[key] = value
        else:
            node.attributes.pop(key, None)
