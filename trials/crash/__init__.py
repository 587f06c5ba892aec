"""The crash matrix: all that writes is killed at every commit point, one after the other, and looked at.

./triplehelix trial crash [actions] [flows] [servers] [--only NAME] [--json FILE]
"""
