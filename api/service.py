"""What the routes share: one value, made when the service starts and closed when it stops."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Self

from fastapi import Depends
from starlette.requests import Request

from api.siting_runner import SitingRunner
from geo_target.settings import Settings
from geo_target.store.engine import Store
from geo_target.workflows.search import PlaceSearch
from geo_target.workflows.tile import TileCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from geo_target.siting.limits import Progress
    from geo_target.workflows.site import SiteAnswer, SiteRequest


@dataclass(frozen=True, slots=True)
class Service:
    """The open store, and what is kept in memory beside it."""

    settings: Settings
    store: Store
    tiles: TileCache
    places: PlaceSearch
    siting: SitingRunner

    @classmethod
    def over(cls, store: Store, settings: Settings, tile_memory: int) -> Self:
        """Return a service over an open store, with up to `tile_memory` bytes of tiles."""

        def answer(
            request: "SiteRequest",
            *,
            progress: "Callable[[Progress], None]",
            cancel: "Callable[[], bool]",
            stage: "Callable[[str], None]",
        ) -> "SiteAnswer":
            from geo_target.workflows.site import run_site

            return run_site(store, request, progress=progress, cancel=cancel, stage=stage)

        tiles = TileCache(most_bytes=tile_memory)
        return cls(settings, store, tiles, PlaceSearch(store), SitingRunner(answer))

    def close(self) -> None:
        """Stop what still works beside the routes; the store stays the caller's."""
        self.siting.close()


def attach(app: "FastAPI", service: Service) -> None:
    """Make `service` the one that the routes of `app` use."""
    app.state.service = service


async def get_service(request: Request) -> Service:
    """Return the service of the request's app."""
    service: Service = request.app.state.service
    return service


async def get_store(request: Request) -> Store:
    """Return the open store of the request's app."""
    return (await get_service(request)).store


ServiceDep = Annotated[Service, Depends(get_service)]
StoreDep = Annotated[Store, Depends(get_store)]
