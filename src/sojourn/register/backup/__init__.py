"""Backups of the register: a base and the log that goes on from it, sealed, signed, and restored by one command.

Everything in a backup's folder is sealed under the backup key, which lies neither in it nor in the register's folder.
The service's own secrets are in the backup, sealed like the rest: without them a restored database opens nothing.
"""
