"""The messages that WTForms itself gives, sent through our catalogs: WTForms speaks no Danish."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

# Named here so that the catalogs are held to them; each is the exact msgid inside WTForms.
SPOKEN = (
    _l("Not a valid choice."),
    _l("Invalid Choice: could not coerce."),
    _l("Not a valid integer value."),
    _l("Not a valid date value."),
    _l("This field is required."),
    _l("Invalid email address."),
)


class FormWords:
    """What WTForms asks for when it wants a message in the reader's language."""

    def gettext(self, text: str) -> str:
        return str(gettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """WTForms counts nothing but refused choices; our validators of length bring their own words."""
        return str(gettext("Not a valid choice."))
