//! Questions that are answered from what was stated, or not at all.

use super::*;

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
fn notice_is_not_a_promise() {
    fills(text("How many days of notice must you give your current employer?"), "14 days");
    fills(text("What is your notice period, in days?"), "14");
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
fn an_unlabelled_field_is_asked() {
    fills(text(""), "ask");
    assert_eq!(outcome(vec![text("")], &person()), "leave");
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
