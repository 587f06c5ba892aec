"""Doors through which strangers' bytes come in, thrown at with very many inputs.

`targets` names each door: how one input is tried there, and the good files from which bad ones are made.
`engine` makes the inputs and counts what comes of them: by coverage (Atheris) where it can be had, else by a
mutator of its own. The interface is thrown at by its description in tests/portal/test_api.py.
"""
