"""Tables -> rows of facts: files or tables in memory, one per fact type, checked and brought to one form.

Rows are read and checked by SQL. A row that SQL does not accept as it stands is read again by the readers of single
cases, which either take it (an unusual spelling of a good value) or say what is wrong with it, in the words they use
everywhere. So what bulk accepts and refuses, and what it says, is what a case file would get.
"""
