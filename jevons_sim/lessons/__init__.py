"""Lessons, worksheets, cards and a question bank: texts with numbers from runs, as pages."""
