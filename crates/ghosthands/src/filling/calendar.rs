//! Dates of boxes that take no key: their calendar is opened, turned to the
//! month and pressed on the day. A day is known by its whole name, "January
//! 15, 2027"; a bare "15" could be one of another month.

use super::{Filling, Tried, refused};
use browser::BrowserError;
use domain::PartialDate;
use forms::answering::parse_date;
use forms::fields::ElementRef;
use forms::manual::Operator;
use forms::snapshot::{Control, PageSnapshot};
use std::time::Duration;

/// Most months a calendar is turned by.
const MOST_TURNS: usize = 36;
const REST: Duration = Duration::from_millis(40);
const LIMIT: Duration = Duration::from_secs(2);

impl Filling<'_> {
    pub(super) async fn pick_day(&self, at: &ElementRef, date: PartialDate) -> Result<Tried, BrowserError> {
        let before = self.page.snapshot().await?;
        self.page.click(at).await?;
        for _ in 0..MOST_TURNS {
            self.page.settle(REST, LIMIT).await?;
            let now = self.page.snapshot().await?;
            if self.turn_lists(&before, &now, date).await? {
                continue;
            }
            let button = day(&now, date).or_else(|| next_month(&now));
            let Some(button) = button else { return Ok(refused("The calendar does not offer this day.")) };
            self.page.click(&button).await?;
            if day(&now, date).is_some() {
                return Ok(Tried::Done(Operator::Press { reveals: false }));
            }
        }
        Ok(refused("The calendar does not reach this day."))
    }

    /// Sets the lists of months and years that came with the calendar; says whether one was not set yet.
    async fn turn_lists(
        &self,
        before: &PageSnapshot,
        now: &PageSnapshot,
        date: PartialDate,
    ) -> Result<bool, BrowserError> {
        for (frame, control) in controls(now).filter(|(_, control)| control.tag == "select" && control.visible) {
            let stood = controls(before).any(|(_, other)| other.node == control.node && other.visible);
            let wanted = control.options.iter().position(|option| is_part(&option.text, date));
            let Some(index) = wanted.filter(|&index| !stood && !control.options[index].selected) else { continue };
            let at = ElementRef { frame: frame.to_owned(), node: control.node };
            self.page.select(&at, &[index]).await?;
            return Ok(true);
        }
        Ok(false)
    }
}

fn controls(snapshot: &PageSnapshot) -> impl Iterator<Item = (&str, &Control)> {
    snapshot.frames.iter().flat_map(|frame| frame.controls.iter().map(move |control| (frame.frame.as_str(), control)))
}

/// Whether an option of a list is the year of the date, or its month by name.
fn is_part(option: &str, date: PartialDate) -> bool {
    let year = option.trim() == date.year().to_string();
    let in_a_year = parse_date(&format!("{} {}", option.trim(), date.year()));
    year || (date.month().is_some() && in_a_year == PartialDate::year_month(date.year(), date.month().unwrap_or(0)))
}

fn pressable(snapshot: &PageSnapshot, test: impl Fn(&str) -> bool) -> Option<ElementRef> {
    snapshot.frames.iter().find_map(|frame| {
        let button = frame.buttons.iter().find(|button| button.visible && !button.disabled && test(&button.text))?;
        Some(ElementRef { frame: frame.frame.clone(), node: button.node })
    })
}

fn day(snapshot: &PageSnapshot, date: PartialDate) -> Option<ElementRef> {
    pressable(snapshot, |text| parse_date(text) == Some(date))
}

fn next_month(snapshot: &PageSnapshot) -> Option<ElementRef> {
    pressable(snapshot, |text| {
        matches!(text.trim().to_lowercase().as_str(), "next month" | "go to next month" | "go to the next month")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use forms::snapshot::{Button, FrameSnapshot, Node};

    fn showing(texts: &[&str]) -> PageSnapshot {
        let buttons = texts.iter().zip(1..).map(|(text, number)| Button {
            node: Node(number),
            text: (*text).to_owned(),
            visible: true,
            ..Button::default()
        });
        let frame = FrameSnapshot { frame: "main".into(), buttons: buttons.collect(), ..FrameSnapshot::default() };
        PageSnapshot { frames: vec![frame], ..PageSnapshot::default() }
    }

    #[test]
    fn a_day_is_pressed_by_its_whole_name_only() {
        let date = "2027-01-15".parse().unwrap();
        let shown = showing(&["15", "January 14, 2027", "January 15, 2028", "January 15, 2027", "Next month"]);
        assert_eq!(day(&shown, date).map(|at| at.node), Some(Node(4)));
        assert_eq!(next_month(&shown).map(|at| at.node), Some(Node(5)));
        assert_eq!(day(&showing(&["15", "1/2/2027"]), date), None);
    }

    #[test]
    fn lists_of_a_calendar_are_years_and_months_by_name() {
        let date = "2027-01-15".parse().unwrap();
        for (option, is) in [("January", true), ("Jan", true), ("2027", true), ("March", false), ("2026", false)] {
            assert_eq!(is_part(option, date), is, "{option}");
        }
    }
}
