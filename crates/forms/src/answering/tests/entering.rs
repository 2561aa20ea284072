//! How a value fits into its field.

use super::*;

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
fn several_answers_go_into_a_list_that_does_not_say_how_many_it_takes() {
    let languages = "Which languages have you used?";
    let person = with_answers(vec![answer(languages, Q::Other, "Rust\nGo")]);
    assert_eq!(outcome(vec![required(combobox(languages))], &person), "Rust, Go");
    assert_eq!(outcome(vec![required(select(languages, &["Rust", "Go"]))], &person), "ask", "one choice only");
}

#[test]
fn a_box_that_shows_a_month_and_a_year_takes_both() {
    let mut control = with_id("mm", text("Earliest start date"));
    control.labels.placeholder = "MM/YYYY".into();
    fills(required(control), "01/2027");
}
