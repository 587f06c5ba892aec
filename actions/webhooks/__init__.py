"""Webhooks: an organisation's own system is told what happens to the tasks that the organisation may see.

What happened is read from the journal, whose entries are numbered in the order in which they become visible:
no action has to remember to tell, and nothing is passed over.
"""
