//! What is going on, phase by phase, on standard error: a bar on a terminal,
//! plain lines elsewhere, nothing with `--json`.

use crate::session::Session;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

/// Phases of an application, in order; the last one is its end.
const PHASES: [&str; 6] = ["opening", "filling", "asking", "reviewing", "submitting", "done"];

/// Shows the phases of one application.
pub(crate) struct Progress {
    shown: Shown,
    current: Option<(String, Instant)>,
    /// How many phases are over.
    position: u64,
}

enum Shown {
    Nothing,
    Lines,
    Bar(ProgressBar),
}

impl Progress {
    pub(crate) fn new(session: &Session) -> Self {
        let shown = match (session.json, std::io::stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bar(bar()),
            (false, false) => Shown::Lines,
        };
        Self { shown, current: None, position: 0 }
    }

    /// A phase begins, and ends the one before.
    pub(crate) fn enter(&mut self, phase: &str, message: &str) {
        if phase == PHASES[0] {
            // The work begins anew: what was under way came to nothing.
            self.leave("↻", ", trying again");
        } else {
            self.leave("✓", "");
        }
        self.position = position(phase);
        match &self.shown {
            Shown::Nothing => {}
            Shown::Lines => eprintln!("{message} …"),
            Shown::Bar(bar) => {
                bar.set_position(self.position);
                bar.set_message(message.to_owned());
            }
        }
        self.current = Some((message.to_owned(), Instant::now()));
    }

    /// Nothing goes on any more.
    pub(crate) fn end(&mut self) {
        self.leave("✓", "");
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }

    /// What a question is asked under: the bar steps aside until it is answered.
    pub(crate) fn step_aside(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }

    /// The question is answered. A bar that was taken off the screen stays off; another one takes its place.
    pub(crate) fn come_back(&mut self) {
        if let Shown::Bar(old) = &self.shown {
            let new = bar();
            new.set_position(self.position);
            new.set_message(old.message());
            self.shown = Shown::Bar(new);
        }
    }

    fn leave(&mut self, mark: &str, note: &str) {
        if let (Some((message, since)), Shown::Bar(bar)) = (self.current.take(), &self.shown) {
            bar.println(format!("{mark} {message}  {:.1} s{note}", since.elapsed().as_secs_f64()));
        }
    }
}

const TICK: Duration = Duration::from_millis(120);

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(PHASES.len() as u64 - 1);
    let style = ProgressStyle::with_template("{spinner} [{bar:24}] {msg} ({elapsed})").expect("a valid template");
    bar.set_message("Starting the browser");
    bar.set_style(style.progress_chars("━╸─"));
    bar.enable_steady_tick(TICK);
    bar
}

fn position(phase: &str) -> u64 {
    PHASES.iter().position(|known| *known == phase).unwrap_or(0) as u64
}
