use super::*;
use crate::plain;
use domain::Sha256;

/// The entries of a section given as text; a gap is three spaces.
fn read(text: &str) -> Vec<(Vec<String>, String)> {
    let mut pages = plain::pages(text.as_bytes()).unwrap();
    crate::text::mark_items(&mut pages);
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let doc = Document::new(&pages, Sha256::of(b""), today);
    let lines: Vec<Slice> = (0..doc.len()).map(|line| doc.whole(line)).collect();
    let shown = |entry: &Entry| {
        let pieces = entry.pieces.iter().map(|piece| doc.text(piece.slice)).collect();
        let (start, end, current) = super::super::period::of_entry(&doc, entry);
        let date =
            |fact: Option<domain::Fact<domain::PartialDate>>| fact.map(|f| f.value().to_string()).unwrap_or_default();
        (pieces, format!("{}..{}{}", date(start), date(end), if current.is_some() { "now" } else { "" }))
    };
    by_dates(&doc, &lines).iter().map(shown).collect()
}

#[test]
fn heads_are_taken_apart_at_their_separators() {
    let cases = [
        ("Engineer, Acme – Lyon, France   2019 – 2021", vec!["Engineer, Acme", "Lyon, France"], "2019..2021"),
        (
            "Acme | Engineer | Austin, TX | 03/2019 - 04/2020",
            vec!["Acme", "Engineer", "Austin, TX"],
            "2019-03..2020-04",
        ),
        (
            "Acme, New Orleans, LA, Accountant\nOct. 2021 – Current",
            vec!["Acme", "New Orleans, LA", "Accountant"],
            "2021-10..now",
        ),
        ("2019 – 2021   Engineer\n(2 years)   Acme", vec!["Engineer", "Acme"], "2019..2021"),
        ("mars 2020 –   Ingénieur, Acme\naujourd’hui   Lyon", vec!["Ingénieur, Acme", "Lyon"], "2020-03..now"),
        (
            "Oktober 2012 – März   Konstrukteur, Acme AG\n2018   Köln",
            vec!["Konstrukteur, Acme AG", "Köln"],
            "2012-10..2018-03",
        ),
    ];
    for (text, pieces, period) in cases {
        assert_eq!(read(text), [(pieces.into_iter().map(str::to_owned).collect(), period.to_owned())], "{text}");
    }
}

#[test]
fn the_first_entry_shows_how_many_lines_stand_above_the_dates() {
    let text = "Engineer\nAcme\n2019 – 2021\n- Built it\n\nAnalyst\nInitech\n2017 – 2018\n- Counted it";
    let heads: Vec<Vec<String>> = read(text).into_iter().map(|(pieces, _)| pieces).collect();
    assert_eq!(heads, [["Engineer", "Acme"], ["Analyst", "Initech"]]);
}

#[test]
fn a_sentence_with_years_in_it_begins_no_entry() {
    let text = "Engineer   2019 – 2021\n- Between 2015 and 2018 the team had grown from 2 to 40 people in 3 cities";
    assert_eq!(read(text).len(), 1);
}
