"""From records to answers: who is touched, the engine, versions of answers."""
