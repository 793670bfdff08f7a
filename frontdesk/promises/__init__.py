"""What patients were told about when a person comes back to them, and whether it was kept."""
