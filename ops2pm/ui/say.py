"""Sentences of a lesson whose numbers the notebook has just computed."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ops2pm import questions
from ops2pm.ui.markup import plain, prose, tag


class Text:
    """HTML in JupyterLab and on GitHub, the same words in plain text elsewhere."""

    def __init__(self, html: Markup, text: str) -> None:
        self.html = html
        self.text = text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": self.text}


def say(key: str, /, **numbers: Any) -> Text:
    """The text `key` of the lesson's questions file, with `numbers` filled in.

    A text is a string, or has `title` and `text`: then it is folded under its title, so that it doesn't
    give away what the reader is about to find. KeyError names a number the text needs and didn't get.
    """
    entry = questions.find("texts", key)
    title, text = (entry["title"], entry["text"]) if isinstance(entry, dict) else (None, entry)
    filled = text.format_map(_Needed(key, numbers))
    body = prose(filled)
    if title:
        body = tag("details", tag("summary", tag("strong", title)), body)
    # Without the second class, JupyterLab would set what stands between two dollar signs as a formula.
    return Text(tag("div", body, class_="o2p-text mathjax_ignore"), "\n\n".join(filter(None, [title, plain(filled)])))


class _Needed(dict[str, Any]):
    def __init__(self, key: str, numbers: dict[str, Any]) -> None:
        super().__init__(numbers)
        self._key = key

    def __missing__(self, name: str) -> Any:
        raise KeyError(f"The text {self._key!r} needs the number {name!r}.")
