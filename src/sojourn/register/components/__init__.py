"""Template components, their styles and words, and the gallery that shows each in every state."""
