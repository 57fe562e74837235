"""Counters of the web server, and the page on which Prometheus finds these and all others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """One registry per process; other parts make their own counters in `registry`. No label holds personal data."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry if registry is not None else CollectorRegistry()
        self.requests = Counter(
            "leadquiz_http_requests_total", "Requests answered.", ("route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "leadquiz_http_request_seconds",
            "Time to answer, without sockets and streams.",
            ("route",),
            buckets=(0.005, 0.02, 0.1, 0.5, 2.0, 10.0),
            registry=self.registry,
        )
        self.hooks = Counter(
            "leadquiz_hook_requests_total", "Webhook calls.", ("channel", "status"), registry=self.registry
        )
        self.frames = Counter(
            "leadquiz_chat_frames_total", "Frames of web visitors.", ("kind",), registry=self.registry
        )
        self.refused = Counter(
            "leadquiz_chat_refused_total", "Frames, sockets and uploads refused.", ("why",), registry=self.registry
        )
        self.pages = Gauge("leadquiz_chat_pages", "Chat pages that are open now.", registry=self.registry)
        self._before: list[Callable[[], None]] = []

    def gauge(self, name: str, text: str, label: str, read: Callable[[], Mapping[str, float]]) -> None:
        """A gauge with one label whose values are read whenever the page is asked for."""
        made = Gauge(name, text, (label,), registry=self.registry)

        def refresh() -> None:
            made.clear()
            for key, value in read().items():
                made.labels(key).set(value)

        self._before.append(refresh)

    def page(self) -> bytes:
        """The text that Prometheus reads."""
        for refresh in self._before:
            refresh()
        return generate_latest(self.registry)


def answer(metrics: Metrics) -> web.Response:
    """The response of `/metrics`."""
    return web.Response(body=metrics.page(), headers={"Content-Type": CONTENT_TYPE_LATEST})
