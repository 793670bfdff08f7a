"""The engine: Rasa, and everything of ours that runs inside it."""
