"""One small change of a module: every place where a comparison, a junction, a constant or a list of names could be
another."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_OTHERS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """`text` is the whole module with the change in it."""

    line: int
    what: str
    text: str


def mutants(source: str) -> Iterator[Mutant]:
    """All of them. Texts, annotations and docstrings are left alone, and what stands within an f-string; but not that a
    text is one of a list. So is how a class is made: that the domain's cannot be changed is a test of its own.
    """
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    skipped = {id(node) for one in ast.walk(tree) for hint in _hints(one) for node in ast.walk(hint)}
    for node in ast.walk(tree):
        if id(node) not in skipped and isinstance(node, ast.expr | ast.keyword):
            for new, what in _changed(node):
                yield Mutant(node.lineno, what, _put(lines, node, new))


def _hints(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.JoinedStr):
        yield node  # before Python 3.12 what is within has no true place
    if isinstance(node, ast.ClassDef):
        yield from node.decorator_list
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        yield node.slice  # what a generic type is made of
    for name in ("annotation", "returns"):
        hint = getattr(node, name, None)
        if isinstance(hint, ast.AST):
            yield hint


def _changed(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What could stand in its place, and how it is called."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            for place, old in enumerate(ops):
                if other := _OTHERS.get(type(old)):
                    changed = [*ops[:place], other(), *ops[place + 1 :]]
                    yield _written(ast.Compare(left, changed, comparators)), f"{type(old).__name__}→{other.__name__}"
        case ast.BoolOp(op=op, values=values):
            other_op = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield _written(ast.BoolOp(other_op, values)), f"{type(op).__name__}→{type(other_op).__name__}"
            for place in range(len(values)):
                rest = values[:place] + values[place + 1 :]
                less = rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
                yield _written(less), f"without part {place + 1} of {type(op).__name__}"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _written(operand), "without not"
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield _written(ast.IfExp(test, orelse, body)), "the other branch"
        case ast.Set(elts=elements) | ast.Tuple(elts=elements, ctx=ast.Load()) if all(map(_is_name, elements)):
            for place, one in enumerate(elements):
                yield _listed(node, elements[:place] + elements[place + 1 :]), f"without {ast.unparse(one)}"
        case ast.BinOp(left=left, op=ast.BitOr(), right=right) if _is_listing(left) or _is_listing(right):
            yield _written(left), f"without | {ast.unparse(right)}"
            yield _written(right), f"without {ast.unparse(left)} |"
        case ast.Constant(value=bool() as value):
            yield str(not value), f"{value}→{not value}"
        case ast.Constant(value=int() as value):
            yield str(value + 1), f"{value}→{value + 1}"


def _is_name(node: ast.expr) -> bool:
    """A constant's name, a member of something, or a text: what a list of names is made of."""
    match node:
        case ast.Name(id=name):
            return name.isupper()
        case ast.Constant(value=str()):
            return True
    return isinstance(node, ast.Attribute)


def _is_listing(node: ast.expr) -> bool:
    return isinstance(node, ast.Set) or (isinstance(node, ast.Name) and node.id.isupper())


def _listed(node: ast.AST, left: list[ast.expr]) -> str:
    """The list with what is left of it; there is no empty set to write."""
    if isinstance(node, ast.Set):
        return ast.unparse(ast.Set(left)) if left else "set()"
    return ast.unparse(ast.Tuple(left, ast.Load()))


def _written(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"


def _put(lines: list[str], node: ast.expr | ast.keyword, new: str) -> str:
    """The text with the node replaced; columns count bytes."""
    assert node.end_lineno is not None and node.end_col_offset is not None
    before = "".join(lines[: node.lineno - 1]).encode() + lines[node.lineno - 1].encode()[: node.col_offset]
    after = lines[node.end_lineno - 1].encode()[node.end_col_offset :] + "".join(lines[node.end_lineno :]).encode()
    return (before + new.encode() + after).decode()
