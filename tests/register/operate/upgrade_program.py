"""Run as the owner in a process of its own: to the tables of the version before, rows, forward, and back again."""

from __future__ import annotations

import json

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

#: Apps whose tables the first register had, each with one migration.
FIRST = ("accounts", "answering", "door", "feeds", "intake", "published", "review", "store")
_COLUMNS = """
SELECT c.table_name || '.' || c.column_name,
       concat_ws(' ', c.udt_name, CASE WHEN c.is_nullable = 'YES' OR c.column_default IS NOT NULL
       OR c.is_identity = 'YES' OR c.is_generated = 'ALWAYS' THEN 'may be left out' END)
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name <> 'django_migrations'
"""
ROWS = """
INSERT INTO intake_feedright ("feed", "right", given_by, given_at, ended_by)
VALUES ('carrier:KL', 'replay', 'user:1', now(), '');
INSERT INTO feeds_judged (judged_at, rows) VALUES (now(), 7);
"""


def look() -> dict[str, object]:
    """Give the columns of all tables, and the rows that were written."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        columns = dict(cursor.fetchall())
        cursor.execute('SELECT feed, "right" FROM intake_feedright')
        rights = cursor.fetchall()
        cursor.execute("SELECT rows FROM feeds_judged")
        return {"columns": columns, "rows": [*map(list, rights), *map(list, cursor.fetchall())]}


def migrate(targets: list[tuple[str, str | None]]) -> None:
    """Bring the tables to some migrations."""
    MigrationExecutor(connection).migrate(targets)


def main() -> None:
    """Go forward and back, and print what there was each time."""
    graph = MigrationExecutor(connection).loader.graph
    leaves = list(graph.leaf_nodes())
    own = [(app, "0001_initial") for app in FIRST]
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("sojourn.")}
    migrate([*(leaf for leaf in leaves if leaf[0] not in ours), *own])
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
    before = look()
    migrate(leaves)
    after = look()
    migrate([*own, *((app, None) for app, _name in leaves if app in ours and app not in FIRST)])
    print(json.dumps({"before": before, "after": after, "back": look()}))


main()
