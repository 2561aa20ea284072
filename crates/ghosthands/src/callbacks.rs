//! Tells Valet what becomes of its jobs.
//!
//! A trigger writes a row into `gh_callbacks` in the transaction that changes a job's status; [`Dispatcher`] delivers
//! the rows. Every API and worker process runs one. Promises to the receiver:
//!
//! - *At least once*, with the same delivery id in every attempt: a process may die between an answer and its note.
//! - *In order per job*: the next callback of a job goes out when the one before was taken, or was given up.
//! - *The same bytes and a fresh signature* in every attempt ([`signature`]).
//!
//! An attempt that fails is repeated after 1, 3 and 10 seconds, then ever more slowly; after a day a callback is *dead*,
//! which monitoring shows. The callback's address may hold a token, so it is never logged beyond its host.

mod delivery;
pub mod outbox;
pub mod signature;

pub use delivery::{Anywhere, Egress};
pub(crate) use delivery::{client, in_words};

use crate::jobs::QueueError;
use crate::monitoring::Recorder;
use crate::settings::Secret;
use delivery::{Courier, Refusal};
use outbox::Claimed;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Waits after the first attempts; §6 of the contract names the first three.
const WAITS: [Duration; 7] = [
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
];
/// Wait after every later attempt.
const LONG_WAIT: Duration = Duration::from_secs(60 * 60);
/// Age at which a callback is given up.
const GIVE_UP: Duration = Duration::from_secs(24 * 60 * 60);

/// How callbacks are delivered.
#[derive(Clone)]
pub struct DispatcherOptions {
    /// Sent as `X-GH-Service-Key`, and signs. Without one neither header is sent.
    pub service_key: Option<Secret>,
    /// Live view of the whole machine, told where the job names none of its own.
    pub kasm_url: Option<String>,
    /// Which addresses may be called.
    pub egress: Arc<dyn Egress>,
    /// Limit of one attempt, its answer included.
    pub attempt: Duration,
    /// Attempts under way at once in this process.
    pub at_once: usize,
    /// Time between looks when no notification comes.
    pub poll: Duration,
}

impl Default for DispatcherOptions {
    fn default() -> Self {
        Self {
            service_key: None,
            kasm_url: None,
            egress: Arc::new(Anywhere),
            attempt: Duration::from_secs(10),
            at_once: 16,
            poll: Duration::from_secs(5),
        }
    }
}

/// Delivers callbacks until it is told to stop.
pub struct Dispatcher {
    pool: PgPool,
    courier: Arc<Courier>,
    recorder: Arc<Recorder>,
    options: DispatcherOptions,
}

impl Dispatcher {
    /// A dispatcher on this database. What it does is counted in `recorder`.
    ///
    /// # Errors
    /// A sentence, when no HTTP client can be made.
    pub fn new(pool: PgPool, recorder: Arc<Recorder>, options: DispatcherOptions) -> Result<Self, String> {
        let courier = Arc::new(Courier::new(&options)?);
        Ok(Self { pool, courier, recorder, options })
    }

    /// Delivers until `stop` turns true. Attempts that are under way then are left to their lease: another process
    /// repeats them.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        let mut wakes = Wakes::new(self.pool.clone(), self.options.poll);
        let mut flying: JoinSet<Option<Duration>> = JoinSet::new();
        while !*stop.borrow() {
            let launched = self.launch(&mut flying).await;
            if let Err(error) = &launched {
                tracing::warn!(%error, "callbacks could not be read");
            }
            tokio::select! {
                Some(landed) = flying.join_next() => wakes.note(landed.ok().flatten()),
                () = wakes.next() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            while let Some(landed) = flying.try_join_next() {
                wakes.note(landed.ok().flatten());
            }
        }
    }

    /// Claims as many callbacks as there is room for, and sends them off.
    async fn launch(&self, flying: &mut JoinSet<Option<Duration>>) -> Result<(), QueueError> {
        let room = self.options.at_once.saturating_sub(flying.len());
        if room == 0 {
            return Ok(());
        }
        let lease = self.options.attempt * 3;
        for claimed in outbox::claim(&mut *self.pool.acquire().await?, room, lease).await? {
            flying.spawn(carry(self.pool.clone(), self.courier.clone(), self.recorder.clone(), claimed));
        }
        Ok(())
    }
}

/// One attempt from sending to its note. Says when to look again, if it has to be repeated.
async fn carry(pool: PgPool, courier: Arc<Courier>, recorder: Arc<Recorder>, claimed: Claimed) -> Option<Duration> {
    let sent = courier.deliver(&claimed).await;
    let (result, again) = match &sent {
        Ok(()) => ("delivered", None),
        Err(Refusal::Never(_)) => ("dead", None),
        Err(Refusal::Later(_)) => match wait_after(claimed.attempts, claimed.age) {
            Some(wait) => ("failed", Some(wait)),
            None => ("dead", None),
        },
    };
    recorder.count("gh_callbacks_total", &[("result", result)], 1.0);
    if let Err(refusal) = &sent {
        let (delivery, job, attempts) = (claimed.id, claimed.job, claimed.attempts);
        let receiver = delivery::receiver(&claimed.url);
        tracing::warn!(%delivery, %job, told = claimed.told, attempts, receiver, reason = %refusal, result, "callback not taken");
    }
    let noted = async {
        let mut db = pool.acquire().await?;
        match (&sent, again) {
            (Ok(()), _) => outbox::delivered(&mut db, &claimed).await,
            (Err(refusal), Some(wait)) => outbox::postpone(&mut db, &claimed, wait, &refusal.to_string()).await,
            (Err(refusal), None) => outbox::give_up(&mut db, &claimed, &refusal.to_string()).await,
        }
    };
    if let Err(error) = noted.await {
        tracing::warn!(delivery = %claimed.id, %error, "an attempt could not be noted; it will be repeated");
    }
    again
}

/// Wait after attempt number `attempts` of a callback that is `age` old; none when it is given up.
fn wait_after(attempts: i32, age: Duration) -> Option<Duration> {
    let place = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    let wait = WAITS.get(place).copied().unwrap_or(LONG_WAIT);
    (age + wait <= GIVE_UP).then_some(wait)
}

/// When to look at the outbox: at a notification, when something postponed here is due, and from time to time.
struct Wakes {
    pool: PgPool,
    poll: Duration,
    listener: Option<PgListener>,
    due: Option<Instant>,
}

impl Wakes {
    fn new(pool: PgPool, poll: Duration) -> Self {
        Self { pool, poll, listener: None, due: None }
    }

    fn note(&mut self, wait: Option<Duration>) {
        // A little late rather than a little early, when it would not be due yet.
        let due = wait.map(|wait| Instant::now() + wait + Duration::from_millis(20));
        self.due = [self.due, due].into_iter().flatten().min();
    }

    async fn next(&mut self) {
        let poll = Instant::now() + self.poll;
        let until = self.due.map_or(poll, |due| due.min(poll));
        let _ = tokio::time::timeout_at(until, self.heard()).await;
        self.due = self.due.filter(|due| *due > Instant::now());
    }

    /// Without a listener, as behind some connection poolers, only the clock wakes.
    async fn heard(&mut self) {
        if self.listener.is_none() {
            self.listener = listen(&self.pool).await.ok();
        }
        let Some(listener) = &mut self.listener else { return std::future::pending().await };
        if listener.recv().await.is_err() {
            self.listener = None;
            std::future::pending::<()>().await;
        }
    }
}

async fn listen(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen("gh_callback").await?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_those_of_the_contract_then_slower_and_end_after_a_day() {
        let waits: Vec<u64> =
            (1..=9).filter_map(|n| wait_after(n, Duration::ZERO)).map(|wait| wait.as_secs()).collect();
        assert_eq!(waits, [1, 3, 10, 30, 60, 300, 900, 3600, 3600]);
        let mut age = Duration::ZERO;
        let mut attempts = 1;
        while let Some(wait) = wait_after(attempts, age) {
            age += wait;
            attempts += 1;
        }
        assert!(age <= GIVE_UP && age + LONG_WAIT > GIVE_UP, "{age:?}");
        assert_eq!(attempts, 31);
    }
}
