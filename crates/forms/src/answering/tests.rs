//! Decisions: where values come from, and when the person is asked.

use super::{Circumstances, Decision, Entry, FileEntry, Person, decide};
use crate::fields::Field;
use crate::fixture::{
    area, checks, combobox, fields_of, in_section, input, named, options, radios, required, select, text, with_id,
};
use crate::plan::show;
use crate::snapshot::Control;
use chrono::{DateTime, NaiveDate};
use domain::profile::{Disclosure, Education, Employment, Link, Network, PayPeriod, Salary, WorkAuthorization};
use domain::{
    Answer, AnswerId, AnswerScope, Confidence, Fact, Profile, QuestionClass as Q, Sha256, Source, Span, UsageMode,
};

fn stated<T>(value: T) -> Fact<T> {
    Fact::new(value, Source::Person { at: DateTime::UNIX_EPOCH })
}

fn read<T>(value: T) -> Fact<T> {
    let span = Span { page: 1, line: 1, end_line: 1, start: 0, end: 4 };
    Fact::new(value, Source::Document { document: Sha256::of(b"cv"), span, confidence: Confidence::new(0.9) })
}

fn say(word: &str) -> Option<Fact<Disclosure>> {
    Some(stated(if word == "decline" { Disclosure::Decline } else { Disclosure::Says(word.into()) }))
}

fn job(employer: &str, start: &str, end: Option<&str>) -> Employment {
    Employment {
        employer: Some(read(employer.into())),
        position: Some(read(format!("{employer} clerk"))),
        start: Some(read(start.parse().unwrap())),
        end: end.map(|e| read(e.parse().unwrap())),
        current: end.is_none().then(|| read(true)),
        ..Employment::default()
    }
}

fn profile() -> Profile {
    let mut profile = Profile::default();
    profile.name.full = Some(read("Ada Byron".into()));
    profile.email = Some(read("ada@byron.example".into()));
    profile.phone = Some(read("+1 (415) 555-0132".into()));
    profile.location.address = Some(read("1 Main St".into()));
    profile.location.city = Some(read("Austin".into()));
    profile.location.region = Some(read("Texas".into()));
    profile.location.postal_code = Some(read("78701".into()));
    profile.location.country_code = Some(read("US".into()));
    profile.links = vec![Link { network: Network::LinkedIn, url: read("https://www.linkedin.com/in/ada".into()) }];
    profile.work = vec![job("Acme", "2020-01", None), job("Globex", "2017-06", Some("2019-12"))];
    profile.education = vec![Education {
        institution: Some(read("State University".into())),
        study_type: Some(read("BSc in Computer Science".into())),
        area: Some(read("Computer Science".into())),
        end: Some(read("2017-05".parse().unwrap())),
        ..Education::default()
    }];
    profile.skills = vec![read("Rust".into()), read("Go".into())];
    let facts = &mut profile.application;
    let permit = |country: &str, authorized, needs_sponsorship| {
        stated(WorkAuthorization { country: country.into(), authorized, needs_sponsorship })
    };
    facts.work_authorization = vec![permit("US", true, false), permit("GB", false, true), permit("CA", true, true)];
    facts.gender = say("woman");
    facts.race = say("asian");
    facts.hispanic_latino = say("no");
    facts.veteran = say("no");
    facts.disability = say("decline");
    facts.salary = Some(stated(Salary { amount: 120_000, currency: "USD".into(), period: PayPeriod::Year }));
    facts.earliest_start = Some(stated(NaiveDate::from_ymd_opt(2027, 1, 15).unwrap()));
    facts.notice_period_days = Some(stated(14));
    facts.willing_to_relocate = Some(stated(false));
    facts.over_18 = Some(stated(true));
    facts.how_heard = Some(stated("LinkedIn".into()));
    profile
}

fn person() -> Person {
    let file = FileEntry { path: "/tmp/cv.pdf".into(), name: "cv.pdf".into(), sha256: Sha256::of(b"cv"), bytes: 2 };
    Person { profile: profile(), resume: Some(stated(file)), ..Person::default() }
}

fn here() -> Circumstances {
    Circumstances {
        now: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        company: "acme".into(),
        country: Some("US".into()),
    }
}

fn one(controls: Vec<Control>, person: &Person) -> (Field, Decision) {
    let fields = fields_of(controls);
    let mut decisions = decide(&fields, person, &here());
    assert_eq!(decisions.len(), fields.len());
    (fields.into_iter().next().unwrap(), decisions.remove(0))
}

/// The value shown to people, or `ask`, or `leave`. A choice is shown as the option that is chosen.
fn outcome(controls: Vec<Control>, person: &Person) -> String {
    let (field, decision) = one(controls, person);
    match decision {
        Decision::Ask { .. } => "ask".into(),
        Decision::Leave { .. } => "leave".into(),
        Decision::Untick { .. } => "untick".into(),
        Decision::Fill { entry } => match entry.value() {
            Entry::Pick { wanted } if !field.options.is_empty() => wanted
                .iter()
                .map(|w| match crate::options::choose(w, &field.options) {
                    crate::options::Choice::One(at) => field.options[at].text.clone(),
                    other => format!("{other:?}"),
                })
                .collect::<Vec<_>>()
                .join(" + "),
            other => show(other),
        },
    }
}

#[track_caller]
fn fills(control: Control, expected: &str) {
    assert_eq!(outcome(vec![required(control)], &person()), expected);
}

#[track_caller]
fn answers(question: &str, choices: &[&str], expected: &str) {
    let mut controls = radios(1, question, choices);
    controls[0].required.native = true;
    assert_eq!(outcome(controls, &person()), expected, "{question}");
    assert_eq!(outcome(vec![required(select(question, choices))], &person()), expected, "{question}");
}

#[test]
fn identity_comes_from_the_profile() {
    fills(text("Full name"), "Ada Byron");
    fills(text("First name"), "Ada");
    fills(text("Last name"), "Byron");
    fills(input("email", "Email"), "ada@byron.example");
    fills(input("tel", "Phone"), "+1 (415) 555-0132");
    fills(text("City"), "Austin");
    fills(text("Location"), "Austin, Texas, United States");
    fills(text("LinkedIn Profile"), "https://www.linkedin.com/in/ada");
    fills(text("Current company"), "Acme");
    fills(select("State", &["CA", "TX", "NY"]), "TX");
    fills(select("State", &["California", "Texas"]), "Texas");
    fills(select("Country", &["Canada", "United States of America"]), "United States of America");
    fills(select("Country", &["Canada +1", "United States +1"]), "United States +1");
    fills(select("Phone country code", &["Canada (+1)", "United States (+1)"]), "United States (+1)");
    fills(text("Address"), "1 Main St, Austin, Texas 78701");
    fills(combobox("Location (City)"), "Austin, Texas, United States");
    fills(text("GitHub URL"), "ask");
    assert_eq!(outcome(vec![text("GitHub URL")], &person()), "leave");
    assert_eq!(outcome(vec![text("First name")], &Person::default()), "leave");
}

#[test]
fn the_number_loses_its_code_where_the_code_is_asked_apart() {
    let controls =
        vec![text("Phone number"), select("Country Phone Code", &["United States of America (+1)", "Canada (+1)"])];
    assert_eq!(outcome(controls, &person()), "4155550132");
    let mut elsewhere = person();
    elsewhere.profile.phone = Some(read("+44 (0)20 7946 0958".into()));
    let code = || select("Country Phone Code", &["Guernsey (+44)", "United Kingdom (+44)"]);
    assert_eq!(outcome(vec![text("Phone number"), code()], &elsewhere), "2079460958");
    assert_eq!(outcome(vec![required(code())], &elsewhere), "ask", "+44 is shared and the person lives elsewhere");
}

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
fn the_right_to_work_is_answered_only_for_the_country_and_the_wording_it_was_stated_for() {
    let yn = ["Yes", "No"];
    answers("Are you legally authorized to work in the United States?", &yn, "Yes");
    answers("Are you authorized to work in the country in which this job is located?", &yn, "Yes");
    answers("Are you authorized to work in the UK?", &yn, "No");
    answers("Are you authorized to work in Germany?", &yn, "ask");
    answers(
        "Will you now or in the future require sponsorship for employment visa status (e.g., H-1B visa status)?",
        &yn,
        "No",
    );
    answers("Do you require visa sponsorship to work in Canada?", &yn, "Yes");
    answers("Are you authorized to work in the US without sponsorship?", &yn, "Yes");
    answers("Are you authorized to work in Canada without sponsorship?", &yn, "ask");
    answers("Are you authorized to work in Canada without sponsorship, now or in the future?", &yn, "No");
    answers("Are you authorized to work in the US and will you require sponsorship?", &yn, "ask");
    answers("Do you not require sponsorship?", &yn, "Yes");
    answers("What is your visa status?", &["H-1B", "None"], "ask");
    answers("Work authorization", &["US Citizen", "Green card", "Other"], "ask");
    answers(
        "Do you require sponsorship?",
        &["Yes, I will require sponsorship", "No, I will not require sponsorship"],
        "No, I will not require sponsorship",
    );
    assert_eq!(
        outcome(vec![required(input("checkbox", "I am legally authorized to work in the United States"))], &person()),
        "checked"
    );
}

#[test]
fn a_reading_of_a_document_never_answers_a_sensitive_question() {
    let mut person = person();
    let facts = &mut person.profile.application;
    facts.work_authorization =
        vec![read(WorkAuthorization { country: "US".into(), authorized: true, needs_sponsorship: false })];
    facts.gender = Some(read(Disclosure::Says("man".into())));
    facts.salary = Some(read(Salary { amount: 1, currency: "USD".into(), period: PayPeriod::Year }));
    for control in [
        select("Are you authorized to work in the US?", &["Yes", "No"]),
        select("Gender", &["Male", "Female"]),
        text("Desired salary"),
    ] {
        assert_eq!(outcome(vec![required(control)], &person), "ask");
    }
}

#[test]
fn equal_opportunity_answers_are_whole_labels() {
    answers("Gender", &["Male", "Female", "Decline To Self Identify"], "Female");
    answers("Race", &["White", "Asian", "Two or More Races"], "Asian");
    answers("Race", &["Asian (Not Hispanic or Latino)", "Hispanic or Latino"], "Asian (Not Hispanic or Latino)");
    answers("Are you Hispanic/Latino?", &["Yes", "No", "Decline To Self Identify"], "No");
    answers(
        "Veteran Status",
        &[
            "I am not a protected veteran",
            "I identify as one or more of the classifications of a protected veteran",
            "I don't wish to answer",
        ],
        "I am not a protected veteran",
    );
    answers("Are you a veteran?", &["Yes", "No"], "ask");
    for decline in [
        "I do not want to answer",
        "I don't wish to answer",
        "Decline To Self Identify",
        "I do not wish to self-identify",
        "Prefer not to say",
    ] {
        answers("Disability Status", &["Yes, I have a disability, or have had one in the past", decline], decline);
    }
    answers("Disability Status", &["Yes", "No"], "ask");
    let mut silent = person();
    silent.profile.application.gender = None;
    assert_eq!(outcome(vec![required(select("Gender", &["Male", "Female"]))], &silent), "ask");
    assert_eq!(outcome(vec![select("Gender", &["Male", "Female"])], &silent), "leave");
}

#[test]
fn a_hispanic_origin_goes_before_the_race_where_one_list_asks_for_both() {
    let mut person = person();
    person.profile.application.race = say("two_or_more");
    person.profile.application.hispanic_latino = say("yes");
    let list = |options: &[&str]| outcome(vec![required(select("Race/Ethnicity", options))], &person);
    let american = ["Hispanic or Latino (United States of America)", "Two or More Races (United States of America)"];
    assert_eq!(list(&american), american[0]);
    assert_eq!(list(&["White", "Hispanic or Latino", "Two or More Races"]), "Hispanic or Latino");
    assert_eq!(list(&["White", "Two or More Races", "Asian"]), "Two or More Races", "the origin is not asked");
    let several = checks(1, "Race (select all that apply)", &["White", "Hispanic or Latino", "Two or More Races"]);
    assert_eq!(outcome(several, &person), "Two or More Races");
    let closed = one(vec![required(combobox("Race"))], &person).1;
    let Some(Entry::Pick { wanted }) = closed.entry().cloned() else { panic!("{closed:?}") };
    let at = |text: &str| wanted[0].wordings.iter().position(|wording| wording == text);
    assert!(at("Hispanic or Latino") < at("Two or More Races"), "looked for in this order when it opens");
}

#[test]
fn pay_is_converted_exactly_or_asked() {
    fills(input("number", "Expected annual salary (USD)"), "120000");
    fills(text("Desired salary"), "120000 USD per year");
    fills(input("number", "Expected monthly salary in USD"), "10000");
    fills(input("number", "Desired hourly rate ($)"), "58");
    fills(text("What is your current salary?"), "ask");
    fills(text("Expected salary in EUR"), "ask");
    fills(text("Expected CTC in lakhs"), "ask");
    fills(select("Desired salary", &["$50k-$80k", "$90k-$130k"]), "$90k-$130k");
    fills(select("Desired salary", &["$80k-$120k", "$120k-$160k"]), "ask");
    let (_, decision) = one(vec![required(input("number", "Expected monthly salary in USD"))], &person());
    let Decision::Fill { entry } = decision else { panic!("filled") };
    assert!(entry.source().describe().contains("120000 ÷ 12 = 10000 USD per month"), "{}", entry.source().describe());
}

#[test]
fn dates_are_written_as_the_field_asks() {
    let mut hinted = text("Earliest start date");
    hinted.labels.placeholder = "MM/DD/YYYY".into();
    fills(hinted, "01/15/2027");
    fills(text("When can you start?"), "15 January 2027");
    fills(input("date", "Earliest start date"), "2027-01-15");
    fills(text("Can you start on Monday?"), "ask");
    fills(select("What is your notice period?", &["None", "2 weeks", "1 month"]), "2 weeks");
    fills(text("Current notice period in weeks"), "2");
    let mut without = person();
    without.profile.application.earliest_start = None;
    let (_, decision) = one(vec![required(input("date", "Earliest start date"))], &without);
    let Decision::Fill { entry } = decision else { panic!("filled") };
    assert_eq!(show(entry.value()), "2026-12-02");
    assert!(entry.source().is_stated() && entry.source().describe().contains("14 days of notice"));
}

#[test]
fn the_absence_of_a_fact_is_a_question() {
    fills(text("How many years of experience do you have with Rust?"), "ask");
    fills(select("Do you have experience with Kubernetes?", &["Yes", "No"]), "ask");
    fills(text("How many years of professional experience do you have?"), "9");
    fills(select("Years of experience", &["0-4", "5-10", "10+"]), "5-10");
    fills(area("Why do you want to work here?"), "ask");
    assert_eq!(outcome(vec![area("Why do you want to work here?")], &person()), "leave");
    fills(select("Are you willing to relocate?", &["Yes", "No"]), "No");
    fills(select("Do you need relocation assistance?", &["Yes", "No"]), "ask");
    fills(select("Can you come to the office three days a week?", &["Yes", "No"]), "ask");
    fills(select("Are you at least 18 years of age?", &["Yes", "No"]), "Yes");
    fills(select("Are you at least 21 years of age?", &["Yes", "No"]), "ask");
    fills(select("Are you under 18?", &["Yes", "No"]), "ask");
    fills(select("How did you hear about us?", &["LinkedIn", "Other"]), "LinkedIn");
    fills(select("How did you hear about us?", &["LinkedIn Ads", "Other"]), "ask");
    fills(select("Have you previously worked at Acme?", &["Yes", "No"]), "ask");
    fills(select("Phone Device Type", &["Mobile", "Home"]), "ask");
    fills(select("Are you a U.S. citizen?", &["Yes", "No"]), "ask");
}

#[test]
fn nothing_is_agreed_or_subscribed_to_on_its_own() {
    fills(input("checkbox", "I certify that the information is true and complete"), "ask");
    fills(input("checkbox", "I have read the privacy policy"), "ask");
    assert_eq!(outcome(vec![input("checkbox", "Keep me informed about future opportunities")], &person()), "leave");
    fills(input("password", "Password"), "leave");
    fills(text("Verification code"), "leave");
}

fn answer(question: &str, class: Q, answer: &str) -> Answer {
    Answer {
        id: AnswerId(uuid_of(question)),
        question: question.into(),
        class,
        answer: answer.into(),
        scope: AnswerScope::Everywhere,
        usage: UsageMode::AlwaysUse,
        times_used: 0,
        last_used_at: None,
        stated_at: DateTime::UNIX_EPOCH,
    }
}

fn uuid_of(text: &str) -> uuid::Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::of(text.as_bytes()).as_bytes()[..16]);
    uuid::Uuid::from_bytes(bytes)
}

fn with_answers(answers: Vec<Answer>) -> Person {
    Person { answers, ..person() }
}

#[test]
fn the_bank_answers_the_same_question_in_any_spelling() {
    let bank = with_answers(vec![answer("Do you know Rust?", Q::Experience, "Yes")]);
    assert_eq!(outcome(vec![required(select("Do you know Rust? *", &["Yes", "No"]))], &bank), "Yes");
    assert_eq!(outcome(vec![required(select("Do you know Go?", &["Yes", "No"]))], &bank), "ask");
    let several = with_answers(vec![answer("Languages you can work in", Q::Other, "English\nFrench")]);
    assert_eq!(
        outcome(checks(1, "Languages you can work in", &["English", "German", "French"]), &several),
        "English + French"
    );
}

#[test]
fn an_attestation_is_made_only_on_the_same_matter() {
    let bank = with_answers(vec![answer("I agree to the privacy policy", Q::Attestation, "Yes")]);
    let tick = |label: &str| outcome(vec![required(input("checkbox", label))], &bank);
    assert_eq!(tick("I have read and accept the Privacy Notice"), "checked");
    assert_eq!(tick("I consent to a background check"), "ask");
    assert_eq!(tick("I certify that my answers are true"), "ask");
}

#[test]
fn what_was_said_to_one_company_is_not_told_to_another() {
    let question = "Have you previously worked at Acme?";
    let scoped = |company: &str| {
        let mut entry = answer(question, Q::CompanyRelation, "No");
        entry.scope = AnswerScope::Company(company.into());
        with_answers(vec![entry])
    };
    let control = || vec![required(select(question, &["Yes", "No"]))];
    assert_eq!(outcome(control(), &scoped("Acme")), "No");
    assert_eq!(outcome(control(), &scoped("globex")), "ask");
    assert_eq!(outcome(control(), &with_answers(vec![answer(question, Q::CompanyRelation, "No")])), "ask", "no scope");
}

#[test]
fn how_an_answer_may_be_used_is_respected() {
    let mut each_time = answer("Favourite colour", Q::Other, "Blue");
    each_time.usage = UsageMode::AskEachTime;
    let (_, decision) = one(vec![required(text("Favourite colour"))], &with_answers(vec![each_time]));
    assert!(matches!(decision, Decision::Ask { suggestion: Some(s), .. } if s == "Blue"));
    let mut decline = answer("Your pronouns", Q::Pronouns, "");
    decline.usage = UsageMode::DeclineToAnswer;
    let bank = with_answers(vec![decline]);
    assert_eq!(
        outcome(vec![required(select("Pronouns", &["She/her", "Prefer not to say"]))], &bank),
        "Prefer not to say"
    );
    assert_eq!(outcome(vec![required(select("Pronouns", &["She/her", "He/him"]))], &bank), "ask");
    let never = with_answers(vec![answer("Are you a U.S. citizen?", Q::ExportControl, "Yes")]);
    assert_eq!(outcome(vec![required(select("Are you a U.S. citizen?", &["Yes", "No"]))], &never), "ask");
    let (_, decision) = one(vec![required(select("Are you a U.S. citizen?", &["Yes", "No"]))], &never);
    assert!(matches!(decision, Decision::Ask { class: None, suggestion: None, .. }));
}

#[test]
fn what_the_person_said_for_this_form_comes_first() {
    let mut person = person();
    let fields =
        fields_of(vec![required(text("First name")), select("Gender", &["Male", "Female"]), text("Last name")]);
    person.said.insert(fields[0].key.clone(), stated("Augusta".into()));
    person.said.insert(fields[1].key.clone(), stated("Unknown".into()));
    person.said.insert(fields[2].key.clone(), stated(String::new()));
    let decisions = decide(&fields, &person, &here());
    assert!(matches!(&decisions[0], Decision::Fill { entry } if show(entry.value()) == "Augusta"));
    assert!(matches!(&decisions[1], Decision::Ask { .. }), "no such option");
    assert!(matches!(&decisions[2], Decision::Leave { .. }));
}

#[test]
fn a_form_is_signed_only_when_the_person_answered_it() {
    let section = "Self Identify";
    let form = || {
        let mut controls =
            vec![in_section(section, required(text("Name"))), in_section(section, required(input("date", "Date")))];
        controls.extend(
            checks(
                1,
                "Please check one of the boxes below:",
                &["Yes, I have a disability, or have had one in the past", "I do not want to answer"],
            )
            .into_iter()
            .map(|c| in_section(section, c)),
        );
        fields_of(controls)
    };
    let shown = |person: &Person| -> Vec<String> {
        let show_one = |d: &Decision| if let Decision::Fill { entry } = d { show(entry.value()) } else { "-".into() };
        decide(&form(), person, &here()).iter().map(show_one).collect()
    };
    assert_eq!(shown(&person())[..2], ["Ada Byron", "2026-11-18"]);
    let mut silent = person();
    silent.profile.application.disability = None;
    assert_eq!(shown(&silent)[..2], ["-", "-"]);
}

#[test]
fn files_are_attached_where_they_are_accepted() {
    let accepting = |accept: &str| Control { accept: accept.into(), ..input("file", "Resume/CV") };
    fills(accepting(".pdf,.docx"), "cv.pdf");
    fills(accepting(".docx"), "ask");
    assert_eq!(outcome(vec![input("file", "Cover Letter")], &person()), "leave");
    fills(input("file", "Transcript"), "ask");
}

#[test]
fn limits_of_the_field_are_kept() {
    let mut short = text("Full name");
    short.max_length = Some(3);
    fills(short, "ask");
    let mut code = text("State");
    code.max_length = Some(2);
    fills(code, "TX");
    fills(named("x", input("number", "Full name")), "ask");
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
fn an_unlabelled_field_is_asked() {
    fills(text(""), "ask");
    assert_eq!(outcome(vec![text("")], &person()), "leave");
}

#[test]
fn a_country_beside_the_number_is_that_of_the_number() {
    let mut moved = person();
    moved.profile.phone = Some(read("+49 171 3920012".into()));
    let fields = fields_of(vec![in_section("Phone", combobox("Country")), in_section("Phone", input("tel", "Phone"))]);
    let shown: Vec<String> = decide(&fields, &moved, &here())
        .iter()
        .map(|d| if let Decision::Fill { entry } = d { show(entry.value()) } else { "-".into() })
        .collect();
    assert_eq!(shown, ["Germany (+49)", "+49 171 3920012"]);
}

#[test]
fn a_place_is_looked_for_in_every_whole_spelling() {
    let mut person = person();
    person.profile.location.city = Some(read("Hamburg".into()));
    person.profile.location.region = Some(read("Hamburg".into()));
    person.profile.location.country_code = Some(read("DE".into()));
    let (_, decision) = one(vec![combobox("Location (City)")], &person);
    let Decision::Fill { entry } = decision else { panic!("filled") };
    let Entry::Pick { wanted } = entry.value() else { panic!("picked") };
    for whole in ["Hamburg, Hamburg, Germany", "Hamburg, Germany", "Hamburg, Deutschland"] {
        assert!(wanted[0].means(whole), "{whole}");
    }
    assert!(!wanted[0].means("Hamburg") && !wanted[0].means("Hamburg, New York, United States"));
    assert_eq!(wanted[0].queries[0], "Hamburg");
}

#[test]
fn notice_is_not_a_promise() {
    fills(text("How many days of notice must you give your current employer?"), "14 days");
    fills(text("What is your notice period, in days?"), "14");
}

#[test]
fn stated_facts_fit_options_in_every_language() {
    for (gender, genders, woman) in [
        ("Geschlecht", ["Männlich", "Weiblich", "Divers"], "Weiblich"),
        ("Sexe", ["Homme", "Femme", "Autre"], "Femme"),
        ("Género", ["Masculino", "Femenino", "No binario"], "Femenino"),
        ("Gênero", ["Homem", "Mulher", "Não binário"], "Mulher"),
        ("Geslacht", ["Man", "Vrouw", "Non-binair"], "Vrouw"),
    ] {
        answers(gender, &genders, woman);
    }
    for (question, yes, no) in [
        ("Sind Sie mindestens 18 Jahre alt?", "Ja", "Nein"),
        ("Avez-vous 18 ans ou plus ?", "Oui", "Non"),
        ("¿Tiene 18 años o más?", "Sí", "No"),
        ("Tem 18 anos ou mais?", "Sim", "Não"),
        ("Ben je minimaal 18 jaar?", "Ja", "Nee"),
    ] {
        answers(question, &[no, yes], yes);
    }
    for (question, decline) in [
        ("Haben Sie eine Schwerbehinderung?", "Keine Angabe"),
        ("Êtes-vous en situation de handicap ?", "Je ne souhaite pas répondre"),
        ("¿Tiene alguna discapacidad?", "Prefiero no responder"),
        ("Possui alguma deficiência?", "Prefiro não informar"),
        ("Heb je een arbeidsbeperking?", "Zeg ik liever niet"),
    ] {
        answers(question, &["A", "B", decline], decline);
    }
    for (country, list, home) in [
        ("Land", ["Deutschland", "Vereinigte Staaten", "Österreich"], "Vereinigte Staaten"),
        ("Pays", ["France", "États-Unis", "Belgique"], "États-Unis"),
        ("País", ["España", "Estados Unidos", "México"], "Estados Unidos"),
        ("Land", ["Nederland", "Verenigde Staten", "België"], "Verenigde Staten"),
    ] {
        fills(select(country, &list), home);
    }
}

#[test]
fn a_yes_in_one_language_is_not_a_no_in_another() {
    let mut person = person();
    person.profile.application.veteran = say("yes");
    for (yes, no) in [("Ja", "Nein"), ("Oui", "Non"), ("Sí", "No"), ("Sim", "Não")] {
        let controls = radios(1, "Protected veteran status", &[no, yes]);
        assert_eq!(outcome(controls, &person), yes);
    }
}

/// The reason shown for the value of the only field.
fn because(label: &str, person: &Person) -> String {
    match one(vec![required(text(label))], person).1 {
        Decision::Fill { entry } => format!("{} because {}", show(entry.value()), entry.source().describe()),
        Decision::Ask { why, .. } => format!("asked: {why}"),
        Decision::Leave { why } | Decision::Untick { why } => format!("left: {why}"),
    }
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

/// Somebody who said when they were born and, perhaps, whether they are 18.
fn born(day: &str, over_18: Option<bool>) -> Person {
    let mut person = person();
    person.profile.application.birth_date = Some(stated(day.parse().unwrap()));
    person.profile.application.over_18 = over_18.map(stated);
    person
}

#[test]
fn a_birth_date_says_whether_somebody_is_old_enough() {
    let today = here().today();
    assert_eq!(today.to_string(), "2026-11-18");
    let shown = because("Are you at least 18 years of age?", &born("1990-05-14", None));
    assert!(shown.starts_with("Yes because"), "{shown}");
    assert!(shown.contains("1990-05-14 to 2026-11-18 = 36 years, 36 ≥ 18"), "{shown}");
    for (question, day, stated, expected) in [
        ("Are you at least 18 years of age?", "2008-11-18", None, "Yes"),
        ("Are you at least 18 years of age?", "2008-11-19", None, "No"),
        ("Are you at least 21 years old?", "2008-11-18", Some(true), "No"),
        ("Are you at least 21 years old?", "2000-01-01", Some(true), "Yes"),
        ("Are you of legal working age?", "2000-01-01", None, "Yes"),
        ("Are you of legal working age?", "2010-01-01", None, "ask"),
        ("Are you over 18?", "2008-11-18", None, "ask"),
        ("Are you over 18?", "2000-01-01", None, "Yes"),
        ("Are you under 18?", "2000-01-01", None, "ask"),
        ("Are you at least 18 years of age?", "2015-01-01", Some(true), "ask"),
        ("Are you at least 18 years of age?", "2030-01-01", None, "ask"),
        ("Sind Sie volljährig?", "2000-01-01", None, "Ja"),
        ("Êtes-vous majeur ?", "2000-01-01", None, "Oui"),
    ] {
        let person = born(day, stated);
        assert_eq!(outcome(vec![required(text(question))], &person), expected, "{question} {day}");
    }
}

#[test]
fn a_birth_date_is_entered_nowhere() {
    let person = born("1990-05-14", None);
    for label in ["Date of birth", "Birthday", "Geburtsdatum", "Age", "When can you start?", "Date", "Year", "Month"] {
        for control in [text(label), input("date", label), required(text(label))] {
            let (_, decision) = one(vec![control], &person);
            let entered = decision.entry().map(show).unwrap_or_default();
            assert!(!entered.contains("1990") && !entered.contains("May"), "{label}: {entered}");
        }
    }
}

#[test]
fn a_salutation_is_what_the_person_stated_and_never_guessed() {
    let options = ["Bitte wählen", "Herr", "Frau", "Divers"];
    let anrede = || vec![required(select("Anrede", &options))];
    assert_eq!(outcome(anrede(), &person()), "ask", "a name and a gender say nothing of it");
    let addressed = |word: &str| {
        let mut person = person();
        person.profile.application.salutation = Some(stated(word.to_owned()));
        person
    };
    for (word, expected) in [("Ms", "Frau"), ("Mrs.", "Frau"), ("Herr", "Herr"), ("Mx", "ask"), ("Dr", "ask")] {
        assert_eq!(outcome(anrede(), &addressed(word)), expected, "{word}");
    }
    let mut buttons = radios(1, "Salutation", &["Mr.", "Ms.", "Mx."]);
    buttons[0].required.native = true;
    assert_eq!(outcome(buttons, &addressed("Mx")), "Mx.");
    assert_eq!(outcome(vec![required(select("Title", &["Mr", "Mrs", "Ms"]))], &addressed("Ms")), "Ms");
    assert_eq!(outcome(vec![required(select("Title", &["Mr", "Mrs", "Miss"]))], &addressed("Ms")), "ask");
    assert_eq!(outcome(vec![required(text("Civilité"))], &addressed("Madame")), "Madame");
    let mut read_only = person();
    read_only.profile.application.salutation = Some(read("Ms".to_owned()));
    assert_eq!(outcome(anrede(), &read_only), "ask", "a reading is no statement");
}

#[test]
fn yes_is_written_in_the_language_of_the_question() {
    let mut person = person();
    person.profile.application.willing_to_relocate = Some(stated(true));
    for (question, expected) in [
        ("Are you willing to relocate?", "Yes"),
        ("Wären Sie bereit für einen Umzug?", "Ja"),
        ("Seriez-vous prêt à déménager ?", "Oui"),
        ("¿Estaría dispuesto a mudarse?", "Sí"),
        ("Você está disposto a mudar-se?", "Sim"),
        ("Bent u bereid te verhuizen?", "Ja"),
    ] {
        assert_eq!(outcome(vec![required(text(question))], &person), expected, "{question}");
    }
}

#[test]
fn a_kept_wish_not_to_be_answered_for_holds_before_a_fact() {
    let mut decline = answer("Gender", Q::Gender, "");
    decline.usage = UsageMode::DeclineToAnswer;
    let options = ["Male", "Female", "Prefer not to say"];
    let control = || vec![required(select("Gender", &options))];
    assert_eq!(outcome(control(), &person()), "Female");
    assert_eq!(outcome(control(), &with_answers(vec![decline.clone()])), "Prefer not to say");
    decline.usage = UsageMode::AskEachTime;
    assert_eq!(outcome(control(), &with_answers(vec![decline])), "ask");
}

#[test]
fn the_bank_answers_by_meaning_only_what_both_questions_ask() {
    let without_facts = |entry: Answer| {
        let mut person = with_answers(vec![entry]);
        person.profile.application = domain::profile::ApplicationFacts::default();
        person
    };
    let pay = without_facts(answer("What are your salary expectations?", Q::Salary, "100000"));
    assert_eq!(outcome(vec![required(text("Desired salary"))], &pay), "100000");
    assert_eq!(outcome(vec![required(text("Current salary"))], &pay), "ask");
    assert_eq!(outcome(vec![required(text("Desired hourly rate"))], &pay), "ask");
    let start = without_facts(answer("When can you start?", Q::StartDate, "1 March 2027"));
    assert_eq!(outcome(vec![required(text("Earliest start date"))], &start), "1 March 2027");
    assert_eq!(outcome(vec![required(text("Are you available to start on 4 January?"))], &start), "ask");
    let rust = without_facts(answer("Years of experience with Rust", Q::Experience, "6"));
    assert_eq!(outcome(vec![required(text("How many years of Rust experience do you have?"))], &rust), "6");
    assert_eq!(outcome(vec![required(text("How many years of Go experience do you have?"))], &rust), "ask");
    let mut worked = answer("Have you ever worked for Acme?", Q::CompanyRelation, "No");
    worked.scope = AnswerScope::Company("acme".into());
    let worked = without_facts(worked);
    assert_eq!(outcome(vec![required(select("Were you previously employed by us?", &["Yes", "No"]))], &worked), "No");
    assert_eq!(outcome(vec![required(select("Have you applied to us before?", &["Yes", "No"]))], &worked), "ask");
    for other in ["Employee ID (if applicable)", "Former employee number", "When were you employed by us?"] {
        assert_eq!(outcome(vec![required(text(other))], &worked), "ask", "{other}");
    }
}

#[test]
fn yes_or_no_is_never_written_where_neither_is_asked() {
    let mut person = person();
    person.profile.application.willing_to_relocate = Some(stated(true));
    assert_eq!(outcome(vec![required(text("Are you willing to relocate?"))], &person), "Yes");
    assert_eq!(outcome(vec![required(text("Would you relocate? (name the city)"))], &person), "Yes");
    assert_eq!(outcome(vec![required(text("Relocation details"))], &person), "ask");
    let stated_for_it = with_answers(vec![answer("Relocation details", Q::Relocation, "No")]);
    assert_eq!(outcome(vec![required(text("Relocation details"))], &stated_for_it), "No", "the very question");
}

#[test]
fn a_consent_that_the_page_ticked_is_unticked_and_a_box_the_person_ticked_is_not() {
    let ticked = |label: &str| Control { checked: Some(true), ..input("checkbox", label) };
    let partners = "You may pass my data on to partners for marketing";
    assert_eq!(outcome(vec![ticked(partners)], &person()), "untick");
    let folded = Control { visible: false, reachable: false, folded: true, ..ticked(partners) };
    assert_eq!(outcome(vec![folded], &person()), "untick", "out of sight it goes out with the form all the same");
    assert_eq!(outcome(vec![input("checkbox", partners)], &person()), "leave");
    assert_eq!(outcome(vec![ticked("My postal address is the same")], &person()), "leave");
    let given = with_answers(vec![answer(partners, Q::Marketing, "Yes")]);
    assert_eq!(outcome(vec![ticked(partners)], &given), "checked");
}

#[test]
fn a_box_that_says_only_i_agree_asks_what_it_refers_to() {
    let box_about =
        |statement: &str| required(Control { description: statement.into(), ..input("checkbox", "I agree") });
    let certify = "I certify that the information in this application is true and complete.";
    let stated = with_answers(vec![answer(certify, Q::Attestation, "Yes")]);
    assert_eq!(outcome(vec![box_about(certify)], &stated), "checked");
    assert_eq!(outcome(vec![box_about("Send me news about open positions")], &stated), "ask");
    assert_eq!(outcome(vec![box_about("")], &stated), "ask");
}

#[test]
fn several_answers_go_into_a_list_that_does_not_say_how_many_it_takes() {
    let languages = "Which languages have you used?";
    let person = with_answers(vec![answer(languages, Q::Other, "Rust\nGo")]);
    assert_eq!(outcome(vec![required(combobox(languages))], &person), "Rust, Go");
    assert_eq!(outcome(vec![required(select(languages, &["Rust", "Go"]))], &person), "ask", "one choice only");
}

#[test]
fn a_box_for_the_street_takes_the_street_and_one_for_an_address_all_of_it() {
    fills(required(text("Street address")), "1 Main St");
    fills(required(text("Address line 1")), "1 Main St");
    fills(required(text("Address")), "1 Main St, Austin, Texas 78701");
}

#[test]
fn a_box_that_shows_a_month_and_a_year_takes_both() {
    let mut control = with_id("mm", text("Earliest start date"));
    control.labels.placeholder = "MM/YYYY".into();
    fills(required(control), "01/2027");
}
