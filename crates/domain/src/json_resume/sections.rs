//! The sections of JSON Resume, read.

use super::node::Node;
use super::{EXTRAS, ImportError, network_of};
use crate::dates::PartialDate;
use crate::profile::{Certificate, Education, Employment, Language, Link, Location, Name, Network, Profile};
use crate::provenance::Fact;
use std::collections::HashSet;

pub(super) fn read_basics(basics: &Node<'_>) -> Result<Profile, ImportError> {
    let mut links: Vec<Link> = Vec::new();
    if let Some(node) = basics.first(&["url", "website"])? {
        let url = absolute(&node)?;
        links.push(Link { network: network_of(&url), url: node.fact(url) });
    }
    links.extend(basics.entries(&["profiles"], read_account)?.into_iter().flatten());
    let mut seen = HashSet::new();
    links.retain(|link| seen.insert(link.url.value().clone()));

    let location = match basics.child("location")? {
        Some(node) => read_location(&node)?,
        None => Location::default(),
    };
    Ok(Profile {
        name: Name { full: basics.text_fact(&["name"])?, ..Name::default() },
        headline: basics.text_fact(&["label"])?,
        summary: basics.text_fact(&["summary", "bio"])?,
        email: basics.text_fact(&["email"])?,
        phone: basics.text_fact(&["phone"])?,
        location,
        links,
        ..Profile::default()
    })
}

pub(super) fn read_location(node: &Node<'_>) -> Result<Location, ImportError> {
    Ok(Location {
        address: node.text_fact(&["address"])?,
        city: node.text_fact(&["city"])?,
        region: node.text_fact(&["region", "state"])?,
        postal_code: node.text_fact(&["postalCode"])?,
        country_code: node.child("countryCode")?.map(|code| Ok(code.fact(code.country()?))).transpose()?,
    })
}

/// An account: its URL, or one composed from a user name on a site whose addresses are known.
pub(super) fn read_account(node: &Node<'_>) -> Result<Option<Link>, ImportError> {
    let named = node.child("network")?.map(|network| network.text()).transpose()?.unwrap_or_default();
    if let Some(url_node) = node.child("url")? {
        let url = absolute(&url_node)?;
        let network = match network_of(&url) {
            Network::Website if !matches!(named.to_lowercase().as_str(), "" | "website" | "portfolio" | "homepage") => {
                Network::Other
            }
            network => network,
        };
        return Ok(Some(Link { network, url: url_node.fact(url) }));
    }
    let Some(user) = node.child("username")? else { return Ok(None) };
    let name = user.text()?;
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    let (network, start) = match named.to_lowercase().as_str() {
        "linkedin" => (Network::LinkedIn, "https://www.linkedin.com/in/"),
        "github" => (Network::GitHub, "https://github.com/"),
        "gitlab" => (Network::GitLab, "https://gitlab.com/"),
        "twitter" | "x" => (Network::Twitter, "https://x.com/"),
        _ => return Ok(None),
    };
    let url = || user.fact(()).derive("link.username", "the user name on that site", format!("{start}{name}"));
    Ok(plain.then(|| Link { network, url: url() }))
}

pub(super) fn absolute(node: &Node<'_>) -> Result<String, ImportError> {
    let text = node.text()?;
    let full = if text.contains("://") { text } else { format!("https://{text}") };
    match url::Url::parse(&full) {
        Ok(url)
            if matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.contains('.')) =>
        {
            Ok(full)
        }
        _ => node.invalid("expected a web address"),
    }
}

pub(super) fn read_employment(node: &Node<'_>) -> Result<Employment, ImportError> {
    let start = node.date_fact("startDate")?;
    let (end, current) = match node.child("endDate")? {
        Some(end) if is_ongoing(&end) => (None, Some(end.fact(true))),
        Some(end) => (Some(end.fact(end.date()?)), None),
        None => (None, ongoing_without_end(node, start.as_ref())?),
    };
    Ok(Employment {
        employer: node.text_fact(&["name", "company"])?,
        position: node.text_fact(&["position"])?,
        location: node.text_fact(&["location"])?,
        start,
        end,
        current,
        summary: node.text_fact(&["summary"])?,
        highlights: node.entries(&["highlights"], |item| Ok(item.fact(item.text()?)))?,
    })
}

pub(super) fn is_ongoing(end: &Node<'_>) -> bool {
    let word = end.value.as_str().unwrap_or_default().trim().to_lowercase();
    matches!(word.as_str(), "present" | "current" | "now" | "ongoing" | "today")
}

/// JSON Resume writes an ongoing job by leaving `endDate` out; a job whose end
/// is merely unknown says so under `x-valet`.
pub(super) fn ongoing_without_end(
    node: &Node<'_>,
    start: Option<&Fact<PartialDate>>,
) -> Result<Option<Fact<bool>>, ImportError> {
    if let Some(extras) = node.child(EXTRAS)? {
        extras.only(&["endUnknown"])?;
        if let Some(unknown) = extras.child("endUnknown")?
            && unknown.bool()?
        {
            return Ok(None);
        }
    }
    Ok(start.map(|start| start.derive("json_resume.no_end", "a start and no end", true)))
}

pub(super) fn read_education(node: &Node<'_>) -> Result<Education, ImportError> {
    let end = node.child("endDate")?.filter(|end| !is_ongoing(end));
    Ok(Education {
        institution: node.text_fact(&["institution"])?,
        area: node.text_fact(&["area"])?,
        study_type: node.text_fact(&["studyType"])?,
        start: node.date_fact("startDate")?,
        end: end.map(|end| Ok(end.fact(end.date()?))).transpose()?,
        score: node.text_fact(&["score", "gpa"])?,
    })
}

/// A group of skills: its keywords, or its name when it has none.
pub(super) fn read_skills(node: &Node<'_>) -> Result<Vec<Fact<String>>, ImportError> {
    if node.value.is_string() {
        return Ok(vec![node.fact(node.text()?)]);
    }
    let keywords = node.entries(&["keywords"], |item| Ok(item.fact(item.text()?)))?;
    Ok(if keywords.is_empty() { node.text_fact(&["name"])?.into_iter().collect() } else { keywords })
}

pub(super) fn read_language(node: &Node<'_>) -> Result<Language, ImportError> {
    match node.text_fact(&["language", "name"])? {
        Some(language) => Ok(Language { language, fluency: node.text_fact(&["fluency", "level"])? }),
        None => node.invalid("expected the name of a language under `language`"),
    }
}

pub(super) fn read_certificate(node: &Node<'_>) -> Result<Certificate, ImportError> {
    match node.text_fact(&["name", "title"])? {
        Some(name) => Ok(Certificate { name, issuer: node.text_fact(&["issuer"])?, date: node.date_fact("date")? }),
        None => node.invalid("expected the name of a certificate under `name`"),
    }
}

/// Sorts by the key, latest first. Entries without any date leave the list as the person ordered it.
pub(super) fn latest_first<T>(entries: &mut [T], key: impl Fn(&T) -> (bool, Option<PartialDate>, Option<PartialDate>)) {
    if entries.iter().map(&key).all(|(current, end, start)| current || end.is_some() || start.is_some()) {
        entries.sort_by_key(|entry| {
            let (current, end, start) = key(entry);
            std::cmp::Reverse((current, end.or(start), start))
        });
    }
}

pub(super) fn fact_date(fact: &Option<Fact<PartialDate>>) -> Option<PartialDate> {
    fact.as_ref().map(|fact| *fact.value())
}
