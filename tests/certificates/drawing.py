"""The papers as another program reads and draws them."""

import io
import subprocess
from pathlib import Path

from pypdf import PdfReader

from certificates.documents import DocumentFacts
from certificates.rendering import render
from tests.certificates.making import make_approval_facts, make_completion_facts

BOTH = [make_completion_facts(), make_approval_facts()]
A4 = (595, 842)


def reader(facts: DocumentFacts) -> PdfReader:
    return PdfReader(io.BytesIO(render(facts)))


def words(pdf: PdfReader) -> str:
    return " ".join(pdf.pages[0].extract_text().split())


def picture(content: bytes, folder: Path, *, dots: int = 150) -> Path:
    """The first page as a picture, drawn by another program than the one that made it."""
    (folder / "page.pdf").write_bytes(content)
    command = [
        "pdftoppm",
        "-png",
        "-singlefile",
        "-r",
        str(dots),
        str(folder / "page.pdf"),
        str(folder / "page"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "page.png"


def box(pdf: PdfReader) -> tuple[int, int]:
    return round(pdf.pages[0].mediabox.width), round(pdf.pages[0].mediabox.height)
