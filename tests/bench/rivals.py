"""Other ways to a packet and a handout: qpdf, latexmk with pdfpages, pdflatex."""

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.bench.timing import Job

_WITH_WARNINGS = 3
"""How qpdf ends where it mended something."""

PACKET = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{fancyhdr,pdfpages}
\usepackage[hidelinks]{hyperref}
\fancypagestyle{slide}{\fancyhf{}\renewcommand{\headrulewidth}{0pt}\cfoot{\thepage}}
\title{Deep Learning Systems: slides}
\begin{document}
\maketitle
\tableofcontents
%(decks)s
\end{document}
"""

DECK = (
    r"\includepdf[pages=-,fitpaper,pagecommand={\thispagestyle{slide}},"
    r"addtotoc={1,section,1,{%s},deck%d}]{%s}"
)

HANDOUT = r"""\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\usepackage[margin=2cm]{geometry}
\usepackage{booktabs,fancyhdr,longtable}
\usepackage[hidelinks]{hyperref}
\pagestyle{fancy}
\title{Deep Learning Systems}
\author{Spring 2017}
\begin{document}
\maketitle
\section{Staff}
\begin{tabular}{lll} Instructor & A. Teacher & Office hours by appointment \end{tabular}
\section{Description}
%(prose)s
\section{Grading}
\begin{tabular}{lr} Assignments & 40\,\%% \\ Project & 60\,\%% \end{tabular}
\section{Policies}
%(prose)s
\section{Schedule}
\begin{longtable}{lp{8cm}p{5cm}}
\toprule Date & Topic & Slides \\ \midrule \endhead
%(rows)s
\bottomrule
\end{longtable}
\section{Deadlines}
\begin{itemize}
\item Assignment 1: April 20 \item Project proposal: April 27 \item Assignment 2: May 9
\end{itemize}
\end{document}
"""

PROSE = """The course covers how systems for deep learning are built, from automatic
differentiation to accelerators. The schedule is tentative and may change. """


class Entry(NamedTuple):
    """A row of the schedule page; ``decks`` are those of its files that are there."""

    date: str
    topic: str
    decks: tuple[Path, ...]


def read_schedule(page: Path) -> list[Entry]:
    """Read date, topic and decks of each row; enough for a like document, no more."""
    row = r"^\| (\w+ \d+\w\w)[^|]*\|(.*)\|$"
    rows = re.findall(row, page.read_text("utf-8"), re.MULTILINE)
    return [
        Entry(
            date,
            re.sub(r"\[.*|\*{3}.*", "", topic).strip(" ,"),
            tuple(
                page.parent / name
                for name in re.findall(r"\(([^()]+\.pdf)\)", topic)
                if (page.parent / name).exists()
            ),
        )
        for date, topic in rows
    ]


def qpdf_merge(decks: Iterable[Path], result: Path, pages: int) -> Job:
    """Join the decks, and nothing else: no contents, bookmarks or page numbers."""
    names = map(str, decks)
    command = ["qpdf", "--empty", "--keep-files-open=y", "--pages", *names, "--"]
    return Job(
        [*command, str(result)],
        os.environ,
        result=result,
        pages=pages,
        fine=(0, _WITH_WARNINGS),
    )


def latexmk_packet(schedule: list[Entry], folder: Path) -> Job:
    """Make a packet with contents, bookmarks and page numbers."""
    decks = [
        DECK % (escaped(entry.topic), number, deck.name.removesuffix(".pdf"))
        for number, (entry, deck) in enumerate(
            (entry, deck) for entry in schedule for deck in entry.decks
        )
    ]
    source = PACKET % {"decks": "\n".join(decks)}

    def lay_out() -> None:
        fresh(folder, "packet.tex", source)
        for entry in schedule:
            for deck in entry.decks:
                (folder / deck.name).symlink_to(deck)

    command = ["latexmk", "-pdf", "-interaction=batchmode", "-silent", "packet.tex"]
    return Job(
        command,
        os.environ,
        folder=folder,
        before=lay_out,
        result=folder / "packet.pdf",
        pages=sum(len(entry.decks) for entry in schedule),
    )


def pdflatex_handout(schedule: list[Entry], folder: Path) -> Job:
    """Make a handout with a schedule of the same rows; the second run settles links."""
    rows = [
        rf"{entry.date} & {escaped(entry.topic)} & "
        + ", ".join(rf"\url{{{deck.name}}}" for deck in entry.decks)
        + r" \\"
        for entry in schedule
    ]
    source = HANDOUT % {"rows": "\n".join(rows), "prose": PROSE * 4}
    run = "pdflatex -interaction=batchmode handout.tex"
    return Job(
        ["sh", "-c", f"{run} && {run}"],
        os.environ,
        program="pdflatex",
        folder=folder,
        before=lambda: fresh(folder, "handout.tex", source),
        result=folder / "handout.pdf",
        pages=2,
    )


def fresh(folder: Path, name: str, text: str) -> None:
    """Make a folder with one file and nothing left from an earlier run."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / name).write_text(text, "utf-8")


def escaped(text: str) -> str:
    """Escape what LaTeX would take for itself."""
    return re.sub(r"([&%#_$])", r"\\\1", text)
