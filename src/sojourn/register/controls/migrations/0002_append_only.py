"""What was stopped, opened, reviewed and delayed is appended and never changed (``store/sql``)."""

from django.db import migrations

TABLES = (
    "controls_stopevent",
    "controls_glassopening",
    "controls_glassreview",
    "controls_lookdelay",
    "controls_lookdelaydecision",
)
GUARD = """
CREATE TRIGGER store_append_only_row BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION store_refuse();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER store_append_only_row;
SELECT store_guard('{table}'::regclass);
"""
UNGUARD = """
DROP TRIGGER store_append_only_row ON {table};
DROP TRIGGER store_append_only_statement ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("controls", "0001_controls"), ("store", "0001_initial")]

    operations = [migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table)) for table in TABLES]
