"""Records come in: by API, by upload, from offline posts."""
