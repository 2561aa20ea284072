//! The client against a scripted other end.

use super::*;
use std::sync::Arc;
use tokio::io::DuplexStream;

#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Listener for Heard {
    fn event(&self, event: Event) {
        lock(&self.0).push(event.method);
    }
    fn closed(&self) {
        lock(&self.0).push("closed".into());
    }
}

struct Rig {
    client: Arc<Client>,
    heard: Arc<Heard>,
    /// What the browser writes.
    browser: DuplexStream,
    /// What we wrote to it.
    commands: DuplexStream,
}

fn rig() -> Rig {
    let (ours, commands) = tokio::io::duplex(1 << 16);
    let (browser, answers) = tokio::io::duplex(1 << 16);
    let client = Arc::new(Client::new(ours));
    let heard = Arc::new(Heard::default());
    let (reading, listener) = (client.clone(), heard.clone());
    tokio::spawn(async move { reading.read(answers, &*listener).await });
    Rig { client, heard, browser, commands }
}

#[tokio::test]
async fn an_answer_split_over_reads_reaches_its_call_and_garbage_is_skipped() {
    let mut rig = rig();
    let client = rig.client.clone();
    let call = tokio::spawn(async move { client.call(None, "Test.do", json!({})).await });
    let mut command = vec![0; 256];
    let length = rig.commands.read(&mut command).await.unwrap();
    assert!(command[..length].ends_with(b"\0"));
    for part in [&b"not json\0\xff\xfe\0{\"method\":\"A.b\",\"params\":{}}\0{\"id\":"[..], b"1,\"result\":{\"x\":1}}\0"]
    {
        rig.browser.write_all(part).await.unwrap();
    }
    assert_eq!(call.await.unwrap().unwrap()["x"], 1);
    assert_eq!(*lock(&rig.heard.0), ["A.b"]);
}

#[tokio::test]
async fn an_answer_that_is_told_takes_its_place_among_the_events() {
    let mut rig = rig();
    let client = rig.client.clone();
    let call = tokio::spawn(async move { client.call_told(Some("s"), "Test.tree", json!({})).await });
    rig.commands.read_exact(&mut [0; 8]).await.unwrap();
    let told = b"{\"method\":\"A.before\"}\0{\"id\":1,\"result\":{\"x\":1}}\0{\"method\":\"A.after\"}\0";
    rig.browser.write_all(told).await.unwrap();
    call.await.unwrap().unwrap();
    while lock(&rig.heard.0).len() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(*lock(&rig.heard.0), ["A.before", "Test.tree", "A.after"]);
}

#[tokio::test]
async fn a_closed_pipe_fails_what_waits_and_what_comes_later() {
    let rig = rig();
    let client = rig.client.clone();
    let call = tokio::spawn(async move { client.call(None, "Test.do", json!({})).await });
    let mut commands = rig.commands;
    let mut first = [0; 8];
    commands.read_exact(&mut first).await.unwrap();
    drop(rig.browser);
    assert!(matches!(call.await.unwrap(), Err(BrowserError::Crashed)));
    assert!(matches!(rig.client.call(None, "Test.do", json!({})).await, Err(BrowserError::Crashed)));
}

#[tokio::test]
async fn an_ended_session_fails_only_its_own_calls() {
    let mut rig = rig();
    let (a, b) = (rig.client.clone(), rig.client.clone());
    let gone = tokio::spawn(async move { a.call(Some("gone"), "Test.do", json!({})).await });
    let kept =
        tokio::spawn(async move { b.call_within(Some("kept"), "Test.do", json!({}), Duration::from_millis(50)).await });
    let mut seen = Vec::new();
    while seen.iter().filter(|byte| **byte == 0).count() < 2 {
        rig.commands.read_buf(&mut seen).await.unwrap();
    }
    rig.client.session_ended("gone", || BrowserError::Gone);
    assert!(matches!(gone.await.unwrap(), Err(BrowserError::Gone)));
    assert!(matches!(kept.await.unwrap(), Err(BrowserError::Timeout("Test.do"))));
}
