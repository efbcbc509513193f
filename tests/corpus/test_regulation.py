"""Regulations: each paragraph keeps its pinpoint, whatever format it comes in. The texts are invented."""

from pathlib import Path

import pytest

from assistant.corpus.authorities import official_passages
from assistant.corpus.catalog import Document
from assistant.corpus.parsing.regulation import LARGEST, read
from assistant.corpus.passages import Passage, cut
from assistant.corpus.sections import Section
from assistant.errors import DocumentError

TITLE = "77 CFR Part 12"
PLAIN = """\
Subpart A—Kites (§
§ 12.1 - 12.9)
§ 12.1 Who may fly a kite on the school field?
(a) Except as § 12.4 limits it, a pupil may fly a kite on the field. This holds for—

(1) Any pupil of the school; and

(2) Any former pupil who

(i) Lives in the town; or

(ii) Asks the keeper first.

(b)

(1) The keeper answers a request in a fair time, under
§ 12.4 and in no case later than at dusk.

(2) Nobody pays for the answer.

(Authority: 12 U.S.C. 34)
[11 FR 222, Jan. 3, 1999]
§ 12.2 [Reserved]
§ 12.3 What definitions apply to kites?
The following definitions apply:

Keeper means the person who keeps the field.

Kite.

(a) The term means a toy that flies on a line.

(b) The term does not include a balloon.

Line, except as used in § 12.9, means a string—

(a) Of cotton; or

(b) Of hemp.
§ 12.4 When is the field closed?
The field is closed as the keeper says.

Note to
§ 12.4 :
The keeper's word is final.

Subpart B—Balloons
This subpart is about balloons.
Appendix A to Part 12—Winds
Calm

(a) Nothing moves.
"""
PLACES = {
    "77 CFR 12.1(a)": "(a) Except as § 12.4 limits it, a pupil may fly a kite on the field. This holds for—",
    "77 CFR 12.1(a)(1)": "(1) Any pupil of the school; and",
    "77 CFR 12.1(a)(2)": "(2) Any former pupil who",
    "77 CFR 12.1(a)(2)(i)": "(i) Lives in the town; or",
    "77 CFR 12.1(a)(2)(ii)": "(ii) Asks the keeper first.",
    "77 CFR 12.1(b)(1)": (
        "(1) The keeper answers a request in a fair time, under § 12.4 and in no case later than at dusk."
    ),
    "77 CFR 12.1(b)(2)": "(2) Nobody pays for the answer.",
    "77 CFR 12.3": "The following definitions apply:",
    "77 CFR 12.3 “Keeper”": "Keeper means the person who keeps the field.",
    "77 CFR 12.3 “Kite”": "Kite.",
    "77 CFR 12.3 “Kite”(a)": "(a) The term means a toy that flies on a line.",
    "77 CFR 12.3 “Kite”(b)": "(b) The term does not include a balloon.",
    "77 CFR 12.3 “Line”": "Line, except as used in § 12.9, means a string—",
    "77 CFR 12.3 “Line”(a)": "(a) Of cotton; or",
    "77 CFR 12.3 “Line”(b)": "(b) Of hemp.",
    "77 CFR 12.4": "The field is closed as the keeper says.",
    "77 CFR 12.4, note": "The keeper's word is final.",
}
XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<DIV5 N="12" TYPE="PART" hierarchy_metadata='{"path":"/on/2026-05-04/title-77/part-12","citation":"77 CFR Part 12"}'>
<HEAD>PART 12—KITES</HEAD>
<AUTH><HED>Authority:</HED><PSPACE>12 U.S.C. 34.</PSPACE></AUTH>
<DIV6 N="A" TYPE="SUBPART"><HEAD>Subpart A—Kites</HEAD>
<DIV8 N="12.1" TYPE="SECTION"><HEAD>§ 12.1   Who may fly a kite?</HEAD>
<P>(a) <I>Pupils.</I> (1) A pupil may fly a <I>kite</I> &amp; a line.</P>
<P>(2) So may a teacher.</P>
<P>(b)(1)(i) The keeper may say no.</P>
<P>(ii) The keeper gives reasons.</P>
<P>(c)-(d) [Reserved]</P>
<P>(e) A no lasts one day.</P>
<CITA TYPE="N">[11 FR 222, Jan. 3, 1999]</CITA>
<SECAUTH TYPE="N">(Authority: 12 U.S.C. 34)</SECAUTH>
</DIV8>
<DIV8 N="12.2" TYPE="SECTION"><HEAD>§ 12.2   [Reserved]</HEAD></DIV8>
<DIV8 N="12.3" TYPE="SECTION"><HEAD>§ 12.3   When is the field closed?</HEAD>
<P>At night.</P>
<NOTE><HED>Note to § 12.3:</HED><P>Dusk is not night.</P></NOTE>
</DIV8>
</DIV6>
<DIV9 N="Appendix A" TYPE="APPENDIX"><HEAD>Appendix A to Part 12—Winds</HEAD><P>Calm.</P><P>Storm.</P></DIV9>
</DIV5>
"""
XML_PLACES = {
    "77 CFR 12.1(a)": "(a) Pupils.",
    "77 CFR 12.1(a)(1)": "(1) A pupil may fly a kite & a line.",
    "77 CFR 12.1(a)(2)": "(2) So may a teacher.",
    "77 CFR 12.1(b)(1)(i)": "(b)(1)(i) The keeper may say no.",
    "77 CFR 12.1(b)(1)(ii)": "(ii) The keeper gives reasons.",
    "77 CFR 12.1(e)": "(e) A no lasts one day.",
    "77 CFR 12.3": "At night.",
    "77 CFR 12.3, note": "Dusk is not night.",
    "77 CFR Part 12, Appendix A": "Calm.",
}
HTML = """\
<!doctype html><html><head><title>eCFR :: 77 CFR Part 12 -- Kites</title><style>p{color:red}</style></head><body>
<nav><a href="#12.1">§ 12.1 Who may fly a kite?</a></nav><script>document.write("§ 12.9 Hidden? (a) Never.")</script>
<div class="section" id="12.1"><h4>§&nbsp;12.1 Who may fly a kite?</h4>
<div id="p-12.1(a)"><p class="indent-1"><span class="paragraph-hierarchy"><span class="paren">(</span>a<span
 class="paren">)</span></span> A pupil may fly <em>a kite</em>.</p></div>
<div id="p-12.1(a)(1)"><p class="indent-2"><span>(1)</span> By day; or</p></div>
<div id="p-12.1(a)(2)"><p class="indent-2"><span>(2)</span> At dusk.</p></div>
<p class="citation">[11 FR 222, Jan. 3, 1999]</p></div>
<div class="section" id="12.3"><h4>§ 12.3 When is the field closed?</h4><p>At night<br>only.</p></div>
</body></html>
"""
HTML_PLACES = {
    "77 CFR 12.1(a)": "(a) A pupil may fly a kite.",
    "77 CFR 12.1(a)(1)": "(1) By day; or",
    "77 CFR 12.1(a)(2)": "(2) At dusk.",
    "77 CFR 12.3": "At night only.",
}


def read_text(folder: Path, name: str, text: str, title: str = TITLE) -> list[Section]:
    path = folder / name
    path.write_text(text, "utf-8")
    return read(path, title)


def places(sections: list[Section]) -> dict[str, str]:
    return {section.pinpoint: section.blocks[0].text for section in sections}


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [("kites.xml", XML, XML_PLACES), ("kites.html", HTML, HTML_PLACES), ("kites.htm", HTML, HTML_PLACES)],
)
def test_each_paragraph_of_the_ecfrs_markup_keeps_its_place(
    tmp_path: Path, name: str, text: str, found: dict[str, str]
) -> None:
    assert places(read_text(tmp_path, name, text)) == found


def test_each_paragraph_of_plain_text_keeps_its_place(tmp_path: Path) -> None:
    sections = read_text(tmp_path, "kites.txt", PLAIN)
    assert places(sections) == PLACES | {"77 CFR Part 12, Appendix A": "Calm"}
    assert [block.text for block in sections[-1].blocks] == ["Calm", "(a) Nothing moves."]


def test_text_wrapped_by_the_width_of_a_page_is_the_same_text(tmp_path: Path) -> None:
    unwrapped = (
        "§ 12.1 Who may fly a kite?\n\n(a) Any pupil of the school may fly a kite on the field of the school, as "
        "paragraph (b) of this section says, or Part 13 allows.\n\n(b) The keeper of the field may say no to anyone "
        "who flies a kite too low over the heads of others.\n"
    )
    wrapped = (
        "§ 12.1 Who may fly a kite?\n"
        "(a) Any pupil of the school may fly a kite on the field of the school, as paragraph\n"
        "(b) of this section says, or Part 13 allows.\n"
        "(b) The keeper of the field may say no to anyone who flies a kite too low over the\n"
        "heads of others.\n"
    )
    assert places(read_text(tmp_path, "w.txt", wrapped)) == places(read_text(tmp_path, "u.txt", unwrapped))


def test_a_list_of_contents_before_the_text_is_not_the_text(tmp_path: Path) -> None:
    contents = "§ 12.1 Who may fly a kite?\n§ 12.2 Who may not?\n\n"
    body = "§ 12.1 Who may fly a kite?\n(a) You.\n\n§ 12.2 Who may not?\n(a) Nobody.\n"
    assert places(read_text(tmp_path, "kites.txt", contents + body)) == {
        "77 CFR 12.1(a)": "(a) You.",
        "77 CFR 12.2(a)": "(a) Nobody.",
    }


def test_a_paragraph_is_its_own_authority_and_a_definition_is_its_sections(tmp_path: Path) -> None:
    authorities = {s.pinpoint: s.authorities for s in read_text(tmp_path, "kites.txt", PLAIN)}
    assert authorities["77 CFR 12.1(a)(2)(i)"] == ("77 CFR 12.1(a)(2)(i)",)
    assert authorities["77 CFR 12.3 “Kite”(a)"] == ("77 CFR 12.3",)
    assert authorities["77 CFR 12.4, note"] == ("77 CFR 12.4",)


def test_ids_are_unique_and_stay_the_same(tmp_path: Path) -> None:
    ids = [s.section_id for s in read_text(tmp_path, "kites.txt", PLAIN)]
    assert len(set(ids)) == len(ids)
    assert ids[:4] == ["12.1-a", "12.1-a-1", "12.1-a-2", "12.1-a-2-i"]
    assert [s.section_id for s in read_text(tmp_path, "kites.txt", PLAIN)] == ids


ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.txt", "Nothing with a mark in it.\n", "holds no section"),
        ("a.txt", "", "holds no section"),
        ("a.txt", "§ 12.1 A heading alone?\n", "holds no section"),
        ("a.txt", "§ 12.1 Who?\n(a) You.\n§ 12.1 Who again?\n(a) Me.\n", "§ 12.1 stands twice"),
        ("a.txt", "§ 12.1 Who?\n(a) You.\0\n", "control characters"),
        ("a.xml", "<DIV5><DIV8><HEAD>§ 12.1 Who?</HEAD><P>(a) You.</P>", "not whole XML"),
        ("a.xml", "<html><body><p>A page</p></body></html>", "holds no section"),
        ("a.xml", ENTITIES, "declares a document type or an entity"),
        ("a.xml", OUTSIDE, "declares a document type or an entity"),
        ("a.html", "<html><script>§ 12.1 Who? (a) You.</script></html>", "holds no section"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(DocumentError, match=told):
        read_text(tmp_path, name, text)


def test_a_title_that_names_no_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match='Expected one like "34 CFR Part 99"'):
        read_text(tmp_path, "kites.txt", PLAIN, title="The kite rules")


def test_a_file_beyond_all_measure_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(DocumentError, match=r"20,000,001 bytes"):
        read(path, TITLE)


def test_xml_nested_deeper_than_python_calls_is_read(tmp_path: Path) -> None:
    deep = "<E>" * 20_000 + "<P>(a) You.</P>" + "</E>" * 20_000
    text = f"<DIV8><HEAD>§ 12.1 Who?</HEAD>{deep}</DIV8>"
    assert places(read_text(tmp_path, "deep.xml", text)) == {"77 CFR 12.1(a)": "(a) You."}


@pytest.fixture
def passages(tmp_path: Path) -> tuple[Passage, ...]:
    document = Document(
        doc_id="kites",
        kind="regulation",
        layer="federal",
        title=TITLE,
        file="kites.txt",
        issuer="",
        version="",
        sha256="",
    )
    sections = read_text(tmp_path, "kites.txt", PLAIN)
    return tuple(p for s in sections for p in cut(document, s, count=lambda text: len(text.split()), limit=200))


@pytest.mark.parametrize(
    ("cite", "found"),
    [
        ("77 CFR 12.1(b)(1)", ["77 CFR 12.1(b)(1)"]),
        ("77 CFR 12.1(a)(2)", ["77 CFR 12.1(a)(2)", "77 CFR 12.1(a)(2)(i)", "77 CFR 12.1(a)(2)(ii)"]),
        # (b) has no words of its own: what is inside it speaks.
        ("77 CFR 12.1(b)", ["77 CFR 12.1(b)(1)", "77 CFR 12.1(b)(2)"]),
        # Not in the text: the longest one around it.
        ("77 CFR 12.1(a)(2)(i)(Z)", ["77 CFR 12.1(a)(2)(i)"]),
        ("77 CFR 12.4(a)", ["77 CFR 12.4", "77 CFR 12.4, note"]),
        (
            "77 CFR 12.1(a)(1)-(2)",
            ["77 CFR 12.1(a)(1)", "77 CFR 12.1(a)(2)", "77 CFR 12.1(a)(2)(i)", "77 CFR 12.1(a)(2)(ii)"],
        ),
        ("77 CFR 12.11", []),
        ("34 CFR 12.1(a)", []),
        ("Minn. Stat. 13.32", []),
    ],
)
def test_an_authority_finds_its_official_words(passages: tuple[Passage, ...], cite: str, found: list[str]) -> None:
    assert [p.pinpoint for p in official_passages(cite, passages)] == found


def test_guidance_is_never_taken_for_the_official_words(passages: tuple[Passage, ...]) -> None:
    guides = tuple(p.model_copy(update={"kind": "guidance"}) for p in passages)
    assert official_passages("77 CFR 12.1(b)(1)", guides) == ()
