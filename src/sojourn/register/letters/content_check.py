"""What a file really is, told by its content: four kinds are taken, and none that could act when it is opened."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from sojourn.errors import RegisterError

PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
#: The kinds of file that are taken, with the ending that they are given when they are handed out.
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg", TEXT: "txt"}

MB = 1024 * 1024
#: The most bytes of one file; a text of letters needs far less.
MOST = {PDF: 20 * MB, PNG: 20 * MB, JPEG: 20 * MB, TEXT: 1 * MB}

_PNG_START = b"\x89PNG\r\n\x1a\n"
_WHITE = b" \t\r\n\f\0"
#: Where a ZIP archive's table of contents begins; a file that also is an archive is two things at once.
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 66_000
#: Names by which a PDF acts, carries other files or hides what it says.
_ACTING = (
    "JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "Encrypt", "RichMedia", "XFA", "SubmitForm",
    "ImportData", "GoToE", "GoToR", "AA", "Filespec",
)  # fmt: skip
_ACTS = re.compile(rb"/(" + "|".join(_ACTING).encode() + rb")(?![A-Za-z0-9_.#-])")
#: Where a stream begins, and how it ends. It is looked for once from left to right: whoever sends a file has a say in
#: what stands in it, and no file may keep the check busy for longer than its size asks for.
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_STREAM_END = b"endstream"
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
#: Bytes that packed objects of a PDF may unpack to.
_MOST_UNPACKED = 50 * MB
_MARKUP = re.compile(r"\s*<(!doctype|html|svg|\?xml|script|body|head|iframe)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class _Stream:
    """A stream of a PDF: where it begins and ends in the file, with its words, and what lies in it."""

    begins: int
    ends: int
    body: bytes


def check_content(content: bytes, declared: str) -> str:
    """Say what a file is, if it may be taken.

    Args:
        content: the whole file.
        declared: the media type that whoever sent it named; empty or ``application/octet-stream`` says nothing.

    Raises:
        RegisterError: ``document-empty``, ``document-type``, ``document-declared``, ``document-too-large``,
            ``document-unsafe``.
    """
    if not content.strip(_WHITE):
        raise RegisterError("document-empty", "the file is empty. Next: choose the file again.")
    media = _media_of(content)
    said = declared.partition(";")[0].strip().lower().replace("image/jpg", JPEG)
    if said not in ("", "application/octet-stream", media):
        raise RegisterError(
            "document-declared",
            f"the file is sent as `{said[:60]}`, and its content is `{media}`. Allowed are files that are what "
            "they are called. Next: save it again in its own format.",
        )
    if len(content) > MOST[media]:
        raise RegisterError(
            "document-too-large",
            f"the file has {len(content):,} bytes. Allowed are {MOST[media]:,} of `{media}`. "
            "Next: scan it again with less detail, or send it in parts.",
        )
    problem = _CHECKS[media](content)
    if problem:
        raise RegisterError(
            "document-unsafe",
            f"the file cannot be kept: {problem}. Allowed are plain documents and pictures. "
            "Next: print it to a new PDF, or take a picture of it, and send that.",
        )
    return media


def _media_of(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(_PNG_START):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if _is_text(content):
        return TEXT
    raise RegisterError(
        "document-type",
        "the file is none of the kinds that are kept. Allowed are PDF, PNG, JPEG and plain text in UTF-8. "
        "Next: save or scan it as one of these.",
    )


def _is_text(content: bytes) -> bool:
    try:
        return _CONTROL.search(content.decode("utf-8")) is None
    except UnicodeDecodeError:
        return False


def _text_problem(content: bytes) -> str:
    return "it is a web page or a drawing in markup, not plain text" if _MARKUP.match(content.decode()) else ""


def _pdf_problem(content: bytes) -> str:
    end = content.rfind(b"%%EOF")
    if end < 0:
        return "it is a PDF that breaks off"
    if content[end + 5 :].strip(_WHITE) or _ZIP_END in content[-_ZIP_TAIL:]:
        return "something else is hung on to the PDF"
    streams = _streams(content)
    if streams is None:
        return "it is a PDF that breaks off"
    for part in _readable_parts(content, streams):
        found = _ACTS.search(_ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), part))
        if found:
            return f"the PDF acts, is locked, or carries other files (`/{found[1].decode()}`)"
    return ""


def _streams(content: bytes) -> list[_Stream] | None:
    """Find the streams of a PDF, in their order; nothing where one does not end."""
    found, at = [], 0
    while (begins := _STREAM.search(content, at)) is not None:
        ends = content.find(_STREAM_END, begins.end())
        if ends < 0:
            return None
        at = ends + len(_STREAM_END)
        found.append(_Stream(begins.start(), at, content[begins.end() : ends]))
    return found


def _readable_parts(content: bytes, streams: list[_Stream]) -> Iterator[bytes]:
    """Give what a PDF says outside of its streams, and what its packed objects say; pictures and fonts are passed over.

    A packed object that does not unpack is given as it stands.
    """
    begins, ends = [0, *(each.ends for each in streams)], [*(each.begins for each in streams), len(content)]
    yield b" ".join(content[first:last] for first, last in zip(begins, ends, strict=True))
    left = _MOST_UNPACKED
    for stream in streams:
        if b"ObjStm" not in content[max(0, stream.begins - 400) : stream.begins]:
            continue
        try:
            unpacked = zlib.decompressobj().decompress(stream.body, max(left, 1))
        except zlib.error:
            unpacked = stream.body
        left -= len(unpacked)
        yield unpacked if left > 0 else b"/Encrypt "  # too much to look through: taken as hidden


def _png_problem(content: bytes) -> str:
    at = len(_PNG_START)
    while at + 12 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            return "" if at == len(content) else "something else is hung on to the picture"
    return "it is a picture that breaks off"


def _jpeg_problem(content: bytes) -> str:
    if not content.rstrip(b"\0").endswith(b"\xff\xd9"):
        return "it is a picture that breaks off, or something else is hung on to it"
    return "something else is hung on to the picture" if _ZIP_END in content[-_ZIP_TAIL:] else ""


_CHECKS = {PDF: _pdf_problem, PNG: _png_problem, JPEG: _jpeg_problem, TEXT: _text_problem}
