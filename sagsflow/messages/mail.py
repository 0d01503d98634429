"""Hands one letter to the mail server, and tells what will never get through from what may be tried again."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage

from config import MailSettings
from sagsflow.core.errors import DomainError

SECONDS = 10
PERMANENT = 500


class MailDelayed(DomainError):
    """The server is away, busy or set up wrongly: the letter is to be sent again later."""

    code = "mail-delayed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter; `refused` is why it will never get through, empty when it was taken."""

    refused: str = ""


def send(settings: MailSettings, letter: EmailMessage) -> Outcome:
    """Raises MailDelayed, with a code and never with an address, for what may go better later."""
    try:
        with _connected(settings) as server:
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as refusal:
        return _judged(next(code for code, _text in refusal.recipients.values()), "address")
    except smtplib.SMTPDataError as refusal:
        return _judged(refusal.smtp_code, "letter")
    except smtplib.SMTPResponseException as refusal:
        raise MailDelayed(f"server-{refusal.smtp_code}") from refusal
    except smtplib.SMTPNotSupportedError as missing:
        raise MailDelayed("not-supported") from missing
    except ssl.SSLError as broken:
        raise MailDelayed("not-secure") from broken
    except (OSError, smtplib.SMTPException) as away:
        raise MailDelayed("away") from away
    return Outcome()


def _judged(code: int, what: str) -> Outcome:
    if code < PERMANENT:
        raise MailDelayed(f"{what}-{code}")
    return Outcome(f"{what}-{code}")


def _connected(settings: MailSettings) -> smtplib.SMTP:
    """A connection as safe as the settings ask, signed in if they say as whom."""
    safe = ssl.create_default_context(cafile=settings.certificates)
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=SECONDS, context=safe)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=SECONDS)
    try:
        if settings.security == "starttls":
            server.starttls(context=safe)
        if settings.user:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server
