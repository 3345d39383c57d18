"""How `flask doctor` judges one thing."""

from collections.abc import Callable

OK, WARNING, BROKEN = "ok", "warning", "broken"
Found = tuple[str, str]
Look = Callable[[], Found]
