"""`sip openapi`: both contracts written from the code, and in their change log what is not released yet."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app import cli
from app.cli import changelog

FOLDER = Path(__file__).parents[2] / "openapi"
app = typer.Typer(help="The two contracts.", no_args_is_help=True)


@app.command()
def export(
    folder: Annotated[Path, typer.Option(help="Where to write journal.json and citizen.json.")] = FOLDER,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file differs.")] = False,
) -> None:
    """Write both contracts, generated from the code, and in their change log what is not released yet."""
    from app import main

    documents = {"journal": main.journal_api().openapi(), "citizen": main.citizen_api().openapi()}
    texts = {folder / f"{name}.json": _text(document) for name, document in documents.items()}
    log = folder / "CHANGELOG.md"
    if log.exists():
        try:
            texts[log] = changelog.renewed(log.read_text(), folder, documents)
        except changelog.NoPlace:
            cli.fail(f"{log} has no place for what is not released")
    for path, text in texts.items():
        if check and (not path.exists() or path.read_text() != text):
            cli.fail(f"{path} differs from the code; run: sip openapi export")
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
