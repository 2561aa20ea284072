//! Where the pages of a job may be: sites, and which of them belong together.
//!
//! A *site* is the part of a host that one owner registers (`jobs.acme.co.uk`
//! → `acme.co.uk`); an address or a bare name is its own site. Knows no public
//! suffix list: a suffix of two short labels is taken for one.

use std::collections::BTreeSet;
use std::net::IpAddr;
use url::Url;

/// The site of a host, in lower case.
#[must_use]
pub fn site(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = host.rsplit('.').collect();
    let is_address = host.parse::<IpAddr>().is_ok() || host.starts_with('[');
    let wanted = if labels.len() >= 3 && labels[0].len() == 2 && labels[1].len() <= 3 { 3 } else { 2 };
    if is_address || labels.len() <= wanted {
        return host;
    }
    labels[..wanted].iter().rev().copied().collect::<Vec<_>>().join(".")
}

/// The site of an address of the web; `None` for anything else.
#[must_use]
pub fn site_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.host_str().map(site)
}

/// Whether two hosts belong to one site. A bare name belongs to itself alone.
#[must_use]
pub fn same_site(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || (other.contains('.') && one.contains('.') && site(one) == site(other))
}

/// An address as it may be shown and kept: without user, query and fragment, which hold tokens.
#[must_use]
pub fn shown(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else { return String::new() };
    if !matches!(url.scheme(), "http" | "https") {
        return format!("{}:", url.scheme());
    }
    url.set_query(None);
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.as_str().chars().take(500).collect()
}

/// Where employers let their applications be made.
const APPLICATION_SITES: [&str; 28] = [
    "adp.com",
    "applytojob.com",
    "ashbyhq.com",
    "avature.net",
    "bamboohr.com",
    "breezy.hr",
    "dayforcehcm.com",
    "greenhouse.io",
    "icims.com",
    "jazz.co",
    "jobvite.com",
    "lever.co",
    "licdn.com",
    "linkedin.com",
    "myworkday.com",
    "myworkdayjobs.com",
    "myworkdaysite.com",
    "oraclecloud.com",
    "paylocity.com",
    "personio.com",
    "personio.de",
    "recruitee.com",
    "rippling.com",
    "smartrecruiters.com",
    "successfactors.com",
    "taleo.net",
    "workable.com",
    "workday.com",
];

/// Where a person signs in with the account of another service.
const IDENTITY_SITES: [&str; 9] = [
    "apple.com",
    "auth0.com",
    "github.com",
    "google.com",
    "linkedin.com",
    "live.com",
    "microsoftonline.com",
    "okta.com",
    "xing.com",
];

/// The sites the page of one job may go to by itself.
///
/// While the engine opens an address or follows a way to apply that it
/// classified, every site the page is led to becomes one of them; at other
/// times a page stays on the sites of its job and on those where employers let
/// applications be made.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The top frame of the page; another frame cannot lead the page away. Empty: nothing is confined.
    main_frame: String,
    sites: BTreeSet<String>,
    travelling: bool,
}

impl Places {
    /// Confines the page with this top frame.
    #[must_use]
    pub fn of(main_frame: &str) -> Self {
        Self { main_frame: main_frame.to_owned(), travelling: true, ..Self::default() }
    }

    /// From now on, or no longer, the page is being led somewhere by the engine.
    pub fn travel(&mut self, travelling: bool) {
        self.travelling = travelling;
    }

    /// The sites reached so far.
    #[must_use]
    pub fn sites(&self) -> Vec<String> {
        self.sites.iter().cloned().collect()
    }

    /// Whether `frame` may open a document of `host` now. `attended`: a person works on the page.
    pub fn admits(&mut self, frame: &str, host: &str, attended: bool) -> bool {
        if self.main_frame.is_empty() || frame != self.main_frame {
            return true;
        }
        let site = site(host);
        let known = self.sites.contains(&site) || APPLICATION_SITES.contains(&site.as_str());
        if self.travelling {
            self.sites.insert(site);
            return true;
        }
        known || (attended && IDENTITY_SITES.contains(&site.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_what_one_owner_registers() {
        for (host, expected) in [
            ("boards.greenhouse.io", "greenhouse.io"),
            ("Acme.CO.UK", "acme.co.uk"),
            ("jobs.acme.co.uk", "acme.co.uk"),
            ("acme.com", "acme.com"),
            ("a.b.acme.com.", "acme.com"),
            ("localhost", "localhost"),
            ("127.0.0.1", "127.0.0.1"),
            ("[::1]", "[::1]"),
            ("", ""),
        ] {
            assert_eq!(site(host), expected, "{host}");
        }
        assert!(same_site("a.example.com", "b.example.com"));
        assert!(!same_site("example.com", "example.org"));
        assert!(!same_site("127.0.0.1", "127.0.0.2") && !same_site("localhost", "other"));
    }

    #[test]
    fn an_address_is_shown_without_what_could_be_a_secret() {
        for (url, expected) in [
            ("https://ana:pw@jobs.example/a/b?token=abc#code=1", "https://jobs.example/a/b"),
            ("data:text/html,secret", "data:"),
            ("nonsense", ""),
        ] {
            assert_eq!(shown(url), expected);
        }
    }

    #[test]
    fn a_page_that_nobody_leads_stays_where_its_job_is() {
        let mut places = Places::of("top");
        assert!(places.admits("top", "short.example", false), "being opened");
        assert!(places.admits("top", "careers.acme.com", false), "a redirect of the opening");
        places.travel(false);
        for (frame, host, attended, may) in [
            ("top", "apply.acme.com", false, true),
            ("top", "boards.greenhouse.io", false, true),
            ("top", "evil.example", false, false),
            ("top", "evil.example", true, false),
            ("top", "accounts.google.com", false, false),
            ("top", "accounts.google.com", true, true),
            ("top", "greenhouse.io.evil.example", false, false),
            ("child", "evil.example", false, true),
        ] {
            assert_eq!(places.admits(frame, host, attended), may, "{frame} {host} {attended}");
        }
        places.travel(true);
        assert!(places.admits("top", "ats.example", false), "following Apply");
        places.travel(false);
        assert!(places.admits("top", "ats.example", false));
        assert_eq!(places.sites(), ["acme.com", "ats.example", "short.example"]);
    }
}
