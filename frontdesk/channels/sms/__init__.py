"""Texts: prove the provider, parse, keep the carriers' rules, hand to the door, deliver."""
