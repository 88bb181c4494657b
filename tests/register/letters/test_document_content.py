"""What a file really is: four kinds are taken, and none that acts, hides or is two things at once."""

from __future__ import annotations

import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_people import PDF, PNG

from sojourn.errors import RegisterError
from sojourn.register.letters.content_check import MOST, TEXT, check_content

JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"
ZIP_TAIL = b"PK\x05\x06" + b"\0" * 18


def with_object(words: bytes) -> bytes:
    return PDF.replace(b"/Type /Catalog", b"/Type /Catalog " + words)


def packed(words: bytes) -> bytes:
    body = zlib.compress(words)
    stream = b"2 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + body + b"endstream\nendobj\n"
    return PDF.replace(b"trailer", stream + b"trailer")


@pytest.mark.parametrize(
    ("content", "declared", "media"),
    [
        (PDF, "application/pdf", "application/pdf"),
        (PNG, "image/png", "image/png"),
        (JPEG, "image/jpg", "image/jpeg"),
        ("Señor, I left on 3 May.\n".encode(), "text/plain; charset=utf-8", "text/plain"),
        (PDF, "", "application/pdf"),
        (PDF, "application/octet-stream", "application/pdf"),
    ],
)
def test_plain_documents_and_pictures_are_taken_for_what_they_are(content: bytes, declared: str, media: str) -> None:
    assert check_content(content, declared) == media


@pytest.mark.parametrize(
    ("content", "declared", "code"),
    [
        (b"", "", "document-empty"),
        (b" \n\0", "", "document-empty"),
        (b"PK\x03\x04\0\0\0", "application/zip", "document-type"),
        (b"MZ\x90\0\3", "", "document-type"),
        (b"\xef\xbb\xff", "", "document-type"),
        (PNG, "application/pdf", "document-declared"),
        (b"hello", "text/html", "document-declared"),
        (b"a" * (MOST[TEXT] + 1), "text/plain", "document-too-large"),
        (b"  <!DOCTYPE html><script>", "text/plain", "document-unsafe"),
        (b"<svg onload=x>", "text/plain", "document-unsafe"),
        (with_object(b"/OpenAction << /S /JavaScript /JS (app.alert) >>"), "", "document-unsafe"),
        (with_object(b"/S /J#61vaScript"), "", "document-unsafe"),
        (with_object(b"/Names << /EmbeddedFiles 3 0 R >>"), "", "document-unsafe"),
        (with_object(b"/AA << /O 4 0 R >>"), "", "document-unsafe"),
        (PDF.replace(b"/Root", b"/Encrypt 9 0 R /Root"), "", "document-unsafe"),
        (packed(b"5 0 << /S /Launch /F (x) >>"), "", "document-unsafe"),
        (PDF.replace(b"%%EOF\n", b""), "", "document-unsafe"),
        (PDF + b"<html>", "", "document-unsafe"),
        (PDF.replace(b"%%EOF", ZIP_TAIL + b"%%EOF"), "", "document-unsafe"),
        (PNG + ZIP_TAIL, "", "document-unsafe"),
        (PNG[:-4], "", "document-unsafe"),
        (JPEG + b"<?php", "", "document-unsafe"),
        (JPEG[:-2] + ZIP_TAIL + b"\xff\xd9", "", "document-unsafe"),
    ],
)
def test_everything_else_is_refused_with_its_reason(content: bytes, declared: str, code: str) -> None:
    with pytest.raises(RegisterError) as problem:
        check_content(content, declared)
    assert problem.value.code == code


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]))
def test_whatever_bytes_come_they_are_taken_or_refused_and_nothing_else(content: bytes, start: bytes) -> None:
    try:
        taken = check_content(start + content, "")
    except RegisterError as problem:
        taken = problem.code
    assert taken in {"application/pdf", "image/png", "image/jpeg", "text/plain"} or taken.startswith("document-")


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (b"stream\n", "document-unsafe"),
        (b"2 0 obj << /Type /ObjStm >> stream\nendstream\n", ""),
        (b"#61", ""),
    ],
)
def test_a_file_of_two_megabytes_made_to_keep_the_check_busy_keeps_it_for_less_than_a_second(
    part: bytes, code: str
) -> None:
    content = b"%PDF-1.7\n" + part * (2 * 1024 * 1024 // len(part)) + b"\n%%EOF\n"
    began, found = time.process_time(), ""
    try:
        check_content(content, "application/pdf")
    except RegisterError as problem:
        found = problem.code
    assert (found, time.process_time() - began < 1) == (code, True)


def test_a_stream_that_never_ends_hides_nothing() -> None:
    with pytest.raises(RegisterError, match="breaks off"):
        check_content(with_object(b"/X 1 >>\nstream\n/S /JavaScript"), "application/pdf")


def test_a_letter_of_ours_passes_as_a_document() -> None:
    from test_letter_rendering import AT, told

    from sojourn.register.letters.rendering import pdf_of

    assert check_content(pdf_of(told("Kim"), AT), "application/pdf") == "application/pdf"
