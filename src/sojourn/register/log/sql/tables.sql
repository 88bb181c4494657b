-- The transparency log: one leaf for each row of the tables that it covers (``store/logged.py``).

-- Noted in the transaction that wrote the row; moved into the tree by one process, about once a second.
CREATE TABLE log_waiting (
  waiting_id bigserial PRIMARY KEY, source text NOT NULL, key text NOT NULL, salt bytea NOT NULL,
  digest bytea NOT NULL,            -- SHA-256 of the salt and the canonical row
  mac bytea NOT NULL);              -- under a key that is not in the database
-- Waiting entries whose MAC is not right: somebody wrote them who has no key. They never enter the tree.
CREATE TABLE log_refused (
  refused_id bigserial PRIMARY KEY, source text NOT NULL, key text NOT NULL, salt bytea NOT NULL,
  digest bytea NOT NULL, mac bytea NOT NULL, refused_at timestamptz NOT NULL);

-- The leaves, in their order. The salt goes when the row is destroyed; the digest stays, and with it the tree.
CREATE TABLE log_leaf (
  leaf_index bigint PRIMARY KEY, source text NOT NULL, key text NOT NULL, salt bytea, digest bytea NOT NULL, mac bytea NOT NULL);
CREATE INDEX log_leaf_entry ON log_leaf (source, key);
-- Roots of full subtrees of 256, 65,536, ... leaves, so that a proof reads a few hundred rows.
CREATE TABLE log_tile (
  level smallint NOT NULL, tile_index bigint NOT NULL, hash bytea NOT NULL, PRIMARY KEY (level, tile_index));
-- The one head: how many leaves, the roots of the full subtrees that make the tree, and the signed note.
CREATE TABLE log_head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one), size bigint NOT NULL, frontier bytea NOT NULL, note text NOT NULL,
  signed_at timestamptz NOT NULL);

-- The head of each day, as it is handed to witnesses.
CREATE TABLE log_checkpoint (
  day date PRIMARY KEY, size bigint NOT NULL, note text NOT NULL, signed_at timestamptz NOT NULL);
-- The keys that sign, each from a size of the log on; a change is a note that the old key and the new one signed.
CREATE TABLE log_key (
  number integer PRIMARY KEY, from_size bigint NOT NULL, name text NOT NULL, raw bytea NOT NULL, note text NOT NULL,
  begun_at timestamptz NOT NULL);
-- Rows that were on file before the log began, taken into it once: the first leaves.
CREATE TABLE log_adopted (source text PRIMARY KEY, rows bigint NOT NULL, adopted_at timestamptz NOT NULL);

-- A leaf is never changed; only its salt can be forgotten.
CREATE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.salt IS NULL AND NEW.leaf_index = OLD.leaf_index AND NEW.source = OLD.source
     AND NEW.key = OLD.key AND NEW.digest = OLD.digest AND NEW.mac = OLD.mac THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'rows of % are appended and never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER log_append_only_row BEFORE UPDATE OR DELETE ON log_leaf FOR EACH ROW EXECUTE FUNCTION log_refuse();
ALTER TABLE log_leaf ENABLE ALWAYS TRIGGER log_append_only_row;
CREATE TRIGGER log_append_only_statement BEFORE DELETE OR TRUNCATE ON log_leaf FOR EACH STATEMENT EXECUTE FUNCTION store_refuse();
ALTER TABLE log_leaf ENABLE ALWAYS TRIGGER log_append_only_statement;
DO $$
DECLARE
  named text;
BEGIN
  FOREACH named IN ARRAY ARRAY['log_refused', 'log_tile', 'log_checkpoint', 'log_key', 'log_adopted'] LOOP
    EXECUTE format('CREATE TRIGGER store_append_only_row BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION store_refuse()', named);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER store_append_only_row', named);
    PERFORM store_guard(named::regclass);
  END LOOP;
END $$;
