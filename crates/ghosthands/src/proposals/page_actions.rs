//! A button on a page nobody understands: one of those that neither send nor sign up, or none.

use super::{Advisor, one_line, redactor};
use forms::answering::Person;
use forms::fields::ElementRef;
use forms::snapshot::PageSnapshot;
use llm::Ask;
use llm::quoting::Quoted;
use llm::shape::Shape;

pub(super) const PURPOSE: &str = "page_action";

const TASK: &str = "\
The data holds a page on the way to a job application form and the numbered buttons and links on it. Choose the one that \
leads to the form of this job, or one step closer to it, and does nothing else. Choose none when none clearly does.";

impl Advisor {
    /// The button that leads on, by a model's word.
    pub(super) async fn choose_button(
        &mut self,
        snapshot: &PageSnapshot,
        person: &Person,
        offered: Vec<(ElementRef, String)>,
    ) -> Option<ElementRef> {
        if offered.is_empty() {
            return None;
        }
        let redactor = redactor(person);
        let headings = snapshot.frames.iter().flat_map(|frame| &frame.headings).map(|heading| heading.text.as_str());
        let texts = snapshot.frames.iter().map(|frame| frame.text.as_str());
        let page: Vec<String> =
            std::iter::once(snapshot.title.as_str()).chain(headings).chain(texts).map(|t| one_line(t, 1_500)).collect();
        let buttons: String = offered
            .iter()
            .enumerate()
            .map(|(at, (_, text))| format!("b{}: {}\n", at + 1, one_line(text, 80)))
            .collect();
        let ask = Ask {
            purpose: PURPOSE,
            task: TASK,
            data: Quoted::new()
                .with("page", &redactor.redact(&page.join("\n")).ok()?, 2_500)
                .with("buttons", &redactor.redact(&buttons).ok()?, 2_500)
                .finish(),
            shape: Shape::Object(vec![("choice", Shape::numbered('b', offered.len(), &["none"]))]),
            max_output_tokens: 60,
        };
        let answer = self.ask(&ask).await?;
        let number = answer.value["choice"].as_str()?.strip_prefix('b')?.parse::<usize>().ok()?;
        offered.into_iter().nth(number.checked_sub(1)?).map(|(element, _)| element)
    }
}
