"""Our own pages, written in Markdown, as plain HTML: nothing in them is taken as HTML, and no link goes astray."""

import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token

Leads = Callable[[str], str | None]
_READER = MarkdownIt("commonmark", {"html": True}).enable("table")


def _no_html(_: RendererProtocol, tokens: Sequence[Token], index: int, *_more: Any) -> str:
    """What stands in brackets is shown as it is written; a mark between which a table is put is not shown."""
    text = tokens[index].content
    return "" if text.startswith("<!--") else escape(text)


for _kind in ("html_block", "html_inline"):
    _READER.add_render_rule(_kind, _no_html)


def title(text: str) -> str:
    """The page's first heading, without the marks of its words."""
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    if heading is None:
        raise ValueError("a page without a heading")
    return heading[1].replace("`", "")


def render(text: str, leads: Leads) -> str:
    """`leads` gives the address to which a link leads here; where there is none its words stand without a link."""
    tokens = _READER.parse(text)
    for opening, inside in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", re.sub(r"[^\w-]", "", inside.content.lower().replace(" ", "-")))
    for token in tokens:
        _lead(token.children or [], leads)
    return str(_READER.renderer.render(tokens, _READER.options, {}))


def _lead(tokens: Sequence[Token], leads: Leads) -> None:
    inside_nothing = False
    for token in tokens:
        if token.type == "link_open":
            address = leads(str(token.attrGet("href")))
            inside_nothing = token.hidden = address is None
            token.attrSet("href", address or "")
        elif token.type == "link_close":
            token.hidden = inside_nothing
