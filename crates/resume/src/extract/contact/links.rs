//! Web pages and accounts, from link annotations and from written addresses.

use super::super::document::{Document, Slice};
use super::super::sections::Block;
use super::push_link;
use crate::headings::Section;
use domain::json_resume::network_of;
use domain::profile::{Link, Network};

/// The links of the contact lines, then accounts linked anywhere else.
pub(super) fn find(doc: &Document<'_>, blocks: &[Block], lines: &[Slice]) -> Vec<Link> {
    let mut links = Vec::new();
    for (i, slice) in lines.iter().enumerate() {
        annotations(doc, *slice, true, &mut links);
        written(doc, *slice, &mut links);
        named(doc, *slice, lines.get(i + 1).copied(), &mut links);
    }
    for block in blocks.iter().filter(|block| !matches!(block.section, None | Some(Section::Contact))) {
        for slice in &block.lines {
            annotations(doc, *slice, false, &mut links);
        }
    }
    links
}

/// Links laid over a line. Outside the head only a person's own account counts: a project has links too.
fn annotations(doc: &Document<'_>, slice: Slice, anything: bool, links: &mut Vec<Link>) {
    for link in &doc.line(slice.line).links {
        let area = Slice { line: slice.line, start: link.start as usize, end: link.end as usize };
        let Some(url) = absolute(&link.uri) else { continue };
        let network = network(&url);
        let account = matches!(network, Network::LinkedIn) && key(&url).contains("/in/");
        if area.start >= slice.start && (anything || account) {
            push_link(links, Link { network, url: doc.fact(area, url, 0.95) });
        }
    }
}

/// Addresses written out: "https://…", "www.…", "github.com/jane", "jane.dev".
fn written(doc: &Document<'_>, slice: Slice, links: &mut Vec<Link>) {
    let pieces = doc.split(slice, |chars, i| {
        let c = chars[i];
        (c.is_whitespace()
            || matches!(c, '|' | '•' | '·' | ',' | ';' | '(' | ')' | '<' | '>')
            || c == crate::text::SYMBOL)
            .then_some(1)
    });
    for piece in pieces {
        let piece = doc.trim_where(piece, |c| matches!(c, '.' | ':' | '/' | '"' | '\'' | '[' | ']'));
        // The link over it says it whole, also where the line ends in the middle.
        let covered = |link: &crate::LinkArea| (link.start as usize) < piece.end && link.end as usize > piece.start;
        if doc.line(piece.line).links.iter().any(covered) {
            continue;
        }
        let text = doc.text(piece);
        if text.contains('@') && !text.contains("/@") {
            continue;
        }
        let Some(url) = spelled(&text) else { continue };
        push_link(links, Link { network: network(&url), url: doc.fact(piece, url, 0.9) });
    }
}

/// The absolute address a written one stands for.
fn spelled(text: &str) -> Option<String> {
    if text.starts_with("http://") || text.starts_with("https://") {
        return absolute(text);
    }
    let host = text.split('/').next()?;
    let (name, top) = host.rsplit_once('.')?;
    let known = text.starts_with("www.") || TOP_LEVELS.contains(&top.to_lowercase().as_str());
    let plain =
        name.chars().any(char::is_alphabetic) && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    (known && plain && !name.is_empty()).then(|| absolute(&format!("https://{text}"))).flatten()
}

/// "GitHub: jane", "LinkedIn⇥jane-doe", or the network's name with the user's on the next line.
fn named(doc: &Document<'_>, slice: Slice, next: Option<Slice>, links: &mut Vec<Link>) {
    for part in doc.split(slice, |chars, i| matches!(chars[i], '|' | '•' | '·').then_some(1)) {
        let chars = doc.chars(part);
        let border = chars.iter().position(|c| matches!(c, ':' | '\t'));
        let (label, user) = match border {
            Some(at) => (doc.within(part, 0, at), Some(doc.within(part, at + 1, chars.len()))),
            None => (part, next),
        };
        let start = match doc.text(doc.trim(label)).to_lowercase().as_str() {
            "github" => "https://github.com/",
            "linkedin" => "https://www.linkedin.com/in/",
            "gitlab" => "https://gitlab.com/",
            "twitter" | "x" => "https://x.com/",
            _ => continue,
        };
        let Some(user) = user
            .map(|user| doc.trim_where(user, |c| c.is_whitespace() || matches!(c, '@' | '/' | crate::text::SYMBOL)))
        else {
            continue;
        };
        let text = doc.text(user);
        let name = text.strip_prefix("in/").unwrap_or(&text);
        let plain = !name.is_empty()
            && name.chars().count() <= 60
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        if plain && network(start) != Network::Website && !links.iter().any(|link| link.network == network(start)) {
            let url =
                doc.fact(user, (), 0.8).derive("link.username", "the user name on that site", format!("{start}{name}"));
            push_link(links, Link { network: network(start), url });
        }
    }
}

fn absolute(uri: &str) -> Option<String> {
    let uri = uri.trim();
    let full = if uri.starts_with("www.") { format!("https://{uri}") } else { uri.to_owned() };
    let web = full.starts_with("http://") || full.starts_with("https://");
    let host = full.split("://").nth(1)?.split(['/', '?', '#']).next()?.to_owned();
    let proper =
        host.contains('.') && !host.contains('@') && host.chars().all(|c| c.is_alphanumeric() || ".-:".contains(c));
    (web && proper && !full.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"".contains(c))).then_some(full)
}

fn network(url: &str) -> Network {
    match network_of(url) {
        Network::Website if is_platform(url) => Network::Other,
        network => network,
    }
}

/// Sites where people have accounts that are not their own pages.
fn is_platform(url: &str) -> bool {
    let key = key(url);
    key.contains("/@")
        || PLATFORMS
            .iter()
            .any(|host| key == *host || key.starts_with(&format!("{host}/")) || key.contains(&format!(".{host}/")))
}

/// The address without what does not distinguish it.
pub(super) fn key(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_lowercase()
}

const PLATFORMS: &[&str] = &[
    "medium.com",
    "stackoverflow.com",
    "kaggle.com",
    "youtube.com",
    "facebook.com",
    "instagram.com",
    "dribbble.com",
    "behance.net",
    "soundcloud.com",
    "orcid.org",
    "scholar.google.com",
    "leetcode.com",
    "hackerrank.com",
    "xing.com",
    "researchgate.net",
    "bitbucket.org",
    "codepen.io",
    "dev.to",
    "mastodon.social",
    "t.me",
    "wa.me",
    "hackerone.com",
];

const TOP_LEVELS: &[&str] = &[
    "com", "org", "net", "io", "dev", "me", "co", "ai", "app", "info", "eu", "de", "fr", "uk", "us", "ca", "es", "nl",
    "pt", "it", "ch", "at", "be", "br", "mx", "in", "ie", "se", "no", "dk", "fi", "pl", "cz", "tech", "xyz", "page",
    "site", "blog", "name", "edu", "au", "nz", "online", "design", "engineer", "codes", "works", "space", "world",
    "sh", "gg",
];
