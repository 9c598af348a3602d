"""A report: one self-contained HTML page about a saved result, fit to be handed on."""

from __future__ import annotations

from jevons_sim.report.build import report_page
from jevons_sim.report.subject import Subject, read_subject

__all__ = ["Subject", "read_subject", "report_page"]
