//! Every value of every profile points at characters that show it.

use crate::{documents, samples, today};
use domain::countries::Country;
use domain::{Source, Span};
use resume::{Reading, ResumeError};
use serde_json::Value;
use std::path::Path;

#[test]
fn every_value_points_at_characters_that_show_it() {
    let mut files = samples();
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora/resumes");
    if corpora.is_dir() {
        files.extend(documents(&corpora));
    } else {
        println!("../shared/corpora is not there: the project's own samples only");
    }
    let mut facts = 0;
    for path in files {
        let reading = match resume::read(&std::fs::read(&path).unwrap(), today()) {
            Ok(reading) => reading,
            Err(ResumeError::UnreadableFonts) => continue,
            Err(error) => panic!("{}: {error}", path.display()),
        };
        let profile = serde_json::to_value(&reading.profile).unwrap();
        each_fact(&profile, "", &mut |at, value, source| {
            facts += 1;
            let source: Source = serde_json::from_value(source.clone()).unwrap();
            check(&reading, at, value, &source)
                .unwrap_or_else(|text| panic!("{}: {at} = {value} is not shown by {text:?}", path.display()));
        });
    }
    assert!(facts > 100, "{facts} values");
}

fn each_fact(value: &Value, at: &str, visit: &mut impl FnMut(&str, &Value, &Value)) {
    match value {
        Value::Object(map) if map.contains_key("source") => visit(at, &map["value"], &map["source"]),
        Value::Object(map) => map.iter().for_each(|(key, item)| each_fact(item, &format!("{at}/{key}"), visit)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| each_fact(item, &format!("{at}/{i}"), visit))
        }
        _ => {}
    }
}

fn check(reading: &Reading, at: &str, value: &Value, source: &Source) -> Result<(), String> {
    match source {
        Source::Document { document, span, confidence } => {
            assert_eq!(*document, reading.document);
            assert!((0.0..=1.0).contains(&confidence.get()) && confidence.get() > 0.0);
            let text = reading.text_at(*span).ok_or("a place outside the document")?;
            if shows(reading, at, value, *span, &text) { Ok(()) } else { Err(text) }
        }
        Source::Derived { rule, from, .. } => {
            assert!(!from.is_empty());
            for part in from {
                let Source::Document { span, .. } = part else { return Err(format!("{rule} from something else")) };
                let text = reading.text_at(*span).ok_or("a place outside the document")?;
                let (value, text) = (letters(&value.to_string()), letters(&text));
                let shown = value.contains(&text) || text.contains(&value) || rule == "location.us_state";
                if !shown {
                    return Err(format!("{rule}: {text}"));
                }
            }
            Ok(())
        }
        other => Err(format!("{other:?}")),
    }
}

fn shows(reading: &Reading, at: &str, value: &Value, span: Span, text: &str) -> bool {
    let Some(string) = value.as_str() else {
        // "Present": some word, no number.
        return value == &Value::Bool(true)
            && text.chars().any(char::is_alphabetic)
            && !text.chars().any(|c| c.is_ascii_digit());
    };
    if letters(text).contains(&letters(string)) && !letters(string).is_empty() {
        return true;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if at.ends_with("/country_code") {
        return text
            .split(['/', ' ', '(', ')'])
            .chain([text.trim()])
            .filter_map(Country::find)
            .any(|country| country.code == string)
            || (text.starts_with('U') && matches!(string, "US" | "GB"));
    }
    if at.ends_with("/url") || at == "/email" {
        let linked = linked(reading, span).iter().any(|uri| {
            uri.contains(string) || uri.trim_end_matches('/').contains(string.trim_start_matches("https://"))
        });
        return linked || letters(string).contains(&letters(text));
    }
    if at == "/phone" {
        return digits(string).ends_with(digits(text).trim_start_matches('0'));
    }
    if at.ends_with("/start") || at.ends_with("/end") || at.ends_with("/date") {
        return digits(text).contains(&string[..4]) || digits(text).ends_with(&string[2..4]);
    }
    false
}

fn linked(reading: &Reading, span: Span) -> Vec<String> {
    let page = reading.pages.iter().find(|page| page.number == span.page).unwrap();
    let line = &page.lines[span.line as usize - 1];
    let over = line.links.iter().filter(|link| link.start < span.end && link.end > span.start);
    over.map(|link| link.uri.clone()).collect()
}

/// Letters and digits in lower case: what remains when hyphens, gaps and line ends do not matter.
fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}
