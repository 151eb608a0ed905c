"""The demonstration: facts of past events with their sources, and an invented cast marked as such."""
