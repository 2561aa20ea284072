//! Profiles.

use crate::{database, stranger};
use domain::{Fact, Profile, Source};
use store::profiles::{find_profile, update_profile};

fn profile(name: &str) -> Profile {
    let mut profile = Profile::default();
    profile.name.full = Some(Fact::new(name.to_owned(), Source::Person { at: chrono::DateTime::UNIX_EPOCH }));
    profile
}

#[tokio::test]
async fn a_profile_comes_back_with_its_sources_and_only_to_its_owner() {
    let (database, mut connection, user) = database().await;
    assert_eq!(find_profile(&mut connection, user).await.unwrap(), None);
    for name in ["Zoë Ångström", "Zoë Ångström-O’Neil \u{1F600}"] {
        update_profile(&mut connection, user, &profile(name)).await.unwrap();
        assert_eq!(find_profile(&mut connection, user).await.unwrap(), Some(profile(name)));
    }
    let stranger = stranger(&database.pool).await;
    assert_eq!(find_profile(&mut connection, stranger).await.unwrap(), None);
}

#[tokio::test]
async fn a_profile_of_a_newer_version_is_an_error_and_not_an_empty_profile() {
    let (database, mut connection, user) = database().await;
    sqlx::query(r#"insert into profiles (user_id, document) values ($1, '{"name": 7}')"#)
        .bind(user.0)
        .execute(&database.pool)
        .await
        .unwrap();
    let error = find_profile(&mut connection, user).await.unwrap_err();
    assert!(matches!(error, store::Error::Unreadable { what: "profile" }), "{error}");
}
