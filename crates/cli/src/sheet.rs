//! The answer sheet of a batch: what nobody can answer, put to the person in one sitting or as a file to fill in.
//!
//! Which questions are one is decided by [`forms::sheet`]; here they are shown, answered, and kept where the person
//! agrees.

use crate::answers;
use crate::exit::Problem;
use crate::session::Session;
use crate::show;
use chrono::Utc;
use domain::{AnswerScope, Fact, Source};
use forms::fields::FieldKey;
use forms::sheet::{Place, Question, Takes};
use inquire::{Confirm, InquireError, MultiSelect, Select, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

/// Version of the file.
const FORMAT: u32 = 1;
/// Largest sheet that is read, bytes.
const SIZE_LIMIT: u64 = 10 * 1024 * 1024;
/// Choice that answers nothing; the first one, so that Enter by accident answers nothing.
const LATER: &str = "(leave it open)";

/// A sheet as a file: what `--json` prints and `--sheet` reads.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sheet {
    /// [`FORMAT`].
    pub sheet: u32,
    /// What to do with it.
    #[serde(default)]
    pub next: String,
    /// The postings of the batch.
    pub postings: Vec<Posting>,
    /// The open questions.
    pub questions: Vec<Entry>,
}

/// A posting of the batch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Posting {
    /// Address.
    pub url: String,
    /// Employer and title, as far as known.
    pub posting: String,
    /// Whether it can be applied to; others are listed so that nothing is lost.
    pub ready: bool,
    /// What became of the rehearsal.
    pub state: String,
}

/// A question with its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// The question.
    question: String,
    /// Where it stands, where its words alone say too little.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    section: String,
    /// The question it continues.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    after: String,
    /// Who asks, for people.
    #[serde(default)]
    asked_by: Vec<String>,
    /// Why it is open, for people.
    #[serde(default)]
    why: String,
    #[serde(default)]
    takes: Takes,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
    /// Text, or a list where several options may be chosen; null leaves it open.
    answer: Option<Given>,
    /// Keep the answer for next time.
    #[serde(default)]
    keep: bool,
    /// Class and scope under which it is kept; null: it must not be kept.
    about: Option<About>,
    /// The fields that ask, for Valet.
    fields: Vec<Place>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct About {
    class: domain::QuestionClass,
    scope: AnswerScope,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Given {
    Text(String),
    Several(Vec<String>),
}

impl Entry {
    fn of(question: Question, postings: &[Posting]) -> Self {
        let mut asked_by: Vec<String> =
            question.places.iter().filter_map(|place| postings.get(place.posting)).map(|p| p.posting.clone()).collect();
        asked_by.dedup();
        let about = question.class.zip(question.scope).map(|(class, scope)| About { class, scope });
        Self {
            question: question.label,
            section: question.section,
            after: question.after,
            asked_by,
            why: question.why,
            takes: question.takes,
            options: question.options,
            suggestion: question.suggestion,
            answer: None,
            keep: false,
            about,
            fields: question.places,
        }
    }

    fn question(&self) -> Question {
        Question {
            label: self.question.clone(),
            section: self.section.clone(),
            after: self.after.clone(),
            why: self.why.clone(),
            takes: self.takes,
            options: self.options.clone(),
            suggestion: None,
            class: self.about.as_ref().map(|about| about.class),
            scope: self.about.as_ref().map(|about| about.scope.clone()),
            places: self.fields.clone(),
        }
    }

    fn given(&self) -> Option<String> {
        let text = match self.answer.as_ref()? {
            Given::Text(text) => text.clone(),
            Given::Several(lines) => lines.join("\n"),
        };
        (!text.trim().is_empty()).then_some(text)
    }
}

impl Sheet {
    /// A sheet without answers.
    pub(crate) fn new(postings: Vec<Posting>, questions: Vec<Question>) -> Self {
        let questions = questions.into_iter().map(|question| Entry::of(question, &postings)).collect();
        Self { sheet: FORMAT, next: String::new(), postings, questions }
    }

    /// Reads a sheet that was filled in, and checks every answer.
    pub(crate) fn read(path: &Path) -> Result<Self, Problem> {
        let refuse = |why: String| Problem::usage(format!("{} is not a sheet: {why}.", path.display()));
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path).map_err(|error| refuse(error.to_string()))?;
        file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(|error| refuse(error.to_string()))?;
        if bytes.len() as u64 > SIZE_LIMIT {
            return Err(refuse("it is larger than 10 MB".into()));
        }
        let sheet: Self = serde_json::from_slice(&bytes)
            .map_err(|error| refuse(format!("line {}, column {}", error.line(), error.column())))?;
        if sheet.sheet != FORMAT {
            return Err(refuse(format!("its format is {}, and this Valet reads {FORMAT}", sheet.sheet)));
        }
        for entry in &sheet.questions {
            let name = show::plain(&entry.question);
            if entry.fields.iter().any(|place| place.posting >= sheet.postings.len()) {
                return Err(refuse(format!("the question {name:?} names a posting that is not in it")));
            }
            if let Some(given) = entry.given() {
                let checked = entry.question().check(&given);
                checked.map_err(|why| Problem::usage(format!("The answer to {name:?} cannot be used: {why}.")))?;
            }
            if let (true, Some(about)) = (entry.keep, &entry.about) {
                let kept = domain::answers::may_be_kept(about.class, &about.scope);
                kept.map_err(|why| Problem::usage(format!("The answer to {name:?} cannot be kept: {why}.")))?;
            }
        }
        Ok(sheet)
    }

    /// Puts every question to the person, one after the other. `false`: they stopped.
    pub(crate) fn ask(&mut self) -> Result<bool, Problem> {
        let total = self.questions.len();
        println!("\nNobody knows the answer to {total} question{}. Nothing is sent while you answer.", plural(total));
        println!("Escape leaves a question open: it is asked again when its form is filled. Ctrl-C stops.");
        for (at, entry) in self.questions.iter_mut().enumerate() {
            println!("\n{} of {total} · {}", at + 1, asked_by(&entry.asked_by));
            for line in [&entry.section, &entry.after].into_iter().filter(|line| !line.is_empty()) {
                println!("  {}", show::plain(line));
            }
            match ask(entry) {
                Ok(answer) => entry.answer = answer.map(Given::Text),
                Err(InquireError::OperationCanceled) => {}
                Err(InquireError::OperationInterrupted) => return Ok(false),
                Err(error) => {
                    return Err(Problem::failure(format!("The terminal cannot be used for questions: {error}.")));
                }
            }
        }
        self.offer_to_keep()
    }

    fn offer_to_keep(&mut self) -> Result<bool, Problem> {
        let may: Vec<usize> = (0..self.questions.len())
            .filter(|&at| self.questions[at].given().is_some() && self.questions[at].about.is_some())
            .collect();
        if may.is_empty() {
            return Ok(true);
        }
        let name = |at: &usize| {
            let entry = &self.questions[*at];
            let place = match entry.about.as_ref().map(|about| &about.scope) {
                Some(AnswerScope::Company(company)) => format!(" (at {company} only)"),
                _ => String::new(),
            };
            format!("{}{place}", show::plain(&entry.question))
        };
        let shown: Vec<String> = may.iter().map(name).collect();
        println!();
        match MultiSelect::new("Which answers should be kept for next time?", shown).raw_prompt() {
            Ok(chosen) => {
                for choice in chosen {
                    self.questions[may[choice.index]].keep = true;
                }
                Ok(true)
            }
            Err(InquireError::OperationCanceled) => Ok(true),
            Err(_) => Ok(false),
        }
    }

    /// Keeps what the person agreed to keep, and returns what each posting is told, with its source.
    pub(crate) async fn take_in(&self, session: &Session) -> Result<Vec<BTreeMap<FieldKey, Fact<String>>>, Problem> {
        let mut told = vec![BTreeMap::new(); self.postings.len()];
        let mut db = session.pool.acquire().await?;
        for entry in &self.questions {
            let Some(answer) = entry.given().and_then(|given| entry.question().check(&given).ok()) else { continue };
            let mut source = Source::Person { at: Utc::now() };
            if let (true, Some(about)) = (entry.keep, &entry.about) {
                let new = store::answers::NewAnswer {
                    question: entry.question.clone(),
                    class: about.class,
                    answer: answer.clone(),
                    scope: about.scope.clone(),
                    usage: domain::UsageMode::AlwaysUse,
                };
                answers::may_be_kept(&new)?;
                match store::answers::create_answer(&mut db, session.user, &new).await {
                    Ok(kept) => source = Source::Answer { id: kept.id, at: kept.stated_at },
                    Err(error) => eprintln!("Not kept: {error}."),
                }
            }
            for (posting, (key, text)) in entry.question().said(&answer) {
                told[posting].insert(key, Fact::new(text, source.clone()));
            }
        }
        Ok(told)
    }

    /// Whether the person, who has seen the answers, wants the applications made.
    pub(crate) fn confirm(&self, mode: domain::tasks::Mode) -> bool {
        let mut table = show::grid(["Question", "Answer", "Kept"]);
        for entry in &self.questions {
            let answer = entry.given().unwrap_or_else(|| "(open)".to_owned());
            let kept = if entry.keep { "yes" } else { "" };
            table.add_row([show::plain(&entry.question), show::plain(&answer), kept.to_owned()]);
        }
        println!();
        show::table(table);
        let ready = self.postings.iter().filter(|posting| posting.ready).count();
        let how = match mode {
            domain::tasks::Mode::Copilot => "you see each one before it is sent",
            domain::tasks::Mode::Autopilot => "each is sent when every quality gate passes",
        };
        let question = format!("Go on with {ready} application{} ({how})?", plural(ready));
        // Enter by accident sends nothing.
        Confirm::new(&question).with_default(false).prompt().unwrap_or(false)
    }

    /// Prints the open questions for people.
    pub(crate) fn show(&self) {
        let mut table = show::grid(["Open question", "Asked by", "Why"]);
        for entry in &self.questions {
            let why = show::plain(&entry.why);
            table.add_row([show::plain(&entry.question), asked_by(&entry.asked_by), why]);
        }
        show::table(table);
    }
}

fn ask(entry: &Entry) -> Result<Option<String>, InquireError> {
    let question = entry.question();
    let label = match entry.question.is_empty() {
        true => "(a field without a label)".to_owned(),
        false => show::plain(&entry.question),
    };
    let help = show::plain(&entry.why);
    if entry.options.is_empty() {
        loop {
            let mut prompt = Text::new(&label).with_help_message(&help);
            if let Some(suggestion) = &entry.suggestion {
                prompt = prompt.with_initial_value(suggestion);
            }
            let text = prompt.prompt()?;
            if text.trim().is_empty() {
                return Ok(None);
            }
            match question.check(&text) {
                Ok(answer) => return Ok(Some(answer)),
                Err(why) => println!("  ! {why}"),
            }
        }
    }
    if entry.takes == Takes::Choices {
        let chosen = MultiSelect::new(&label, entry.options.clone()).with_help_message(&help).prompt()?;
        return Ok((!chosen.is_empty()).then(|| chosen.join("\n")));
    }
    let choices = [vec![LATER.to_owned()], entry.options.clone()].concat();
    let at = entry.suggestion.as_ref().and_then(|text| choices.iter().position(|choice| choice == text)).unwrap_or(0);
    let chosen = Select::new(&label, choices).with_starting_cursor(at).with_help_message(&help).raw_prompt()?;
    Ok((chosen.index > 0).then_some(chosen.value))
}

fn asked_by(postings: &[String]) -> String {
    let names: Vec<String> = postings.iter().take(4).map(|name| show::plain(name)).collect();
    let more = if postings.len() > names.len() { ", …" } else { "" };
    format!("asked by {} posting{}: {}{more}", postings.len(), plural(postings.len()), names.join(", "))
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}
