-- Destroying. The service's role may delete nothing of what is append-only. It may call one function, which runs as the
-- owner and deletes one item of a batch, after it has looked for itself: two different records officers decided, the time is
-- over, nobody holds it, no case is open. Only inside that function do the triggers let a row go.

-- Which transaction is inside the function; the service can read it, and write nothing here.
CREATE TABLE retention_running (xid xid8 PRIMARY KEY, item_id bigint NOT NULL);
-- The tables that the log covers, with the column of the key (store/logged.py; the owner writes it after each migration).
CREATE TABLE retention_covered (source text PRIMARY KEY, named text NOT NULL UNIQUE, key_column text NOT NULL);

-- The trigger of every append-only table. The setting alone lets nothing through: anybody can set it. The row in
-- retention_running can be written by the owner alone, and is gone before the function returns.
CREATE OR REPLACE FUNCTION store_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND coalesce(current_setting('sojourn.destroying', true), '') <> '' THEN
    PERFORM FROM public.retention_running WHERE xid = pg_current_xact_id();
    IF FOUND THEN
      IF TG_LEVEL = 'ROW' THEN RETURN OLD; ELSE RETURN NULL; END IF;
    END IF;
  END IF;
  RAISE EXCEPTION 'rows of % are appended and never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['retention_batch', 'retention_item', 'retention_decision', 'retention_outcome',
    'retention_destroyed', 'retention_certificate'] LOOP
    EXECUTE format('CREATE TRIGGER store_append_only_row BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION store_refuse()', named);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER store_append_only_row', named);
    PERFORM store_guard(named::regclass);
  END LOOP;
END $$;

-- What the second person saw is what goes: nothing is added to a batch that was decided.
CREATE FUNCTION retention_item_closed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM retention_decision WHERE batch_id = NEW.batch_id) THEN
    RAISE EXCEPTION 'batch % was decided: nothing is added to it', NEW.batch_id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER retention_item_closed BEFORE INSERT ON retention_item FOR EACH ROW EXECUTE FUNCTION retention_item_closed();
ALTER TABLE retention_item ENABLE ALWAYS TRIGGER retention_item_closed;

-- What an item names, handed on from function to function.
CREATE TYPE retention_scope AS (
  batch bigint, persons text[], stays text[], cases text[], names text[], record_ids bigint[], subjects uuid[]);

-- Deletes rows of a table, first those of every table that refers to them; notes the rows that the log covers.
CREATE FUNCTION retention_delete(target regclass, condition text, what retention_scope) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  child record;
  covered record;
  gone bigint;
  total bigint := 0;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT FROM %s WHERE %s LIMIT 1) AS found', target, condition) INTO gone USING what;
  IF gone = 0 THEN RETURN 0; END IF;
  FOR child IN
    SELECT k.conrelid::regclass AS named, a.attname AS own, b.attname AS theirs FROM pg_constraint k
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND k.confrelid = target AND k.conrelid <> k.confrelid AND k.conparentid = 0
  LOOP
    total := total + retention_delete(child.named, format('%I IN (SELECT %I FROM %s WHERE %s)', child.own, child.theirs,
                                                          target, condition), what);
  END LOOP;
  SELECT c.source, c.key_column, t.typname INTO covered FROM retention_covered c
  JOIN pg_attribute a ON a.attrelid = target AND a.attname = c.key_column JOIN pg_type t ON t.oid = a.atttypid
  WHERE to_regclass(c.named) = target;
  IF FOUND THEN
    EXECUTE format('WITH gone AS (DELETE FROM %s WHERE %s RETURNING %s AS key) INSERT INTO retention_destroyed
                    (source, key, batch, destroyed_at) SELECT %L, key, ($1).batch, now() FROM gone', target, condition,
                   CASE WHEN covered.typname = 'bytea' THEN format('encode(%I, ''hex'')', covered.key_column)
                        ELSE format('%I::text', covered.key_column) END, covered.source) USING what;
  ELSE
    EXECUTE format('DELETE FROM %s WHERE %s', target, condition) USING what;
  END IF;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN total + gone;
END $$;

-- Deletes all that is about a scope: what is named here, and every table with a column person_id or stay_id, so that a new
-- table about people is not forgotten. What the log keeps, and what retention itself keeps, stays.
CREATE FUNCTION retention_delete_records(what retention_scope) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  column_of record;
  total bigint := 0;
BEGIN
  total := total + retention_delete('cases_case', 'case_id = ANY(($1).cases)', what);
  total := total + retention_delete('review_reviewpair', 'record_a = ANY(($1).names) OR record_b = ANY(($1).names)', what);
  total := total + retention_delete('review_assignment', 'person_ids && ($1).persons', what);
  total := total + retention_delete('answering_reviewpair', 'record_ids && ($1).names', what);
  total := total + retention_delete('court_message', 'record = ANY(($1).names)', what);
  total := total + retention_delete('court_hearing', 'record = ANY(($1).names)', what);
  total := total + retention_delete('door_purpose', 'subject = ANY(($1).persons || ($1).stays)', what);
  FOR column_of IN
    SELECT k.oid::regclass AS named, a.attname AS name FROM pg_class k JOIN pg_attribute a ON a.attrelid = k.oid
    WHERE k.relnamespace = 'public'::regnamespace AND k.relkind IN ('r', 'p') AND NOT k.relispartition
      AND a.attname IN ('person_id', 'stay_id') AND a.atttypid = 'text'::regtype
      AND k.relname !~ '^(retention|log)_'
      -- Where records were once joined with somebody else's, these say whose they were then: they go with stays and names.
      AND (k.relname, a.attname) NOT IN (('store_answer', 'person_id'), ('store_membership', 'person_id'), ('cases_case', 'person_id'),
        ('cases_case', 'stay_id'))
    ORDER BY k.relname, a.attname
  LOOP
    total := total + retention_delete(column_of.named,
      format('%I = ANY(($1).%I)', column_of.name, CASE column_of.name WHEN 'person_id' THEN 'persons' ELSE 'stays' END), what);
  END LOOP;
  total := total + retention_delete('store_link_decision', 'record_a = ANY(($1).names) OR record_b = ANY(($1).names)', what);
  total := total + retention_delete('store_membership', 'name = ANY(($1).names)', what);
  total := total + retention_delete('store_record', 'name = ANY(($1).names) AND record_id = ANY(($1).record_ids)', what);
  total := total + retention_delete('store_personal',
    'subject_id = ANY(($1).subjects) AND record_id = ANY(($1).record_ids)', what);
  total := total + retention_delete('store_history',
    'subject_id = ANY(($1).subjects) AND record_id = ANY(($1).record_ids)', what);
  RETURN total;
END $$;

-- Says why an item may not go; empty: it may.
CREATE FUNCTION retention_forbidden(item retention_item) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM retention_batch b JOIN retention_decision d ON d.batch_id = b.id
    JOIN accounts_grant p ON p.user_id = b.proposed_by_id AND p.role = 'records_officer'
      AND p.confirmed_at <= b.proposed_at AND coalesce(p.ended_at >= b.proposed_at, true)
    JOIN accounts_grant c ON c.user_id = d.decided_by_id AND c.role = 'records_officer'
      AND c.confirmed_at <= d.decided_at AND coalesce(c.ended_at >= d.decided_at, true)
    WHERE b.id = item.batch_id AND d.verdict = 'confirmed' AND d.decided_by_id <> b.proposed_by_id AND d.digest = b.digest
  ) THEN RETURN 'two different records officers have not decided it'; END IF;
  IF EXISTS (SELECT FROM retention_outcome WHERE item_id = item.id) THEN RETURN 'it was dealt with already'; END IF;
  IF item.due_on > current_date THEN RETURN 'its time is not over'; END IF;
  IF EXISTS (
    SELECT FROM retention_hold h LEFT JOIN cases_case c ON c.case_id = h.case_id
    WHERE h.ended_at IS NULL AND h.until >= current_date
      AND (h.person_id = ANY(item.about) OR h.case_id = ANY(item.cases) OR c.person_id = ANY(item.about))
  ) THEN RETURN 'somebody holds it'; END IF;
  IF EXISTS (
    SELECT FROM cases_case WHERE closed_at IS NULL AND (person_id = ANY(item.about) OR stay_id = ANY(item.stays))
  ) THEN RETURN 'a case is open'; END IF;
  IF item.what = 'access' AND (
    EXISTS (SELECT FROM store_current_person WHERE person_id = ANY(item.about))
    OR NOT EXISTS (
      SELECT FROM retention_item i JOIN retention_outcome o ON o.item_id = i.id
      WHERE i.person_id = item.person_id AND i.whole AND i.what = 'file' AND o.outcome = 'destroyed')
  ) THEN RETURN 'the records that it is about are not gone'; END IF;
  RETURN '';
END $$;

-- The one way by which rows of the register go for good; gives how many went.
CREATE FUNCTION retention_destroy(asked bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  item retention_item;
  what retention_scope;
  forbidden text;
  total bigint;
BEGIN
  SELECT * INTO item FROM retention_item WHERE id = asked;
  IF NOT FOUND THEN RAISE EXCEPTION 'there is no item %', asked USING ERRCODE = 'invalid_parameter_value'; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('retention_destroy'), asked::int);
  forbidden := retention_forbidden(item);
  IF forbidden <> '' THEN
    RAISE EXCEPTION 'item % is not destroyed: %', asked, forbidden USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO retention_running VALUES (pg_current_xact_id(), asked);
  PERFORM set_config('sojourn.destroying', asked::text, true);
  what := ROW(item.batch_id, CASE WHEN item.whole THEN item.about ELSE '{}'::text[] END, item.stays, item.cases, item.names,
              item.record_ids, item.subjects)::retention_scope;
  IF item.what = 'access' THEN
    total := retention_delete('door_event', 'subject = ANY(($1).persons || ($1).stays || ($1).cases)', what)
           + retention_delete('retention_outcome', format('item_id IN (SELECT id FROM retention_item WHERE person_id = %L
                              AND id <> %s)', item.person_id, asked), what)
           + retention_delete('retention_item', format('person_id = %L AND id <> %s', item.person_id, asked), what)
           + retention_delete('retention_hold', 'person_id = ANY(($1).persons)', what);
  ELSE
    total := retention_delete_records(what);
  END IF;
  INSERT INTO retention_outcome (item_id, outcome, reasons, rows, happened_at)
  VALUES (asked, 'destroyed', '{}', total, clock_timestamp());
  PERFORM set_config('sojourn.destroying', '', true);
  DELETE FROM retention_running;
  RETURN total;
END $$;

REVOKE ALL ON FUNCTION retention_delete(regclass, text, retention_scope), retention_delete_records(retention_scope),
  retention_forbidden(retention_item), retention_destroy(bigint), retention_item_closed() FROM PUBLIC;
