"""What people ask and tell us: answers, corrections, complaints, declared departures; and what became of it."""
