//! Reads a résumé in a child process of this binary, so that a document made
//! to harm a parser can use up neither memory nor time, nor take Valet down.

use crate::exit::{Exit, Problem};
use domain::Profile;
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Largest document, bytes.
const LARGEST: u64 = 10 * 1024 * 1024;
/// Most memory the child may address, bytes.
const MEMORY: u64 = 1024 * 1024 * 1024;
/// Longest the child may take.
const TIME: Duration = Duration::from_secs(20);

/// What the child writes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Read {
    pub profile: Option<Profile>,
    pub warnings: Vec<String>,
    pub refusal: Option<String>,
}

/// Reads a document that lies in a file.
pub(crate) fn read(path: &Path, bytes: &[u8]) -> Result<Read, Problem> {
    if bytes.len() as u64 > LARGEST {
        return Err(Problem::failure(format!(
            "{} is larger than 10 MB. Export it again without large pictures.",
            path.display()
        )));
    }
    let mut child = Command::new(std::env::current_exe()?)
        .arg("read-document")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut stdin = child.stdin.take().ok_or_else(|| Problem::failure("The reader could not be started."))?;
    let mut stdout = child.stdout.take().ok_or_else(|| Problem::failure("The reader could not be started."))?;
    let document = bytes.to_vec();
    // A child that dies early closes its end; the error shows in its answer.
    let writing = std::thread::spawn(move || stdin.write_all(&document));
    let reading = std::thread::spawn(move || {
        let mut answer = Vec::new();
        stdout.read_to_end(&mut answer).map(|_| answer)
    });
    let started = Instant::now();
    while child.try_wait()?.is_none() {
        if started.elapsed() > TIME {
            child.kill()?;
            child.wait()?;
            return Err(unreadable(path, "it took too long to read"));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let _ = writing.join();
    let answer = reading.join().map_err(|_| unreadable(path, "the reader failed"))??;
    serde_json::from_slice(&answer).map_err(|_| unreadable(path, "the reader gave up on it"))
}

fn unreadable(path: &Path, why: &str) -> Problem {
    Problem::failure(format!(
        "{} cannot be read: {why}. Try saving it again as PDF, DOCX or plain text.",
        path.display()
    ))
}

/// The child's part: a document in, JSON out, under limits.
pub(crate) fn read_stdin() -> Result<Exit, Problem> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |value| Rlimit { current: Some(value), maximum: Some(value) };
    setrlimit(Resource::As, limit(MEMORY)).map_err(std::io::Error::from)?;
    setrlimit(Resource::Cpu, limit(TIME.as_secs())).map_err(std::io::Error::from)?;
    setrlimit(Resource::Core, limit(0)).map_err(std::io::Error::from)?;
    let mut bytes = Vec::new();
    std::io::stdin().take(LARGEST + 1).read_to_end(&mut bytes)?;
    let read = match resume::read(&bytes, chrono::Utc::now().date_naive()) {
        Ok(reading) => Read {
            profile: Some(reading.profile),
            warnings: reading.warnings.iter().map(ToString::to_string).collect(),
            refusal: None,
        },
        Err(error) => Read { profile: None, warnings: Vec::new(), refusal: Some(error.to_string()) },
    };
    serde_json::to_writer(std::io::stdout(), &read).map_err(std::io::Error::from)?;
    Ok(Exit::Ok)
}
