"""HTML as values: everything a reader typed is escaped on the way in, nothing is trusted twice."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

VOID = {"input", "br", "hr", "img"}


def tag(name: str, /, *children: object, **attributes: object) -> Markup:
    """`<name attributes>children</name>` with children and attribute values escaped.

    Attribute names: a trailing underscore is dropped (`class_`), other underscores become hyphens
    (`data_name`). True gives a bare attribute; None and False leave it out. Children that are Markup
    stay as they are; lists are flattened; None is nothing.
    """
    parts = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        parts.append(escape(key) if value is True else Markup('{}="{}"').format(key, value))
    opening = Markup(" ").join([Markup(name), *parts])
    if name in VOID:
        return Markup("<{}>").format(opening)
    return Markup("<{}>{}</{}>").format(opening, join(children), Markup(name))


def join(children: Iterable[object]) -> Markup:
    """Children one after the other, escaped unless they are Markup already."""
    out = []
    for child in children:
        if child is None or child is False:
            continue
        if isinstance(child, (list, tuple)):
            out.append(join(child))
        else:
            out.append(escape(child))
    return Markup("").join(out)


def prose(text: str) -> Markup:
    """Our own short texts: blank lines part paragraphs; *words* are stressed, **words** strong, `words` code."""
    return join(tag("p", inline(part)) for part in re.split(r"\n\s*\n", text.strip()))


def paragraphs(text: str) -> Markup:
    """Somebody's text, escaped: blank lines part paragraphs."""
    return join(tag("p", part) for part in text.split("\n\n"))


def inline(text: str) -> Markup:
    """One paragraph of our own text with *stress*, **strong** and `code`; everything else is escaped."""
    html = str(escape(" ".join(text.split())))
    html = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html)
    html = re.sub(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])", r"<em>\1</em>", html)
    return Markup(re.sub(r"`(.+?)`", r"<code>\1</code>", html))


def plain(text: str) -> str:
    """The same text with its marks taken out, for text/plain outputs and figure descriptions."""
    unmarked = re.sub(r"\*\*(.+?)\*\*|`(.+?)`", lambda m: m[1] or m[2], text)
    unmarked = re.sub(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])", r"\1", unmarked)
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", unmarked.strip()))


def listed(words: Iterable[str]) -> str:
    """a, b and c."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def sentence(text: str) -> str:
    """A title as a sentence: with a full stop, unless it ends in a mark of its own."""
    return text if text.endswith((".", "?", "…")) else f"{text}."
