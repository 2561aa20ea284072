//! Pages and the buttons that lead on.

use super::{Page, classify, posting_facts};
use crate::fields::fields;
use crate::fixture::{button, heading, input, named, page, select, text};
use crate::snapshot::{Button, Challenge, Control, PageSnapshot};

fn read(snapshot: &PageSnapshot) -> Page {
    classify(snapshot, &fields(snapshot))
}

fn form() -> Vec<Control> {
    vec![text("First name"), text("Last name"), input("email", "Email")]
}

/// The text of the button a page leads on with.
fn pressed(snapshot: &PageSnapshot) -> String {
    let at = match read(snapshot) {
        Page::Posting { apply: Some(at) } | Page::ApplyChooser { manually: at } | Page::Step { next: at } => at,
        Page::Last { submit: at } | Page::CreateAccount { create: at } => at,
        other => return format!("{other:?}"),
    };
    let buttons = &snapshot.frames[0].buttons;
    buttons.iter().find(|b| b.node == at.node).map(|b| b.text.clone()).unwrap_or_default()
}

fn said(mut snapshot: PageSnapshot, words: &str) -> PageSnapshot {
    snapshot.frames[0].text = words.into();
    snapshot
}

#[test]
fn apply_is_not_submit_until_it_stands_under_a_form() {
    let advert = page(vec![select("Language of this page", &["English"])], vec![button("Apply now")]);
    assert!(matches!(read(&advert), Page::Posting { apply: Some(_) }));
    let applied = page(form(), vec![button("Apply")]);
    assert!(matches!(read(&applied), Page::Last { .. }));
    // A link in the header of the form's page leads back to it.
    let mut both = page(form(), vec![button("Apply now"), button("Submit application")]);
    both.frames[0].buttons[0].tag = "a".into();
    assert_eq!(pressed(&both), "Submit application");
}

#[test]
fn a_step_goes_on_and_only_the_last_page_submits() {
    for next in
        ["Next", "Save and Continue", "Continue", "Review application", "Weiter", "Suivant", "Siguiente", "Volgende"]
    {
        assert!(matches!(read(&page(form(), vec![button(next)])), Page::Step { .. }), "{next}");
    }
    for submit in [
        "Submit",
        "Submit application",
        "Send application",
        "Bewerbung absenden",
        "Envoyer ma candidature",
        "Enviar solicitud",
        "Sollicitatie verzenden",
    ] {
        assert!(matches!(read(&page(form(), vec![button(submit)])), Page::Last { .. }), "{submit}");
    }
    let mut disabled_next = page(form(), vec![button("Next"), button("Submit")]);
    disabled_next.frames[0].buttons[0].disabled = true;
    assert_eq!(pressed(&disabled_next), "Submit");
    assert_eq!(pressed(&page(form(), vec![button("Next"), button("Submit")])), "Next");
}

#[test]
fn a_disabled_submit_is_still_the_last_page() {
    let mut snapshot = page(form(), vec![button("Submit application")]);
    snapshot.frames[0].buttons[0].disabled = true;
    assert!(matches!(read(&snapshot), Page::Last { .. }));
}

#[test]
fn buttons_that_fill_sign_in_or_go_back_never_lead_on() {
    for never in [
        "Apply with LinkedIn",
        "Apply with Indeed",
        "Autofill application",
        "Save draft",
        "Back",
        "Cancel",
        "Quick apply",
        "Save and continue later",
        "Subscribe",
    ] {
        assert_eq!(read(&page(form(), vec![button(never)])), Page::Unknown, "{never}");
        assert!(!matches!(read(&page(vec![], vec![button(never)])), Page::Posting { apply: Some(_) }), "{never}");
    }
}

#[test]
fn easy_apply_opens_a_form_where_it_is_a_button_of_the_advert() {
    let advert = |tag: &str, text: &str| page(vec![], vec![Button { tag: tag.to_owned(), ..button(text) }]);
    let leads_on = |tag, text| matches!(read(&advert(tag, text)), Page::Posting { apply: Some(_) });
    assert!(leads_on("button", "Easy Apply to Deckhand at Halyard Shipping"));
    assert!(!leads_on("a", "Easy Apply"));
    assert!(!leads_on("button", "Easy Apply with LinkedIn"));
    assert_eq!(read(&page(form(), vec![button("Easy Apply")])), Page::Unknown);
}

#[test]
fn a_review_page_without_fields_is_the_last() {
    let mut snapshot = page(vec![], vec![button("Submit")]);
    snapshot.frames[0].headings = vec![heading("Review")];
    assert!(matches!(read(&snapshot), Page::Last { .. }));
}

#[test]
fn workday_steps_by_its_footer_button() {
    let footer = |words: &str| Button { automation_id: "pageFooterNextButton".into(), ..button(words) };
    assert!(matches!(read(&page(form(), vec![footer("Save and Continue")])), Page::Step { .. }));
    assert!(matches!(read(&page(vec![], vec![footer("Submit")])), Page::Last { .. }));
    assert!(matches!(read(&page(vec![], vec![footer("Save and Continue")])), Page::Step { .. }));
    let chooser = page(
        vec![],
        vec![
            Button { automation_id: "autofillWithResume".into(), ..button("Autofill with Resume") },
            Button { automation_id: "applyManually".into(), ..button("Apply Manually") },
            Button { automation_id: "useMyLastApplication".into(), ..button("Use My Last Application") },
        ],
    );
    assert_eq!(pressed(&chooser), "Apply Manually");
}

#[test]
fn doors_are_told_apart_by_the_second_password() {
    let create = page(
        vec![
            input("email", "Email Address"),
            input("password", "Password"),
            input("password", "Verify New Password"),
            input("checkbox", "I agree"),
        ],
        vec![button("Sign In"), button("Create Account")],
    );
    assert_eq!(pressed(&create), "Create Account");
    let mut sign_in = page(
        vec![input("email", "Email Address"), input("password", "Password")],
        vec![button("Sign In"), button("Create Account")],
    );
    sign_in.frames[0].headings = vec![heading("Sign In")];
    assert!(matches!(read(&sign_in), Page::SignIn { create_instead: Some(_) }));
    let alone = page(vec![input("email", "Email"), input("password", "Password")], vec![button("Log in")]);
    assert_eq!(read(&alone), Page::SignIn { create_instead: None });
}

#[test]
fn a_code_is_asked_by_boxes_one_can_see() {
    let boxes: Vec<Control> =
        (0..8).map(|n| Control { max_length: Some(1), id: format!("security-input-{n}"), ..text("") }).collect();
    assert_eq!(read(&page(boxes, vec![button("Submit application")])), Page::CodeEntry);
    let boilerplate =
        said(page(form(), vec![button("Submit application")]), "Enter the security code we emailed. ZIP code 94107");
    assert!(matches!(read(&boilerplate), Page::Last { .. }));
}

#[test]
fn a_badge_is_not_a_wall() {
    let with_challenge = |mut snapshot: PageSnapshot| {
        snapshot.frames[0].challenges =
            vec![Challenge { signal: ".g-recaptcha".into(), size: [304.0, 78.0], ..Challenge::default() }];
        snapshot
    };
    assert!(matches!(read(&with_challenge(page(form(), vec![button("Submit")]))), Page::Last { .. }));
    let wall = said(with_challenge(page(vec![], vec![])), "Verify you are human by completing the action below.");
    assert_eq!(read(&wall), Page::Blocked { blocker: "captcha".into() });
    let checking = said(page(vec![], vec![]), "Just a moment... Checking your browser before accessing acme.example");
    assert_eq!(read(&checking), Page::Blocked { blocker: "bot_check".into() });
    let limited = said(page(vec![], vec![]), "Too many requests");
    assert_eq!(read(&limited), Page::Blocked { blocker: "rate_limited".into() });
}

#[test]
fn wording_is_a_hint_only_where_no_form_stands() {
    let thanks = "Thank you for applying! Your application has been received.";
    assert_eq!(read(&said(page(vec![], vec![]), thanks)), Page::Confirmation);
    assert!(matches!(read(&said(page(form(), vec![button("Submit")]), thanks)), Page::Last { .. }));
    let gone = "The job you are looking for is no longer available.";
    assert_eq!(read(&said(page(vec![], vec![]), gone)), Page::Closed);
    assert!(matches!(
        read(&said(page(vec![], vec![button("Apply")]), "About the role … no longer open to relocation")),
        Page::Posting { .. }
    ));
}

#[test]
fn facts_come_from_json_ld_before_titles() {
    let mut snapshot = page(vec![], vec![]);
    snapshot.title = "Engineer - Elsewhere".into();
    snapshot.frames[0].json_ld = vec![
        "not json".into(),
        r#"{"@graph":[{"@type":"Organization"},{"@type":"JobPosting","title":"Clerk","hiringOrganization":{"name":"Acme"},
            "jobLocation":[{"address":{"addressLocality":"Berlin","addressCountry":"Germany"}},{"address":{"addressCountry":{"name":"DE"}}}]}]}"#
            .into(),
    ];
    let facts = posting_facts(&snapshot);
    assert_eq!((facts.title.as_str(), facts.company.as_str(), facts.country.as_deref()), ("Clerk", "Acme", Some("DE")));
    assert_eq!(facts.place, "Berlin, Germany");
    snapshot.frames[0].json_ld = vec![
        r#"{"@type":"JobPosting","jobLocation":[{"address":{"addressCountry":"US"}},{"address":{"addressCountry":"CA"}}]}"#.into(),
    ];
    assert_eq!(posting_facts(&snapshot).country, None, "two countries are none");
}

#[test]
fn titles_of_job_boards_name_the_employer() {
    for (title, first_heading, company) in [
        ("Job Application for Clerk at Acme", "Clerk", "Acme"),
        ("Clerk @ Acme", "Clerk", "Acme"),
        ("Acme - Clerk", "Clerk", "Acme"),
        ("Clerk", "Clerk", ""),
    ] {
        let mut snapshot = page(vec![], vec![]);
        snapshot.title = title.into();
        snapshot.frames[0].headings = vec![heading(first_heading)];
        let facts = posting_facts(&snapshot);
        assert_eq!((facts.title.as_str(), facts.company.as_str()), ("Clerk", company), "{title}");
    }
}

#[test]
fn garbage_pages_are_unknown() {
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let mut snapshot = page(vec![], vec![]);
    snapshot.frames[0].json_ld =
        vec![deep, "{}".into(), r#"{"@type":["JobPosting"],"jobLocation":7,"hiringOrganization":[[[]]]}"#.into()];
    let _ = posting_facts(&snapshot);
    assert_eq!(read(&PageSnapshot::default()), Page::Unknown);
    let lone = page(vec![named("x", text(""))], vec![Button::default()]);
    assert_eq!(read(&lone), Page::Unknown);
}

#[test]
fn a_page_that_only_other_services_lead_on_from_asks_to_sign_in() {
    let chooser = |buttons: &[&str], title: &str| {
        let mut snapshot = page(Vec::new(), buttons.iter().map(|text| button(text)).collect());
        snapshot.frames[0].headings = vec![heading(title)];
        read(&snapshot)
    };
    let services = ["Continue with Google", "Continue with LinkedIn", "Company single sign-on"];
    assert_eq!(chooser(&services, "Sign in to apply"), Page::SignIn { create_instead: None });
    assert_ne!(chooser(&services, "Clerk"), Page::SignIn { create_instead: None });
    let open = ["Continue with Google", "Apply now"];
    assert!(matches!(chooser(&open, "Sign in to apply"), Page::Posting { apply: Some(_) }), "there is another way");
}
