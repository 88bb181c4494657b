"""The SQL of the store: tables, partitions, triggers, and the rights of the service's role."""
