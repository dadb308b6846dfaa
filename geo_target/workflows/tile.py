"""A vector tile: from the asker's copy, from memory, or drawn; never a stale one."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from geo_target.store.summary import peek_state, read_state
from geo_target.store.tiles import draw_tile, tile_etag

if TYPE_CHECKING:
    from collections.abc import Container

    from geo_target.store.engine import Store
    from geo_target.store.tiles import TileAddress

WORTH_PACKING = 1024
"""Bytes below which packing costs more than it saves."""

PACKING_LEVEL = 1
"""Tiles are asked for by a browser on this machine: quick beats small."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile's bytes, plain and (if that is smaller) packed by gzip."""

    plain: bytes
    packed: bytes | None

    @property
    def size(self) -> int:
        """Bytes of memory that the tile takes."""
        return len(self.plain) + len(self.packed or b"")


class TileCache:
    """The tiles asked for last, up to a number of bytes, by entity tag: a changed tile has another tag.

    Safe to use from several threads.
    """

    def __init__(self, *, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.hits = 0
        self.misses = 0
        self._held: OrderedDict[str, Tile] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, etag: str) -> Tile | None:
        """Return the tile with this tag, None if it is not held."""
        with self._lock:
            tile = self._held.get(etag)
            if tile is None:
                self.misses += 1
                return None
            self.hits += 1
            self._held.move_to_end(etag)
            return tile

    def put(self, etag: str, tile: Tile) -> None:
        """Hold a tile; those asked for longest ago make room."""
        with self._lock:
            before = self._held.pop(etag, None)
            self._held[etag] = tile
            self._bytes += tile.size - (before.size if before else 0)
            while self._bytes > self.most_bytes:
                _, gone = self._held.popitem(last=False)
                self._bytes -= gone.size


def serve_tile(
    store: Store, cache: TileCache, address: TileAddress, *, known: Container[str] = ()
) -> tuple[str, Tile | None]:
    """Return a tile's entity tag, and the tile, or None if the asker holds it already.

    A tile is drawn in the snapshot that its tag is made from, so a tag never names other bytes than those it
    came with; what is held already is only ever compared with the state that is committed now.

    Parameters
    ----------
    known
        Entity tags that the asker holds.
    """
    etag = tile_etag(address, peek_state(store))
    if etag in known:
        return etag, None
    tile = cache.get(etag)
    if tile is None:
        with store.read() as connection:
            etag = tile_etag(address, read_state(connection))
            tile = _pack(draw_tile(connection, address))
        cache.put(etag, tile)
    return etag, tile


def _pack(plain: bytes) -> Tile:
    if len(plain) < WORTH_PACKING:
        return Tile(plain, None)
    packer = zlib.compressobj(PACKING_LEVEL, wbits=31)
    packed = packer.compress(plain) + packer.flush()
    return Tile(plain, packed if len(packed) < len(plain) else None)
