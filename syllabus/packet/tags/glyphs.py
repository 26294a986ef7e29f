"""What glyphs are called in the fonts of TeX, where Adobe's list has no such name.

The names are those of the Computer Modern and AMS fonts, their meanings those that
TeX itself writes with `glyphtounicode`: facts about the fonts, no guess about a text.
Large brackets and operators mean what the plain ones do.
"""

from __future__ import annotations

import re
from functools import lru_cache

from fontTools.agl import toUnicode  # type: ignore[import-untyped]

_SIZE = re.compile(r"(?:bigg|Bigg|big|Big|text|display)$")
_NAMED_CODE = re.compile(r"(?:uni|u)([0-9A-Fa-f]{4,6})")
_LAST_CODE = 0x10FFFF
_NAMES = """
Finv=2132 Gmir=2141 Ifractur=2111 Omegainv=2127 Rfractur=211C
Yen=00A5 angbracketleft=27E8 angbracketright=27E9 anticlockwise=27F2
approxorequal=224A archleftdown=21B6 archrightdown=21B7 arrowbothv=2195 arrowbt=2193
arrowdblbothv=21D5 arrowdblbt=21D3 arrowdbltp=21D1 arrowhookleft=21AA
arrowhookright=21A9 arrowleftbothalf=21BD arrowlefttophalf=21BC arrownortheast=2197
arrownorthwest=2196 arrowparrleftright=21C6 arrowparrrightleft=21C4
arrowrightbothalf=21C1 arrowrighttophalf=21C0 arrowsoutheast=2198
arrowsouthwest=2199 arrowtailleft=21A2 arrowtailright=21A3 arrowtp=2191
arrowtripleleft=21DA arrowtripleright=21DB arrowvertexdbl=20E6 bardbl=2225 beth=2136
between=226C bracehtipdownleft=23DF bracehtipdownright=23DF bracehtipupleft=23DE
bracehtipupright=23DE ceilingleft=2308 ceilingright=2309 check=2713 circleR=00AE
circleS=24C8 circleasterisk=229B circlecopyrt=20DD circledivide=2298 circledot=2299
circleequal=229C circleminus=2296 circlering=229A clockwise=27F3 complement=2201
contintegral=222E coproduct=2A3F curlyleft=21AB curlyright=21AC daleth=2138
dblarrowdwn=21CA dblarrowheadleft=219E dblarrowheadright=21A0 dblarrowup=21C8
defines=225C diamondmath=22C4 diamondsolid=2666 difference=224F dividemultiply=22C7
dotplus=2214 downfall=22CE downslope=29F9 epsilon1=03F5 epsiloninv=03F6
equaldotleftright=2252 equaldotrightleft=2253 equalorfollows=22DF
equalorgreater=2A96 equalorless=2A95 equalorprecedes=22DE equalorsimilar=2242
equalsdots=2251 equivasymptotic=224D flat=266D floorleft=230A floorright=230B
follownotdbleqv=2ABA follownotslnteql=2AB6 followornoteqvlnt=22E9 follows=227B
followsequal=2AB0 followsorcurly=227D followsorequal=227F forces=22A9 forcesbar=22AA
fork=22D4 frown=2322 geomequivalent=224E greaterdbleqlless=2A8C greaterdblequal=2267
greaterdot=22D7 greaterlessequal=22DB greatermuch=226B greaternotdblequal=2A8A
greaternotequal=2A88 greaterorapproxeql=2A86 greaterorequalslant=2A7E
greaterornotdbleql=2269 greaterornotequal=2269 greaterorsimilar=2273
harpoondownleft=21C3 harpoondownright=21C2 harpoonleftright=21CC
harpoonrightleft=21CB harpoonupleft=21BF harpoonupright=21BE hatwide=02C6
hatwider=02C6 hatwidest=02C6 integerdivide=2216 intercal=22BA intersectiondbl=22D2
intersectionsq=2293 latticetop=22A4 lessdbleqlgreater=2A8B lessdblequal=2266
lessdot=22D6 lessequalgreater=22DA lessmuch=226A lessnotdblequal=2A89
lessnotequal=2A87 lessorapproxeql=2A85 lessorequalslant=2A7D lessornotdbleql=2268
lessornotequal=2268 lessorsimilar=2272 lscript=2113 maltesecross=2720 mapsto=21A6
measuredangle=2221 multicloseleft=22C9 multicloseright=22CA multimap=22B8
multiopenleft=22CB multiopenright=22CC nand=22BC natural=266E negationslash=0338
notapproxequal=2247 notarrowboth=21AE notarrowleft=219A notarrowright=219B
notbar=2224 notdblarrowboth=21CE notdblarrowleft=21CD notdblarrowright=21CF
notexistential=2204 notfollows=2281 notfollowsoreql=2AB0+0338 notforces=22AE
notforcesextra=22AF notgreaterdblequal=2267+0338 notgreaterequal=2271
notgreaterorslnteql=2A7E+0338 notlessdblequal=2266+0338 notlessequal=2270
notlessorslnteql=2A7D+0338 notprecedesoreql=2AAF+0338 notsatisfies=22AD
notsimilar=2241 notsubseteql=2288 notsubsetordbleql=2AC5+0338 notsubsetoreql=228A
notsuperseteql=2289 notsupersetordbleql=2AC6+0338 notsupersetoreql=228B
nottriangeqlleft=22EC nottriangeqlright=22ED nottriangleleft=22EA
nottriangleright=22EB notturnstile=22AC orunderscore=22BB owner=220B
perpcorrespond=2A5E pi1=03D6 planckover2pi=210F planckover2pi1=210F
precedenotdbleqv=2AB9 precedenotslnteql=2AB5 precedeornoteqvlnt=22E8
precedesequal=2AAF precedesorcurly=227C precedesorequal=227E prime=2032
primereverse=2035 radicalbt=23B7 radicaltp=231C radicalvertex=20D3
revasymptequal=22CD revsimilar=223D rho1=03F1 rightanglene=231D rightanglenw=231C
rightanglese=231F rightanglesw=231E ringinequal=2256 satisfies=22A8 sharp=266F
shiftleft=21B0 shiftright=21B1 similarequal=2243 slurabove=2322 slurbelow=2323
smile=2323 sphericalangle=2222 square=25A1 squaredot=22A1 squareimage=228F
squareminus=229F squaremultiply=22A0 squareoriginal=2290 squareplus=229E
squaresmallsolid=25AA squaresolid=25A0 squiggleleftright=21AD squiggleright=21DD
star=22C6 subsetdbl=22D0 subsetdblequal=2AC5 subsetnoteql=228A
subsetornotdbleql=2ACB subsetsqequal=2291 supersetdbl=22D1 supersetdblequal=2AC6
supersetnoteql=228B supersetornotdbleql=2ACC supersetsqequal=2292 tie=2040
tildewide=02DC tildewider=02DC tildewidest=02DC triangle=25B3 triangledownsld=25BC
triangleinv=25BD triangleleft=25C1 triangleleftequal=22B4 triangleleftsld=25C0
triangleright=25B7 trianglerightequal=22B5 trianglerightsld=25B6 trianglesolid=25B2
turnstileleft=22A2 turnstileright=22A3 uniondbl=22D3 unionmulti=228E unionsq=2294
uprise=22CF upslope=29F8 vector=20D7 vextenddouble=20E6 vextendsingle=20D3
visiblespace=2423 wreathproduct=2240
"""


@lru_cache(maxsize=1)
def _tex_names() -> dict[str, str]:
    pairs = (entry.split("=") for entry in _NAMES.split())
    return {
        name: "".join(chr(int(code, 16)) for code in codes.split("+"))
        for name, codes in pairs
    }


@lru_cache(maxsize=4096)
def standard_text(name: str) -> str:
    """Give what a glyph's name says by Adobe's list, "" if nothing."""
    if name == ".notdef":
        return ""
    text: str = toUnicode(name)
    if not text and (match := _NAMED_CODE.fullmatch(name.split(".")[0])):
        code = int(match[1], 16)
        text = chr(code) if code <= _LAST_CODE else ""
    return text


@lru_cache(maxsize=4096)
def glyph_text(name: str) -> str:
    """Give what a glyph's name says by Adobe's list or TeX's, "" if nothing."""
    if text := standard_text(name):
        return text
    plain = _SIZE.sub("", name)
    return _tex_names().get(plain) or _tex_names().get(name) or standard_text(plain)
