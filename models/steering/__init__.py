"""Steering a province by its plans: where they stand, what the tasks say, what officers did. Pure.

statuses      the one status of each target and piece of work on a day
tallies       counts out of a whole, and how they are written
figures       figures as published, with what does not add up said beside them
published     what provinces published, as it was printed
plans         plans of provinces that have become one
rules         what targets, readings and work may say
indicators    figures that are computed from the tasks
performance   quantity, quality and progress from the records, without grading anybody
"""
