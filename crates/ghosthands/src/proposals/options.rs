//! Which of a field's options means what the person stated: one of them, or none.

use super::{Advisor, Scene, facts, one_line, proposed, redactor};
use domain::{Fact, QuestionClass as Q};
use forms::answering::Person;
use forms::fields::{Field, Widget};
use forms::meaning::Meaning;
use forms::snapshot::OptionEntry;
use forms::wording::words;
use llm::Ask;
use llm::quoting::Quoted;
use llm::shape::Shape;
use std::collections::BTreeSet;

pub(super) const PURPOSE: &str = "same_option";
/// Longer lists are not shown to a model.
const MOST: usize = 60;

const TASK: &str = "\
The data holds a question of a job application form, what the applicant stated about it, and numbered options. Choose \
the one option that says the same as what was stated, no more and no less. Choose none when no option says the same, \
when several do, or when what was stated does not answer the question.";

impl Advisor {
    /// The option that means what the person stated about this question, as if they had said it.
    pub(super) async fn same_option(&mut self, field: &Field, scene: Scene<'_>) -> Option<Fact<String>> {
        let Some(Meaning::Question(class)) = field.reading.meaning else { return None };
        // The first entry of many menus is no option but a request to choose one.
        let request = |option: &OptionEntry| field.widget == Widget::NativeSelect && option.value.is_empty();
        let real = |option: &&OptionEntry| !option.disabled && !request(option);
        let options: Vec<&str> = field.options.iter().filter(real).map(|option| option.text.as_str()).collect();
        let one_of_several = !matches!(
            field.widget,
            Widget::CheckboxGroup | Widget::MultiCombobox | Widget::NativeMultiSelect | Widget::Prompt
        );
        if class.is_sensitive() || !one_of_several || !(2..=MOST).contains(&options.len()) {
            return None;
        }
        let stated = stated(field, class, scene)?;
        let redactor = redactor(scene.person);
        let question = redactor.redact(&one_line(&field.label, 300)).ok()?;
        let said = redactor.redact(&one_line(stated.value(), 300)).ok()?;
        let list: String =
            options.iter().enumerate().map(|(at, text)| format!("o{}: {}\n", at + 1, one_line(text, 120))).collect();
        let ask = Ask {
            purpose: PURPOSE,
            task: TASK,
            data: Quoted::new()
                .with("question", &question, 300)
                .with("stated", &said, 300)
                .with("options", &redactor.redact(&list).ok()?, MOST * 130)
                .finish(),
            shape: Shape::Object(vec![("choice", Shape::numbered('o', options.len(), &["none"]))]),
            max_output_tokens: 60,
        };
        let answer = self.ask(&ask).await?;
        let number = answer.value["choice"].as_str()?.strip_prefix('o')?.parse::<usize>().ok()?;
        let option = options.get(number.checked_sub(1)?)?;
        Some(proposed((*option).to_owned(), &answer.model, vec![stated.source().clone()]))
    }
}

/// What the person stated that answers a question of this class; nothing when it could be several things.
fn stated(field: &Field, class: Q, scene: Scene<'_>) -> Option<Fact<String>> {
    let own = of_profile(scene.person, class);
    let from_bank = scene.person.answers.iter().filter(|answer| {
        facts::may_be_told(answer, scene.circumstances)
            && answer.class == class
            && (class == Q::HowHeard || asks_the_same(&answer.question, &field.label))
    });
    let from_bank = from_bank.map(|answer| Fact::new(answer.answer.clone(), facts::source_of(answer)));
    let mut all: Vec<Fact<String>> = own.into_iter().chain(from_bank).collect();
    all.retain(|fact| fact.source().is_stated());
    all.dedup_by(|a, b| words(a.value()) == words(b.value()));
    match all.len() {
        1 => all.pop(),
        _ => None,
    }
}

fn of_profile(person: &Person, class: Q) -> Option<Fact<String>> {
    let facts = &person.profile.application;
    match class {
        Q::HowHeard => facts.how_heard.clone(),
        Q::NoticePeriod => facts.notice_period_days.as_ref().map(|fact| fact.represent(|days| format!("{days} days"))),
        Q::StartDate => facts.earliest_start.as_ref().map(|fact| fact.represent(|date| facts::day(*date))),
        _ => None,
    }
}

/// Two questions share most of what they are about.
fn asks_the_same(one: &str, other: &str) -> bool {
    let about = |text: &str| words(text).into_iter().filter(|word| word.chars().count() > 3).collect::<BTreeSet<_>>();
    let (one, other) = (about(one), about(other));
    let shared = one.intersection(&other).count();
    shared >= 2 && shared * 2 >= one.len().max(other.len())
}
