"""Where things stand in a YAML file, so that whatever is wrong can be named by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml


def line_of(root: yaml.Node | None, where: Sequence[int | str]) -> int:
    """The line (from 1) of the deepest part of `where` that the file holds."""
    line, node = 1, root
    for step in where:
        child = _child(node, step)
        if child is None:
            break
        mark, node = child
        line = mark.line + 1
    return line


def text_line(root: yaml.Node | None, where: Sequence[int | str]) -> int:
    """The line a text begins at: a block's stands below its key."""
    node = root
    for step in where:
        child = _child(node, step)
        node = child[1] if child else None
    block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return line_of(root, where) + block


def written_twice(node: yaml.Node | None) -> tuple[int, str] | None:
    """The line and name of a key that its mapping already has (the later one would win)."""
    for mapping in _mappings(node):
        seen = set()
        for key, _ in mapping.value:
            if key.value in seen:
                return key.start_mark.line + 1, str(key.value)
            seen.add(key.value)
    return None


def _child(node: yaml.Node | None, step: int | str) -> tuple[yaml.Mark, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    if isinstance(node, yaml.MappingNode):
        found = ((k.start_mark, v) for k, v in node.value if k.value == step)
        return next(found, None)
    return None


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)
