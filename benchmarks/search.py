"""Search at scale: ``python -m benchmarks.search --persons N [--asked 200] [--json]``.

Fills a store of its own, in an embedded server, with the blind keys of N made-up persons, vacuums it as a running
server would, and times the three searches. A person has one passport, one reference, two names and a birth year; names
follow a steep curve: of 4,000 given names the commonest is borne by one person in sixteen. The bar: 95 of 100 searches
under 150 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from sojourn.register.postgres import Connections, running_server

BAR_MS = 150
INDEX_KEY = "5a" * 32
SURNAMES, GIVEN, YEARS = 20_000, 4_000, range(1940, 2010)
SYLLABLES = [consonant + vowel for consonant in "BDFGKLMNRST" for vowel in "AIO"]


def main() -> None:
    """Measure one size and print the times."""
    asked = argparse.ArgumentParser(description="Search by document, reference and name among N persons.")
    asked.add_argument("--persons", type=int, default=200_000)
    asked.add_argument("--asked", type=int, default=200)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="sojourn-search-") as folder,
        running_server(Path(folder), durable=False) as running,
    ):
        told = measure(running.connections, given.persons, given.asked)
    print(json.dumps(told) if given.json else "\n".join(f"{name:>22}  {value:,}" for name, value in told.items()))


def measure(database: Connections, persons: int, asked: int) -> dict[str, float]:
    """Fill the store, then ask; gives seconds of filling, and p50 and p95 in milliseconds."""
    set_up(database)
    start = time.monotonic()
    fill(database.url("owner"), persons)
    filling = time.monotonic() - start
    from sojourn.register.store.find import find_by_document, find_by_name, find_by_reference

    chosen = [random.Random(f"asked {turn}").randrange(persons) for turn in range(asked)]
    searches: dict[str, Callable[[int], object]] = {
        "document": lambda who: find_by_document(number_of(who), "UTO"),
        "reference": lambda who: find_by_reference(f"a-number:{who}1"),
        "name": lambda who: find_by_name(names_of(who), year_of(who)),
        "commonest_name": lambda who: find_by_name(f"{made_up(SURNAMES)} {made_up(0)}", year_of(who)),
        "one_common_word": lambda who: find_by_name(made_up(SURNAMES), year_of(who)),
    }
    told: dict[str, float] = {"persons": persons, "filling_seconds": round(filling, 1), "bar_ms": BAR_MS}
    for name, search in searches.items():
        times = sorted(timed(search, who) for who in chosen)
        told[f"{name}_p50_ms"] = round(times[len(times) // 2], 2)
        told[f"{name}_p95_ms"] = round(times[int(len(times) * 0.95)], 2)
    return told


def set_up(database: Connections) -> None:
    """Make the tables as the owner, in a child process, and set Django up in this one as the service."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="sojourn.register.settings",
        SOJOURN_SECRET_KEY="benchmark",
        SOJOURN_INDEX_KEY=INDEX_KEY,
        SOJOURN_SIGNING_KEY=INDEX_KEY,
    )
    child = os.fork()
    role = "owner" if child == 0 else "service"
    os.environ["SOJOURN_DATABASE"] = database.url("owner" if role == "owner" else "service")
    if child == 0:
        import django

        django.setup()
        from sojourn.register.store.preparing import prepare_tables

        prepare_tables()
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("the tables could not be made")
    import django

    django.setup()


def fill(url: str, persons: int) -> None:
    """Fill the tables in bulk, as the store would from the persons' records, and vacuum; indexes come after the rows.

    The words of names come from Python; the keyed digests are worked out by the server, which knows SHA-256: HMAC is
    two of them around the padded key.
    """
    from sojourn.register.store.name_words import skeleton

    with psycopg.connect(url, autocommit=True) as session:
        session.execute("SET maintenance_work_mem = '1GB'")
        session.execute("SET work_mem = '256MB'")
        session.execute("ALTER TABLE store_blind DROP CONSTRAINT store_blind_pkey")
        session.execute("DROP INDEX store_blind_subject")
        session.execute("CREATE TABLE words (number integer PRIMARY KEY, word text)")
        with session.cursor().copy("COPY words FROM STDIN") as copying:
            for number in range(SURNAMES + GIVEN):
                copying.write_row((number, skeleton(made_up(number).upper())))
        session.execute(keyed_function(bytes.fromhex(os.environ["SOJOURN_INDEX_KEY"])))
        for first in range(0, persons, 500_000):
            session.execute(_BLIND, {"first": first, "last": min(first + 500_000, persons) - 1})
        session.execute(_PERSONS, {"last": persons - 1})
        session.execute("ALTER TABLE store_blind ADD PRIMARY KEY (kind, digest, subject_id)")
        session.execute("VACUUM (ANALYZE) store_blind")
        session.execute("VACUUM (ANALYZE) store_current_person")


def keyed_function(key: bytes) -> sql.Composed:
    """Give the SQL function that makes the digest of a blind key."""
    padded = key.ljust(64, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in padded) for pad in (0x36, 0x5C))
    return sql.SQL(
        "CREATE FUNCTION keyed(kind text, told text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
        "SELECT substr(sha256({outer}::bytea || sha256({inner}::bytea || convert_to(kind || E'\\n' || told, 'UTF8'))), "
        "1, 16) $$"
    ).format(inner=sql.Literal(inner), outer=sql.Literal(outer))


_BLIND = f"""
WITH who AS (
  SELECT n, ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid AS subject_id,
    'P' || lpad(n::text, 8, '0') AS document, {YEARS.start} + n * 7919 %% {len(YEARS)} AS born,
    floor(power((n + 1) * 48271 %% 2147483647 / 2147483647.0::float8, 3) * {SURNAMES})::int AS surname,
    {SURNAMES} + floor(power((n + 1) * 69621 %% 2147483647 / 2147483647.0::float8, 3) * {GIVEN})::int AS given
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
)
INSERT INTO store_blind (kind, digest, subject_id)
SELECT kind, keyed(kind, told), subject_id FROM who
JOIN words s ON s.number = who.surname JOIN words g ON g.number = who.given
CROSS JOIN LATERAL (VALUES ('document', document || '|UTO'), ('number', document), ('number', document || '|UTO'),
  ('reference', 'a-number:' || n || '1'), ('record', 'post:JFK/' || n), ('name', s.word || '|' || born),
  ('name', CASE WHEN g.word <> s.word THEN g.word || '|' || born END)) AS keys (kind, told)
WHERE told IS NOT NULL
"""
_PERSONS = """
INSERT INTO store_current_person (person_id, subject_id)
SELECT 'p' || left(encode(sha256(convert_to(n::text, 'UTF8')), 'hex'), 20),
  ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid
FROM generate_series(0::bigint, %(last)s::bigint) AS n
"""


def names_of(who: int) -> str:
    """Give a person's name, by the formula of ``_BLIND``."""
    surname, given = ((who + 1) * factor % 2147483647 / 2147483647.0 for factor in (48271, 69621))
    return f"{made_up(SURNAMES + int(given**3 * GIVEN))} {made_up(int(surname**3 * SURNAMES))}"


def made_up(number: int) -> str:
    """Make a name of four syllables."""
    name = ""
    for _ in range(4):
        number, syllable = divmod(number, len(SYLLABLES))
        name += SYLLABLES[syllable]
    return name.title()


def number_of(who: int) -> str:
    """Give the number of a person's passport."""
    return f"P{who:08}"


def year_of(who: int) -> int:
    """Give the birth year of a person."""
    return YEARS[who * 7919 % len(YEARS)]


def timed(search: Callable[[int], object], who: int) -> float:
    """Time one search in milliseconds."""
    start = time.perf_counter()
    search(who)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
