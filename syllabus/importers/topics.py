"""What a topic says of its meeting: its kind, and who speaks.

A bracket behind a speaker may be where they work or the software they wrote. It is an
affiliation only where it is known to be one (`_AFFILIATION`), else a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from syllabus.importers import vocabulary


@dataclass(frozen=True)
class Part:
    """A part of a topic: ``what`` is topic, kind, speaker, affiliation or bracket.

    A bracket is what stands behind a speaker and is not known to be an affiliation.
    ``kind`` is the meeting's, on each part. ``words`` are the page's own.
    """

    what: str
    value: str
    words: str
    kind: str


_GUEST = re.compile(
    r"(?:guest|invited)\s+(?:lecture|talk|speaker|lecturer|presentation|seminar)s?"
    r"(?P<tie>\s+(?:by|from|with)\b|\s*[:,–—-])?",
    re.IGNORECASE,
)
_GUEST_SHORT = re.compile(
    r"(?:^|(?<=\())guest\s*(?P<tie>:|\s(?:by|from|with)\b)", re.IGNORECASE
)
_TO_COME = re.compile(
    rf"tb[acd]|\?+|-+|to be (?:announced|determined)|{vocabulary.TO_COME}",
    re.IGNORECASE,
)
_PREFIXED = (
    (
        "lab",
        re.compile(
            r"(?:hands-on\s+)?lab(?:oratory)?(?:\s+session)?\s*#?\d*\s*[:–—-]\s*",
            re.IGNORECASE,
        ),
    ),
    (
        "discussion",
        re.compile(
            r"(?:discussion|recitation|section|tutorial|q\s?&\s?a)(?:\s+section)?\s*#?\d*"
            r"\s*[:–—-]\s*",
            re.IGNORECASE,
        ),
    ),
    (
        "lecture",
        re.compile(
            r"(?:lecture|lec|class)(?:\.?\s*#?(?P<number>\d{1,3})\s*[:.–—-]|\s*[:–—])\s*",
            re.IGNORECASE,
        ),
    ),
)
_KINDS = (
    (
        "exam",
        re.compile(
            r"(?:(?:in-class|take-?home|first|second|third|1st|2nd)\s+)?"
            r"(?:mid-?terms?|final|quiz|exam|test)"
            r"(?:\s*[-–#]?\s*(?:exam(?:ination)?s?|quiz|test|\d+|i+))*"
            r"(?:\s*[,(:–-].*)?",
            re.IGNORECASE,
        ),
    ),
    (
        "presentation",
        re.compile(
            r"(?=.*\b(?:presentations?|pitch(?:es)?|demos?|poster|showcase)\b)"
            r"(?=.*\b(?:projects?|proposals?|students?|final|teams?|group|day|session|"
            r"fair|pitch(?:es)?)\b).{1,60}",
            re.IGNORECASE,
        ),
    ),
    (
        "lab",
        re.compile(
            r"(?:hands-on\s+)?lab(?:oratory)?(?:\s+(?:session|time|\d+))?",
            re.IGNORECASE,
        ),
    ),
    (
        "discussion",
        re.compile(
            r"(?:discussion|recitation|tutorial)(?:\s+(?:section|\d+))?", re.IGNORECASE
        ),
    ),
)
_TOPIC_WORD = re.compile(
    r"(?:of|on|in|for|the|to|an?|with|how|why|what|and|&|learning|deep|machine|data|"
    r"\w+(?:tions?|ics|ity|ments?|isms?|ology|ography|ware|ems|works?|sis|ches|ance)|"
    r"programming|"
    r"computing|processing|engineering|design|theory|cloud|web|networking|testing|models?|"
    r"algorithms?|language|languages|databases?|introduction|topics?|ethics|policy|law|"
    r"industry|panel|tba|tbd|search|vision|graphics|code|reality|hardware|at|from)",
    re.IGNORECASE,
)
_AFFILIATION = re.compile(
    r"\b(?:univ(?:ersity|ersité|ersität|\.)?|institute?|college|school|academy|hospital|"
    r"labs?|laborator(?:y|ies)|research|inc|corp|corporation|ltd|llc|gmbh|co|foundation|"
    r"dept|department|mit|cmu|ucla|ucsd|ucsb|ucb|uc|uw|usc|nyu|eth|epfl|kaist|inria|nasa|"
    r"nist|cern|stanford|berkeley|harvard|princeton|yale|cornell|caltech|columbia|oxford|"
    r"cambridge|toronto|waterloo|tsinghua|michigan|washington|google|deepmind|microsoft|"
    r"msr|amazon|aws|facebook|meta|apple|nvidia|intel|amd|ibm|openai|netflix|twitter|uber|"
    r"linkedin|oracle|samsung|huawei|baidu|alibaba|tencent|qualcomm|xilinx|vmware)\b",
    re.IGNORECASE,
)


_EVERY_PREFIX = (
    *_PREFIXED,
    *((k, re.compile(p, re.IGNORECASE)) for k, p in vocabulary.PREFIXES.items()),
)
_EVERY_KIND = (
    *_KINDS,
    *((k, re.compile(p, re.IGNORECASE)) for k, p in vocabulary.KINDS.items()),
)


def is_label(text: str) -> bool:
    """Whether a text only says of which kind something is, as labels before it do."""
    return any(
        label.fullmatch(f"{text.strip().rstrip(':')}:") for _, label in _EVERY_PREFIX
    )


def read_topic(text: str) -> list[Part]:
    """Read the text of a topic cell, links and markers taken out."""
    if guest := _guest(text):
        return guest
    if _TO_COME.fullmatch(text):
        return [Part("to come", text, text, "lecture")]
    for kind, prefix in _EVERY_PREFIX:
        match = prefix.match(text)
        if match and match.end() < len(text):
            rest = text[match.end() :]
            parts = [Part("kind", match[0].strip(" :–—-"), match[0], kind)]
            if match.groupdict().get("number"):
                parts = [Part("number", match["number"], match[0], kind)]
            return [*parts, Part("topic", rest, rest, kind)]
    for kind, pattern in _EVERY_KIND:
        if pattern.fullmatch(text):
            return [Part("topic", text, text, kind)]
    return [Part("topic", text, text, "lecture")]


def _guest(text: str) -> list[Part]:
    match = _GUEST.search(text) or _GUEST_SHORT.search(text)
    if not match:
        return []
    before = text[: match.start()].strip(" ,;:–—-(")
    after = text[match.end() :].strip(" ,;:–—-")
    if text[: match.start()].rstrip().endswith("("):
        after = after.removesuffix(")")
    parts = [Part("kind", match[0].strip(" ,:–—-"), match[0], "guest")]
    sure = (match["tie"] or "").strip().lower() in {"by", "from", "with"}
    person = bool(re.search(r"speaker|lecturer", match[0], re.IGNORECASE))
    parts += _speaker_first(after, sure=sure or bool(before), person=sure or person)
    if before and words(before):
        if not any(part.what == "speaker" for part in parts) and looks_like_name(
            before
        ):
            return [*parts, Part("speaker", before, before, "guest")]
        topics = [part for part in parts if part.what == "topic"]
        parts = [part for part in parts if part not in topics]
        parts.append(_topic(" ".join([before, *(part.value for part in topics)])))
    return parts


def words(text: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"\w+", text)


_NAME_END = re.compile(r"\s*(?:[,;:(]|\s[–—-]\s|\s(?=(?P<tie>on|about|from|at|of)\s))")
_HONORIFIC = re.compile(r"(?:Prof(?:essor)?|Dr|Mr|Ms|Mrs)\.?\s+")
_DEGREES = re.compile(
    r"(?:,?\s+(?:Ph\.?\s?D|M\.?D|J\.?D|Sc\.?D|D\.?Phil|M\.?Sc|M\.?S|B\.?Sc|MBA|P\.?E|"
    r"Prof(?:essor)?(?!\.?\s+of\b)|Jr|Sr|Esq)(?![\w’'])\.?)+"
    r"(?=\s*(?:$|[,;:()–—-]|(?:on|about|from|at|of)\s))"
)
_PLACE = re.compile(
    r"(?:from|at|of)\s+(?P<place>[^,;:()]+?)"
    r"(?=\s*[,;:()]|\s+[–—-]\s|\s+(?:on|about)\s|\s*$)"
)
_PLACE_THEN_TOPIC = re.compile(r"(?P<place>[^:()]+?)(?::\s+|\s+[–—-]\s+)(?P<topic>.+)")


def _name_length(text: str, *, person: bool) -> int:
    """How many characters of a text are the name that it begins with.

    Titles belong to it: “Mary Major, Ph.D.”. A name ends at “of” only where a person is
    sure to be named, or a known place follows: “History of Rome” has none.
    """
    for end in _NAME_END.finditer(text):
        name = text[: end.start()]
        if end["tie"] == "of":
            place = _PLACE.match(text[end.end() :])
            known = place and _is_affiliation(place["place"])
            titled = _HONORIFIC.match(name)
            if not (looks_like_name(name) and (person or known or titled)):
                continue
        titles = _DEGREES.match(text, end.start())
        return titles.end() if titles else end.start()
    return len(text)


def _speaker_first(text: str, *, sure: bool, person: bool) -> list[Part]:
    """Read “Andrew Putnam (Microsoft), FPGA on datacenters”.

    Args:
        text: What follows “guest lecture”.
        sure: Whether “by” or the like says that a name follows.
        person: Whether a person is named, by “by” or by “speaker”.
    """
    if not words(text):
        return []
    name = text[: _name_length(text, person=person)]
    if not looks_like_name(name) and not (sure and len(words(name)) <= 6):
        return _topic_then_name(text)
    parts = [Part("speaker", name.strip(), name, "guest")]
    rest = text[len(name) :].strip(" ,")
    if bracket := re.match(r"\(([^()]*)\)", rest):
        parts.append(_bracket(bracket[1]))
        rest = rest[bracket.end() :]
    elif place := _PLACE.match(rest):
        parts.append(Part("affiliation", place["place"], place[0], "guest"))
        rest = rest[place.end() :]
    return parts + _place_and_topic(rest.strip(" ,;:–—-"))


def _place_and_topic(rest: str) -> list[Part]:
    """Read what follows a name and its bracket: “Acme Corp: FPGA”, “on FPGA”, “MIT”."""
    parts = []
    if (both := _PLACE_THEN_TOPIC.fullmatch(rest)) and _may_employ(both["place"]):
        parts.append(_bracket(both["place"]))
        rest = both["topic"]
    about = re.match(r"(?:on|about)\s+", rest)
    topic = rest[about.end() :] if about else rest
    if not words(topic):
        return parts
    if not about and _is_affiliation(topic):
        return [*parts, Part("affiliation", topic, rest, "guest")]
    if topic.startswith("(") and topic.endswith(")"):
        return [*parts, _bracket(topic[1:-1])]
    return [*parts, Part("topic", topic, rest, "guest")]


def _topic_then_name(text: str) -> list[Part]:
    """Read “FPGA on datacenters (Andrew Putnam)” and “…, by Andrew Putnam”."""
    match = re.fullmatch(
        r"(?P<topic>.+?)\s*\((?P<name>[^()]+)\)", text
    ) or re.fullmatch(r"(?P<topic>.+?),?\s+by\s+(?P<name>.+)", text)
    if match and looks_like_name(match["name"]):
        name = Part("speaker", match["name"], match["name"], "guest")
        return [_topic(match["topic"]), name]
    return [_topic(text)]


def _topic(text: str) -> Part:
    text = text.strip(" ,;:–—-")
    return Part("topic", text, text, "guest")


def _bracket(text: str) -> Part:
    if _is_affiliation(text):
        return Part("affiliation", text.strip(), text, "guest")
    return Part("bracket", text.strip(), text, "guest")


def _may_employ(text: str) -> bool:
    """Whether what stands before a colon can be an employer, known or not."""
    return _is_affiliation(text) or (
        len(text.split()) <= 3
        and all(
            word[0].isupper() and not _TOPIC_WORD.fullmatch(word)
            for word in text.split()
        )
    )


def _is_affiliation(text: str) -> bool:
    return len(words(text)) <= 7 and bool(_AFFILIATION.search(text))


def looks_like_name(text: str) -> bool:
    """Whether a text looks like a person's name: two to four names, no common words."""
    plain = re.sub(rf"{_DEGREES.pattern}$", "", text.strip())
    parts = _HONORIFIC.sub("", plain, count=1).split()
    if not 2 <= len(parts) <= 4:
        return False
    particles = {"van", "von", "de", "der", "den", "da", "di", "la", "el", "bin", "le"}
    capital = [part for part in parts if part.lower() not in particles]
    return all(
        part[0].isupper()
        and re.fullmatch(r"[^\W\d_][\w'’.-]*", part)
        and not part.isupper() | (len(part) > 3 and part[1:].isupper())
        and not _TOPIC_WORD.fullmatch(part)
        for part in capital
        if len(part.rstrip(".")) > 1
    ) and any(len(part.rstrip(".")) > 1 for part in capital)
