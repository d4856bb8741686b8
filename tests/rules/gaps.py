"""A table of boxes alone, for those who look for what it leaves open."""

from tocsin.facts.kinds import FLOAT, STR
from tocsin.facts.problems import Place
from tocsin.rules.expression.tree import Variable
from tocsin.rules.rule import Rule
from tocsin.rules.tables.table import Input, Table, TableRow
from tocsin.rules.tables.unary import Column

HERE = Place("here", 1, 1)


def table_of(boxes):
    kinds = (FLOAT, FLOAT, STR)
    inputs = tuple(Input(Variable(f"x{n}"), (f"x{n}",), Column(kind).everything) for n, kind in enumerate(kinds))
    rows = tuple(TableRow(f"t.{n}", f"row {n}", HERE, box, (), ()) for n, box in enumerate(boxes))
    return Table("t", Rule("t", (), (), HERE), "t.csv", None, "first", HERE, inputs, (), rows, True)
