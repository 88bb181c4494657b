"""Events of cases are appended and never changed: the same triggers as on every append-only table (``store/sql``)."""

from django.db import migrations

GUARD = """
CREATE TRIGGER store_append_only_row BEFORE UPDATE OR DELETE ON cases_event FOR EACH ROW EXECUTE FUNCTION store_refuse();
ALTER TABLE cases_event ENABLE ALWAYS TRIGGER store_append_only_row;
SELECT store_guard('cases_event'::regclass);
"""
UNGUARD = """
DROP TRIGGER store_append_only_row ON cases_event;
DROP TRIGGER store_append_only_statement ON cases_event;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_look_again"), ("store", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
