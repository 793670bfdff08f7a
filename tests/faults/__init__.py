"""Faults, done to real processes."""
