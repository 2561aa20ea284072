//! Small pieces of HTML that several families share.

use crate::postings::{Place, Posting};
use serde_json::{Value, json};

/// Text made safe for HTML content and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// JSON made safe inside a script element.
pub(crate) fn script_json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A whole document.
pub(crate) fn document(title: &str, styles: &[&str], head: &str, body: &str) -> String {
    let links: String =
        styles.iter().map(|name| format!("<link rel=\"stylesheet\" href=\"/practice/assets/{name}\">")).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{}</title>{links}{head}</head><body>{body}</body></html>\n",
        escape(title)
    )
}

/// Script elements for assets, in order.
pub(crate) fn scripts(names: &[&str]) -> String {
    names.iter().map(|name| format!("<script src=\"/practice/assets/{name}\"></script>")).collect()
}

/// schema.org JobPosting as employers embed it.
pub(crate) fn job_posting(posting: &Posting) -> String {
    let Place { city, region, country } = &posting.place;
    let employment = match posting.commitment.as_deref() {
        Some("Part-time") => "PART_TIME",
        _ => "FULL_TIME",
    };
    let value = json!({
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": posting.title,
        "description": posting.description.join("\n\n"),
        "datePosted": posting.posted,
        "employmentType": employment,
        "directApply": true,
        "identifier": { "@type": "PropertyValue", "name": posting.company, "value": posting.id },
        "hiringOrganization": { "@type": "Organization", "name": posting.company },
        "jobLocation": { "@type": "Place", "address": {
            "@type": "PostalAddress", "addressLocality": city, "addressRegion": region, "addressCountry": country,
        } },
    });
    format!("<script type=\"application/ld+json\">{}</script>", script_json(&value))
}

/// What every page about a posting is headed with, made safe for HTML.
pub(crate) struct Heading {
    pub(crate) company: String,
    pub(crate) title: String,
    pub(crate) place: String,
    pub(crate) workplace: String,
}

impl Heading {
    /// That of `posting`.
    pub(crate) fn of(posting: &Posting) -> Self {
        Self {
            company: escape(&posting.company),
            title: escape(&posting.title),
            place: escape(&posting.place_label()),
            workplace: escape(&posting.workplace),
        }
    }
}

/// Description and duties as HTML.
pub(crate) fn advert(posting: &Posting) -> String {
    let paragraphs: String = posting.description.iter().map(|text| format!("<p>{}</p>", escape(text))).collect();
    let duties: String = posting.duties.iter().map(|text| format!("<li>{}</li>", escape(text))).collect();
    let pay = posting.pay.as_ref().map_or_else(String::new, |pay| format!("<p>Pay: {}</p>", escape(pay)));
    format!("{paragraphs}<h2>What you will do</h2><ul>{duties}</ul>{pay}")
}
