-- The triggers on every append-only table and on each of its partitions, and the months to begin with.
DO $$
DECLARE
  named text;
  part regclass;
BEGIN
  FOREACH named IN ARRAY ARRAY['store_record', 'store_record_key', 'store_history', 'store_link_decision', 'store_link_withdrawal',
    'store_membership', 'store_answer', 'store_message', 'store_quarantined', 'store_quarantine_outcome', 'door_event'] LOOP
    EXECUTE format('CREATE TRIGGER store_append_only_row BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION store_refuse()', named);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER store_append_only_row', named);
    FOR part IN SELECT relid FROM pg_partition_tree(named::regclass) UNION SELECT named::regclass LOOP
      PERFORM store_guard(part);
    END LOOP;
  END LOOP;
  FOR month IN -24..3 LOOP
    PERFORM store_ensure_month((date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => month))::date);
  END LOOP;
END $$;
