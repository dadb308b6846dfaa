"""The page's files: everything from this machine, each with an entity tag."""

from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi import Path as PathParameter
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import maps
from geo_target.settings import Settings

WEB = Path(maps.__file__).parent / "web"
PAGES = Path(__file__).parent / "pages"
BoundaryName = Literal["land", "lakes", "coastline", "country_borders", "map_labels"]


class Files(StaticFiles):
    """A folder whose files are asked for again each time, and sent again only if they changed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, or 304, or 404."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "private, no-cache"
        return response


def page_router(settings: Settings) -> APIRouter:
    """Return the router of the page itself, the documentation and the basemap's files."""
    router = APIRouter()
    web, pages, boundaries = Files(WEB), Files(PAGES), Files(settings.data_dir / "boundaries")

    @router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def index(request: Request) -> Response:
        """Return the map page; the page itself reads ``lang`` and the rest of its address."""
        return await web.get_response("index.html", request.scope)

    @router.get("/api/docs", include_in_schema=False)
    async def docs(request: Request) -> Response:
        """Return the page of Swagger UI."""
        return await pages.get_response("docs.html", request.scope)

    @router.get("/api/docs.js", include_in_schema=False)
    async def docs_script(request: Request) -> Response:
        """Return the script that starts Swagger UI; it may not stand in the page."""
        return await pages.get_response("docs.js", request.scope)

    @router.get(
        "/data/boundaries/{name}.geojson",
        tags=["map"],
        summary="Basemap · نقشهٔ پایه",
        response_class=Response,
        responses={200: {"content": {"application/geo+json": {}}, "description": "GeoJSON"}},
    )
    async def boundary(
        name: Annotated[BoundaryName, PathParameter(description="File · پرونده")], request: Request
    ) -> Response:
        """Return one layer of the offline basemap. · یک لایه از نقشهٔ پایه."""
        return await boundaries.get_response(f"{name}.geojson", request.scope)

    return router
