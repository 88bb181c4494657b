"""The gallery: every component in every state, with invented people; no sign-in, in training mode only."""
