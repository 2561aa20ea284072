"""Writes siobhan-o-dea.docx: headings, a table of two columns, list numbering, hyperlinks, a header."""
import zipfile
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
NOW = (2026, 1, 1, 0, 0, 0)


def run(text, bold=False, size=None):
    props = ("<w:b/>" if bold else "") + (f'<w:sz w:val="{size}"/>' if size else "")
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def tab():
    return "<w:r><w:tab/></w:r>"


def p(*runs, style=None, item=False):
    props = (f'<w:pStyle w:val="{style}"/>' if style else "") + (
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if item else "")
    return f"<w:p><w:pPr>{props}</w:pPr>{''.join(runs)}</w:p>"


def link(rid, text):
    return f'<w:hyperlink r:id="{rid}">{run(text)}</w:hyperlink>'


def table(*rows):
    cells = lambda row: "".join(f"<w:tc>{''.join(cell)}</w:tc>" for cell in row)
    return "<w:tbl>" + "".join(f"<w:tr>{cells(row)}</w:tr>" for row in rows) + "</w:tbl>"


body = "".join([
    p(run("Operations Manager"), style="Subtitle"),
    p(run("12 Quay Lane, Galway, Ireland"), run("  •  "), run("+353 85 555 0147"), run("  •  "),
      link("rId1", "Siobhán by e-mail"), run("  •  "), link("rId2", "LinkedIn")),
    p(run("Professional Summary"), style="Heading1"),
    p(run("Operations manager who has run two warehouses and one very old ferry timetable.")),
    p(run("Work Experience"), style="Heading1"),
    p(run("Operations Manager", bold=True), tab(), run("05/2018 – Present")),
    p(run("Corrib Freight Ltd, Galway, Ireland")),
    p(run("Reduced the average time from order to dispatch from three days to one"), item=True),
    p(run("Negotiated the carrier contracts for the western counties"), item=True),
    p(run("Shift Supervisor", bold=True), tab(), run("09/2013 – 04/2018")),
    p(run("Atlantic Parcel Company, Limerick, Ireland")),
    p(run("Planned rosters for forty people"), item=True),
    p(run("Education"), style="Heading1"),
    table([[p(run("2010 – 2013"))], [p(run("University of Galway", bold=True)), p(run("Bachelor of Commerce"))]]),
    p(run("Skills"), style="Heading1"),
    p(run("Scheduling, Excel, SAP, Forklift licence")),
    p(run("Languages"), style="Heading1"),
    p(run("English: native; Irish: fluent; German: basic")),
])
document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>'
header = f'<?xml version="1.0" encoding="UTF-8"?><w:hdr {W}>{p(run("Siobhán O’Dea", bold=True, size=52))}</w:hdr>'
styles = f'''<?xml version="1.0" encoding="UTF-8"?><w:styles {W}>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Subtitle"><w:name w:val="Subtitle"/><w:rPr><w:sz w:val="24"/></w:rPr></w:style></w:styles>'''
rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
rels = f'''<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{rel}/hyperlink" Target="mailto:siobhan.odea@example.ie" TargetMode="External"/>
<Relationship Id="rId2" Type="{rel}/hyperlink" Target="https://www.linkedin.com/in/siobhan-odea-sample" TargetMode="External"/>
<Relationship Id="rId3" Type="{rel}/styles" Target="styles.xml"/>
<Relationship Id="rId4" Type="{rel}/header" Target="header1.xml"/></Relationships>'''
root = f'''<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{rel}/officeDocument" Target="word/document.xml"/></Relationships>'''
main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
types = f'''<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{main}.document.main+xml"/>
<Override PartName="/word/header1.xml" ContentType="{main}.header+xml"/>
<Override PartName="/word/styles.xml" ContentType="{main}.styles+xml"/></Types>'''

with zipfile.ZipFile("siobhan-o-dea.docx", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, text in [("[Content_Types].xml", types), ("_rels/.rels", root), ("word/document.xml", document),
                       ("word/_rels/document.xml.rels", rels), ("word/styles.xml", styles), ("word/header1.xml", header)]:
        archive.writestr(zipfile.ZipInfo(name, NOW), text, zipfile.ZIP_DEFLATED)
