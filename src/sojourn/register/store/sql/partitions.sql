-- Partitions: sixteen by hash where rows are read by subject or stay, one for each month where rows are kept by time.
DO $$
BEGIN
  FOR part IN 0..15 LOOP
    EXECUTE format('CREATE TABLE store_history_%s PARTITION OF store_history FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE store_personal_%s PARTITION OF store_personal FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE store_answer_%s PARTITION OF store_answer FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
  END LOOP;
END $$;

-- Lets nobody change or remove what is append-only: a trigger for each row, cloned to every partition, and one for each
-- statement, which also speaks where no row would be touched, and against TRUNCATE; that one is made on each partition.
CREATE FUNCTION store_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are appended and never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION store_guard(guarded regclass) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER store_append_only_statement BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
                  FOR EACH STATEMENT EXECUTE FUNCTION store_refuse()', guarded);
  EXECUTE format('ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER store_append_only_statement', guarded);
END $$;

-- Makes the partitions of the month of a day, where they are missing. The service may call it: it runs as the owner, and can do
-- this and nothing else. A table is made apart and then attached, because that does not keep others from writing.
CREATE FUNCTION store_ensure_month(day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', day)::date;
  parent text;
  part text;
BEGIN
  IF day IS NULL OR day < DATE '2000-01-01' OR day > current_date + 3660 THEN
    RAISE EXCEPTION 'no partition is made for a month so far away' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  FOREACH parent IN ARRAY ARRAY['store_record', 'door_event'] LOOP
    part := parent || to_char(first, '_YYYY_MM');
    CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(hashtext('store_ensure_month'));
    CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part,
                   first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
    PERFORM store_guard(part::regclass);
  END LOOP;
END $$;
