//! Pages for measuring: a form of 25 fields with hard-coded ids, so that a
//! hand-written script can fill the same page, and a page of 12,000 elements.

use crate::markup::{document, escape, scripts};
use crate::site::Shared;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/bench/one-page", get(one_page).post(keep))
        .route("/bench/heavy", get(async || Html(heavy())))
        .route("/practice/api/bench", get(async |State(site): State<Shared>| Json(site.book().bench.clone())))
}

/// Keeps what the form sent last, by field id.
async fn keep(State(site): State<Shared>, Json(values): Json<Value>) -> StatusCode {
    site.book().bench = values;
    StatusCode::CREATED
}

/// Label, id, input type, autocomplete token.
const TEXTS: [(&str, &str, &str, &str); 9] = [
    ("First name", "first_name", "text", "given-name"),
    ("Last name", "last_name", "text", "family-name"),
    ("Email", "email", "email", "email"),
    ("Phone", "phone", "tel", "tel"),
    ("Street address", "address", "text", "address-line1"),
    ("City", "city", "text", "address-level2"),
    ("Postal code", "postal_code", "text", "postal-code"),
    ("LinkedIn profile", "linkedin", "text", "off"),
    ("Personal website", "website", "text", "off"),
];

const SELECTS: [(&str, &str, &[&str]); 3] = [
    (
        "Country",
        "country",
        &["Brazil", "Canada", "Germany", "India", "Indonesia", "Japan", "Nigeria", "United Kingdom", "United States"],
    ),
    ("How did you hear about us?", "how_heard", &["Company website", "Glassdoor", "Indeed", "LinkedIn", "Other"]),
    ("Gender", "gender", &["Male", "Female", "Decline To Self Identify"]),
];

/// Label, id, several, options: drawn as searchable menus.
const MENUS: [(&str, &str, bool, &[&str]); 4] = [
    (
        "Degree",
        "degree",
        false,
        &["Associate's Degree", "Bachelor's Degree", "Master's Degree", "Doctor of Philosophy (Ph.D.)", "Other"],
    ),
    (
        "Veteran Status",
        "veteran_status",
        false,
        &[
            "I am not a protected veteran",
            "I identify as one or more of the classifications of a protected veteran",
            "I don't wish to answer",
        ],
    ),
    (
        "Disability Status",
        "disability_status",
        false,
        &[
            "Yes, I have a disability, or have had one in the past",
            "No, I do not have a disability and have not had one in the past",
            "I do not want to answer",
        ],
    ),
    (
        "Which of these programming languages have you used?",
        "languages",
        true,
        &["Ada", "C", "C++", "Go", "Java", "Python", "Rust", "None of these"],
    ),
];

const RADIOS: [(&str, &str); 4] = [
    ("Are you legally authorized to work in the United States?", "authorized"),
    ("Will you now or in the future require sponsorship to work in the United States?", "sponsorship"),
    ("Are you at least 18 years of age?", "over_18"),
    ("Are you willing to relocate?", "relocate"),
];

const BOXES: [(&str, &str); 2] = [
    ("I certify that the information in this application is true and complete.", "certify"),
    ("Send me news about open positions", "news"),
];

async fn one_page() -> Html<String> {
    let mut form = String::from("<form id=\"bench-form\" novalidate>");
    for (label, id, kind, token) in TEXTS {
        form.push_str(&row(
            label,
            id,
            &format!("<input id=\"{id}\" name=\"{id}\" type=\"{kind}\" autocomplete=\"{token}\">"),
        ));
    }
    for (label, id, options) in SELECTS {
        let options: String = options.iter().map(|o| format!("<option>{}</option>", escape(o))).collect();
        form.push_str(&row(
            label,
            id,
            &format!("<select id=\"{id}\" name=\"{id}\"><option value=\"\">Select...</option>{options}</select>"),
        ));
    }
    form.push_str(&row(
        "Earliest start date",
        "start_date",
        "<input id=\"start_date\" name=\"start_date\" type=\"date\">",
    ));
    form.push_str(&row(
        "Notice period, in days",
        "notice",
        "<input id=\"notice\" name=\"notice\" type=\"text\" inputmode=\"numeric\">",
    ));
    for (label, id, several, options) in MENUS {
        let options = escape(&serde_json::json!(options).to_string());
        form.push_str(&format!(
            "<div class=\"row\"><label for=\"{id}\" id=\"{id}-label\">{}</label><div data-menu=\"{id}\" data-several=\"{several}\" data-options=\"{options}\"></div></div>",
            escape(label)
        ));
    }
    for (label, name) in RADIOS {
        let choice = |text: &str| {
            let id = format!("{name}_{}", text.to_lowercase());
            format!(
                "<input type=\"radio\" id=\"{id}\" name=\"{name}\" value=\"{text}\"><label for=\"{id}\">{text}</label>"
            )
        };
        form.push_str(&format!(
            "<fieldset><legend>{}</legend>{}{}</fieldset>",
            escape(label),
            choice("Yes"),
            choice("No")
        ));
    }
    for (label, id) in BOXES {
        form.push_str(&format!("<div class=\"row box\"><input type=\"checkbox\" id=\"{id}\" name=\"{id}\"><label for=\"{id}\">{}</label></div>", escape(label)));
    }
    form.push_str(&row("Resume/CV", "resume", "<input id=\"resume\" name=\"resume\" type=\"file\" accept=\".pdf\">"));
    form.push_str(
        "<button type=\"submit\" id=\"submit\">Submit application</button><p id=\"state\" role=\"status\"></p></form>",
    );
    let body = format!(
        "<main class=\"main\"><h1>Bench Engineer</h1>{form}</main>{}",
        scripts(&["dom.js", "greenhouse-select.js", "bench.js"])
    );
    Html(document("One page", &["greenhouse.css", "bench.css"], "", &body))
}

fn row(label: &str, id: &str, control: &str) -> String {
    format!("<div class=\"row\"><label for=\"{id}\">{}</label>{control}</div>", escape(label))
}

/// 150 controls among about 12,000 elements, most of them wrappers and text.
fn heavy() -> String {
    let mut body = String::from("<main class=\"main\"><h1>Heavy page</h1><form id=\"heavy-form\">");
    for n in 0..150 {
        body.push_str(&format!("<section class=\"block\"><h2>Block {n}</h2>"));
        for line in 0..15 {
            body.push_str(&format!("<div><div><span><em>Note {line}</em> of <b>block {n}</b></span></div></div>"));
        }
        body.push_str(&control(n));
        body.push_str("</section>");
    }
    body.push_str("</form></main>");
    document("Heavy page", &["greenhouse.css", "bench.css"], "", &body)
}

fn control(n: usize) -> String {
    let label = format!("Question {n}");
    let id = format!("q{n}");
    match n % 5 {
        0 => row(
            &label,
            &id,
            &format!(
                "<select id=\"{id}\" name=\"{id}\"><option value=\"\">Select...</option><option>Yes</option><option>No</option></select>"
            ),
        ),
        1 => row(&label, &id, &format!("<textarea id=\"{id}\" name=\"{id}\"></textarea>")),
        2 => format!(
            "<div class=\"row box\"><input type=\"checkbox\" id=\"{id}\" name=\"{id}\"><label for=\"{id}\">{label}</label></div>"
        ),
        _ => row(&label, &id, &format!("<input id=\"{id}\" name=\"{id}\" type=\"text\">")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heavy_page_is_as_heavy_as_it_says() {
        let page = heavy();
        let elements = page
            .match_indices('<')
            .filter(|(at, _)| page[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()))
            .count();
        assert!((11_800..12_400).contains(&elements), "{elements}");
        let controls = ["<select ", "<textarea ", "<input "].iter().map(|tag| page.matches(tag).count()).sum::<usize>();
        assert_eq!(controls, 150);
    }
}
