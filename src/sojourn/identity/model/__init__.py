"""The model that compares what documents and references left over; see docs/identity-model.md."""
