//! Custom selects: opening their list, asking it, choosing from it.
//!
//! Every choice is made by trusted input and confirmed by what the control
//! shows afterwards. A list that is open is never pressed again, because many
//! widgets close on the second press.

use crate::input::ASK_LIMIT;
use crate::page::Page;
use crate::protocol::lock;
use crate::{BrowserError, Key, List, Result};
use forms::fields::ElementRef;
use forms::snapshot::OptionEntry;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long a list may take to appear after a press.
const APPEAR: Duration = Duration::from_millis(450);

/// Options that have not changed for this long, milliseconds, are all there.
const STEADY_MS: u64 = 30;

/// A server has answered when nothing was under way for this long.
const ANSWERED: Duration = Duration::from_millis(40);

/// Widgets wait this long or less after the last key before they ask their server.
const DEBOUNCE: Duration = Duration::from_millis(600);

/// How long a widget may take to show a choice.
const TAKE: Duration = Duration::from_millis(700);

/// Most presses of the arrow key in search of an option.
const ARROWS: usize = 400;

/// How long the first options of a list are watched before they count as all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// A turn of the page.
    Usual,
    /// Not at all: this list is known to show them at once.
    Known,
}

impl Patience {
    fn at_once_ms(self) -> u64 {
        match self {
            Self::Usual => 8,
            Self::Known => 0,
        }
    }
}

impl Page {
    /// Opens the list of a combobox or listbox button and waits for its options.
    ///
    /// Options that are there at once are returned at once; [`Page::rested_list`]
    /// gives a list time to grow. When no list appears the options are empty and `settled` is false.
    ///
    /// # Errors
    /// [`BrowserError::Gone`], [`BrowserError::Obscured`].
    pub async fn open_list(&self, at: &ElementRef, patience: Patience, limit: Duration) -> Result<List> {
        let deadline = Instant::now() + limit;
        let requests = self.requests_so_far();
        let place = self.ask(at, &format!("listPoint({})", at.node.0), ASK_LIMIT).await?;
        if place["open"] == true {
            return self.list_settled(at, STEADY_MS, deadline, true).await;
        }
        self.press_place(at, &place).await?;
        let mut state = self.list_opened(at, patience, deadline).await?;
        if state["landed"] == false {
            return Err(BrowserError::Obscured);
        }
        if state["open"] != true {
            self.ask(at, &format!("focusForText({})", at.node.0), ASK_LIMIT).await?;
            self.press(Key::ArrowDown).await?;
            state = self.list_opened(at, patience, deadline).await?;
            if state["open"] != true {
                return Ok(List::default());
            }
        }
        if self.requests_so_far() == requests {
            return Ok(list(&state));
        }
        // It asked its server: what was there before the answer is not all.
        self.wait_for_traffic(ANSWERED, deadline).await;
        self.rested_list(at, deadline.saturating_duration_since(Instant::now())).await
    }

    /// The open list once its options have come to rest.
    ///
    /// # Errors
    /// [`BrowserError::Gone`].
    pub async fn rested_list(&self, at: &ElementRef, limit: Duration) -> Result<List> {
        self.list_settled(at, STEADY_MS, Instant::now() + limit, true).await
    }

    /// Types `query` into an open combobox (replacing what was typed), presses Enter when `enter`, and waits for the options to settle.
    ///
    /// # Errors
    /// [`BrowserError::Gone`].
    pub async fn query_list(&self, at: &ElementRef, query: &str, enter: bool, limit: Duration) -> Result<List> {
        let deadline = Instant::now() + limit;
        let state = self.list_state(at).await?;
        let before = list(&state);
        if state["open"] != true {
            self.ask(at, &format!("listPrepare({})", at.node.0), ASK_LIMIT).await?;
        }
        self.ask(at, &format!("noteQuery({}, {})", at.node.0, json!(query)), ASK_LIMIT).await?;
        self.focus_and_clear(at).await?;
        let requests = self.requests_so_far();
        self.type_text(query).await?;
        if enter {
            self.press(Key::Enter).await?;
        }
        self.answer_to_query(at, &before.options, requests, deadline).await
    }

    /// Waits for what a query brings: at once when the list filters what it had, else once its server has answered.
    async fn answer_to_query(
        &self,
        at: &ElementRef,
        before: &[OptionEntry],
        requests: u64,
        deadline: Instant,
    ) -> Result<List> {
        let patience = deadline.min(Instant::now() + DEBOUNCE);
        loop {
            let found = self.list_settled(at, STEADY_MS, patience, false).await?;
            let asked = self.requests_so_far() > requests;
            let local = found.settled && !found.options.is_empty() && !asked && narrows(before, &found.options);
            if local {
                return Ok(found);
            }
            if asked || Instant::now() >= patience {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.wait_for_traffic(ANSWERED, deadline).await;
        let mut found = self.list_settled(at, STEADY_MS * 3, deadline.min(Instant::now() + DEBOUNCE), false).await?;
        while !found.settled && Instant::now() < deadline {
            // It still says that it is loading, or keeps changing.
            self.wait_for_traffic(ANSWERED, deadline).await;
            found = self.list_settled(at, STEADY_MS * 3, deadline.min(Instant::now() + DEBOUNCE), false).await?;
            if !found.settled && self.list_state(at).await?["open"] != true {
                // No list came at all: that is an answer too.
                return Ok(found);
            }
        }
        Ok(found)
    }

    /// Chooses an option of the open list: by mouse, or by arrow keys until `aria-activedescendant` is exactly it, then Enter.
    ///
    /// An option that leads to further options counts as chosen once they are there; [`Page::open_list`] tells them.
    ///
    /// # Errors
    /// [`BrowserError::Gone`] when the option is no longer there,
    /// [`BrowserError::Protocol`] when the list ignored the choice.
    pub async fn pick(&self, at: &ElementRef, option: &OptionEntry) -> Result<()> {
        self.values_in_play().await;
        let wanted = json!({ "node": option.node, "text": option.text });
        let place = self.ask(at, &format!("optionPoint({}, {wanted})", at.node.0), ASK_LIMIT).await?;
        let held = &place["held"];
        if place["covered"] != true {
            match self.press_place(at, &place).await {
                Ok(()) | Err(BrowserError::Obscured) => {}
                Err(error) => return Err(error),
            }
            let answer = self.taken(at, &wanted, held).await?;
            // When the list closed on the press, what it took is for the reader of the page to say.
            if answer["took"] == true || answer["open"] != true {
                return Ok(());
            }
        }
        self.pick_by_keys(at, &wanted, held).await
    }

    async fn pick_by_keys(&self, at: &ElementRef, wanted: &Value, held: &Value) -> Result<()> {
        self.refocus(at).await?;
        let mut seen = Vec::new();
        for _ in 0..ARROWS {
            let active = self.ask(at, &format!("active({}, {wanted})", at.node.0), ASK_LIMIT).await?;
            if active["there"] == true {
                self.press(Key::Enter).await?;
                let answer = self.taken(at, wanted, held).await?;
                return if answer["took"] == true || answer["open"] != true { Ok(()) } else { Err(ignored()) };
            }
            if active["open"] != true {
                return Err(BrowserError::Gone);
            }
            let now = active["at"].as_u64().unwrap_or_default();
            // Twice around the list without meeting the option.
            if seen.iter().filter(|node| **node == now).count() > 2 {
                break;
            }
            seen.push(now);
            self.press(Key::ArrowDown).await?;
        }
        Err(ignored())
    }

    /// Closes the list without choosing: Escape, then a press outside.
    ///
    /// # Errors
    /// [`BrowserError::Protocol`] when it stays open.
    pub async fn close_list(&self, at: &ElementRef) -> Result<()> {
        if self.list_closed(at).await? {
            return Ok(());
        }
        self.refocus(at).await?;
        self.press(Key::Escape).await?;
        if self.list_closed(at).await? {
            return Ok(());
        }
        let place = self.ask(at, "neutralPoint()", ASK_LIMIT).await?;
        let x = place["x"].as_f64().unwrap_or(2.0);
        let y = place["y"].as_f64().unwrap_or(2.0);
        let point = self.in_tab(&at.frame, crate::input::Point { x, y }).await?;
        self.click_point(point).await?;
        if self.list_closed(at).await? { Ok(()) } else { Err(BrowserError::Protocol("the list stays open".into())) }
    }

    /// Whether the list is closed, or closes within a moment.
    async fn list_closed(&self, at: &ElementRef) -> Result<bool> {
        let deadline = Instant::now() + Duration::from_millis(150);
        loop {
            match self.list_state(at).await {
                Ok(state) if state["open"] != true => return Ok(true),
                Err(BrowserError::Gone) => return Ok(true),
                Err(error) => return Err(error),
                Ok(_) if Instant::now() >= deadline => return Ok(false),
                Ok(_) => tokio::time::sleep(Duration::from_millis(15)).await,
            }
        }
    }

    async fn list_state(&self, at: &ElementRef) -> Result<Value> {
        self.ask(at, &format!("listState({})", at.node.0), ASK_LIMIT).await
    }

    /// Waits for the list that a press or a key opens, and for its first options.
    async fn list_opened(&self, at: &ElementRef, patience: Patience, deadline: Instant) -> Result<Value> {
        let left = deadline.saturating_duration_since(Instant::now());
        let appear = left.min(APPEAR).as_millis();
        let call = format!(
            "listOpened({}, {appear}, {STEADY_MS}, {}, {})",
            at.node.0,
            left.as_millis(),
            patience.at_once_ms()
        );
        self.ask(at, &call, left + ASK_LIMIT).await
    }

    async fn list_settled(
        &self,
        at: &ElementRef,
        steady_ms: u64,
        deadline: Instant,
        need_options: bool,
    ) -> Result<List> {
        let left = deadline.saturating_duration_since(Instant::now());
        let call =
            format!("listSettled({}, {steady_ms}, {}, {need_options}, {steady_ms})", at.node.0, left.as_millis());
        Ok(list(&self.ask(at, &call, left + ASK_LIMIT).await?))
    }

    async fn taken(&self, at: &ElementRef, wanted: &Value, held: &Value) -> Result<Value> {
        let call = format!("picked({}, {wanted}, {held}, {})", at.node.0, TAKE.as_millis());
        self.ask(at, &call, ASK_LIMIT).await
    }

    async fn focus_and_clear(&self, at: &ElementRef) -> Result<()> {
        let focus = self.ask(at, &format!("focusForText({})", at.node.0), ASK_LIMIT).await?;
        if focus["editable"] == true && focus["held"] == true {
            self.press(Key::Backspace).await?;
        }
        Ok(())
    }

    async fn refocus(&self, at: &ElementRef) -> Result<()> {
        self.ask(at, &format!("refocus({})", at.node.0), ASK_LIMIT).await.map(drop)
    }

    /// How many requests the page has started.
    #[must_use]
    pub fn requests_so_far(&self) -> u64 {
        lock(&self.tab.traffic).started_so_far()
    }
}

fn ignored() -> BrowserError {
    BrowserError::Protocol("the list ignored the choice".into())
}

fn list(state: &Value) -> List {
    let options = serde_json::from_value(state["options"].clone()).unwrap_or_default();
    List { options, settled: state["settled"] == true && state["open"] == true }
}

/// The options are some of those that were there before.
fn narrows(before: &[OptionEntry], now: &[OptionEntry]) -> bool {
    now.len() < before.len() && now.iter().all(|option| before.iter().any(|known| known.text == option.text))
}
