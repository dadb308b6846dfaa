"""A vector tile's features, read by the specification alone: what tests and benchmarks check tiles with.

Version 2.1 of the Mapbox Vector Tile specification; protocol buffers are read by hand, a dozen lines.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
MOVE_TO, LINE_TO = 1, 2


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature; `geometry_type` is 1 point, 2 line, 3 polygon, `points` all vertices in the grid."""

    id: int
    properties: dict[str, Any]
    geometry_type: int
    points: tuple[tuple[int, int], ...]


def read_tile(data: bytes) -> dict[str, list[Feature]]:
    """Return the features of each layer by its name, in the order of the tile."""
    layers = [_layer(value) for number, value in _fields(data) if number == 3]  # noqa: PLR2004  the layers' field
    return dict(layers)


def _layer(data: bytes) -> tuple[str, list[Feature]]:
    name, features, keys, values = "", [], [], []
    for number, value in _fields(data):
        match number:
            case 1:
                name = value.decode()
            case 2:
                features.append(value)
            case 3:
                keys.append(value.decode())
            case 4:
                values.append(_value(value))
    return name, [_feature(one, keys, values) for one in features]


def _feature(data: bytes, keys: list[str], values: list[Any]) -> Feature:
    fields = dict(_fields(data))
    tags = list(_packed(fields.get(2, b"")))
    properties = {keys[tags[i]]: values[tags[i + 1]] for i in range(0, len(tags), 2)}
    return Feature(fields.get(1, 0), properties, fields.get(3, 0), tuple(_points(list(_packed(fields[4])))))


def _value(data: bytes) -> Any:
    ((number, value),) = _fields(data)
    match number:
        case 1:
            return value.decode()
        case 2:
            return struct.unpack("<f", value)[0]
        case 3:
            return struct.unpack("<d", value)[0]
        case 6:
            return _signed(value)
        case 7:
            return bool(value)
    return value


def _points(commands: list[int]) -> Iterator[tuple[int, int]]:
    x = y = at = 0
    while at < len(commands):
        command, times = commands[at] & 7, commands[at] >> 3
        at += 1
        if command in {MOVE_TO, LINE_TO}:
            for _ in range(times):
                x, y = x + _signed(commands[at]), y + _signed(commands[at + 1])
                at += 2
                yield x, y


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == VARINT:
            value, at = _varint(data, at)
            yield key >> 3, value
            continue
        if kind == BYTES:
            length, at = _varint(data, at)
        else:
            length = {FIXED64: 8, FIXED32: 4}[kind]
        yield key >> 3, data[at : at + length]
        at += length


def _packed(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        number, at = _varint(data, at)
        yield number


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:  # noqa: PLR2004  the last byte of a number
            return number, at
        shift += 7
