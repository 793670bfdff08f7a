"""What is kept of people, for how long, and how it leaves: export, erasure, retention."""
