"""What a name in a pattern may stand for, by the roles of a network, and how its functions write each quantity.

    W_ b_ P_    weights, bias, any parameter of a layer       dW_ db_ dP_   a gradient of one
    i_ h_       inputs of a layer; those that are no features  z_ a_         its sums, and their sigmoid
    dz_ di_     gradients of the sums and of the inputs        f_            an activation that students write
    Wo_ zo_     weights and sums of the last layer             dWo_          the gradient of its weights
    m_          the number of examples                         u_            the gradient that comes back

Every other name that ends in `_` stands for any code. Digits tell several of a kind apart: `b1_`, `b2_`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from autograder.declare.problem import Function, Problem
from autograder.declare.roles import Dense, Network

KINDS = ("W", "b", "P", "i", "h", "z", "a", "Wo", "zo", "dW", "db", "dP", "di", "dz", "dWo")
COUNTS = (".shape[1]", ".size")
Found = dict[str, ast.expr]


def kind_of(name: str) -> str:
    """Return the kind of a name in a pattern: `b` for `b1_`."""
    return name.removesuffix("_").rstrip("0123456789")


def is_variable(node: ast.AST) -> bool:
    """Return whether a node of a pattern stands for code."""
    return isinstance(node, ast.Name) and node.id.endswith("_") and node.id != "_"


@dataclass(frozen=True)
class CodeNames:
    """The names of one function of a problem. `activations` are the functions that are applied entry by entry."""

    function: Function
    network: Network | None = None
    upstreams: frozenset[str] = frozenset()
    activations: frozenset[str] = field(default_factory=frozenset)

    def fits(self, name: str, code: ast.AST) -> bool:
        """Return whether a name of a pattern can stand for this code."""
        kind = kind_of(name)
        if kind == "m":
            text = ast.unparse(code)
            return text == "m" or text.endswith(COUNTS)
        if kind == "f":
            return isinstance(code, ast.Name) and code.id in self.activations
        if kind == "u":
            return isinstance(code, ast.Name) and code.id in self.upstreams
        known = self._quantities.get(kind)
        return known is None or quantity(code) in known

    @cached_property
    def _quantities(self) -> Mapping[str, frozenset[str]]:
        """The quantities of each kind."""
        if self.network is None:
            return dict.fromkeys(KINDS, frozenset())
        layers, of = self.network.layers, self.network.gradient_of
        weights, biases = {one.weights for one in layers}, {one.bias for one in layers}
        inputs, sums = {one.inputs for one in layers}, {one.sums for one in layers}
        kinds = {
            "W": weights,
            "b": biases,
            "P": weights | biases,
            "i": inputs,
            "h": inputs - {self.network.x},
            "z": sums,
            "a": {one.sigmoid for one in layers} - {""},
        }
        if layers:
            kinds |= {"Wo": {layers[-1].weights}, "zo": {layers[-1].sums}}
        gradients = {f"d{kind}": {of[q] for q in kinds.get(kind, ()) if q in of} for kind in ("W", "b", "P", "i", "Wo")}
        gradients["dz"] = {self._of_sums(layer) for layer in layers} - {""}
        every = kinds | gradients
        return {kind: frozenset(every.get(kind, ())) for kind in KINDS}

    def layer(self, found: Found) -> Dense | None:
        """Return the layer that something found in a pattern belongs to, or None."""
        if self.network is None:
            return None
        for kinds, parts in (
            (("W", "dW", "Wo", "dWo"), ("weights",)),
            (("b", "db"), ("bias",)),
            (("z", "zo", "dz"), ("sums", "sigmoid")),
            (("a",), ("sigmoid",)),
            (("i", "h", "di"), ("inputs",)),
            (("P", "dP"), ("weights", "bias")),
        ):
            for name, code in found.items():
                if kind_of(name) not in kinds:
                    continue
                said = quantity(code) or ""
                for layer in self.network.layers:
                    own = [getattr(layer, part) for part in parts]
                    if said in own or self.network.gradients.get(said, "-") in own:
                        return layer
        return None

    def words(self, found: Found) -> dict[str, str]:
        """Return what a hint can name: the quantities of the layer, and what the names of the pattern stand for."""
        said = {name: ast.unparse(code) for name, code in found.items()}
        if self.network is not None:
            said |= {"y_hat": self.network.y_hat, "x": self.network.x, "first": next(iter(self.network.gradients))}
            if self.network.layers:
                first, *_, last = (*self.network.layers, self.network.layers[-1])
                said |= {"Wo": last.weights, "dWo": self.network.gradient_of.get(last.weights, "")}
                said["biases"] = repr(tuple(one.bias for one in self.network.layers))
                said["hidden"] = repr((first.weights, first.bias)) if first is not last else ""
        layer = self.layer(found)
        if layer is not None and self.network is not None:
            of = self.network.gradient_of
            said |= {"W": layer.weights, "b": layer.bias, "i": layer.inputs, "z": layer.sums, "a": layer.sigmoid}
            said |= {"out": layer.sigmoid or layer.sums, "dW": of.get(layer.weights, ""), "db": of.get(layer.bias, "")}
            said |= {"di": of.get(layer.inputs, ""), "dz": self._of_sums(layer)}
        for name, code in found.items():
            said.setdefault(kind_of(name), quantity(code) or ast.unparse(code))
        if self.upstreams:
            said.setdefault("u", " and ".join(sorted(self.upstreams)))
        return said

    def code(self, name: str, found: Found) -> ast.expr | None:
        """Return how the function writes what a name stands for that the pattern does not have, or None."""
        if name in found:
            return found[name]
        said = self.words(found).get(kind_of(name), "")
        return self._written(said) if said else None

    def _of_sums(self, layer: Dense) -> str:
        """Return the gradient of a layer's sums, or "" if none has a name."""
        of = {} if self.network is None else self.network.gradient_of
        return of.get(layer.sums) or of.get(layer.sigmoid, "")

    def _written(self, said: str) -> ast.expr | None:
        net = self.network
        if net is None:
            return None
        parameters = {name for layer in net.layers for name in (layer.weights, layer.bias)}
        if said in parameters:
            return _entry(net.params, said)
        if said in (net.x, net.y) or said in self.function.args or said in net.gradients:
            return ast.Name(said, ast.Load())
        if net.cache in self.function.args:
            return _entry(net.cache, said)
        return ast.Name(said, ast.Load())


def _entry(name: str, key: str) -> ast.expr:
    return ast.Subscript(ast.Name(name, ast.Load()), ast.Constant(key), ast.Load())


def quantity(code: ast.AST) -> str | None:
    """Return the name of a variable or of an entry of a dict, or None for other code."""
    match code:
        case ast.Name(name):
            return name
        case ast.Subscript(_, ast.Constant(str(key))):
            return key
        case _:
            return None


def names_of(problem: Problem, function: Function) -> CodeNames:
    """Return the names of one function of a problem."""
    roles = problem.roles
    operation = roles.operation(function.name)
    if operation is not None:
        return CodeNames(function, roles.network, frozenset(operation.upstreams), frozenset({operation.forward}))
    if roles.network is None:
        return CodeNames(function)
    return CodeNames(
        function, roles.network, frozenset(), frozenset(f.name for f in problem.functions if len(f.args) == 1)
    )
