"""One person for each state and each code of an unknown answer, by the state or code."""

from __future__ import annotations

from stays_records import Book, arrival, departure, fact

AS_OF = "2026-10-01"
IN = arrival("2026-01-10T10:00", until="2026-07-09")
OUT = departure("2026-07-01T10:00", transport="XX101", boarded=True)
LATER_IN = arrival("2026-09-01T10:00", until="2027-02-28")

BOOK = Book()

PERSONS = {
    "in_status": BOOK.person(
        arrival("2026-01-10T10:00", admitted_class="F1", duration_of_status=True),
        fact("programme", class_="F1", valid_from="2026-01-20", valid_to="2026-12-15"),
    ),
    "authorised": BOOK.person(IN, fact("application", benefit="extension", reference="R1", filed_at="2026-07-01")),
    "removal_barred": BOOK.person(IN, fact("protection", type="withholding", valid_from="2026-06-01")),
    "left_in_time": BOOK.person(IN, OUT),
    "left_after_end": BOOK.person(IN, departure("2026-07-12T10:00")),
    "left_date_unknown": BOOK.person(IN, departure("2026-09-01", "consular", port=None)),
    "resident": BOOK.person(IN, fact("residence", valid_from="2026-05-01")),
    "not_subject": BOOK.person(arrival("2026-01-10T10:00", outcome="refused")),
    "awaiting_records": BOOK.person(arrival("2026-03-10T10:00", until="2026-09-01")),
    "unexplained": BOOK.person(IN, departure("2026-07-01T10:00", transport="XX101", boarded=False)),
    "no_end_date": BOOK.person(arrival("2026-01-10T10:00", admitted_class="F1", duration_of_status=True)),
    "declared": BOOK.person(IN, departure("2026-07-05", "declared")),
    "contradiction": BOOK.person(IN, OUT, fact("hearing", valid_from="2026-08-15", outcome="held")),
    "identity_review": BOOK.person(
        IN | {"birth_date": "1980-01-10"}, OUT | {"birth_date": "1955-11-23"}, OUT | {"local_date": IN["local_date"]}
    ),
    "coverage": BOOK.person(IN | {"mode": "land"}),
    "rule_not_in_force": BOOK.person(arrival("2005-12-31T10:00", until="2026-12-31")),
    "inspection_deferred": BOOK.person(arrival("2026-01-10T10:00", outcome="deferred")),
    "citizenship_claimed": BOOK.person(IN, fact("citizenship_claim", recorded_at="2026-08-01")),
}

MORE = {
    "returned": BOOK.person(IN, LATER_IN),
    "visa waiver": BOOK.person(arrival("2026-08-10T10:00", admitted_class="WT")),
    "death": BOOK.person(IN, fact("death", valid_from="2026-06-20")),
    "national": BOOK.person(IN | {"nationality": "USA"}),
    "citizen": BOOK.person(IN, fact("citizenship_decision", outcome="recognised", decided_at="2026-08-01")),
    "approved": BOOK.person(
        IN,
        fact("application", benefit="extension", reference="R3", filed_at="2026-07-01"),
        fact(
            "decision",
            benefit="extension",
            reference="R3",
            outcome="approved",
            decided_at="2026-08-20",
            valid_from="2026-07-10",
            valid_to="2027-01-09",
        ),
    ),
    "extended": BOOK.person(
        IN, fact("extension", valid_from="2026-07-10", valid_to="2026-12-09", decided_at="2026-07-01")
    ),
    "paroled": BOOK.person(arrival("2026-01-10T10:00", outcome="paroled", admitted_until="2026-12-31")),
    "two reports": BOOK.person(
        arrival("2026-01-10T09:40", "manifest"), IN, OUT, departure("2026-07-01T09:50", "inspection")
    ),
}
