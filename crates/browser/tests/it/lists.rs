//! Custom selects of every kind.

use crate::harness::{Open, Rig, SECOND, Site, run, texts};
use browser::{List, Patience};
use forms::snapshot::OptionEntry;
use std::sync::Arc;

fn option<'a>(list: &'a List, text: &str) -> &'a OptionEntry {
    list.options
        .iter()
        .find(|option| option.text == text)
        .unwrap_or_else(|| panic!("{text} in {:?}", texts(&list.options)))
}

/// A page from `pages/` of this folder.
async fn open(html: &str) -> Rig {
    let site = Site::open().await;
    site.page("/", html);
    site.file(
        "/slow/250/cities",
        "application/json",
        r#"["Berlin, Germany","Berlin, NH, United States","Bern, Switzerland"]"#,
    );
    Rig::at(site, Arc::new(Open), "/").await
}

#[test]
fn a_react_select_is_opened_searched_and_picked() {
    run(async {
        let rig = open(include_str!("pages/react_select.html")).await;
        let (at, closed) = rig.control("country").await;
        assert!(closed.combobox && closed.value.is_empty() && closed.required.native, "{closed:?}");
        let list = rig.page.open_list(&at, Patience::Usual, 3 * SECOND).await.unwrap();
        assert_eq!(
            (texts(&list.options), list.settled),
            (vec!["Germany", "United States+1", "Canada+1", "Mali", "Male"], true)
        );
        // Opening it again must not press it again: it would close.
        assert_eq!(rig.page.open_list(&at, Patience::Usual, 3 * SECOND).await.unwrap().options.len(), 5);
        let list = rig.page.query_list(&at, "Mal", false, 3 * SECOND).await.unwrap();
        assert_eq!(texts(&list.options), ["Mali", "Male"]);
        assert_eq!(rig.value("country").await, "", "a query is not an answer");
        rig.page.pick(&at, option(&list, "Male")).await.unwrap();
        let (_, chosen) = rig.control("country").await;
        assert_eq!((chosen.value.as_str(), chosen.expanded), ("Male", Some(false)));
    });
}

#[test]
fn several_choices_are_chips() {
    run(async {
        let rig = open(include_str!("pages/react_select.html")).await;
        let at = rig.at_id("skills").await;
        for (count, skill) in [(1, "Rust"), (2, "SQL")] {
            let list = rig.page.open_list(&at, Patience::Usual, 3 * SECOND).await.unwrap();
            rig.page.pick(&at, option(&list, skill)).await.unwrap();
            assert_eq!(rig.control("skills").await.1.chips.len(), count);
        }
        rig.page.close_list(&at).await.unwrap();
        let (_, chosen) = rig.control("skills").await;
        assert!(chosen.multiple);
        assert_eq!(
            (chosen.chips.as_slice(), chosen.value.as_str()),
            (&["Rust".to_owned(), "SQL".to_owned()][..], "Rust, SQL")
        );
    });
}

#[test]
fn a_listbox_button_opens_its_portal_and_toggles_closed_only_when_asked() {
    run(async {
        let rig = open(include_str!("pages/listbox_button.html")).await;
        let (at, before) = rig.control("state").await;
        assert_eq!((before.popup.as_str(), before.value.as_str()), ("listbox", ""));
        let list = rig.page.open_list(&at, Patience::Usual, 3 * SECOND).await.unwrap();
        assert_eq!(texts(&list.options), ["Select One", "California", "New York", "Texas"]);
        assert!(option(&list, "Select One").disabled);
        assert_eq!(rig.page.open_list(&at, Patience::Usual, 3 * SECOND).await.unwrap().options.len(), 4);
        rig.page.close_list(&at).await.unwrap();
        assert_eq!(rig.control("state").await.1.expanded, Some(false));
        let list = rig.page.open_list(&at, Patience::Usual, 3 * SECOND).await.unwrap();
        rig.page.pick(&at, option(&list, "Texas")).await.unwrap();
        assert_eq!(rig.value("state").await, "Texas");
    });
}

#[test]
fn an_asynchronous_typeahead_is_waited_for_and_must_be_picked() {
    run(async {
        let rig = open(include_str!("pages/typeahead.html")).await;
        let at = rig.at_id("city").await;
        // What is typed without choosing is no answer, whoever typed it.
        rig.page.set_texts(&[(at.clone(), "Bern".into())]).await.unwrap();
        assert!(rig.control("city").await.1.combobox && rig.value("city").await.is_empty());
        rig.page.open_list(&at, Patience::Usual, SECOND).await.unwrap();
        let list = rig.page.query_list(&at, "Ber", false, 5 * SECOND).await.unwrap();
        assert_eq!(
            (texts(&list.options), list.settled),
            (vec!["Berlin, Germany", "Berlin, NH, United States", "Bern, Switzerland"], true)
        );
        assert_eq!(rig.value("city").await, "");
        rig.page.pick(&at, option(&list, "Berlin, Germany")).await.unwrap();
        assert_eq!(rig.value("city").await, "Berlin, Germany");
        let nothing = rig.page.query_list(&at, "zzz", false, 5 * SECOND).await.unwrap();
        assert!(nothing.options.is_empty());
    });
}

#[test]
fn a_combobox_that_ignores_the_mouse_is_operated_by_arrow_keys() {
    run(async {
        let rig = open(include_str!("pages/keyboard_combobox.html")).await;
        let at = rig.at_id("degree").await;
        let list = rig.page.open_list(&at, Patience::Usual, 3 * SECOND).await.unwrap();
        assert_eq!(texts(&list.options), ["Associate", "Bachelor", "Bachelor of Arts", "Master"]);
        rig.page.pick(&at, option(&list, "Bachelor of Arts")).await.unwrap();
        assert_eq!(rig.value("degree").await, "Bachelor of Arts");
    });
}

#[test]
fn a_prompt_shows_results_after_enter_and_commits_pills() {
    run(async {
        let rig = open(include_str!("pages/prompt.html")).await;
        let at = rig.at_id("source").await;
        let (_, before) = rig.control("source").await;
        assert!(
            before.combobox && before.multiple && before.labels.container.starts_with("How did you hear"),
            "{before:?}"
        );
        rig.page.open_list(&at, Patience::Usual, SECOND).await.unwrap();
        let list = rig.page.query_list(&at, "job", true, 5 * SECOND).await.unwrap();
        assert_eq!(texts(&list.options), ["Job board", "Job fair"]);
        rig.page.pick(&at, option(&list, "Job fair")).await.unwrap();
        rig.page.close_list(&at).await.unwrap();
        let (_, after) = rig.control("source").await;
        assert_eq!((after.chips.as_slice(), after.value.as_str()), (&["Job fair".to_owned()][..], "Job fair"));
    });
}

#[test]
fn a_category_leads_to_its_options() {
    run(async {
        let rig = open(include_str!("pages/prompt.html")).await;
        let at = rig.at_id("source").await;
        rig.page.open_list(&at, Patience::Usual, SECOND).await.unwrap();
        let list = rig.page.query_list(&at, "social", true, 5 * SECOND).await.unwrap();
        rig.page.pick(&at, option(&list, "Social media")).await.unwrap();
        assert!(rig.control("source").await.1.chips.is_empty());
        let list = rig.page.open_list(&at, Patience::Usual, SECOND).await.unwrap();
        assert_eq!(texts(&list.options), ["Mastodon", "LinkedIn"]);
        rig.page.pick(&at, option(&list, "LinkedIn")).await.unwrap();
        assert_eq!(rig.control("source").await.1.chips, ["LinkedIn"]);
    });
}

#[test]
fn a_list_that_another_control_left_open_is_not_taken_for_its_own() {
    run(async {
        let rig = open(include_str!("pages/listbox_button.html")).await;
        let (state, other) = (rig.at_id("state").await, rig.at_id("other").await);
        rig.page.open_list(&state, Patience::Usual, 3 * SECOND).await.unwrap();
        // The page shows one list at a time: the press on the other button only closes the first.
        rig.page.open_list(&other, Patience::Usual, 3 * SECOND).await.unwrap();
        assert_eq!(rig.value("state").await, "");
        let list = rig.page.open_list(&other, Patience::Usual, 3 * SECOND).await.unwrap();
        rig.page.pick(&other, option(&list, "Texas")).await.unwrap();
        assert_eq!((rig.value("state").await.as_str(), rig.value("other").await.as_str()), ("", "Texas"));
    });
}

#[test]
fn a_list_that_asks_for_a_query_is_not_waited_for() {
    run(async {
        let rig = open(
            "<input id=a role=combobox aria-controls=l aria-expanded=false><div id=l role=listbox hidden><div>Start typing to search</div></div>
             <script>a.onclick=()=>{l.hidden=false;a.setAttribute('aria-expanded',true)}</script>",
        )
        .await;
        let started = std::time::Instant::now();
        let list = rig.page.open_list(&rig.at_id("a").await, Patience::Usual, 20 * SECOND).await.unwrap();
        assert!(list.options.is_empty() && list.settled);
        assert!(started.elapsed() < 10 * SECOND);
    });
}

#[test]
fn a_field_without_a_list_says_so_in_time() {
    run(async {
        let rig = open("<input id=a role=combobox aria-label=Plain>").await;
        let started = std::time::Instant::now();
        let list = rig.page.open_list(&rig.at_id("a").await, Patience::Usual, SECOND).await.unwrap();
        assert!(list.options.is_empty() && !list.settled);
        assert!(started.elapsed() < 3 * SECOND);
    });
}

#[test]
fn a_choice_that_appears_beside_the_control_with_the_pick_is_what_it_holds() {
    run(async {
        let rig = open(include_str!("pages/unknown_widget.html")).await;
        let at = rig.at_id("source").await;
        assert_eq!(rig.value("source").await, "");
        let list = rig.page.open_list(&at, Patience::Usual, 3 * SECOND).await.unwrap();
        rig.page.pick(&at, option(&list, "Deaf")).await.unwrap();
        assert_eq!(rig.value("source").await, "", "it closed and took nothing");
        let list = rig.page.open_list(&at, Patience::Usual, 3 * SECOND).await.unwrap();
        rig.page.pick(&at, option(&list, "LinkedIn")).await.unwrap();
        assert_eq!(rig.value("source").await, "LinkedIn");
    });
}

#[test]
fn a_button_whose_list_takes_several_holds_each_choice_that_it_shows() {
    run(async {
        let rig = open(include_str!("pages/unknown_widget.html")).await;
        let at = rig.at_id("tools").await;
        assert!(!rig.control("tools").await.1.multiple);
        for tool in ["Hammer", "Drill"] {
            let list = rig.page.open_list(&at, Patience::Usual, 3 * SECOND).await.unwrap();
            rig.page.pick(&at, option(&list, tool)).await.unwrap();
        }
        rig.page.close_list(&at).await.unwrap();
        let (_, after) = rig.control("tools").await;
        assert_eq!((after.chips, after.multiple), (vec!["Hammer".to_owned(), "Drill".to_owned()], true));
    });
}
