//! Runs a page's content stream as far as text is concerned and reports each
//! character with its place. Graphics are skipped. Work is bounded by the
//! [`Budget`]; nested forms by a depth.

use super::fonts::{CodeText, Font};
use super::tokens::{Token, Tokens};
use super::{Budget, MAX_STREAM_BYTES, Stop, number};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::HashMap;
use std::rc::Rc;

/// Deepest nesting of forms within forms.
const MAX_FORM_DEPTH: usize = 8;
/// Deepest `q` nesting; real files stay below 30.
const MAX_SAVED_STATES: usize = 256;

/// A character on a page; the origin is the top left corner, y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) char: char,
    pub(crate) x0: f32,
    pub(crate) x1: f32,
    /// Baseline.
    pub(crate) y: f32,
    /// Font size in points as it appears on the page.
    pub(crate) size: f32,
    pub(crate) bold: bool,
}

/// An affine map in PDF's order: a b c d e f.
#[derive(Clone, Copy)]
pub(super) struct Matrix([f32; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn new(values: [f32; 6]) -> Self {
        Self(values)
    }

    /// `self` first, then `next`.
    pub(super) fn then(self, next: Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, next.0);
        Self([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l])
    }

    pub(super) fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    fn translation(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    fn from_operands(operands: &[Token<'_>]) -> Option<Self> {
        let mut values = [0.0; 6];
        for (value, operand) in values.iter_mut().zip(operands.get(operands.len().checked_sub(6)?..)?) {
            *value = as_number(operand)?;
        }
        Some(Self(values))
    }
}

#[derive(Clone)]
struct TextState {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    char_spacing: f32,
    word_spacing: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
}

/// Runs content streams of one document; fonts are read once.
pub(super) struct Interpreter<'a> {
    doc: &'a Document,
    fonts: HashMap<ObjectId, Rc<Font>>,
    pub(super) glyphs: Vec<Glyph>,
    /// Codes shown, and how many of them have no known character.
    pub(super) shown: usize,
    pub(super) unknown: usize,
}

impl<'a> Interpreter<'a> {
    pub(super) fn new(doc: &'a Document) -> Self {
        Self { doc, fonts: HashMap::new(), glyphs: Vec::new(), shown: 0, unknown: 0 }
    }

    /// Runs `content`; `to_page` maps user space to the page with y downwards.
    pub(super) fn run(
        &mut self,
        content: &[u8],
        resources: &[&'a Dictionary],
        to_page: Matrix,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<(), Stop> {
        let mut state = TextState {
            ctm: to_page,
            font: None,
            size: 0.0,
            char_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut saved: Vec<TextState> = Vec::new();
        let (mut text, mut line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        let mut operands: Vec<Token<'_>> = Vec::new();
        let mut tokens = Tokens::new(content);
        while let Some(token) = tokens.next() {
            budget.step()?;
            let Token::Operator(operator) = token else {
                if operands.len() < 4_096 {
                    operands.push(token);
                }
                continue;
            };
            let value = |i: usize| operands.get(i).and_then(as_number).unwrap_or(0.0);
            match operator {
                b"q" if saved.len() < MAX_SAVED_STATES => saved.push(state.clone()),
                b"Q" => {
                    if let Some(previous) = saved.pop() {
                        state = previous;
                    }
                }
                b"cm" => {
                    if let Some(matrix) = Matrix::from_operands(&operands) {
                        state.ctm = matrix.then(state.ctm);
                    }
                }
                b"BT" => (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY),
                b"Tf" => {
                    if let Some(Token::Name(name)) = operands.first() {
                        state.font = self.font(name, resources);
                    }
                    state.size = value(1);
                }
                b"Tc" => state.char_spacing = value(0),
                b"Tw" => state.word_spacing = value(0),
                b"Tz" => state.stretch = value(0) / 100.0,
                b"TL" => state.leading = value(0),
                b"Ts" => state.rise = value(0),
                b"Tm" => {
                    if let Some(matrix) = Matrix::from_operands(&operands) {
                        (text, line) = (matrix, matrix);
                    }
                }
                b"Td" | b"TD" => {
                    if operator == b"TD" {
                        state.leading = -value(1);
                    }
                    line = Matrix::translation(value(0), value(1)).then(line);
                    text = line;
                }
                b"T*" => {
                    line = Matrix::translation(0.0, -state.leading).then(line);
                    text = line;
                }
                b"Tj" | b"TJ" => self.show_all(&operands, &state, &mut text, budget)?,
                b"'" | b"\"" => {
                    if operator == b"\"" {
                        (state.word_spacing, state.char_spacing) = (value(0), value(1));
                    }
                    line = Matrix::translation(0.0, -state.leading).then(line);
                    text = line;
                    let shown = &operands[operands.len().saturating_sub(1)..];
                    self.show_all(shown, &state, &mut text, budget)?;
                }
                b"Do" if depth < MAX_FORM_DEPTH => {
                    if let Some(Token::Name(name)) = operands.first() {
                        self.form(name, resources, state.ctm, depth, budget)?;
                    }
                }
                b"ID" => tokens.skip_inline_image(),
                _ => {}
            }
            operands.clear();
        }
        Ok(())
    }

    fn show_all(
        &mut self,
        operands: &[Token<'_>],
        state: &TextState,
        text: &mut Matrix,
        budget: &mut Budget,
    ) -> Result<(), Stop> {
        let Some(font) = state.font.clone() else { return Ok(()) };
        for operand in operands {
            match operand {
                Token::Text(bytes) => self.show(bytes, &font, state, text, budget)?,
                Token::Number(shift) => {
                    let by = -shift / 1000.0 * state.size * state.stretch;
                    *text = Matrix::translation(by, 0.0).then(*text);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn show(
        &mut self,
        bytes: &[u8],
        font: &Font,
        state: &TextState,
        text: &mut Matrix,
        budget: &mut Budget,
    ) -> Result<(), Stop> {
        for code in font.codes(bytes) {
            budget.glyph()?;
            let drawn = code.width * state.size;
            let spacing = state.char_spacing + if code.is_space_byte { state.word_spacing } else { 0.0 };
            let place = text.then(state.ctm);
            self.shown += 1;
            let mut buffer = [0; 4];
            let shown = match &code.text {
                CodeText::Char(char) => &*char.encode_utf8(&mut buffer),
                CodeText::Text(text) => text,
            };
            self.place(shown, place, drawn * state.stretch, state, font.bold);
            *text = Matrix::translation((drawn + spacing) * state.stretch, 0.0).then(*text);
        }
        Ok(())
    }

    /// Adds the characters of one code; several characters (a ligature) share its width.
    fn place(&mut self, shown: &str, place: Matrix, width: f32, state: &TextState, bold: bool) {
        let (x0, y) = place.apply(0.0, state.rise);
        let (x1, y_end) = place.apply(width, state.rise);
        let (up_x, up_y) = place.apply(0.0, state.rise + state.size);
        let size = (up_x - x0).hypot(up_y - y);
        // Only upright text: the running title up the margin is not part of the flow.
        let upright = (y_end - y).abs() <= 0.1 * (x1 - x0).abs() + 0.01 && x1 >= x0 && up_y <= y;
        if !upright || ![x0, x1, y, size].iter().all(|v| v.is_finite()) || !(1.0..500.0).contains(&size) {
            return;
        }
        if shown.starts_with(super::fonts::UNKNOWN) {
            self.unknown += 1;
        }
        let expanded = expand(shown);
        let count = expanded.chars().count().max(1) as f32;
        for (i, char) in expanded.chars().enumerate() {
            let step = (x1 - x0) / count;
            let start = x0 + step * i as f32;
            self.glyphs.push(Glyph { char, x0: start, x1: start + step, y, size, bold });
        }
    }

    fn font(&mut self, name: &[u8], resources: &[&'a Dictionary]) -> Option<Rc<Font>> {
        let object = resources.iter().find_map(|resources| {
            let fonts = resources.get_deref(b"Font", self.doc).and_then(Object::as_dict).ok()?;
            fonts.get(name).ok()
        })?;
        match object {
            Object::Reference(id) => {
                if let Some(font) = self.fonts.get(id) {
                    return Some(Rc::clone(font));
                }
                let dictionary = self.doc.get_dictionary(*id).ok()?;
                let font = Rc::new(Font::new(self.doc, dictionary));
                self.fonts.insert(*id, Rc::clone(&font));
                Some(font)
            }
            Object::Dictionary(dictionary) => Some(Rc::new(Font::new(self.doc, dictionary))),
            _ => None,
        }
    }

    fn form(
        &mut self,
        name: &[u8],
        resources: &[&'a Dictionary],
        ctm: Matrix,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<(), Stop> {
        let Some(stream) = self.form_stream(name, resources) else { return Ok(()) };
        let Ok(content) = stream.get_plain_content_with_limit(MAX_STREAM_BYTES) else { return Ok(()) };
        budget.bytes(content.len())?;
        let matrix = stream.dict.get_deref(b"Matrix", self.doc).and_then(Object::as_array).ok().and_then(|list| {
            let mut values = [0.0; 6];
            for (value, object) in values.iter_mut().zip(list) {
                *value = number(object)?;
            }
            (list.len() == 6).then_some(Matrix::new(values))
        });
        let own = stream.dict.get_deref(b"Resources", self.doc).and_then(Object::as_dict).ok();
        let scope: Vec<&'a Dictionary> = own.into_iter().chain(resources.iter().copied()).take(8).collect();
        self.run(&content, &scope, matrix.unwrap_or(Matrix::IDENTITY).then(ctm), depth + 1, budget)
    }

    fn form_stream(&self, name: &[u8], resources: &[&'a Dictionary]) -> Option<&'a Stream> {
        resources.iter().find_map(|resources| {
            let objects = resources.get_deref(b"XObject", self.doc).and_then(Object::as_dict).ok()?;
            let stream = objects.get_deref(name, self.doc).and_then(Object::as_stream).ok()?;
            let subtype = stream.dict.get_deref(b"Subtype", self.doc).and_then(Object::as_name).ok()?;
            (subtype == b"Form").then_some(stream)
        })
    }
}

/// Ligatures as their letters.
fn expand(text: &str) -> String {
    let mut expanded = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\u{FB00}' => expanded.push_str("ff"),
            '\u{FB01}' => expanded.push_str("fi"),
            '\u{FB02}' => expanded.push_str("fl"),
            '\u{FB03}' => expanded.push_str("ffi"),
            '\u{FB04}' => expanded.push_str("ffl"),
            '\u{FB05}' | '\u{FB06}' => expanded.push_str("st"),
            other => expanded.push(other),
        }
    }
    expanded
}

fn as_number(token: &Token<'_>) -> Option<f32> {
    match token {
        Token::Number(number) => Some(*number),
        _ => None,
    }
}
