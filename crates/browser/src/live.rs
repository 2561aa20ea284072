//! A page as a person sees it and works on it: pictures one after the other,
//! and the input of a hand.
//!
//! Pictures come when the page changes, and the next one only after the last
//! was taken. Input goes wherever the person puts it: nothing is looked up or
//! checked here.

use crate::input::Point;
use crate::page::Page;
use crate::protocol::lock;
use crate::tabs::Tab;
use crate::{BrowserError, Result};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Of the pictures, 0..=100.
const QUALITY: u8 = 70;

/// Largest picture, pixels.
const LARGEST: [u32; 2] = [1280, 1280];

/// What a hand does.
#[derive(Debug, Clone, Copy)]
pub enum Hand<'a> {
    /// Presses the left button at a place of the viewport, CSS pixels.
    Click {
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
    },
    /// Turns the wheel at a place.
    Wheel {
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
        /// CSS pixels to the right.
        right: f64,
        /// CSS pixels down.
        down: f64,
    },
    /// Types on whatever has the focus.
    Type {
        /// What.
        text: &'a str,
    },
    /// Presses a key with a name.
    Key {
        /// As in the DOM, e.g. `Enter`.
        name: &'a str,
    },
}

/// One picture of the viewport.
#[derive(Clone)]
pub struct Shot {
    /// JPEG, base64.
    pub data: String,
    /// Width of what it shows, CSS pixels.
    pub width: f64,
    /// Height of what it shows, CSS pixels.
    pub height: f64,
}

/// Pictures of a page, until it is dropped. One at a time per page: a new one ends the one before.
pub struct Screencast {
    page: Page,
    shots: mpsc::Receiver<Value>,
    taken: Option<Value>,
}

impl Page {
    /// Starts taking pictures.
    ///
    /// # Errors
    /// [`BrowserError::Crashed`], [`BrowserError::Protocol`].
    pub async fn screencast(&self) -> Result<Screencast> {
        let (sender, shots) = mpsc::channel(4);
        *lock(&self.tab.pictures) = Some(sender);
        let params = json!({
            "format": "jpeg", "quality": QUALITY, "maxWidth": LARGEST[0], "maxHeight": LARGEST[1], "everyNthFrame": 1,
        });
        // A cast that is under way would send no first picture.
        self.hub.client.tell(Some(&self.tab.session), "Page.stopScreencast", &json!({}));
        self.call("Page.startScreencast", params).await?;
        Ok(Screencast { page: self.clone(), shots, taken: None })
    }

    /// Title of the top document.
    ///
    /// # Errors
    /// [`BrowserError::Gone`], [`BrowserError::Crashed`].
    pub async fn title(&self) -> Result<String> {
        let history = self.call("Page.getNavigationHistory", json!({})).await?;
        let at = history["currentIndex"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or_default();
        let title = history["entries"][at]["title"].as_str().unwrap_or_default();
        Ok(title.chars().take(300).collect())
    }

    /// Brings the element of the top document with this id into view, and says where its middle is, as a hand needs it.
    ///
    /// # Errors
    /// [`BrowserError::Gone`] when there is none; [`BrowserError::Obscured`].
    pub async fn place_of(&self, id: &str) -> Result<(f64, f64)> {
        let snapshot = self.snapshot().await?;
        let top = snapshot.frames.first().ok_or(BrowserError::Gone)?;
        let control = top.controls.iter().find(|control| control.id == id).map(|control| control.node);
        let node = control.or_else(|| top.buttons.iter().find(|button| button.id == id).map(|button| button.node));
        let node = node.ok_or(BrowserError::Gone)?;
        let place = self.ask_frame(&top.frame, &format!("clickPoint({})", node.0), crate::input::ASK_LIMIT).await?;
        match (place["x"].as_f64(), place["y"].as_f64()) {
            (Some(x), Some(y)) => Ok((x, y)),
            _ => Err(BrowserError::Obscured),
        }
    }

    /// Does what a person's hand does.
    ///
    /// # Errors
    /// [`BrowserError::Protocol`] for a place outside of the page or an unknown key; [`BrowserError::Crashed`],
    /// [`BrowserError::Timeout`].
    pub async fn hand(&self, hand: Hand<'_>) -> Result<()> {
        match hand {
            Hand::Click { x, y } => self.click_point(place(x, y)?).await,
            Hand::Wheel { x, y, right, down } => {
                let Point { x, y } = place(x, y)?;
                let Point { x: right, y: down } = distance(right, down)?;
                let params = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": right, "deltaY": down });
                // Answered only when the page has scrolled, which one that does not scroll never does.
                self.hub.client.tell(Some(&self.tab.session), "Input.dispatchMouseEvent", &params);
                Ok(())
            }
            Hand::Type { text } => self.type_text(text).await,
            Hand::Key { name } => {
                let (_, code) = KEYS
                    .iter()
                    .find(|(known, _)| *known == name)
                    .ok_or_else(|| BrowserError::Protocol("an unknown key".to_owned()))?;
                self.press_named(name, *code, (name == "Enter").then_some("\r")).await
            }
        }
    }
}

/// Keys by name, with their Windows numbers.
const KEYS: [(&str, u32); 15] = [
    ("Enter", 13),
    ("Tab", 9),
    ("Escape", 27),
    ("Backspace", 8),
    ("Delete", 46),
    ("ArrowLeft", 37),
    ("ArrowUp", 38),
    ("ArrowRight", 39),
    ("ArrowDown", 40),
    ("Home", 36),
    ("End", 35),
    ("PageUp", 33),
    ("PageDown", 34),
    ("Insert", 45),
    ("Space", 32),
];

fn place(x: f64, y: f64) -> Result<Point> {
    let within = |at: f64| (0.0..20_000.0).contains(&at);
    if within(x) && within(y) { Ok(Point { x, y }) } else { Err(BrowserError::Protocol("no such place".to_owned())) }
}

fn distance(right: f64, down: f64) -> Result<Point> {
    let within = |by: f64| by.abs() <= 20_000.0;
    if within(right) && within(down) {
        Ok(Point { x: right, y: down })
    } else {
        Err(BrowserError::Protocol("too far".to_owned()))
    }
}

impl Screencast {
    /// The next picture, as soon as the page changes; `None` when the page is gone or another cast has begun. The one
    /// before counts as taken from here on. Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<Shot> {
        if let Some(taken) = self.taken.take() {
            self.page.hub.client.tell(
                Some(&self.page.tab.session),
                "Page.screencastFrameAck",
                &json!({ "sessionId": taken }),
            );
        }
        let mut params = self.shots.recv().await?;
        self.taken = Some(params["sessionId"].clone());
        let metadata = &params["metadata"];
        let (width, height) = (metadata["deviceWidth"].as_f64()?, metadata["deviceHeight"].as_f64()?);
        let Value::String(data) = params["data"].take() else { return None };
        Some(Shot { data, width, height })
    }
}

impl Drop for Screencast {
    fn drop(&mut self) {
        self.shots.close();
        self.page.hub.client.tell(Some(&self.page.tab.session), "Page.stopScreencast", &json!({}));
    }
}

/// Takes a picture from the protocol. Called on the reading task.
pub(crate) fn picture(tab: &Arc<Tab>, params: &Value) -> bool {
    let mut pictures = lock(&tab.pictures);
    let Some(sender) = &*pictures else { return false };
    match sender.try_send(params.clone()) {
        Ok(()) => true,
        Err(mpsc::error::TrySendError::Full(_)) => false,
        Err(mpsc::error::TrySendError::Closed(_)) => {
            *pictures = None;
            false
        }
    }
}
