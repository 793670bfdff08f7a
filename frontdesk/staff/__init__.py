"""The people at the clinic: accounts, passwords, roles, signed-in sessions."""

from frontdesk.staff.accounts import StaffExists, UnknownRole, add_staff, ensure_first_manager

__all__ = ["StaffExists", "UnknownRole", "add_staff", "ensure_first_manager"]
