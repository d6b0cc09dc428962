"""`make messages`: gather every sentence of the pages into the English catalogue, keeping what is translated.

Then write the English of the new ones into the file, run it once more (it compiles), and `make words`.

Three things differ from Django's own command: nothing is guessed from a sentence that looks alike (a fuzzy
entry would show the old English under new Chinese), only the rooms are read, and the file has no clock in it,
so that gathering twice changes nothing.
"""

import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("yunke") / "locale" / "en" / "LC_MESSAGES" / "django.po"
NO_SENTENCES = ["var", "tests", "migrations", "docs"]
HEADER = {
    "Project-Id-Version": "yunke",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def gather(root: Path = ROOT) -> Path:
    """Run GNU gettext over the rooms at ``root``; the catalogue it wrote."""
    from django.core.management import call_command
    from django.core.management.commands.makemessages import Command

    command = Command()
    command.msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]
    before = Path.cwd()
    os.chdir(root)  # the command walks the working directory
    try:
        call_command(
            command, locale=["en"], no_obsolete=True, no_location=True, no_wrap=True, verbosity=0,
            ignore_patterns=NO_SENTENCES,
        )  # fmt: skip
    finally:
        os.chdir(before)
    tidy(root / CATALOGUE)
    return root / CATALOGUE


def tidy(path: Path) -> None:
    """A fixed header, long lines kept whole: what changes in the file is what changed in the sentences."""
    book = polib.pofile(str(path), wrapwidth=0)
    book.metadata, book.metadata_is_fuzzy, book.header = HEADER, False, ""
    book.save()


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunke.settings")
    import django

    django.setup()
    from yunke.management.commands.prepare import compile_translations

    book = polib.pofile(str(gather()))
    compile_translations(ROOT)
    left = [entry.msgid for entry in book.untranslated_entries()]
    print(f"{len(book)} sentences, {len(left)} without English")
    for msgid in left:
        print(f"  {msgid}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
