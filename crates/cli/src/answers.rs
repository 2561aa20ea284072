//! `valet answers`: the Q&A bank.

use crate::exit::{Exit, Problem};
use crate::profile::usage_word;
use crate::session::Session;
use crate::show;
use domain::answers::NotKept;
use domain::{Answer, AnswerScope, QuestionClass, UsageMode};
use store::answers::{AnswerChange, NewAnswer};

#[derive(Debug, Clone, clap::Subcommand)]
pub(crate) enum AnswersCommand {
    /// Add an answer, or replace the one to the same question
    #[command(after_help = EXAMPLES)]
    Add {
        /// The question, as forms put it
        question: String,
        /// Your answer; several choices on several lines
        answer: String,
        /// What the question is about
        #[arg(long, value_parser = parse_class, default_value = "other")]
        class: QuestionClass,
        /// Only for this employer
        #[arg(long)]
        company: Option<String>,
        /// always: use it; ask: offer it and ask; decline: choose the form's own way to decline
        #[arg(long, value_parser = parse_usage, default_value = "always", value_name = "always|ask|decline")]
        usage: UsageMode,
    },
    /// List all answers, with how many sent applications each went into and when last
    List,
    /// Change an answer or how it may be used
    #[command(after_help = "\
Example:
  valet answers edit 3f2a9c01 --answer Yes --usage ask     the identifier is in `valet answers list`")]
    Edit {
        /// Its identifier, or the beginning of it
        id: String,
        /// The new answer
        #[arg(long)]
        answer: Option<String>,
        /// How it may be used
        #[arg(long, value_parser = parse_usage, value_name = "always|ask|decline")]
        usage: Option<UsageMode>,
    },
    /// Remove an answer
    Remove {
        /// Its identifier, or the beginning of it
        id: String,
    },
}

const EXAMPLES: &str = "\
Examples:
  valet answers add 'Will you require sponsorship?' No --class sponsorship
  valet answers add 'How did you hear about us?' 'A friend' --class how_heard
  valet answers add 'What is your gender?' '' --class gender --usage decline
  valet answers add 'Have you worked here before?' No --class company_relation --company 'Acme Corp'
  valet answers add 'Describe your biggest project' 'I built …' --class free_text --usage ask

An answer is used only where a form asks the same thing: sensitive ones by their class, others by their words.
What depends on the company (company_relation) is kept for one company; export_control and never_store (criminal
record, health, religion, orientation, age, marital status) are not kept at all: you are asked each time.";

fn parse_class(word: &str) -> Result<QuestionClass, String> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| {
        let words: Vec<String> = QuestionClass::ALL.iter().map(|class| class_word(*class)).collect();
        format!("choose one of {}", words.join(", "))
    })
}

fn parse_usage(word: &str) -> Result<UsageMode, String> {
    match word {
        "always" => Ok(UsageMode::AlwaysUse),
        "ask" => Ok(UsageMode::AskEachTime),
        "decline" => Ok(UsageMode::DeclineToAnswer),
        _ => Err("choose always, ask or decline".into()),
    }
}

fn class_word(class: QuestionClass) -> String {
    serde_json::to_value(class).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(crate) async fn run(session: &Session, command: &AnswersCommand) -> Result<Exit, Problem> {
    let mut db = session.pool.acquire().await?;
    match command {
        AnswersCommand::Add { question, answer, class, company, usage } => {
            let scope =
                company.clone().map_or(AnswerScope::Everywhere, |name| AnswerScope::Company(name.to_lowercase()));
            let new =
                NewAnswer { question: question.clone(), class: *class, answer: answer.clone(), scope, usage: *usage };
            may_be_kept(&new)?;
            let added = store::answers::create_answer(&mut db, session.user, &new).await?;
            print(session, &[added]);
        }
        AnswersCommand::List => print(session, &store::answers::list_answers(&mut db, session.user).await?),
        AnswersCommand::Edit { id, answer, usage } => {
            let found = find(&store::answers::list_answers(&mut db, session.user).await?, id)?;
            let change = AnswerChange { answer: answer.clone(), usage: *usage, ..AnswerChange::default() };
            print(session, &[store::answers::update_answer(&mut db, session.user, found.id, &change).await?]);
        }
        AnswersCommand::Remove { id } => {
            let found = find(&store::answers::list_answers(&mut db, session.user).await?, id)?;
            store::answers::delete_answer(&mut db, session.user, found.id).await?;
            show::done(session.json, &format!("Removed: {}", found.question));
        }
    }
    Ok(Exit::Ok)
}

/// An entry as a profile file states it.
pub(crate) fn from_file(answer: domain::json_resume::ImportedAnswer) -> NewAnswer {
    let domain::json_resume::ImportedAnswer { question, class, answer, scope, usage } = answer;
    NewAnswer { question, class, answer, scope, usage }
}

/// Refuses what the bank must not hold, with the way out on this command line.
pub(crate) fn may_be_kept(new: &NewAnswer) -> Result<(), Problem> {
    domain::answers::may_be_kept(new.class, &new.scope).map_err(|error| {
        let way_out = match error {
            NotKept::CompanyMissing => " (--company \"Acme Corp\", in a profile file \"company\")",
            NotKept::AskEachTime(_) => "",
        };
        let mut sentence = error.to_string();
        sentence[..1].make_ascii_uppercase();
        Problem::usage(format!("{sentence}{way_out}."))
    })
}

fn find(answers: &[Answer], id: &str) -> Result<Answer, Problem> {
    let matching: Vec<&Answer> = answers
        .iter()
        .filter(|answer| answer.id.to_string().ends_with(id) || answer.id.to_string().starts_with(id))
        .collect();
    match matching[..] {
        [one] => Ok(one.clone()),
        [] => Err(Problem::failure(format!("There is no answer {id}. `valet answers list` shows them all."))),
        _ => Err(Problem::failure(format!("Several answers match {id}; give more of the identifier."))),
    }
}

fn print(session: &Session, answers: &[Answer]) {
    if session.json {
        return show::json(&answers);
    }
    if answers.is_empty() {
        println!("No answers yet. Add one with `valet answers add \"question\" \"answer\"`.");
        return;
    }
    let mut table = show::grid(["Id", "Question", "Answer", "About", "Where", "Use", "Used", "Last used"]);
    for answer in answers {
        let scope = match &answer.scope {
            AnswerScope::Everywhere => "everywhere".to_owned(),
            AnswerScope::Company(name) => name.clone(),
        };
        // The end of a time-ordered identifier tells entries apart; the beginning does not.
        let id = answer.id.to_string();
        table.add_row([
            id[id.len() - 8..].to_owned(),
            show::plain(&answer.question),
            show::plain(&answer.answer),
            class_word(answer.class),
            show::plain(&scope),
            usage_word(answer.usage).to_owned(),
            answer.times_used.to_string(),
            answer.last_used_at.map_or(String::new(), |at| at.format("%F").to_string()),
        ]);
    }
    show::table(table);
}
