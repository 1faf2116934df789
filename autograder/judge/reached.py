"""Find in the text of a submission what a function may use: its definition, and all that binds a name in there.

The text is only searched: it is neither parsed nor run. What may bind names in other ways is taken for used.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

STATEMENT = re.compile(r"^(?=[^\s)\]}])", re.MULTILINE)
"""Where a statement begins that is inside no other one."""
DECORATOR = re.compile(r"^(@.*)\n(?=\S)", re.MULTILINE)
DEFINITION = re.compile(r"(?:async\s+)?(?:def|class)\s+(\w+)")
BINDING = re.compile(
    r"^[ \t]{0,40}\(?((?:[^=\n(\"']*=(?!=))+)|^[ \t]*for\s([^\n:]{1,80}?)\sin\b|\b(?:as|import)\s+([\w, ]+)"
    r"|^[ \t]*(?!np\.|numpy\.)(\w+)[.\[]|\b(\w+)\s*:=",
    re.MULTILINE,
)
"""Names that a statement may bind, or whose values it may change."""
IN_FUNCTION = re.compile(r"\bglobal\s+([\w, ]+)|^[ \t]*(?!self\.)(\w+)\.\w+[ \t]*=(?!=)", re.MULTILINE)
"""Those of a definition, once it is called."""
ANY = re.compile(
    r"^@|\b(?:globals|locals|vars|exec|eval|setattr|__dict__|__globals__|__code__|__builtins__)\b|import[ \t]*\*"
    r"|\b(?:np|numpy|math)\.\w+[ \t]*=(?!=)",
    re.MULTILINE,
)
"""What may bind any name, or change a module."""
WORD = re.compile(r"[^\W\d]\w*")


def reached(names: AbstractSet[str], code: Iterable[str]) -> str:
    """Return the statements that functions of these names may use; all of them if they are bound nowhere."""
    every = {text: _bound(text) for source in code for text in STATEMENT.split(DECORATOR.sub(r"\1 ", source))}
    binding = defaultdict(list)
    for text, bound in every.items():
        for name in names if bound is None else bound:
            binding[name].append(text)
    if not any(names & bound for bound in every.values() if bound is not None):
        return "\n".join(every)
    found: dict[str, None] = {}
    words = list(names)
    while words:
        new = [text for text in binding.pop(words.pop(), ()) if text not in found]
        found |= dict.fromkeys(new)
        words += (word for text in new for word in WORD.findall(text))
    return "\n".join(found)


def _bound(statement: str) -> set[str] | None:
    """Return the names that a statement may bind, or None if it may bind any."""
    if ANY.search(statement):
        return None
    defined = DEFINITION.match(statement)
    found = IN_FUNCTION.findall(statement) if defined else BINDING.findall(statement)
    names = {word for groups in found for group in groups for word in WORD.findall(group)}
    return names | {defined[1]} if defined else names
