//! Acting on elements: mouse, keys, text, choices and files.
//!
//! The page sees what a person's hands would cause. Points are found and
//! checked by the page script in the element's own frame and carried through
//! every frame above it; mouse and keys go to the tab as a whole.

use crate::frames;
use crate::page::Page;
use crate::protocol::lock;
use crate::{BrowserError, Key, Result};
use forms::fields::ElementRef;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Limit of one question to the page script.
pub(crate) const ASK_LIMIT: Duration = Duration::from_secs(10);

/// How long a control may take to show the state that a click gave it.
const STATE_LIMIT: Duration = Duration::from_millis(600);

/// How long a page may take to read a file that it was given.
const FILE_READ: Duration = Duration::from_millis(500);

/// After so long a page that scrolled has been drawn again.
const REDRAWN: Duration = Duration::from_millis(80);

/// Deepest nesting of frames a point is carried through.
const DEPTH_LIMIT: usize = 10;

/// A point in the viewport of the tab, CSS pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Page {
    /// Replaces the text of each element with trusted input and leaves it
    /// (change and blur fire). In order, one after the other. Does not verify.
    ///
    /// Dates, times, colours and ranges are set as a whole, in the form their
    /// `value` has (`2027-01-15`).
    ///
    /// # Errors
    /// [`BrowserError::Gone`] when an element is no longer there; those before it have been set.
    pub async fn set_texts(&self, texts: &[(ElementRef, String)]) -> Result<()> {
        self.values_in_play().await;
        let mut rest = texts;
        while let Some((first, _)) = rest.first() {
            let same = rest.iter().take_while(|(at, _)| at.frame == first.frame).count();
            let (run, later) = rest.split_at(same);
            self.set_texts_of_frame(&first.frame, run).await?;
            rest = later;
        }
        Ok(())
    }

    async fn set_texts_of_frame(&self, frame: &str, texts: &[(ElementRef, String)]) -> Result<()> {
        let pairs: Vec<(u32, &str)> = texts.iter().map(|(at, text)| (at.node.0, text.as_str())).collect();
        let limit = ASK_LIMIT + Duration::from_millis(50) * u32::try_from(texts.len()).unwrap_or(u32::MAX);
        let done = self.ask_frame(frame, &format!("setTexts({})", json!(pairs)), limit).await?;
        for index in done["untouched"].as_array().into_iter().flatten().filter_map(Value::as_u64) {
            let (at, text) = &texts[usize::try_from(index).unwrap_or_default().min(texts.len() - 1)];
            self.insert_text(at, text).await?;
            self.ask_frame(frame, "leave()", ASK_LIMIT).await?;
        }
        Ok(())
    }

    /// The other way in, for an editor that did not follow the editing command.
    async fn insert_text(&self, at: &ElementRef, text: &str) -> Result<()> {
        let focus = self.ask(at, &format!("focusForText({})", at.node.0), ASK_LIMIT).await?;
        if focus["editable"] != true {
            return Ok(());
        }
        if text.is_empty() {
            self.press(Key::Backspace).await
        } else {
            self.call("Input.insertText", json!({ "text": text })).await.map(drop)
        }
    }

    /// Focuses the element, clears it and types key by key; for widgets that listen to keys.
    ///
    /// # Errors
    /// [`BrowserError::Gone`] when the element is no longer there.
    pub async fn type_keys(&self, at: &ElementRef, text: &str) -> Result<()> {
        let focus = self.ask(at, &format!("focusForText({})", at.node.0), ASK_LIMIT).await?;
        if focus["held"] == true {
            // A selected text goes at the first press; a segment that is no input loses a digit per press.
            let presses = if focus["editable"] == true { 1 } else { 6 };
            for _ in 0..presses {
                self.press(Key::Backspace).await?;
            }
        }
        self.type_text(text).await
    }

    /// Types on whatever has the focus.
    pub(crate) async fn type_text(&self, text: &str) -> Result<()> {
        self.values_in_play().await;
        for character in text.chars() {
            self.key(character_events(character)).await?;
        }
        Ok(())
    }

    /// Presses a key on the focused element.
    ///
    /// # Errors
    /// [`BrowserError::Crashed`], [`BrowserError::Timeout`].
    pub async fn press(&self, key: Key) -> Result<()> {
        self.key(key_events(key)).await
    }

    pub(crate) async fn press_named(&self, name: &str, code: u32, text: Option<&str>) -> Result<()> {
        self.key(named_events(name, code, text)).await
    }

    async fn key(&self, (down, up): (Value, Value)) -> Result<()> {
        self.call_in_order([("Input.dispatchKeyEvent", down), ("Input.dispatchKeyEvent", up)]).await
    }

    /// Scrolls to the element and clicks its middle with the mouse. Refuses when something else would receive the click.
    ///
    /// # Errors
    /// [`BrowserError::Gone`], [`BrowserError::Obscured`].
    pub async fn click(&self, at: &ElementRef) -> Result<()> {
        for _ in 0..self.presses(at) {
            match self.click_once(at).await {
                Err(BrowserError::Obscured) => tokio::time::sleep(REDRAWN).await,
                other => return other,
            }
        }
        self.click_once(at).await
    }

    async fn click_once(&self, at: &ElementRef) -> Result<()> {
        let place = self.ask(at, &format!("clickPoint({})", at.node.0), ASK_LIMIT).await?;
        self.click_place(at, &place).await
    }

    /// How often a press that missed is made again: one in a frame can miss because the page around it just scrolled.
    pub(crate) fn presses(&self, at: &ElementRef) -> usize {
        if at.frame == self.tab.target { 0 } else { 2 }
    }

    /// Presses a place the page script found in the element's frame.
    pub(crate) async fn press_place(&self, at: &ElementRef, place: &Value) -> Result<()> {
        let point = self.in_tab(&at.frame, point(place)?).await?;
        self.click_point(point).await
    }

    /// As [`Page::press_place`], and asks whether the press arrived there.
    async fn click_place(&self, at: &ElementRef, place: &Value) -> Result<()> {
        self.press_place(at, place).await?;
        match self.ask(at, "landed()", ASK_LIMIT).await {
            Ok(landed) if landed == false => Err(BrowserError::Obscured),
            // The click led to another document.
            Ok(_) | Err(BrowserError::Gone) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn click_point(&self, point: Point) -> Result<()> {
        let mouse = |kind: &str, button: &str, buttons: u8| {
            let clicks = u8::from(kind != "mouseMoved");
            let params = json!({ "type": kind, "x": point.x, "y": point.y, "button": button, "buttons": buttons, "clickCount": clicks });
            ("Input.dispatchMouseEvent", params)
        };
        // Waiting for each would cost a frame of the screen.
        self.call_in_order([
            mouse("mouseMoved", "none", 0),
            mouse("mousePressed", "left", 1),
            mouse("mouseReleased", "left", 0),
        ])
        .await
    }

    /// Carries a point of a frame's viewport to the viewport of the tab.
    pub(crate) async fn in_tab(&self, frame: &str, mut point: Point) -> Result<Point> {
        let mut frame = frame.to_owned();
        for _ in 0..DEPTH_LIMIT {
            if frame == self.tab.target {
                return Ok(point);
            }
            let parent =
                lock(&self.tab.frames).get(&frame).and_then(|frame| frame.parent.clone()).ok_or(BrowserError::Gone)?;
            let world = frames::world(&self.hub, &self.tab, &parent).await?;
            let element = self.frame_element(&world, &frame).await?;
            let params = json!({
                "functionDeclaration": "function(x, y) { return valet.pointThrough(this, x, y); }",
                "objectId": element,
                "arguments": [{ "value": point.x }, { "value": point.y }],
                "returnByValue": true,
                "awaitPromise": true,
            });
            let result = self.hub.client.call(Some(&world.session), "Runtime.callFunctionOn", params).await?;
            point = self::point(&result["result"]["value"])?;
            frame = parent;
        }
        Err(BrowserError::Obscured)
    }

    /// Clicks a checkbox, radio or toggle (or its label when it is hidden) until its state is `checked`; at most twice.
    ///
    /// # Errors
    /// [`BrowserError::Gone`], [`BrowserError::Obscured`]; [`BrowserError::Protocol`] when it did not take the state.
    pub async fn set_checked(&self, at: &ElementRef, checked: bool) -> Result<()> {
        self.values_in_play().await;
        let wait = format!("waitChecked({}, {checked}, {})", at.node.0, STATE_LIMIT.as_millis());
        let mut missed = 0;
        for _ in 0..2 + self.presses(at) {
            let place = self.ask(at, &format!("checkPoint({}, {checked})", at.node.0), ASK_LIMIT).await?;
            if place["checked"] == checked {
                return Ok(());
            }
            self.press_place(at, &place).await?;
            let state = self.ask(at, &wait, ASK_LIMIT).await?;
            if state["checked"] == checked {
                return Ok(());
            }
            if state["landed"] == false {
                missed += 1;
                if missed > self.presses(at) {
                    return Err(BrowserError::Obscured);
                }
                tokio::time::sleep(REDRAWN).await;
            }
        }
        Err(BrowserError::Protocol("the control did not take the state".into()))
    }

    /// Selects exactly these options (indexes into the control's options) of a native select, with the events a person causes.
    ///
    /// # Errors
    /// [`BrowserError::Gone`] when the element or an option is no longer there.
    pub async fn select(&self, at: &ElementRef, indexes: &[usize]) -> Result<()> {
        self.values_in_play().await;
        let result = self.ask(at, &format!("select({}, {})", at.node.0, json!(indexes)), ASK_LIMIT).await?;
        if result["held"] != true
            && let [index] = indexes
        {
            self.select_by_keys(at, *index).await?;
            self.ask(at, "leave()", ASK_LIMIT).await?;
        }
        Ok(())
    }

    /// For a page that takes back what a script selected: arrow keys change a closed select directly.
    async fn select_by_keys(&self, at: &ElementRef, index: usize) -> Result<()> {
        const MOST: usize = 300;
        self.ask(at, &format!("focusForText({})", at.node.0), ASK_LIMIT).await?;
        self.key(named_events("Home", 36, None)).await?;
        for _ in 0..MOST {
            let selected = self.ask(at, &format!("selectedIndex({})", at.node.0), ASK_LIMIT).await?;
            let selected = selected["at"].as_u64().and_then(|at| usize::try_from(at).ok());
            if selected.is_some_and(|selected| selected >= index) {
                break;
            }
            self.press(Key::ArrowDown).await?;
        }
        Ok(())
    }

    /// Gives a file to a file input, hidden or not, and fires its events. Does not wait for an upload the page starts.
    ///
    /// # Errors
    /// [`BrowserError::Gone`]; [`BrowserError::Protocol`] when the file cannot be read or the element takes no files.
    pub async fn attach(&self, at: &ElementRef, file: &Path) -> Result<()> {
        self.values_in_play().await;
        let file = std::path::absolute(file).map_err(|error| BrowserError::Protocol(error.to_string()))?;
        if !file.is_file() {
            return Err(BrowserError::Protocol("the file does not exist".into()));
        }
        let name = file.to_str().ok_or_else(|| BrowserError::Protocol("the file's path is not Unicode".into()))?;
        let (world, object) =
            frames::handle(&self.hub, &self.tab, &at.frame, &format!("forFile({})", at.node.0)).await?;
        let params = json!({ "files": [name], "objectId": object });
        self.hub.client.call(Some(&world.session), "DOM.setFileInputFiles", params).await.map(drop)
    }

    /// Waits until the page has had its turn on the file that [`Page::attach`] gave it: time to read it, and to do what it
    /// does at once. Says whether it did anything but keep it, as far as its document shows; requests are counted by
    /// [`Page::requests_so_far`].
    ///
    /// # Errors
    /// [`BrowserError::Crashed`], [`BrowserError::Timeout`].
    pub async fn file_taken(&self, at: &ElementRef) -> Result<bool> {
        let call = format!("fileTaken({}, {})", at.node.0, FILE_READ.as_millis());
        match self.ask(at, &call, ASK_LIMIT).await {
            Ok(taken) => Ok(taken["reacted"] == true),
            Err(BrowserError::Gone) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Whether the page shows that it is busy with the file that [`Page::attach`] gave it last: a progress bar, a spinner,
    /// a word for it beside the input, where there was none before.
    ///
    /// # Errors
    /// [`BrowserError::Crashed`], [`BrowserError::Timeout`].
    pub async fn file_busy(&self, at: &ElementRef) -> Result<bool> {
        match self.ask(at, "fileBusy()", ASK_LIMIT).await {
            Ok(state) => Ok(state["busy"] == true),
            Err(BrowserError::Gone) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn point(value: &Value) -> Result<Point> {
    match (value["x"].as_f64(), value["y"].as_f64(), value["error"].as_str()) {
        (Some(x), Some(y), None) => Ok(Point { x, y }),
        (_, _, Some("gone")) => Err(BrowserError::Gone),
        _ => Err(BrowserError::Obscured),
    }
}

fn key_events(key: Key) -> (Value, Value) {
    match key {
        Key::Enter => named_events("Enter", 13, Some("\r")),
        Key::Escape => named_events("Escape", 27, None),
        Key::Tab => named_events("Tab", 9, None),
        Key::ArrowDown => named_events("ArrowDown", 40, None),
        Key::Backspace => named_events("Backspace", 8, None),
    }
}

fn named_events(name: &str, code: u32, text: Option<&str>) -> (Value, Value) {
    let kind = if text.is_some() { "keyDown" } else { "rawKeyDown" };
    let mut down =
        json!({ "type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code });
    if let Some(text) = text {
        down["text"] = text.into();
        down["unmodifiedText"] = text.into();
    }
    let up = json!({ "type": "keyUp", "key": name, "code": name, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code });
    (down, up)
}

/// Press and release of the key that makes a character on a US keyboard; for
/// other characters the events carry the text alone, as an input method would.
fn character_events(character: char) -> (Value, Value) {
    if character == '\n' {
        return key_events(Key::Enter);
    }
    let text = character.to_string();
    let (code, number) = key_of(character);
    let modifiers = u8::from(character.is_ascii_uppercase() || "~!@#$%^&*()_+{}|:\"<>?".contains(character)) * 8;
    let down = json!({
        "type": "keyDown", "key": text, "code": code, "text": text, "unmodifiedText": text,
        "windowsVirtualKeyCode": number, "modifiers": modifiers,
    });
    let up =
        json!({ "type": "keyUp", "key": text, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers });
    (down, up)
}

/// `code` and Windows key number of the key with this character on it.
fn key_of(character: char) -> (String, u32) {
    const SHIFTED_DIGITS: &str = ")!@#$%^&*(";
    /// Both characters of a key, its code, its number.
    const PUNCTUATION: [(&str, &str, u32); 12] = [
        (";:", "Semicolon", 186),
        ("=+", "Equal", 187),
        (",<", "Comma", 188),
        ("-_", "Minus", 189),
        (".>", "Period", 190),
        ("/?", "Slash", 191),
        ("`~", "Backquote", 192),
        ("[{", "BracketLeft", 219),
        ("\\|", "Backslash", 220),
        ("]}", "BracketRight", 221),
        ("'\"", "Quote", 222),
        (" ", "Space", 32),
    ];
    if character.is_ascii_alphabetic() {
        let upper = character.to_ascii_uppercase();
        return (format!("Key{upper}"), u32::from(upper));
    }
    let digit = character.to_digit(10).or_else(|| SHIFTED_DIGITS.find(character).and_then(|at| u32::try_from(at).ok()));
    if let Some(digit) = digit {
        return (format!("Digit{digit}"), 48 + digit);
    }
    let key = PUNCTUATION.iter().find(|(characters, ..)| characters.contains(character));
    key.map_or((String::new(), 0), |(_, code, number)| ((*code).to_owned(), *number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_name_the_keys_they_are_on() {
        for (character, code, number, modifiers) in [
            ('a', "KeyA", 65, 0),
            ('A', "KeyA", 65, 8),
            ('7', "Digit7", 55, 0),
            ('@', "Digit2", 50, 8),
            (' ', "Space", 32, 0),
            ('_', "Minus", 189, 8),
            ('é', "", 0, 0),
            ('山', "", 0, 0),
        ] {
            let (down, _) = character_events(character);
            assert_eq!(
                (down["code"].as_str(), down["windowsVirtualKeyCode"].as_u64(), down["modifiers"].as_u64()),
                (Some(code), Some(number), Some(modifiers)),
                "{character}"
            );
            assert_eq!(down["text"], character.to_string());
        }
    }
}
