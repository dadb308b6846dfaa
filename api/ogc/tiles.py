"""OGC API Tiles: vector tiles in WebMercatorQuad."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api.queries import NO_QUERY
from api.schemas import ProblemAnswer
from api.service import ServiceDep
from geo_target.store.tiles import TileAddress
from geo_target.workflows.tile import Tile, serve_tile

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"

router = APIRouter(prefix="/ogc", tags=["tiles"], dependencies=[NO_QUERY])


@router.get(
    "/collections/{collection}/tiles/WebMercatorQuad/{z}/{row}/{col}",
    summary="One vector tile · یک کاشی برداری",
    response_class=Response,
    responses={
        200: {"content": {MEDIA_TYPE: {}}, "description": "The tile; empty where nothing is inside"},
        304: {"description": "The tile with that entity tag is still right"},
        404: {"model": ProblemAnswer, "description": "No such collection"},
        422: {"model": ProblemAnswer, "description": "No such tile"},
    },
)
def tile(
    request: Request,
    service: ServiceDep,
    collection: Annotated[str, Path(max_length=64, description="Collection · لایه", examples=["cities"])],
    z: Annotated[int, Path(description="Zoom · بزرگ‌نمایی", examples=[5])],
    row: Annotated[int, Path(description="From the north · ردیف از شمال", examples=[12])],
    col: Annotated[int, Path(description="From the west · ستون از غرب", examples=[20])],
) -> Response:
    """Return the collection's current rows inside the tile, drawn by PostGIS.

    The layer is called like the collection, a feature's id is its row's id. The entity tag changes with
    the data in the same transaction; a request with `If-None-Match` is answered 304 without drawing.

    ردیف‌های کنونی لایه در این کاشی؛ برچسب ETag با هر تغییر داده در همان تراکنش عوض می‌شود.
    """
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    etag, found = serve_tile(service.store, service.tiles, TileAddress(collection, z, col, row), known=known)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if found is None:
        return Response(status_code=304, headers=headers)
    return _answer(found, headers, takes_gzip="gzip" in request.headers.get("accept-encoding", ""))


def _answer(found: Tile, headers: dict[str, str], *, takes_gzip: bool) -> Response:
    if found.packed is None or not takes_gzip:
        return Response(found.plain, media_type=MEDIA_TYPE, headers=headers)
    return Response(found.packed, media_type=MEDIA_TYPE, headers={**headers, "Content-Encoding": "gzip"})
