"""What features above put over the content of a page, on every page that it concerns."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flask import Flask

Fill = Callable[[], Mapping[str, object] | None]
BANNERS = "sagsflow_banners"


@dataclass(frozen=True, slots=True)
class Banner:
    """A template that is included with what `fill` answered for this request; None leaves it out."""

    template: str
    fill: Fill


@dataclass(frozen=True, slots=True)
class Shown:
    """A banner as the page shows it."""

    template: str
    values: Mapping[str, object]


def register(app: Flask, *banners: Banner) -> None:
    app.extensions.setdefault(BANNERS, []).extend(banners)


def init_app(app: Flask) -> None:
    def shown() -> Iterator[Shown]:
        for banner in app.extensions.get(BANNERS, ()):
            if (values := banner.fill()) is not None:
                yield Shown(banner.template, values)

    app.jinja_env.globals["banners"] = shown
