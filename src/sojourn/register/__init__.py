"""The register: the service in which people work, on PostgreSQL. The engine is imported, never the other way."""
