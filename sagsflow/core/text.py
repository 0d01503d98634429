"""What of a text that people send is kept: everything that can be seen or read aloud."""

import re

# Control characters but for tab and line breaks; and the marks that turn the direction of all that stands after them round, also
# of words that are not the text's own. The marks that Arabic and Hebrew need inside a line (U+200E, U+200F) stay.
UNSEEN = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e]")


def visible(text: str) -> str:
    """Without what cannot be seen and does harm: it breaks files for spreadsheets, or makes a line look like another."""
    return UNSEEN.sub("", text)
