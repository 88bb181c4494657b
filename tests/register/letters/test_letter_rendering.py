"""The PDF of a letter: whatever stands in a name or an address is printed, and never read as markup."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from letter_people import text_of

from sojourn.register.letters.rendering import FactTold, LetterTold, RuleTold, Section, lines_of, pdf_of, plain

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def told(given_text: str, language: str = "en") -> LetterTold:
    line = plain(given_text)
    return LetterTold(
        language=language,
        reference="N-7F3K9X2QH4TB",
        made_on="23 November 2026",
        service_name="Example service",
        service_address=("1 Example Square",),
        to=(line, *lines_of(given_text)),
        title=line or "-",
        opening=(line,),
        sections=(Section("deadline", line, (line, "the words at the end")),),
        facts=(FactTold((line,), (line,), line),),
        reasons=(line,),
        rules=(RuleTold(line, line, line),),
        changes=(line,),
        copy_to=(line,),
    )


@given(
    st.text(max_size=60)
    | st.text(alphabet="#$*_`[]{}()<>@\\/\"'~=-+\u202e\u2066\u200fمحد😀ü&%", max_size=60)
    | st.sampled_from(["#panic()", '#read("/etc/passwd")', "#import", "$x$", "= Title", "\\u{0}", "/* x", "@ref"]),
    st.sampled_from(["en", "ar"]),
)
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_letter_or_is_taken_for_markup(text: str, language: str) -> None:
    pdf = pdf_of(told(text, language), AT)
    assert pdf.startswith(b"%PDF-")
    assert b"/JavaScript" not in pdf


def test_markup_in_an_address_is_printed_as_it_stands() -> None:
    text = text_of(pdf_of(told('#sys.version *b* $a$ "q" \\ #read("x")'), AT))
    assert '#sys.version *b* $a$ "q" \\ #read("x")' in text


def test_characters_that_turn_the_direction_of_others_are_left_out() -> None:
    assert plain("Kim\u202e gnirts\u2066\n7") == "Kim gnirts 7"
    assert lines_of("1 Lane\r\n\u202e\n2 Town") == ("1 Lane", "2 Town")


def test_the_same_letter_at_the_same_time_gives_the_same_bytes() -> None:
    assert pdf_of(told("Kim"), AT) == pdf_of(told("Kim"), AT)


def test_the_letter_is_set_in_fonts_of_its_own_and_can_be_read_aloud() -> None:
    pdf = pdf_of(told("محمد Kim", "ar"), AT)
    assert b"Amiri" in pdf
    assert b"NotoSans" in pdf
    assert b"DejaVu" not in pdf
    assert b"/MarkInfo" in pdf
    assert b"/Lang" in pdf
