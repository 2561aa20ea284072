//! The same form after its site changed, level by level. A level holds the ones below it.
//!
//! The level comes with the address (`?drift=3`), which leaves the posting's identity
//! alone, and stays with the browser in a cookie of that posting's pages.

use crate::postings::{Asks, Field, Kind, Posting, postings};
use crate::scenarios::scenarios;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Class names get new hashes.
pub(crate) const CLASSES: u8 = 1;
/// Element ids change.
pub(crate) const IDS: u8 = 2;
/// One question is added.
pub(crate) const QUESTION: u8 = 3;
/// Questions change places.
pub(crate) const ORDER: u8 = 4;
/// Ordinary fields are drawn by another widget library; scenarios only.
pub(crate) const LIBRARY: u8 = 5;
/// The form is split into steps; scenarios only.
pub(crate) const SPLIT: u8 = 6;

/// The highest level.
pub const HIGHEST: u8 = SPLIT;

tokio::task_local! {
    static LEVEL: u8;
}

/// The level of the request being answered; 0 outside one.
pub(crate) fn level() -> u8 {
    LEVEL.try_with(|level| *level).unwrap_or(0)
}

/// Finds the level of a request, answers it at that level, and changes pages where the level asks for it.
pub(crate) async fn apply(request: Request, next: Next) -> Response {
    let asked = asked(request.uri().query().unwrap_or_default());
    let scope = scope(request.uri().path());
    let level = asked.unwrap_or_else(|| remembered(request.headers()));
    let mut response = LEVEL.scope(level, next.run(request)).await;
    if let Some(scope) = asked.zip(scope).and_then(|(level, scope)| cookie(level, &scope)) {
        response.headers_mut().append(SET_COOKIE, scope);
    }
    if level >= CLASSES && is_page(&response) { with_script(response, level).await } else { response }
}

fn asked(query: &str) -> Option<u8> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix("drift="))?;
    value.parse().ok().filter(|level| *level <= HIGHEST)
}

fn remembered(headers: &HeaderMap) -> u8 {
    let cookies = headers.get(COOKIE).and_then(|cookie| cookie.to_str().ok()).unwrap_or_default();
    let value = cookies.split(';').find_map(|pair| pair.trim().strip_prefix("drift="));
    value.and_then(|value| value.parse().ok()).filter(|level| *level <= HIGHEST).unwrap_or(0)
}

/// The first two segments: a board, a site, a group of scenarios.
fn scope(path: &str) -> Option<String> {
    let mut segments = path.split('/').skip(1);
    let (family, site) = (segments.next()?, segments.next()?);
    (family != "practice" && !site.is_empty()).then(|| format!("/{family}/{site}"))
}

fn cookie(level: u8, scope: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("drift={level}; Path={scope}; SameSite=Lax")).ok()
}

fn is_page(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Puts the script that renames classes and ids before everything else of the page.
async fn with_script(response: Response, level: u8) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, 16 * 1024 * 1024).await else { return Response::from_parts(parts, Body::empty()) };
    let page = String::from_utf8_lossy(&bytes);
    let ids = level >= IDS;
    let script = format!(
        "<script>window.drift = {{ level: {level}, ids: {ids} }};</script><script src=\"/practice/assets/drift.js\"></script>"
    );
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(page.replacen("<head>", &format!("<head>{script}"), 1)))
}

/// Postings of the levels at which the questions differ, by key.
static DRIFTED: LazyLock<BTreeMap<(String, u8), Posting>> = LazyLock::new(|| {
    let all = postings().iter().chain(scenarios().iter().map(|scenario| &scenario.posting));
    all.flat_map(|posting| [QUESTION, ORDER].map(|level| ((posting.key(), level), changed(posting, level)))).collect()
});

/// The posting as its site has it at a level.
#[must_use]
pub fn drifted(posting: &'static Posting, level: u8) -> &'static Posting {
    if level < QUESTION {
        return posting;
    }
    DRIFTED.get(&(posting.key(), level.min(ORDER))).unwrap_or(posting)
}

fn changed(posting: &Posting, level: u8) -> Posting {
    let mut changed = posting.clone();
    add_question(&mut changed);
    if level >= ORDER {
        reorder(&mut changed.fields);
    }
    number_cards(&mut changed.fields);
    changed.with_choices()
}

/// Adds a question with Yes and No, shaped like one the form has, that everybody's data answers.
fn add_question(posting: &mut Posting) {
    let candidates = [
        ("Are you at least 18 years of age?", Asks::Over18),
        ("Are you willing to relocate?", Asks::Relocate),
        ("Do you hold a valid driver's licence?", Asks::Answer),
        ("Are you legally authorized to work in the United Kingdom?", Asks::WorkAuthorization("GB".into())),
    ];
    let new = |(label, asks): &(&str, Asks)| {
        let asked = |field: &Field| field.label == *label || (*asks != Asks::Answer && field.asks == *asks);
        !posting.fields.iter().any(asked)
    };
    let Some((label, asks)) = candidates.into_iter().find(new) else { return };
    let yes_no = |field: &Field| {
        let labels: Vec<&str> = field.choices.iter().map(|choice| choice.label.as_str()).collect();
        labels == ["Yes", "No"]
            && field.shown_when.is_none()
            && matches!(
                field.asks,
                Asks::WorkAuthorization(_) | Asks::Sponsorship(_) | Asks::Over18 | Asks::Relocate | Asks::Answer
            )
    };
    let scenario = posting.family == crate::Family::Scenarios;
    let like = posting.fields.iter().rposition(yes_no);
    let place = like.map_or_else(|| posting.fields.iter().position(|f| f.kind == Kind::File).unwrap_or(0), |at| at + 1);
    let shape = match like.filter(|_| !scenario) {
        Some(at) => posting.fields[at].clone(),
        None if scenario => Field::required("added", "", Kind::Radio, Asks::Nothing),
        // A form without a single such question stays as it is: a shape of our own would not be its family's.
        None => return,
    };
    let id = match shape.id.rsplit_once("[field") {
        Some((card, _)) => format!("{card}[field9]"),
        None if scenario => shape.id.clone(),
        None => format!("{}9", shape.id),
    };
    let options = if shape.kind == Kind::YesNo { Vec::new() } else { vec!["Yes".into(), "No".into()] };
    let added = Field { id, label: label.into(), required: true, list: None, options, asks, ..shape };
    posting.fields.insert(place, added);
}

/// The wire name of a question in a card (`cards[id][field2]`) is its place there.
fn number_cards(fields: &mut [Field]) {
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    for field in fields {
        let Some((card, _)) = field.id.rsplit_once("[field") else { continue };
        let place = next.entry(card.to_owned()).or_default();
        field.id = format!("{card}[field{place}]");
        *place += 1;
    }
}

/// Turns runs of plain questions of one section around; fields that depend on each other stay.
fn reorder(fields: &mut [Field]) {
    let movable = |field: &Field| {
        field.shown_when.is_none()
            && !matches!(field.kind, Kind::Phone | Kind::PhoneCountry | Kind::File | Kind::Location)
    };
    let controls: Vec<String> = fields.iter().filter_map(|f| f.shown_when.as_ref()).map(|w| w.field.clone()).collect();
    let free = |field: &Field| movable(field) && !controls.contains(&field.id);
    let card = |field: &Field| field.id.rsplit_once("[field").map(|(card, _)| card.to_owned());
    let mut from = 0;
    while from < fields.len() {
        let together =
            |field: &Field| free(field) && field.section == fields[from].section && card(field) == card(&fields[from]);
        let length = fields[from..].iter().take_while(|field| together(field)).count();
        fields[from..from + length].reverse();
        from += length.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_of_a_request_is_asked_for_or_remembered_and_never_above_the_highest() {
        assert_eq!(asked("a=1&drift=3"), Some(3));
        assert_eq!(asked("drift=7"), None);
        assert_eq!(asked("drift=x"), None);
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("seen=1; drift=2"));
        assert_eq!(remembered(&headers), 2);
        assert_eq!(remembered(&HeaderMap::new()), 0);
        assert_eq!(scope("/lever/nordwende/2e9d/apply").as_deref(), Some("/lever/nordwende"));
        assert_eq!(scope("/practice/api"), None);
    }

    #[test]
    fn drift_adds_one_question_and_then_moves_questions_without_losing_any() {
        for posting in postings().iter().chain(scenarios().iter().map(|scenario| &scenario.posting)) {
            let labels = |posting: &Posting| posting.fields.iter().map(|f| f.label.clone()).collect::<Vec<_>>();
            let at = |level| labels(drifted(posting, level));
            let (plain, more, moved) = (labels(posting), at(QUESTION), at(ORDER));
            assert_eq!(more.len(), plain.len() + 1, "{}", posting.key());
            let sorted = |mut labels: Vec<String>| {
                labels.sort();
                labels
            };
            assert_ne!(moved, more, "{}", posting.key());
            assert_eq!(sorted(moved), sorted(more.clone()), "{}", posting.key());
            let ids: std::collections::BTreeSet<&str> =
                drifted(posting, ORDER).fields.iter().map(|field| field.id.as_str()).collect();
            assert_eq!(ids.len(), more.len(), "{}", posting.key());
            assert_eq!(drifted(posting, ORDER).key(), posting.key());
            let kept: Vec<String> = more.iter().filter(|label| plain.contains(label)).cloned().collect();
            assert_eq!(kept, plain, "{}", posting.key());
        }
    }
}
