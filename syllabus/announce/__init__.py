"""The announcement: planned, shown, and sent once.

`target` is what every way to the class has in common; each way is a module of
`syllabus.announce.targets`. `ledger` remembers what was sent, `deliver` sends.
"""
