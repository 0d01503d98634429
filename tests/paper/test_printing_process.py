"""A print is made in a process of its own: limited, without files or network, and replaced when it fails."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from pypdf import PdfReader

from sagsflow.paper.errors import PaperFailed, PaperTooLarge
from sagsflow.paper.render import Renderer, render_pdf
from sagsflow.paper.worker import Limits

MIB = 1 << 20


def page(body: str) -> str:
    style = "body { font-family: 'IBM Plex Sans', 'IBM Plex Sans Arabic' }"
    return f"<!doctype html><html lang='da'><head><title>Prøve</title><style>{style}</style></head><body>{body}</body></html>"


def text_of(pdf: bytes) -> str:
    return "\n".join(part.extract_text() for part in PdfReader(BytesIO(pdf)).pages)


def printers() -> set[int]:
    own = psutil.Process().children(recursive=True)
    return {child.pid for child in own if any(part.endswith("child.py") for part in child.cmdline())}


@pytest.fixture
def quick() -> Iterator[Renderer]:
    """A renderer that loses patience after a second of work, with one printing process."""
    renderer = Renderer(Limits(cpu_seconds=1, memory_bytes=512 * MIB, html_bytes=4 * MIB), printers=1)
    yield renderer
    renderer.close()


def test_danish_and_arabic_letters_stand_in_the_text_of_the_pdf() -> None:
    assert "Æblegrød på Ø" in text_of(render_pdf(page("<p>Æblegrød på Ø</p>")))
    letters = set(text_of(render_pdf(page("<p dir='rtl'>مريم</p>"))))
    assert letters & set("مريم") or letters & set(map(chr, range(0xFE70, 0xFEFF)))


def test_every_font_of_the_pdf_is_our_own_and_embedded() -> None:
    pdf = PdfReader(BytesIO(render_pdf(page("<p>Æ <b>ø</b> <i>å</i> سلام</p>"))))
    fonts = [font.get_object() for font in pdf.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf types a dictionary as any object
    assert fonts
    assert all("IBM-Plex" in font["/BaseFont"].replace("IBMPlex", "IBM-Plex") for font in fonts)
    described = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(description) for description in described)


def test_a_sign_that_no_font_has_becomes_a_lozenge() -> None:
    text = text_of(render_pdf(page("<p>Glad \N{GRINNING FACE} hilsen</p>")))
    assert "Glad \N{LOZENGE} hilsen" in text


def test_a_page_reaches_neither_files_nor_the_network(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hemmelighed")
    pdf = render_pdf(
        page(f"<link rel=attachment href='file://{secret}'><a rel=attachment href='{secret}'>x</a>")
    )
    assert "/EmbeddedFiles" not in str(PdfReader(BytesIO(pdf)).trailer["/Root"])
    assert b"hemmelighed" not in pdf


@pytest.mark.parametrize(
    ("bomb", "reason"),
    [
        ("<table><tr><td colspan='1000000'>x</td></tr></table>", "took-too-long"),
        ("<div>" * 3000, "too-deep"),
        ("x" * 5 * MIB, "too-much-text"),
    ],
)
def test_a_bomb_is_refused_by_name_and_the_next_page_prints(quick: Renderer, bomb: str, reason: str) -> None:
    with pytest.raises(PaperTooLarge) as refusal:
        quick.render(page(bomb))
    assert refusal.value.reason == reason
    assert "bagefter" in text_of(quick.render(page("<p>bagefter</p>")))


def test_a_page_that_needs_too_much_memory_is_refused() -> None:
    renderer = Renderer(Limits(memory_bytes=265 * MIB, cpu_seconds=300, wall_seconds=300))
    with pytest.raises(PaperTooLarge) as refusal:
        renderer.render(page("<p>x</p>" * 60_000))
    renderer.close()
    assert refusal.value.reason == "took-too-much-memory"


def test_a_printing_process_makes_its_number_of_prints_and_then_a_fresh_one_takes_its_place() -> None:
    renderer, before = Renderer(Limits(jobs=2), printers=1), printers()
    seen = []
    for _ in range(3):
        renderer.render(page("<p>x</p>"))
        seen.append(printers() - before)
    renderer.close()
    assert seen[0].isdisjoint(seen[1])
    assert seen[1] == seen[2]


def test_many_threads_print_at_once_and_each_gets_its_own_page() -> None:
    with ThreadPoolExecutor(8) as threads:
        texts = list(
            threads.map(lambda number: text_of(render_pdf(page(f"<p>Side nummer {number}.</p>"))), range(24))
        )
    assert [text.strip() for text in texts] == [f"Side nummer {number}." for number in range(24)]


def test_a_forked_copy_of_the_application_prints_with_a_printer_of_its_own() -> None:
    code = (
        "import os\nfrom sagsflow.paper.render import render_pdf\nhtml = '<html lang=da><title>x</title>x'\n"
        "render_pdf(html)\npid = os.fork()\nassert render_pdf(html).startswith(b'%PDF')\n"
        "if pid:\n    assert os.waitpid(pid, 0)[1] == 0\n    assert render_pdf(html).startswith(b'%PDF')"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_closing_leaves_no_process_and_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = {child.pid for child in psutil.Process().children()}
    renderer = Renderer()
    renderer.start()
    renderer.render(page("<p>x</p>"))
    assert {child.pid for child in psutil.Process().children()} > before
    renderer.close()
    assert {child.pid for child in psutil.Process().children()} == before
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(PaperFailed, match="closed"):
        renderer.render(page("<p>x</p>"))


def test_the_application_ends_cleanly_with_its_printer_even_without_closing_it() -> None:
    code = (
        "import psutil; from sagsflow.paper.render import render_pdf; render_pdf('<html lang=da><title>x</title>x');"
        "print(*[child.pid for child in psutil.Process().children()])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.split()
    assert not any(psutil.pid_exists(int(pid)) for pid in done.stdout.split())


def test_secrets_of_the_environment_do_not_reach_the_printing_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SAGSFLOW_SECRET", "must not leave")
    before, renderer = printers(), Renderer()
    renderer.render(page("<p>x</p>"))
    (pid,) = printers() - before
    environment = psutil.Process(pid).environ()
    renderer.close()
    assert not any("SAGSFLOW" in name for name in environment)
