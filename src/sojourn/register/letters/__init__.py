"""Letters to the person and counsel, their service, mail that comes back, uploaded documents."""
