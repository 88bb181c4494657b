"""The tokenizer: service characters, release characters, noise, character sets, places in the file."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import EvidenceError
from sojourn.evidence.edifact import Interchange, read_interchanges

PLAIN = b"UNA:+.? 'UNB+UNOA:4+ONE+TWO+260601:0900+R1'UNH+M1+PAXLST:D:12B:UN'BGM+745'UNT+3+M1'UNZ+1+R1'"


def _only(data: bytes) -> Interchange:
    (interchange,) = read_interchanges(data)
    return interchange


def _said(data: bytes) -> list[tuple[str, list[list[str]]]]:
    return [(segment.tag, segment.elements) for segment in _only(data).segments]


def test_segments_carry_tag_elements_and_place() -> None:
    bgm = _only(PLAIN).segments[2]
    assert (bgm.tag, bgm.get(1), bgm.number) == ("BGM", "745", 3)
    assert PLAIN[bgm.offset : bgm.end] == b"BGM+745"


def test_a_missing_element_or_component_is_an_empty_text() -> None:
    bgm = _only(PLAIN).segments[2]
    assert (bgm.get(7), bgm.get(1, 4)) == ("", "")


def test_una_is_told_as_it_stands_and_is_null_when_implied() -> None:
    assert _only(PLAIN).una == "UNA:+.? '"
    assert _only(PLAIN.removeprefix(b"UNA:+.? '")).una is None


@pytest.mark.parametrize(
    ("una", "element", "component", "terminator"),
    [
        ("UNA:*.? #", "*", ":", "#"),
        ("UNA;|.? ~", "|", ";", "~"),
        ("UNA\x1f\x1d.? \x1c", "\x1d", "\x1f", "\x1c"),
        ("UNA:+.?'", "+", ":", "'"),
        ("UNA:+.? \n", "+", ":", "\n"),
        ("", "*", ":", '"'),
        ("", "+", ":", "\n"),
        ("", "+", ":", "\r\n"),
        ("", "+", ":", "\r"),
        ("", "\x1d", "\x1f", "\x1c"),
        ("UNA:+.? '", "*", ":", "#"),
    ],
)
def test_any_service_characters_are_understood(una: str, element: str, component: str, terminator: str) -> None:
    body = PLAIN.removeprefix(b"UNA:+.? '").decode()
    body = body.replace("+", element).replace(":", component).replace("'", terminator)
    assert _said((una + body).encode()) == _said(PLAIN)


def test_a_hard_line_break_may_fall_anywhere_even_in_a_tag() -> None:
    wrapped = PLAIN[:9] + b"\r\n".join(PLAIN[9:][start : start + 7] for start in range(0, len(PLAIN) - 9, 7))
    assert _said(wrapped) == _said(PLAIN)


def test_what_a_network_puts_around_an_interchange_is_left_out() -> None:
    noisy = (
        b"\x01QU ABCDEFG\r\n.HIJKLMN 011200\r\n\x02"
        + PLAIN
        + b"\r\n\x03\r\nScanned by UN Antivirus, UNIT 4\r\n\x00\x00"
    )
    assert _said(noisy) == _said(PLAIN)


@pytest.mark.parametrize(
    "between",
    [b"\r\n\x03\r\n\x01QU ABCDEFG\r\n.HIJKLMN 011201\r\n\x02", b"\r\nQU ABCDEFG HIJKLMN\r\n.OPQRSTU 011201\r\n"],
)
def test_what_a_network_puts_between_two_blocks_is_left_out(between: bytes) -> None:
    assert _said(PLAIN.replace(b"PAXLST:D", b"PAX" + between + b"LST:D")) == _said(PLAIN)


def test_offsets_stay_those_of_the_file_behind_noise() -> None:
    noisy = b"HEADER\r\n" + PLAIN.replace(b"'", b"'\r\n  ")
    bgm = _only(noisy).segments[2]
    assert noisy[bgm.offset :].startswith(b"BGM+745")


def test_a_segment_behind_a_line_of_noise_is_kept_with_a_remark() -> None:
    interchange = _only(PLAIN.replace(b"BGM", b"PAGE 2 OF 3\r\nBGM"))
    assert [segment.tag for segment in interchange.segments] == ["UNB", "UNH", "BGM", "UNT", "UNZ"]
    assert [remark.code for remark in interchange.remarks] == ["noise"]


def test_released_characters_are_plain_text() -> None:
    segments = _said(PLAIN.replace(b"BGM+745", b"BGM+A?+B?:C?'D??:E"))
    assert segments[2] == ("BGM", [["BGM"], ["A+B:C'D?", "E"]])


def test_a_line_break_may_part_the_release_character_from_what_it_releases() -> None:
    segments = _said(PLAIN.replace(b"BGM+745", b"BGM+O?\r\n'X"))
    assert segments[2] == ("BGM", [["BGM"], ["O'X"]])


def test_without_a_release_character_a_question_mark_is_text() -> None:
    segments = _said(PLAIN.replace(b"UNA:+.? '", b"UNA:+.  '").replace(b"BGM+745", b"BGM+A?"))
    assert segments[2] == ("BGM", [["BGM"], ["A?"]])


def test_of_a_repeated_element_the_first_counts() -> None:
    segments = _said(PLAIN.replace(b"UNA:+.? '", b"UNA:+.?*'").replace(b"BGM+745", b"BGM+A:B*C:D+E"))
    assert segments[2] == ("BGM", [["BGM"], ["A", "B"], ["E"]])


def test_tags_may_be_lower_case_or_followed_by_blanks() -> None:
    assert [segment.tag for segment in _only(PLAIN.lower()).segments] == ["UNB", "UNH", "BGM", "UNT", "UNZ"]
    assert _only(PLAIN.replace(b"BGM+", b"BGM +")).segments[2].get(1) == "745"


@pytest.mark.parametrize(
    ("level", "charset"),
    [("UNOC", "latin-1"), ("UNOC", "utf-8"), ("UNOY", "utf-8"), ("UNOA", "cp1252"), ("UNOA", "utf-8")],
)
def test_letters_beyond_ascii_are_read_in_the_character_set_that_fits(level: str, charset: str) -> None:
    data = PLAIN.replace(b"UNOA", level.encode()).replace(b"745", "JOSÉ".encode(charset))
    assert _only(data).segments[2].get(1) == "JOSÉ"


def test_a_declared_national_character_set_is_believed() -> None:
    data = PLAIN.replace(b"UNOA", b"UNOE").replace(b"745", "ТАНЯ".encode("iso8859_5"))
    assert _only(data).segments[2].get(1) == "ТАНЯ"


def test_several_interchanges_each_have_their_own_service_characters() -> None:
    other = (
        PLAIN.replace(b"UNA:+.? '", b"UNA:*.? #").replace(b"+", b"*").replace(b"'", b"#").replace(b"UNA:*", b"UNA:*")
    )
    first, second = read_interchanges(PLAIN + b"\r\n\r\n" + other)
    assert [segment.elements for segment in first.segments] == [segment.elements for segment in second.segments]
    assert second.segments[0].number == 6


@pytest.mark.parametrize("value", ["UNB", "UNB:MARIA", "UNA:X", "UNH", "UNZ", "X UNB"])
def test_a_value_that_reads_like_a_service_segment_starts_nothing(value: str) -> None:
    assert len(_only(PLAIN.replace(b"745", value.encode())).segments) == 5


def test_an_interchange_header_without_version_is_read() -> None:
    data = PLAIN.removeprefix(b"UNA:+.? '").replace(b"UNOA:4", b"UNOA")
    assert [tag for tag, _ in _said(data)] == ["UNB", "UNH", "BGM", "UNT", "UNZ"]


def test_an_interchange_without_unz_ends_where_the_next_begins() -> None:
    first, second = read_interchanges(PLAIN.replace(b"UNZ+1+R1'", b"") + PLAIN)
    assert [first.segments[-1].tag, second.segments[0].tag] == ["UNT", "UNB"]


def test_a_message_without_any_interchange_header_is_read() -> None:
    assert [tag for tag, _ in _said(PLAIN[PLAIN.index(b"UNH") :])] == ["UNH", "BGM", "UNT", "UNZ"]


def test_a_segment_that_is_cut_off_is_left_out_and_told() -> None:
    interchange = _only(PLAIN[: PLAIN.index(b"745") + 2])
    assert [segment.tag for segment in interchange.segments] == ["UNB", "UNH"]
    start, end = interchange.broken_end or (0, 0)
    assert PLAIN[start:end] == b"BGM+74"


def test_a_last_trailer_without_terminator_counts_and_its_footer_does_not() -> None:
    trailer = _only(PLAIN[:-1] + b"\r\nEnd of transmission").segments[-1]
    assert (trailer.tag, trailer.get(2)) == ("UNZ", "R1")


@pytest.mark.parametrize("data", [b"", b"UNITED NATIONS, UNANIMOUS", b"\x00\xff" * 50, b"a,b\n1,2\n"])
def test_what_is_no_edifact_is_an_error_with_a_code(data: bytes) -> None:
    with pytest.raises(EvidenceError) as raised:
        read_interchanges(data)
    assert raised.value.code == "not-edifact"


def test_many_release_characters_and_headers_take_no_long_time() -> None:
    data = PLAIN.replace(b"745", b"?'" * 50_000 + b"\x03" * 50_000 + b"\x01" * 50_000 + b"?" * 50_001)
    assert read_interchanges(data + PLAIN * 200)


@given(st.binary(max_size=300))
def test_any_bytes_give_segments_or_the_error(tail: bytes) -> None:
    with contextlib.suppress(EvidenceError):
        read_interchanges(tail)
    segments = [segment for interchange in read_interchanges(PLAIN[:60] + tail) for segment in interchange.segments]
    assert all(0 <= segment.offset <= segment.end <= 60 + len(tail) for segment in segments)


_VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f\xa0"), max_size=12)


@given(st.lists(st.lists(_VALUE, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_is_written_with_release_characters_is_read_back(elements: list[list[str]]) -> None:
    def released(text: str) -> str:
        return "".join(f"?{char}" if char in ":+?'" else char for char in text)

    written = "+".join(":".join(map(released, parts)) for parts in elements)
    data = PLAIN.replace(b"UNOA", b"UNOY").replace(b"BGM+745", f"BGM+{written}".encode())
    assert _only(data).segments[2].elements[1:] == elements
