"""The assembly of the service, on one page."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI

from api import metrics, static
from api.errors import LastResort, install_error_handlers
from api.ogc import tiles
from api.queries import PLAIN_QUERY
from api.routers import (
    aggregates,
    cards,
    choropleth,
    coverage,
    equity,
    health,
    priorities,
    score_runs,
    search,
    siting,
    summary,
)
from api.schemas import ProblemAnswer
from api.security.guard import Guard, Limits
from api.security.headers import SecurityHeaders
from api.service import Service, attach
from geo_target.store.engine import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractAsyncContextManager

    from geo_target.settings import Settings

TILE_MEMORY = 64 * 2**20

DESCRIPTION = """
Where people in target neighbourhoods lack training, placement and microfinance within reach.
Names come in Persian and English, numbers raw; errors are `application/problem+json`.

مردم محله‌های هدف در کجا به آموزش، کاریابی و تأمین مالی خرد دسترسی ندارند. نام‌ها به فارسی و انگلیسی است.
"""

TAGS = [
    {"name": "map", "description": "What the map draws · آنچه نقشه می‌کشد"},
    {"name": "tiles", "description": "OGC API Tiles · کاشی‌های برداری"},
    {"name": "priorities", "description": "Neighbourhoods by need · محله‌ها به ترتیب اولویت"},
    {"name": "siting", "description": "Where to build, with proof · مکان ساخت، با اثبات"},
    {"name": "cards", "description": "Everything of one feature · همه‌چیز دربارهٔ یک عارضه"},
    {"name": "coverage", "description": "Within reach · دسترسی"},
    {"name": "search", "description": "Places by name · جستجو"},
    {"name": "data", "description": "Where the rows come from · منبع داده‌ها"},
    {"name": "health", "description": "Of the service itself · وضعیت سامانه"},
]

PROBLEMS: dict[int | str, dict[str, object]] = {
    code: {"model": ProblemAnswer, "description": text}
    for code, text in {
        404: "Not known · شناخته نیست",
        422: "A parameter cannot be used · پارامتر پذیرفته نیست",
        503: "The database does not answer · پایگاه داده پاسخ نمی‌دهد",
    }.items()
}


def create_app(
    settings: Settings,
    store: Store | None = None,
    *,
    limits: Limits | None = None,
    tile_memory: int = TILE_MEMORY,
) -> FastAPI:
    """Assemble the service.

    Parameters
    ----------
    store
        An open store, which stays the caller's to close. Without it, the service starts the private
        database (or connects to ``settings.database_url``) when it starts, and closes it when it stops.
    limits
        Hosts, sizes and rates that are let through; by default loopback names only.
    tile_memory
        Bytes of drawn tiles that are kept; 0 draws each tile each time.
    """
    measured = metrics.Measurements()
    app = FastAPI(
        title="geo-target",
        version=version("geo-target"),
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        openapi_tags=TAGS,
        lifespan=_lifespan(settings, store, tile_memory),
    )
    install_error_handlers(app)
    for module in (
        health,
        summary,
        choropleth,
        priorities,
        score_runs,
        equity,
        aggregates,
        siting,
        cards,
        coverage,
        search,
        tiles,
    ):
        app.include_router(module.router, dependencies=[PLAIN_QUERY], responses=PROBLEMS)
    app.include_router(metrics.metrics_router(measured), dependencies=[PLAIN_QUERY])
    app.include_router(static.page_router(settings))
    app.mount("/web", static.Files(static.WEB))

    # The last one added is the outermost: headers, times, what broke, what is refused, then the routes.
    app.add_middleware(Guard, limits=limits or Limits())
    app.add_middleware(LastResort)
    app.add_middleware(metrics.Measure, measurements=measured)
    app.add_middleware(SecurityHeaders)
    return app


def _lifespan(
    settings: Settings, given: Store | None, tile_memory: int
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with _open(settings, given) as store:
            service = Service.over(store, settings, tile_memory)
            attach(app, service)
            try:
                yield
            finally:
                service.close()

    return lifespan


@contextmanager
def _open(settings: Settings, given: Store | None) -> Iterator[Store]:
    if given is not None:
        yield given
        return
    from geo_target.store.cluster import open_store_url
    from geo_target.store.migrate import migrate

    with open_store_url(settings.home, settings.database_url) as url:
        migrate(url)
        with Store(url) as store:
            yield store
