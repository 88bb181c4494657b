-- The tables of the store. Three sorts, told apart by name and by the rights of the service's role:
--   append-only  (store_record, store_record_key, store_history, store_link_decision, store_link_withdrawal, store_membership,
--                 store_answer, store_message, store_quarantined, store_quarantine_outcome, door_event): INSERT and SELECT;
--   deletable    (store_subject, store_personal, store_blind, store_message_body, store_message_subject, store_quarantined_body):
--                INSERT, SELECT, DELETE;
--   pointers     (store_current_person, store_current_answer): ids only, made anew from the append-only tables at any time.
-- partitions.sql makes the partitions, guards.sql the triggers, grants.sql the rights.

-- One subject is made when records of somebody not yet known come in. It holds the key under which the personal values of
-- those records are sealed (the key itself lies sealed under one that is not in the database). A person is one subject or
-- several; deleting the subject forgets the values for good.
CREATE TABLE store_subject (
  subject_id uuid PRIMARY KEY, key bytea NOT NULL, salt bytea NOT NULL, created_at timestamptz NOT NULL);

CREATE SEQUENCE store_record_id;
-- One row for each record as it came, partitioned by the month in which it was taken in.
CREATE TABLE store_record (
  record_id bigint NOT NULL, received_at timestamptz NOT NULL, source text NOT NULL CHECK (source IN ('movement', 'fact')),
  name text NOT NULL,               -- feed/id
  feed text NOT NULL, recorded_at timestamptz NOT NULL, subject_id uuid NOT NULL,
  personal_digest bytea NOT NULL,   -- SHA-256 of the subject's salt, a grain sealed with the values, and the values, canonical
  body jsonb NOT NULL,              -- every column that is not personal
  message_digest bytea, batch_id uuid NOT NULL, actor text NOT NULL,
  PRIMARY KEY (received_at, record_id)) PARTITION BY RANGE (received_at);
CREATE INDEX store_record_name ON store_record (name);

-- Guards duplicates across months: PostgreSQL has no unique key over partitions by month.
CREATE TABLE store_record_key (
  feed text NOT NULL, id text NOT NULL, content_digest bytea NOT NULL, -- keyed digest of what the source said:
                                    -- the row without recorded_at and raw, which tell when and in what it reached us
  record_id bigint NOT NULL, subject_id uuid NOT NULL, PRIMARY KEY (feed, id, content_digest));

-- What the engine reads, together for each subject.
CREATE TABLE store_history (
  subject_id uuid NOT NULL, record_id bigint NOT NULL, source text NOT NULL, name text NOT NULL, body jsonb NOT NULL,
  PRIMARY KEY (subject_id, record_id)) PARTITION BY HASH (subject_id);
-- The personal values of a record, sealed with AES-GCM under the subject's key. Deletable.
CREATE TABLE store_personal (
  subject_id uuid NOT NULL, record_id bigint NOT NULL, sealed bytea NOT NULL,
  PRIMARY KEY (subject_id, record_id)) PARTITION BY HASH (subject_id);
-- Keyed digests under which a subject is found. Deletable. Shared ones connect subjects: `document` and `reference` (the keys
-- of identity), `record` (a record's name, also that of the record it corrects). The others are for search alone: `number` (a
-- document's number without issuer and type), `name` (one word of a name, spelled alike in all scripts, with the birth year).
CREATE TABLE store_blind (
  kind text NOT NULL CHECK (kind IN ('document', 'reference', 'record', 'number', 'name')), digest bytea NOT NULL,
  subject_id uuid NOT NULL, PRIMARY KEY (kind, digest, subject_id));
CREATE INDEX store_blind_subject ON store_blind (subject_id);

CREATE TABLE store_link_decision (
  link_id text PRIMARY KEY, record_a text NOT NULL, record_b text NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')), by text NOT NULL, version text, weight double precision,
  recorded_at timestamptz NOT NULL, actor text NOT NULL, reason text NOT NULL, review_id text);
CREATE INDEX store_link_decision_a ON store_link_decision (record_a);
CREATE INDEX store_link_decision_b ON store_link_decision (record_b);
CREATE TABLE store_link_withdrawal (
  link_id text PRIMARY KEY REFERENCES store_link_decision, withdrawn_at timestamptz NOT NULL, actor text NOT NULL, reason text NOT NULL);

-- Whose record is whose, each time it was worked out anew and came out otherwise.
CREATE SEQUENCE store_membership_id;
CREATE TABLE store_membership (
  membership_id bigint PRIMARY KEY DEFAULT nextval('store_membership_id'), name text NOT NULL, subject_id uuid NOT NULL,
  person_id text NOT NULL, basis text NOT NULL, link_id text, known_at timestamptz NOT NULL);
CREATE INDEX store_membership_name ON store_membership (name, membership_id DESC);
CREATE INDEX store_membership_person ON store_membership (person_id);
CREATE INDEX store_membership_subject ON store_membership (subject_id);
CREATE TABLE store_current_person (person_id text NOT NULL, subject_id uuid NOT NULL, PRIMARY KEY (person_id, subject_id));
CREATE INDEX store_current_person_subject ON store_current_person (subject_id, person_id); -- search reads the index alone

-- Answers in versions, never changed. body: the row of `answers`; periods, crossings, further: the rows beside it.
CREATE SEQUENCE store_answer_id;
CREATE TABLE store_answer (
  answer_id bigint NOT NULL DEFAULT nextval('store_answer_id'), stay_id text NOT NULL, person_id text NOT NULL,
  gone boolean NOT NULL DEFAULT false, -- the stay is no more: its arrival belongs to another stay, or was retracted
  state text NOT NULL, body jsonb NOT NULL, periods jsonb NOT NULL, crossings jsonb NOT NULL, further jsonb NOT NULL,
  as_of date NOT NULL, known_at timestamptz NOT NULL, cause jsonb NOT NULL, -- {"why": records|day|decision|feed|first, "names": [...]}
  digest bytea NOT NULL, PRIMARY KEY (stay_id, answer_id)) PARTITION BY HASH (stay_id);
CREATE INDEX store_answer_person ON store_answer (person_id);
CREATE TABLE store_current_answer (
  stay_id text PRIMARY KEY, answer_id bigint NOT NULL, person_id text NOT NULL, state text NOT NULL, unknown_code text,
  restricted boolean NOT NULL DEFAULT false, arrived_on date NOT NULL, next_change_on date, orphan boolean NOT NULL DEFAULT false);
CREATE INDEX store_current_answer_person ON store_current_answer (person_id);
CREATE INDEX store_current_answer_change ON store_current_answer (next_change_on);

-- Original messages, by digest; the body can be deleted, the digest stays.
CREATE TABLE store_message (
  digest bytea PRIMARY KEY, feed text NOT NULL, received_at timestamptz NOT NULL, media text NOT NULL, size bigint NOT NULL);
CREATE TABLE store_message_body (digest bytea PRIMARY KEY, key bytea NOT NULL, sealed bytea NOT NULL);
CREATE TABLE store_message_subject (digest bytea NOT NULL, subject_id uuid NOT NULL, PRIMARY KEY (digest, subject_id));
CREATE INDEX store_message_subject_subject ON store_message_subject (subject_id);

-- Rows that could not be used: what is wrong with them, and, apart and sealed, what they said.
CREATE SEQUENCE store_quarantined_id;
CREATE TABLE store_quarantined (
  quarantined_id bigint PRIMARY KEY DEFAULT nextval('store_quarantined_id'), received_at timestamptz NOT NULL, feed text NOT NULL,
  batch_id uuid NOT NULL, line integer NOT NULL, source text NOT NULL, codes text[] NOT NULL, reason text NOT NULL, message_digest bytea);
CREATE TABLE store_quarantined_body (quarantined_id bigint PRIMARY KEY, key bytea NOT NULL, sealed bytea NOT NULL);
CREATE TABLE store_quarantine_outcome (
  quarantined_id bigint PRIMARY KEY, outcome text NOT NULL CHECK (outcome IN ('repaired', 'discarded')), record_id bigint,
  actor text NOT NULL, reason text NOT NULL, decided_at timestamptz NOT NULL);

-- Every look and every change: who, where, why, whom, when. Ids and codes only, never values.
CREATE SEQUENCE door_event_id;
CREATE TABLE door_event (
  event_id bigint NOT NULL DEFAULT nextval('door_event_id'), at timestamptz NOT NULL, verb text NOT NULL, actor text NOT NULL,
  office text NOT NULL, purpose text NOT NULL, -- empty: one's own work, or no personal data
  subject text NOT NULL,                       -- a person's id, a stay's, a feed's; empty: none
  about jsonb NOT NULL, PRIMARY KEY (at, event_id)) PARTITION BY RANGE (at);
CREATE INDEX door_event_subject ON door_event (subject, at);
CREATE INDEX door_event_actor ON door_event (actor, at);
