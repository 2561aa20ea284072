//! Controls to fields: grouping, labels, keys, and what is not a field.

use super::{Field, FieldKey, Widget, fields};
use crate::fixture::{
    area, button, checks, combobox, field_of, fields_of, in_section, input, named, page, radios, required, select,
    text, with_id,
};
use crate::meaning::Meaning::Profile;
use crate::meaning::Slot as S;
use crate::snapshot::{Control, FrameSnapshot, Labels, OptionEntry, PageSnapshot, Required};

fn labels_of(all: &[Field]) -> Vec<&str> {
    all.iter().map(|f| f.label.as_str()).collect()
}

#[test]
fn radios_are_one_question_whose_label_is_never_a_choice() {
    let all = fields_of(radios(3, "Are you 18 or older?", &["Yes", "No"]));
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].widget, all[0].label.as_str(), all[0].elements.len()),
        (Widget::Radios, "Are you 18 or older?", 2)
    );
    assert_eq!(all[0].options.iter().map(|o| o.text.as_str()).collect::<Vec<_>>(), ["Yes", "No"]);
    // A group that is named by its first option has no question there.
    let mut controls = radios(4, "Yes", &["Yes", "No"]);
    for control in &mut controls {
        control.labels.container = "Do you smoke?".into();
    }
    assert_eq!(fields_of(controls)[0].label, "Do you smoke?");
    assert_eq!(fields_of(radios(5, "Yes", &["Yes", "No"]))[0].label, "");
}

#[test]
fn radios_without_a_group_go_by_their_name() {
    let mut controls = radios(1, "Q", &["A", "B"]);
    for control in &mut controls {
        control.group = None;
        control.name = "q".into();
    }
    assert_eq!(fields_of(controls).len(), 1);
}

#[test]
fn checkboxes_are_one_question_when_something_asks_it_and_consents_stand_alone() {
    let asked = fields_of(checks(1, "Which languages do you speak?", &["English", "French"]));
    assert_eq!((asked.len(), asked[0].widget), (1, Widget::CheckboxGroup));
    let consents = fields_of(checks(
        1,
        "Agreements",
        &["I agree to the terms and conditions", "I want to receive the newsletter"],
    ));
    assert_eq!(consents.len(), 2);
    assert!(consents.iter().all(|f| f.widget == Widget::Checkbox));
    assert_eq!(consents[0].label, "I agree to the terms and conditions");
}

#[test]
fn yes_and_no_buttons_are_one_question_and_a_lone_toggle_is_none() {
    let toggle = |answer: &str| Control {
        tag: "button".into(),
        input_type: String::new(),
        checked: Some(false),
        group: Some(9),
        labels: Labels { aria: answer.into(), container: "Do you need sponsorship?".into(), ..Labels::default() },
        ..text("")
    };
    let all = fields_of(vec![toggle("Yes"), toggle("No")]);
    assert_eq!((all.len(), all[0].widget, all[0].label.as_str()), (1, Widget::ButtonGroup, "Do you need sponsorship?"));
    assert!(fields_of(vec![Control { group: None, ..toggle("Mute") }]).is_empty());
}

#[test]
fn parts_of_a_date_are_one_field() {
    let part = |label: &str| Control {
        role: "spinbutton".into(),
        labels: Labels { aria: label.into(), group: "Start Date".into(), ..Labels::default() },
        section: "Work Experience 1".into(),
        rect: [0.0, 10.0, 40.0, 20.0],
        ..text("")
    };
    let all = fields_of(vec![part("Year"), part("Month")]);
    assert_eq!((all.len(), all[0].widget, all[0].label.as_str()), (1, Widget::SegmentedDate, "Start Date"));
    assert_eq!(all[0].elements[0].node.0, 2, "month comes first");
    assert_eq!(all[0].reading.meaning, Some(Profile(S::WorkStart)));
    let drawn = |label: &str| Control { tag: "span".into(), input_type: String::new(), ..part(label) };
    let all = fields_of(vec![drawn("Month"), drawn("Day"), drawn("Year")]);
    assert_eq!((all.len(), all[0].widget), (1, Widget::SegmentedDate), "segments need not be inputs");
    let two = fields_of(vec![part("Month"), part("Year"), part("Month"), part("Year")]);
    assert_eq!(two.len(), 2);
}

#[test]
fn the_label_follows_the_accessible_name_then_the_surroundings_then_the_placeholder() {
    let all = |labels: Labels| field_of(Control { labels, ..text("") }).label;
    let full = Labels {
        labelledby: "Alfa".into(),
        aria: "Bravo".into(),
        native: "Charlie".into(),
        container: "Delta".into(),
        title: "Echo".into(),
        preceding: "Foxtrot".into(),
        placeholder: "Golf".into(),
        group: "Hotel".into(),
    };
    assert_eq!(all(full.clone()), "Alfa");
    assert_eq!(all(Labels { labelledby: String::new(), ..full.clone() }), "Bravo");
    assert_eq!(all(Labels { labelledby: String::new(), aria: "Select...".into(), ..full.clone() }), "Charlie");
    let bare = Labels { labelledby: String::new(), aria: String::new(), native: String::new(), ..full };
    assert_eq!(all(bare.clone()), "Delta");
    assert_eq!(all(Labels { container: String::new(), title: String::new(), ..bare.clone() }), "Foxtrot");
    assert_eq!(all(Labels { placeholder: "Golf".into(), ..Labels::default() }), "Golf");
    assert_eq!(all(Labels { placeholder: "jane@example.com".into(), ..Labels::default() }), "");
}

#[test]
fn a_button_that_names_its_value_is_asked_by_its_question() {
    let listbox = Control {
        tag: "button".into(),
        popup: "listbox".into(),
        value: "California".into(),
        labels: Labels { aria: "State California Required".into(), ..Labels::default() },
        ..text("")
    };
    let field = field_of(listbox);
    assert_eq!((field.widget, field.label.as_str()), (Widget::ListboxButton, "State"));
    assert_eq!(field.holding.texts, ["California"]);
}

#[test]
fn text_that_labels_another_control_is_not_borrowed() {
    let mut email = text("");
    email.labels.labelledby = "Email address".into();
    let mut mystery = text("");
    mystery.labels.preceding = "Email address".into();
    let all = fields_of(vec![email, with_id("x1", mystery)]);
    assert_eq!(labels_of(&all), ["Email address", ""]);
    assert_eq!(all[1].reading.meaning, None);
}

#[test]
fn a_field_is_required_by_any_mark_and_by_the_proxy_behind_its_widget() {
    let marked = |required: Required| field_of(Control { required, ..text("City") }).required;
    assert!(marked(Required { native: true, ..Required::default() }));
    assert!(marked(Required { aria: true, ..Required::default() }));
    assert!(marked(Required { marked: true, ..Required::default() }));
    assert!(!marked(Required::default()));
    let proxy = Control { reachable: false, required: Required { native: true, ..Required::default() }, ..text("") };
    let all = fields_of(vec![combobox("Country"), proxy]);
    assert_eq!((all.len(), all[0].required, all[0].elements.len()), (1, true, 1));
}

#[test]
fn a_prompt_whose_placeholder_says_search_is_a_field() {
    let mut prompt = with_id("education-70--fieldOfStudy", combobox("Field of Study"));
    prompt.labels.placeholder = "Search".into();
    prompt.automation_id = "searchBox".into();
    assert_eq!(fields_of(vec![prompt]).len(), 1);
}

#[test]
fn traps_searches_newsletters_and_decoys_are_no_fields() {
    let hidden = |control: Control| Control { reachable: false, visible: false, ..control };
    let mut alert = input("email", "Get job alerts by email");
    alert.form = Some(7);
    let excluded: Vec<Control> = vec![
        hidden(text("Fax")),
        text("Enter website. This input is for robots only, do not enter if you're human."),
        Control { automation_id: "beecatcher".into(), ..text("Website") },
        named("honeypot", text("Leave this field blank")),
        Control { disabled: true, ..text("City") },
        input("search", "Search"),
        text("Search jobs"),
        named("q", text("Keyword")),
        alert,
        input("file", "Autofill from resume"),
        input("hidden", "token"),
        input("submit", "Send"),
        select("Language", &["English", "Deutsch"]),
        named("g-recaptcha-response", area("")),
        in_section("Filters", text("Location")),
        input("checkbox", "Allow analytics cookies"),
    ];
    let all = fields(&page(excluded, vec![]));
    assert_eq!(labels_of(&all), Vec::<&str>::new());
}

#[test]
fn a_form_whose_button_subscribes_is_beside_the_application() {
    let mut snapshot = page(
        vec![text("First name"), input("email", "Email")],
        vec![button("Subscribe"), button("Submit application")],
    );
    snapshot.frames[0].controls[1].form = Some(1);
    snapshot.frames[0].buttons[0].form = Some(1);
    assert_eq!(labels_of(&fields(&snapshot)), ["First name"]);
}

#[test]
fn a_hidden_file_input_counts_and_the_input_of_a_chosen_list_too() {
    let file = Control { reachable: false, visible: false, ..input("file", "Resume/CV") };
    assert_eq!(fields_of(vec![file])[0].widget, Widget::File);
    let chosen = Control { reachable: false, visible: false, value: "Germany".into(), ..combobox("Country") };
    assert_eq!(fields_of(vec![chosen]).len(), 1);
    let trap = Control { reachable: false, visible: false, ..combobox("Country") };
    assert!(fields_of(vec![trap]).is_empty());
}

#[test]
fn a_hidden_schema_asks_the_question() {
    let schema = Control {
        value: r#"{"fields":[{"text":"Why this team?","required":true,"type":"textarea"}]}"#.into(),
        ..named("cards[u-1][baseTemplate]", input("hidden", ""))
    };
    let all = fields_of(vec![schema, named("cards[u-1][field0]", area("Type here"))]);
    assert_eq!((all.len(), all[0].label.as_str(), all[0].required), (1, "Why this team?", true));
    let broken = Control { value: "{\"fields\":[".into(), ..named("cards[u-1][baseTemplate]", input("hidden", "")) };
    assert_eq!(fields_of(vec![broken, named("cards[u-1][field0]", area("Q"))])[0].label, "Q");
}

#[test]
fn keys_survive_a_re_render_and_a_revealed_neighbour() {
    let form = || {
        vec![
            with_id("react-select-2-input", combobox("Country")),
            with_id("first_name", text("First name")),
            text("City"),
        ]
    };
    let keys = |controls| fields_of(controls).into_iter().map(|f| f.key).collect::<Vec<FieldKey>>();
    let before = keys(form());
    let mut rendered_again = form();
    rendered_again[0].id = "react-select-9-input".into();
    rendered_again[1].labels.native = "First name (required)".into();
    assert_eq!(keys(rendered_again), before);
    let mut revealed = form();
    revealed.insert(1, text("State"));
    revealed.push(with_id("first_name_2", text("Second")));
    let after = keys(revealed);
    assert!(before.iter().all(|key| after.contains(key)), "{before:?} {after:?}");
    assert_eq!(after.iter().collect::<std::collections::BTreeSet<_>>().len(), after.len(), "keys are unique");
}

#[test]
fn entries_of_repeating_sections_are_counted() {
    let school = |id: &str| with_id(id, combobox("School"));
    let all = fields_of(vec![school("school--0"), with_id("degree--0", combobox("Degree")), school("school--1")]);
    assert_eq!(all.iter().map(|f| f.repeat).collect::<Vec<_>>(), [0, 0, 1]);
    let job = |n: u32, field: &str, label: &str| with_id(&format!("workExperience-{n}--{field}"), text(label));
    let all = fields_of(vec![
        job(4, "jobTitle", "Job Title"),
        job(4, "companyName", "Company"),
        job(9, "jobTitle", "Job Title"),
    ]);
    assert_eq!(all.iter().map(|f| f.repeat).collect::<Vec<_>>(), [0, 0, 1]);
    let plain = |label: &str| in_section("Education", text(label));
    let all = fields_of(vec![plain("School"), plain("Degree"), plain("School"), plain("Degree")]);
    assert_eq!(all.iter().map(|f| f.repeat).collect::<Vec<_>>(), [0, 0, 1, 1]);
}

#[test]
fn an_empty_choice_holds_nothing() {
    let mut list = select("Country", &["Select...", "Germany"]);
    list.options[0].selected = true;
    list.options[0].value = String::new();
    assert!(field_of(list).holding.texts.is_empty());
    let mut chosen = select("Country", &["Select...", "Germany"]);
    chosen.options[1].selected = true;
    assert_eq!(field_of(chosen).holding.texts, ["Germany"]);
}

#[test]
fn hostile_pages_take_bounded_time_and_panic_nowhere() {
    let started = std::time::Instant::now();
    let empty = PageSnapshot { frames: vec![FrameSnapshot::default(); 3], ..PageSnapshot::default() };
    assert!(fields(&empty).is_empty());
    let nothing = PageSnapshot {
        frames: vec![FrameSnapshot { controls: vec![Control::default(); 100], ..FrameSnapshot::default() }],
        ..PageSnapshot::default()
    };
    let _ = fields(&nothing);

    let long = "Are you authorized * \u{202e} é\u{301} 漢字 ".repeat(150_000);
    let mut giant = required(text(&long));
    giant.name.clone_from(&long);
    giant.id.clone_from(&long);
    giant.autocomplete.clone_from(&long);
    giant.section.clone_from(&long);
    giant.labels.group.clone_from(&long);
    giant.options = vec![OptionEntry { text: long.clone(), ..OptionEntry::default() }];
    let one = fields_of(vec![giant]);
    assert!(one.iter().all(|f| f.label.chars().count() <= crate::snapshot::TEXT_LIMIT && f.key.0.len() < 1_000));

    // Ten thousand controls, all in one group, one label, each other's labels.
    let many: Vec<Control> = (0..10_000)
        .map(|n| Control {
            group: Some(n % 3),
            labels: Labels { preceding: "same".into(), container: "same".into(), ..Labels::default() },
            ..input(if n % 2 == 0 { "radio" } else { "text" }, "same")
        })
        .collect();
    let snapshot = page(many, vec![]);
    let all = fields(&snapshot);
    let _ = crate::pages::classify(&snapshot, &all);
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_form_of_25_fields_is_understood_in_milliseconds() {
    let labels = [
        "First name",
        "Last name",
        "Email",
        "Phone",
        "Location (City)",
        "LinkedIn Profile",
        "Website",
        "Current company",
        "Are you legally authorized to work in the United States?",
        "Will you now or in the future require sponsorship?",
        "How did you hear about this job?",
        "Why do you want to work here?",
        "Desired salary",
        "Earliest start date",
        "Are you at least 18 years of age?",
        "Are you willing to relocate?",
        "Have you previously worked at Acme?",
        "Gender",
        "Race",
        "Veteran Status",
        "Disability Status",
        "School",
        "Degree",
        "Discipline",
        "I certify that the above is true",
    ];
    let controls: Vec<Control> = labels.iter().map(|l| text(l)).collect();
    let snapshot = page(controls, vec![]);
    assert_eq!(fields(&snapshot).len(), 25);
    let mut best = std::time::Duration::MAX;
    for _ in 0..20 {
        let started = std::time::Instant::now();
        let _ = fields(&snapshot);
        best = best.min(started.elapsed());
    }
    println!("25 fields in {best:?}");
    assert!(best < std::time::Duration::from_millis(if cfg!(debug_assertions) { 25 } else { 1 }), "{best:?}");
}

#[test]
fn the_description_of_a_control_marked_invalid_is_its_error() {
    for (error, description, invalid, expected) in [
        ("", "Enter a full number.", true, "Enter a full number."),
        ("Too short.", "Enter a full number.", true, "Too short."),
        ("", "We call you once.", false, ""),
        ("", "", true, ""),
    ] {
        let control = Control { error: error.into(), description: description.into(), invalid, ..text("Phone") };
        assert_eq!(field_of(control).error, expected);
    }
}

#[test]
fn a_pair_of_company_and_title_that_comes_again_is_a_list_of_jobs() {
    let pair = |section: &str| [in_section(section, text("Company")), in_section(section, text("Job Title"))];
    let read =
        |controls: Vec<Control>| fields_of(controls).iter().map(|f| (f.reading.meaning, f.repeat)).collect::<Vec<_>>();
    let twice = read([pair("Blocks"), pair("Blocks")].concat());
    let job = |n| [(Some(Profile(S::WorkEmployer)), n), (Some(Profile(S::WorkTitle)), n)];
    assert_eq!(twice, [job(0), job(1)].concat());
    assert_eq!(read(pair("About you").to_vec()), [(None, 0), (None, 0)], "once, it may be the company one works for");
}
