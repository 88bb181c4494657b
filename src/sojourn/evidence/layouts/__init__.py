"""The layouts that ``sojourn read`` knows: real formats, and a ministry's own tables described in YAML."""
