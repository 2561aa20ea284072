//! Filling a form by its manual: how long the second application takes against the
//! first, and how many steps still fill their field at the first try when the site has
//! drifted. Whole applications in autopilot; the time is that of filling and reading
//! back. Arguments: families to restrict it to.

#![expect(clippy::print_stdout, reason = "a measurement talks to the person in front of it")]

use e2e::engine::Engine;
use e2e::matrix::apply_at;
use practice::{Posting, Server};

/// Pairs of a first and a second application.
const PAIRS: usize = 3;
/// Classes change, ids change, one more question.
const DRIFTS: [u8; 3] = [1, 2, 3];

fn main() {
    let families: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(Box::pin(measure(&families)));
}

async fn measure(families: &[String]) {
    let engine = Engine::start(|_| ()).await;
    let mut ratios = Vec::new();
    let (mut steps, mut replayed, mut model_calls) = (0, 0, 0);
    for posting in first_of_each_family(families) {
        let family = posting.family;
        let (mut first, mut second) = (Vec::new(), Vec::new());
        let mut kept = 0;
        for _ in 0..PAIRS {
            sqlx::query("DELETE FROM gh_action_manuals").execute(engine.pool()).await.expect("an empty shelf");
            let alone = apply(&engine, posting, 0).await;
            kept = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM gh_manual_steps")
                .fetch_one(engine.pool())
                .await
                .expect("a count");
            let advised = apply(&engine, posting, 0).await;
            first.push(alone.filling);
            second.push(advised.filling);
            model_calls += alone.model_calls + advised.model_calls;
        }
        let (first, second) = (median(first), median(second));
        ratios.push(second / first);
        println!("{family}: {first:.2} s, by its manual {second:.2} s, ratio {:.2}", second / first);
        for drift in DRIFTS {
            let cell = apply(&engine, posting, drift).await;
            steps += kept;
            replayed += i64::try_from(cell.replayed.1).unwrap_or_default().min(kept);
            println!("{family}, drift {drift}: {} of {kept} steps replay ({})", cell.replayed.1, cell.summary);
        }
    }
    engine.stop().await;
    let (ratio, share) = (median(ratios), replayed as f64 / steps.max(1) as f64 * 100.0);
    println!(
        "second application: ratio {ratio:.2} of the first one's time (bar: 0.70), {model_calls} model calls (bar: 0)"
    );
    println!("after drift 1-3: {replayed} of {steps} steps replay, {share:.1} % (bar: 95 %)");
}

/// At a server of its own, where nobody has an account yet.
async fn apply(engine: &Engine, posting: &Posting, drift: u8) -> e2e::matrix::Cell {
    let server = Server::start(practice::Options::default()).await.expect("a practice server");
    let person = practice::person("maeve-oconnor").expect("a sample person");
    let url = format!("{}?drift={drift}", server.url(posting));
    let cell = apply_at(engine, &server, person, posting, &url).await;
    server.stop().await;
    if !cell.confirmed {
        println!("{}, drift {drift}, was not confirmed: {} {:?}", posting.family, cell.summary, cell.open);
    }
    cell
}

fn first_of_each_family(families: &[String]) -> Vec<&'static Posting> {
    let mut found: Vec<&Posting> = Vec::new();
    for posting in practice::postings().iter().filter(|posting| !posting.needs_person) {
        let asked = families.is_empty() || families.contains(&posting.family.to_string());
        if asked && !found.iter().any(|known| known.family == posting.family) {
            found.push(posting);
        }
    }
    found
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
