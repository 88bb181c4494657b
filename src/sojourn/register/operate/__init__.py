"""Operating the register: health, figures for monitoring, log lines without personal data, a queue that can be full."""
