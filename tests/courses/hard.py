"""A course that is hard to set: much of everything, in English or in Arabic.

Long titles, 45 meetings, a break, 6 staff, 40 deadlines and every section. Nobody in it
is a person: staff and guests are named by what they do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEETINGS, DEADLINES = 45, 40


@dataclass(frozen=True)
class Tongue:
    """The words of the course in one language."""

    tag: str
    title: str
    institution: str
    term: str
    rooms: tuple[str, str, str]
    staff: tuple[tuple[str, str, str], ...]
    sections: tuple[str, str]
    holidays: tuple[str, str]
    description: str
    outcomes: tuple[str, str]
    accessibility: str
    prerequisites: str
    materials: tuple[tuple[str, str, str], ...]
    channels: tuple[str, str]
    components: tuple[str, ...]
    grading_note: str
    policies: tuple[tuple[str, str], ...]
    notices: tuple[str, str]
    work: tuple[str, ...]
    work_note: str
    parts: tuple[str, ...]
    topics: tuple[str, ...]
    lab: str
    guest: tuple[str, str, str]
    exams: tuple[str, str]
    talk: str
    reading_day: str
    reading: str
    material: str
    note: str


ENGLISH = Tongue(
    tag="en",
    title="Introduction to the Theory and Practice of Distributed, Parallel and "
    "Fault-Tolerant Computation for Students of Mathematics, Physics and Statistics",
    institution="School of Computing, Engineering and Mathematical Sciences",
    term="Fall 2026",
    rooms=("Lecture Hall 1, Lower Level", "Computer Laboratory 3", "Examination Hall"),
    staff=(
        (
            "Instructor of record",
            "Instructor",
            "Monday 10:00–11:00, and by appointment",
        ),
        ("Co-instructor for laboratory sections", "Instructor", "Tuesday 14:00–15:30"),
        ("Head teaching assistant", "Teaching Assistant", "Wednesday 9:00–12:00"),
        ("Teaching assistant, section A", "Teaching Assistant", "Thursday 16:00–18:00"),
        ("Teaching assistant, section B", "Teaching Assistant", ""),
        ("Course coordinator", "Administration", "Weekdays 9:00–16:00"),
    ),
    sections=("Section A", "Section B"),
    holidays=("Labor Day", "Thanksgiving"),
    outcomes=(
        "Bound what a protocol sends: $\\sum_{i=1}^{n} f_i \\le \\frac{n(n-1)}{2}$.",
        "Read a log with `grep`, and say which entry was lost.",
    ),
    accessibility="All slides are tagged. Ask the staff for other formats.",
    description="How many machines can be made to behave as one, and at what cost. The "
    "course goes from the **theory** of agreement, order and failure to the *practice* "
    "of databases, file systems and schedulers.\n\n"
    "By the end you will be able to\n\n"
    "- say which guarantees a system gives, and which it cannot give;\n"
    "- prove small protocols correct and measure large ones;\n"
    "- build a replicated key-value store that survives the loss of machines.\n",
    prerequisites="Operating systems or computer networks, and a first course in "
    "probability. Laboratories are in a typed language of your choice.",
    materials=(
        (
            "Distributed Systems: Principles and Paradigms, in any edition",
            "https://www.distributed-systems.net/index.php/books/ds3/",
            "Read chapters 1 to 8. The library has *two* copies on reserve.",
        ),
        ("A laptop that runs the laboratory's container", "", ""),
    ),
    channels=("Discussion board", "Announcements"),
    components=(
        *("Problem sets", "Laboratory reports", "Reading responses"),
        *("Midterm examination", "Final examination", "Participation"),
    ),
    grading_note="The two lowest reading responses do not count.",
    policies=(
        (
            "Late work",
            "Three late days in all, for any of the assignments. After that, 20 % of "
            "the points are lost for each day that begins.",
        ),
        (
            "Academic integrity",
            "Discuss ideas with anyone; write your own code and your own words. Name "
            "the people and the sources that helped you.",
        ),
        (
            "Accommodations for students with disabilities and religious observances",
            "Tell the staff early, so that there is time to arrange what you need.",
        ),
    ),
    notices=(
        "The schedule is **tentative**; guest lectures may move other topics.",
        "There is no class on Labor Day and in the week of Thanksgiving.",
    ),
    work=("Problem set", "Laboratory report", "Reading response", "Quiz"),
    work_note="In *groups of two*; one report for both.",
    parts=(
        "Part I: One machine, many threads",
        "Part II: Many machines that agree with each other in spite of failures",
        "Part III: Storage",
        "Part IV: Computation at the scale of a data center",
    ),
    topics=(
        "What distribution is for",
        "Processes, threads and the cost of sharing memory between them",
        "Locks, monitors and deadlock",
        "Time, clocks and the order of events in a distributed system",
        "Asynchronous stochastic gradient methods, their convergence under bounded and "
        "unbounded staleness, and what it means for the design of parameter servers",
        "Remote procedure calls",
        "Failure detectors",
        "Consensus",
        "Replicated logs and leader election",
        "Byzantine agreement",
        "Consistency: linearizable, sequential, causal, eventual",
        "Transactions and two-phase commit",
    ),
    lab="Measuring what the network does to a call",
    guest=("Schedulers in practice", "Guest from industry", "Engineering department"),
    exams=("Midterm examination", "Final examination"),
    talk="Presentations of the projects",
    reading_day="Reading day",
    reading="Chapter",
    material="Demonstration",
    note="Bring your **laptop**; read the [guide](https://example.org/guide) before.",
)

ARABIC = Tongue(
    tag="ar",
    title="مقدمة في نظرية الحوسبة الموزعة والمتوازية والمتسامحة مع الأعطال وتطبيقاتها "
    "لطلاب الرياضيات والفيزياء والإحصاء",
    institution="كلية الحوسبة والهندسة والعلوم الرياضية",
    term="خريف 2026",
    rooms=("القاعة الكبرى 1، الطابق السفلي", "مختبر الحاسوب 3", "قاعة الامتحانات"),
    staff=(
        ("أستاذ المقرر", "أستاذ", "الاثنين 10:00–11:00 أو بموعد مسبق"),
        ("الأستاذ المشارك للمختبرات", "أستاذ", "الثلاثاء 14:00–15:30"),
        ("رئيس المعيدين", "معيد", "الأربعاء 9:00–12:00"),
        ("معيد الشعبة أ", "معيد", "الخميس 16:00–18:00"),
        ("معيد الشعبة ب", "معيد", ""),
        ("منسق المقرر", "الإدارة", "أيام العمل 9:00–16:00"),
    ),
    sections=("الشعبة أ", "الشعبة ب"),
    holidays=("عيد العمل", "عيد الشكر"),
    outcomes=(
        "تحسب عدد رسائل البروتوكول: $\\sum_{i=1}^{n} f_i \\le \\frac{n(n-1)}{2}$.",
        "تقرأ السجل باستخدام `grep` وتحدد ما ضاع منه.",
    ),
    accessibility="جميع الشرائح موسومة. اطلب من الأساتذة صيغا أخرى.",
    description="كيف تعمل حواسيب كثيرة كأنها حاسوب واحد، وما ثمن ذلك. ينتقل المقرر من "
    "**نظرية** الاتفاق والترتيب والأعطال إلى *ممارسة* قواعد البيانات والملفات.\n\n"
    "في نهاية المقرر تستطيع أن\n\n"
    "- تحدد الضمانات التي يقدمها النظام؛\n"
    "- تثبت صحة البروتوكولات الصغيرة وتقيس الكبيرة؛\n"
    "- تبني مخزنا موزعا للبيانات لا يتوقف بتوقف أحد الحواسيب.\n",
    prerequisites="أنظمة التشغيل أو شبكات الحاسوب، ومقرر أول في الاحتمالات.",
    materials=(
        (
            "كتاب الأنظمة الموزعة: المبادئ والنماذج، أي طبعة",
            "https://www.distributed-systems.net/index.php/books/ds3/",
            "الفصول من 1 إلى 8. في المكتبة *نسختان*.",
        ),
        ("حاسوب محمول", "", ""),
    ),
    channels=("منتدى النقاش", "الإعلانات"),
    components=(
        *("الواجبات", "تقارير المختبر", "ملخصات القراءة"),
        *("الامتحان النصفي", "الامتحان النهائي", "المشاركة"),
    ),
    grading_note="لا يحتسب أدنى ملخصين من ملخصات القراءة.",
    policies=(
        (
            "التسليم المتأخر",
            "ثلاثة أيام تأخير في المجموع لجميع الواجبات، ثم يخصم 20 % عن كل يوم.",
        ),
        (
            "النزاهة الأكاديمية",
            "ناقش الأفكار مع من تشاء، واكتب برنامجك وكلماتك بنفسك. اذكر من ساعدك.",
        ),
        (
            "الترتيبات الخاصة للطلاب ذوي الإعاقة والمناسبات الدينية",
            "أخبر الأساتذة مبكرا ليتسع الوقت لترتيب ما تحتاج إليه.",
        ),
    ),
    notices=(
        "هذا الجدول **مبدئي** وقد تتغير مواعيد بعض المحاضرات.",
        "لا محاضرات في عيد العمل وأسبوع عيد الشكر.",
    ),
    work=("الواجب", "تقرير المختبر", "ملخص القراءة", "الاختبار القصير"),
    work_note="في *مجموعات من طالبين*، وتقرير واحد لكليهما.",
    parts=(
        "الجزء الأول: حاسوب واحد وخيوط كثيرة",
        "الجزء الثاني: حواسيب كثيرة تتفق على الرغم من الأعطال",
        "الجزء الثالث: التخزين",
        "الجزء الرابع: الحوسبة على مستوى مركز البيانات",
    ),
    topics=(
        "لماذا نوزع الحوسبة",
        "العمليات والخيوط وثمن مشاركة الذاكرة بينها",
        "الأقفال والمراقبات والجمود",
        "الزمن والساعات وترتيب الأحداث في الأنظمة الموزعة",
        "طرق التدرج العشوائي غير المتزامنة وتقاربها عند التأخر المحدود وغير المحدود "
        "وما يعنيه ذلك لتصميم خوادم المعاملات (parameter servers)",
        "استدعاء الإجراءات عن بعد (RPC)",
        "كاشفات الأعطال",
        "الإجماع",
        "السجلات المكررة وانتخاب القائد",
        "الاتفاق البيزنطي",
        "الاتساق: الخطي والتتابعي والسببي والنهائي",
        "المعاملات والالتزام على مرحلتين",
    ),
    lab="قياس أثر الشبكة في الاستدعاء",
    guest=("الجدولة في الواقع العملي", "ضيف من الصناعة", "قسم الهندسة"),
    exams=("الامتحان النصفي", "الامتحان النهائي"),
    talk="عروض المشاريع",
    reading_day="يوم قراءة",
    reading="الفصل",
    material="عرض توضيحي",
    note="أحضر **حاسوبك المحمول** واقرأ [الدليل](https://example.org/guide) قبل ذلك.",
)

TONGUES = {"en": ENGLISH, "ar": ARABIC}

CODE = "\n```python\ndef elect(peers: list[int]) -> int:\n    return max(peers)\n```\n"

READINGS = """\
@book{steen2017,
  title = {Distributed Systems},
  author = {van Steen, Maarten and Tanenbaum, Andrew S.},
  year = {2017}
}
"""

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60">'
    '<path d="M30 2 56 12v18c0 16-12 25-26 28C16 55 4 46 4 30V12z" fill="#333"/>'
    '<path d="M16 24h28M16 32h28M16 40h28" stroke="#fff" stroke-width="4"/></svg>'
)


def write_hard_course(folder: Path, language: str = "en", /, **more: Any) -> Path:
    """Write the course into a new folder.

    Args:
        folder: The course folder.
        language: A key of `TONGUES`.
        more: Further keys of the course file.

    Returns:
        The course file.
    """
    folder.mkdir(parents=True)
    (folder / "logo.svg").write_text(LOGO)
    (folder / "readings.bib").write_text(READINGS)
    file = folder / "course.yaml"
    # JSON is YAML.
    text = json.dumps(
        hard_course(TONGUES[language]) | more, ensure_ascii=False, indent=1
    )
    file.write_text(text, "utf-8")
    return file


def hard_course(words: Tongue) -> dict[str, Any]:
    """The data of its course file."""
    monday, thanksgiving = words.holidays
    return {
        "title": words.title,
        "code": "MATH-CS 4711/5711",
        "institution": words.institution,
        "logo": {"file": "logo.svg", "alt": words.institution},
        "language": words.tag,
        "paper": "a4",
        "term": {
            "name": words.term,
            "first_day": "2026-08-24",
            "last_day": "2026-12-18",
            "finals": "2026-12-16 to 2026-12-18",
        },
        "pattern": {
            "days": "Mon/Wed/Fri",
            "hours": "10:30-11:50",
            "room": words.rooms[0],
        },
        "numbered": ["lecture", "lab", "guest"],
        "holidays": {
            "2026-09-07": monday,
            "2026-11-23 to 2026-11-27": thanksgiving,
        },
        "staff": list(_staff(words)),
        "description": words.description + CODE,
        "outcomes": list(words.outcomes),
        "accessibility": words.accessibility,
        "bibliography": "readings.bib",
        "prerequisites": words.prerequisites,
        "materials": [
            {"title": title, **({"link": link} if link else {}), "note": note or None}
            for title, link, note in words.materials
        ],
        "channels": [
            {"title": words.channels[0], "link": "https://example.org/board/4711"},
            words.channels[1],
        ],
        "grading": {
            "components": dict(
                zip(words.components, ("25", "20", "10", "15", "20", "10"), strict=True)
            ),
            "scale": {"A": "93", "A-": "90", "B": "83", "C": "73", "D": "60"},
            "note": words.grading_note,
        },
        "policies": [{"title": title, "text": text} for title, text in words.policies],
        "notices": list(words.notices),
        "assignments": list(_assignments(words)),
        "schedule": list(_schedule(words)),
    }


def _staff(words: Tongue) -> Iterator[dict[str, Any]]:
    for number, (name, role, hours) in enumerate(words.staff, start=1):
        person = {
            "name": name,
            "role": role,
            "mail": f"distributed-systems-staff-{number}@example.edu",
            "office": f"{words.rooms[1]}, {number}.{number:02}",
            "hours": hours or None,
        }
        if number % 2:
            person["page"] = f"https://example.edu/people/distributed-systems/{number}"
        yield person


def _assignments(words: Tongue) -> Iterator[dict[str, Any]]:
    for number, kind in zip(range(1, DEADLINES + 1), cycle(words.work), strict=False):
        yield {
            "id": f"w{number}",
            "title": f"{kind} {(number + 3) // 4}"
            + (
                f": {words.topics[number % len(words.topics)]}"
                if number % 5 == 0
                else ""
            ),
            "link": f"https://example.org/assignments/{number}",
            "out": f"lecture {max(1, number - 3)}"
            if number % 4
            else f"lecture {number}",
            "due": f"lecture {number} at 17:00" if number % 4 else f"lecture {number}",
            "weight": "2.5" if number % 2 else None,
            "note": words.work_note if number % 9 == 0 else None,
        }


def _schedule(words: Tongue) -> Iterator[dict[str, Any]]:
    parts = dict(zip((1, 11, 22, 33), words.parts, strict=True))
    topics = cycle(words.topics)
    for number in range(1, MEETINGS):
        part = {"part": parts[number]} if number in parts else {}
        yield (
            part
            | (_special_entry(words, number) or {"topic": next(topics)})
            | _extras(words, number)
        )
    yield {"presentation": words.talk, "hours": "9:00-12:50"}


def _special_entry(words: Tongue, number: int) -> dict[str, Any] | None:
    """What is no plain lecture."""
    if number == 20:
        return {"exam": words.exams[0], "room": words.rooms[2]}
    if number == 30:
        return {"break": words.reading_day}
    if number % 11 == 6:
        return {"lab": words.lab, "room": words.rooms[1], "notes": words.note}
    if number % 13 == 8:
        title, speaker, place = words.guest
        return {"guest": title, "speaker": speaker, "affiliation": place}
    return None


def _extras(words: Tongue, number: int) -> dict[str, Any]:
    """What some of the entries have besides."""
    address = f"https://example.org/{number}"
    found = {
        "readings": "@steen2017"
        if number == 13
        else f"{words.reading} {number // 4 + 1}"
        if number % 4 == 1
        else None,
        "links": {"title": f"{words.material} {number}", "link": address}
        if number % 5 == 2
        else None,
        "hours": "9:00-11:50" if number % 10 == 9 else None,
    }
    return {key: value for key, value in found.items() if value}
