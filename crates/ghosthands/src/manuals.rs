//! Manuals in the database: kept after a run that the site confirmed, found
//! for the next form, and judged by how their steps do.
//!
//! Health starts at 100, rises by 2 when a step fills its field at the first
//! try, falls by 5 when it does not and by 15 from the sixth failure on, and
//! falls by 1 with every week in which it was not verified. At 30 and below a
//! step is in quarantine: it is kept, and not used until a run without it
//! verifies the same operator again.

use crate::advice::{Advice, Advised};
use crate::jobs::Lease;
use chrono::{DateTime, Utc};
use domain::JobUrl;
use forms::manual::{FORMAT, Manual, Step, form_fingerprint};
use serde::Serialize;
use sqlx::types::Json;
use sqlx::{Acquire, PgConnection};
use url::Url;
use uuid::Uuid;

/// What a manual is for; the only kind of task there is so far.
const TASK: &str = "apply";
/// Steps at this health or below are not used.
const QUARANTINE: f32 = 30.0;
/// Most steps that are looked through for one form.
const ADVICE_LIMIT: i64 = 2_000;

/// A manual as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow)]
pub struct Summary {
    /// Its id.
    pub id: Uuid,
    /// Kind of site.
    pub platform: String,
    /// Address with its changing parts as `*`.
    pub url_pattern: String,
    /// Steps.
    pub steps: i64,
    /// Of them in quarantine.
    pub quarantined: i64,
    /// Health, 0..=100: the mean of its steps.
    pub health: f32,
    /// Forms filled with it that held.
    pub success_count: i32,
    /// Forms that did not.
    pub failure_count: i32,
    /// `recorded` here, or `template` when it was imported.
    pub source: String,
    /// When a form was last filled with it.
    pub last_used: Option<DateTime<Utc>>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

/// A step as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// The step.
    pub step: Step,
    /// Health today, 0..=100.
    pub health: f32,
    /// Fields it filled at the first try.
    pub success_count: i32,
    /// Fields it did not.
    pub failure_count: i32,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    section_fingerprint: String,
    signature: Json<forms::manual::Signature>,
    slot: Json<forms::meaning::Meaning>,
    operator: Json<forms::manual::Operator>,
    predicate: String,
    health: f32,
    success_count: i32,
    failure_count: i32,
}

impl Row {
    /// A row that an older version wrote and this one cannot read has no step.
    fn step(&self) -> Option<Step> {
        Some(Step {
            section: self.section_fingerprint.clone(),
            signature: self.signature.0.clone(),
            slot: self.slot.0,
            operator: self.operator.0,
            predicate: serde_json::from_value(self.predicate.clone().into()).ok()?,
        })
    }
}

/// The address with its changing parts as `*`: the first labels of a long host,
/// numbers, made-up words and languages in the path. The query is left out.
#[must_use]
pub fn url_pattern(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let numeric = labels.iter().all(|label| label.bytes().all(|b| b.is_ascii_digit()));
    let host = if labels.len() > 2 && !numeric {
        format!("*.{}", labels[labels.len() - 2..].join("."))
    } else {
        host.to_owned()
    };
    let changes = |part: &str| {
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        let language = matches!(part.len(), 2 | 5) && part.replace('-', "").bytes().all(|b| b.is_ascii_alphabetic());
        digits >= 3 || (digits > 0 && digits == part.len()) || (language && (part.len() == 2 || part.contains('-')))
    };
    let path: Vec<&str> = url
        .path_segments()
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .map(|part| if changes(part) { "*" } else { part })
        .collect();
    format!("{host}/{}", path.join("/"))
}

/// What is known about forms of this kind and address: steps of manuals of the
/// same kind of site, those of the same address first, then the healthiest.
///
/// # Errors
/// Only of the database.
pub async fn advice(db: &mut PgConnection, url: &JobUrl) -> Result<Advice, sqlx::Error> {
    let platform = url.platform().as_str();
    let rows: Vec<Row> = sqlx::query_as("SELECT s.id, s.section_fingerprint, s.signature, s.slot, s.operator, s.predicate, gh_step_health(s.health_score, s.last_verified) AS health,
                s.success_count, s.failure_count
         FROM gh_manual_steps s JOIN gh_action_manuals m ON m.id = s.manual_id
         WHERE m.platform = $1 AND m.task_pattern = $3 AND gh_step_health(s.health_score, s.last_verified) > $4
         ORDER BY (m.url_pattern = $2) DESC, gh_step_health(s.health_score, s.last_verified) DESC, s.last_verified DESC, s.ord
         LIMIT $5")
    .bind(platform)
    .bind(url_pattern(url.as_url()))
    .bind(TASK)
    .bind(QUARANTINE)
    .bind(ADVICE_LIMIT)
    .fetch_all(db)
    .await?;
    let steps = rows.iter().filter_map(|row| Some(Advised { id: Some(row.id), step: row.step()? }));
    Ok(Advice::new(platform, steps.collect()))
}

/// Keeps how the form of a confirmed application was filled. The same form
/// again refreshes its manual; a step that was in quarantine starts anew when
/// it was verified without its help.
///
/// # Errors
/// Only of the database.
pub async fn keep(db: &mut PgConnection, url: &JobUrl, steps: &[Step]) -> Result<Option<Uuid>, sqlx::Error> {
    let platform = url.platform().as_str();
    keep_manual(db, &manual_of(platform, &url_pattern(url.as_url()), steps), "recorded").await
}

fn manual_of(platform: &str, url_pattern: &str, steps: &[Step]) -> Manual {
    let signatures = steps.iter().map(|step| &step.signature);
    Manual {
        format: FORMAT,
        platform: platform.to_owned(),
        url_pattern: url_pattern.to_owned(),
        fingerprint: form_fingerprint(platform, signatures),
        steps: steps.to_vec(),
    }
}

async fn keep_manual(db: &mut PgConnection, manual: &Manual, source: &str) -> Result<Option<Uuid>, sqlx::Error> {
    if manual.steps.is_empty() {
        return Ok(None);
    }
    let mut tx = db.begin().await?;
    let id: Uuid = sqlx::query_scalar(
        "INSERT INTO gh_action_manuals (url_pattern, task_pattern, platform, fingerprint, source, last_verified)
         VALUES ($1, $2, $3, $4, $5, now())
         ON CONFLICT (platform, task_pattern, fingerprint) WHERE fingerprint <> ''
         DO UPDATE SET last_verified = now(), updated_at = now()
         RETURNING id",
    )
    .bind(&manual.url_pattern)
    .bind(TASK)
    .bind(&manual.platform)
    .bind(&manual.fingerprint)
    .bind(source)
    .fetch_one(&mut *tx)
    .await?;
    for (ord, step) in (0i32..).zip(&manual.steps) {
        sqlx::query("INSERT INTO gh_manual_steps AS s
                 (manual_id, ord, section_fingerprint, label, signature, slot, operator, predicate)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (manual_id, ord) DO UPDATE SET
                 section_fingerprint = excluded.section_fingerprint, label = excluded.label,
                 signature = excluded.signature, slot = excluded.slot, operator = excluded.operator,
                 predicate = excluded.predicate, last_verified = now(),
                 health_score = CASE WHEN gh_step_health(s.health_score, s.last_verified) <= $9 THEN 60 ELSE s.health_score END,
                 failure_count = CASE WHEN gh_step_health(s.health_score, s.last_verified) <= $9 THEN 0 ELSE s.failure_count END")
        .bind(id)
        .bind(ord)
        .bind(&step.section)
        .bind(&step.signature.label)
        .bind(Json(&step.signature))
        .bind(Json(step.slot))
        .bind(Json(step.operator))
        .bind(serde_json::to_value(step.predicate).ok().and_then(|word| word.as_str().map(str::to_owned)))
        .bind(QUARANTINE)
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(Some(id))
}

/// Judges steps by whether they filled their field at the first try, and the
/// manuals they belong to. Returns the manual that most of them came from.
///
/// # Errors
/// Only of the database.
pub async fn judge(
    db: &mut PgConnection,
    mut held: Vec<Uuid>,
    mut failed: Vec<Uuid>,
) -> Result<Option<Uuid>, sqlx::Error> {
    if held.is_empty() && failed.is_empty() {
        return Ok(None);
    }
    // Locks are taken in one order by everybody.
    held.sort_unstable();
    failed.sort_unstable();
    let mut tx = db.begin().await?;
    sqlx::query(
        "UPDATE gh_manual_steps SET health_score = least(100, health_score + 2), success_count = success_count + 1,
                last_verified = now() WHERE id = ANY($1)",
    )
    .bind(&held)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "UPDATE gh_manual_steps SET failure_count = failure_count + 1,
                health_score = greatest(0, health_score - CASE WHEN failure_count < 5 THEN 5 ELSE 15 END)
         WHERE id = ANY($1)",
    )
    .bind(&failed)
    .execute(&mut *tx)
    .await?;
    // A form holds when at most three in ten of its steps failed.
    sqlx::query(
        "UPDATE gh_action_manuals m SET last_used = now(),
                success_count = m.success_count + (u.failed <= 0.3 * u.used)::int,
                failure_count = m.failure_count + (u.failed > 0.3 * u.used)::int,
                health_score = (SELECT avg(health_score) FROM gh_manual_steps s WHERE s.manual_id = m.id)
         FROM (SELECT manual_id, count(*) AS used, count(*) FILTER (WHERE id = ANY($2)) AS failed
               FROM gh_manual_steps WHERE id = ANY($1) OR id = ANY($2) GROUP BY manual_id) u
         WHERE m.id = u.manual_id",
    )
    .bind(&held)
    .bind(&failed)
    .execute(&mut *tx)
    .await?;
    let main = sqlx::query_scalar(
        "SELECT manual_id FROM gh_manual_steps WHERE id = ANY($1) OR id = ANY($2)
         GROUP BY manual_id ORDER BY count(*) DESC, manual_id LIMIT 1",
    )
    .bind(&held)
    .bind(&failed)
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(main)
}

/// Notes on the job which manual helped.
pub(crate) async fn credit_job(db: &mut PgConnection, lease: &Lease, manual: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE gh_automation_jobs SET manual_id = $4 WHERE id = $1 AND worker_id = $2 AND lease_epoch = $3")
        .bind(lease.job.0)
        .bind(&lease.worker_id)
        .bind(lease.epoch)
        .bind(manual)
        .execute(db)
        .await?;
    Ok(())
}

/// Every manual, the most recently used first, at most 1,000.
///
/// # Errors
/// Only of the database.
pub async fn list(db: &mut PgConnection) -> Result<Vec<Summary>, sqlx::Error> {
    sqlx::query_as("SELECT m.id, coalesce(m.platform, '') AS platform, m.url_pattern, count(s.id) AS steps,
                count(s.id) FILTER (WHERE gh_step_health(s.health_score, s.last_verified) <= $1) AS quarantined,
                coalesce(avg(gh_step_health(s.health_score, s.last_verified)), 0)::real AS health, m.success_count, m.failure_count, m.source, m.last_used,
                m.created_at
         FROM gh_action_manuals m LEFT JOIN gh_manual_steps s ON s.manual_id = m.id
         GROUP BY m.id ORDER BY coalesce(m.last_used, m.created_at) DESC LIMIT 1000")
    .bind(QUARANTINE)
    .fetch_all(db)
    .await
}

/// A manual's steps in order, with their health; none when there is no such manual.
///
/// # Errors
/// Only of the database.
pub async fn show(db: &mut PgConnection, id: Uuid) -> Result<Vec<Shown>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as("SELECT s.id, s.section_fingerprint, s.signature, s.slot, s.operator, s.predicate, gh_step_health(s.health_score, s.last_verified) AS health,
                s.success_count, s.failure_count
         FROM gh_manual_steps s WHERE s.manual_id = $1 ORDER BY s.ord")
    .bind(id)
    .fetch_all(db)
    .await?;
    let shown = rows.iter().filter_map(|row| {
        Some(Shown {
            step: row.step()?,
            health: row.health,
            success_count: row.success_count,
            failure_count: row.failure_count,
        })
    });
    Ok(shown.collect())
}

/// The manual as it can be given to others.
///
/// # Errors
/// Only of the database.
pub async fn export(db: &mut PgConnection, id: Uuid) -> Result<Option<Manual>, sqlx::Error> {
    let head: Option<(String, String, String)> =
        sqlx::query_as("SELECT coalesce(platform, ''), url_pattern, fingerprint FROM gh_action_manuals WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *db)
            .await?;
    let Some((platform, url_pattern, fingerprint)) = head else { return Ok(None) };
    let steps = show(db, id).await?.into_iter().map(|shown| shown.step).collect();
    Ok(Some(Manual { format: FORMAT, platform, url_pattern, fingerprint, steps }))
}

/// Takes a manual from somebody else. Its digest is made anew, so that no
/// manual can pass for another one's.
///
/// # Errors
/// Only of the database.
pub async fn import(db: &mut PgConnection, manual: &Manual) -> Result<Option<Uuid>, sqlx::Error> {
    keep_manual(db, &manual_of(&manual.platform, &manual.url_pattern, &manual.steps), "template").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_what_changes_from_job_to_job() {
        for (url, pattern) in [
            ("https://job-boards.greenhouse.io/acme/jobs/4012345?gh_src=x", "*.greenhouse.io/acme/jobs/*"),
            ("https://jobs.lever.co/acme/0f8fad5b-d9cb-469f-a165-70867728950e/apply", "*.lever.co/acme/*/apply"),
            (
                "https://acme.wd5.myworkdayjobs.com/en-US/Careers/job/R-00123/apply",
                "*.myworkdayjobs.com/*/Careers/job/*/apply",
            ),
            ("http://127.0.0.1:4000/greenhouse/acme/jobs/7/", "127.0.0.1/greenhouse/acme/jobs/*"),
            ("https://example.com/", "example.com/"),
        ] {
            assert_eq!(url_pattern(&Url::parse(url).unwrap()), pattern);
        }
    }
}
