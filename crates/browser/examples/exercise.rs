//! Operates every control of a page in a harmless way and says which did not take it:
//! `cargo run -p browser --example exercise -- <url> [text of a button to press | -]…`
//!
//! The buttons are pressed in order; `-` operates the controls that are there at that point, as the end does.
//! Forms that the browser itself would send are aborted.

#![expect(clippy::print_stdout, reason = "it is a program that prints")]

use browser::{Browser, BrowserError, Guard, LaunchOptions, Outgoing, Page, Patience, Verdict};
use forms::fields::ElementRef;
use forms::snapshot::{Control, OptionEntry, PageSnapshot};
use futures_util::future::BoxFuture;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(6);

struct Reading;

impl Guard for Reading {
    fn judge<'a>(&'a self, request: &'a Outgoing) -> BoxFuture<'a, Verdict> {
        let harmless = request.method == "GET" || request.resource != "Document";
        Box::pin(async move { if harmless { Verdict::Pass } else { Verdict::Abort } })
    }
}

#[tokio::main]
async fn main() -> Result<(), BrowserError> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_else(|| "about:blank".into());
    let browser = Browser::launch(LaunchOptions::default()).await?;
    let context = browser.context(Arc::new(Reading)).await?;
    let page = context.page().await?;
    page.goto(&url, Duration::from_secs(30)).await?;
    page.settle(Duration::from_millis(200), LIMIT).await?;
    for text in arguments {
        if text == "-" { exercise(&page).await? } else { press(&page, &text).await? }
    }
    exercise(&page).await?;
    browser.close().await;
    Ok(())
}

async fn press(page: &Page, text: &str) -> Result<(), BrowserError> {
    let snapshot = page.snapshot().await?;
    for frame in &snapshot.frames {
        if let Some(button) = frame.buttons.iter().find(|button| button.text == text && button.visible) {
            page.click(&ElementRef { frame: frame.frame.clone(), node: button.node }).await?;
            page.settle(Duration::from_millis(300), LIMIT).await?;
            return Ok(());
        }
    }
    println!("no button {text}");
    Ok(())
}

async fn exercise(page: &Page) -> Result<(), BrowserError> {
    let mut done = HashSet::new();
    let (mut operated, mut failed) = (0, 0);
    // Operating a control may reveal others; a page may do so for ever.
    while operated < 200 {
        let snapshot = page.snapshot().await?;
        let Some((at, control)) = next(&snapshot, &done) else { break };
        done.insert((control.id.clone(), control.name.clone(), control.labels.clone().native, at.node));
        let started = Instant::now();
        let outcome = operate(page, &at, &control).await;
        let took = started.elapsed().as_millis();
        operated += 1;
        let after = page.snapshot().await?;
        let held = held(&after, &at);
        let name = [
            &control.labels.labelledby,
            &control.labels.aria,
            &control.labels.native,
            &control.labels.container,
            &control.id,
        ];
        let name = name.into_iter().find(|name| !name.is_empty()).map_or("?", |name| name);
        let kind = if control.input_type.is_empty() { &control.tag } else { &control.input_type };
        match outcome {
            Ok(wanted) if held.as_deref().is_none_or(|held| wanted.is_empty() || held == wanted) => {
                println!("ok    {took:>5} ms {kind:<10} {name:.50} = {:.40}", held.unwrap_or_default());
            }
            Ok(wanted) => {
                failed += 1;
                println!(
                    "WRONG {took:>5} ms {kind:<10} {name:.50}: wanted {wanted:.40}, holds {:.40}",
                    held.unwrap_or_default()
                );
            }
            Err(error) => {
                failed += 1;
                println!("ERROR {took:>5} ms {kind:<10} {name:.50}: {error}");
            }
        }
    }
    println!("{operated} operated, {failed} failed");
    Ok(())
}

type Done = HashSet<(String, String, String, forms::snapshot::Node)>;

fn next(snapshot: &PageSnapshot, done: &Done) -> Option<(ElementRef, Control)> {
    snapshot.frames.iter().find_map(|frame| {
        let fit = |control: &&Control| {
            let known = (control.id.clone(), control.name.clone(), control.labels.native.clone(), control.node);
            control.reachable
                && !control.disabled
                && !control.readonly
                && control.input_type != "file"
                && !done.contains(&known)
        };
        let control = frame.controls.iter().find(fit)?;
        Some((ElementRef { frame: frame.frame.clone(), node: control.node }, control.clone()))
    })
}

/// Gives the control something and returns what it should hold.
async fn operate(page: &Page, at: &ElementRef, control: &Control) -> Result<String, BrowserError> {
    if control.checked.is_some() {
        page.set_checked(at, true).await?;
        return Ok(String::new());
    }
    if control.tag == "select" {
        let Some(index) = control.options.iter().rposition(|option| !option.disabled) else { return Ok(String::new()) };
        page.select(at, &[index]).await?;
        return Ok(control.options[index].text.clone());
    }
    if control.combobox || control.popup == "listbox" {
        return choose(page, at, control).await;
    }
    if control.role == "spinbutton" {
        page.type_keys(at, "05").await?;
        return Ok(String::new());
    }
    let text = match control.input_type.as_str() {
        "email" => "ada@example.test",
        "password" => "Correct-horse-9",
        _ if control.labels.native.contains("Email") => "ada@example.test",
        "date" => "2027-01-15",
        "month" => "2027-01",
        "number" => "5",
        "url" => "https://example.test",
        "tel" => "2025550123",
        _ => "Some text",
    };
    page.set_texts(&[(at.clone(), text.to_owned())]).await?;
    // What a password field holds is never told.
    Ok(if control.input_type == "password" { String::new() } else { text.to_owned() })
}

async fn choose(page: &Page, at: &ElementRef, control: &Control) -> Result<String, BrowserError> {
    let mut list = page.open_list(at, Patience::Usual, LIMIT).await?;
    if list.options.is_empty() {
        for (query, enter) in [("Col", false), ("a", true)] {
            list = page.query_list(at, query, enter, LIMIT).await?;
            if !list.options.is_empty() {
                break;
            }
        }
    }
    let taken = |option: &&OptionEntry| !option.disabled && !option.selected && !control.chips.contains(&option.text);
    let Some(option) = list.options.iter().filter(taken).nth(1).or(list.options.iter().find(taken)) else {
        page.close_list(at).await?;
        return Err(BrowserError::Protocol(format!("no options, settled {}", list.settled)));
    };
    page.pick(at, option).await?;
    page.close_list(at).await?;
    Ok(option.text.clone())
}

fn held(snapshot: &PageSnapshot, at: &ElementRef) -> Option<String> {
    let frame = snapshot.frames.iter().find(|frame| frame.frame == at.frame)?;
    frame.controls.iter().find(|control| control.node == at.node).map(|control| control.value.clone())
}
