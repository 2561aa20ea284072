//! Language models in an application: what they are told, what they may change, and that nothing goes out unseen.

use domain::UserId;
use domain::tasks::Mode;
use e2e::engine::{Attendant, Engine, request, rows};
use e2e::model_server::{Manner, ModelServer};
use ghosthands::interactions::{Interaction, Row};
use ghosthands::jobs::Job;
use ghosthands::proposals::Models;
use ghosthands::request::ApplyRequest;
use practice::{Latency, Options, Server};
use serde_json::Value;

const PERSON: &str = "maeve-oconnor";
const DRAFT: &str = "I wrote the over-the-air updater that is used on 12,000 buoys.";

/// What no model may be told about this person: who and where they are, whom they worked for, what is their own affair.
const VALUES: [&str; 12] = [
    "Maeve",
    "O'Connor",
    "maeve.oconnor@example.com",
    "617 555 0142",
    "41 Saltonstall Row",
    "02127",
    "maeve-oconnor-fw",
    "Tidewater Instruments",
    "Quillback Devices",
    "Brookhaven State University",
    "128000",
    "she/her",
];

struct Practised {
    engine: Engine,
    site: Server,
}

/// What came of one application.
struct Applied {
    job: Job,
    asked: Vec<Interaction>,
    row: JobRow,
    sent: Vec<practice::Submission>,
}

#[derive(sqlx::FromRow)]
struct JobRow {
    final_mode: Option<String>,
    total_tokens: i64,
    action_count: i32,
    llm_reserved_microusd: i64,
    usage_counted: bool,
}

impl Practised {
    async fn start(variables: Vec<(&'static str, String)>) -> Self {
        let lookup = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let models = Models::from_lookup(lookup).unwrap();
        let engine = Engine::start(|options| options.models = models).await;
        let site = Server::start(Options { latency: Latency::brisk(), ..Options::default() }).await.unwrap();
        Self { engine, site }
    }

    /// Applies to a practice scenario, in an execution mode.
    async fn apply(&self, scenario: &str, mode: Mode, execution: &str, attendant: Attendant) -> Applied {
        let person = practice::person(PERSON).unwrap();
        let request: ApplyRequest = request(person.json.as_bytes(), person.resume_pdf, self.engine.folder(), mode);
        let user = UserId::generate();
        let url = self.site.url(&practice::scenario(scenario).unwrap().posting);
        // The row is the contract: the mode is set as a direct insert would.
        let mut tx = self.engine.pool().begin().await.unwrap();
        let job = ghosthands::jobs::NewJob {
            user_id: user,
            target_url: url,
            description: "Apply".into(),
            request,
            priority: 5,
            timeout: std::time::Duration::from_secs(180),
            valet_task_id: None,
            idempotency_key: None,
            target_worker_id: None,
        };
        let job = ghosthands::jobs::enqueue(&mut tx, &job).await.unwrap();
        sqlx::query("UPDATE gh_automation_jobs SET execution_mode = $2 WHERE id = $1")
            .bind(job.0)
            .bind(execution)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let (ended, asked) = self.engine.attend(user, job, attendant).await;
        let row: JobRow = sqlx::query_as(
            "SELECT final_mode, total_tokens, action_count, llm_reserved_microusd, usage_counted
             FROM gh_automation_jobs WHERE id = $1",
        )
        .bind(job.0)
        .fetch_one(self.engine.pool())
        .await
        .unwrap();
        Applied { job: ended, asked, row, sent: self.site.submissions() }
    }

    async fn events(&self, of: &Applied, event: &str) -> Vec<Value> {
        sqlx::query_scalar("SELECT metadata FROM gh_job_events WHERE job_id = $1 AND event_type = $2 ORDER BY seq")
            .bind(of.job.id.0)
            .bind(event)
            .fetch_all(self.engine.pool())
            .await
            .unwrap()
    }

    async fn stop(self) {
        self.engine.stop().await;
        self.site.stop().await;
    }
}

fn open_rows(asked: &[Interaction]) -> Vec<Row> {
    asked
        .iter()
        .filter_map(|interaction| match interaction {
            Interaction::Question { rows, .. } => Some(rows.iter().filter(|row| row.open).cloned().collect::<Vec<_>>()),
            _ => None,
        })
        .flatten()
        .collect()
}

fn reviews(asked: &[Interaction]) -> Vec<(Vec<Row>, Vec<String>)> {
    asked
        .iter()
        .filter_map(|interaction| match interaction {
            Interaction::Review { rows, reasons, .. } => Some((rows.clone(), reasons.clone())),
            _ => None,
        })
        .collect()
}

/// No request holds a value of the person, however it is written.
fn assert_clean(model: &ModelServer) {
    use llm::redaction::Kind;
    let redactor = llm::Redactor::new(VALUES.iter().map(|value| (Kind::Private, *value)));
    for body in model.asked() {
        let text = body.to_string();
        assert!(redactor.is_clean(&text), "{text}");
        let data = body["messages"][1]["content"].to_string().to_lowercase();
        assert!(!["sponsor", "authorized to work", "gender"].iter().any(|word| data.contains(word)), "{data}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_copilot_a_draft_is_a_suggestion_and_what_is_accepted_says_where_it_comes_from() {
    let model = ModelServer::start(Manner::Helpful).await.unwrap();
    let practised = Practised::start(model.variables()).await;
    let applied = practised.apply("words/own-words", Mode::Copilot, "auto", Attendant::AcceptsSuggestions).await;
    assert_eq!(applied.job.error_code, None, "{:?}", applied.job.summary);
    let open = open_rows(&applied.asked);
    let [row] = &open[..] else { panic!("{open:#?}") };
    assert_eq!(row.suggestion.as_deref(), Some(DRAFT), "the sentence without support is left out");
    let note = row.note.clone().unwrap_or_default();
    assert!(note.contains("proposed by local/rule from: your profile file"), "{note}");
    let accepted = rows(&applied.job).into_iter().find(|row| row.value.as_deref() == Some(DRAFT)).unwrap();
    let source = accepted.source.unwrap();
    assert!(source.starts_with("you, ") && source.contains("as proposed by local/rule from: "), "{source}");
    assert_eq!(applied.sent[0].values("project"), [DRAFT]);
    assert_eq!(applied.row.final_mode.as_deref(), Some("magnitude"));
    assert!(applied.row.total_tokens > 0 && applied.row.action_count >= 5 && applied.row.usage_counted);
    assert_eq!(applied.row.llm_reserved_microusd, 0);
    let used = practised.events(&applied, "tokens_used").await;
    assert_eq!(used.len(), model.asked().len());
    assert!(used.iter().all(|event| event["model"] == "local/rule" && event["outcome"] == "answered"));
    assert_eq!(practised.events(&applied, "cost_recorded").await.len(), 1);
    assert_clean(&model);
    practised.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_autopilot_whatever_a_model_had_a_part_in_is_asked() {
    let model = ModelServer::start(Manner::Helpful).await.unwrap();
    let practised = Practised::start(model.variables()).await;
    let drafted = practised.apply("words/own-words", Mode::Autopilot, "auto", Attendant::Nobody).await;
    assert_eq!(open_rows(&drafted.asked)[0].suggestion.as_deref(), Some(DRAFT));
    assert_eq!(drafted.job.error_code.as_deref(), Some("stopped"));
    assert_eq!(drafted.row.final_mode.as_deref(), Some("rules"), "a draft that nobody took had no part in it");
    // A reading and an option that a model proposed are entered, and the gates put them before the person.
    let chosen = practised.apply("words/odd-source", Mode::Autopilot, "auto", Attendant::Approves).await;
    assert_eq!(open_rows(&chosen.asked), [], "{:?}", chosen.asked);
    let [(rows, reasons)] = &reviews(&chosen.asked)[..] else { panic!("{:?}", chosen.asked) };
    assert!(
        reasons.iter().any(|why| why.contains("not sure enough") && why.contains("paths first cross")),
        "{reasons:?}"
    );
    let row = rows.iter().find(|row| row.label.contains("paths")).unwrap();
    assert_eq!(row.value.as_deref(), Some("A professional network online"));
    assert!(row.source.as_deref().unwrap().starts_with("proposed by local/rule from: your profile file"), "{row:?}");
    assert_eq!(chosen.sent.len(), 1, "{:?}", chosen.job.summary);
    assert_eq!(chosen.row.final_mode.as_deref(), Some("magnitude"));
    assert_clean(&model);
    practised.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_nobody_knows_is_pressed_on_a_models_word_and_only_on_the_near_side() {
    let model = ModelServer::start(Manner::Helpful).await.unwrap();
    let practised = Practised::start(model.variables()).await;
    let applied = practised.apply("words/odd-door", Mode::Copilot, "auto", Attendant::Approves).await;
    assert_eq!((applied.job.error_code, applied.sent.len()), (None, 1), "{:?}", applied.job.summary);
    assert_eq!(model.asked().len(), 1);
    let offered = model.asked()[0]["messages"][1]["content"].to_string();
    assert!(offered.contains("To the workshop") && !offered.contains("Submit"), "{offered}");
    assert_clean(&model);
    practised.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_configured_model_or_where_the_mode_forbids_it_no_request_is_made() {
    let model = ModelServer::start(Manner::Helpful).await.unwrap();
    let only_address: Vec<_> = model.variables().into_iter().filter(|(name, _)| *name != "GH_MODEL").collect();
    for (variables, modes) in [
        (Vec::new(), &["auto", "ai_only", "hybrid"][..]),
        (only_address, &["auto"][..]),
        (model.variables(), &["cookbook_only"][..]),
    ] {
        let practised = Practised::start(variables).await;
        for mode in modes {
            let asked = practised.apply("words/own-words", Mode::Copilot, mode, Attendant::AcceptsSuggestions).await;
            assert_eq!(open_rows(&asked.asked)[0].suggestion, None, "{mode}");
            assert_eq!((asked.row.total_tokens, asked.row.final_mode.as_deref()), (0, Some("rules")), "{mode}");
            let cost = practised.events(&asked, "cost_recorded").await;
            assert_eq!(cost[0]["cost_usd"], 0.0, "a cost of nothing is recorded too");
        }
        practised.stop().await;
    }
    assert_eq!(model.asked(), Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_fails_or_obeys_the_page_changes_nothing() {
    for manner in [Manner::Broken, Manner::Obedient] {
        let model = ModelServer::start(manner).await.unwrap();
        let practised = Practised::start(model.variables()).await;
        for scenario in ["words/own-words", "words/odd-source", "words/orders-to-machines"] {
            let asked = practised.apply(scenario, Mode::Autopilot, "auto", Attendant::AcceptsSuggestions).await;
            assert_eq!(asked.job.error_code.as_deref(), Some("stopped"), "{scenario}: {:?}", asked.job.summary);
            assert_eq!(open_rows(&asked.asked)[0].suggestion, None, "{scenario}");
            assert_eq!((asked.sent.len(), asked.row.final_mode.as_deref()), (0, Some("rules")), "{scenario}");
        }
        let nowhere = practised.apply("words/odd-door", Mode::Autopilot, "auto", Attendant::Approves).await;
        assert!(nowhere.job.error_code.is_some() && nowhere.sent.is_empty(), "{:?}", nowhere.job.summary);
        assert!(!model.asked().is_empty());
        assert_clean(&model);
        practised.stop().await;
    }
}
