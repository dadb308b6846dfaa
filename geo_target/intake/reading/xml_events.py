"""XML in pieces: bounded, without entities of its own, so that no document can unfold into memory."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from geo_target.intake.reading.archive import too_large
from geo_target.intake.source_error import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 18
_LONGEST_TAG = 1 << 24
"""Bytes; the parser keeps a tag (or a comment) that is not closed, and looks at it again with each piece."""


class Handler:
    """What is done at a tag and a text; names are local, without their namespace."""

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """Take the beginning of an element."""

    def end(self, name: str, /) -> None:
        """Take the end of an element."""

    def text(self, text: str, /) -> None:
        """Take a piece of text; one text may come in several."""


def parse(stream: IO[bytes], handler: Handler, *, file: str, part: str, room: int) -> Iterator[None]:
    """Give a document to a handler, chunk by chunk; yields after each, so that one may stop.

    Raises
    ------
    SourceError
        If it is not well-formed (naming the line), declares entities, or is larger than ``room`` bytes.
    """
    parser = _parser(handler, file, part)
    read = 0
    try:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > room:
                raise too_large(file, room)
            parser.Parse(chunk, False)
            if read - max(0, parser.CurrentByteIndex) > _LONGEST_TAG:
                raise _damaged(file, part, f"line {parser.CurrentLineNumber}: a tag that does not end")
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise _damaged(file, part, f"line {error.lineno}: {expat.ErrorString(error.code)}") from error
    except (LookupError, ValueError) as error:
        raise _damaged(file, part, str(error)) from error


def parse_all(stream: IO[bytes], handler: Handler, *, file: str, part: str, room: int) -> None:
    """Give a whole document to a handler."""
    for _ in parse(stream, handler, file=file, part=part, room=room):
        pass


def _parser(handler: Handler, file: str, part: str) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    local: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        short = local.get(name) or local.setdefault(name, name.rpartition(" ")[2])
        handler.start(short, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def end(name: str) -> None:
        handler.end(local[name])

    def entity(*_: object) -> None:
        raise _damaged(file, part, "it declares entities")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.EntityDeclHandler = entity
    return parser


def _damaged(file: str, part: str, came: str) -> SourceError:
    return SourceError(
        "xml-damaged",
        expected=(f"XML سالم در {part}", f"well-formed XML in {part}"),
        came=came,
        mend=(
            "پرونده را در برنامهٔ خودش باز و دوباره ذخیره کنید",
            "open the file in its own program and save it again",
        ),
        file=file,
    )
