"""The words for kinds of document and for what can be wrong with a file."""

from flask_babel import lazy_gettext as _l

KINDS = {
    "signed_consent": _l("Signed consent"),
    "agreement": _l("Agreement"),
    "letter": _l("Letter"),
    "application": _l("Application"),
    "decision_letter": _l("Decision from an authority"),
    "statement": _l("Statement"),
    "picture": _l("Picture"),
    "other": _l("Something else"),
}
MISTAKES = {
    "required": _l("This must be filled in."),
    "case-closed": _l("The case has been closed in the meantime."),
    "file-empty": _l("The file is empty. Choose another."),
    "file-too-large": _l("The file is larger than 10 MB. Save it in a smaller form, or divide it."),
    "file-kind": _l(
        "This kind of file is not taken. Save it as PDF, PNG, JPEG, Word, Excel or OpenDocument, without macros."
    ),
}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))
