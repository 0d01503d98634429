"""A time of day in a form, as it stands on the clock on the wall."""

import re
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import ValidationError

CLOCK = re.compile(r"^\s*(\d{1,2})(?:[.:](\d{2}))?\s*$")


class WallTime(StringField):
    """A time of day typed as 13.00 or 13:00; `.time` is the time or None."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.time: time | None = None

    def pre_validate(self, form: Any) -> None:
        typed = (self.data or "").strip()
        self.time = parse_time(typed)
        if typed and self.time is None:
            raise ValidationError(_l("Write the time as hours and minutes, for example 13.00."))


def parse_time(typed: str) -> time | None:
    """None when it is not a time of day."""
    match = CLOCK.match(typed)
    hour, minute = (int(part or 0) for part in match.groups()) if match else (24, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
