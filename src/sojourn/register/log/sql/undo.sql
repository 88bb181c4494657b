-- The way back from tables.sql. With the log goes the proof: checkpoints that are with others show that there was one.
DROP TABLE log_waiting, log_refused, log_leaf, log_tile, log_head, log_checkpoint, log_key, log_adopted;
DROP FUNCTION log_refuse();
