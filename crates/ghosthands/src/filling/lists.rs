//! Reads what closed lists offer, for questions that will be put to the person before the form is filled for good.

use super::{Filled, Filling};
use crate::gate::Stage;
use browser::{BrowserError, Patience};
use forms::answering::Decision;
use forms::fields::{Field, Widget};
use std::time::Duration;

/// Longest time one list is given.
const LIST_LIMIT: Duration = Duration::from_secs(5);
/// Most lists that are opened.
const MOST_LISTS: usize = 40;
/// A longer list is searched and not shown.
const MOST_OPTIONS: usize = 200;

impl Filling<'_> {
    /// Notes the options of every open question whose list is closed. A list that asks its server is left alone: what
    /// it shows unasked is not all it has.
    pub(crate) async fn read_lists(&self, filled: &mut Filled) -> Result<(), BrowserError> {
        let open: Vec<usize> = (0..filled.fields.len()).filter(|&at| is_open_list(filled, at)).collect();
        for at in open.into_iter().take(MOST_LISTS) {
            let read = self.read_list(&filled.fields[at]).await;
            self.gate.set(Stage::Closed);
            match read {
                Ok(options) if !options.is_empty() => {
                    filled.known.notes.entry(filled.fields[at].key.clone()).or_default().options = options;
                }
                Ok(_) | Err(BrowserError::Gone | BrowserError::Obscured | BrowserError::Timeout(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn read_list(&self, field: &Field) -> Result<Vec<String>, BrowserError> {
        let Some(at) = field.elements.first() else { return Ok(Vec::new()) };
        self.gate.set(Stage::Lookup { query: String::new() });
        let before = self.page.requests_so_far();
        let mut list = self.page.open_list(at, Patience::Usual, LIST_LIMIT).await?;
        if !list.options.is_empty() {
            list = self.page.rested_list(at, LIST_LIMIT).await?;
        }
        self.page.close_list(at).await?;
        let whole = list.settled && self.page.requests_so_far() == before && list.options.len() <= MOST_OPTIONS;
        let options = list.options.into_iter().filter(|option| !option.disabled).map(|option| option.text);
        Ok(if whole { options.collect() } else { Vec::new() })
    }
}

fn is_open_list(filled: &Filled, at: usize) -> bool {
    let field = &filled.fields[at];
    matches!(field.widget, Widget::ListboxButton | Widget::Combobox | Widget::MultiCombobox)
        && field.options.is_empty()
        && matches!(filled.decisions[at], Decision::Ask { .. })
}
