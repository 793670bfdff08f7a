"""The website's channel: a chat widget over socket.io."""
