//! What a file is, by its content; its name is never consulted.

use serde::Serialize;
use std::fmt;

/// A kind of document that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// PDF with text.
    Pdf,
    /// Word document (Office Open XML).
    Docx,
    /// Plain text.
    Text,
}

/// Recognises a document. `Err` names what the file seems to be instead.
///
/// # Errors
///
/// A phrase such as "a JPEG image", to be shown to the person.
pub fn detect_kind(bytes: &[u8]) -> Result<Kind, &'static str> {
    // Some producers write a few bytes before the header; readers accept it within the first kilobyte.
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if let Some((_, name)) = FOREIGN.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(name);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Docx);
    }
    let start = String::from_utf8_lossy(head).trim_start_matches('\u{FEFF}').trim_start().to_lowercase();
    if ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| start.starts_with(tag)) {
        return Err("a web page");
    }
    if start.starts_with("<?xml") || start.starts_with("<svg") {
        return Err("an XML file");
    }
    if start.starts_with('{') && start.contains('"') {
        return Err("a JSON file");
    }
    let utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let controls = head.iter().filter(|b| **b < 32 && !matches!(b, 9 | 10 | 12 | 13 | 27)).count();
    if !utf16 && controls > 0 {
        return Err("a binary file");
    }
    Ok(Kind::Text)
}

/// Files people attach by mistake, by their first bytes.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"\x89PNG\r\n\x1A\n", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"BM", "a bitmap image"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a file of the old Word format (.doc)"),
    (b"{\\rtf", "a rich-text file (.rtf)"),
    (b"\x1F\x8B", "a compressed archive"),
    (b"7z\xBC\xAF\x27\x1C", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"MZ", "a program"),
    (b"\x7FELF", "a program"),
    (b"%!PS", "a PostScript file"),
];

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pdf => "PDF",
            Self::Docx => "DOCX",
            Self::Text => "plain text",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_content() {
        let cases: [(&[u8], Result<Kind, &str>); 9] = [
            (b"%PDF-1.7\n", Ok(Kind::Pdf)),
            (b"\n\n%PDF-1.4", Ok(Kind::Pdf)),
            (b"PK\x03\x04rest", Ok(Kind::Docx)),
            (b"Jane Doe\njane@example.com\n", Ok(Kind::Text)),
            ("\u{FEFF}Zoë".as_bytes(), Ok(Kind::Text)),
            (b"\xFF\xD8\xFF\xE0", Err("a JPEG image")),
            (b"  <!DOCTYPE html><p>Jane", Err("a web page")),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Err("a file of the old Word format (.doc)")),
            (b"\x01\x02\x03", Err("a binary file")),
        ];
        for (bytes, kind) in cases {
            assert_eq!(detect_kind(bytes), kind, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
