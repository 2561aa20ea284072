//! Migrations and the user everything hangs on.

use crate::database;

#[tokio::test]
async fn migrations_run_twice_and_beside_those_of_others() {
    let (database, ..) = database().await;
    sqlx::query("create table _sqlx_migrations (version bigint)").execute(&database.pool).await.unwrap();
    store::migrate(&database.pool).await.unwrap();
    let count: i64 =
        sqlx::query_scalar("select count(*) from _valet_migrations").fetch_one(&database.pool).await.unwrap();
    assert_eq!(count, store::migrator().iter().count() as i64);
}

#[tokio::test]
async fn there_is_one_local_user() {
    let (_database, mut connection, user) = database().await;
    assert_eq!(store::users::require_local_user(&mut connection).await.unwrap(), user);
}

#[tokio::test]
async fn every_constraint_has_a_chosen_name() {
    let (database, ..) = database().await;
    // What PostgreSQL calls a constraint nobody named.
    let unnamed: Vec<String> = sqlx::query_scalar(
        "select conname from pg_constraint join pg_class on pg_class.oid = conrelid
         where connamespace = 'public'::regnamespace and relname <> '_valet_migrations'
           and (conname ~ '_check[0-9]*$' or conname ~ '_id_fkey[0-9]*$' or conname ~ '_key[0-9]+$')",
    )
    .fetch_all(&database.pool)
    .await
    .unwrap();
    assert!(unnamed.is_empty(), "{unnamed:?}");
}
