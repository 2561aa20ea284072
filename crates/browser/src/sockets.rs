//! The gate for `WebSocket`s.
//!
//! The protocol cannot hold a `WebSocket`, so a context reaches them through a
//! SOCKS proxy that is ours: `ws:` and `wss:` connections arrive here, are
//! judged like a request, and are then joined to their server or refused. The
//! browser's other connections come through `connections.rs`. What is said over a
//! socket that passed is not judged.

use crate::connections::addresses;
use crate::targets::ContextState;
use crate::{Incoming, Outgoing, Verdict};
use domain::egress::Policy;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

/// The listener of one context. Dropping it ends the listening and all its sockets.
pub(crate) struct SocketGate {
    pub(crate) port: u16,
    context: Arc<OnceLock<Weak<ContextState>>>,
    task: JoinHandle<()>,
}

impl SocketGate {
    /// Listens on a free port of this machine. Refuses everything until a context is set.
    pub(crate) async fn open(rules: HostRules) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let context = Arc::new(OnceLock::new());
        let task = tokio::spawn(accept(listener, context.clone(), Arc::new(rules)));
        Ok(Self { port, context, task })
    }

    pub(crate) fn serve(&self, context: &Arc<ContextState>) {
        // Set once, by the one place that makes contexts.
        let _ = self.context.set(Arc::downgrade(context));
    }
}

impl Drop for SocketGate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, context: Arc<OnceLock<Weak<ContextState>>>, rules: Arc<HostRules>) {
    let mut joined = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        while joined.try_join_next().is_some() {}
        if let Some(context) = context.get().and_then(Weak::upgrade) {
            let rules = rules.clone();
            joined.spawn(async move {
                if let Err(error) = serve(stream, &context, &rules).await {
                    tracing::debug!(%error, "a socket ended");
                }
            });
        }
    }
}

async fn serve(mut client: TcpStream, context: &ContextState, rules: &HostRules) -> std::io::Result<()> {
    let (host, port) = tokio::time::timeout(HANDSHAKE_LIMIT, wanted(&mut client)).await??;
    let request = outgoing(&host, port);
    let judged = context.guard.judge(&request).await;
    let target = rules.apply(&host, port).filter(|_| judged == Verdict::Pass);
    let Some((host, port)) = target else {
        return client.write_all(&reply(NOT_ALLOWED)).await;
    };
    let connected = async { TcpStream::connect(rules.addresses(&host, port).await?.as_slice()).await };
    match tokio::time::timeout(HANDSHAKE_LIMIT, connected).await {
        Ok(Ok(mut server)) => {
            client.write_all(&reply(0)).await?;
            tokio::io::copy_bidirectional(&mut client, &mut server).await.map(drop)
        }
        _ => {
            context.guard.answered(&Incoming { id: request.id, url: request.url, status: None, location: None });
            client.write_all(&reply(UNREACHABLE)).await
        }
    }
}

const NOT_ALLOWED: u8 = 2;
/// The browser shows it as an address that cannot be reached.
pub(crate) const UNREACHABLE: u8 = 4;

pub(crate) fn reply(code: u8) -> [u8; 10] {
    [5, code, 0, 1, 0, 0, 0, 0, 0, 0]
}

/// Reads the SOCKS 5 greeting and request (RFC 1928), without authentication.
pub(crate) async fn wanted(client: &mut TcpStream) -> std::io::Result<(String, u16)> {
    let refuse = |why| std::io::Error::new(std::io::ErrorKind::InvalidData, why);
    let mut start = [0; 2];
    client.read_exact(&mut start).await?;
    if start[0] != 5 {
        return Err(refuse("not SOCKS 5"));
    }
    let mut methods = vec![0; usize::from(start[1])];
    client.read_exact(&mut methods).await?;
    client.write_all(&[5, 0]).await?;
    let mut request = [0; 4];
    client.read_exact(&mut request).await?;
    if request[..3] != [5, 1, 0] {
        return Err(refuse("not a connection"));
    }
    let host = match request[3] {
        1 => std::net::IpAddr::from(client.read_u32().await?.to_be_bytes()).to_string(),
        4 => std::net::IpAddr::from(client.read_u128().await?.to_be_bytes()).to_string(),
        3 => {
            let mut name = vec![0; usize::from(client.read_u8().await?)];
            client.read_exact(&mut name).await?;
            String::from_utf8(name).map_err(|_| refuse("a host name that is not text"))?
        }
        _ => return Err(refuse("an unknown kind of address")),
    };
    Ok((host, client.read_u16().await?))
}

/// A tunnel hides the path, so only scheme, host and port can be judged.
fn outgoing(host: &str, port: u16) -> Outgoing {
    static SOCKETS: AtomicU64 = AtomicU64::new(1);
    let scheme = if port == 443 { "wss" } else { "ws" };
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    Outgoing {
        id: format!("socket-{}", SOCKETS.fetch_add(1, Ordering::Relaxed)),
        frame: String::new(),
        method: "GET".into(),
        url: format!("{scheme}://{host}:{port}/"),
        resource: "WebSocket".into(),
        headers: Vec::new(),
        body: Vec::new(),
        body_incomplete: false,
    }
}

/// [`LaunchOptions::host_rules`](crate::LaunchOptions): where connections to a host go.
#[derive(Debug, Clone, Default)]
pub(crate) struct HostRules {
    rules: Vec<Rule>,
    /// [`LaunchOptions::egress`](crate::LaunchOptions).
    egress: Option<Policy>,
}

#[derive(Debug, Clone)]
enum Rule {
    Map { pattern: String, host: String, port: Option<u16> },
    Exclude { pattern: String },
}

impl HostRules {
    /// Reads `MAP <pattern> <host>[:<port>]` and `EXCLUDE <pattern>`, comma separated.
    pub(crate) fn parse(text: &str) -> Self {
        let rules = text.split(',').filter_map(|rule| {
            let words: Vec<&str> = rule.split_whitespace().collect();
            match words.as_slice() {
                [kind, pattern] if kind.eq_ignore_ascii_case("exclude") => {
                    Some(Rule::Exclude { pattern: (*pattern).to_owned() })
                }
                [kind, pattern, to] if kind.eq_ignore_ascii_case("map") => {
                    let (host, port) = match to.rsplit_once(':').map(|(host, port)| (host, port.parse().ok())) {
                        Some((host, Some(port))) => (host, Some(port)),
                        _ => (*to, None),
                    };
                    Some(Rule::Map { pattern: (*pattern).to_owned(), host: host.to_owned(), port })
                }
                _ => None,
            }
        });
        Self { rules: rules.collect(), egress: None }
    }

    /// Under a policy besides.
    pub(crate) fn under(self, egress: Option<Policy>) -> Self {
        Self { egress, ..self }
    }

    /// Where `host` resolves to, as far as the policy allows connections there.
    pub(crate) async fn addresses(&self, host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>> {
        let mut addresses = addresses(host, port).await?;
        if let Some(policy) = &self.egress {
            addresses.retain(|address| policy.check_address(host, Some(port), address.ip()).is_ok());
        }
        Ok(addresses)
    }

    /// Where a connection to `host` goes; `None` when the rules say that it does not exist.
    pub(crate) fn apply(&self, host: &str, port: u16) -> Option<(String, u16)> {
        let excluded =
            self.rules.iter().any(|rule| matches!(rule, Rule::Exclude { pattern } if matches(pattern, host)));
        let mapped = self.rules.iter().find_map(|rule| match rule {
            Rule::Map { pattern, host: to, port: at } if !excluded && matches(pattern, host) => {
                Some((to.clone(), at.unwrap_or(port)))
            }
            _ => None,
        });
        let (host, port) = mapped.unwrap_or_else(|| (host.to_owned(), port));
        (!host.eq_ignore_ascii_case("~NOTFOUND")).then_some((host, port))
    }
}

/// `*` stands for any run of characters; letters of either case are equal.
fn matches(pattern: &str, host: &str) -> bool {
    let (pattern, host) = (pattern.to_ascii_lowercase(), host.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = host.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_rules_apply_to_sockets_too() {
        let rules = HostRules::parse("MAP *.acme.test 127.0.0.1:4100, MAP * ~NOTFOUND , EXCLUDE localhost, nonsense");
        let there = |host: &str, port| Some((host.to_owned(), port));
        for (host, expected) in [
            ("jobs.acme.test", there("127.0.0.1", 4100)),
            ("JOBS.ACME.TEST", there("127.0.0.1", 4100)),
            ("localhost", there("localhost", 80)),
            ("example.com", None),
            ("acme.test.evil.com", None),
        ] {
            assert_eq!(rules.apply(host, 80), expected, "{host}");
        }
        assert_eq!(HostRules::default().apply("example.com", 443), there("example.com", 443));
    }

    #[tokio::test]
    async fn a_policy_leaves_out_what_a_name_must_not_lead_to() {
        let under = |policy| HostRules::default().under(Some(policy));
        let found = async |rules: HostRules, host| rules.addresses(host, 4100).await.unwrap().len();
        assert!(found(HostRules::default(), "localhost").await > 0);
        assert_eq!(found(under(Policy::public()), "localhost").await, 0);
        assert_eq!(found(under(Policy::public()), "127.0.0.1").await, 0);
        assert_eq!(found(under(Policy::public()), "93.184.215.14").await, 1);
        assert_eq!(found(under(Policy::allowing("127.0.0.1:4100").unwrap()), "127.0.0.1").await, 1);
        assert_eq!(found(under(Policy::allowing("127.0.0.1:4101").unwrap()), "127.0.0.1").await, 0);
    }

    #[test]
    fn a_pattern_matches_the_whole_host() {
        for (pattern, host, expected) in [
            ("a*c*e", "abcde", true),
            ("a*c*e", "abcdef", false),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches(pattern, host), expected, "{pattern} {host}");
        }
    }
}
