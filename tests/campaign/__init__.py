"""The crash campaign: nodes are killed under load at named points, platforms and databases fail; nothing may be lost.

`make campaign` runs it all and writes RESULTS.md.
"""
