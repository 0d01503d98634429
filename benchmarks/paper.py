"""The summary of a person as the browser gets it, beside warm bare WeasyPrint on the same HTML."""

import os
from collections.abc import Callable

import weasyprint

from benchmarks import town, visitors
from benchmarks.measure import Result, Target, compare, repeated
from benchmarks.pages import House, house
from benchmarks.systems import SQLite, System
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.paper import fonts, pdf, render
from sagsflow.paper.batch import print_many
from sagsflow.tasks.words import in_words

PAPERS = 3
BATCH = 100
WISH = {"recipient": "Beboeren", "purpose": "Samtale om forløbet"}


def run(systems: list[System]) -> list[Result]:
    sqlite = next(system for system in systems if isinstance(system, SQLite))
    url, made = town.fresh(sqlite)
    standing = house(url, made)
    try:
        return [_compared(standing, made), _batch(standing, made)]
    finally:
        standing.close()


def _compared(standing: House, made: town.Town) -> Result:
    client = standing.doors["case page"].client
    form = f"/cases/{made.long_ref}/pathway.pdf"
    token = visitors.token_of(client.get(form).text)
    path = client.post(form, data={**WISH, "csrf_token": token}).location

    def ours() -> bytes:
        answer = client.get(path)
        assert answer.data.startswith(b"%PDF"), answer.status_code
        return bytes(answer.data)

    html = _html(standing, made)
    configuration = weasyprint.text.fonts.FontConfiguration()
    faces = weasyprint.CSS(string=fonts.font_css(), font_config=configuration)

    def bare() -> bytes:
        page = weasyprint.HTML(string=html)
        written: bytes = page.write_pdf(
            stylesheets=[faces], font_config=configuration, pdf_variant="pdf/ua-1"
        )
        return written

    render.start()
    note = f"{len(html) / 1000:.0f} kB of HTML, {len(ours()) / 1000:.0f} kB of PDF; ours is the whole request, read log included"
    target = Target("times", 1.5, grace=0.15)
    return compare(
        "PDF: summary of a person",
        repeated(ours, PAPERS),
        repeated(bare, PAPERS),
        target,
        note=note,
    )


def _batch(standing: House, made: town.Town) -> Result:
    """A hundred of them on every core, beside one process that prints."""
    html = _html(standing, made)
    pages = [(str(number), html) for number in range(BATCH)]

    def printed_by(printers: int) -> Callable[[], list[object]]:
        return lambda: [paper for _name, paper in print_many(pages, printers=printers)]

    cores = os.cpu_count() or 1
    return compare(
        f"PDF: {BATCH} summaries, a printer on each core / one printer",
        repeated(printed_by(cores), 1),
        repeated(printed_by(1), 1),
        Target("speed", 1.7),
        note=f"{cores} cores; the start of the printers is in it",
    )


def _html(standing: House, made: town.Town) -> str:
    """What is printed, gathered and put together as the route does it."""
    at = standing.platform.clock.now()
    with standing.app.test_request_context(), standing.platform.database.read() as db:
        wish = Wish(
            WISH["recipient"], WISH["purpose"], language="da", sensitive=False, task_words=in_words("da")
        )
        _seen, summary = person_summary(
            db, made.worker, made.long_ref, wish, at=at, pathways=standing.platform
        )
        return pdf.person_summary_html(summary)
