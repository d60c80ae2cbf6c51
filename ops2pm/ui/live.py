"""The Python half of every panel: HTML out, events in, small patches back.

A `Panel` is one widget. Its HTML goes to the browser once; when the reader does something, `handle`
is called and answers by patching single elements, so that nothing jumps and no field loses its cursor.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from markupsafe import Markup

from ops2pm.ui import session
from ops2pm.ui.markup import join, tag
from ops2pm.workbook import WorkbookError

HERE = Path(__file__).parent
LOG = logging.getLogger("ops2pm")

Patch = dict[str, dict[str, Any]]


class Panel(anywidget.AnyWidget):
    """A panel of HTML that answers the reader.

    Subclasses build their body in `body()` and react in `handle(kind, name, value)`; they change what is
    on screen with `patch(id, attribute=value)`. Without a kernel the panel's still is shown instead:
    `description` (text/plain, compared by nbval) and `still()` (PNG or HTML, by MIME type).
    """

    _esm = HERE / "live.js"
    _css = HERE / "live.css"
    html = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self._patches: Patch = {}
        self._shown: Patch = {}
        self.errors: list[BaseException] = []
        self._unkept_since: int | None = None
        error = tag("div", data_id="o2p-error", class_="o2p-error", role="alert", hidden=True)
        self.html = _sendable(str(join([self.body(), error])))
        self.on_msg(self._receive)

    def body(self) -> Markup:
        """The panel's opening HTML."""
        raise NotImplementedError

    def handle(self, kind: str, name: str, value: Any) -> None:
        """React to what the reader did: kind is "input", "change" (a text has settled) or "click"; see `renew` too."""
        raise NotImplementedError

    def radios(self, name: str, options: Iterable[tuple[object, object]], chosen: object = None) -> list[Markup]:
        """One radio button for each (value, label); each has the data-id `name=value`, so that it can be patched."""
        return [
            tag(
                "label",
                tag(
                    "input",
                    type="radio",
                    name=f"{self.model_id}-{name}",
                    value=value,
                    checked=value == chosen,
                    data_name=name,
                    data_id=f"{name}={value}",
                ),
                tag("span", label),
                class_="o2p-option",
            )
            for value, label in options
        ]

    def renew(self) -> None:
        """For session.listen: what this panel shows has changed elsewhere. It reaches `handle` as the kind "renew"."""
        self.do("renew")

    def recover(self) -> None:
        """Called after `handle` failed and its patches were dropped: forget what was believed to be on screen."""

    def description(self) -> str:
        """What the panel shows, in words: for readers without a kernel, and for nbval to compare."""
        raise NotImplementedError

    def still(self) -> dict[str, Any]:
        """MIME type -> content that stands in for the panel where no kernel runs."""
        return {}

    def patch(self, element: str, **changes: Any) -> None:
        """Change one element by its id; sent when the event has been handled. Keys as in live.js."""
        named = {_attribute(key): value for key, value in changes.items()}
        self._patches.setdefault(element, {}).update(named)

    def patch_all(self, patches: Mapping[str, Mapping[str, Any]]) -> None:
        """Several elements at once; attribute names as they stand in live.js."""
        for element, changes in patches.items():
            self._patches.setdefault(element, {}).update(changes)

    def note(self, element: str, **changes: Any) -> None:
        """What the reader's own action has put on screen: not sent now, but a page loaded again gets it."""
        if "html" in changes:
            # New HTML replaces what was patched inside it.
            inside = [other for other in self._shown if f'id="{other}"' in changes["html"]]
            for other in inside:
                del self._shown[other]
        # In the order of the last change: of a set of radio buttons, the one chosen last is the one chosen.
        news = {key: _sendable(value) for key, value in changes.items()}
        self._shown[element] = {**self._shown.pop(element, {}), **news}

    def flush(self, ack: int | None = None) -> None:
        """Send what has been patched."""
        patches = {
            element: {key: _sendable(value) for key, value in changes.items()}
            for element, changes in self._patches.items()
        }
        self._patches = {}
        for element, changes in patches.items():
            self.note(element, **changes)
        if patches or ack is not None:
            self.send({"patch": patches, "ack": ack})

    def shown(self, element: str, attribute: str = "text") -> Any:
        """What an element shows now, if it was ever patched: for tests."""
        return self._shown.get(element, {}).get(attribute)

    def do(self, kind: str, name: str = "", value: Any = None, ack: int | None = None) -> None:
        """Handle one event and send the answer; a failure is told to the reader, logged and kept."""
        try:
            self.handle(kind, name, value)
            # That something was not kept is told until something is kept again.
            if self._unkept_since is None or session.saves() > self._unkept_since:
                self._unkept_since = None
                self.patch("o2p-error", hidden=True)
        except WorkbookError as problem:
            # Only the keeping failed: what has been answered so far stands.
            self._unkept_since = session.saves()
            self.patch("o2p-error", html=str(tag("p", problem)), hidden=False)
        except Exception as error:
            self.errors.append(error)
            LOG.exception("%s could not answer %s of %s", type(self).__name__, kind, name)
            self._patches = {}
            self.recover()
            self.patch("o2p-error", html=str(_apology(error)), hidden=False)
        self.flush(ack)

    def _receive(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        if content.get("type") == "hello":
            # A page that was reloaded gets everything that has changed since the opening HTML.
            self.send({"patch": self._shown, "ack": None, "to": content.get("view")})
        else:
            value = _sendable(content.get("value"))
            self.do(content.get("type", ""), content.get("name", ""), value, content.get("seq"))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, **self.still(), "text/plain": self.description()}, metadata


def _sendable(value: Any) -> Any:
    """Half of a surrogate pair (an emoji cut in two) has no UTF-8, and Jupyter would refuse the whole message."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _attribute(key: str) -> str:
    """`class_` -> class, `aria_label` -> aria-label."""
    return key.rstrip("_").replace("_", "-")


def _apology(error: BaseException) -> Markup:
    details = "".join(traceback.format_exception(error))
    return join(
        [
            tag("p", "This panel could not answer that: ", str(error) or type(error).__name__, "."),
            tag("p", "What you typed is still here. Run the notebook again if it stays stuck."),
            tag("details", tag("summary", "Details"), tag("pre", details)),
        ]
    )
