"""The README of a bundle as a page that loads nothing, and as plain text."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from geo_target.exchange.bundle_readme import Block, Lang, readme_blocks, readme_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_target.exchange.bundle_tables import BundleContents

_PERSIAN: Final = re.compile("[آ-ی]")
_LANGUAGES: Final[tuple[tuple[Lang, str], ...]] = (("fa", "rtl"), ("en", "ltr"))


def readme_html(contents: BundleContents) -> str:
    """Return the page: Persian from the right, then English from the left; it loads nothing."""
    parts = "".join(
        f'<section lang="{lang}" dir="{direction}">\n{_html(readme_blocks(contents, lang))}</section>\n'
        for lang, direction in _LANGUAGES
    )
    title = escape(readme_title(contents, "fa"))
    return (
        '<!DOCTYPE html>\n<html lang="fa">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n{parts}</body>\n</html>\n"
    )


def readme_text(contents: BundleContents) -> str:
    """Return the same as plain text for Windows: UTF-8 with a byte-order mark."""
    lines: list[str] = []
    for lang, _ in _LANGUAGES:
        for block in readme_blocks(contents, lang):
            lines += _text(block)
        lines += ["", "=" * 72, ""]
    return "\ufeff" + "\r\n".join(lines[:-2])


def _text(block: Block) -> list[str]:
    if block.kind == "title":
        return [block.text, "=" * 72]
    if block.kind == "heading":
        return ["", block.text, "-" * 72]
    if block.kind == "warning":
        return ["", f"! {block.text}", ""]
    if block.kind == "list":
        return [f"* {name}: {text}" if name else f"* {text}" for name, text in block.rows]
    if block.kind == "table":
        return [" | ".join(row) for row in block.rows]
    return [block.text]


def _html(blocks: Sequence[Block]) -> str:
    return "".join(_html_block(block) for block in blocks)


def _html_block(block: Block) -> str:
    tags = {"title": "h1", "heading": "h2", "text": "p"}
    if block.kind == "warning":
        return f'<p class="warning">{escape(block.text)}</p>\n'
    if block.kind == "list":
        return "<ul>\n" + "".join(f"<li>{_named(*row)}</li>\n" for row in block.rows) + "</ul>\n"
    if block.kind == "table":
        head, *rows = block.rows
        cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
        body = "".join(f"<tr>{_cells(row)}</tr>\n" for row in rows)
        return f'<div class="wide"><table>\n<thead><tr>{cells}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n'
    tag = tags[block.kind]
    return f"<{tag}>{escape(block.text)}</{tag}>\n"


def _named(name: str, text: str) -> str:
    return f"<b><bdi>{escape(name)}</bdi></b>: {escape(text)}" if name else escape(text)


def _cells(row: tuple[str, ...]) -> str:
    return "".join(f"<td>{_apart(cell)}</td>" for cell in row)


def _apart(cell: str) -> str:
    """Keep a Latin text whole within a Persian page; a Persian one runs as the page does, whatever it begins with."""
    return escape(cell) if _PERSIAN.search(cell) else f"<bdi>{escape(cell)}</bdi>"


_STYLE = """\
body { margin: 0; background: #f4f6f7; color: #1d2a30;
  font: 15px/1.8 Vazirmatn, Tahoma, "Segoe UI", "DejaVu Sans", sans-serif }
section { max-width: 62rem; margin: 1.5rem auto; padding: 1.5rem 2rem; background: #fff;
  border: 1px solid #d8e0e4; border-radius: 6px }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.4 }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; color: #2f5566 }
.warning { padding: .8rem 1.2rem; background: #fff4e0; border-inline-start: 5px solid #d98200 }
ul { padding-inline-start: 1.4rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .93em; font-variant-numeric: tabular-nums }
th, td { padding: .35rem .6rem; border-bottom: 1px solid #e3ebef; text-align: start; vertical-align: top }
th { background: #e3ebef }
@media print { body { background: #fff } section { border: 0; margin: 0; page-break-after: always } }
"""
