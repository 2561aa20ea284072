//! Runs one case on a thread of its own, watched from outside.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

/// How often the limit a case may take before it is given up for hanging.
const GIVEN_UP: u32 = 20;
/// Times a slow case is run again: the machine may have been busy.
const REPEATS: usize = 3;
/// Name of the threads that run cases.
const NAME: &str = "fuzz";
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// What is wrong with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A panic, with its place and message.
    Panic(String),
    /// It ended, but too late.
    Slow(Duration),
    /// It did not end.
    Hang,
}

/// A case that went wrong.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Makes the case again.
    pub seed: u64,
    /// What happened.
    pub fault: Fault,
    /// The case.
    pub input: Vec<u8>,
}

/// Panics of any thread since they were last taken.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Held while a case runs, so that every noted panic is its own.
static TURN: Mutex<()> = Mutex::new(());

/// A thread that runs cases.
pub(crate) struct Watched {
    cases: SyncSender<Vec<u8>>,
    ended: Receiver<Duration>,
}

impl Watched {
    pub(crate) fn start(run: fn(&[u8]), threads: &'static [&'static str]) -> Self {
        listen(threads);
        let (cases, incoming) = sync_channel::<Vec<u8>>(1);
        let (done, ended) = sync_channel(1);
        let body = move || {
            while let Ok(case) = incoming.recv() {
                let started = Instant::now();
                let _ = catch_unwind(AssertUnwindSafe(|| run(&case)));
                if done.send(started.elapsed()).is_err() {
                    return;
                }
            }
        };
        std::thread::Builder::new()
            .name(NAME.into())
            .stack_size(STACK_BYTES)
            .spawn(body)
            .expect("a process that can start a thread");
        Self { cases, ended }
    }

    /// Runs a case; `None` when nothing is wrong. After a hang the thread is lost.
    pub(crate) fn fault(&self, case: &[u8], limit: Duration, ours: &str) -> Option<Fault> {
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        PANICS.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let mut fastest = Duration::MAX;
        for _ in 0..REPEATS {
            if self.cases.send(case.to_vec()).is_err() {
                return Some(Fault::Hang);
            }
            match self.ended.recv_timeout(limit * GIVEN_UP) {
                Ok(took) => fastest = fastest.min(took),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Some(Fault::Hang),
            }
            let panics = std::mem::take(&mut *PANICS.lock().unwrap_or_else(PoisonError::into_inner));
            if let Some(panic) = panics.into_iter().find(|panic| panic.contains(ours)) {
                return Some(Fault::Panic(panic));
            }
            if fastest <= limit {
                return None;
            }
        }
        Some(Fault::Slow(fastest))
    }
}

/// Panics of the fuzzer's threads, and of those that the code under test starts, are noted instead of printed.
fn listen(threads: &'static [&'static str]) {
    static THREADS: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    static ONCE: Once = Once::new();
    THREADS.lock().unwrap_or_else(PoisonError::into_inner).extend(threads);
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let current = std::thread::current();
            let name = current.name().unwrap_or_default();
            if name != NAME && !THREADS.lock().unwrap_or_else(PoisonError::into_inner).contains(&name) {
                return usual(panic);
            }
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let said = panic.payload_as_str().unwrap_or_default();
            PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{place}: {said}"));
        }));
    });
}
