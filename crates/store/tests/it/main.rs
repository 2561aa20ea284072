//! Valet's tables in a real PostgreSQL.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod answers;
mod migrations;
mod profiles;
mod resumes;
mod tasks;

use domain::UserId;
use postgres::testing::TestDatabase;
use sqlx::{PgConnection, PgPool};

/// A migrated database, a connection to it, and the local user.
async fn database() -> (TestDatabase, PgConnection, UserId) {
    let database = postgres::testing::database(&[store::migrator()]).await;
    let mut connection = database.pool.acquire().await.unwrap().detach();
    let user = store::users::require_local_user(&mut connection).await.unwrap();
    (database, connection, user)
}

/// Somebody else, who must never see the local user's rows.
async fn stranger(pool: &PgPool) -> UserId {
    let user = UserId::generate();
    sqlx::query("insert into users (id) values ($1)").bind(user.0).execute(pool).await.unwrap();
    user
}
