//! Fonts as far as text needs them: how bytes become characters and how far each one advances.
//!
//! A code whose character is not stated by the font (no `ToUnicode`, no known
//! glyph name) decodes to U+FFFD; nothing is guessed from the shape.

use super::tokens::{Token, Tokens};
use super::{MAX_STREAM_BYTES, number};
use lopdf::{Dictionary, Document, Object};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Stands for a glyph whose character is unknown, such as an icon.
pub(super) const UNKNOWN: char = '\u{FFFD}';

/// Most mappings read from one character map.
const MAX_MAPPINGS: usize = 70_000;

pub(super) struct Font {
    /// Bytes per code: 1 for simple fonts, 2 for composite ones.
    code_bytes: usize,
    unicode: HashMap<u32, String>,
    simple: Vec<Option<char>>,
    widths: HashMap<u32, f32>,
    default_width: f32,
    /// Text space per glyph unit; 1/1000 except for Type 3 fonts.
    scale: f32,
    pub(super) bold: bool,
}

/// One code of a shown string.
pub(super) struct Code<'a> {
    pub(super) text: CodeText<'a>,
    /// Advance in text space at size 1.
    pub(super) width: f32,
    /// A single-byte code 32, to which word spacing applies.
    pub(super) is_space_byte: bool,
}

pub(super) enum CodeText<'a> {
    Char(char),
    Text(&'a str),
}

impl Font {
    pub(super) fn new(doc: &Document, font: &Dictionary) -> Self {
        let subtype = font.get_deref(b"Subtype", doc).and_then(Object::as_name).unwrap_or_default();
        let composite = subtype == b"Type0";
        let descendant = descendant(doc, font);
        let name = font.get_deref(b"BaseFont", doc).and_then(Object::as_name).unwrap_or_default();
        let mut made = Self {
            code_bytes: if composite { 2 } else { 1 },
            // Icon fonts map their symbols to names or to look-alike letters; neither is text.
            unicode: if is_icon_font(name) { HashMap::new() } else { to_unicode(doc, font) },
            simple: Vec::new(),
            widths: HashMap::new(),
            default_width: 0.0,
            scale: 0.001,
            bold: is_bold(name),
        };
        if composite {
            made.read_composite_widths(doc, descendant);
        } else {
            made.simple = simple_encoding(doc, font, name);
            made.read_simple_widths(doc, font, name);
            if subtype == b"Type3" {
                let matrix = font.get_deref(b"FontMatrix", doc).and_then(Object::as_array);
                made.scale = matrix.ok().and_then(|m| number(m.first()?)).map_or(0.001, f32::abs);
            }
        }
        made
    }

    pub(super) fn codes<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Code<'a>> {
        bytes.chunks(self.code_bytes).map(move |chunk| {
            let code = chunk.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            let text = match self.unicode.get(&code) {
                Some(text) => CodeText::Text(text),
                None => CodeText::Char(self.simple.get(code as usize).copied().flatten().unwrap_or(UNKNOWN)),
            };
            let width = self.widths.get(&code).copied().unwrap_or(self.default_width) * self.scale;
            Code { text, width, is_space_byte: self.code_bytes == 1 && code == 32 }
        })
    }

    fn read_simple_widths(&mut self, doc: &Document, font: &Dictionary, name: &[u8]) {
        let descriptor = font.get_deref(b"FontDescriptor", doc).and_then(Object::as_dict).ok();
        let missing = descriptor.and_then(|d| number(d.get_deref(b"MissingWidth", doc).ok()?));
        self.default_width = missing.unwrap_or(0.0);
        let first = font.get_deref(b"FirstChar", doc).ok().and_then(number).unwrap_or(0.0).max(0.0) as u32;
        if let Ok(widths) = font.get_deref(b"Widths", doc).and_then(Object::as_array) {
            for (i, width) in widths.iter().take(256).enumerate() {
                if let Some(width) = resolve(doc, width).and_then(number) {
                    self.widths.insert(first.saturating_add(i as u32), width);
                }
            }
            return;
        }
        // One of the standard fonts, whose widths a file may leave out.
        self.default_width = 500.0;
        for (code, char) in self.simple.iter().enumerate() {
            if let Some(char) = char {
                self.widths.insert(code as u32, standard_width(name, *char));
            }
        }
    }

    fn read_composite_widths(&mut self, doc: &Document, descendant: Option<&Dictionary>) {
        let Some(descendant) = descendant else { return };
        self.default_width = descendant.get_deref(b"DW", doc).ok().and_then(number).unwrap_or(1000.0);
        let Ok(runs) = descendant.get_deref(b"W", doc).and_then(Object::as_array) else { return };
        let mut at = 0;
        while let (Some(first), Some(second)) = (runs.get(at), runs.get(at + 1)) {
            let Some(first) = resolve(doc, first).and_then(number) else { return };
            match resolve(doc, second) {
                Some(Object::Array(widths)) => {
                    for (i, width) in widths.iter().take(MAX_MAPPINGS).enumerate() {
                        if let Some(width) = resolve(doc, width).and_then(number) {
                            self.widths.insert(first as u32 + i as u32, width);
                        }
                    }
                    at += 2;
                }
                last => {
                    let last = last.and_then(number);
                    let width = runs.get(at + 2).and_then(|width| resolve(doc, width)).and_then(number);
                    let (Some(last), Some(width)) = (last, width) else { return };
                    let end = (last as u32).min(u32::from(u16::MAX));
                    self.widths.extend((first as u32..=end).map(|code| (code, width)));
                    at += 3;
                }
            }
            if self.widths.len() > MAX_MAPPINGS {
                return;
            }
        }
    }
}

fn resolve<'a>(doc: &'a Document, object: &'a Object) -> Option<&'a Object> {
    doc.dereference(object).ok().map(|(_, object)| object)
}

fn descendant<'a>(doc: &'a Document, font: &'a Dictionary) -> Option<&'a Dictionary> {
    let list = font.get_deref(b"DescendantFonts", doc).and_then(Object::as_array).ok()?;
    resolve(doc, list.first()?)?.as_dict().ok()
}

fn is_bold(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_lowercase();
    // `CMBX`, `SFBX`, `-Medi`: how the TeX families spell bold.
    ["bold", "black", "heavy", "cmbx", "sfbx", "-medi", "-demi"].iter().any(|word| name.contains(word))
}

/// Reads a `ToUnicode` map; empty when there is none.
fn to_unicode(doc: &Document, font: &Dictionary) -> HashMap<u32, String> {
    let stream = font.get_deref(b"ToUnicode", doc).and_then(Object::as_stream);
    let Some(bytes) = stream.ok().and_then(|s| s.get_plain_content_with_limit(MAX_STREAM_BYTES).ok()) else {
        return HashMap::new();
    };
    parse_to_unicode(&bytes)
}

fn parse_to_unicode(bytes: &[u8]) -> HashMap<u32, String> {
    let mut map = HashMap::new();
    let mut operands: Vec<Token<'_>> = Vec::new();
    for token in Tokens::new(bytes) {
        match token {
            Token::Operator(b"beginbfchar" | b"beginbfrange") => operands.clear(),
            Token::Operator(b"endbfchar") => {
                for pair in operands.chunks_exact(2) {
                    if let [Token::Text(code), Token::Text(text)] = pair {
                        insert(&mut map, big_endian(code), utf16(text));
                    }
                }
                operands.clear();
            }
            Token::Operator(b"endbfrange") => {
                ranges(&operands, &mut map);
                operands.clear();
            }
            other if operands.len() < MAX_MAPPINGS => operands.push(other),
            _ => {}
        }
        if map.len() > MAX_MAPPINGS {
            break;
        }
    }
    map
}

fn ranges(operands: &[Token<'_>], map: &mut HashMap<u32, String>) {
    let mut tokens = operands.iter();
    while let (Some(Token::Text(first)), Some(Token::Text(last))) = (tokens.next(), tokens.next()) {
        let (first, last) = (big_endian(first), big_endian(last));
        match tokens.next() {
            Some(Token::Text(start)) => {
                let units = utf16_units(start);
                for code in (first..=last).take(0x1_0000) {
                    let mut units = units.clone();
                    if let Some(unit) = units.last_mut() {
                        *unit = unit.wrapping_add((code - first) as u16);
                    }
                    insert(map, code, String::from_utf16_lossy(&units));
                    if map.len() > MAX_MAPPINGS {
                        return;
                    }
                }
            }
            Some(Token::ArrayOpen) => {
                for code in first..=last.max(first) {
                    match tokens.next() {
                        Some(Token::Text(text)) => insert(map, code, utf16(text)),
                        _ => break,
                    }
                }
                // The closing bracket, unless the loop above already met it.
                if tokens.as_slice().first() == Some(&Token::ArrayClose) {
                    tokens.next();
                }
            }
            _ => return,
        }
    }
}

/// Icon fonts map into the private use area; such a glyph has no character.
fn insert(map: &mut HashMap<u32, String>, code: u32, text: String) {
    // The bullets of Symbol and Wingdings live there too, and those are known.
    if matches!(text.as_str(), "\u{F0B7}" | "\u{F0A7}" | "\u{F0D8}" | "\u{F076}" | "\u{F0FC}") {
        map.insert(code, "•".to_owned());
        return;
    }
    let unknown = text.is_empty() || text.chars().all(|c| c.is_control() || is_private(c));
    map.insert(code, if unknown { UNKNOWN.to_string() } else { text });
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

fn big_endian(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn utf16_units(bytes: &[u8]) -> Vec<u16> {
    match bytes {
        [single] => vec![u16::from(*single)],
        _ => bytes.chunks_exact(2).take(16).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
    }
}

fn utf16(bytes: &[u8]) -> String {
    String::from_utf16_lossy(&utf16_units(bytes))
}

/// The characters of the 256 codes of a simple font.
fn simple_encoding(doc: &Document, font: &Dictionary, name: &[u8]) -> Vec<Option<char>> {
    let encoding = font.get_deref(b"Encoding", doc).ok();
    let base_name = match encoding {
        Some(Object::Name(name)) => Some(name.as_slice()),
        Some(Object::Dictionary(dict)) => dict.get_deref(b"BaseEncoding", doc).and_then(Object::as_name).ok(),
        _ => None,
    };
    let subtype = font.get_deref(b"Subtype", doc).and_then(Object::as_name).unwrap_or_default();
    let mut table = match base_name {
        Some(b"MacRomanEncoding") => MAC_ROMAN.clone(),
        Some(b"StandardEncoding") => STANDARD.clone(),
        Some(_) => WIN_ANSI.clone(),
        None => match built_in_encoding(doc, font) {
            Some(table) => table,
            // Symbol fonts draw bullets and icons, not letters.
            None if is_symbolic(name) || is_icon_font(name) => vec![None; 256],
            None if subtype == b"TrueType" => WIN_ANSI.clone(),
            None => STANDARD.clone(),
        },
    };
    if let Some(Object::Dictionary(dict)) = encoding
        && let Ok(differences) = dict.get_deref(b"Differences", doc).and_then(Object::as_array)
    {
        apply_differences(doc, differences, subtype == b"Type3", &mut table);
    }
    table
}

fn is_icon_font(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_lowercase();
    ["fontawesome", "font-awesome", "icon", "academicons"].iter().any(|word| name.contains(word))
}

fn is_symbolic(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_lowercase();
    ["symbol", "dingbat", "wingding"].iter().any(|word| name.contains(word))
}

fn apply_differences(doc: &Document, differences: &[Object], type3: bool, table: &mut [Option<char>]) {
    let mut code = 0_usize;
    for object in differences.iter().take(1_000) {
        match resolve(doc, object) {
            Some(Object::Name(name)) => {
                if let Some(slot) = table.get_mut(code) {
                    *slot = glyph_char(name).or_else(|| if type3 { tex_bitmap_char(name) } else { None });
                }
                code += 1;
            }
            Some(object) => code = number(object).unwrap_or(0.0).max(0.0) as usize,
            None => {}
        }
    }
}

/// Reads `dup 65 /A put` in the clear part of an embedded Type 1 font.
fn built_in_encoding(doc: &Document, font: &Dictionary) -> Option<Vec<Option<char>>> {
    let descriptor = font.get_deref(b"FontDescriptor", doc).and_then(Object::as_dict).ok()?;
    let file = descriptor.get_deref(b"FontFile", doc).and_then(Object::as_stream).ok()?;
    let bytes = file.get_plain_content_with_limit(MAX_STREAM_BYTES).ok()?;
    let clear = &bytes[..bytes.windows(5).position(|w| w == b"eexec").unwrap_or(bytes.len())];
    let at = clear.windows(9).position(|w| w == b"/Encoding")?;
    let tokens: Vec<Token<'_>> = Tokens::new(&clear[at + 9..]).take(4_000).collect();
    if tokens.first() == Some(&Token::Operator(b"StandardEncoding")) {
        return Some(STANDARD.clone());
    }
    let mut table = vec![None; 256];
    for window in tokens.windows(4) {
        if let [Token::Operator(b"dup"), Token::Number(code), Token::Name(name), Token::Operator(b"put")] = window
            && let Some(slot) = table.get_mut(*code as usize)
        {
            *slot = glyph_char(name);
        }
    }
    Some(table)
}

/// The character a glyph name stands for, by the rules of the Adobe Glyph List.
/// A ligature becomes its presentation form, which the layout expands.
fn glyph_char(name: &[u8]) -> Option<char> {
    let name = name.split(|b| *b == b'.').next().unwrap_or_default();
    match name {
        b"ff" => return Some('\u{FB00}'),
        b"fi" | b"f_i" => return Some('\u{FB01}'),
        b"fl" | b"f_l" => return Some('\u{FB02}'),
        b"ffi" | b"f_f_i" => return Some('\u{FB03}'),
        b"ffl" | b"f_f_l" => return Some('\u{FB04}'),
        b"nbspace" | b"space" => return Some(' '),
        b"sfthyphen" => return Some('\u{AD}'),
        b"" => return None,
        _ => {}
    }
    let text = std::str::from_utf8(name).ok()?;
    let hex = text.strip_prefix("uni").filter(|hex| hex.len() == 4).or_else(|| text.strip_prefix('u'));
    if let Some(char) = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
        return Some(char).filter(|c| !is_private(*c));
    }
    let mut font = Dictionary::new();
    let mut encoding = Dictionary::new();
    encoding.set("Differences", vec![Object::Integer(0), Object::Name(name.to_vec())]);
    font.set("Type", "Font");
    font.set("Encoding", encoding);
    decode_byte(&font, 0)
}

/// The bitmap fonts of TeX call the glyph of code 65 `a65`; the codes are those
/// of its T1 encoding, which agrees with Latin-1 except where listed.
fn tex_bitmap_char(name: &[u8]) -> Option<char> {
    let code: u8 = std::str::from_utf8(name).ok()?.strip_prefix('a')?.parse().ok()?;
    match code {
        21 => Some('–'),
        22 => Some('—'),
        27..=31 => char::from_u32(0xFB00 + u32::from(code) - 27),
        39 => Some('’'),
        33..=126 | 192..=214 | 216..=222 | 224..=246 | 248..=254 => Some(char::from(code)),
        215 => Some('Œ'),
        247 => Some('œ'),
        255 => Some('ß'),
        _ => None,
    }
}

fn decode_byte(font: &Dictionary, byte: u8) -> Option<char> {
    let doc = Document::new();
    let text = font.get_font_encoding(&doc).ok()?.bytes_to_string(&[byte]).ok()?;
    text.chars().next().filter(|c| !c.is_control() && !is_private(*c))
}

fn named_encoding(name: &str) -> Vec<Option<char>> {
    let mut font = Dictionary::new();
    font.set("Type", "Font");
    font.set("Encoding", name);
    let doc = Document::new();
    let Ok(encoding) = font.get_font_encoding(&doc) else { return vec![None; 256] };
    let decode = |byte: u8| encoding.bytes_to_string(&[byte]).ok()?.chars().next().filter(|c| !c.is_control());
    (0..=255).map(decode).collect()
}

static WIN_ANSI: LazyLock<Vec<Option<char>>> = LazyLock::new(|| named_encoding("WinAnsiEncoding"));
static MAC_ROMAN: LazyLock<Vec<Option<char>>> = LazyLock::new(|| named_encoding("MacRomanEncoding"));
static STANDARD: LazyLock<Vec<Option<char>>> = LazyLock::new(|| named_encoding("StandardEncoding"));

/// Advance widths of the printable ASCII characters in Helvetica and Times, from the Adobe font metrics.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889,
    722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500,
    444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480,
    200, 480, 541,
];

/// The width of a character of a standard font, close enough to tell a word gap from a kern.
fn standard_width(font: &[u8], char: char) -> f32 {
    use unicode_normalization::UnicodeNormalization;
    let name = String::from_utf8_lossy(font).to_lowercase();
    if name.contains("courier") || name.contains("mono") {
        return 600.0;
    }
    let table = if name.contains("times") || name.contains("serif") { &TIMES } else { &HELVETICA };
    let base = char.nfd().next().unwrap_or(char);
    let index = (base as usize).wrapping_sub(32);
    let width = table.get(index).map_or(500.0, |width| f32::from(*width));
    // The bold cuts are wider on average.
    if is_bold(font) { width * 1.06 } else { width }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_maps_are_read_in_all_three_forms() {
        let map = parse_to_unicode(
            b"2 beginbfchar <01> <0041> <02> <00660069> endbfchar
              2 beginbfrange <0010> <0012> <0061> <0020> <0021> [<0078> <0079>] endbfrange
              1 beginbfchar <30> <F0E0> endbfchar",
        );
        let read: Vec<(u32, &str)> =
            [1, 2, 0x10, 0x12, 0x20, 0x21, 0x30].map(|code| (code, map[&code].as_str())).into();
        assert_eq!(read, [(1, "A"), (2, "fi"), (0x10, "a"), (0x12, "c"), (0x20, "x"), (0x21, "y"), (0x30, "\u{FFFD}")]);
    }

    #[test]
    fn a_hostile_character_map_stays_small() {
        let map = parse_to_unicode(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange");
        assert!(map.len() <= MAX_MAPPINGS + 1);
    }

    #[test]
    fn glyph_names_follow_the_glyph_list() {
        let cases: [(&[u8], Option<char>); 7] = [
            (b"A", Some('A')),
            (b"eacute", Some('é')),
            (b"uni00E9", Some('é')),
            (b"a.sc", Some('a')),
            (b"fi", Some('\u{FB01}')),
            (b"g123", None),
            (b".notdef", None),
        ];
        for (name, char) in cases {
            assert_eq!(glyph_char(name), char, "{}", String::from_utf8_lossy(name));
        }
    }
}
