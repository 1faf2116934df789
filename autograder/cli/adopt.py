"""`autograder adopt`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import Exit, failures, stop


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", help="The problem's name.  [default: the file's]")
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("solutions"), show_default=True)
def adopt(file: Path, name: str | None, out: Path) -> None:
    """Start a solution file from your own notebook or module: for course authors.

    FILE is a master notebook of Otter Assign (# BEGIN SOLUTION), a source notebook of nbgrader (### BEGIN SOLUTION), or
    a module of functions with docstrings. What it could not tell is marked with "TODO adopt". No code is run, and an
    existing file is left alone.
    """
    from autograder.author.adopt import adopt as adopted_from  # noqa: PLC0415

    with failures():
        adopted = adopted_from(file, name)
        path = out / f"{adopted.name}.py"
        if path.exists():
            stop(f"{path} is there already; choose another --name, or remove it", Exit.USAGE)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(adopted.text, encoding="utf-8", newline="\n")
        except OSError as error:
            stop(f"{path}: cannot be written: {error.strerror}", Exit.USAGE)
    click.echo(f"{path}: written")
    for note in adopted.notes:
        click.echo(f"  {note}")
    places = f"{adopted.todo} place{'s are' if adopted.todo != 1 else ' is'} marked with TODO adopt. Then: "
    click.echo(f"{places}autograder verify {adopted.name} --solutions {out}")
