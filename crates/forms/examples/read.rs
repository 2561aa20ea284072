//! Prints what the brain reads in snapshots stored as JSON:
//! `cargo run -p forms --example read -- page.json …` (one JSON object per field and page).

#![expect(clippy::print_stdout, reason = "this is its output")]

use forms::snapshot::PageSnapshot;

fn main() {
    for path in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let Ok(snapshot) = serde_json::from_str::<PageSnapshot>(&text) else { continue };
        let fields = forms::fields::fields(&snapshot);
        let page = forms::pages::classify(&snapshot, &fields);
        let facts = forms::pages::posting_facts(&snapshot);
        println!("{}", serde_json::json!({ "file": path, "page": page, "facts": facts, "fields": fields.len() }));
        for field in fields {
            println!(
                "{}",
                serde_json::json!({
                    "key": field.key, "widget": field.widget, "label": field.label, "section": field.section, "required": field.required,
                    "meaning": field.reading.meaning, "evidence": field.reading.evidence, "repeat": field.repeat,
                    "id": field.control.id, "name": field.control.name, "options": field.options.iter().map(|o| &o.text).collect::<Vec<_>>(),
                    "holding": field.holding,
                })
            );
        }
    }
}
