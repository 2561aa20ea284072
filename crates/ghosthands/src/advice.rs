//! What manuals say about the fields of a page.

use forms::fields::Field;
use forms::manual::{Level, Operator, Step, recognise, signatures};
use forms::snapshot::PageSnapshot;
use uuid::Uuid;

/// Steps that may be about the fields of a form; the ones that did best come first.
#[derive(Debug, Clone, Default)]
pub struct Advice {
    platform: String,
    steps: Vec<Advised>,
}

/// A step and where it is kept.
#[derive(Debug, Clone)]
pub struct Advised {
    /// The step's row; none for one that is not kept.
    pub id: Option<Uuid>,
    /// The step.
    pub step: Step,
}

/// What a manual says about one field.
#[derive(Debug, Clone)]
pub(crate) struct Hint {
    /// Which step of the advice.
    pub step: usize,
    /// How the field was recognised.
    pub level: Level,
    /// What filled it.
    pub operator: Operator,
}

impl Advice {
    /// Advice for a kind of site.
    #[must_use]
    pub fn new(platform: &str, steps: Vec<Advised>) -> Self {
        Self { platform: platform.to_owned(), steps }
    }

    /// The kind of site.
    #[must_use]
    pub fn platform(&self) -> &str {
        &self.platform
    }

    /// How many steps are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Where the step is kept.
    pub(crate) fn id(&self, step: usize) -> Option<Uuid> {
        self.steps.get(step).and_then(|advised| advised.id)
    }

    /// A hint for every field that a step is about.
    pub(crate) fn hints(&self, snapshot: &PageSnapshot, fields: &[Field]) -> Vec<Option<Hint>> {
        if self.steps.is_empty() {
            return vec![None; fields.len()];
        }
        let steps: Vec<&Step> = self.steps.iter().map(|advised| &advised.step).collect();
        let found = recognise(&steps, fields, &signatures(snapshot, fields));
        let hint = |(step, level): (usize, Level)| Hint { step, level, operator: steps[step].operator };
        found.into_iter().map(|found| found.map(hint)).collect()
    }
}
