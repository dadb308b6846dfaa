"""What the routes share: one value, made when the service starts and closed when it stops."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Self

from fastapi import Depends
from starlette.requests import Request

from geo_target.settings import Settings
from geo_target.store.engine import Store
from geo_target.workflows.search import PlaceSearch
from geo_target.workflows.tile import TileCache

if TYPE_CHECKING:
    from fastapi import FastAPI


@dataclass(frozen=True, slots=True)
class Service:
    """The open store, and what is kept in memory beside it."""

    settings: Settings
    store: Store
    tiles: TileCache
    places: PlaceSearch

    @classmethod
    def over(cls, store: Store, settings: Settings, tile_memory: int) -> Self:
        """Return a service over an open store, with up to `tile_memory` bytes of tiles."""
        return cls(settings, store, TileCache(most_bytes=tile_memory), PlaceSearch(store))


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
