"""A module -> its mutants, each another program, and a fair sample of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from random import Random

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from tests.mutation.operators import OPERATORS


@dataclass(frozen=True)
class Mutant:
    """A module of the product, wrong in one place."""

    file: str
    operator: str
    line: int
    code: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.operator}\n    - {self.before}\n    + {self.after}"


def sample(file: str, source: str, size: int, seed: int) -> tuple[list[Mutant], int]:
    """So many mutants, chosen by the seed, and how many places there are to choose from.

    From each place at most one is taken, so that a comparison, which can go wrong in five ways, is not five times as
    likely as a text, which can in one.
    """
    dice = Random(f"{seed} {file}")
    places: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for name, occurrence, start in _positions(source):
        places.setdefault(start, []).append((name, occurrence))
    order = sorted(places)
    dice.shuffle(order)
    plain = _meaning(source)
    found: list[Mutant] = []
    idle = 0
    for start in order:
        if len(found) == size:
            break
        ways = places[start]
        dice.shuffle(ways)
        made = next(filter(None, (_mutant(file, source, plain, start[0], *way) for way in ways)), None)
        if made is None:
            idle += 1
        else:
            found.append(made)
    return sorted(found, key=lambda mutant: mutant.line), len(places) - idle


def _positions(source: str) -> Iterator[tuple[str, int, tuple[int, int]]]:
    """Every place that an operator changes: the operator, which of its places it is, and where it begins."""
    nodes = list(ast_nodes(get_ast(source)))
    for name, operator in OPERATORS.items():
        starts = (start for node in nodes for start, _ in operator.mutation_positions(node))
        yield from ((name, occurrence, start) for occurrence, start in enumerate(starts))


def _mutant(file: str, source: str, plain: str, line: int, name: str, occurrence: int) -> Mutant | None:
    """The mutant; None if it would be the same program, or none."""
    code = mutate_code(source, OPERATORS[name], occurrence)
    if code is None:
        return None
    try:
        if _meaning(code) == plain:
            return None
        compile(code, file, "exec")
    except (SyntaxError, ValueError):
        return None
    lines = list(ndiff(source.splitlines(), code.splitlines()))
    before = " ".join(each[2:].strip() for each in lines if each.startswith("- "))
    after = " ".join(each[2:].strip() for each in lines if each.startswith("+ "))
    return Mutant(file, name, line, code, before, after)


def _meaning(source: str) -> str:
    """The program without what is never run: annotations, docstrings, what only a type checker reads."""
    return ast.dump(_Bare().visit(ast.parse(source)))


class _Bare(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | None:
        if "TYPE_CHECKING" in ast.dump(node.test):
            return None
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        # Whether an argument is given by its place or by its name is a matter of declaration, too.
        node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
        node.defaults += filter(None, node.kw_defaults)
        node.posonlyargs, node.kwonlyargs, node.kw_defaults = [], [], []
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        # What a dataclass is made of, and that it is frozen, is a matter of declaration.
        node.decorator_list = []
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        an_alias = isinstance(node.value, ast.Subscript) and ast.unparse(node.value.value) == "Literal"
        return None if names == ["__all__"] or an_alias else self.generic_visit(node)
