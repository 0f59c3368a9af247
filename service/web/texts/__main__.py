"""`python -m service.web.texts update` adds new texts to the catalogues; `prune` takes out what nothing asks for; `check` says
what is not in step.

Update and check take the name of a slice, to touch or check that slice's file only.

The way to add a text: write it in English in a template or in Python, run `make texts`, fill in the empty `msgstr`
of your slice's file in `service/locales/sv/`, run `python -m service.web.texts check <slice>`.
"""

import sys

from service.web.texts.catalogues import SOURCE_LANGUAGE, faults, languages_on_disk, missing, prune, update


def main(arguments: list[str]) -> int:
    task = arguments[0] if arguments else "check"
    only = arguments[1] if len(arguments) > 1 else None
    languages = sorted({SOURCE_LANGUAGE, "sv", *languages_on_disk()})
    if task == "update":
        for language in languages:
            for name, count in sorted(update(language, only).items()):
                print(f"{language}/{name}.po: {count} new")
        for language in languages:
            print(f"{language}: {len(missing(language))} to say")
        return 0
    if task == "prune":
        for language in languages:
            print(f"{language}: {prune(language)} taken out")
        return 0
    if task == "check":
        found = [line for language in languages for line in faults(language, only)]
        print("\n".join(found) if found else "Every text is said.")
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
