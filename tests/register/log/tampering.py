"""Ways to tamper with the database as its owner, each with the names that the verifier must give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

#: What another value of a type is.
OTHER = {
    "text": "coalesce({c}, '') || 'x'",
    "bigint": "coalesce({c}, 0) + 1",
    "integer": "coalesce({c}, 0) + 1",
    "timestamp with time zone": "{c} + interval '1 microsecond'",
    "date": "{c} + 1",
    "boolean": "NOT {c}",
    "jsonb": "{c} || '[{{\"tampered\": 1}}]'::jsonb",
    "bytea": "coalesce({c}, '') || '\\x00'::bytea",
    "uuid": "gen_random_uuid()",
    "text[]": "array_append({c}, 'x')",
    "double precision": "coalesce({c}, 0) + 0.5",
}
LEAF = {
    "source": "CASE source WHEN 'event' THEN 'record' ELSE 'event' END",
    "key": "key || '1'",
    "digest": "sha256(digest)",
    "mac": "substring(sha256(mac) for 16)",
}


@dataclass
class Tampered:
    """What was done, and what must be said of it.

    Attributes:
        wanted: for each try, the names of which the verifier gives all.
        further: names that may come with them: what hangs on the same row.
    """

    wanted: list[set[str]] = field(default_factory=list)
    further: set[str] = field(default_factory=set)

    def missed(self, names: set[str]) -> list[set[str]]:
        """Give the tries that were not named."""
        return [each for each in self.wanted if not each <= names]

    def wrongly(self, names: set[str]) -> set[str]:
        """Give the names of what nobody touched."""
        return names - self.further - set().union(*self.wanted)


@dataclass(frozen=True)
class Entry:
    """An entry of the log that is to be tampered with, by its row or by its leaf."""

    index: int
    source: str
    key: str

    @property
    def name(self) -> str:
        return f"{self.source}/{self.key}"


def open_tables() -> None:
    """Switch off what refuses: triggers, checks and foreign keys."""
    from sojourn.register.log.covered_rows import covered_sources
    from sojourn.register.store.logged import COVERED
    from sojourn.register.store.statements import run, select

    tables = [COVERED[source].table for source in covered_sources()]
    others = ("log_leaf", "store_history", "store_record_key", "log_tile", "log_refused", "log_checkpoint", "log_key")
    for table in [*tables, *others, "log_adopted"]:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for (name,) in select(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f')", [table]
        ):
            run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def empty_tables() -> None:
    """Remove every row of the log, of what it covers, and of what points there."""
    from sojourn.register.log.covered_rows import covered_sources
    from sojourn.register.store.logged import COVERED
    from sojourn.register.store.statements import run

    beside = ("store_history", "store_record_key", "store_current_answer", "store_current_person")
    log = ("leaf", "tile", "head", "waiting", "refused", "checkpoint", "key", "adopted")
    for table in [*(COVERED[source].table for source in covered_sources()), *beside, *(f"log_{name}" for name in log)]:
        run(f"DELETE FROM {table}")


def tamper(tries: int, random: Random) -> Tampered:
    """Tamper with so many entries or their rows, each in one of all ways; no two tries touch one."""
    from sojourn.register.store.statements import select

    rows = select("SELECT leaf_index, source, key FROM log_leaf ORDER BY leaf_index")
    chosen = [Entry(*row) for row in random.sample(rows, tries)]
    done = Tampered()
    ways = [_change, _change, _change, _remove, _put_in, _swap, _change_leaf, _remove_leaf, _swap_leaves, _salt]
    share = [[] for _ in ways]
    for entry in chosen:
        random.choice(share).append(entry)
    for way, entries in zip(ways, share, strict=True):
        way(entries, done, random)
    _allow_pointers(chosen, done)
    return done


def _change(entries: Sequence[Entry], done: Tampered, random: Random) -> None:
    """Change one column of each row, whichever."""
    from sojourn.register.log.covered_rows import _types
    from sojourn.register.store.logged import COVERED
    from sojourn.register.store.statements import run

    grouped: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        covered = COVERED[entry.source]
        column = random.choice([name for name in covered.columns if name != covered.key])
        grouped.setdefault((entry.source, column), []).append(entry.key)
        done.wanted.append({entry.name})
    for (source, column), keys in grouped.items():
        covered = COVERED[source]
        other = OTHER[_types(covered.table)[column]].format(c=f'"{column}"')
        changed = run(f'UPDATE {covered.table} SET "{column}" = {other} WHERE {_named(source)} = ANY(%s)', [keys])
        assert changed == len(keys), (source, column)


def _remove(entries: Sequence[Entry], done: Tampered, random: Random) -> None:
    """Remove each row."""
    from sojourn.register.store.logged import COVERED
    from sojourn.register.store.statements import run

    for source, keys in _by_source(entries).items():
        assert run(f"DELETE FROM {COVERED[source].table} WHERE {_named(source)} = ANY(%s)", [keys]) == len(keys)
    done.wanted += [{entry.name} for entry in entries]


def _put_in(entries: Sequence[Entry], done: Tampered, random: Random) -> None:
    """Put in a row like each, under a key of its own; half of them with a leaf that has no mark."""
    from sojourn.register.store.logged import COVERED
    from sojourn.register.store.statements import run, select

    ((end,),) = select("SELECT max(leaf_index) + 1 FROM log_leaf")
    for number, entry in enumerate(entries):
        covered = COVERED[entry.source]
        key = {"message": "'\\xff'::bytea || \"digest\"", "link": "'z' || \"link_id\""}.get(
            entry.source, "'z' || \"link_id\"" if entry.source == "link_withdrawal" else f'"{covered.key}" + 900000000'
        )
        others = ", ".join(f'"{name}"' for name in covered.columns if name != covered.key)
        run(
            f'INSERT INTO {covered.table} ("{covered.key}", {others}) SELECT {key}, {others} FROM {covered.table} '
            f"WHERE {_named(entry.source)} = %s",
            [entry.key],
        )
        own = {"message": f"ff{entry.key}", "link": f"z{entry.key}", "link_withdrawal": f"z{entry.key}"}.get(
            entry.source
        ) or str(int(entry.key) + 900000000)
        wanted = {f"{entry.source}/{own}"}
        if number % 2:
            run(
                "INSERT INTO log_leaf SELECT %s, source, %s, salt, digest, mac FROM log_leaf WHERE leaf_index = %s",
                [end, own, entry.index],
            )
            wanted.add(str(end))
            end += 1
        if entry.source == "record":
            done.further |= {f"store_history/{own}", f"store_record_key/{own}"}
        done.wanted.append(wanted)


def _swap(entries: Sequence[Entry], done: Tampered, random: Random) -> None:
    """Let two rows of one table change places: each has the key of the other."""
    from sojourn.register.store.logged import COVERED
    from sojourn.register.store.statements import run

    for source, keys in _by_source(entries).items():
        covered, named = COVERED[source], _named(source)
        parked = {"message": "'\\xee'::bytea || digest"}.get(
            source, "'y' || link_id" if source.startswith("link") else f'-"{covered.key}"'
        )
        for one, other in zip(keys[::2], keys[1::2], strict=False):
            back = f"decode('{other}', 'hex')" if source == "message" else f"'{other}'"
            home = f"decode('{one}', 'hex')" if source == "message" else f"'{one}'"
            statement = f'UPDATE {covered.table} SET "{covered.key}" = {{}} WHERE {named} = %s'
            hidden = {"message": f"ee{one}"}.get(source, f"y{one}" if source.startswith("link") else f"-{one}")
            for to, whose in ((parked, one), (home, other), (back, hidden)):
                assert run(statement.format(to), [whose]) == 1
            done.wanted += [{f"{source}/{one}"}, {f"{source}/{other}"}]


def _change_leaf(entries: Sequence[Entry], done: Tampered, random: Random) -> None:
    """Change something of each leaf."""
    from sojourn.register.store.statements import run

    for entry in entries:
        column = random.choice(sorted(LEAF))
        run(f"UPDATE log_leaf SET {column} = {LEAF[column]} WHERE leaf_index = %s", [entry.index])
        done.wanted.append({str(entry.index)})
        done.further.add(entry.name)


def _remove_leaf(entries: Sequence[Entry], done: Tampered, random: Random) -> None:
    """Remove each leaf."""
    from sojourn.register.store.statements import run

    run("DELETE FROM log_leaf WHERE leaf_index = ANY(%s)", [[entry.index for entry in entries]])
    done.wanted += [{entry.name, str(entry.index)} for entry in entries]


def _swap_leaves(entries: Sequence[Entry], done: Tampered, random: Random) -> None:
    """Let two leaves change places."""
    from sojourn.register.store.statements import run

    for one, other in zip(entries[::2], entries[1::2], strict=False):
        for to, at in ((-1, one.index), (one.index, other.index), (other.index, -1)):
            run("UPDATE log_leaf SET leaf_index = %s WHERE leaf_index = %s", [to, at])
        done.wanted += [{str(one.index)}, {str(other.index)}]
        done.further |= {one.name, other.name}


def _salt(entries: Sequence[Entry], done: Tampered, random: Random) -> None:
    """Change or forget the salt of each leaf."""
    from sojourn.register.store.statements import run

    for number, entry in enumerate(entries):
        other = "NULL" if number % 2 else "substring(sha256(salt) for 16)"
        run(f"UPDATE log_leaf SET salt = {other} WHERE leaf_index = %s", [entry.index])
        done.wanted.append({entry.name})


def _allow_pointers(entries: Sequence[Entry], done: Tampered) -> None:
    """Tables that repeat a row or point at it disagree with it then; the row is the one that is named for it."""
    for entry in entries:
        if entry.source == "record":
            done.further |= {f"store_history/{entry.key}", f"store_record_key/{entry.key}"}


def _by_source(entries: Sequence[Entry]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for entry in entries:
        grouped.setdefault(entry.source, []).append(entry.key)
    return grouped


def _named(source: str) -> str:
    from sojourn.register.store.logged import COVERED

    key = f'"{COVERED[source].key}"'
    return f"encode({key}, 'hex')" if source == "message" else f"{key}::text"
