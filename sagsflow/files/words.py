"""Why a spreadsheet that somebody sent is not taken, in words."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

TABLE_MISTAKES: Mapping[str, str] = {
    "empty": _l("There is nothing in the file."),
    "too-many": _l("There are too many rows: at most 2,000 at a time."),
    "too-wide": _l("There is something beyond the 60th column. Leave out the columns that are not needed."),
    "unreadable": _l("The file cannot be read. Save it as CSV or XLSX and send it again."),
    "not-a-table": _l(
        "The file is not a workbook without macros. Save it as XLSX (not XLSM) or CSV and send it again."
    ),
    "old-workbook": _l(
        "The file is an old workbook, or it is locked with a password. Save it as XLSX without a password and send it again."
    ),
    "dangerous": _l("The file holds definitions that do not belong in a workbook, and was not opened."),
    "merged": _l(
        "There are cells merged across rows, so that it cannot be told which row they are about. "
        "Split them in the spreadsheet and send the file again."
    ),
}
