"""A search for what must not leave a course: names and titles of hidden checks, lines of the solution, the secret."""

import base64
import binascii
import json
import re
from pathlib import Path

from grader import seeds
from grader.course.answer_key import LiveKey
from grader.course.loader import Assignment
from grader.course.release import release_data

# What is shorter may be found elsewhere by chance: a line of the solution, a title, the course's secret.
LINE_LENGTH, TITLE_WORDS, SECRET_LENGTH = 20, 3, 6


def find_leaks(assignment: Assignment, dest: Path) -> list[str]:
    """A sentence for each thing in the files below `dest` that must not leave the course.

    What the skeleton and the rows of numbers say, their author gives away; a name without `_` is a word like any other,
    and only looked for where code is named.
    """
    secrets = list(_secrets(assignment))
    leaks = []
    for path in sorted(p for p in dest.rglob("*") if p.is_file()):
        text = _readable_text(path)
        spaced = _single_spaced(text)
        shown = path.relative_to(dest).as_posix()
        for what, sought, pattern in secrets:
            if sought in spaced if pattern is None else sought in text and pattern.search(text):
                leaks.append(f"{shown}: {what}")
    return leaks


def _secrets(assignment):
    """What it is, a text, and the pattern that finds it where not every place of this text is meant (and is slow)."""
    skeleton = assignment.skeleton.text
    given = _single_spaced(skeleton)
    for check in assignment.checks:
        if check.public:
            continue
        word = check.name
        common = "_" not in word or re.search(rf"\b{word}\b", skeleton)
        named = rf"\bdef {word}\(hw\b|\"{word}\": *\{{" if common else rf"\b{word}\b"
        yield f"the hidden check `{word}`", word, re.compile(named)
        title = _single_spaced(check.title)
        if len(title.split()) >= TITLE_WORDS and title not in given:
            yield f"the title of the hidden check `{word}`", title, None
    rows = json.dumps([seeds.to_json(row) for row in assignment.rows], ensure_ascii=False)
    key = LiveKey(assignment.name, assignment.solution, seeds.PUBLIC_SEED)
    hints = _single_spaced(" ".join(release_data(key, assignment.declared)["hints"].values()))
    path = assignment.course.root / "solutions" / f"{assignment.name}.py"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        bare = _single_spaced(line.strip().strip('"').strip())
        known = bare.startswith(("import ", "from ")) or any(bare in text for text in (given, rows, hints))
        if len(bare) >= LINE_LENGTH and not known:
            yield f"line {number} of solutions/{assignment.name}.py", bare, None
    for task in assignment.tasks:
        for words in (words for words in task.key_facts if len(words) > 1):
            quoted = list(map(json.dumps, words))
            yield f"key facts of {task.name}", quoted[0], re.compile(", *".join(map(re.escape, quoted)))
    secret = assignment.course.secret
    if len(secret) >= SECRET_LENGTH and secret != seeds.PUBLIC_SEED:
        yield "the course's secret", secret, re.compile(re.escape(secret))


def _single_spaced(text):
    return " ".join(text.split())


def _readable_text(path):
    """The text of a file, and the texts that JSON and base64 hide in it."""
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix != ".json":
        return text
    try:
        return "\n".join([text, *_strings(json.loads(text))])
    except ValueError:
        return text


def _strings(data):
    if isinstance(data, str):
        yield data
        try:
            yield base64.b64decode(data, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return
    elif isinstance(data, (list, dict)):
        for item in [*data, *data.values()] if isinstance(data, dict) else data:
            yield from _strings(item)
