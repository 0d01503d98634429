"""The PDF checker accepts what keeps PDF/UA-1 and says what does not."""

from pathlib import Path

import pytest
import weasyprint

from tests.vera.checker import BadPdf, assert_pdf_ua

PAGE = '<html lang="da"><head><title>Prøve</title></head><body><h1>Prøve</h1><p>Æblegrød</p></body></html>'


def _write(path: Path, html: str, variant: str | None) -> Path:
    weasyprint.HTML(string=html).write_pdf(path, pdf_variant=variant)
    return path


def test_a_tagged_file_is_accepted_and_an_untagged_one_is_refused_by_name(tmp_path: Path) -> None:
    sound = _write(tmp_path / "sound.pdf", PAGE, "pdf/ua-1")
    unsound = _write(tmp_path / "unsound.pdf", PAGE, None)

    assert_pdf_ua([sound])

    with pytest.raises(BadPdf, match=r"breaks some of .*unsound\.pdf") as refusal:
        assert_pdf_ua([sound, unsound])
    assert "keeps all of" in str(refusal.value)
