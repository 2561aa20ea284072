use super::*;
use std::collections::BTreeSet;

fn settings(pairs: &[(&str, &str)]) -> Settings {
    let pairs: BTreeMap<String, String> = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    Settings::read(&move |name| pairs.get(name).cloned())
}

fn wrong(pairs: &[(&str, &str)], role: Role) -> Vec<&'static str> {
    let problems = settings(pairs).check(role).err().map_or_else(Vec::new, |problems| problems.0);
    problems.into_iter().map(|problem| problem.variable).collect()
}

#[test]
fn no_name_stands_for_two_variables() {
    let names: Vec<&str> = ALL.iter().flat_map(|variable| variable.names()).collect();
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), distinct.len());
    assert!(ALL.iter().all(|variable| !variable.meaning.is_empty() && !variable.meaning.ends_with('.')));
}

#[test]
fn every_default_fits_its_variable() {
    for variable in ALL {
        if let Some(default) = variable.default {
            assert_eq!(problems::fits(variable.kind, default), Ok(()), "{}", variable.name);
        }
    }
}

#[test]
fn development_needs_nothing() {
    for role in Role::ALL {
        assert_eq!(wrong(&[], role), [""; 0]);
    }
}

#[test]
fn production_needs_what_is_required_and_is_told_all_at_once() {
    let pairs = [("NODE_ENV", "production"), ("GH_API_PORT", "0"), ("MAX_CONCURRENT_JOBS", "many")];
    assert_eq!(wrong(&pairs, Role::Api), ["GH_SERVICE_SECRET", "GH_API_PORT", "CORS_ORIGIN", "DATABASE_URL"]);
    assert_eq!(
        wrong(&pairs, Role::Worker),
        ["GH_SERVICE_SECRET", "MAX_CONCURRENT_JOBS", "GH_ENCRYPTION_KEY", "DATABASE_URL"]
    );
}

#[test]
fn a_value_that_does_not_fit_is_told_with_the_name_it_was_set_by_and_never_shown() {
    let secret = "not-a-key-but-private";
    let problems = settings(&[("GH_CREDENTIAL_KEY", secret)]).check(Role::Worker).unwrap_err();
    let said = problems.to_string();
    assert!(said.contains("GH_ENCRYPTION_KEY: set by GH_CREDENTIAL_KEY, has to be 32 bytes"), "{said}");
    assert!(!said.contains(secret), "{said}");
}

#[test]
fn values_are_held_against_their_kind() {
    let hex = "0f".repeat(32);
    for (kind, right, mistaken) in [
        (Kind::Flag, vec!["true", "0", "off"], vec!["maybe", "TRUE "]),
        (Kind::Number(1, 9), vec!["1", "9"], vec!["0", "10", "-1", "1.5", "x", "99999999999999999999"]),
        (Kind::Word(&["a", "b"]), vec!["a"], vec!["c", "A"]),
        (Kind::Url(&["https"]), vec!["https://x.example"], vec!["http://x.example", "x", "https//"]),
        (Kind::Key(4), vec!["abcd"], vec!["abc", "ab cd", "abcdé", "abc\nd"]),
        (
            Kind::Key32,
            vec![hex.as_str(), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="],
            vec!["AAAA", "zz", &hex[2..]],
        ),
    ] {
        for value in right {
            assert_eq!(problems::fits(kind, value), Ok(()), "{kind:?} {value:?}");
        }
        for value in mistaken {
            assert!(problems::fits(kind, value).is_err(), "{kind:?} {value:?}");
        }
    }
}

#[test]
fn an_alias_counts_only_when_the_name_is_not_set() {
    let both = settings(&[("GH_ENVIRONMENT", "staging"), ("NODE_ENV", "production")]);
    assert_eq!((both.environment(), both.source(&table::ENVIRONMENT)), ("staging", Some("GH_ENVIRONMENT")));
    let alias = settings(&[("GH_ENVIRONMENT", " "), ("NODE_ENV", "production")]);
    assert_eq!((alias.environment(), alias.source(&table::ENVIRONMENT)), ("production", Some("NODE_ENV")));
    let old = settings(&[("SUPABASE_SECRET_KEY", "supabase-key")]);
    assert_eq!(old.source(&table::SUPABASE_SERVICE_KEY), Some("SUPABASE_SECRET_KEY"));
}

#[test]
fn queries_go_through_the_pooler_and_listening_around_it() {
    let urls = [("DATABASE_URL", "postgres://pool"), ("SUPABASE_DIRECT_URL", "postgres://direct")];
    let settings = settings(&urls);
    let shown = |url: Option<Secret>| url.map(|url| url.expose().to_owned());
    assert_eq!(shown(settings.database_url()).as_deref(), Some("postgres://pool"));
    assert_eq!(shown(settings.direct_url()).as_deref(), Some("postgres://direct"));
}

#[test]
fn nothing_that_is_printed_shows_a_value() {
    let settings = settings(&[("GH_SERVICE_SECRET", "a-very-secret-service-key"), ("OPENAI_API_KEY", "sk-private")]);
    let printed = format!("{settings:?} {:?}", settings.secrets());
    assert!(!printed.contains("private") && !printed.contains("very-secret"), "{printed}");
    assert_eq!(settings.secrets().len(), 2);
    assert_eq!(settings.model_providers(), ["openai"]);
}

#[test]
fn the_current_key_comes_before_those_it_replaces() {
    let keys = [
        ("GH_SERVICE_KEY", "current-key-of-16"),
        ("GH_SERVICE_SECRET_PREVIOUS", "old-key-of-16-ch, older-key-of-16-c"),
    ];
    let keys = settings(&keys).service_keys();
    let keys: Vec<&str> = keys.iter().map(Secret::expose).collect();
    assert_eq!(keys, ["current-key-of-16", "old-key-of-16-ch", "older-key-of-16-c"]);
}

#[test]
fn a_variable_that_was_misspelt_is_found() {
    let names = ["GH_MODLE", "GH_SERVICE_SECRETS", "GH_SOMETHING_ELSE_ALTOGETHER", "GH_MODEL", "NODE_ENV", "PATH"];
    let found = unknown(names.map(str::to_owned));
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "GH_MODLE is not known; did you mean GH_MODEL?",
            "GH_SERVICE_SECRETS is not known; did you mean GH_SERVICE_SECRET?",
            "GH_SOMETHING_ELSE_ALTOGETHER is not known",
        ]
    );
    let hostile = format!("GH_{}", "é".repeat(100_000));
    assert_eq!(unknown([hostile])[0].meant, None);
}
