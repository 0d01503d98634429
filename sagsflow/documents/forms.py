"""The forms of documents."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from sagsflow.access.topics import Topic
from sagsflow.cases.forms import TOPIC_CHOICES
from sagsflow.documents.models import DocumentKind
from sagsflow.documents.service import MAX_REASON, MAX_TITLE
from sagsflow.documents.words import KINDS
from sagsflow.web.forms import Form, line, offered, required, text

NO_CONSENT = ""


class DocumentForm(Form):
    """A file and what it is about."""

    file = FileField(
        _l("File"),
        [FileRequired(message=_l("Choose a file."))],
        description=_l("PDF, PNG, JPEG, Word, Excel or OpenDocument, at most 10 MB."),
    )
    kind = SelectField(
        _l("What is it?"),
        [required()],
        choices=offered((kind.value, KINDS[kind.value]) for kind in DocumentKind),
        default=DocumentKind.LETTER.value,
    )
    title = StringField(
        _l("What the document is called"),
        [required(), line(MAX_TITLE)],
        description=_l("A few words that tell it from the others."),
    )
    consent = SelectField(_l("Which consent does it prove?"), [Optional()])
    topic = SelectField(_l("Topic"), [required()], choices=TOPIC_CHOICES, default=Topic.CORE.value)
    shared = BooleanField(_l("Share with the parties that the resident has agreed to, for this topic"))
    sensitive = BooleanField(_l("Sensitive"), description=_l("For example health or criminal matters."))


class SignedForm(Form):
    """The signed paper of a consent, scanned."""

    file = FileField(
        _l("File"),
        [FileRequired(message=_l("Choose a file."))],
        description=_l("PDF, PNG, JPEG, Word, Excel or OpenDocument, at most 10 MB."),
    )


class RemovalForm(Form):
    """Why a document goes."""

    because = TextAreaField(_l("Why is it taken away?"), [required(), text(MAX_REASON)])
