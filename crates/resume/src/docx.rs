//! DOCX files: paragraphs, tables, text boxes, headers, hyperlinks, list
//! numbering and the formatting that tells headings from text.
//!
//! A DOCX file has no pages until a program lays it out: everything is page 1
//! and a paragraph is a line. The archive is checked before anything is
//! unpacked: number of entries, sizes, ratios.

mod package;

use crate::text::{GAP, Line, LineBuilder, LinkArea, Page, SYMBOL};
use crate::{MAX_LINES, ResumeError};
use package::Package;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::HashMap;

/// Deepest nesting of XML elements.
const MAX_DEPTH: usize = 256;
/// Most XML events in one part of the file.
const MAX_EVENTS: usize = 3_000_000;
/// Font size in points where nothing states one.
const DEFAULT_SIZE: f32 = 11.0;

/// Reads the document as one page.
pub(crate) fn pages(bytes: &[u8]) -> Result<Vec<Page>, ResumeError> {
    let mut package = Package::open(bytes)?;
    let styles = package.part("word/styles.xml")?.map(|xml| read_styles(&xml)).transpose()?.unwrap_or_default();
    let mut lines = Vec::new();
    for name in package.headers() {
        read_part(&mut package, &name, &styles, &mut lines)?;
    }
    if !read_part(&mut package, "word/document.xml", &styles, &mut lines)? {
        return Err(ResumeError::WrongType("a ZIP archive that is not a Word document"));
    }
    if lines.iter().flat_map(|line| &line.shape.chars).filter(|c| c.is_alphanumeric()).count() < 20 {
        return Err(ResumeError::NoText);
    }
    for (i, line) in lines.iter_mut().enumerate() {
        line.number = i as u32 + 1;
        line.y = (i + 1) as f32;
        line.shape.first_of_column = i == 0;
    }
    Ok(vec![Page { number: 1, lines }])
}

fn read_part(
    package: &mut Package<'_>,
    name: &str,
    styles: &HashMap<String, Style>,
    lines: &mut Vec<Line>,
) -> Result<bool, ResumeError> {
    let Some(xml) = package.part(name)? else { return Ok(false) };
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let relations = package.part(&format!("{folder}/_rels/{file}.rels"))?;
    let targets = relations.map(|xml| read_relations(&xml)).transpose()?.unwrap_or_default();
    lines.extend(Body::new(styles, &targets).read(&xml)?);
    Ok(true)
}

/// What a paragraph or character style says.
#[derive(Debug, Clone, Default)]
struct Style {
    bold: Option<bool>,
    size: Option<f32>,
    heading: bool,
    item: bool,
    based_on: Option<String>,
}

fn read_styles(xml: &str) -> Result<HashMap<String, Style>, ResumeError> {
    let mut styles: HashMap<String, Style> = HashMap::new();
    let mut current: Option<String> = None;
    each_event(xml, |event, _| {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
        let name = tag.local_name();
        if name.as_ref() == "style" {
            current = attribute(tag, "styleId");
            if let Some(id) = &current {
                styles.insert(id.clone(), Style::default());
            }
            return;
        }
        let Some(style) = current.as_ref().and_then(|id| styles.get_mut(id)) else { return };
        match name.as_ref() {
            "name" => {
                style.heading |= attribute(tag, "val").is_some_and(|name| name.to_lowercase().starts_with("heading"))
            }
            "basedOn" => style.based_on = attribute(tag, "val"),
            "b" => style.bold = Some(is_on(tag)),
            "sz" => style.size = half_points(tag),
            "outlineLvl" => style.heading = true,
            "numPr" => style.item = true,
            _ => {}
        }
    })?;
    Ok(styles)
}

/// Relationship id → target of the external links of a part.
fn read_relations(xml: &str) -> Result<HashMap<String, String>, ResumeError> {
    let mut targets = HashMap::new();
    each_event(xml, |event, _| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "Relationship"
            && attribute(tag, "Type").is_some_and(|kind| kind.ends_with("/hyperlink"))
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            targets.insert(id, target);
        }
    })?;
    Ok(targets)
}

/// Calls `visit` for every event with the depth of nesting.
fn each_event(xml: &str, mut visit: impl FnMut(&Event<'_>, usize)) -> Result<(), ResumeError> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0_usize;
    for _ in 0..MAX_EVENTS {
        let event = reader.read_event().map_err(|_| ResumeError::Corrupt)?;
        match &event {
            Event::Eof => return Ok(()),
            // External entities and their expansion have no place in a document.
            Event::DocType(_) => return Err(ResumeError::Corrupt),
            Event::Start(_) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(ResumeError::Corrupt);
                }
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        visit(&event, depth);
    }
    Err(ResumeError::TooMuchText)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

fn is_on(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"))
}

fn half_points(tag: &BytesStart<'_>) -> Option<f32> {
    attribute(tag, "val")?.parse::<f32>().ok().map(|half| half / 2.0).filter(|size| (1.0..=200.0).contains(size))
}

/// A paragraph while it is read.
#[derive(Default)]
struct Paragraph {
    builder: LineBuilder,
    style: Style,
    /// Font size of the largest run.
    size: f32,
    item: bool,
    in_properties: bool,
    run: Run,
    links: Vec<LinkArea>,
    open_link: Option<(usize, String)>,
    finished: Vec<Line>,
    tabs: usize,
}

#[derive(Default)]
struct Run {
    bold: Option<bool>,
    size: Option<f32>,
    hidden: bool,
}

impl Paragraph {
    fn text(&mut self, text: &str) {
        if self.run.hidden {
            return;
        }
        let bold = self.run.bold.or(self.style.bold).unwrap_or(false);
        for c in text.chars() {
            match c {
                '\t' => self.gap(),
                c if c.is_whitespace() => self.builder.space(),
                c if c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{AD}') => {}
                '\u{E000}'..='\u{F8FF}' => self.builder.push(SYMBOL, bold, 0.0),
                c => {
                    if self.builder.chars.is_empty() {
                        self.builder.part(self.tabs as f32 * 36.0);
                    }
                    for letter in expand(c).chars() {
                        self.builder.push(letter, bold, 0.0);
                    }
                    self.size = self.size.max(self.run.size.or(self.style.size).unwrap_or(DEFAULT_SIZE));
                }
            }
        }
    }

    fn gap(&mut self) {
        self.tabs += 1;
        self.builder.part(self.tabs as f32 * 36.0);
    }

    /// A line break within the paragraph.
    fn break_line(&mut self) {
        let open = self.open_link.take();
        self.close_link(open.clone());
        let builder = std::mem::take(&mut self.builder);
        let links = std::mem::take(&mut self.links);
        let (size, item) = (self.size, self.item && self.finished.is_empty());
        self.tabs = 0;
        self.open_link = open.map(|(_, uri)| (0, uri));
        if let Some(mut line) = builder.build() {
            line.size = if size > 0.0 { size } else { DEFAULT_SIZE };
            let length = line.shape.chars.len() as u32;
            line.links = links;
            line.links.iter_mut().for_each(|link| link.end = link.end.min(length));
            line.links.retain(|link| link.start < link.end);
            line.shape.item = item || self.style.item && self.finished.is_empty();
            line.shape.heading = self.style.heading;
            line.shape.gap_above = 1.2;
            self.finished.push(line);
        }
    }

    fn close_link(&mut self, open: Option<(usize, String)>) {
        if let Some((start, uri)) = open {
            let end = self.builder.chars.len();
            if end > start {
                self.links.push(LinkArea { start: start as u32, end: end as u32, uri });
            }
        }
    }
}

/// Ligatures as their letters.
fn expand(c: char) -> String {
    match c {
        '\u{FB00}' => "ff".into(),
        '\u{FB01}' => "fi".into(),
        '\u{FB02}' => "fl".into(),
        '\u{FB03}' => "ffi".into(),
        '\u{FB04}' => "ffl".into(),
        other => other.to_string(),
    }
}

/// A table while it is read: finished rows and the cells of the open one.
#[derive(Default)]
struct Table {
    lines: Vec<Line>,
    cells: Vec<Vec<Line>>,
}

/// Walks the body of a part.
struct Body<'a> {
    styles: &'a HashMap<String, Style>,
    targets: &'a HashMap<String, String>,
    lines: Vec<Line>,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    /// Depth at which a part to be left out began: deleted text, the fallback copy of a text box.
    skipping: Option<usize>,
    in_text: bool,
    in_instruction: bool,
    instruction: String,
}

impl<'a> Body<'a> {
    fn new(styles: &'a HashMap<String, Style>, targets: &'a HashMap<String, String>) -> Self {
        Self {
            styles,
            targets,
            lines: Vec::new(),
            paragraphs: Vec::new(),
            tables: Vec::new(),
            skipping: None,
            in_text: false,
            in_instruction: false,
            instruction: String::new(),
        }
    }

    fn read(mut self, xml: &str) -> Result<Vec<Line>, ResumeError> {
        let mut too_many = false;
        each_event(xml, |event, depth| {
            too_many |= self.lines.len() > MAX_LINES;
            if !too_many {
                self.event(event, depth);
            }
        })?;
        if too_many { Err(ResumeError::TooMuchText) } else { Ok(self.lines) }
    }

    fn event(&mut self, event: &Event<'_>, depth: usize) {
        if let Some(start) = self.skipping {
            if matches!(event, Event::End(_)) && depth < start {
                self.skipping = None;
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, depth),
            Event::Empty(tag) => {
                self.start(tag, depth);
                // An element without content cannot open a part to be skipped.
                self.skipping = None;
                self.end(tag.local_name().as_ref());
            }
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) => self.text(text),
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(char)) => Some(char.to_string()),
                    _ => quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned),
                };
                self.text(&resolved.unwrap_or_default());
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_instruction {
            self.instruction.push_str(text);
        } else if self.in_text
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.text(text);
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, depth: usize) {
        let name = tag.local_name();
        match name.as_ref() {
            "del" | "moveFrom" | "Fallback" => self.skipping = Some(depth),
            "tbl" => self.tables.push(Table::default()),
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.cells.push(Vec::new());
                }
            }
            "p" => self.paragraphs.push(Paragraph::default()),
            "t" => self.in_text = true,
            "instrText" => self.in_instruction = true,
            _ => self.paragraph_part(tag, name.as_ref()),
        }
    }

    fn paragraph_part(&mut self, tag: &BytesStart<'_>, name: &str) {
        let target = attribute(tag, "id").and_then(|id| self.targets.get(&id).cloned());
        let style = matches!(name, "pStyle").then(|| attribute(tag, "val").map(|id| self.style(&id))).flatten();
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name {
            "pPr" => paragraph.in_properties = true,
            "pStyle" => paragraph.style = style.unwrap_or_default(),
            "numPr" => paragraph.item = true,
            "r" => paragraph.run = Run::default(),
            "b" if !paragraph.in_properties => paragraph.run.bold = Some(is_on(tag)),
            "sz" if !paragraph.in_properties => paragraph.run.size = half_points(tag),
            "vanish" if !paragraph.in_properties => paragraph.run.hidden = is_on(tag),
            "tab" | "ptab" if !paragraph.in_properties => paragraph.gap(),
            "br" | "cr" => paragraph.break_line(),
            "noBreakHyphen" => paragraph.text("-"),
            "sym" => paragraph.text("\u{F000}"),
            "hyperlink" => paragraph.open_link = target.map(|uri| (paragraph.builder.chars.len(), uri)),
            // A picture that links: an icon.
            "hlinkClick" => {
                if let Some(uri) = target {
                    let start = paragraph.builder.chars.len() as u32;
                    paragraph.builder.push(SYMBOL, false, 0.0);
                    paragraph.links.push(LinkArea { start, end: start + 1, uri });
                }
            }
            "fldChar" => match attribute(tag, "fldCharType").as_deref() {
                Some("separate") => {
                    let uri = field_target(&self.instruction);
                    paragraph.open_link = uri.map(|uri| (paragraph.builder.chars.len(), uri));
                    self.instruction.clear();
                }
                Some("end") => {
                    let open = paragraph.open_link.take();
                    paragraph.close_link(open);
                }
                _ => self.instruction.clear(),
            },
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "instrText" => self.in_instruction = false,
            "pPr" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.in_properties = false;
                }
            }
            "hyperlink" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    let open = paragraph.open_link.take();
                    paragraph.close_link(open);
                }
            }
            "p" => {
                if let Some(mut paragraph) = self.paragraphs.pop() {
                    paragraph.break_line();
                    self.emit(paragraph.finished);
                }
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    let cells = std::mem::take(&mut table.cells);
                    table.lines.extend(merge_cells(cells));
                }
            }
            "tbl" => {
                if let Some(mut table) = self.tables.pop() {
                    let open = std::mem::take(&mut table.cells);
                    table.lines.extend(merge_cells(open));
                    self.emit(table.lines);
                }
            }
            _ => {}
        }
    }

    fn emit(&mut self, lines: Vec<Line>) {
        match self.tables.last_mut().and_then(|table| table.cells.last_mut()) {
            Some(cell) => cell.extend(lines),
            None => self.lines.extend(lines),
        }
    }

    /// A style with what it inherits.
    fn style(&self, id: &str) -> Style {
        let mut resolved = Style::default();
        let mut next = Some(id.to_owned());
        for _ in 0..10 {
            let Some(style) = next.as_ref().and_then(|id| self.styles.get(id)) else { break };
            resolved.bold = resolved.bold.or(style.bold);
            resolved.size = resolved.size.or(style.size);
            resolved.heading |= style.heading;
            resolved.item |= style.item;
            next.clone_from(&style.based_on);
        }
        resolved
    }
}

/// The address in a field such as `HYPERLINK "https://example.com"`.
fn field_target(instruction: &str) -> Option<String> {
    let rest = instruction.trim().strip_prefix("HYPERLINK")?;
    rest.split('"').nth(1).map(str::to_owned).filter(|uri| !uri.is_empty())
}

/// The lines of a table row. Cells that hold about as many lines as each other
/// are read across, like a title with its date beside it; else each cell is
/// read to its end, like a column.
fn merge_cells(cells: Vec<Vec<Line>>) -> Vec<Line> {
    let mut cells: Vec<Vec<Line>> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
    let longest = cells.iter().map(Vec::len).max().unwrap_or(0);
    let long_cells = cells.iter().filter(|cell| cell.len() > 3).count();
    if cells.len() < 2
        || long_cells > 1
        || (longest > 3 && cells.iter().any(|cell| cell.len() > 1 && cell.len() < longest))
    {
        return cells.into_iter().flatten().collect();
    }
    let mut lines = Vec::new();
    for row in 0..longest {
        let parts: Vec<Line> = cells.iter_mut().filter_map(|cell| cell.get_mut(row).map(std::mem::take)).collect();
        lines.extend(beside(parts));
    }
    lines
}

fn beside(parts: Vec<Line>) -> Option<Line> {
    let mut parts = parts.into_iter();
    let mut line = parts.next()?;
    for part in parts {
        let offset = line.shape.chars.len() as u32 + 1;
        let x = line.shape.part_x.last().copied().unwrap_or(0.0) + 36.0;
        line.text.push(GAP);
        line.text.push_str(&part.text);
        line.size = line.size.max(part.size);
        let shape = &mut line.shape;
        shape.chars.push(GAP);
        shape.chars.extend(part.shape.chars);
        shape.bold.push(false);
        shape.bold.extend(part.shape.bold);
        shape.x.push(x);
        shape.x.extend(part.shape.x);
        shape.part_x.extend(part.shape.part_x.iter().map(|part_x| part_x + x));
        line.links.extend(part.links.into_iter().map(|link| LinkArea {
            start: link.start + offset,
            end: link.end + offset,
            ..link
        }));
    }
    Some(line)
}
