"""The composition root: the only package that puts adapters behind the ports. Each module makes one kind of thing.

Every adapter is imported where it is made: a git hook pays for what it uses and for nothing else.
"""
