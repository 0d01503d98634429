"""The forms of decisions and of the minutes that tell them."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import Optional

from sagsflow.engine.snapshot import Reason
from sagsflow.meetings.paper import MeetingPaper
from sagsflow.meetings.service.deciding import MAX_TEXT, Ruling
from sagsflow.meetings.words import DECISIONS, mistake
from sagsflow.web.forms import DanishDate, Form, offered, required, text, text_of

WRITTEN_IN = {
    "decision_text": "text",
    "reason": "text",
    "responsible_party": "responsible",
    "due_date": "due_on",
    "key_worker": "key_worker",
}


class DecisionForm(Form):
    """What the meeting decided on one item. A general matter has no catalogue and no key worker."""

    code = RadioField(_l("Decision"), [required()], choices=[])
    text = TextAreaField(
        _l("What was decided, and why?"),
        [required(), text(MAX_TEXT)],
        description=_l("It is a decision about working together, not a ruling."),
    )
    responsible = SelectField(_l("Responsible"), [Optional()], choices=[])
    due_on = DanishDate(_l("By when?"), [Optional()])
    key_worker = SelectField(_l("Key worker"), [Optional()], choices=[])
    version = HiddenField()

    def offer(
        self, codes: Collection[str], units: Collection[tuple[int, str]], people: Collection[tuple[int, str]]
    ) -> None:
        """What can be chosen; without a catalogue the question is not asked."""
        self.code.choices = offered((code, DECISIONS[code]) for code in codes)
        none = ("", _l("Nobody"))
        self.responsible.choices = offered([none, *((str(key), name) for key, name in units)])
        self.key_worker.choices = offered([none, *((str(key), name) for key, name in people)])
        if not codes:
            del self.code
            del self.key_worker

    def ruling(self) -> Ruling:
        key_worker = text_of(self.key_worker) if "key_worker" in self else ""
        return Ruling(
            code=text_of(self.code) if "code" in self else "",
            text=text_of(self.text),
            responsible_unit_id=int(self.responsible.data) if self.responsible.data else None,
            due_on=self.due_on.date,
            key_worker_id=int(key_worker) if key_worker else None,
        )

    def put_beside_fields(self, reasons: Collection[Reason]) -> list[Reason]:
        """Puts what the form itself can mend beside its fields; gives back the other reasons."""
        others = []
        for reason in reasons:
            name = WRITTEN_IN.get(str(reason.params.get("field")), "")
            if name in self:
                code = "missing" if reason.code == "field_missing" else "not-right"
                self[name].errors = [*self[name].errors, mistake(code)]
            else:
                others.append(reason)
        return others


class RewordForm(Form):
    """Mends the wording of a decision in minutes that are a draft."""

    text = TextAreaField(_l("Wording of the decision"), [required(), text(MAX_TEXT)])
    version = HiddenField()


class AdditionForm(Form):
    """Adds to locked minutes."""

    item = SelectField(_l("About which item?"), [Optional()], choices=[])
    text = TextAreaField(
        _l("What is to be added or corrected?"),
        [required(), text(MAX_TEXT)],
        description=_l("The minutes themselves stay as they are; this stands beside them."),
    )

    def offer(self, paper: MeetingPaper) -> None:
        """The items that this reader sees, and the meeting as a whole."""
        items = [
            (str(line.id), f"{line.number}. {line.ref or line.title}")
            for line in paper.items
            if not line.masked
        ]
        self.item.choices = offered([("", _l("The meeting as a whole")), *items])
