"""Measurements on the project's own sample web and on made-up data: ``python -m benchmarks`` or ``make bench``."""
