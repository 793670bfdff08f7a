"""Channels: prove who is speaking, hand the words to the door, deliver what comes back."""
