//! What a person is asked while a job waits, and what they may answer.
//!
//! What they answer may hold a code or a password. It is in the job's row from
//! the answer until the worker takes it, and nowhere else.

use crate::jobs::QueueError;
use crate::sealing::Secret;
use chrono::{DateTime, Utc};
use domain::{AnswerId, QuestionClass, Sha256};
use forms::blockers::{Kind, Source};
use forms::fields::{FieldKey, Widget};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a paused job waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Interaction {
    /// Fields nobody could answer from what is known.
    Question {
        /// The fields of the page, open ones included.
        rows: Vec<Row>,
        /// The employer, for answers that hold for one employer only: its name in lower case, empty when not known.
        #[serde(default)]
        company: String,
    },
    /// Everything that would be sent from this page, to be approved or changed.
    Review {
        /// Digest of exactly what is shown; an approval names it.
        packet: Sha256,
        /// Every field.
        rows: Vec<Row>,
        /// The page is the last: approval submits. Otherwise it continues to the next step.
        last: bool,
        /// It was sent before and may have been recorded: approval submits it a second time, and says that the person
        /// knows it could arrive twice.
        #[serde(default)]
        again: bool,
        /// What the person should know before approving: why autopilot did not go on by itself, what the page said to
        /// an earlier submission.
        reasons: Vec<String>,
        /// As in [`Interaction::Question`].
        #[serde(default)]
        company: String,
    },
    /// Something of the site's stands in the way, and only a person gets past it.
    Blocker(Blocked),
}

/// What stands in the way, for a person. Holds nothing of what the page says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Blocked {
    /// What it is.
    pub blocker: Kind,
    /// How it was told.
    pub metadata: Sign,
    /// What to do, in a sentence.
    pub description: String,
    /// Address of the page without user, query and fragment.
    pub page_url: String,
    /// Host whose own form credentials would go into; empty where they would go nowhere.
    #[serde(default)]
    pub site: String,
    /// Entry of the job's evidence bundle with a picture of the page.
    #[serde(default)]
    pub screenshot: Option<String>,
    /// Boxes for a code on the page.
    #[serde(default)]
    pub boxes: usize,
    /// How it may be answered.
    pub accepts: Vec<Way>,
    /// Why it is asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How long it is waited for.
    pub timeout_seconds: u64,
    /// When it was seen.
    pub detected_at: DateTime<Utc>,
}

/// How a blocker was told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sign {
    /// How sure, 0..=1.
    pub blocker_confidence: f32,
    /// By what.
    pub detection_method: Source,
    /// The strongest sign: a selector, a part of an address, a phrase of the tables.
    pub signal: String,
    /// Maker of a captcha: `recaptcha`, `hcaptcha`, `funcaptcha`, `turnstile` or `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captcha_type: Option<String>,
}

/// A way to deal with a blocker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A code is entered.
    CodeEntry,
    /// User name and password are entered into the site's own form.
    Credentials,
    /// The person did it themselves in the live view.
    Manual,
    /// It is not dealt with.
    Skip,
}

/// What a person did about a blocker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case", deny_unknown_fields)]
pub enum Passed {
    /// The code they were sent.
    CodeEntry {
        /// The code.
        code: Secret,
    },
    /// An account on the site.
    Credentials {
        /// E-mail address or user name; the page may ask for the password only.
        #[serde(default)]
        username: Option<Secret>,
        /// Password; the page may ask for the user name only.
        #[serde(default)]
        password: Option<Secret>,
        /// Keep it, sealed, for the next time.
        #[serde(default)]
        keep: bool,
    },
    /// It is done.
    Manual,
    /// Go on without it.
    Skip,
}

/// One field as a person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Field.
    pub key: FieldKey,
    /// Section heading.
    pub section: String,
    /// The question.
    pub label: String,
    /// Must be answered.
    pub required: bool,
    /// What it holds or would hold, as text; `None` when it stays empty.
    pub value: Option<String>,
    /// Where the value comes from, in words.
    pub source: Option<String>,
    /// How sure, 0..=1.
    pub confidence: Option<f32>,
    /// The rule that recognised the question.
    pub rule: Option<String>,
    /// Why it is open or left empty.
    pub note: Option<String>,
    /// The person has to answer.
    pub open: bool,
    /// Offered as the answer.
    pub suggestion: Option<String>,
    /// Choices, when known.
    pub options: Vec<String>,
    /// Several choices may be made, one per line.
    pub multiple: bool,
    /// How the field is operated; not known of rows that an earlier version wrote.
    #[serde(default)]
    pub widget: Option<Widget>,
    /// Class under which the answer may be saved; `None` when it must not be.
    pub class: Option<QuestionClass>,
    /// The entry of the Q&A bank it came from.
    #[serde(default)]
    pub answer: Option<AnswerId>,
    /// It lies on the page that is open now and can be changed.
    pub editable: bool,
}

/// What a person answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Resolution {
    /// New answers, by field; an empty text empties the field.
    pub said: BTreeMap<FieldKey, String>,
    /// The digest of the review that is approved.
    pub approve: Option<Sha256>,
    /// With an approval of a submission: the person presses the button themselves, in the live view.
    pub by_hand: bool,
    /// What was done about a blocker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocker: Option<Passed>,
    /// Stop here; nothing is sent.
    pub stop: bool,
}

/// A resolution in the words of the API that is none. Says what is missing, never what was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct NotAResolution {
    /// Where.
    pub field: &'static str,
    /// What kind of fault: `required`, `invalid_type`, `invalid_format` or `invalid_value`.
    pub code: &'static str,
    /// What is wrong there.
    pub message: &'static str,
}

/// Longest code or credential accepted, characters.
const SECRET_LIMIT: usize = 500;

impl Resolution {
    /// The word for how it was answered; says nothing of what was.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.blocker {
            _ if self.stop => "stop",
            Some(Passed::CodeEntry { .. }) => "code_entry",
            Some(Passed::Credentials { .. }) => "credentials",
            Some(Passed::Manual) => "manual",
            Some(Passed::Skip) => "skip",
            None if self.by_hand => "submit_by_hand",
            None if self.approve.is_some() => "approve",
            None if !self.said.is_empty() => "answer",
            None => "manual",
        }
    }

    /// Reads the words of the API: `resolution_type` and `resolution_data`.
    ///
    /// | type | data |
    /// |---|---|
    /// | `manual` (default), `skip`, `stop` | none |
    /// | `code_entry` | `code` |
    /// | `credentials` | `username` and `password`, or one of them; `keep` |
    /// | `answer` | `fields`: answers by field |
    /// | `approve` | `packet`; `fields` instead, or as well, to change answers: it is shown again then |
    /// | `submit_by_hand` | `packet` |
    ///
    /// # Errors
    /// [`NotAResolution`].
    pub fn from_wire(kind: Option<&str>, data: &serde_json::Value) -> Result<Self, NotAResolution> {
        fn wrong<T>(field: &'static str, code: &'static str, message: &'static str) -> Result<T, NotAResolution> {
            Err(NotAResolution { field, code, message })
        }
        let text = |name: &'static str| match &data[name] {
            serde_json::Value::Null => Ok(None),
            serde_json::Value::String(text) if text.chars().count() <= SECRET_LIMIT => {
                Ok(Some(text.as_str()).filter(|text| !text.trim().is_empty()))
            }
            _ => wrong(name, "invalid_type", "not a text, or too long"),
        };
        let passed = |way| Ok(Self { blocker: Some(way), ..Self::default() });
        match kind.unwrap_or("manual") {
            "manual" => passed(Passed::Manual),
            "skip" => passed(Passed::Skip),
            "stop" => Ok(Self { stop: true, ..Self::default() }),
            "code_entry" => match text("code")? {
                Some(code) => passed(Passed::CodeEntry { code: Secret::new(code.trim()) }),
                None => wrong("code", "required", "the code is missing"),
            },
            "credentials" => {
                let (username, password) = (text("username")?.or(text("email")?), text("password")?);
                if username.is_none() && password.is_none() {
                    return wrong("password", "required", "user name and password are missing");
                }
                let keep = data["keep"].as_bool().unwrap_or(false);
                passed(Passed::Credentials {
                    username: username.map(Secret::new),
                    password: password.map(Secret::new),
                    keep,
                })
            }
            kind @ ("answer" | "approve" | "submit_by_hand") => {
                let said = match &data["fields"] {
                    serde_json::Value::Null => BTreeMap::new(),
                    fields => match BTreeMap::deserialize(fields) {
                        Ok(said) => said,
                        Err(_) => return wrong("fields", "invalid_type", "not a map from field to text"),
                    },
                };
                let approve = match &data["packet"] {
                    serde_json::Value::Null => None,
                    packet => match Sha256::deserialize(packet) {
                        Ok(packet) => Some(packet),
                        Err(_) => return wrong("packet", "invalid_format", "not a digest"),
                    },
                };
                match (kind, approve.is_some(), said.is_empty()) {
                    ("answer", _, true) => wrong("fields", "required", "the answers are missing"),
                    ("approve", false, true) | ("submit_by_hand", false, _) => {
                        wrong("packet", "required", "the packet is missing")
                    }
                    ("answer", ..) => Ok(Self { said, ..Self::default() }),
                    _ => Ok(Self { said, approve, by_hand: kind == "submit_by_hand", ..Self::default() }),
                }
            }
            _ => wrong(
                "resolution_type",
                "invalid_value",
                "not one of manual, code_entry, credentials, skip, answer, approve, submit_by_hand, stop",
            ),
        }
    }
}

impl Interaction {
    /// The word in `interaction_type`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Question { .. } => "question",
            Self::Review { .. } => "awaiting_review",
            Self::Blocker(blocked) => blocked.blocker.as_str(),
        }
    }

    /// Whether a resolution answers this. `manual` and `stop` answer anything: what is asked is looked at again.
    #[must_use]
    pub fn takes(&self, resolution: &Resolution) -> bool {
        let way = match &resolution.blocker {
            None => return resolution.stop || matches!(self, Self::Question { .. } | Self::Review { .. }),
            Some(Passed::Manual) => return true,
            Some(Passed::CodeEntry { .. }) => Way::CodeEntry,
            Some(Passed::Credentials { .. }) => Way::Credentials,
            Some(Passed::Skip) => Way::Skip,
        };
        matches!(self, Self::Blocker(blocked) if blocked.accepts.contains(&way))
    }

    /// The fields it shows; none of a blocker.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        match self {
            Self::Question { rows, .. } | Self::Review { rows, .. } => rows,
            Self::Blocker(_) => &[],
        }
    }

    /// Reads what the row holds.
    ///
    /// # Errors
    /// [`QueueError::Malformed`].
    pub fn from_stored(data: serde_json::Value) -> Result<Self, QueueError> {
        serde_json::from_value(data).map_err(|e| QueueError::Malformed(format!("interaction: {e}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn the_words_of_the_api_become_a_resolution() {
        let packet = Sha256::of(b"packet");
        let blocker = |way| Resolution { blocker: Some(way), ..Resolution::default() };
        let said = BTreeMap::from([(FieldKey("email".into()), "a@example.com".to_owned())]);
        for (kind, data, expected) in [
            (None, Value::Null, blocker(Passed::Manual)),
            (Some("skip"), Value::Null, blocker(Passed::Skip)),
            (Some("stop"), Value::Null, Resolution { stop: true, ..Resolution::default() }),
            (
                Some("code_entry"),
                json!({ "code": " 12 34 " }),
                blocker(Passed::CodeEntry { code: Secret::new("12 34") }),
            ),
            (
                Some("credentials"),
                json!({ "username": "ana", "password": " p ", "keep": true }),
                blocker(Passed::Credentials {
                    username: Some(Secret::new("ana")),
                    password: Some(Secret::new(" p ")),
                    keep: true,
                }),
            ),
            (
                Some("credentials"),
                json!({ "password": "p" }),
                blocker(Passed::Credentials { username: None, password: Some(Secret::new("p")), keep: false }),
            ),
            (
                Some("approve"),
                json!({ "packet": packet, "fields": { "email": "a@example.com" } }),
                Resolution { approve: Some(packet), said: said.clone(), ..Resolution::default() },
            ),
            (
                Some("submit_by_hand"),
                json!({ "packet": packet }),
                Resolution { approve: Some(packet), by_hand: true, ..Resolution::default() },
            ),
            (
                Some("answer"),
                json!({ "fields": { "email": "a@example.com" } }),
                Resolution { said, ..Resolution::default() },
            ),
        ] {
            assert_eq!(Resolution::from_wire(kind, &data).unwrap(), expected, "{kind:?} {data}");
        }
    }

    #[test]
    fn a_resolution_that_is_none_is_refused_without_repeating_what_was_given() {
        for (kind, data, field) in [
            ("code_entry", json!({}), "code"),
            ("code_entry", json!({ "code": 123456 }), "code"),
            ("code_entry", json!({ "code": "hunter2".repeat(100) }), "code"),
            ("credentials", json!({ "username": "" }), "password"),
            ("approve", json!({}), "packet"),
            ("approve", json!({ "packet": "hunter2" }), "packet"),
            ("submit_by_hand", json!({ "fields": { "a": "b" } }), "packet"),
            ("answer", json!({ "fields": ["hunter2"] }), "fields"),
            ("hunter2", json!({}), "resolution_type"),
        ] {
            let error = Resolution::from_wire(Some(kind), &data).unwrap_err();
            assert_eq!(error.field, field, "{kind} {data}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_code_is_no_answer_to_a_review_and_an_approval_none_to_a_wall() {
        let blocked = Interaction::Blocker(Blocked {
            blocker: Kind::TwoFactor,
            metadata: Sign {
                blocker_confidence: 0.8,
                detection_method: Source::Dom,
                signal: "s".into(),
                captcha_type: None,
            },
            description: "d".into(),
            page_url: "https://a.example/".into(),
            site: String::new(),
            screenshot: None,
            boxes: 8,
            accepts: vec![Way::CodeEntry, Way::Manual],
            note: None,
            timeout_seconds: 300,
            detected_at: Utc::now(),
        });
        let question = Interaction::Question { rows: Vec::new(), company: String::new() };
        let wire = |kind, data| Resolution::from_wire(Some(kind), &data).unwrap();
        let code = wire("code_entry", json!({ "code": "1" }));
        assert!(blocked.takes(&code) && !question.takes(&code));
        let approve = wire("approve", json!({ "packet": Sha256::of(b"p") }));
        assert!(!blocked.takes(&approve) && question.takes(&approve));
        assert!(!blocked.takes(&wire("skip", json!({}))), "not offered here");
        assert!(blocked.takes(&wire("stop", json!({}))) && question.takes(&wire("manual", json!({}))));
        assert_eq!(blocked.kind(), "2fa");
        let stored = serde_json::to_value(&blocked).unwrap();
        assert_eq!((stored["type"].as_str(), stored["blocker"].as_str()), (Some("blocker"), Some("2fa")));
        assert_eq!(Interaction::from_stored(stored).unwrap(), blocked);
        assert!(!format!("{code:?}").contains("code: \"1"), "{code:?}");
    }
}
