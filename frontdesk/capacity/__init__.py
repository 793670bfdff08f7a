"""How many staff a clinic needs so that what people are told about when comes true.

A simulation of arrivals, shifts, promises and pages, with the clinic's own hours and clocks. It
reads no store and changes nothing.
"""

from frontdesk.capacity.plan import Plan, PlanError, parse_shifts
from frontdesk.capacity.results import Results
from frontdesk.capacity.simulate import simulate
from frontdesk.capacity.table import lines

__all__ = ["Plan", "PlanError", "Results", "lines", "parse_shifts", "simulate"]
