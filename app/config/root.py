"""Where the program lies: a checkout, or a folder of site-packages."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def is_installed(program: Path) -> bool:
    """Tell whether a wheel put the program there.

    The wheel's program lies in a package, beside the module of its command. A checkout lies in
    none.
    """
    return (program.parent / "__init__.py").is_file()
