//! A draft for a question in the person's own words: every sentence rests on
//! facts that it cites, or it is left out.

use super::{Advisor, Scene, facts, one_line, redactor};
use domain::Source;
use facts::Told;
use forms::fields::{Field, Widget};
use forms::wording::words;
use llm::quoting::Quoted;
use llm::redaction::Kind;
use llm::shape::Shape;
use llm::{Ask, Redactor};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) const PURPOSE: &str = "draft";
/// Most sentences of a draft.
const SENTENCES: usize = 8;
/// Most facts one sentence may cite.
const CITED: usize = 5;
/// Longest sentence, characters.
const LONGEST: usize = 400;

const TASK: &str = "\
The data holds a question of a job application form, numbered facts about the applicant, and what the posting says. \
Write an answer for the applicant to check, in the first person, plain and short, in the language of the question. Every \
sentence must rest on facts of the list alone and name them by their numbers. Say nothing that the facts do not say: no \
feelings, no praise of the company, no numbers that are not in the facts. When the facts do not answer the question, \
answer with an empty list of sentences.";

/// A draft that the person has not seen or not accepted yet.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) text: String,
    model: String,
    from: Vec<Source>,
}

impl Draft {
    /// "as proposed by … from: …".
    pub(super) fn describe(&self, relation: &str) -> String {
        let from: BTreeSet<String> = self.from.iter().map(Source::describe).collect();
        format!("{relation} proposed by {} from: {}", self.model, from.into_iter().collect::<Vec<_>>().join("; "))
    }
}

impl Advisor {
    /// Writes a draft; none where the facts do not carry one.
    pub(super) async fn draft(&mut self, field: &Field, scene: Scene<'_>) -> Option<Draft> {
        let told = facts::told(scene.person, scene.circumstances);
        let redactor = redactor(scene.person);
        // A fact that cannot be freed of values is not told; its number stays empty.
        let told: Vec<(Told, String)> = told
            .into_iter()
            .filter_map(|fact| redactor.redact(&fact.text).ok().map(|text| (fact, text.as_str().to_owned())))
            .collect();
        if told.is_empty() {
            return None;
        }
        let list: String =
            told.iter().enumerate().map(|(at, (fact, _))| format!("f{}: {}\n", at + 1, fact.text)).collect();
        let question = format!("{}\n{}", one_line(&field.label, 500), one_line(&field.help, 300));
        let posting = format!("{}\n{}", scene.title, self.posting);
        let item = Shape::Object(vec![
            ("text", Shape::Text(LONGEST)),
            ("facts", Shape::numbered('f', told.len(), &[]).up_to(CITED)),
        ]);
        let ask = Ask {
            purpose: PURPOSE,
            task: TASK,
            data: Quoted::new()
                .with("question", &redactor.redact(&question).ok()?, 900)
                .with("facts", &redactor.redact(&list).ok()?, 20_000)
                .with("posting", &redactor.redact(&posting).ok()?, 3_500)
                .finish(),
            shape: Shape::Object(vec![("sentences", item.up_to(SENTENCES))]),
            max_output_tokens: 900,
        };
        let answer = self.ask(&ask).await?;
        let (text, cited) = assemble(&answer.value, &told, &redactor, room(field))?;
        let from = cited.into_iter().map(|at| told[at].0.source.clone()).collect();
        Some(Draft { text, model: answer.model, from })
    }
}

/// How long an answer may be, characters.
fn room(field: &Field) -> usize {
    let most = if field.widget == Widget::TextArea { 2_000 } else { 300 };
    field.max_length.filter(|length| *length > 0).map_or(most, |length| most.min(length as usize))
}

/// The sentences that are supported, as far as there is room, with the facts they cite.
fn assemble(
    answer: &Value,
    told: &[(Told, String)],
    redactor: &Redactor,
    room: usize,
) -> Option<(String, BTreeSet<usize>)> {
    let mut text = String::new();
    let mut cited = BTreeSet::new();
    for sentence in answer["sentences"].as_array()? {
        let said = one_line(sentence["text"].as_str()?, LONGEST);
        let ids = sentence["facts"].as_array()?.iter().filter_map(|id| id.as_str()?.strip_prefix('f')?.parse().ok());
        let facts: Vec<usize> = ids.filter_map(|id: usize| id.checked_sub(1)).filter(|at| *at < told.len()).collect();
        let texts: Vec<&str> = facts.iter().map(|at| told[*at].1.as_str()).collect();
        if !is_supported(&said, &texts, redactor) {
            continue;
        }
        let Ok(said) = redactor.restore(&said) else { continue };
        let blank = usize::from(!text.is_empty());
        if text.chars().count() + blank + said.chars().count() > room {
            break;
        }
        if blank == 1 {
            text.push(' ');
        }
        text.push_str(&said);
        cited.extend(facts);
    }
    (!text.is_empty()).then_some((text, cited))
}

/// Whether a sentence says only what its facts could say: it cites some, its numbers and tokens are theirs, it shares
/// words with them, and it holds neither an address nor anything of the person but where they worked and learned.
fn is_supported(sentence: &str, facts: &[&str], redactor: &Redactor) -> bool {
    let all = facts.join(" ");
    let told: BTreeSet<String> = stems(&all);
    let said = stems(sentence);
    let shared = said.intersection(&told).count();
    let tokens_are_theirs = tokens(sentence).all(|token| all.contains(token));
    let harmless = redactor.kinds(sentence).iter().all(|kind| matches!(kind, Kind::Employer | Kind::School));
    let lowered = sentence.to_lowercase();
    let address = ["http", "www.", "@", "://"].iter().any(|mark| lowered.contains(mark));
    !facts.is_empty()
        && !said.is_empty()
        && numbers(sentence).is_subset(&numbers(&all))
        && tokens_are_theirs
        && harmless
        && !address
        && shared >= said.len().div_ceil(4).clamp(1, 3)
}

/// Longer words by their beginnings, so that "design" and "designed" meet.
fn stems(text: &str) -> BTreeSet<String> {
    words(text).into_iter().filter(|word| word.chars().count() > 3).map(|word| word.chars().take(5).collect()).collect()
}

fn numbers(text: &str) -> BTreeSet<String> {
    let outside = without_tokens(text);
    outside.split(|c: char| !c.is_numeric()).filter(|run| !run.is_empty()).map(str::to_owned).collect()
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('«').filter_map(|(start, _)| text[start..].find('»').map(|end| &text[start..=start + end + 1]))
}

fn without_tokens(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '«' => inside = true,
            '»' => inside = false,
            _ if !inside => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use serde_json::json;

    fn redactor() -> Redactor {
        Redactor::new([(Kind::Employer, "Fernwick"), (Kind::Name, "Ana Cruz"), (Kind::Email, "ana@example.com")])
    }

    fn told() -> Vec<(Told, String)> {
        let fact = |text: &str| {
            let source = Source::Person { at: DateTime::UNIX_EPOCH };
            (Told { text: text.into(), source }, redactor().redact(text).unwrap().as_str().to_owned())
        };
        vec![
            fact("Engineer at Fernwick, 2019 to 2023"),
            fact("At Fernwick: Designed a billing service for 12 countries"),
        ]
    }

    fn drafted(sentences: Value, room: usize) -> Option<(String, BTreeSet<usize>)> {
        assemble(&json!({ "sentences": sentences }), &told(), &redactor(), room)
    }

    #[test]
    fn a_supported_draft_comes_back_with_its_values_and_citations() {
        let sentences = json!([
            { "text": "I worked as an engineer at «employer_1» from 2019 to 2023.", "facts": ["f1"] },
            { "text": "There I designed a billing service for 12 countries.", "facts": ["f2"] },
        ]);
        let (text, cited) = drafted(sentences, 500).unwrap();
        assert_eq!(
            text,
            "I worked as an engineer at Fernwick from 2019 to 2023. There I designed a billing service for 12 countries."
        );
        assert_eq!(cited, BTreeSet::from([0, 1]));
    }

    #[test]
    fn a_sentence_without_support_is_left_out_and_a_draft_of_none_is_dropped() {
        for (text, facts) in [
            ("I designed a billing service.", json!([])),
            ("I designed a billing service for 40 countries.", json!(["f2"])),
            ("I have always loved your mission and culture.", json!(["f1", "f2"])),
            ("I worked at «employer_2» as an engineer.", json!(["f1"])),
            ("I designed a billing service, see https://thief.example.", json!(["f2"])),
            ("I, «name_1», designed a billing service.", json!(["f2"])),
            ("I designed a billing service; write to «email_1».", json!(["f2"])),
            ("I designed a billing service; write to email_1.", json!(["f2"])),
            ("", json!(["f1"])),
            ("12", json!(["f2"])),
        ] {
            assert_eq!(drafted(json!([{ "text": text, "facts": facts }]), 500), None, "{text}");
        }
        assert_eq!(drafted(json!([]), 500), None);
    }

    #[test]
    fn a_draft_ends_where_the_room_does() {
        let sentences = json!([
            { "text": "I designed a billing service.", "facts": ["f2"] },
            { "text": "I worked as an engineer.", "facts": ["f1"] },
        ]);
        assert_eq!(drafted(sentences.clone(), 30).unwrap().0, "I designed a billing service.");
        assert_eq!(drafted(sentences, 10), None);
    }
}
