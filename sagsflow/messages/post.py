"""The way of a message into the mail: when it is due, which go together in a letter, and the letter itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import MailSettings
from sagsflow.accounts.models import User
from sagsflow.core.ids import new_token
from sagsflow.jobs import service as jobs
from sagsflow.jobs.registry import Duty, Errand, Payload
from sagsflow.messages import letters, mail
from sagsflow.messages.hooks import HOOKS, Enclosure, Setting
from sagsflow.messages.hours import Hours
from sagsflow.messages.kinds import KINDS
from sagsflow.messages.mail import Outcome
from sagsflow.messages.models import POST, How, Letter, LetterState, Message, MessageChoice
from sagsflow.messages.service import GATHER, PLAN, enqueue_post
from sagsflow.web.platform import Platform

NO_ADDRESS = "no-address"


def handlers(platform: Platform) -> Mapping[str, Duty]:
    """What the worker does with messages. Without a mail server they stay in Sagsflow."""
    settings = platform.settings
    return handlers_of(Hours(platform.calendar, settings.mail_opens, settings.mail_closes), settings.mail)


def handlers_of(hours: Hours, settings: MailSettings | None) -> Mapping[str, Duty]:
    office = Office(hours, settings)
    errand = Errand(office.prepare, office.carry_out, office.settle)
    return {PLAN: office.plan, GATHER: office.gather, POST: errand}


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter as it goes out; None when the person has no address any more."""

    letter: EmailMessage | None


@dataclass(frozen=True, slots=True)
class Office:
    """Working hours and the mail server, if there is one."""

    hours: Hours
    settings: MailSettings | None

    def plan(self, db: Session, payload: Payload, at: datetime) -> None:
        """When each message goes, as its reader has chosen; without an address it does not."""
        if self.settings is None:
            return
        for message, how in _with_choices(db, payload["messages"]):
            kind = KINDS.get(message.kind)
            if kind is None:
                continue
            message.mail_due = self._due(how or kind.how, message.at, at, urgent=kind.urgent)
            if message.mail_due is not None:
                key = f"{GATHER}:{message.id}"
                jobs.enqueue(db, kind=GATHER, key=key, at=message.mail_due, payload={"user": message.user_id})

    def _due(self, how: How, told_at: datetime, at: datetime, *, urgent: bool) -> datetime | None:
        """Reckoned from when it was told. Should no worker have looked in time, it goes at the next hour at which mail may go."""
        due = self.hours.due(how, told_at, urgent=urgent)
        return self.hours.due(How.AT_ONCE, at, urgent=urgent) if due is not None and due < at else due

    def gather(self, db: Session, payload: Payload, at: datetime) -> None:
        """Puts everything that is due for one person, and that she has not read meanwhile, into one letter."""
        waiting = (
            sa.select(Message)
            .where(
                Message.user_id == payload["user"],
                Message.letter_id.is_(None),
                Message.mail_due <= at,
                Message.read_at.is_(None),
            )
            .order_by(Message.id)
            .with_for_update()
        )
        found = db.scalars(waiting).all()
        if not found:
            return
        letter = Letter(user_id=payload["user"], token=new_token(), created_at=at, posted=1)
        db.add(letter)
        db.flush()
        for message in found:
            message.letter_id = letter.id
        enqueue_post(db, letter, at)

    def prepare(self, db: Session, payload: Payload, _at: datetime) -> Ready | None:
        """None when it has been sent already, or is being sent anew."""
        letter = db.get(Letter, payload["letter"])
        if letter is None or letter.state is not LetterState.WAITING or letter.posted != payload["posted"]:
            return None
        reader = db.get_one(User, letter.user_id)
        if self.settings is None:
            raise mail.MailDelayed("no-server")
        if not reader.active or not reader.email:
            return Ready(None)
        said = sa.select(Message.kind, Message.target).where(Message.letter_id == letter.id)
        rows = [(kind, target) for kind, target in db.execute(said.order_by(Message.id))]
        setting = Setting(reader.language, self.settings.public_url)
        return Ready(
            letters.write(
                self.settings,
                address=reader.email,
                language=reader.language,
                token=letter.token,
                written_at=letter.created_at,
                kinds=[kind for kind, _target in rows if kind in KINDS],
                enclosed=_enclosed(db, rows, setting),
            )
        )

    def carry_out(self, ready: Ready) -> Outcome:
        if ready.letter is None:
            return Outcome(NO_ADDRESS)
        assert self.settings is not None
        return mail.send(self.settings, ready.letter)

    def settle(self, db: Session, payload: Payload, outcome: Outcome, at: datetime) -> None:
        letter = db.get_one(Letter, payload["letter"], with_for_update=True)
        letter.state = LetterState.REFUSED if outcome.refused else LetterState.SENT
        letter.code, letter.settled_at = outcome.refused or None, at


def _enclosed(db: Session, rows: Sequence[tuple[str, str]], setting: Setting) -> Sequence[Enclosure]:
    """The files that go with these messages; what several of them are about goes once."""
    wanted = dict.fromkeys(
        (HOOKS.enclosures[kind], target) for kind, target in rows if kind in HOOKS.enclosures
    )
    made = (enclose(db, target, setting) for enclose, target in wanted)
    return [enclosure for enclosure in made if enclosure is not None]


def _with_choices(db: Session, ids: Sequence[int]) -> Sequence[tuple[Message, How | None]]:
    """Messages to people who are there and have an address, with what they have chosen for the kind."""
    chosen = sa.and_(MessageChoice.user_id == Message.user_id, MessageChoice.kind == Message.kind)
    query = (
        sa.select(Message, MessageChoice.how)
        .join(User, User.id == Message.user_id)
        .outerjoin(MessageChoice, chosen)
        .where(Message.id.in_(ids), User.active, User.email.is_not(None))
        .order_by(Message.id)
    )
    return [(message, how) for message, how in db.execute(query)]
