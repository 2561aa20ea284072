//! Employment, education, skills, and the years they add up to.

use super::*;

#[test]
fn entries_of_sections_are_those_of_the_profile_in_order() {
    let work = |label: &str| in_section("Work Experience 2", text(label));
    let first = |label: &str| in_section("Work Experience 1", text(label));
    let fields =
        fields_of(vec![first("Job Title"), first("Company"), work("Job Title"), work("Company"), work("End date")]);
    let shown: Vec<String> = decide(&fields, &person(), &here())
        .iter()
        .map(|d| if let Decision::Fill { entry } = d { show(entry.value()) } else { "-".into() })
        .collect();
    assert_eq!(shown, ["Acme clerk", "Acme", "Globex clerk", "Globex", "December 2019"]);
    fills(with_id("school--0", combobox("School")), "State University");
    fills(select("Degree", &["Bachelor's Degree", "Master's Degree"]), "Bachelor's Degree");
    fills(select("Degree", &["Bachelor of Science", "Bachelor's Degree"]), "Bachelor of Science");
    fills(select("Degree", &["Master's Degree", "Other"]), "ask");
    fills(text("Degree"), "BSc in Computer Science");
    fills(select("Highest level of education completed", &["High School", "Bachelor's"]), "Bachelor's");
    assert_eq!(
        outcome(vec![with_id("school--1", combobox("School")), with_id("school--0", combobox("School"))], &person()),
        "State University"
    );
}

#[test]
fn skills_are_chosen_only_where_a_whole_label_says_them() {
    let mut list = select("Skills", &["Rust", "Golang", "Go Carts"]);
    list.multiple = true;
    fills(list, "Rust");
    fills(text("Skills"), "Rust, Go");
    let mut none = select("Skills", &[]);
    none.multiple = true;
    none.options = options(&["Cooking"]);
    fills(none, "ask");
}

#[test]
fn years_of_work_show_their_arithmetic() {
    let mut person = person();
    person.profile.work = vec![
        job("Globex", "2020-02", Some("2024-05")),
        job("Acme", "2017-03", Some("2020-01")),
        job("Side job", "2018-01", Some("2018-06")),
    ];
    let shown = because("How many years of professional experience do you have?", &person);
    assert!(shown.starts_with("7 because"), "{shown}");
    assert!(shown.contains("7 years: 2017-03 to 2020-01 and 2020-02 to 2024-05 (34 + 51 = 85 months)"), "{shown}");
}

#[test]
fn years_without_months_count_only_when_every_month_gives_the_same() {
    let mut person = person();
    person.profile.work = vec![job("Acme", "2017", Some("2019"))];
    assert!(because("Total years of experience", &person).starts_with("asked"));
    person.profile.work = vec![job("Acme", "2017-06", Some("2019-08"))];
    assert!(because("Total years of experience", &person).starts_with('2'));
}

#[test]
fn years_in_a_role_need_the_whole_title() {
    let mut person = person();
    let titled = |title: &str, start: &str, end: &str| {
        let mut job = job("Acme", start, Some(end));
        job.position = Some(read(title.to_owned()));
        job
    };
    person.profile.work = vec![titled("Data Engineer", "2018-01", "2021-01"), titled("Cook", "2015-01", "2017-01")];
    let question = "How many years of experience do you have as a data engineer?";
    assert!(because(question, &person).starts_with("3 because"), "{}", because(question, &person));
    assert!(because("How many years have you worked as a baker?", &person).starts_with("asked"));
    person.profile.work.push(titled("Senior Data Engineer", "2021-01", "2024-01"));
    assert!(because(question, &person).starts_with("asked"), "a senior one may count");
}

#[test]
fn years_with_a_skill_are_those_of_the_jobs_that_name_it() {
    let mut person = person();
    let named = |employer: &str, bullet: &str, start: &str, end: &str| Employment {
        highlights: vec![read(bullet.to_owned())],
        ..job(employer, start, Some(end))
    };
    person.profile.work = vec![
        named("Acme", "Wrote services in Rust", "2020-01", "2022-06"),
        named("Globex", "Kept the books", "2018-01", "2020-01"),
        named("Initech", "Rust and Go tooling", "2016-01", "2017-02"),
    ];
    let shown = because("How many years of experience do you have with Rust?", &person);
    assert!(shown.starts_with("3 because"), "{shown}");
    let arithmetic =
        "3 years: 2016-01 to 2017-02 and 2020-01 to 2022-06 (13 + 29 = 42 months), named in: Acme, Initech";
    assert!(shown.contains(arithmetic), "{shown}");
    let buckets = select("Years of Rust experience", &["0-1", "2-4", "5+"]);
    assert_eq!(outcome(vec![required(buckets)], &person), "2-4");
    for asked in [
        "How many years of experience do you have with Cobol?",
        "How many years of experience do you have with SQL?",
        "How many years of experience do you have with Rust in production?",
        "Do you have years of experience with Rust?",
    ] {
        assert!(because(asked, &person).starts_with("asked"), "{asked}: {}", because(asked, &person));
    }
    person.profile.work[1].highlights = vec![read("Migrated from Rust to Go".to_owned())];
    let doubtful = because("How many years of experience do you have with Rust?", &person);
    assert!(doubtful.starts_with("asked: whether you worked with it"), "{doubtful}");
    person.profile.work = vec![named("Acme", "Rust", "2020-01", "2020-06")];
    assert!(because("Years of experience with Rust", &person).starts_with("asked"), "a nought would say none");
}

#[test]
fn what_the_person_said_of_their_experience_counts_before_what_dates_add_up_to() {
    let mut person = with_answers(vec![answer("Years of experience with Rust", Q::Experience, "6")]);
    person.profile.work = vec![Employment {
        highlights: vec![read("Wrote services in Rust".to_owned())],
        ..job("Acme", "2020-01", Some("2022-06"))
    }];
    assert_eq!(outcome(vec![required(text("How many years of Rust experience do you have?"))], &person), "6");
}
