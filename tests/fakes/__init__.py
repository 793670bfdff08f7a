"""Fakes made by hand: they do what the real thing does, in memory."""
