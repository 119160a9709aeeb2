"""Examples."""

from domain.ports import Example

EXAMPLES: tuple[Example, ...] = ()
