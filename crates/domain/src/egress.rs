//! Where the service may go on somebody else's word.
//!
//! An address that arrives in a request is not trusted: it could name the machine itself, its network or a cloud's
//! metadata. A [`Policy`] judges twice: the URL when it is accepted and at every redirect ([`Policy::check_url`]),
//! and the address its name resolved to when a connection is made ([`Policy::check_address`]). It resolves nothing
//! itself.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Ports that are not the web's but that mail, files or databases speak on are refused: these are left.
const WEB_PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Why an address is refused. Says the reason, never the whole address: it may hold secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not http or https.
    #[error("only http and https addresses can be used")]
    Scheme,
    /// A user name or password before the host.
    #[error("the address contains a user name or password")]
    Credentials,
    /// No host.
    #[error("the address has no host")]
    NoHost,
    /// A port that is not the web's.
    #[error("the port is not one of the web's (80, 443, 8080, 8443)")]
    Port,
    /// A name that belongs to the machine or its network: `localhost`, `*.local`, `*.internal`.
    #[error("the host belongs to a private network")]
    PrivateName,
    /// An address that is not on the public internet.
    #[error("the host is on a private or reserved network")]
    PrivateAddress,
}

/// Which addresses may be connected to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// Everything goes: the person's own machine, where a local practice host is a place like any other.
    unrestricted: bool,
    allowed: Vec<Allowed>,
}

/// A host that is allowed although it is private, at any port or at one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Allowed {
    host: String,
    port: Option<u16>,
}

/// An entry of the allow list that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a host or host:port")]
pub struct NotAHost(pub String);

impl Policy {
    /// The public web only.
    #[must_use]
    pub fn public() -> Self {
        Self::default()
    }

    /// No restriction on where; the scheme and the absence of credentials still hold.
    #[must_use]
    pub fn unrestricted() -> Self {
        Self { unrestricted: true, allowed: Vec::new() }
    }

    /// The public web and the hosts of a comma-separated list, each `host` or `host:port`; an IPv6 address with a
    /// port is written in brackets.
    ///
    /// # Errors
    /// [`NotAHost`] names the entry.
    pub fn allowing(list: &str) -> Result<Self, NotAHost> {
        let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let allowed = entries.map(Allowed::parse).collect::<Result<_, _>>()?;
        Ok(Self { unrestricted: false, allowed })
    }

    /// Whether everything goes.
    #[must_use]
    pub fn is_unrestricted(&self) -> bool {
        self.unrestricted
    }

    /// Judges what the URL itself shows. A host that is an IP address is judged as such; a name has to be judged
    /// again by what it resolves to.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn check_url(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let host = url.host().ok_or(Refusal::NoHost)?;
        let port = url.port_or_known_default().ok_or(Refusal::Port)?;
        if self.permits(url.host_str().unwrap_or_default(), port) {
            return Ok(());
        }
        if !WEB_PORTS.contains(&port) {
            return Err(Refusal::Port);
        }
        match host {
            Host::Domain(name) if is_private_name(name) => Err(Refusal::PrivateName),
            Host::Domain(_) => Ok(()),
            Host::Ipv4(ip) => public(ip.into()),
            Host::Ipv6(ip) => public(ip.into()),
        }
    }

    /// Judges an address that `host` resolved to, or that a connection is about to be made to.
    ///
    /// # Errors
    /// [`Refusal::PrivateAddress`].
    pub fn check_address(&self, host: &str, port: Option<u16>, ip: IpAddr) -> Result<(), Refusal> {
        let permitted = match port {
            Some(port) => self.permits(host, port),
            // A resolver is not told the port; the port was judged with the URL.
            None => self.unrestricted || self.allowed.iter().any(|allowed| allowed.names(host)),
        };
        if permitted { Ok(()) } else { public(ip) }
    }

    fn permits(&self, host: &str, port: u16) -> bool {
        self.unrestricted
            || self.allowed.iter().any(|allowed| allowed.names(host) && allowed.port.is_none_or(|only| only == port))
    }
}

impl Allowed {
    fn parse(entry: &str) -> Result<Self, NotAHost> {
        let wrong = || NotAHost(entry.to_owned());
        if let Ok(ip) = entry.trim_matches(['[', ']']).parse::<IpAddr>() {
            return Ok(Self { host: ip.to_string(), port: None });
        }
        let url = Url::parse(&format!("http://{entry}/")).map_err(|_| wrong())?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let host = url.host_str().filter(|_| plain && !entry.contains('/')).ok_or_else(wrong)?;
        // `Url` hides the default port, so it is read from what was written.
        let port = entry.rsplit_once(':').filter(|_| !entry.ends_with(']')).map(|(_, port)| port.parse());
        Ok(Self { host: bare(host).to_owned(), port: port.transpose().map_err(|_| wrong())? })
    }

    fn names(&self, host: &str) -> bool {
        bare(host).eq_ignore_ascii_case(&self.host)
    }
}

/// Without the brackets of an IPv6 address and without the dot of the root.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.')
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unrestricted {
            return f.write_str("every host");
        }
        f.write_str("the public web")?;
        self.allowed.iter().try_for_each(|allowed| match allowed.port {
            Some(port) => write!(f, ", {}:{port}", allowed.host),
            None => write!(f, ", {}", allowed.host),
        })
    }
}

fn public(ip: IpAddr) -> Result<(), Refusal> {
    if is_public(ip) { Ok(()) } else { Err(Refusal::PrivateAddress) }
}

/// Names that never lead to the public internet (RFC 6761, RFC 6762, RFC 8375, and what clouds use).
fn is_private_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let under = |domain: &str| name == domain || name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    !name.contains('.') || ["localhost", "local", "internal", "home.arpa", "lan", "intranet"].into_iter().any(under)
}

/// Whether an address is on the public internet. Everything that the registries of special-purpose addresses (RFC
/// 6890 and its updates) name is not, and neither is an IPv6 address that carries a private IPv4 address.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local() // 169.254/16, cloud metadata among it
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || (a == 100 && (64..128).contains(&b)) // shared address space of carriers, RFC 6598
        || (a, b, c) == (192, 0, 0) // IETF protocol assignments
        || (a, b, c) == (192, 88, 99) // 6to4 relays
        || (a == 198 && (18..20).contains(&b)) // benchmarking
        || a >= 240) // reserved
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    let carried = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        // IPv4-mapped and the older IPv4-compatible form; `::` and `::1` are of the second kind.
        [0, 0, 0, 0, 0, 0xffff, high, low] => is_public_v4(carried(high, low)),
        [0, 0, 0, 0, 0, 0, _, _] => false,
        // NAT64 (RFC 6052); its local-use prefix (RFC 8215) leads into a private network.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_public_v4(carried(high, low)),
        // 6to4 and Teredo carry the IPv4 address of a relay or a client.
        [0x2002, high, low, ..] => is_public_v4(carried(high, low)),
        [0x2001, 0, ..] => false,
        // Documentation, ORCHID, benchmarking, and the rest of the IETF's block.
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        [0x2001, block, ..] if block < 0x0200 => false,
        // ISATAP carries an IPv4 address in its interface identifier.
        [_, _, _, _, 0 | 0x200, 0x5efe, high, low] => is_public_v4(carried(high, low)),
        // Global unicast as it is allocated.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn no_private_or_reserved_address_is_public_in_any_spelling() {
        for ip in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::8.8.8.8",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::a00:1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2001:10::1",
            "2001:20::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2002:a9fe:a9fe::",
            "3fff::1",
            "2600::5efe:7f00:1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["8.8.8.8", "100.63.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn an_address_is_refused_for_what_it_shows() {
        for (text, why) in [
            ("file:///etc/passwd", Refusal::Scheme),
            ("gopher://example.com/", Refusal::Scheme),
            ("https://a@example.com/", Refusal::Credentials),
            ("https://:b@example.com/", Refusal::Credentials),
            ("https://example.com:22/", Refusal::Port),
            ("http://example.com:6379/", Refusal::Port),
            ("http://localhost/", Refusal::PrivateName),
            ("http://LOCALHOST./", Refusal::PrivateName),
            ("http://db/", Refusal::PrivateName),
            ("http://metadata.google.internal/", Refusal::PrivateName),
            ("http://printer.local/", Refusal::PrivateName),
            ("http://127.0.0.1/", Refusal::PrivateAddress),
            // Other spellings of the same address.
            ("http://2130706433/", Refusal::PrivateAddress),
            ("http://0x7f.1/", Refusal::PrivateAddress),
            ("http://0177.0.0.1/", Refusal::PrivateAddress),
            ("http://[::ffff:7f00:1]/", Refusal::PrivateAddress),
            ("http://169.254.169.254/latest/meta-data/", Refusal::PrivateAddress),
        ] {
            assert_eq!(Policy::public().check_url(&url(text)), Err(why), "{text}");
        }
        for text in ["https://jobs.lever.co/acme/1", "http://example.com:8080/", "https://8.8.8.8/"] {
            assert_eq!(Policy::public().check_url(&url(text)), Ok(()), "{text}");
        }
    }

    #[test]
    fn the_allow_list_opens_a_host_or_one_of_its_ports_and_nothing_else() {
        let policy = Policy::allowing("127.0.0.1:4100, practice.local, [::1]:9, fd00::7").unwrap();
        for text in ["http://127.0.0.1:4100/x", "http://practice.local:81/", "http://[::1]:9/", "http://[fd00::7]/"] {
            assert_eq!(policy.check_url(&url(text)), Ok(()), "{text}");
        }
        for text in ["http://127.0.0.1:4101/", "http://127.0.0.2:4100/", "http://x.practice.local/", "http://[::1]/"] {
            assert!(policy.check_url(&url(text)).is_err(), "{text}");
        }
        let (private, there) = ("10.0.0.1".parse().unwrap(), "practice.local");
        assert_eq!(policy.check_address(there, None, private), Ok(()));
        assert_eq!(policy.check_address("example.com", None, private), Err(Refusal::PrivateAddress));
        assert_eq!(policy.to_string(), "the public web, 127.0.0.1:4100, practice.local, ::1:9, fd00::7");
        for entry in ["http://a", "a/b", "a:b", "a@b", "a:99999"] {
            assert!(Policy::allowing(entry).is_err(), "{entry}");
        }
    }

    #[test]
    fn without_restriction_only_form_counts() {
        let policy = Policy::unrestricted();
        assert_eq!(policy.check_url(&url("http://localhost:4100/")), Ok(()));
        assert_eq!(policy.check_address("x", None, Ipv4Addr::LOCALHOST.into()), Ok(()));
        assert_eq!(policy.check_url(&url("http://a:b@localhost/")), Err(Refusal::Credentials));
    }
}
