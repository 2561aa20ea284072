//! Prints what the brain reads in snapshots stored as JSON, and what it would
//! do with each field for the person of a JSON Resume file:
//! `cargo run -p forms --example read -- person.json page.json …` (one JSON object per page and field).

#![expect(clippy::print_stdout, reason = "this is its output")]

use chrono::{DateTime, Utc};
use domain::{Sha256, json_resume};
use forms::answering::{Circumstances, Person, decide};
use forms::plan::Plan;
use forms::snapshot::PageSnapshot;

fn main() {
    let mut paths = std::env::args().skip(1);
    let bytes = paths.next().and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
    let imported = json_resume::import(&bytes, Sha256::of(&bytes)).unwrap_or_default();
    let answers = imported.answers.into_iter().map(|answer| answer.into_answer(DateTime::UNIX_EPOCH));
    let person = Person { profile: imported.profile, answers: answers.collect(), ..Person::default() };
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let Ok(snapshot) = serde_json::from_str::<PageSnapshot>(&text) else { continue };
        let fields = forms::fields::fields(&snapshot);
        let page = forms::pages::classify(&snapshot, &fields);
        let facts = forms::pages::posting_facts(&snapshot);
        let now: DateTime<Utc> = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
        let circumstances =
            Circumstances { now, company: facts.company.to_lowercase(), country: facts.country.clone() };
        let plan = Plan::new(&fields, &decide(&fields, &person, &circumstances));
        println!("{}", serde_json::json!({ "file": path, "page": page, "facts": facts, "fields": fields.len() }));
        for (field, step) in fields.iter().zip(plan.steps) {
            println!(
                "{}",
                serde_json::json!({
                    "key": field.key, "widget": field.widget, "label": field.label, "section": field.section, "required": field.required,
                    "meaning": field.reading.meaning, "evidence": field.reading.evidence, "repeat": field.repeat,
                    "id": field.control.id, "name": field.control.name, "options": field.options.iter().map(|o| &o.text).collect::<Vec<_>>(),
                    "holding": field.holding, "action": step.action, "shown": step.shown, "because": step.because,
                })
            );
        }
    }
}
