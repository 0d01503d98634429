"""Danish first, English beside it: which language a page is in, and the catalogs, read straight from the .po files."""

from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, request
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user

LANGUAGES = ("da", "en")
COOKIE = "lang"
FOLDER = Path(__file__).parent.parent / "translations"
YEAR = 365 * 24 * 3600


class PoDomain(Domain):
    """Merges every feature's catalog once per process; there is no compile step that could be forgotten."""

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return catalogs(locale.language if locale else LANGUAGES[0])


_CATALOGS = PoDomain()


@cache
def catalogs(language: str) -> NullTranslations:
    merged = Catalog(locale=language)
    for path in sorted(FOLDER.glob(f"*/{language}/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    merged.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


def current_language() -> str:
    return str(get_locale() or LANGUAGES[0])


def language_url(language: str) -> str:
    """This page in another language, with everything else of its address kept."""
    values = [(key, value) for key, value in request.args.items(multi=True) if key != COOKIE]
    return f"{quote(request.path)}?{urlencode([*values, (COOKIE, language)])}"


def _choose() -> str:
    for wanted in (request.args.get(COOKIE), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return str(wanted)
    if current_user and current_user.is_authenticated:
        return str(current_user.actor.language)
    return LANGUAGES[0]


def _remember(response: Response) -> Response:
    wanted = request.args.get(COOKIE)
    if wanted in LANGUAGES:
        response.set_cookie(
            COOKIE, str(wanted), max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


def speak() -> None:
    """What is said from here on in this context is taken from the catalogs; each request begins with it."""
    _CATALOGS.as_default()


def init_app(app: Flask) -> None:
    Babel(app, default_locale="da", default_timezone="Europe/Copenhagen", locale_selector=_choose)
    app.before_request(speak)
    app.after_request(_remember)
    app.jinja_env.globals.update(language_url=language_url, current_language=current_language)
