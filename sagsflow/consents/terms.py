"""What a consent comes to after its events: the one place that derives it, for the register itself and for whoever checks it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sagsflow.access.topics import Topic
from sagsflow.consents.models import Consent, ConsentEvent, ConsentEventKind

STOPPED = frozenset({ConsentEventKind.WITHDRAWN, ConsentEventKind.ENDED})


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds, until when, and since when it does not."""

    topics: frozenset[Topic]
    sensitive: bool
    agreed_until: date
    expires_at: datetime
    withdrawn_at: datetime | None = None


def standing_after(events: Iterable[ConsentEvent]) -> Terms:
    """The terms after all events of one consent, in order."""
    last, stopped = None, None
    for event in events:
        last = event
        stopped = event.at if event.kind in STOPPED else stopped
    assert last is not None, "a consent begins with an event"
    return Terms(topics_of(last.topics), last.sensitive, last.agreed_until, last.expires_at, stopped)


def of(consent: Consent) -> Terms:
    """The same, as the row says it."""
    return Terms(
        consent.topic_set, consent.sensitive, consent.agreed_until, consent.expires_at, consent.withdrawn_at
    )


def topics_of(codes: str) -> frozenset[Topic]:
    return frozenset(Topic(code) for code in codes.split(","))


def in_order(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    wanted = frozenset(topics)
    return tuple(topic for topic in Topic if topic in wanted)


def codes_of(topics: Iterable[Topic]) -> str:
    return ",".join(topic.value for topic in in_order(topics))
