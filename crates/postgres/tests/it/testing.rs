//! Databases for tests.

use postgres::testing::database;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqlSafeStr};

fn migrator(sql: &'static str) -> Migrator {
    Migrator::with_migrations(vec![Migration::new(1, "first".into(), MigrationType::Simple, sql.into_sql_str(), false)])
}

#[tokio::test]
async fn every_test_has_migrated_tables_of_its_own() {
    let migrator = migrator("create table marks (n int)");
    let migrators = [&migrator];
    let (one, two) = tokio::join!(database(&migrators), database(&migrators));
    sqlx::query("insert into marks values (1)").execute(&one.pool).await.unwrap();
    let count = "select count(*) from marks";
    let counts = (
        sqlx::query_scalar::<_, i64>(count).fetch_one(&one.pool).await.unwrap(),
        sqlx::query_scalar::<_, i64>(count).fetch_one(&two.pool).await.unwrap(),
    );
    assert_eq!(counts, (1, 0));
}

#[tokio::test]
async fn other_migrations_have_another_template() {
    let one = database(&[&migrator("create table one (n int)")]).await;
    let two = database(&[&migrator("create table two (n int)")]).await;
    assert!(sqlx::query("select from two").fetch_optional(&one.pool).await.is_err());
    assert!(sqlx::query("select from two").fetch_optional(&two.pool).await.is_ok());
}

#[tokio::test]
async fn a_database_is_gone_when_its_test_ends_even_with_open_connections() {
    let kept = database(&[]).await;
    let ended = database(&[]).await;
    let name: String = sqlx::query_scalar("select current_database()").fetch_one(&ended.pool).await.unwrap();
    let mut other = PgConnection::connect(&ended.url).await.unwrap();
    drop(ended);
    assert!(other.ping().await.is_err());
    let sql = format!("select count(*) from pg_database where datname = '{name}'");
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&kept.pool).await.unwrap();
    assert_eq!(count, 0);
}
