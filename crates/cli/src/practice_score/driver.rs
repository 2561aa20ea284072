//! Any command as a tool: it finds its orders in the environment and prints one line of JSON.

use super::Visit;
use crate::exit::Problem;
use practice::scoreboard::{Report, Said};
use std::process::Stdio;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

/// Most of a driver's output that is read, in bytes.
const LONGEST_OUTPUT: u64 = 1024 * 1024;

/// Runs the command for one visit. A driver that ends without a result, or not in time, is taken to know nothing.
pub(super) async fn run(command: &str, visit: &Visit<'_>) -> Result<Report, Problem> {
    let (person, resume) = (visit.folder.join("person.json"), visit.folder.join("resume.pdf"));
    let data = visit.folder.join("data");
    std::fs::write(&person, visit.case.person.json)?;
    std::fs::write(&resume, visit.case.person.resume_pdf)?;
    std::fs::create_dir_all(&data)?;
    let inbox = format!("{}/practice/api/mail?to={}", visit.server.base_url(), visit.case.person.slug);
    let mut child = Command::new("sh")
        .args(["-c", command])
        .env("VALET_SCORE_URL", visit.url)
        .env("VALET_SCORE_PERSON", &person)
        .env("VALET_SCORE_RESUME", &resume)
        .env("VALET_SCORE_DATA", &data)
        .env("VALET_SCORE_INBOX", inbox)
        .env("VALET_SCORE_TIMEOUT", visit.limit.as_secs().to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|error| Problem::usage(format!("The driver cannot be started: {error}.")))?;
    let group = child.id();
    let mut printed = Vec::new();
    let stdout = child.stdout.take();
    let ended = tokio::time::timeout(visit.limit, async {
        if let Some(stdout) = stdout {
            stdout.take(LONGEST_OUTPUT).read_to_end(&mut printed).await?;
        }
        child.wait().await
    })
    .await;
    // What a driver leaves running would go on applying.
    if let Some(group) = group.and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let note = match ended {
        Err(_) => "The driver did not end in time.".to_owned(),
        Ok(Err(error)) => format!("The driver could not be read: {error}."),
        Ok(Ok(_)) => match result(&printed) {
            Some(report) => return Ok(report),
            None => "The driver printed no result.".to_owned(),
        },
    };
    Ok(Report { outcome: Said::Unknown, asked: Vec::new(), model_calls: 0, cost_usd: 0.0, note })
}

/// The last line that is a result.
fn result(printed: &[u8]) -> Option<Report> {
    let text = String::from_utf8_lossy(printed);
    text.lines().rev().find_map(|line| serde_json::from_str(line.trim()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_that_is_a_result_counts() {
        let text = b"starting\n{\"outcome\":\"asked\",\"asked\":[\"City\"]}\n{\"outcome\":\"submitted\",\"modelCalls\":3,\"costUsd\":0.02}\nbye\n";
        let report = result(text).unwrap();
        assert_eq!((report.outcome, report.model_calls), (Said::Submitted, 3));
        for garbage in [&b""[..], b"{}", b"{\"outcome\":\"maybe\"}", b"\xff\xfe\n[1]"] {
            assert_eq!(result(garbage), None);
        }
    }
}
