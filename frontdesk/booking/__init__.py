"""Openings, holds and appointments, and what people write about them."""
