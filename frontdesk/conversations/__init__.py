"""The transcript, who owns a conversation, and the words that go out."""
