"""The forms of groups: who sits in one, and until when."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

from sagsflow.accounts.queries import Person
from sagsflow.meetings.service.groups import NewSeat
from sagsflow.web.forms import DanishDate, Form, number_in, offered, required


class SeatForm(Form):
    """Gives somebody a seat; a choice is a person at a unit, for one may work in two."""

    who = SelectField(_l("Who?"), [required()])
    deputy = SelectField(
        _l("Deputy"),
        [Optional()],
        description=_l("A colleague of the same unit, who comes when the member cannot."),
    )
    since = DanishDate(_l("From"), [required()])

    def offer(self, people: Sequence[Person], units: dict[int, str]) -> None:
        choices = [
            (f"{person.unit_id}-{person.user_id}", f"{person.name}, {units.get(person.unit_id, '')}")
            for person in people
        ]
        self.who.choices = offered([("", _l("Choose")), *choices])
        self.deputy.choices = offered([("", _l("None")), *choices])

    def seat(self, body_id: int) -> NewSeat:
        """A deputy of another unit is nobody who can come for this one: the service says so."""
        assert self.since.date
        unit, _dash, user = str(self.who.data).partition("-")
        deputy = str(self.deputy.data or "").rpartition("-")[2]
        return NewSeat(
            body_id, number_in(unit), number_in(user), number_in(deputy) if deputy else None, self.since.date
        )


class EndSeatForm(Form):
    """Ends a seat."""

    last_day = DanishDate(_l("Last day"), [required()])
