"""Messages become movements: direction, times, close-out, changes, envelopes, places in the file."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import UTC, date, datetime
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paxlst_writer import LEG, envelope, interchange, message, person

from benchmarks.paxlst import measure
from sojourn.errors import EvidenceError
from sojourn.evidence.paxlst import Reading, read_paxlst, summarise
from sojourn.tables import MOVEMENTS

RECEIVED = datetime(2026, 6, 2, tzinfo=UTC)
CHAIN = (
    "TDT+20+XZ877+++XZ'LOC+92+BCN'DTM+189:2606011100:201'LOC+92+IAD'DTM+232:2606011700:201'"
    "TDT+20+XZ877+++XZ'LOC+92+IAD'DTM+189:2606011930:201'LOC+92+SFO'DTM+232:2606012330:201'"
)


def _read(data: bytes, country: str | None = None) -> Reading:
    return read_paxlst(data, country=country, recorded_at=RECEIVED)


def _codes(reading: Reading) -> list[str]:
    return [remark.code for remark in reading.remarks]


def _legs(reading: Reading) -> list[tuple[object, object, object]]:
    return [(row["direction"], row["from_port"], row["to_port"]) for row in reading.movements]


def test_a_passenger_becomes_a_row_with_exactly_the_columns_of_movements() -> None:
    data = interchange(message(person()))
    (row,) = _read(data).movements
    assert list(row) == [column.name for column in MOVEMENTS]
    digest = hashlib.sha256(data).hexdigest()
    assert {name: value for name, value in row.items() if value is not None and name != "movement_id"} == {
        "feed": "carrier:KL",
        "kind": "manifest",
        "direction": "arrival",
        "occurred_at": datetime(2026, 6, 1, 19, 10, tzinfo=UTC),
        "local_date": date(2026, 6, 1),
        "port": "JFK",
        "from_port": "AMS",
        "to_port": "JFK",
        "mode": "air",
        "transport": "KL641",
        "surname": "VERHOEVEN",
        "given_names": "SASKIA",
        "birth_date": "1980-01-02",
        "sex": "F",
        "nationality": "NLD",
        "document_type": "P",
        "document_number": "NX1234567",
        "document_issuer": "NLD",
        "recorded_at": RECEIVED,
        "raw": f"sha256:{digest}#{data.index(b'NAD+FL')}",
    }


def test_the_country_decides_the_direction_and_whose_clock_counts() -> None:
    data = interchange(message(person()))
    (row,) = _read(data, "NLD").movements
    assert (row["direction"], row["port"]) == ("departure", "AMS")
    assert row["occurred_at"] == datetime(2026, 6, 1, 11, 0, tzinfo=UTC)


def test_a_flight_elsewhere_is_counted_and_gives_no_row() -> None:
    reading = _read(interchange(message(person())), "JPN")
    assert (reading.movements, reading.counts) == ([], {"elsewhere": 1})


def test_a_flight_inside_the_country_is_no_crossing() -> None:
    reading = _read(interchange(message(person(), legs=LEG.replace("AMS", "SJU"))))
    assert (reading.movements, reading.counts) == ([], {"inside": 1})


@pytest.mark.parametrize("recipient", ["USCSAPIS", "DHS:ZZ", "NLAPIS", "NLDAPI"])
def test_the_name_of_the_recipient_tells_the_country(recipient: str) -> None:
    assert len(_read(interchange(message(person()), recipient=recipient)).movements) == 1


@pytest.mark.parametrize("recipient", ["JPAPIS", "CUSTOMS", "ABCAPIS", ""])
def test_without_a_telling_recipient_the_country_is_needed(recipient: str) -> None:
    with pytest.raises(EvidenceError) as raised:
        _read(interchange(message(person()), recipient=recipient))
    assert raised.value.code == "country-needed"


def test_a_country_that_is_none_is_an_error() -> None:
    with pytest.raises(EvidenceError, match="unknown-country"):
        _read(interchange(message(person())), "US")


def test_a_receipt_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        read_paxlst(interchange(message(person())), country="USA", recorded_at=datetime(2026, 6, 2))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("country", "embarks", "debarks", "legs"),
    [
        ("USA", "BCN", "SFO", [("arrival", "BCN", "IAD")]),
        ("USA", "BCN", "IAD", [("arrival", "BCN", "IAD")]),
        ("USA", "IAD", "SFO", []),
        ("USA", "LIS", "HNL", [("arrival", "BCN", "IAD")]),
        ("ESP", "BCN", "SFO", [("departure", "BCN", "IAD")]),
        ("ESP", "IAD", "SFO", []),
    ],
)
def test_on_a_progressive_flight_each_person_crosses_on_the_leg_they_travel(
    country: str, embarks: str, debarks: str, legs: list[tuple[str, str, str]]
) -> None:
    data = interchange(message(person(more=f"LOC+178+{embarks}'LOC+179+{debarks}'"), legs=CHAIN))
    assert _legs(_read(data, country)) == legs


def test_a_flight_that_touches_down_in_the_country_crosses_twice() -> None:
    data = interchange(message(person(role="DDU"), legs=CHAIN.replace("SFO", "NRT")))
    reading = _read(data, "USA")
    assert _legs(reading) == [("arrival", "BCN", "IAD"), ("departure", "IAD", "NRT")]
    assert [row["outcome"] for row in reading.movements] == ["transit", "transit"]
    assert len({str(row["movement_id"]) for row in reading.movements}) == 2


@pytest.mark.parametrize(
    "calls",
    [
        "LOC+92+BCN'DTM+189:2606011100:201'LOC+92+IAD'DTM+232:2606011700:201'DTM+189:2606011930:201'LOC+92+SFO'DTM+232:2606012330:201'",
        "LOC+125+BCN'DTM+189:2606011100:201'LOC+87+IAD'DTM+232:2606011700:201'LOC+130+SFO'DTM+232:2606012330:201'",
        "LOC+92+BCN'DTM+189:2606011100:201'LOC+92+IAD'LOC+92+IAD'LOC+92+SFO'DTM+232:2606011700:201'",
    ],
)
def test_one_tdt_may_hold_several_legs(calls: str) -> None:
    data = interchange(message(person(), legs=f"TDT+20+XZ877+++XZ'{calls}"))
    assert _legs(_read(data, "ESP")) == [("departure", "BCN", "IAD")]
    assert _legs(_read(data, "USA")) == [("arrival", "BCN", "IAD")]


@pytest.mark.parametrize(
    ("tdt", "feed", "transport", "mode"),
    [
        ("20+KL641+++KL", "carrier:KL", "KL641", "air"),
        ("20+KL641", "carrier:KL", "KL641", "air"),
        ("20+U28765", "carrier:U2", "U28765", "air"),
        ("20+BAW117", "carrier:BAW", "BAW117", "air"),
        ("20+0641+++KL", "carrier:KL", "KL0641", "air"),
        ("20+ZX877+++XZ", "carrier:XZ", "ZX877", "air"),
        ("20+NORTHSTAR 7+1++ABCD", "carrier:ABCD", "NORTHSTAR7", "sea"),
        ("20+COACH9+03", "sender:KLM", "COACH9", "land"),
        ("20+COACHLINE", "sender:KLM", "COACHLINE", None),
    ],
)
def test_the_carrier_names_the_feed(tdt: str, feed: str, transport: str, mode: str | None) -> None:
    (row,) = _read(interchange(message(person(), legs=LEG.replace("20+KL641+++KL", tdt)))).movements
    assert (row["feed"], row["transport"], row["mode"]) == (feed, transport, mode)


def test_an_overflight_crosses_nothing() -> None:
    reading = _read(interchange(message(person(), legs=LEG.replace("TDT+20", "TDT+34"))))
    assert reading.counts == {"elsewhere": 1}


def test_an_unknown_port_is_kept_and_taken_to_lie_outside() -> None:
    reading = _read(interchange(message(person(), legs=LEG.replace("AMS", "QZZ"))))
    assert _legs(reading) == [("arrival", "QZZ", "JFK")]
    assert _codes(reading) == ["unknown-port"]


def test_without_any_known_port_the_persons_are_quarantined() -> None:
    reading = _read(interchange(message(person(), person("A:B"), legs=LEG.replace("AMS", "QZZ").replace("JFK", "QZY"))))
    assert (reading.movements, reading.counts) == ([], {"quarantined": 2})
    assert "ports" in reading.quarantined[0].reason


def test_other_code_systems_are_named_or_translated() -> None:
    legs = LEG.replace("AMS", "EHAM").replace("JFK", "USZZX")
    (row,) = _read(interchange(message(person(), legs=legs))).movements
    assert (row["from_port"], row["to_port"], row["occurred_at"]) == ("AMS", "LOCODE:USZZX", None)


@pytest.mark.parametrize(
    ("written", "occurred_at", "local_date"),
    [
        ("2606011510:201", datetime(2026, 6, 1, 19, 10, tzinfo=UTC), date(2026, 6, 1)),
        (" 2606011510:201", datetime(2026, 6, 1, 19, 10, tzinfo=UTC), date(2026, 6, 1)),
        ("202606011510:203", datetime(2026, 6, 1, 19, 10, tzinfo=UTC), date(2026, 6, 1)),
        ("2606012400:201", datetime(2026, 6, 2, 4, 0, tzinfo=UTC), date(2026, 6, 2)),
        ("260601:101", None, date(2026, 6, 1)),
        ("2606019999:201", None, date(2026, 6, 1)),
    ],
)
def test_times_are_local_to_the_port_and_may_be_days(written: str, occurred_at: datetime, local_date: date) -> None:
    (row,) = _read(interchange(message(person(), legs=LEG.replace("2606011510:201", written)))).movements
    assert (row["occurred_at"], row["local_date"]) == (occurred_at, local_date)


@pytest.mark.parametrize(
    ("arrival", "code"),
    [("2611010130", "time-ambiguous"), ("2603080230", "time-skipped"), ("2605010000", "arrival-before-departure")],
)
def test_doubtful_times_are_kept_with_a_remark(arrival: str, code: str) -> None:
    legs = LEG.replace("2606011510", arrival).replace("2606011300", arrival[:4] + "070001")
    reading = _read(interchange(message(person(), legs=legs)))
    assert code in _codes(reading)
    assert reading.movements[0]["occurred_at"] is not None


def test_without_a_day_at_the_port_the_day_at_the_other_end_is_taken() -> None:
    reading = _read(interchange(message(person(), legs=LEG.replace("DTM+232:2606011510:201'", ""))))
    assert (reading.movements[0]["local_date"], reading.movements[0]["occurred_at"]) == (date(2026, 6, 1), None)
    assert _codes(reading) == ["day-from-other-end"]


def test_without_any_day_the_persons_are_quarantined() -> None:
    reading = _read(interchange(message(person(), legs="TDT+20+KL641+++KL'LOC+125+AMS'LOC+87+JFK'")))
    assert (reading.movements, reading.counts) == ([], {"quarantined": 1})


@pytest.mark.parametrize(
    ("bgm", "boarded"),
    [
        ("745", None),
        ("250", None),
        ("266+CLOB", True),
        ("266+CLNB", False),
        ("266+CL", None),
        ("266+CF", None),
        ("266+XF", False),
        ("745+CP", None),
        ("745+XR", False),
        ("745+RP", False),
    ],
)
def test_close_out_says_who_is_on_board(bgm: str, boarded: bool | None) -> None:
    (row,) = _read(interchange(message(person(), bgm=bgm))).movements
    assert row["boarded"] is boarded


def test_a_plain_close_without_persons_is_a_remark() -> None:
    reading = _read(interchange(message(bgm="266+CL"), recipient="UNKNOWN"))
    assert (reading.movements, _codes(reading)) == ([], ["flight-closed"])
    assert "KL641" in reading.remarks[0].text


def test_someone_not_on_board_may_be_named_by_the_passenger_reference_alone() -> None:
    listed = message(person(more="RFF+ABO:0077'"))
    closed = message("NAD+FL'RFF+ABO:0077'", bgm="266+CLNB", unh="M2")
    first, second = _read(interchange(listed, closed)).movements
    assert first["references"] == second["references"] == ["upr:KL641/2026-06-01/AMS/0077"]
    assert (second["surname"], second["boarded"]) == (None, False)


def test_a_change_corrects_the_row_before_it_and_a_cancellation_retracts_it() -> None:
    listed = message(person(more="RFF+ABO:0077'"))
    changed = message(person(born="800103", more="RFF+ABO:0077'"), bgm="745+CP", unh="M2")
    cancelled = message(person(born="800103", more="RFF+ABO:0077'"), bgm="745+XR", unh="M3")
    first, second, third = _read(interchange(listed, changed, cancelled)).movements
    assert (second["corrects"], second["retracted"]) == (f"carrier:KL/{first['movement_id']}", None)
    assert (third["corrects"], third["retracted"]) == (f"carrier:KL/{second['movement_id']}", True)


def test_a_cancellation_is_related_by_document_where_there_is_no_passenger_reference() -> None:
    listed, cancelled = message(person()), message(person(), bgm="745+RP", unh="M2")
    first, second = _read(interchange(listed, cancelled)).movements
    assert second["corrects"] == f"carrier:KL/{first['movement_id']}"


def test_a_change_of_something_not_in_the_file_stands_for_itself() -> None:
    (row,) = _read(interchange(message(person(), bgm="745+CP"))).movements
    assert (row["corrects"], row["retracted"]) == (None, None)


@pytest.mark.parametrize("bgm", ["336+G", "655"])
def test_lists_about_no_voyage_give_no_rows(bgm: str) -> None:
    reading = _read(interchange(message(person(), bgm=bgm)))
    assert (reading.movements, reading.counts) == ([], {"no_voyage": 1})


@pytest.mark.parametrize("bgm", ["", "10", "266+ZZ"])
def test_an_unknown_kind_of_list_is_read_with_a_remark(bgm: str) -> None:
    reading = _read(interchange(message(person(), bgm=bgm)))
    assert (len(reading.movements), _codes(reading)) == (1, ["bgm-unknown"])


def test_cusres_is_kept_apart() -> None:
    answer = "UNH+A1+CUSRES:D:12B:UN:IATA'BGM+962'RFF+TN:1'ERP+2'RFF+ABO:1'ERC+0Z'UNT+7+A1'"
    reading = _read(interchange(answer, message(person())))
    (kept,) = reading.kept_apart
    assert (kept.type, kept.bgm, kept.reference, kept.answers) == ("CUSRES", "962", "A1", 1)
    assert (len(reading.movements), reading.remarks) == (1, [])


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("CNT+42:1", "CNT+42:9", "CNT 42:9 vs persons 1"),
        ("CNT+42:1", "CNT+41+8", "CNT malformed 41+8"),
        ("UNT+17+M1", "UNT+007+M1", "UNT count 007 != actual 17"),
        ("UNT+17+M1", "UNT+X+M1", "UNT count X != actual 17"),
        ("UNT+17+M1", "UNT+17+M2", "UNT ref != UNH ref"),
        ("UNT+17+M1'", "", "UNT missing"),
        ("UNZ+1+R1", "UNZ+1+R9", "UNZ ref != UNB ref"),
        ("UNZ+1+R1", "UNZ+4+R1", "UNZ count 4 != actual 1"),
        ("UNZ+1+R1'", "", "UNZ missing"),
    ],
)
def test_wrong_counts_and_references_are_remarks_and_the_persons_are_kept(good: str, bad: str, said: str) -> None:
    data = interchange(message(person())).replace(good.encode(), bad.encode())
    reading = _read(data)
    assert [remark.text for remark in reading.remarks] == [said]
    assert len(reading.movements) == 1
    assert summarise(data).structural == (said,)


def test_a_remark_says_where() -> None:
    data = interchange(message(person(), counted=9))
    (remark,) = _read(data).remarks
    assert data[remark.position.offset :].startswith(b"CNT+42:9")
    assert str(remark.position) == f"byte {remark.position.offset}, segment 17"


def test_groups_have_counts_and_references_too() -> None:
    grouped = f"UNG+PAXLST+KLM+USCSAPIS+260601:0900+G1+UN+D:12B'{message(person())}UNE+2+G2'"
    assert _codes(_read(interchange(grouped))) == ["une-count", "une-reference"]


def test_crew_and_passengers_of_one_message_may_be_counted_apart() -> None:
    both = message(person(), person("A:B"), person("C:D", role="FM")).replace("CNT+42:3", "CNT+42:2'CNT+41:1")
    assert _codes(_read(interchange(both))) == ["unt-count"]


def test_a_message_without_an_interchange_is_read() -> None:
    reading = _read(message(person()).encode(), "USA")
    assert (len(reading.movements), _codes(reading)) == (1, ["unb-missing"])


def test_a_message_whose_header_is_lost_is_read() -> None:
    data = interchange(message(person())).replace(b"UNH+M1+PAXLST:D:12B:UN:IATA'", b"")
    reading = _read(data)
    assert len(reading.movements) == 1
    assert "unh-missing" in _codes(reading)


def test_several_messages_and_interchanges_are_all_read() -> None:
    first = interchange(message(person("A:B")), message(person("C:D"), unh="M2"))
    second = interchange(message(person("E:F")), una="", reference="R2")
    reading = _read(b"HEADER\r\n" + first + b"\r\nFOOTER\r\n" + second)
    assert [row["surname"] for row in reading.movements] == ["A", "C", "E"]
    assert len({str(row["movement_id"]) for row in reading.movements}) == 3


def test_a_message_that_comes_twice_gives_its_rows_once() -> None:
    data = interchange(message(person()))
    reading = _read(data + data)
    assert (len(reading.movements), reading.counts) == (1, {"crossing": 1, "repeated": 1})
    assert _codes(reading) == ["repeated-message"]


def test_ids_are_the_same_when_the_message_is_read_again_however_it_was_sent() -> None:
    data = interchange(message(person("A:B"), person("A:B")))
    wrapped = b"NOISE\r\n" + data.replace(b"UNA:+.? '", b"UNA:*.? #").replace(b"+", b"*").replace(b"'", b"#\r\n")
    ids = [row["movement_id"] for row in _read(data).movements]
    assert ids == [row["movement_id"] for row in _read(wrapped).movements]
    assert len(set(ids)) == 2


def test_a_cut_off_transmission_keeps_what_is_whole() -> None:
    data = interchange(message(person("A:B"), person("C:D")))
    reading = _read(b"L1\r\n\r\n" + data[: data.rindex(b"NX1234567") + 4])
    assert [row["document_number"] for row in reading.movements] == ["NX1234567", None]
    assert [(part.line, part.raw) for part in reading.quarantined] == [(3, "DOC+P+NX12")]
    assert {"cut-off", "unt-missing", "unz-missing"} <= set(_codes(reading))


def test_persons_of_the_older_us_layout_are_quarantined() -> None:
    old = message("PDT+P/123456:990909:US+VERHOEVEN:SASKIA::590429:F+PAX+NLAMS:USJFK'", counted=0)
    reading = _read(interchange(old))
    assert [part.raw[:12] for part in reading.quarantined] == ["PDT+P/123456"]


def test_the_summary_tells_what_a_file_holds() -> None:
    answer = "UNH+A1+CUSRES:D:12B:UN:IATA'BGM+962'UNT+3+A1'"
    summary = summarise(interchange(message(person(), bgm="745+CP"), answer))
    assert summary.columns() == (
        "UNA:+.? '",
        "PAXLST:D:12B:UN:IATA, CUSRES:D:12B:UN:IATA",
        "745+CP, 962",
        "1",
        "22",
        "ATT BGM CNT DOC DTM LOC NAD NAT TDT",
        "",
    )
    assert summarise(envelope([message(person())], "UNB+UNOA:4+A+B+260601:0900+R'", "", "R")).una == "(none)"


_BROKEN = """UNA:*.? #|UNB+UNOC:3+A+DHS+1:1+R'|UNZ+1+R'|UNT+1+M'|UNH+1+PAXLST'|NAD+FL+++A:B'|TDT+20+AA1'|LOC+92+JFK'
LOC+92+AMS'|DTM+329:99999999'|DTM+232:0001010000'|DTM+189:999912312400:203'|CNT+42:\xb2'|BGM+266+CLOB'|DOC+P+'|RFF+ABO:1'
PDT+'|\x03|\x02|'|+|:|?|\r\n"""
_PIECE = st.one_of(st.binary(max_size=6), st.sampled_from([text.encode("latin-1") for text in _BROKEN.split("|")]))


def _damaged(data: bytes, damage: tuple[int, bytes]) -> bytes:
    place, piece = damage
    return data[:place] + piece + data[place + len(piece) // 2 :]


@given(st.lists(st.tuples(st.integers(0, 400), _PIECE), max_size=12), st.sampled_from(["USA", "NLD", None]))
def test_no_damage_crashes_the_reader_and_every_person_has_one_fate(
    damage: list[tuple[int, bytes]], country: str
) -> None:
    data = reduce(_damaged, damage, interchange(message(person("A:B", more="RFF+ABO:1'"), person("C:D"))))
    with contextlib.suppress(EvidenceError):
        reading = _read(data, country)
        assert sum(reading.counts.values()) == summarise(data).persons
        ids = [row["movement_id"] for row in reading.movements]
        assert len(ids) == len(set(ids))
        assert all(row["local_date"] is not None for row in reading.movements)


def test_a_core_reads_a_thousand_passengers_a_second_even_on_a_busy_machine() -> None:
    assert measure(passengers=600) > 1000
