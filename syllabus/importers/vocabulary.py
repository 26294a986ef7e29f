"""Words of German, French and Spanish course pages, as patterns.

A heading can mean different things in two languages (“lectures” are readings in
French), so headings are kept by language. The other words are read on every page: they
mean nothing in English.
"""

from __future__ import annotations

import re
import unicodedata


def _spoken(*ways: str) -> str:
    """A pattern of some ways to say a thing.

    A space stands for any white space, and accents can be left out.
    """
    pattern = re.sub(r" (?![*?])", r"\\s+", "|".join(ways)).replace(" ", r"\s")
    pattern = re.sub(r"\((?!\?)", "(?:", pattern)
    return f"(?:{''.join(map(_loosely, pattern))})"


def _loosely(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter)[0]
    return letter if plain == letter else f"[{letter}{plain}]"


_GERMAN = {
    "weekday": _spoken("wochentage?"),
    "week": _spoken("(semester|kalender)?wochen?", "kw"),
    "number": _spoken(
        "nr[.]?", "nummer", "(vorlesung|vl|sitzung|termin|einheit)s?[ -]?(nr[.]?|#)"
    ),
    "date": _spoken("datum", "tage?", "termine?", "wann"),
    "topic": _spoken(
        *(
            "thema",
            "themen",
            "inhalte?",
            "titel",
            "stoff",
            "gegenstand",
            "programm",
            "was",
        ),
        *("vorlesung(en)?", "veranstaltung(en)?", "sitzung(en)?"),
    ),
    "readings": _spoken(".*(literatur|lektüre|texte?|lesen|kapitel|quellen)"),
    "notes": _spoken(
        *("bemerkung(en)?", "anmerkung(en)?", "hinweise?", "notizen"),
        *("kommentare?", "sonstiges"),
    ),
    "slides": _spoken(
        "(vorlesungs)?(folien|materiali?en|material|unterlagen|skripte?)",
        *("aufzeichnung(en)?", "dateien"),
    ),
    "out": _spoken("ausgabe", "ausgegeben", "veröffentlicht"),
    "due": _spoken("(abgabe|frist)(n|en|termine?|datum)?", "fällig"),
    "assignments": _spoken(
        "übung(en|sblatt|sblätter|saufgaben)?",
        *("(haus)?aufgaben?", "projekte?", "blatt", "blätter", "praktikum"),
    ),
    "room": _spoken("räume?", "raum", "ort", "hörsaal", "wo"),
    "hours": _spoken("(uhr)?zeit(en)?"),
    "speaker": _spoken(
        *("dozent(in|en|innen)?", "referent(in|en|innen)?", "vortragender?"),
        *("lehrende", "wer", "gäste?"),
    ),
}
_FRENCH = {
    "weekday": _spoken("jours? de( la)? semaine"),
    "week": _spoken("semaines?", "sem[.]?"),
    "number": _spoken(
        "n[°º][.]?", "numéro", "(séance|cours|leçon)s? (n[°º][.]?|numéro|#)"
    ),
    "date": _spoken("dates?", "jours?", "quand"),
    "topic": _spoken(
        *("sujets?", "thèmes?", "contenus?", "titres?", "matières?", "cours"),
        *("séances?", "leçons?", "programme", "chapitres?", "activités?"),
        "objectifs?( princip(al|aux))?",
    ),
    "readings": _spoken("lectures?", "bibliographie", "références?", "à lire"),
    "notes": _spoken("remarques?", "notes?", "commentaires?", "divers"),
    "slides": _spoken(
        r".*\b(diapos?|diapositives?|supports?|transparents?|documents?"
        r"|ressources?|planches?)\b.*"
    ),
    "out": _spoken("distribu(é|ée|tion)s?", "publié(e|es|s)?", "énoncés?"),
    "due": _spoken(r".*\b(à rendre|rendus?|échéances?|date limite|remises?)\b.*"),
    "assignments": _spoken(
        r".*\b(devoirs?|projets?|travaux|exercices?|évaluations?)\b.*", "tp", "td"
    ),
    "room": _spoken("salles?", "lieux?", "amphi(théâtre)?", "où"),
    "hours": _spoken("heures?", "horaires?"),
    "speaker": _spoken(
        *("intervenant(e|es|s)?", "enseignant(e|es|s)?", "orat(eur|rice)s?"),
        *("conférenci(er|ère)s?", "professeure?s?", "responsables?", "qui"),
    ),
}
_SPANISH = {
    "weekday": _spoken("día de la semana"),
    "week": _spoken("semanas?", "sem[.]?"),
    "number": _spoken(
        *("n[.]?[°º][.]?", "núm[.]?", "número"),
        "(clase|sesión|lección) (n[.]?[°º]|núm[.]?|número|#)",
    ),
    "date": _spoken("fechas?", "días?", "cuándo"),
    "topic": _spoken(
        *("temas?", "contenidos?", "títulos?", "asuntos?", "materias?", "clases?"),
        *("sesi(ón|ones)", "lecci(ón|ones)", "programa", "actividad(es)?"),
    ),
    "readings": _spoken(
        r".*\b(lecturas?|bibliografía|textos?|referencias?|capítulos?)\b.*"
    ),
    "notes": _spoken("notas?", "observaci(ón|ones)", "comentarios?", "otros"),
    "slides": _spoken(
        r".*\b(diapositivas?|transparencias?|material(es)?|recursos?|enlaces?"
        r"|apuntes|presentaci(ón|ones))\b.*"
    ),
    "out": _spoken("publicaci(ón|ones)", "publicad[oa]s?", "asignad[oa]s?"),
    "due": _spoken(r".*\b(entregas?|fecha límite|plazos?|vencimientos?)\b.*"),
    "assignments": _spoken(
        r".*\b(tareas?|deberes|trabajos?|proyectos?|prácticas?|ejercicios?"
        r"|evaluaci(ón|ones))\b.*"
    ),
    "room": _spoken("aulas?", "salas?", "salón", "lugar(es)?", "dónde"),
    "hours": _spoken("horas?", "horarios?"),
    "speaker": _spoken(
        *("ponentes?", "profesor(a|as|es)?", "docentes?", "conferenciantes?"),
        *("quién", "invitad[oa]s?", "responsables?"),
    ),
}
HEADINGS = {"de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}
"""For each language what a heading says of its column, by the names of `cells.Role`."""

HOLIDAYS = _spoken(
    *("(gesetzlicher )?feiertag", "tag der (arbeit|deutschen einheit)", "maifeiertag"),
    *("(christi )?himmelfahrt", "mariä (himmelfahrt|empfängnis)", "fronleichnam"),
    *("(pfingst|oster)(montag|sonntag|ferien|woche|pause)", "pfingsten", "ostern"),
    *("karfreitag", "allerheiligen", "reformationstag", "heilige drei könige"),
    *("weihnachten", "neujahr", "nationalfeiertag", "bundesfeier"),
    "(weihnachts|winter|sommer|herbst|frühjahrs|semester)(ferien|pause)|ferien",
    *("vorlesungsfreie (zeit|woche)", "(jour )?férié", "fête (du travail|nationale)"),
    *("victoire (de )?1945", "(lundi de )?(pentecôte|pâques)", "noël"),
    *("toussaint", "assomption", "(le )?jour de l['’]an", "interruption pédagogique"),
    r"(vacances|congés?)( (de (la )?|d['’]|du )?[\w’'-]+)?",
    *("semaine de (relâche|lecture|révisions?)", "(día )?(festivo|feriado)"),
    *("día no lectivo", "no lectivo", "día (del trabajo|de los trabajadores)"),
    "día de la (hispanidad|constitución|independencia)",
    *("semana santa", "(viernes|jueves) santo", "lunes de pascua", "navidad"),
    *("todos los santos", "(la )?inmaculada( concepción)?", "año nuevo", "receso"),
    r"(vacaciones|puente)( (de (la )?|del )?[\w’'-]+)?",
)
"""Usual holidays and breaks by their names."""

HOLIDAYS_HERE = _spoken(
    *("(jeudi de l['’])?ascension", "armistice", "pause( pédagogique)?", "reyes"),
    "pont( de l['’]ascension)?",
)
"""Names that mean something else in English."""

NO_CLASS = _spoken(
    *("entfällt", "fällt aus", "findet nicht statt", "vorlesungsfrei"),
    "kein(e|en)? (vorlesung|veranstaltung|sitzung|übung|seminar|termin)(en)?",
    *("(pas de|aucune?) (cours|séances?|td|tp)", "(séance|cours) annulée?s?"),
    *("relâche", "(no hay|sin) clases?", "clase (cancelada|suspendida)"),
)
"""What says that there is no class."""

NO_TOPIC = {
    "en": "To be announced",
    "de": "Wird noch bekannt gegeben",
    "fr": "À préciser",
    "es": "Por determinar",
}
"""The topic of a lecture or lab whose row has none; a course file asks for one."""

FREE = {
    "en": "No class",
    "de": "Vorlesungsfrei",
    "fr": "Pas de cours",
    "es": "Sin clase",
}
"""The name of a day without class for which the page gives none."""

TO_COME = _spoken(
    *("(wird )?noch (bekannt ?gegeben|offen)", "wird bekannt ?gegeben", "folgt"),
    *("à (venir|définir|déterminer|préciser|confirmer|annoncer)",),
    *("por (definir|determinar|confirmar|anunciar)",),
)
"""What stands for a topic that is not known yet."""

_NUMBER = r"( *\d+)?"
KINDS = {
    "exam": _spoken(
        "((zwischen|abschluss|nach|probe|end)?klausur|prüfung|testat|partiel"
        r"|examens?( (final|parcial|partiel|blanc|de \w+))?"
        r"|contrôle( (continu|final))?|(primer|segundo|tercer)( examen)? parcial)"
        rf"{_NUMBER}( *[,(:–-].*)?"
    ),
    "presentation": _spoken(
        *("projekt(vorstellung|präsentation)(en)?", "soutenances?( des? projets?)?"),
        *("présentations? des? projets?", "presentaci(ón|ones) de (los )?proyectos?"),
    ),
    "lab": _spoken(
        f"(praktikum|laborübung|tp|travaux pratiques|laboratorio|prácticas?){_NUMBER}"
    ),
    "discussion": _spoken(f"(übung|tutorium|td|travaux dirigés|ejercicios){_NUMBER}"),
}
"""For each kind of meeting what it is called."""

_COLON = " *[:–—-] *"
PREFIXES = {
    "lab": _spoken(
        "(praktikum|laborübung|tp|travaux pratiques|laboratorio|práctica)"
        f"{_NUMBER}{_COLON}"
    ),
    "discussion": _spoken(f"(übung|tutorium|td|travaux dirigés){_NUMBER}{_COLON}"),
    "lecture": _spoken(
        "(vorlesung|vl|sitzung|cours|séance|leçon|clase|sesión|lección)[.]?"
        r" *(n[°º] *)?(?P<number>\d{1,3}) *[:.–—-] *"
    ),
}
"""For each kind of meeting what stands before its topic."""

WEEK = r"(?:week|wk|woche|kw|semaine|semana|sem)\b\.?"
LECTURE = _spoken(
    *("lecture", "lec", "class", "session", "vorlesung", "vl", "sitzung"),
    *("cours", "séance", "clase", "sesión"),
)
ROOM = _spoken("raum", "hörsaal", "salle", "lieu", "aula", "sala", "lugar")
WORK = _spoken(
    *("(übungs|aufgaben)?blatt", "(haus)?aufgabe", "übung", "devoirs?( maison)?"),
    *("projet", "exercices?", "tarea", "proyecto", "práctica", "trabajo"),
)
OUT = _spoken("ausgabe", "ausgegeben", "veröffentlicht", "distribué", "publicad[oa]")
DUE = _spoken("abgabe", "fällig", "à (rendre|remettre)", "rendu", "entrega", "vence")
BEFORE_DAY = _spoken(
    *("bis( zum)?", "am", "um", "den", "(avant |pour )?le", "antes del", "hasta el"),
    *("el", "a las?", "à"),
)
"""What stands between work and its day."""

NEXT = _spoken("nächste[nrm]?", "prochain", "suivant", "próximo", "siguiente")
THIS = _spoken("diese[nrm]?", "kommende[nrm]?", "ce", "este")
"""Which weekday is meant."""

TITLES = _spoken(
    *("(vorlesungs|termin|zeit|semester)?plan", "termine", "kalender", "übersicht"),
    "(calendrier|programme|planning)( (du cours|des séances|prévisionnel))?",
    "(calendario|cronograma|programa)( (del curso|de (la asignatura|clases)))?",
)
"""What a page with a schedule is called, whatever the course."""
