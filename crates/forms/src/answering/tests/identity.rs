//! Name, address, telephone number, salutation and age.

use super::*;

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
fn a_box_for_the_street_takes_the_street_and_one_for_an_address_all_of_it() {
    fills(required(text("Street address")), "1 Main St");
    fills(required(text("Address line 1")), "1 Main St");
    fills(required(text("Address")), "1 Main St, Austin, Texas 78701");
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
