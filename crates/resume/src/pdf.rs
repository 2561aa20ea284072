//! PDF files: pages of positioned characters and the links laid over them.
//!
//! `lopdf` reads the objects; the content streams, fonts and character maps are
//! read here, because a résumé needs the position of every character and every
//! loop must be bounded. Text in fonts that do not say which characters they
//! show is unknown, not guessed.

mod content;
mod fonts;
mod tokens;

pub(crate) use content::Glyph;

use crate::{MAX_CHARS, MAX_PAGES, ResumeError};
use content::{Interpreter, Matrix};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};
use std::collections::HashSet;
use std::time::Instant;

/// Largest decoded stream; a page of text is below 1 MB.
const MAX_STREAM_BYTES: usize = 32 * 1024 * 1024;
/// Most decoded bytes of content in one document.
const MAX_CONTENT_BYTES: usize = 64 * 1024 * 1024;
/// Most tokens of content in one document.
const MAX_STEPS: usize = 8_000_000;
/// Most link annotations read per page.
const MAX_LINKS: usize = 500;

/// A page as it stands in the file.
pub(crate) struct RawPage {
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) links: Vec<RawLink>,
}

/// A link annotation: an area of the page and where it leads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RawLink {
    pub(crate) x0: f32,
    pub(crate) y0: f32,
    pub(crate) x1: f32,
    pub(crate) y1: f32,
    pub(crate) uri: String,
}

/// Why a content stream was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    TooMuch,
    TooLate,
}

/// What one document may cost.
struct Budget {
    steps: usize,
    glyphs: usize,
    bytes: usize,
    deadline: Instant,
}

impl Budget {
    fn new(deadline: Instant) -> Self {
        Self { steps: MAX_STEPS, glyphs: MAX_CHARS, bytes: MAX_CONTENT_BYTES, deadline }
    }

    fn step(&mut self) -> Result<(), Stop> {
        self.steps = self.steps.checked_sub(1).ok_or(Stop::TooMuch)?;
        if self.steps.is_multiple_of(4_096) && Instant::now() > self.deadline {
            return Err(Stop::TooLate);
        }
        Ok(())
    }

    fn glyph(&mut self) -> Result<(), Stop> {
        self.glyphs = self.glyphs.checked_sub(1).ok_or(Stop::TooMuch)?;
        Ok(())
    }

    fn bytes(&mut self, count: usize) -> Result<(), Stop> {
        self.bytes = self.bytes.checked_sub(count).ok_or(Stop::TooMuch)?;
        Ok(())
    }
}

impl From<Stop> for ResumeError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::TooMuch => Self::TooMuchText,
            Stop::TooLate => Self::TimedOut,
        }
    }
}

/// Reads every page.
pub(crate) fn pages(bytes: &[u8], deadline: Instant) -> Result<Vec<RawPage>, ResumeError> {
    let options = LoadOptions::with_max_decompressed_size(MAX_STREAM_BYTES);
    let doc = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => ResumeError::Encrypted,
        _ => ResumeError::Corrupt,
    })?;
    if doc.is_encrypted() {
        return Err(ResumeError::Encrypted);
    }
    let ids: Vec<ObjectId> = doc.page_iter().take(MAX_PAGES + 1).collect();
    if ids.is_empty() {
        return Err(ResumeError::Corrupt);
    }
    if ids.len() > MAX_PAGES {
        return Err(ResumeError::TooManyPages);
    }
    let mut interpreter = Interpreter::new(&doc);
    let mut budget = Budget::new(deadline);
    let mut pages = Vec::with_capacity(ids.len());
    for id in ids {
        pages.push(page(&doc, id, &mut interpreter, &mut budget)?);
    }
    let letters: usize =
        pages.iter().flat_map(|page| &page.glyphs).filter(|glyph| glyph.char.is_alphanumeric()).count();
    // A page or two of stray labels over a scan is still a scan.
    if letters < 20 {
        return Err(if interpreter.unknown > 100 { ResumeError::UnreadableFonts } else { ResumeError::NoText });
    }
    if interpreter.unknown * 2 > interpreter.shown {
        return Err(ResumeError::UnreadableFonts);
    }
    Ok(pages)
}

fn page<'a>(
    doc: &'a Document,
    id: ObjectId,
    interpreter: &mut Interpreter<'a>,
    budget: &mut Budget,
) -> Result<RawPage, ResumeError> {
    let to_page = page_matrix(doc, id);
    let (own, inherited) = doc.get_page_resources(id).unwrap_or((None, Vec::new()));
    let shared = inherited.into_iter().take(16).filter_map(|id| doc.get_dictionary(id).ok());
    let resources: Vec<&'a Dictionary> = own.into_iter().chain(shared).collect();
    let content = match doc.get_page_content_with_limit(id, MAX_STREAM_BYTES) {
        Ok(content) => content,
        Err(_) => return Err(ResumeError::TooMuchText),
    };
    budget.bytes(content.len())?;
    interpreter.run(&content, &resources, to_page, 0, budget)?;
    Ok(RawPage { glyphs: std::mem::take(&mut interpreter.glyphs), links: links(doc, id, to_page) })
}

/// From user space to a page whose origin is the top left corner, turned as `Rotate` says.
fn page_matrix(doc: &Document, id: ObjectId) -> Matrix {
    let media = inherited(doc, id, b"CropBox").or_else(|| inherited(doc, id, b"MediaBox"));
    let media = media.and_then(rectangle).unwrap_or([0.0, 0.0, 612.0, 792.0]);
    let [x0, y0, x1, y1] = media;
    let turn = inherited(doc, id, b"Rotate").and_then(number).unwrap_or(0.0) as i32;
    match turn.rem_euclid(360) {
        90 => Matrix::new([0.0, 1.0, 1.0, 0.0, -y0, -x0]),
        180 => Matrix::new([-1.0, 0.0, 0.0, 1.0, x1, -y0]),
        270 => Matrix::new([0.0, -1.0, -1.0, 0.0, y1, x1]),
        _ => Matrix::new([1.0, 0.0, 0.0, -1.0, -x0, y1]),
    }
}

/// A page attribute, from the page or the nearest ancestor that states it.
fn inherited<'a>(doc: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut seen = HashSet::new();
    let mut id = page;
    while seen.insert(id) && seen.len() < 50 {
        let node = doc.get_dictionary(id).ok()?;
        if let Ok(value) = node.get_deref(key, doc) {
            return Some(value);
        }
        id = node.get(b"Parent").and_then(Object::as_reference).ok()?;
    }
    None
}

fn rectangle(object: &Object) -> Option<[f32; 4]> {
    let list = object.as_array().ok()?;
    let mut values = [0.0; 4];
    for (value, object) in values.iter_mut().zip(list) {
        *value = number(object)?;
    }
    let [x0, y0, x1, y1] = values;
    (list.len() == 4).then_some([x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)])
}

fn links(doc: &Document, page: ObjectId, to_page: Matrix) -> Vec<RawLink> {
    let annotations = doc.get_page_annotations(page).unwrap_or_default();
    annotations.into_iter().take(MAX_LINKS).filter_map(|annotation| link(doc, annotation, to_page)).collect()
}

fn link(doc: &Document, annotation: &Dictionary, to_page: Matrix) -> Option<RawLink> {
    let subtype = annotation.get_deref(b"Subtype", doc).and_then(Object::as_name).ok()?;
    if subtype != b"Link" {
        return None;
    }
    let action = annotation.get_deref(b"A", doc).and_then(Object::as_dict).ok()?;
    let uri = action.get_deref(b"URI", doc).and_then(Object::as_str).ok()?;
    let uri = String::from_utf8(uri.to_vec()).ok().filter(|uri| uri.len() <= 2_000)?;
    let [left, bottom, right, top] = annotation.get_deref(b"Rect", doc).ok().and_then(rectangle)?;
    let ((ax, ay), (bx, by)) = (to_page.apply(left, bottom), to_page.apply(right, top));
    Some(RawLink { x0: ax.min(bx), y0: ay.min(by), x1: ax.max(bx), y1: ay.max(by), uri })
}

fn number(object: &Object) -> Option<f32> {
    object.as_float().ok().filter(|number| number.is_finite())
}
