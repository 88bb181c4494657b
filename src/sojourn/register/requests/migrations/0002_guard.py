"""Events of requests are appended and never changed: the same triggers as on every append-only table (``store/sql``)."""

from django.db import migrations

GUARD = """
CREATE TRIGGER store_append_only_row BEFORE UPDATE OR DELETE ON requests_event
  FOR EACH ROW EXECUTE FUNCTION store_refuse();
ALTER TABLE requests_event ENABLE ALWAYS TRIGGER store_append_only_row;
SELECT store_guard('requests_event'::regclass);
"""
UNGUARD = """
DROP TRIGGER store_append_only_row ON requests_event;
DROP TRIGGER store_append_only_statement ON requests_event;
"""


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial"), ("store", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
