use super::*;
use crate::plain;
use domain::{Fact, Sha256};

fn read(text: &str) -> String {
    let pages = plain::pages(text.as_bytes()).unwrap();
    let doc = Document::new(&pages, Sha256::of(b""), chrono::NaiveDate::MIN);
    let lines: Vec<Slice> = (0..doc.len()).map(|line| doc.whole(line)).collect();
    let Some(found) = location(&doc, &lines) else { return String::new() };
    let text = |fact: Option<Fact<String>>| fact.map_or_else(|| "-".to_owned(), |fact| fact.value().clone());
    [found.address, found.city, found.region, found.postal_code, found.country_code].map(text).join(" / ")
}

#[test]
fn addresses_of_many_countries_are_read() {
    let cases = [
        ("San Francisco, CA", "- / San Francisco / CA / - / -"),
        ("Portland, OR 97209", "- / Portland / OR / 97209 / -"),
        (
            "417 Maple Avenue, Apt 6, 98105, Seattle, Washington (US)",
            "417 Maple Avenue, Apt 6 / Seattle / Washington / 98105 / US",
        ),
        (
            "2712 Broadway St, CA 94115, San Francisco, California (US)",
            "2712 Broadway St / San Francisco / California / 94115 / US",
        ),
        ("88 Harrison Street\nToronto, ON M5V 2T6\nCanada", "88 Harrison Street / Toronto / ON / M5V 2T6 / CA"),
        ("Lindenstraße 14\n80469 München\nDeutschland", "Lindenstraße 14 / München / - / 80469 / DE"),
        ("50, rue de Chambéry, 69002 Lyon, France", "50, rue de Chambéry / Lyon / - / 69002 / FR"),
        ("1012 AB Amsterdam, Nederland", "- / Amsterdam / - / 1012 AB / NL"),
        ("12 Quay Lane, Galway, Ireland", "12 Quay Lane / Galway / - / - / IE"),
        ("New York, NY", "- / New York / NY / - / -"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn without_evidence_there_is_no_place() {
    for text in ["Springfield", "Senior Engineer, Acme", "Rust, SQL", "12 angry men", "Dublin"] {
        assert_eq!(read(text), "", "{text}");
    }
}
