//! Going out under [`domain::egress::Policy`]: names are resolved here, what they resolve to is judged, and a client
//! connects to nothing else. So a name that changes its mind between the check and the connection gains nothing.

use crate::settings::{Settings, table};
use domain::egress::{NotAHost, Policy, Refusal};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::collections::HashMap;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use url::{Host, Url};

/// How long the look-up of a name may take when an address is accepted.
const LOOKUP: Duration = Duration::from_secs(2);
/// How long an answer holds for addresses that are accepted; connections always ask anew.
const REMEMBERED: Duration = Duration::from_secs(60);
/// Most names remembered.
const MOST_REMEMBERED: usize = 4096;
/// Most names looked up at once when addresses are accepted: the system's resolver holds a thread for each.
const MOST_LOOKUPS: usize = 16;
/// Most redirects followed.
const REDIRECTS: usize = 5;

type Looked = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>;
type Lookup = Arc<dyn Fn(String) -> Looked + Send + Sync>;
/// What was found out about a host, and when.
type Remembered = HashMap<String, (Instant, Result<(), Refusal>)>;

/// The way out.
#[derive(Clone)]
pub struct Egress {
    policy: Arc<Policy>,
    lookup: Lookup,
    places: Arc<Semaphore>,
    remembered: Arc<Mutex<Remembered>>,
}

impl std::fmt::Debug for Egress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Egress").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// The policy of the service: the public web and what `GH_EGRESS_ALLOW` names.
///
/// # Errors
/// [`NotAHost`] names the entry that cannot be read.
pub fn policy_of(settings: &Settings) -> Result<Policy, NotAHost> {
    Policy::allowing(&settings.list(&table::EGRESS_ALLOW).join(","))
}

/// Why a name was not connected to.
#[derive(Debug, thiserror::Error)]
enum Unresolved {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the host has no address")]
    Nothing,
    #[error(transparent)]
    Failed(#[from] std::io::Error),
}

impl Egress {
    /// Under `policy`, with the system's resolver.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self::resolving(policy, |name| async move {
            Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
        })
    }

    /// Under `policy`, with another way to resolve names.
    pub fn resolving<F>(policy: Policy, lookup: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = std::io::Result<Vec<IpAddr>>> + Send + 'static,
    {
        let lookup: Lookup = Arc::new(move |name| Box::pin(lookup(name)));
        let places = Arc::new(Semaphore::new(MOST_LOOKUPS));
        Self { policy: Arc::new(policy), lookup, places, remembered: Arc::default() }
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Judges an address that somebody wants us to go to later, and what its name resolves to now. A name that does
    /// not resolve now is accepted: whoever connects will judge it then.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn accept(&self, url: &Url) -> Result<(), Refusal> {
        self.policy.check_url(url)?;
        let Some(Host::Domain(name)) = url.host() else { return Ok(()) };
        let port = url.port_or_known_default();
        if self.policy.is_unrestricted() {
            return Ok(());
        }
        // Not by port: an allowed port of a name says nothing about another one.
        let key = format!("{name}:{}", port.unwrap_or_default());
        if let Some(judged) = self.recall(&key) {
            return judged;
        }
        let looking = async {
            // Never closed.
            let _place = self.places.acquire().await.ok();
            (self.lookup)(name.to_owned()).await
        };
        let looked = tokio::time::timeout(LOOKUP, looking).await;
        let addresses = looked.ok().and_then(Result::ok).unwrap_or_default();
        // One private address among public ones is enough: which of them is used is not ours to say.
        let judged = addresses.into_iter().try_for_each(|ip| self.policy.check_address(name, port, ip));
        self.remember(key, judged);
        judged
    }

    fn recall(&self, key: &str) -> Option<Result<(), Refusal>> {
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.get(key).filter(|(at, _)| at.elapsed() < REMEMBERED).map(|(_, judged)| *judged)
    }

    fn remember(&self, key: String, judged: Result<(), Refusal>) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= MOST_REMEMBERED {
            remembered.retain(|_, (at, _)| at.elapsed() < REMEMBERED);
        }
        if remembered.len() < MOST_REMEMBERED {
            remembered.insert(key, (Instant::now(), judged));
        }
    }

    /// A client that goes nowhere else: no proxy, every name judged by what it resolves to when it connects, every
    /// redirect judged, at most five of them. The first URL of a request has to be judged by [`Egress::accept`] or
    /// `policy().check_url`: a host that is an IP address is not resolved.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn client(&self, timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
        install_tls();
        let policy = self.policy.clone();
        let redirect = reqwest::redirect::Policy::custom(move |attempt| {
            if attempt.previous().len() > REDIRECTS {
                return attempt.error("too many redirects");
            }
            match policy.check_url(attempt.url()) {
                Ok(()) => attempt.follow(),
                Err(refusal) => attempt.error(refusal),
            }
        });
        reqwest::Client::builder()
            .dns_resolver(Arc::new(Judging(self.clone())))
            .redirect(redirect)
            .referer(false)
            .no_proxy()
            .timeout(timeout)
            .connect_timeout(timeout.min(Duration::from_secs(10)))
            .user_agent(concat!("GhostHands/", env!("CARGO_PKG_VERSION")))
            .build()
    }
}

/// TLS is ring's; installing it a second time changes nothing.
pub fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl crate::callbacks::Egress for Egress {
    fn allows(&self, url: &Url) -> Result<(), String> {
        self.policy.check_url(url).map_err(|refusal| refusal.to_string())
    }

    fn resolver(&self) -> Option<Arc<dyn Resolve>> {
        Some(Arc::new(Judging(self.clone())))
    }
}

/// Lets through only addresses that the policy allows.
struct Judging(Egress);

impl Resolve for Judging {
    fn resolve(&self, name: Name) -> Resolving {
        let egress = self.0.clone();
        Box::pin(async move {
            let name = name.as_str().to_owned();
            let found = (egress.lookup)(name.clone()).await.map_err(Unresolved::Failed)?;
            let judge = |ip: &IpAddr| egress.policy.check_address(&name, None, *ip);
            let refused = found.iter().find_map(|ip| judge(ip).err());
            let allowed: Vec<SocketAddr> =
                found.iter().filter(|ip| judge(ip).is_ok()).map(|ip| SocketAddr::new(*ip, 0)).collect();
            if allowed.is_empty() {
                return Err(refused.map_or(Unresolved::Nothing, Unresolved::Refused).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    /// Names that lead where they should not.
    fn lying() -> Egress {
        Egress::resolving(Policy::allowing("127.0.0.1:1").unwrap(), |name| async move {
            Ok(match name.as_str() {
                "public.example" => vec![[93, 184, 215, 14].into()],
                "inside.example" => vec![[127, 0, 0, 1].into()],
                "mixed.example" => vec![[93, 184, 215, 14].into(), [10, 0, 0, 1].into()],
                _ => return Err(std::io::Error::other("no such name")),
            })
        })
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[tokio::test]
    async fn a_name_is_judged_by_what_it_resolves_to() {
        let egress = lying();
        assert_eq!(egress.accept(&url("https://public.example/a")).await, Ok(()));
        assert_eq!(egress.accept(&url("https://inside.example/a")).await, Err(Refusal::PrivateAddress));
        assert_eq!(egress.accept(&url("https://mixed.example/a")).await, Err(Refusal::PrivateAddress));
        assert_eq!(egress.accept(&url("https://nowhere.example/a")).await, Ok(()));
    }

    #[tokio::test]
    async fn a_name_that_changes_its_mind_is_judged_again_when_connecting() {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = asked.clone();
        let egress = Egress::resolving(Policy::public(), move |_| {
            let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
            async move { Ok(vec![if first { [93, 184, 215, 14].into() } else { [127, 0, 0, 1].into() }]) }
        });
        assert_eq!(egress.accept(&url("http://rebinding.example/")).await, Ok(()));
        let client = egress.client(Duration::from_secs(5)).unwrap();
        let error = client.get("http://rebinding.example/").send().await.unwrap_err();
        assert!(format!("{:?}", error).contains("PrivateAddress"), "{error:?}");
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_redirect_to_the_machine_itself_is_not_followed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let served = tokio::spawn(async move {
            let mut paths = Vec::new();
            while let Ok(Ok((mut stream, _))) = tokio::time::timeout(Duration::from_secs(2), listener.accept()).await {
                let mut request = [0; 1024];
                let read = stream.read(&mut request).await.unwrap();
                paths.push(String::from_utf8_lossy(&request[..read]).split(' ').nth(1).unwrap().to_owned());
                // The same server under its other name, which nobody allowed.
                let answer = format!(
                    "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{port}/secret\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
            paths
        });
        let egress = Egress::resolving(Policy::allowing(&format!("door.example:{port}")).unwrap(), |_| async {
            Ok(vec![[127, 0, 0, 1].into()])
        });
        let client = egress.client(Duration::from_secs(5)).unwrap();
        let error = client.get(format!("http://door.example:{port}/")).send().await.unwrap_err();
        assert!(error.is_redirect(), "{error:?}");
        assert_eq!(served.await.unwrap(), ["/"]);
    }
}
