"""What a letter says: what there is to read, in the reader's language, without a name or a number, and one link."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from config import MailSettings
from sagsflow.core.wording import N_
from sagsflow.messages.hooks import Enclosure
from sagsflow.messages.kinds import KINDS
from sagsflow.web.language import catalogs

ONE, SEVERAL = N_("You have a new message in Sagsflow"), N_("You have new messages in Sagsflow")
HELLO = N_("Hello")
NEWS = N_("There is something new for you in Sagsflow:")
HERE = N_("Read more here:")
WHY = N_("This mail holds no personal data. You choose in Sagsflow what you get mail about.")
PATH = "/messages"


def write(
    settings: MailSettings,
    *,
    address: str,
    language: str,
    token: str,
    written_at: datetime,
    kinds: Sequence[str],
    enclosed: Sequence[Enclosure] = (),
) -> EmailMessage:
    """The same letter each time it is sent: its receiver knows it by the token."""
    said = catalogs(language).gettext
    letter = EmailMessage(policy=SMTP)
    letter["From"] = settings.sender
    letter["To"] = address
    letter["Subject"] = said(ONE if len(kinds) == 1 else SEVERAL)
    letter["Date"] = format_datetime(written_at)
    letter["Message-ID"] = f"<{token}@{settings.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = language
    lines = [f"- {said(KINDS[code].words)}{_times(count)}" for code, count in Counter(kinds).items()]
    link = settings.public_url.rstrip("/") + PATH
    parts = (f"{said(HELLO)}", said(NEWS), "\n".join(lines), f"{said(HERE)}\n{link}", said(WHY))
    letter.set_content("\n\n".join(parts) + "\n", cte="quoted-printable")
    for file in enclosed:
        letter.add_attachment(
            file.text,
            subtype=file.subtype,
            cte="base64",
            filename=file.name,
            params={"charset": "utf-8", **file.parameters},
        )
    if enclosed:
        letter.set_boundary(f"=_{token}")
    return letter


def _times(count: int) -> str:
    return f" ({count})" if count > 1 else ""
