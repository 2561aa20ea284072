//! Following a job live, in either way.

use crate::errors::Error;
use crate::rest::Rest;
use ghosthands::ledger::JobEvent;
use ghosthands::news;
use reqwest::Response;
use std::collections::VecDeque;
use std::time::Duration;
use uuid::Uuid;

/// Longest line of a stream, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;
/// Waits before a broken connection is made again.
const WAITS: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(10),
];

/// A job that is followed.
#[derive(Debug)]
pub struct Following {
    from: From,
    ready: VecDeque<JobEvent>,
}

#[derive(Debug)]
enum From {
    Http(Box<Streamed>),
    Database(news::Following),
}

impl Following {
    pub(crate) fn over_http(streamed: Streamed) -> Self {
        Self { from: From::Http(Box::new(streamed)), ready: VecDeque::new() }
    }

    pub(crate) fn in_database(following: news::Following) -> Self {
        Self { from: From::Database(following), ready: VecDeque::new() }
    }

    /// The next event; `None` when the job has ended and everything was told. Every event comes once, in order.
    ///
    /// # Errors
    /// When the service cannot be reached for a while, or says no.
    pub async fn next(&mut self) -> Result<Option<JobEvent>, Error> {
        if self.ready.is_empty() {
            match &mut self.from {
                From::Database(following) => self.ready.extend(following.next().await?),
                From::Http(streamed) => self.ready.extend(streamed.next().await?),
            }
        }
        Ok(self.ready.pop_front())
    }
}

/// A stream of server-sent events that is opened again where it broke.
#[derive(Debug)]
pub(crate) struct Streamed {
    rest: Rest,
    job: Uuid,
    after: i64,
    response: Option<Response>,
    unread: Vec<u8>,
    ended: bool,
}

impl Streamed {
    pub(crate) fn new(rest: Rest, job: Uuid, after: i64, response: Response) -> Self {
        Self { rest, job, after, response: Some(response), unread: Vec::new(), ended: false }
    }

    async fn next(&mut self) -> Result<Option<JobEvent>, Error> {
        let mut waits = WAITS.into_iter();
        loop {
            while let Some(block) = self.block() {
                if let Some(event) = self.read(&block)? {
                    return Ok(Some(event));
                }
            }
            if self.ended {
                return Ok(None);
            }
            let chunk = match &mut self.response {
                Some(response) => response.chunk().await,
                None => Ok(None),
            };
            match chunk {
                Ok(Some(chunk)) if self.unread.len() + chunk.len() <= LONGEST => self.unread.extend_from_slice(&chunk),
                Ok(_) | Err(_) => {
                    // Broken off, or stopped: what is half read comes again.
                    (self.response, self.unread) = (None, Vec::new());
                    match self.rest.open_stream(self.job, self.after).await {
                        Ok(response) => self.response = Some(response),
                        Err(error @ (Error::Transport(_) | Error::Service { .. })) => match waits.next() {
                            Some(wait) => tokio::time::sleep(wait).await,
                            None => return Err(error),
                        },
                        Err(error) => return Err(error),
                    }
                }
            }
        }
    }

    /// The next whole block of the stream.
    fn block(&mut self) -> Option<Vec<u8>> {
        let end = self.unread.windows(2).position(|two| two == b"\n\n")?;
        let rest = self.unread.split_off(end + 2);
        Some(std::mem::replace(&mut self.unread, rest))
    }

    /// An event; `None` for comments, for what was seen, and for the end.
    fn read(&mut self, block: &[u8]) -> Result<Option<JobEvent>, Error> {
        let text = String::from_utf8_lossy(block);
        let field = |name: &str| {
            let values = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            values.map(|value| value.strip_prefix(' ').unwrap_or(value)).collect::<Vec<_>>().join("\n")
        };
        if field("event") == "end" {
            self.ended = true;
            return Ok(None);
        }
        let data = field("data");
        if data.is_empty() {
            return Ok(None);
        }
        let event: JobEvent = serde_json::from_str(&data).map_err(Error::Unreadable)?;
        if event.seq <= self.after {
            return Ok(None);
        }
        self.after = event.seq;
        Ok(Some(event))
    }
}
