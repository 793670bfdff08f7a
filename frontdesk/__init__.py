"""Frontdesk: the written front desk of a spine clinic."""
