"""Each test has a database of its own, but what SQLAlchemy made of a statement holds for all of them: a fifth of the time."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.util import LRUCache

STATEMENTS = 5_000
_create_engine = sa.create_engine
_dialects: dict[str, sa.Dialect] = {}
_compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)


def _create_sharing_engine(url: sa.URL | str, **options: Any) -> sa.Engine:
    """Compiled statements are kept by dialect, so the engines of one system share theirs; it asks the server once who it is."""
    known = _dialects.get(sa.make_url(url).drivername)
    asked = getattr(known, "server_version_info", None) is not None
    engine = _create_engine(url, _initialize=not asked, **options)
    engine.dialect = _dialects.setdefault(engine.url.drivername, engine.dialect)
    engine.update_execution_options(compiled_cache=_compiled)
    return engine


vars(sa).update(create_engine=_create_sharing_engine)  # Database asks for `sa.create_engine` when it is made
