"""Periodic reports of a province. Pure.

periods    weeks, months, quarters, years
figures    what a report holds, and how each figure is written
sections   the parts of a report, each figure declared once
"""
