"""What keeps the house observable: trails through it, lines of its logs, figures, beats, and its schema.

Nothing here is truth and nothing here may stop an act: what cannot be measured is left out.
"""
