"""What people write for numbers and dates, understood well enough to say what to write instead.

Nothing here takes a value: it is asked only after one has been refused, so that reading stays as strict as it is and
costs nothing.
"""
