//! The questions that nobody has an answer for yet, over many forms: asked once each.
//!
//! Two questions are one when an answer to the first is the answer to the second: of one class, in the same words (or
//! of a class that cannot be asked in two senses), with options that mean the same, and about the same employer where
//! it matters. In doubt they stay two: asking twice is a nuisance, a wrong answer is harm. Sensitive questions are one
//! only in the same words and with the same options, and what is the person's to decide each time is never merged.
//!
//! Knows nothing of how the questions are put or where the answers are kept.

#[cfg(test)]
mod tests;

use crate::answering::{option_meaning, parse_date};
use crate::fields::{FieldKey, Widget};
use crate::meaning;
use crate::options::{Choice, Wanted, choose};
use crate::snapshot::OptionEntry;
use crate::wording::{option_key, without_marks, words};
use domain::{AnswerScope, QuestionClass};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Longest answer, characters; what the Q&A bank keeps.
const ANSWER_LIMIT: usize = 20_000;

/// Labels of fewer words than this get their sense from the section they stand in.
const BARE_LABEL: usize = 4;

/// What kind of answer a field takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// Text.
    #[default]
    Text,
    /// A date.
    Date,
    /// One of the options; as text when they are not known.
    Choice,
    /// Any of the options, one per line.
    Choices,
    /// Yes or no, as a tick.
    Tick,
    /// A file, which no sheet can give.
    File,
}

impl Takes {
    /// What a field operated like this takes.
    #[must_use]
    pub fn of(widget: Option<Widget>) -> Self {
        use Widget as W;
        match widget {
            None | Some(W::Text | W::TextArea | W::Password) => Self::Text,
            Some(W::NativeDate | W::SegmentedDate) => Self::Date,
            Some(W::NativeSelect | W::Radios | W::ButtonGroup | W::Combobox | W::ListboxButton) => Self::Choice,
            Some(W::NativeMultiSelect | W::CheckboxGroup | W::MultiCombobox | W::Prompt) => Self::Choices,
            Some(W::Checkbox) => Self::Tick,
            Some(W::File) => Self::File,
        }
    }
}

/// One open field of one form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ask {
    /// Which form, by the caller's count.
    pub posting: usize,
    /// The employer, lower case; empty when not known.
    pub company: String,
    /// Country of the posting, when known.
    pub country: Option<String>,
    /// The field.
    pub key: Option<FieldKey>,
    /// Section heading.
    pub section: String,
    /// The question.
    pub label: String,
    /// The question before it, which it may continue.
    pub after: String,
    /// The options that can be chosen, when known.
    pub options: Vec<String>,
    /// What kind of answer it takes.
    pub takes: Takes,
    /// Its class; `None` when the answer is the person's to give each time.
    pub class: Option<QuestionClass>,
    /// An answer the person may accept.
    pub suggestion: Option<String>,
    /// Why it is open.
    pub why: String,
}

/// A question as it is put to the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// In the words of the first form that asks.
    pub label: String,
    /// The section it stands in, where the label alone says too little.
    pub section: String,
    /// The question it continues; empty when it stands by itself.
    pub after: String,
    /// Why it is open.
    pub why: String,
    /// What kind of answer it takes.
    pub takes: Takes,
    /// The options; empty when they are not known or any text will do.
    pub options: Vec<String>,
    /// An answer the person may accept; never one to a sensitive question.
    pub suggestion: Option<String>,
    /// The class under which the answer may be kept.
    pub class: Option<QuestionClass>,
    /// Where a kept answer holds; `None`: it must not be kept.
    pub scope: Option<AnswerScope>,
    /// The fields that ask it, of different forms.
    pub places: Vec<Place>,
}

/// A field that asks a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which form, by the caller's count.
    pub posting: usize,
    /// The field.
    pub key: FieldKey,
    /// Its options, in its own words.
    pub options: Vec<String>,
}

/// Merges what the forms ask; questions keep the order in which they were met.
/// Fields without a key and fields that take a file are left out.
#[must_use]
pub fn questions(asks: &[Ask]) -> Vec<Question> {
    let mut times: HashMap<(usize, String), usize> = HashMap::new();
    for ask in asks {
        *times.entry((ask.posting, label_key(&ask.label))).or_default() += 1;
    }
    let mut met: Vec<(Reading<'_>, Question)> = Vec::new();
    for ask in asks.iter().filter(|ask| ask.takes != Takes::File) {
        let Some(key) = ask.key.clone() else { continue };
        let mut reading = Reading::of(ask);
        // One form that asks in the same words twice means two things by them.
        reading.alone |= times.get(&(ask.posting, reading.label.clone())) != Some(&1);
        let place = Place { posting: ask.posting, key, options: reading.options.clone() };
        let same = met.iter_mut().find(|(first, question)| {
            first.same_question(&reading) && question.places.iter().all(|place| place.posting != ask.posting)
        });
        match same {
            Some((_, question)) => {
                if question.suggestion != ask.suggestion {
                    question.suggestion = None;
                }
                question.places.push(place);
            }
            None => {
                let question = reading.put(place);
                met.push((reading, question));
            }
        }
    }
    met.into_iter().map(|(_, question)| question).collect()
}

/// What decides whether two questions are one.
struct Reading<'a> {
    ask: &'a Ask,
    /// The options that are answers.
    options: Vec<String>,
    label: String,
    bare: bool,
    follows: bool,
    /// The answer holds for one employer.
    of_employer: bool,
    /// Never the same as another.
    alone: bool,
    exact: Vec<String>,
    meant: Vec<String>,
}

impl<'a> Reading<'a> {
    fn of(ask: &'a Ask) -> Self {
        let options = shown_options(ask);
        let words = words(&ask.label);
        let follows = meaning::is_follow_up(&ask.label);
        let employer = self::words(&ask.company);
        let named = ask.class != Some(QuestionClass::HowHeard)
            && !employer.is_empty()
            && words.windows(employer.len()).any(|part| part == employer);
        let of_employer = named || ask.class.is_some_and(|class| is_about_the_employer(class, &words));
        let (exact, meant) = (keys(&options, option_key), keys(&options, option_meaning));
        // A list that offers one thing twice is like no other.
        let twice = meant.windows(2).any(|pair| pair[0] == pair[1]);
        // What a closed list offers cannot be compared.
        let closed = options.is_empty() && matches!(ask.takes, Takes::Choice | Takes::Choices);
        Self {
            label: label_key(&ask.label),
            bare: words.len() < BARE_LABEL,
            alone: ask.class.is_none()
                || follows
                || words.is_empty()
                || twice
                || closed
                || (of_employer && ask.company.is_empty()),
            ask,
            options,
            follows,
            of_employer,
            exact,
            meant,
        }
    }

    fn same_question(&self, other: &Self) -> bool {
        let (a, b) = (self.ask, other.ask);
        let Some(class) = a.class.filter(|_| a.class == b.class && a.takes == b.takes) else { return false };
        let employer = (self.of_employer || other.of_employer) && a.company != b.company;
        if self.alone || other.alone || employer {
            return false;
        }
        let verbatim = self.label == other.label;
        if class.is_sensitive() {
            return verbatim && a.country == b.country && a.section == b.section && self.exact == other.exact;
        }
        let in_the_same_words = verbatim && (!self.bare || a.section == b.section);
        let one_sense = match class {
            QuestionClass::HowHeard => true,
            // A number alone may count days or weeks; an option says which.
            QuestionClass::NoticePeriod => !self.options.is_empty(),
            _ => false,
        };
        (in_the_same_words || one_sense) && self.meant == other.meant
    }

    fn put(&self, place: Place) -> Question {
        let ask = self.ask;
        Question {
            label: ask.label.clone(),
            section: if self.bare { ask.section.clone() } else { String::new() },
            after: if self.follows { ask.after.clone() } else { String::new() },
            why: ask.why.clone(),
            takes: ask.takes,
            options: self.options.clone(),
            suggestion: ask.suggestion.clone().filter(|_| ask.class.is_some_and(|class| !class.is_sensitive())),
            class: ask.class,
            scope: self.scope(),
            places: vec![place],
        }
    }

    /// Where an answer may be used again: nowhere when it is given each time or continues another question, at one
    /// employer when it is about that one.
    fn scope(&self) -> Option<AnswerScope> {
        let class = self.ask.class.filter(|_| !self.follows && !self.label.is_empty())?;
        let scope = match (self.of_employer, self.ask.company.is_empty()) {
            (true, true) => return None,
            (true, false) => AnswerScope::Company(self.ask.company.clone()),
            (false, _) => AnswerScope::Everywhere,
        };
        domain::answers::may_be_kept(class, &scope).is_ok().then_some(scope)
    }
}

fn keys(options: &[String], key: impl Fn(&str) -> String) -> Vec<String> {
    let mut keys: Vec<String> = options.iter().map(|option| key(option)).collect();
    keys.sort_unstable();
    keys
}

/// Whether the answer may differ from one employer to the next.
fn is_about_the_employer(class: QuestionClass, words: &[String]) -> bool {
    const OF_AN_EMPLOYER: [&str; 36] = [
        "us",
        "our",
        "ours",
        "we",
        "here",
        "this",
        "company",
        "employer",
        "organization",
        "organisation",
        "firm",
        "team",
        "role",
        "position",
        "job",
        "join",
        "uns",
        "unser",
        "unsere",
        "unserem",
        "unseren",
        "unserer",
        "stelle",
        "unternehmen",
        "nous",
        "notre",
        "nos",
        "poste",
        "nuestra",
        "nuestro",
        "puesto",
        "nossa",
        "nosso",
        "vaga",
        "ons",
        "onze",
    ];
    match class {
        QuestionClass::CompanyRelation => true,
        QuestionClass::FreeText | QuestionClass::Other | QuestionClass::Experience => {
            words.iter().any(|word| OF_AN_EMPLOYER.contains(&word.as_str()))
        }
        _ => false,
    }
}

/// Labels are compared like options: what tells `C++` from `C#` counts.
fn label_key(label: &str) -> String {
    option_key(&without_marks(label))
}

/// The options that are answers; the line that asks to choose is none.
fn shown_options(ask: &Ask) -> Vec<String> {
    const NOTHING_CHOSEN: [&str; 10] = [
        "",
        "select",
        "select one",
        "select an option",
        "please select",
        "please select one",
        "choose",
        "choose one",
        "choose an option",
        "bitte wählen",
    ];
    if ask.takes == Takes::Tick {
        return vec!["Yes".to_owned(), "No".to_owned()];
    }
    let is_answer = |text: &&String| !NOTHING_CHOSEN.contains(&option_key(text).as_str());
    ask.options.iter().filter(is_answer).cloned().collect()
}

impl Question {
    /// The answer as the options spell it, or why it cannot be one.
    ///
    /// # Errors
    /// A sentence without the answer in it.
    pub fn check(&self, answer: &str) -> Result<String, String> {
        let answer = answer.trim();
        if answer.is_empty() {
            return Err("the answer is empty; leave it out to be asked later".to_owned());
        }
        if answer.chars().count() > ANSWER_LIMIT {
            return Err(format!("the answer is longer than {ANSWER_LIMIT} characters"));
        }
        match self.takes {
            Takes::File => Err("a file is given on the command line".to_owned()),
            Takes::Date if parse_date(answer).is_none() => Err("it takes a date, such as 2027-01-15".to_owned()),
            Takes::Text | Takes::Date => Ok(answer.to_owned()),
            Takes::Choice | Takes::Choices | Takes::Tick if self.options.is_empty() => Ok(answer.to_owned()),
            Takes::Choices => {
                let lines = answer.lines().map(str::trim).filter(|line| !line.is_empty());
                Ok(lines.map(|line| self.option(line)).collect::<Result<Vec<_>, _>>()?.join("\n"))
            }
            Takes::Choice | Takes::Tick => self.option(answer),
        }
    }

    fn option(&self, text: &str) -> Result<String, String> {
        match pick(&self.options, text) {
            Some(at) => Ok(self.options[at].clone()),
            None => Err(format!("it takes one of: {}", self.options.join(" · "))),
        }
    }

    /// What each form is told, in its own words; `answer` is one that [`Question::check`] returned. A form whose
    /// options do not have it is left out and asks by itself.
    #[must_use]
    pub fn said(&self, answer: &str) -> BTreeMap<usize, (FieldKey, String)> {
        self.places
            .iter()
            .filter_map(|place| {
                let own = |line: &str| match place.options.is_empty() {
                    true => Some(line.to_owned()),
                    false => pick(&place.options, line).map(|at| place.options[at].clone()),
                };
                let lines: Option<Vec<String>> = match self.takes {
                    Takes::Text | Takes::Date => Some(vec![answer.to_owned()]),
                    _ => answer.lines().map(own).collect(),
                };
                Some((place.posting, (place.key.clone(), lines?.join("\n"))))
            })
            .collect()
    }
}

/// The one option that says `text`: as a whole label, else by the table of equivalents.
fn pick(options: &[String], text: &str) -> Option<usize> {
    let entries: Vec<OptionEntry> =
        options.iter().map(|text| OptionEntry { text: text.clone(), ..OptionEntry::default() }).collect();
    match choose(&Wanted::text(text), &entries) {
        Choice::One(at) => Some(at),
        Choice::Several(_) => None,
        Choice::None => {
            let meaning = option_meaning(text);
            let mut same = (0..options.len()).filter(|at| option_meaning(&options[*at]) == meaning);
            same.next().filter(|_| same.next().is_none())
        }
    }
}
