//! The context's connections, and why no request is repeated below the request gate.
//!
//! Chromium sends a request again by itself, a POST included, when a connection
//! that it used before dies without an answer; the request gate sees nothing of
//! it. So all `http` and `https` connections of a context come through a SOCKS
//! proxy that is ours. It looks at no byte, but it can cut:
//!
//! 1. Before a request that may leave only once is let go, every connection to
//!    its server is severed, so that it travels on a new one.
//! 2. When, before the answer, a connection ends that carried enough to have
//!    been that request, no further copy fits through: new connections to the
//!    server are refused, and each one that is left may carry less than the
//!    request's length.
//!
//! Names are looked up here as well, so that Chromium asks no name server.

use crate::protocol::lock;
use crate::sockets::{HostRules, UNREACHABLE, reply, wanted};
use crate::{Incoming, Outgoing};
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

const CONNECT_LIMIT: Duration = Duration::from_secs(30);

/// An address that has not answered for so long gets company (RFC 8305).
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

/// Addresses of one name that are tried.
const MOST_ADDRESSES: usize = 6;

/// Severing is a matter of the next turns of the runtime.
const SEVER_LIMIT: Duration = Duration::from_secs(2);

/// How long the browser may take to read what a server that is done has sent.
const DRAIN_LIMIT: Duration = Duration::from_secs(5);

const BUFFER_BYTES: usize = 64 << 10;

/// The proxy of one context. Dropping it ends the listening and all its connections.
pub(crate) struct Connections {
    pub(crate) port: u16,
    pub(crate) switchboard: Arc<Switchboard>,
    task: JoinHandle<()>,
}

impl Connections {
    /// Listens on a free port of this machine.
    pub(crate) async fn open(rules: HostRules) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let switchboard = Arc::new(Switchboard::default());
        let task = tokio::spawn(accept(listener, switchboard.clone(), Arc::new(rules)));
        Ok(Self { port, switchboard, task })
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Host and port as the browser asks for them.
type Server = (String, u16);

/// Knows every connection, and which request must not be repeated.
#[derive(Default)]
pub(crate) struct Switchboard {
    state: Mutex<State>,
    /// Moves when a connection is gone for the browser.
    gone: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    connections: HashMap<u64, Connection>,
    next: u64,
    once: Option<Once>,
}

struct Connection {
    server: Server,
    /// Bytes from the browser.
    carried: u64,
    /// Bytes that it may still carry; `None` while that does not matter.
    left: Option<u64>,
    cut: Arc<Notify>,
}

/// A request that may reach its server once.
struct Once {
    id: String,
    server: Server,
    /// A connection that carried less has not carried it.
    at_least: u64,
    /// A connection ended that may have carried it.
    ended: bool,
}

impl Switchboard {
    /// Severs all connections to the server of `request`, and from then on lets at most one copy of it through. Returns
    /// when the browser can no longer use any of them.
    pub(crate) async fn only_once(&self, request: &Outgoing) {
        let Some(server) = server(&request.url) else { return };
        let severed: Vec<u64> = {
            let mut state = lock(&self.state);
            let at_least = at_least(request);
            state.once = Some(Once { id: request.id.clone(), server: server.clone(), at_least, ended: false });
            let to_it = state.connections.iter_mut().filter(|(_, connection)| connection.server == server);
            to_it.map(|(id, connection)| connection.sever(*id)).collect()
        };
        let mut gone = self.gone.subscribe();
        let all_gone = async {
            while severed.iter().any(|id| lock(&self.state).connections.contains_key(id)) {
                if gone.changed().await.is_err() {
                    return;
                }
            }
        };
        // One that stays can carry nothing any more.
        let _ = tokio::time::timeout(SEVER_LIMIT, all_gone).await;
    }

    /// The request has its answer, or its failure: the browser does not repeat it any more.
    pub(crate) fn answered(&self, answer: &Incoming) {
        let mut state = lock(&self.state);
        if state.once.as_ref().is_some_and(|once| once.id == answer.id) {
            state.once = None;
            state.connections.values_mut().filter(|c| c.left != Some(0)).for_each(|c| c.left = None);
        }
    }

    /// Takes a connection in; `None` when there must be no more to that server.
    fn begin(&self, server: Server) -> Option<(u64, Arc<Notify>)> {
        let mut state = lock(&self.state);
        if state.once.as_ref().is_some_and(|once| once.ended && once.server == server) {
            return None;
        }
        state.next += 1;
        let (id, cut) = (state.next, Arc::new(Notify::new()));
        state.connections.insert(id, Connection { server, carried: 0, left: None, cut: cut.clone() });
        Some((id, cut))
    }

    /// Whether these bytes may go on to the server.
    fn may_carry(&self, id: u64, bytes: usize) -> bool {
        let mut state = lock(&self.state);
        let Some(connection) = state.connections.get_mut(&id) else { return false };
        let bytes = bytes as u64;
        match connection.left {
            Some(0) => false,
            Some(left) if left <= bytes => {
                connection.sever(id);
                false
            }
            left => {
                connection.left = left.map(|left| left - bytes);
                connection.carried += bytes;
                true
            }
        }
    }

    /// A connection ended at either side. Said before the browser can learn of it.
    fn ended(&self, id: u64) {
        let mut state = lock(&self.state);
        let State { connections, once, .. } = &mut *state;
        let (Some(ended), Some(once)) = (connections.get_mut(&id), once) else { return };
        // What was severed before the request left has not carried it.
        let may_have_carried = ended.left != Some(0) && ended.carried >= once.at_least;
        ended.left = Some(0);
        if ended.server == once.server && may_have_carried {
            once.ended = true;
            for other in connections.values_mut().filter(|other| other.server == once.server) {
                other.left = Some(other.left.unwrap_or(once.at_least).min(once.at_least));
            }
        }
    }

    fn forget(&self, id: u64) {
        lock(&self.state).connections.remove(&id);
        self.gone.send_modify(|count| *count += 1);
    }
}

impl Connection {
    fn sever(&mut self, id: u64) -> u64 {
        self.left = Some(0);
        self.cut.notify_one();
        id
    }
}

fn server(url: &str) -> Option<Server> {
    let rest = url.strip_prefix("http://").map(|rest| (rest, 80));
    let (rest, usual) = rest.or_else(|| url.strip_prefix("https://").map(|rest| (rest, 443)))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, after)| after);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (authority, usual),
    };
    Some((bare(host), port))
}

/// A host as the proxy hears it: no brackets, lower case.
fn bare(host: &str) -> String {
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.parse::<IpAddr>().map_or_else(|_| host.to_ascii_lowercase(), |address| address.to_string())
}

/// Fewest bytes in which the request can have travelled. Bodies travel as they
/// are; the best compression of a new address leaves five bits of eight.
fn at_least(request: &Outgoing) -> u64 {
    (request.body.len().max(request.url.len() / 2) as u64).max(1)
}

async fn accept(listener: TcpListener, switchboard: Arc<Switchboard>, rules: Arc<HostRules>) {
    let mut joined = tokio::task::JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        while joined.try_join_next().is_some() {}
        let (switchboard, rules) = (switchboard.clone(), rules.clone());
        joined.spawn(async move {
            if let Err(error) = serve(client, &switchboard, &rules).await {
                tracing::trace!(%error, "a connection ended");
            }
        });
    }
}

async fn serve(mut client: TcpStream, switchboard: &Switchboard, rules: &HostRules) -> io::Result<()> {
    client.set_nodelay(true)?;
    let (host, port) = tokio::time::timeout(CONNECT_LIMIT, wanted(&mut client)).await??;
    let target = rules.apply(&host, port);
    let Some((target, (id, cut))) = target.zip(switchboard.begin((bare(&host), port))) else {
        return client.write_all(&reply(UNREACHABLE)).await;
    };
    let _registered = Registered { switchboard, id };
    let connected = tokio::select! {
        () = cut.notified() => return Ok(()),
        connected = tokio::time::timeout(CONNECT_LIMIT, connect(&target, rules)) => connected,
    };
    let Ok(Ok(server)) = connected else {
        return client.write_all(&reply(UNREACHABLE)).await;
    };
    server.set_nodelay(true)?;
    client.write_all(&reply(0)).await?;
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    // Whatever is dropped here is closed before the connection is forgotten.
    tokio::select! {
        () = cut.notified() => Ok(()),
        done = carry(switchboard, id, from_client, to_server) => done,
        done = bring(switchboard, id, from_server, to_client) => done,
    }
}

/// Forgets the connection once it is closed.
struct Registered<'a> {
    switchboard: &'a Switchboard,
    id: u64,
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        self.switchboard.ended(self.id);
        self.switchboard.forget(self.id);
    }
}

/// Browser to server. Ends when either is done.
async fn carry(board: &Switchboard, id: u64, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER_BYTES];
    let done = loop {
        match from.read(&mut buffer).await {
            Ok(0) => break Ok(()),
            Ok(count) if board.may_carry(id, count) => {
                // The server may be done with reading and still have something to say.
                if to.write_all(&buffer[..count]).await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
            // Swallowed: closing with something unread would take from the browser what it has not read yet.
            Ok(_) => {}
            Err(error) => break Err(error),
        }
    };
    board.ended(id);
    done
}

/// Server to browser. When the server is done, the browser is given time to read what was sent.
async fn bring(board: &Switchboard, id: u64, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match from.read(&mut buffer).await {
            Ok(0) => break,
            Ok(count) => to.write_all(&buffer[..count]).await?,
            Err(error) => {
                board.ended(id);
                return Err(error);
            }
        }
    }
    board.ended(id);
    to.shutdown().await?;
    // `carry` sees the browser's end; what it still sends is swallowed there.
    tokio::time::sleep(DRAIN_LIMIT).await;
    Ok(())
}

/// Tries the addresses of a name, each a little after the one before.
async fn connect((host, port): &(String, u16), rules: &HostRules) -> io::Result<TcpStream> {
    let addresses = rules.addresses(host, *port).await?;
    let tries = (0..).zip(addresses).map(|(turn, address)| -> Attempt {
        Box::pin(async move {
            tokio::time::sleep(NEXT_ADDRESS * turn).await;
            TcpStream::connect(address).await
        })
    });
    let tries: Vec<Attempt> = tries.collect();
    if tries.is_empty() {
        return Err(io::ErrorKind::NotFound.into());
    }
    futures_util::future::select_ok(tries).await.map(|(stream, _)| stream)
}

type Attempt = std::pin::Pin<Box<dyn Future<Output = io::Result<TcpStream>> + Send>>;

/// Both families in turn. Names under `localhost` are this machine, whoever resolves names.
pub(crate) async fn addresses(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    if name == "localhost" || name.ends_with(".localhost") {
        return Ok(vec![(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()]);
    }
    let (mut six, mut four): (Vec<SocketAddr>, Vec<SocketAddr>) =
        tokio::net::lookup_host((host, port)).await?.partition(SocketAddr::is_ipv6);
    let most = six.len().max(four.len());
    let mut mixed = Vec::new();
    for at in 0..most {
        mixed.extend(six.get_mut(at).copied());
        mixed.extend(four.get_mut(at).copied());
    }
    mixed.truncate(MOST_ADDRESSES);
    Ok(mixed)
}

#[cfg(test)]
mod tests;
