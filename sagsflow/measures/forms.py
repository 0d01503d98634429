"""One page with the measures that concern the resident."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from sagsflow.measures.definitions import definitions
from sagsflow.measures.models import Measure, MeasureAnswer, Occasion, Unanswered
from sagsflow.measures.service import Asked, newest
from sagsflow.web.filters import localised
from sagsflow.web.forms import DanishDate, Form, offered, required

NOTHING = ""
Groups = dict[str, list[tuple[str, str]]]


class MeasuresForm(Form):
    """When it was talked about, and an answer to each question, or why there is none."""

    asked_on = DanishDate(_l("When did you talk about it?"), [required()])
    occasion = RadioField(_l("On which occasion?"), [required()])
    declined = BooleanField(
        _l("The resident does not wish to answer the questions that are left open"),
        description=_l("Where the resident answers none of them, Sagsflow does not ask again."),
    )
    seen = HiddenField()

    def offer(self, measures: Sequence[Measure], usual: Occasion) -> None:
        """The questions that concern the resident; the others are taken off the page."""
        said = definitions()
        self.occasion.choices = offered((one.value, localised(text)) for one, text in said.occasions.items())
        if not self.is_submitted():
            self.occasion.data = usual.value
        for measure, definition in said.asked.items():
            if measure not in measures:
                del self[measure.value]
                continue
            field = self[measure.value]
            field.label.text, field.description = (
                localised(definition.question),
                localised(definition.asked_of),
            )
            field.choices = _choices(measure)

    def show(self, day: date, answers: Sequence[MeasureAnswer]) -> None:
        """What stands for a day, to be corrected."""
        self.asked_on.show(day)
        self.seen.data = str(newest(answers))
        for row in answers:
            if row.asked_on == day and row.replaced_at is None and row.measure.value in self:
                self[row.measure.value].data = row.answer or (row.unanswered or "")
                self.occasion.data = row.occasion.value

    def asked(self, today: date) -> Asked:
        given = {one: str(self[one.value].data or "") for one in Measure if one.value in self}
        left_open = {
            one: Unanswered.DECLINED for one, text in given.items() if self.declined.data and not text
        }
        answers = {one: _answer(text) for one, text in given.items() if text} | left_open
        return Asked(Occasion(self.occasion.data), self.asked_on.date or today, answers)


for _measure in Measure:
    setattr(MeasuresForm, _measure.value, SelectField(_measure.value, [Optional()], default=NOTHING))


def _answer(text: str) -> str | Unanswered:
    return Unanswered(text) if text in set(Unanswered) else text


def _choices(measure: Measure) -> Groups:
    said = definitions()
    options = [(row.id, localised(row.words)) for row in said.asked[measure].options.values()]
    none = [(why.value, localised(words)) for why, words in said.unanswered.items()]
    return {
        gettext("Leave it out"): [(NOTHING, gettext("Not now"))],
        gettext("Answer"): options,
        gettext("No answer"): none,
    }
