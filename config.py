"""Every setting, read once from the environment; docs/operations.md says what each is for."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent
DEMO_SECRET = "demo-secret-that-everybody-knows"  # noqa: S105 - refused in production
MIN_SECRET_LENGTH = 32


class BadSetting(ValueError):
    """A setting that cannot be used; the message names the variable and says what would be right."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The server that takes mail, from whom it comes, and the address of this installation that mail links to.

    `certificates` is a file with those that are trusted, where the machine's own are not right.
    """

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    certificates: str | None
    public_url: str

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2].strip("> ")


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs. `demo` is the only mode in which demo accounts and the known secret may exist.

    `second_factor`: whether everybody but the people of the demo must have one to sign in. `wall`: whether pages read behind
    row-level security.
    """

    mode: str
    secret: str
    database_url: str
    wall: bool
    host: str
    port: int
    threads: int
    workflows: Path
    templates: Path
    idle_minutes: int
    absolute_hours: int
    closed_days: frozenset[date]
    public_url: str
    case_prefix: str
    trusted_proxies: int
    review_sample: int
    second_factor: bool
    mail: MailSettings | None
    mail_opens: int
    mail_closes: int
    escalate_after: tuple[tuple[str, int], ...]
    figures_kept_from: int

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Raises BadSetting, naming the variable, when a value cannot be used or a secret is missing in production."""
        source = os.environ if environment is None else environment
        mode = source.get("SAGSFLOW_MODE", "demo")
        if mode not in {"demo", "production"}:
            raise BadSetting(f"SAGSFLOW_MODE is {mode!r}; it must be 'demo' or 'production'")
        return cls(
            mode=mode,
            secret=_secret(source, mode),
            database_url=source.get("SAGSFLOW_DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'sagsflow.db'}"),
            wall=_wall(source),
            host=source.get("SAGSFLOW_HOST", "127.0.0.1"),
            port=_number(source, "SAGSFLOW_PORT", 8000),
            threads=_number(source, "SAGSFLOW_THREADS", 8),
            workflows=Path(source.get("SAGSFLOW_WORKFLOWS", ROOT / "workflows")),
            templates=ROOT / "templates",
            idle_minutes=_number(source, "SAGSFLOW_IDLE_MINUTES", 30),
            absolute_hours=_number(source, "SAGSFLOW_ABSOLUTE_HOURS", 10),
            closed_days=_dates(source.get("SAGSFLOW_CLOSED_DAYS", "")),
            public_url=source.get("SAGSFLOW_PUBLIC_URL", ""),
            case_prefix=source.get("SAGSFLOW_CASE_PREFIX", "BSV"),
            trusted_proxies=_number(source, "SAGSFLOW_TRUSTED_PROXIES", 0),
            review_sample=_number(source, "SAGSFLOW_REVIEW_SAMPLE", 20),
            second_factor=_second_factor(source, mode),
            mail=_mail(source, mode),
            mail_opens=_hour(source, "SAGSFLOW_MAIL_OPENS", 8),
            mail_closes=_hour(source, "SAGSFLOW_MAIL_CLOSES", 16),
            escalate_after=_days_by_kind(source.get("SAGSFLOW_ESCALATE_AFTER", "10")),
            figures_kept_from=_number(source, "SAGSFLOW_FIGURES_KEPT_FROM", 10_000),
        )


def _mail(source: Mapping[str, str], mode: str) -> MailSettings | None:
    """None without SAGSFLOW_SMTP_HOST: messages then stay in Sagsflow."""
    host, public_url = source.get("SAGSFLOW_SMTP_HOST", ""), source.get("SAGSFLOW_PUBLIC_URL", "")
    if not host:
        return None
    security = source.get("SAGSFLOW_SMTP_SECURITY", "starttls")
    if security not in {"starttls", "tls", "none"}:
        raise BadSetting(f"SAGSFLOW_SMTP_SECURITY is {security!r}; it must be 'starttls', 'tls' or 'none'")
    if security == "none" and mode == "production" and host not in {"localhost", "127.0.0.1"}:
        raise BadSetting("SAGSFLOW_SMTP_SECURITY cannot be 'none' in production, but to this machine itself")
    sender = source.get("SAGSFLOW_MAIL_FROM", "")
    if "@" not in sender or not public_url:
        raise BadSetting(
            "mail needs SAGSFLOW_MAIL_FROM, an address, and SAGSFLOW_PUBLIC_URL, which it links to"
        )
    return MailSettings(
        host=host,
        port=_number(source, "SAGSFLOW_SMTP_PORT", 465 if security == "tls" else 587),
        security=security,
        user=source.get("SAGSFLOW_SMTP_USER", ""),
        password=source.get("SAGSFLOW_SMTP_PASSWORD", ""),
        sender=sender,
        certificates=source.get("SAGSFLOW_SMTP_CERTIFICATES") or None,
        public_url=public_url,
    )


def _hour(source: Mapping[str, str], name: str, default: int) -> int:
    hour = _number(source, name, default)
    if hour > 23:
        raise BadSetting(f"{name} is {hour}; it must be an hour of the day, 0 to 23")
    return hour


def _secret(source: Mapping[str, str], mode: str) -> str:
    secret = source.get("SAGSFLOW_SECRET", DEMO_SECRET if mode == "demo" else "")
    if mode == "production" and (secret == DEMO_SECRET or len(secret) < MIN_SECRET_LENGTH):
        raise BadSetting(
            "SAGSFLOW_SECRET must be set in production, to at least 32 characters that nobody else knows; "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(48))'` makes one"
        )
    return secret


def _wall(source: Mapping[str, str]) -> bool:
    wanted = source.get("SAGSFLOW_DATABASE_WALL", "off")
    if wanted not in {"on", "off"}:
        raise BadSetting(f"SAGSFLOW_DATABASE_WALL is {wanted!r}; it must be 'on' or 'off'")
    if wanted == "on" and not source.get("SAGSFLOW_DATABASE_URL", "").startswith("postgres"):
        raise BadSetting("SAGSFLOW_DATABASE_WALL can only be 'on' with PostgreSQL: SQLite has no such thing")
    return wanted == "on"


def _second_factor(source: Mapping[str, str], mode: str) -> bool:
    wanted = source.get("SAGSFLOW_SECOND_FACTOR", "off" if mode == "demo" else "required")
    if wanted not in {"required", "off"}:
        raise BadSetting(f"SAGSFLOW_SECOND_FACTOR is {wanted!r}; it must be 'required' or 'off'")
    if wanted == "off" and mode == "production":
        raise BadSetting(
            "SAGSFLOW_SECOND_FACTOR cannot be 'off' in production: everybody needs a second factor"
        )
    return wanted == "required"


def _number(source: Mapping[str, str], name: str, default: int) -> int:
    text = source.get(name, str(default))
    if not text.isdigit():
        raise BadSetting(f"{name} is {text!r}; it must be a whole number")
    return int(text)


def _days_by_kind(text: str) -> tuple[tuple[str, int], ...]:
    """`10, report_breach=1`: ten working days, and one for that kind of task; the number without a kind stands under ''."""
    found = {"": 0}
    for part in filter(None, (part.strip() for part in text.split(","))):
        kind, _, days = part.rpartition("=")
        if not days.strip().isdigit():
            raise BadSetting(
                f"SAGSFLOW_ESCALATE_AFTER has {part!r}; it must be working days like 10, or a kind of task like "
                "report_breach=1, with commas between"
            )
        found[kind.strip()] = int(days)
    return tuple(found.items())


def _dates(text: str) -> frozenset[date]:
    try:
        return frozenset(date.fromisoformat(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as wrong:
        raise BadSetting(
            f"SAGSFLOW_CLOSED_DAYS must be dates like 2026-12-24, with commas between: {wrong}"
        ) from wrong
