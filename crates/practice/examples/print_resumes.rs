//! Prints `people/*/resume.pdf` from `people/*/person.json` with Chromium, in four
//! layouts: `cargo run -p practice --example print_resumes -- [chromium]`.
#![expect(clippy::print_stdout, reason = "a program says what it wrote")]

use serde_json::Value;
use std::error::Error;
use std::path::Path;
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    let chromium = std::env::args().nth(1).unwrap_or_else(|| "chromium".into());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("people");
    let scratch = tempfile::tempdir()?;
    for (index, person) in practice::people().iter().enumerate() {
        let document: Value = serde_json::from_str(person.json)?;
        let page = scratch.path().join("resume.html");
        std::fs::write(&page, resume(&document, index))?;
        let pdf = folder.join(person.slug).join("resume.pdf");
        let status = Command::new(&chromium)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
            .arg(format!("--user-data-dir={}", scratch.path().join("browser").display()))
            .arg(format!("--print-to-pdf={}", pdf.display()))
            .arg(&page)
            .output()?;
        if !status.status.success() {
            return Err(format!("{chromium} failed for {}", person.slug).into());
        }
        println!("{} {} bytes", person.slug, std::fs::metadata(&pdf)?.len());
    }
    Ok(())
}

const CLASSIC: &str = "body{font:10.5pt 'Liberation Serif',serif;max-width:175mm;margin:0 auto}h1{font-size:20pt;margin:0;text-align:center}\
    .contact{text-align:center}h2{font-size:12pt;border-bottom:1px solid #000;margin:12pt 0 4pt}.dates{float:right}.entry{margin:6pt 0}";
const PLAIN: &str = "body{font:10pt 'Liberation Sans',sans-serif;max-width:175mm;margin:0 auto}h1{font-size:22pt;margin:0;color:#224}\
    h2{font-size:11pt;text-transform:uppercase;letter-spacing:1pt;color:#224;margin:14pt 0 4pt}.dates{color:#555;display:block}";
const COLUMNS: &str = "body{font:9.5pt 'Liberation Sans',sans-serif;display:grid;grid-template-columns:55mm 1fr;gap:8mm}\
    header{grid-column:1/3}h1{margin:0}h2{font-size:11pt;color:#7a2f00;margin:10pt 0 3pt}.side{grid-column:1}.main{grid-column:2;grid-row:2}.dates{display:block;color:#666}";
const RULED: &str = "body{font:10pt 'DejaVu Sans',sans-serif;max-width:180mm;margin:0 auto}h1{font-size:17pt;margin:0}\
    h2{font-size:11pt;background:#e8e8e8;padding:2pt 4pt}.entry{display:grid;grid-template-columns:32mm 1fr}.dates{grid-row:1/9}";

fn resume(document: &Value, index: usize) -> String {
    let basics = &document["basics"];
    let text = |value: &Value| escape(value.as_str().unwrap_or_default());
    let style = [CLASSIC, PLAIN, COLUMNS, RULED][index % 4];
    let place = &basics["location"];
    let links: Vec<String> = basics["profiles"].as_array().into_iter().flatten().map(|p| text(&p["url"])).collect();
    let contact = [
        text(&basics["email"]),
        text(&basics["phone"]),
        format!(
            "{}, {} {}, {}",
            text(&place["address"]),
            text(&place["city"]),
            text(&place["postalCode"]),
            text(&place["region"])
        ),
        links.join(" · "),
    ];
    let contact: Vec<String> = contact.into_iter().filter(|line| !line.is_empty()).collect();
    let work: String = entries(document, "work", |job| {
        let bullets: String =
            job["highlights"].as_array().into_iter().flatten().map(|b| format!("<li>{}</li>", text(b))).collect();
        format!(
            "<span class=dates>{}</span><div><b>{}</b>, {}{}<br>{}<ul>{bullets}</ul></div>",
            period(job),
            text(&job["position"]),
            text(&job["name"]),
            job["location"].as_str().map_or_else(String::new, |place| format!(" ({})", escape(place))),
            text(&job["summary"]),
        )
    });
    let education = entries(document, "education", |school| {
        format!(
            "<span class=dates>{}</span><div><b>{}</b>, {}<br>{}</div>",
            period(school),
            text(&school["studyType"]),
            text(&school["area"]),
            text(&school["institution"]),
        )
    });
    let skills: Vec<String> =
        document["skills"].as_array().into_iter().flatten().map(|skill| text(&skill["name"])).collect();
    let languages: Vec<String> = document["languages"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|l| format!("{} ({})", text(&l["language"]), text(&l["fluency"])))
        .collect();
    let experience = if work.is_empty() { String::new() } else { format!("<h2>Experience</h2>{work}") };
    format!(
        "<!doctype html><meta charset=utf-8><title>{name}</title><style>@page{{size:A4;margin:16mm}}{style}</style>\
         <header><h1>{name}</h1><div>{label}</div><div class=contact>{contact}</div></header>\
         <div class=main><h2>Summary</h2><p>{summary}</p>{experience}<h2>Education</h2>{education}</div>\
         <div class=side><h2>Skills</h2><p>{skills}</p><h2>Languages</h2><p>{languages}</p></div>",
        name = text(&basics["name"]),
        label = text(&basics["label"]),
        contact = contact.join(" | "),
        summary = text(&basics["summary"]),
        skills = skills.join(", "),
        languages = languages.join(", "),
    )
}

fn entries(document: &Value, section: &str, draw: impl Fn(&Value) -> String) -> String {
    let items = document[section].as_array().into_iter().flatten();
    items.map(|item| format!("<div class=entry>{}</div>", draw(item))).collect()
}

/// "Jun 2021 – Present".
fn period(entry: &Value) -> String {
    let month = |value: &Value| -> Option<String> {
        let (year, month) = value.as_str()?.split_once('-')?;
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        Some(format!("{} {year}", names.get(month.parse::<usize>().ok()?.checked_sub(1)?)?))
    };
    let start = month(&entry["startDate"]).unwrap_or_default();
    format!("{start} – {}", month(&entry["endDate"]).unwrap_or_else(|| "Present".into()))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
