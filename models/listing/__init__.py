"""What a row of a provincial list says: read without inventing, refused with a sentence.

The lists that provinces publish share a vocabulary but no form. These modules turn one row into facts:

cells          blank, or readable without settling anything
text           the characters: Unicode repair, HTML remains, old fonts, the key used to compare
legacy         TCVN3 and VNI, the two font encodings from before Unicode
dates          dates known to the day, the month or the year; periods and durations
money          amounts in dong, with "about" kept
words          grades, levels, fields, kinds of task, what "applied" means
organisations  what kind of body a name denotes
references     decision, contract, task-code and registry numbers
headers        which column holds what
tables         where a table starts, its group rows, its lines within a cell
facts          what a list says of one task
rows           one row as facts, or every reason why not
stages         the stage that the facts show, and what must be asked for
matching       whether two rows speak of the same task

Three outcomes are kept apart everywhere: a value, an unknown (the list does not say), and a fault (the
list says something impossible). Only a fault rejects a row.
"""
