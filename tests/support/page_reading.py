"""A page read as a browser reads it: its elements, their attributes and its text."""

from collections import Counter
from html.parser import HTMLParser


class Reading(HTMLParser):
    """The elements of a page, their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text, self.ids = Counter(), [], [], Counter()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += attrs
        self.ids.update(value for name, value in attrs if name == "id")

    def handle_data(self, data):
        self.text.append(data)

    @property
    def elements(self):
        """How many there are of each, but for line ends and code, which a message may ask for."""
        return {tag: count for tag, count in self.tags.items() if tag not in ("br", "code", "wbr")}

    @property
    def words(self):
        return " ".join("".join(self.text).split())
