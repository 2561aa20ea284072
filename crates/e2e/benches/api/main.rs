//! How many applications the API takes per second, beside the bare insert of the same rows through a pool of the same
//! size in the same run; how long one takes; and what the API's process needs of memory, idle and after the load.
//!
//! `cargo xtask bench api [--seconds 5] [--rounds 3] [--callers 8]`

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints its figures and stops when it cannot")]

use ghosthands::contract::{Applicant, ApplyOrder};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use uuid::Uuid;

const KEY: &str = "a-service-key-for-measuring";
/// Connections of the API's pool, and of the baseline's.
const POOL: u32 = 5;
/// The rate of the API has to be at least this part of the bare insert's.
const BAR: f64 = 0.60;
/// The API's process may hold this much, in MB.
const MEMORY_BAR: f64 = 25.0;

struct Arguments {
    seconds: u64,
    rounds: usize,
    callers: usize,
}

fn arguments() -> Arguments {
    let given: Vec<String> = std::env::args().collect();
    let number = |name: &str, default: u64| {
        let at = given.iter().position(|argument| argument == name);
        at.map_or(default, |at| given[at + 1].parse().unwrap())
    };
    Arguments {
        seconds: number("--seconds", 5),
        rounds: number("--rounds", 3) as usize,
        callers: number("--callers", 8) as usize,
    }
}

/// The order, as a product sends it; every one of them is another task's.
fn order(task: &str) -> ApplyOrder {
    ApplyOrder {
        valet_task_id: Some(task.to_owned()),
        valet_user_id: Some(Uuid::from_u128(7)),
        target_url: Some("https://93.184.215.14/acme/jobs/123".to_owned()),
        profile: Some(Applicant {
            first_name: Some("Ada".to_owned()),
            last_name: Some("King".to_owned()),
            email: Some("ada@example.org".to_owned()),
            phone: Some("+44 20 7946 0000".to_owned()),
            skills: Some(["Mathematics", "Programming", "Engines"].map(str::to_owned).to_vec()),
            ..Applicant::default()
        }),
        qa_answers: Some([("Notice period?".to_owned(), "None".to_owned())].into()),
        callback_url: None,
        ..ApplyOrder::default()
    }
}

/// Durations of the calls of one round, and how long the round took.
struct Round {
    calls: Vec<Duration>,
    took: Duration,
}

impl Round {
    fn rate(&self) -> f64 {
        self.calls.len() as f64 / self.took.as_secs_f64()
    }

    fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.calls.clone();
        sorted.sort_unstable();
        sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)].as_secs_f64() * 1000.0
    }
}

/// The row of an application, inserted without anything around it.
async fn insert(pool: &PgPool, row: &Value) {
    sqlx::query(
        "INSERT INTO gh_automation_jobs
             (user_id, created_by, job_type, target_url, task_description, input_data, tags, metadata, valet_task_id)
         VALUES ($1, 'valet', 'apply', $2, $3, $4, '[\"valet\", \"apply\"]', $5, $6)
         RETURNING id, status, created_at",
    )
    .bind(Uuid::from_u128(7))
    .bind(row["target_url"].as_str())
    .bind(row["task_description"].as_str())
    .bind(&row["input_data"])
    .bind(&row["metadata"])
    .bind(Uuid::now_v7().to_string())
    .fetch_one(pool)
    .await
    .unwrap();
}

async fn inserting(pool: &PgPool, callers: usize, length: Duration) -> Round {
    let checked = order("task").check(domain::UserId(Uuid::from_u128(7)), "valet").unwrap();
    let row = json!({
        "target_url": checked.row.target_url, "task_description": checked.row.task_description,
        "input_data": checked.row.input_data, "metadata": checked.row.metadata,
    });
    let began = Instant::now();
    let caller = || {
        let (pool, row) = (pool.clone(), row.clone());
        tokio::spawn(async move {
            let mut calls = Vec::new();
            while began.elapsed() < length {
                let call = Instant::now();
                insert(&pool, &row).await;
                calls.push(call.elapsed());
            }
            calls
        })
    };
    let running: Vec<_> = (0..callers).map(|_| caller()).collect();
    let mut calls = Vec::new();
    for caller in running {
        calls.extend(caller.await.unwrap());
    }
    Round { calls, took: began.elapsed() }
}

/// One request on a connection that stays open; as little of a client as there can be, since it shares the machine.
fn post(stream: &mut BufReader<TcpStream>) {
    let body = serde_json::to_vec(&order(&Uuid::now_v7().to_string())).unwrap();
    let head = format!(
        "POST /api/v1/gh/valet/apply HTTP/1.1\r\nhost: api\r\nx-gh-service-key: {KEY}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.get_mut().write_all(&[head.as_bytes(), &body].concat()).unwrap();
    let (mut line, mut length, mut status) = (String::new(), 0, String::new());
    loop {
        line.clear();
        stream.read_line(&mut line).unwrap();
        if status.is_empty() {
            status.clone_from(&line);
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    assert!(status.starts_with("HTTP/1.1 201"), "{status}{}", String::from_utf8_lossy(&body));
}

fn posting(addr: &str, callers: usize, length: Duration) -> Round {
    let began = Instant::now();
    let caller = || {
        let addr = addr.to_owned();
        std::thread::spawn(move || {
            let stream = TcpStream::connect(addr).unwrap();
            stream.set_nodelay(true).unwrap();
            let (mut stream, mut calls) = (BufReader::new(stream), Vec::new());
            while began.elapsed() < length {
                let call = Instant::now();
                post(&mut stream);
                calls.push(call.elapsed());
            }
            calls
        })
    };
    let running: Vec<_> = (0..callers).map(|_| caller()).collect();
    let calls = running.into_iter().flat_map(|caller| caller.join().unwrap()).collect();
    Round { calls, took: began.elapsed() }
}

/// Resident memory of a process in MB, now and at most.
fn resident(process: &Child) -> (f64, f64) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let mb = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1024.0
    };
    (mb("VmRSS:"), mb("VmHWM:"))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let arguments = arguments();
    let length = Duration::from_secs(arguments.seconds);
    let (database, pool) = runtime.block_on(async {
        let database = postgres::testing::database(&[&ghosthands::migrator()]).await;
        let pool = postgres::connect(&database.url, POOL).await.unwrap();
        (database, pool)
    });
    let mut api = Command::new(env!("CARGO_BIN_EXE_e2e-api"))
        .args([database.url.as_str(), KEY])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut addr = String::new();
    BufReader::new(api.stdout.take().unwrap()).read_line(&mut addr).unwrap();
    let addr = addr.trim();
    posting(addr, 1, Duration::from_millis(1));
    let idle = resident(&api).0;

    let (mut rates, mut ratios, mut p50, mut p99, mut bare_p99) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        let bare = runtime.block_on(inserting(&pool, arguments.callers, length));
        let posted = posting(addr, arguments.callers, length);
        println!("bare insert {:>6.0}/s · POST /valet/apply {:>6.0}/s", bare.rate(), posted.rate());
        rates.push((bare.rate(), posted.rate()));
        ratios.push(posted.rate() / bare.rate());
        p50.push(posted.percentile(50));
        p99.push(posted.percentile(99));
        bare_p99.push(bare.percentile(99));
    }
    let (after, peak) = resident(&api);
    drop(api.stdin.take());
    let _ = api.wait();
    let ratio = median(ratios);
    let verdict = |holds: bool| if holds { "holds" } else { "does not hold" };
    println!(
        "{} callers, pools of {POOL}, median of {} rounds of {} s",
        arguments.callers, arguments.rounds, arguments.seconds
    );
    println!("rate of POST /valet/apply beside the bare insert: {ratio:.2} (bar {BAR:.2}: {})", verdict(ratio >= BAR));
    println!("POST p50 {:.1} ms, p99 {:.1} ms; bare insert p99 {:.1} ms", median(p50), median(p99), median(bare_p99));
    println!(
        "memory of the API: idle {idle:.1} MB, after {} orders {after:.1} MB, at most {peak:.1} MB (bar {MEMORY_BAR} MB: {})",
        rates.iter().map(|(_, posted)| (posted * arguments.seconds as f64) as u64).sum::<u64>(),
        verdict(idle.max(after) <= MEMORY_BAR)
    );
    runtime.block_on(async { pool.close().await });
    drop(database);
}
