"""Live: records that came in are answered within a second, whatever stops in between."""
