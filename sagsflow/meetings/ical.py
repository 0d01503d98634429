"""Meetings as calendars know them: one event each, and none tells of anybody."""

from sagsflow.meetings.models import Meeting, MeetingKind, MeetingStatus
from sagsflow.web.ical import Happening, escaped, feed, invitation, method

__all__ = ["Happening", "escaped", "feed", "happening", "invitation", "method"]


def happening(meeting: Meeting, *, public_url: str, title: str) -> Happening:
    """Nothing in it tells of a resident: a meeting about one may be held at her home, so its place is left out."""
    base = public_url.rstrip("/")
    host = base.partition("://")[2] or "sagsflow"
    return Happening(
        uid=f"meeting-{meeting.id}@{host}",
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=title,
        place=meeting.place if meeting.kind is MeetingKind.GROUP else "",
        url=f"{base}/meetings/{meeting.id}",
        changed_at=meeting.called_at or meeting.starts_at,
        cancelled=meeting.status is MeetingStatus.CANCELLED,
    )
