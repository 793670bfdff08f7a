"""What the house tells of itself to whoever runs it: measures, health, and nothing of anybody."""
