"""The file for one's own calendar that goes with the mail about a meeting."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from sagsflow.core.wording import N_
from sagsflow.meetings import ical
from sagsflow.meetings.invitations import CALLED, MOVED
from sagsflow.meetings.models import Meeting
from sagsflow.messages.hooks import Enclose, Enclosure, Setting
from sagsflow.web.language import catalogs

TITLE = N_("Meeting in Sagsflow")


def calendar_file(db: Session, target: str, setting: Setting) -> Enclosure | None:
    """The meeting as it stands now: a request, or what takes it out of the calendar again."""
    meeting = db.get(Meeting, int(target))
    if meeting is None:
        return None
    title = catalogs(setting.language).gettext(TITLE)
    event = ical.happening(meeting, public_url=setting.public_url, title=title)
    name = f"meeting-{meeting.id}.ics"
    return Enclosure(name, "calendar", {"method": ical.method(event)}, ical.invitation(event))


ENCLOSURES: Mapping[str, Enclose] = {CALLED.code: calendar_file, MOVED.code: calendar_file}
