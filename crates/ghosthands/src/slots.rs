//! How many jobs one worker has under way.
//!
//! A job works while it holds a slot. While it waits for a person it gives the
//! slot back and keeps its browser, and another job may be claimed; when the
//! person has answered it takes a slot again, before any new job does. Kept
//! browsers cost memory, so their number has a ceiling of its own: at the
//! ceiling nothing new is claimed.

use tokio::sync::watch;

/// The slots of one worker. Cheap to clone; all clones count together.
#[derive(Debug, Clone)]
pub struct Slots {
    limits: Limits,
    counts: watch::Sender<Counts>,
}

/// A job's place in a worker. Dropping it makes room, whatever the job was doing.
#[derive(Debug)]
pub struct Slot {
    slots: Slots,
    place: watch::Sender<Place>,
}

/// What a job is counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It works.
    Working,
    /// A person is asked; the browser is kept.
    Waiting,
    /// The person answered, and it waits for its turn.
    Returning,
}

/// How many jobs there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// At work.
    pub working: usize,
    /// Waiting for a person.
    pub waiting: usize,
    /// Answered, waiting for a slot.
    pub returning: usize,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    working: usize,
    waiting: usize,
}

impl Counts {
    /// All jobs that hold a browser.
    #[must_use]
    pub fn all(self) -> usize {
        self.working + self.waiting + self.returning
    }

    fn of(&mut self, place: Place) -> &mut usize {
        match place {
            Place::Working => &mut self.working,
            Place::Waiting => &mut self.waiting,
            Place::Returning => &mut self.returning,
        }
    }

    fn move_on(&mut self, from: Place, to: Place) {
        *self.of(from) -= 1;
        *self.of(to) += 1;
    }
}

impl Slots {
    /// `working` jobs may work at once; while `waiting` of them wait for a person, none is claimed. Both are at least 1.
    #[must_use]
    pub fn new(working: usize, waiting: usize) -> Self {
        let limits = Limits { working: working.max(1), waiting: waiting.max(1) };
        Self { limits, counts: watch::Sender::default() }
    }

    /// Waits for room for one more job. Jobs whose person has answered come first.
    pub async fn take(&self) -> Slot {
        let limits = self.limits;
        self.until(|counts| {
            let kept = counts.waiting + counts.returning;
            let room = counts.returning == 0 && counts.working < limits.working && kept < limits.waiting;
            counts.working += usize::from(room);
            room
        })
        .await;
        Slot { slots: self.clone(), place: watch::Sender::new(Place::Working) }
    }

    /// How many jobs there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        *self.counts.borrow()
    }

    /// How many may work at once.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limits.working
    }

    /// Applies `change` as soon as it says that it could be made.
    async fn until(&self, mut change: impl FnMut(&mut Counts) -> bool) {
        let mut changes = self.counts.subscribe();
        while !self.counts.send_if_modified(&mut change) {
            // Cannot fail: this very value holds the sender.
            let _ = changes.changed().await;
        }
    }
}

impl Slot {
    /// The job waits for a person: another one may work. Does nothing when it waits already.
    pub async fn give_back(&mut self) {
        self.go(Place::Waiting);
    }

    /// The person has answered: waits for a slot. Does nothing when the job holds one. When the future is dropped the
    /// job is not at work.
    pub async fn take_again(&mut self) {
        if self.place() == Place::Working {
            return;
        }
        self.go(Place::Returning);
        let limit = self.slots.limits.working;
        self.slots
            .until(|counts| {
                let room = counts.working < limit;
                if room {
                    counts.move_on(Place::Returning, Place::Working);
                }
                room
            })
            .await;
        self.place.send_replace(Place::Working);
    }

    /// What the job is counted as, and every change of it.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Place> {
        self.place.subscribe()
    }

    fn place(&self) -> Place {
        *self.place.borrow()
    }

    fn go(&mut self, to: Place) {
        let from = self.place();
        if from != to {
            self.slots.counts.send_modify(|counts| counts.move_on(from, to));
            self.place.send_replace(to);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let place = self.place();
        self.slots.counts.send_modify(|counts| *counts.of(place) -= 1);
    }
}

#[cfg(test)]
mod tests;
