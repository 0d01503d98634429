"""Appointments as iCalendar (RFC 5545, 5546): invitation, changes and cancellation are one event with one id."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sagsflow.core.calendar import COPENHAGEN

LINE = 75
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Copenhagen",
    "BEGIN:STANDARD",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    "TZNAME:CET",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    "TZNAME:CEST",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One appointment in somebody's calendar. `uid` stays the same for ever; `sequence` grows with every change."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    url: str
    changed_at: datetime
    cancelled: bool = False


def method(event: Happening) -> str:
    return "CANCEL" if event.cancelled else "REQUEST"


def invitation(event: Happening) -> str:
    """A REQUEST, or the CANCEL that takes the same event away."""
    return _file([event], method(event))


def feed(events: Sequence[Happening], name: str) -> str:
    """A calendar to subscribe to."""
    return _file(events, "PUBLISH", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H")


def escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def _file(events: Sequence[Happening], method: str, *properties: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sagsflow//Sagsflow//DA", f"METHOD:{method}"]
    lines += [*properties, *ZONE]
    for event in events:
        lines += _event(event, method)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(event: Happening, method: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for name, moment in (("DTSTART", event.starts_at), ("DTEND", event.ends_at)):
        yield f"{name};TZID=Europe/Copenhagen:{moment.astimezone(COPENHAGEN):%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{escaped(event.title)}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    if method != "PUBLISH":
        yield "ORGANIZER;CN=Sagsflow:invalid:nomail"
        yield "ATTENDEE;CN=Sagsflow;ROLE=REQ-PARTICIPANT;RSVP=FALSE:invalid:nomail"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _folded(line: str) -> Iterator[str]:
    """No line is longer than 75 bytes, and no letter is cut in two."""
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece
