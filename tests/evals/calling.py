"""Names for what the fixtures hand to tests."""

from collections.abc import Callable
from datetime import date

from evals.report import Report

# The day on which the tests accept a baseline.
DAY = date(2026, 11, 24)
# Runs, and the baseline if any, to their report.
ReportOf = Callable[..., Report]
# Arguments of `python -m evals` to its exit code.
Evaluate = Callable[..., int]
