"""Counts and times of requests, and the tile memory, for Prometheus."""

import time

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.queries import NO_QUERY
from api.service import ServiceDep

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Measurements:
    """What one app has measured; a registry of its own, so that two apps in a process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "geo_target_requests", "Requests answered.", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "geo_target_request_seconds",
            "Time to answer, in seconds.",
            ["route"],
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self.tile_hits = Gauge("geo_target_tile_hits", "Tiles served from memory.", registry=self.registry)
        self.tile_misses = Gauge("geo_target_tile_misses", "Tiles drawn.", registry=self.registry)


class Measure:
    """ASGI layer that counts and times; a route is called by its function's name, never by what was asked."""

    def __init__(self, app: ASGIApp, measurements: Measurements) -> None:
        self.app = app
        self.measurements = measurements

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; note how it ended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = "none"

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            route = getattr(scope.get("endpoint"), "__name__", "files_or_unknown")
            self.measurements.requests.labels(route, status).inc()
            self.measurements.seconds.labels(route).observe(time.perf_counter() - began)


def metrics_router(measurements: Measurements) -> APIRouter:
    """Return the router of ``/metrics``."""
    router = APIRouter(tags=["health"], dependencies=[NO_QUERY])

    @router.get("/metrics", summary="For Prometheus · برای پایش", response_class=Response)
    def metrics(service: ServiceDep) -> Response:
        """Return counts and times in the text format of Prometheus. · شمار و زمان پاسخ‌ها."""
        measurements.tile_hits.set(service.tiles.hits)
        measurements.tile_misses.set(service.tiles.misses)
        return Response(
            generate_latest(measurements.registry), media_type="text/plain; version=0.0.4; charset=utf-8"
        )

    return router
