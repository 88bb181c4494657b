-- The way back from destroying.sql: nothing is let through any more, and nobody destroys.
DROP FUNCTION retention_destroy(bigint);
DROP FUNCTION retention_forbidden(retention_item);
DROP FUNCTION retention_delete_records(retention_scope);
DROP FUNCTION retention_delete(regclass, text, retention_scope);
DROP TYPE retention_scope;
DROP TRIGGER retention_item_closed ON retention_item;
DROP FUNCTION retention_item_closed();
DO $$
DECLARE
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['retention_batch', 'retention_item', 'retention_decision', 'retention_outcome',
    'retention_destroyed', 'retention_certificate'] LOOP
    EXECUTE format('DROP TRIGGER store_append_only_row ON %I', named);
    EXECUTE format('DROP TRIGGER store_append_only_statement ON %I', named);
  END LOOP;
END $$;
CREATE OR REPLACE FUNCTION store_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are appended and never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TABLE retention_covered, retention_running;
