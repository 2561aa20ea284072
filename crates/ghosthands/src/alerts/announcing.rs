//! Tells a webhook what fires and what was cleared, once each.

use super::Alert;
use crate::callbacks::{client, in_words};
use crate::jobs::QueueError;
use crate::settings::Secret;
use sqlx::PgPool;
use std::time::Duration;

/// Attempts to announce one state of an alert; they are as far apart as the rounds of [`Announcer::announce`].
const MOST_ATTEMPTS: i32 = 20;

/// Posts `{text, alert}` to the address the operator configured.
pub struct Announcer {
    client: reqwest::Client,
    webhook: Secret,
}

impl Announcer {
    /// For this address. Addresses of chat systems are secrets, so it is never logged.
    ///
    /// # Errors
    /// A sentence.
    pub fn new(webhook: Secret) -> Result<Self, String> {
        Ok(Self { client: client(Duration::from_secs(10), None)?, webhook })
    }

    /// Announces what has not been announced. One process at a time, by the lock of its caller.
    ///
    /// # Errors
    /// [`QueueError::Database`].
    pub async fn announce(&self, pool: &PgPool) -> Result<(), QueueError> {
        let unannounced: Vec<Alert> = sqlx::query_as(
            "SELECT id, rule, severity, state, message, value, threshold, triggered_at, cleared_at FROM gh_alerts
             WHERE state <> 'pending' AND announced IS DISTINCT FROM state AND announce_attempts < $1
             ORDER BY triggered_at LIMIT 50",
        )
        .bind(MOST_ATTEMPTS)
        .fetch_all(pool)
        .await?;
        for alert in unannounced {
            let told = self.post(&alert).await;
            if let Err(reason) = &told {
                tracing::warn!(rule = alert.rule, reason, "an alert could not be announced");
            }
            sqlx::query(
                "UPDATE gh_alerts
                 SET announced = CASE WHEN $2 THEN $3 ELSE announced END,
                     announce_attempts = CASE WHEN $2 THEN 0 ELSE announce_attempts + 1 END
                 WHERE id = $1",
            )
            .bind(alert.id)
            .bind(told.is_ok())
            .bind(&alert.state)
            .execute(pool)
            .await?;
        }
        Ok(())
    }

    async fn post(&self, alert: &Alert) -> Result<(), String> {
        let sign = if alert.state == "cleared" { "cleared" } else { alert.severity.as_str() };
        let text = format!("[{sign}] GhostHands: {}", alert.message);
        let body = serde_json::json!({ "text": text, "alert": alert });
        let answer = self.client.post(self.webhook.expose()).json(&body).send().await;
        match answer.map_err(|error| in_words(&error))?.status() {
            status if status.is_success() => Ok(()),
            status => Err(format!("the webhook answered {}", status.as_u16())),
        }
    }
}
