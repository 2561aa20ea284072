//! Files that are refused, and the sentence for each.

use crate::{samples, today};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use resume::{Kind, MAX_BYTES, ResumeError, detect_kind, read};
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

fn refused(bytes: &[u8]) -> ResumeError {
    let started = Instant::now();
    let error = read(bytes, today()).expect_err("refused");
    assert!(started.elapsed() < Duration::from_secs(5), "{error} took {:?}", started.elapsed());
    error
}

/// A PDF whose pages all show `content`.
fn pdf(pages: usize, content: &str) -> Document {
    let mut doc = Document::with_version("1.5");
    let parent = doc.new_object_id();
    let font = doc.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let form = doc.new_object_id();
    let resources = doc.add_object(dictionary! {
        "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "Fm" => form }
    });
    // A form that draws itself, twice.
    let own = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => resources };
    doc.objects.insert(form, Object::Stream(Stream::new(own, b"/Fm Do /Fm Do".to_vec())));
    let kids: Vec<Object> = (0..pages)
        .map(|_| {
            let contents = doc.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
            doc.add_object(
                dictionary! { "Type" => "Page", "Parent" => parent, "Contents" => contents, "Resources" => resources },
            )
            .into()
        })
        .collect();
    let count = kids.len() as i64;
    let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] };
    doc.objects.insert(parent, Object::Dictionary(tree));
    let catalog = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => parent });
    doc.trailer.set("Root", catalog);
    doc
}

fn bytes(mut doc: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).unwrap();
    bytes
}

const TEXT: &str = "BT /F1 12 Tf 72 700 Td (Jane Example, jane@example.com, 555 010 9999) Tj ET";

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in entries {
        archive.start_file(*name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn files_of_another_kind_are_named() {
    let cases: [(&[u8], ResumeError); 8] = [
        (b"", ResumeError::Empty),
        (b" \r\n\t ", ResumeError::Empty),
        (b"\xFF\xD8\xFF\xE0 a picture", ResumeError::WrongType("a JPEG image")),
        (b"<!DOCTYPE html><html><body>Jane</body></html>", ResumeError::WrongType("a web page")),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old Word", ResumeError::WrongType("a file of the old Word format (.doc)")),
        (b"{\\rtf1 Jane}", ResumeError::WrongType("a rich-text file (.rtf)")),
        (b"{\"basics\": {}}", ResumeError::WrongType("a JSON file")),
        (b"\x00\x01\x02\x03", ResumeError::WrongType("a binary file")),
    ];
    for (bytes, error) in cases {
        assert_eq!(refused(bytes), error);
    }
    let other = zip(&[("holiday.txt", b"sun")]);
    assert_eq!(refused(&other), ResumeError::WrongType("a ZIP archive that is not a Word document"));
}

#[test]
fn the_limits_hold() {
    assert_eq!(refused(&vec![b'a'; MAX_BYTES + 1]), ResumeError::TooLarge);
    assert_eq!(refused("line\n".repeat(10_000).as_bytes()), ResumeError::TooMuchText);
    assert_eq!(refused(&bytes(pdf(31, TEXT))), ResumeError::TooManyPages);
    let endless = TEXT.repeat(20_000);
    assert_eq!(refused(&bytes(pdf(1, &endless))), ResumeError::TooMuchText);
    assert!(read(&bytes(pdf(2, TEXT)), today()).is_ok());
}

#[test]
fn pictures_of_text_are_not_text() {
    let scan = bytes(pdf(2, "q 595 0 0 842 0 0 cm /Im1 Do Q"));
    assert_eq!(refused(&scan), ResumeError::NoText);
}

#[test]
fn a_password_is_noticed() {
    let mut doc = pdf(1, TEXT);
    doc.trailer.set("ID", vec![Object::string_literal("0123456789abcdef"), Object::string_literal("0123456789abcdef")]);
    let version = lopdf::EncryptionVersion::V2 {
        document: &doc,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    doc.encrypt(&state).unwrap();
    assert_eq!(refused(&bytes(doc)), ResumeError::Encrypted);
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = vec![b' '; 24 * 1024 * 1024];
    let archive = zip(&[("word/document.xml", &bomb)]);
    assert!(archive.len() < 1024 * 1024);
    assert_eq!(refused(&archive), ResumeError::TooMuchText);
    let many: Vec<String> = (0..3_000).map(|i| format!("word/{i}.xml")).collect();
    let entries: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert_eq!(refused(&zip(&entries)), ResumeError::TooMuchText);
}

#[test]
fn entities_and_bottomless_nesting_are_refused() {
    let entity = br#"<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w:document><w:p><w:t>&b;</w:t></w:p></w:document>"#;
    assert_eq!(refused(&zip(&[("word/document.xml", entity)])), ResumeError::Corrupt);
    let deep = format!("<w:document>{}", "<w:tbl><w:tr><w:tc>".repeat(50_000));
    assert_eq!(refused(&zip(&[("word/document.xml", deep.as_bytes())])), ResumeError::Corrupt);
}

#[test]
fn a_form_that_draws_itself_ends() {
    let reading = read(&bytes(pdf(1, &format!("{TEXT} /Fm Do"))), today()).unwrap();
    assert_eq!(reading.pages[0].lines.len(), 1);
}

#[test]
fn nested_arrays_and_dictionaries_end() {
    for open in ["[", "<<", "("] {
        let content = format!("{TEXT} {}", open.repeat(200_000));
        assert!(read(&bytes(pdf(1, &content)), today()).is_ok(), "{open}");
        let object = format!("%PDF-1.5\n1 0 obj {}\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF", open.repeat(100_000));
        refused(object.as_bytes());
    }
}

#[test]
fn a_refusal_is_a_sentence_without_the_documents_words() {
    let all = [
        ResumeError::Empty,
        ResumeError::TooLarge,
        ResumeError::WrongType("a JPEG image"),
        ResumeError::Encrypted,
        ResumeError::Corrupt,
        ResumeError::NoText,
        ResumeError::UnreadableFonts,
        ResumeError::TooManyPages,
        ResumeError::TooMuchText,
        ResumeError::TimedOut,
    ];
    for error in all {
        let text = error.to_string();
        assert!(text.starts_with("the f") || text.starts_with("reading"), "{text}");
        assert!(text.contains(';') || text.contains(','), "{text} has no next step");
    }
}

#[test]
fn a_kind_does_not_depend_on_the_name() {
    for path in samples() {
        let expected = match path.extension().and_then(|extension| extension.to_str()) {
            Some("pdf") => Kind::Pdf,
            Some("docx") => Kind::Docx,
            _ => Kind::Text,
        };
        assert_eq!(detect_kind(&std::fs::read(&path).unwrap()), Ok(expected));
    }
}
