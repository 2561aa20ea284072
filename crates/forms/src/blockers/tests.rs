use super::*;
use crate::fields::fields;
use crate::fixture::{button, heading, input, named, page, text};
use crate::snapshot::{Challenge, Control};

fn sighted(snapshot: &PageSnapshot) -> Option<Blocker> {
    find(snapshot, &fields(snapshot), None)
}

fn kind(snapshot: &PageSnapshot) -> Option<Kind> {
    sighted(snapshot).filter(|blocker| blocker.confidence >= PAUSE_AT).map(|blocker| blocker.kind)
}

fn saying(text: &str) -> PageSnapshot {
    with_text(page(vec![], vec![]), text)
}

fn with_text(mut snapshot: PageSnapshot, text: &str) -> PageSnapshot {
    snapshot.frames[0].text = text.into();
    snapshot
}

fn with_element(mut snapshot: PageSnapshot, signal: &str, size: [f32; 2]) -> PageSnapshot {
    snapshot.frames[0].challenges.push(Challenge { signal: signal.into(), size, badge: false });
    snapshot
}

fn with_door(mut snapshot: PageSnapshot, signal: &str) -> PageSnapshot {
    let door = Challenge { signal: signal.into(), size: [400.0, 300.0], badge: false };
    snapshot.frames[0].doors.push(door);
    snapshot
}

fn at(url: &str, mut snapshot: PageSnapshot) -> PageSnapshot {
    snapshot.url = url.into();
    snapshot
}

/// A text that a phrase of the tables matches.
fn example(phrase: &str) -> String {
    let word = |token: &str| match token {
        "*" => "whatever".to_owned(),
        token => token.split('|').next().unwrap().replace('~', "entication").trim_end_matches('?').to_owned(),
    };
    phrase.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn application() -> PageSnapshot {
    page(
        vec![text("First name"), text("Last name"), input("email", "Email"), input("file", "Resume")],
        vec![button("Submit application")],
    )
}

#[test]
fn every_phrase_of_a_page_is_a_signal_of_its_kind_and_confidence() {
    for (phrase, kind, sure) in signals::SAID {
        let found = signals::of(&saying(&format!("Well: {}.", example(phrase))), None);
        let own = found.iter().find(|signal| signal.name == *phrase).unwrap_or_else(|| panic!("{phrase}"));
        assert_eq!((own.kind, own.confidence, own.source), (*kind, *sure, Source::Dom), "{phrase}");
    }
}

#[test]
fn every_name_of_an_element_is_a_signal_of_its_kind_and_confidence() {
    for (phrase, kind, sure) in signals::CALLED {
        let snapshot = page(vec![], vec![button(&example(phrase))]);
        let found = signals::of(&snapshot, None);
        let own = found.iter().find(|signal| signal.name == *phrase).unwrap_or_else(|| panic!("{phrase}"));
        assert_eq!((own.kind, own.confidence, own.source), (*kind, *sure, Source::Observed), "{phrase}");
    }
}

#[test]
fn every_element_is_a_signal_and_counts_half_when_it_is_not_drawn() {
    let rows = signals::ELEMENTS.iter().filter(|(_, _, sure)| *sure > 0.0).map(|row| (row.0.to_owned(), row));
    let frames = signals::FRAMES.iter().map(|row| (format!("https://x.{}/anchor", row.0), row));
    for (signal, (name, kind, sure)) in rows.chain(frames) {
        for (size, expected) in [([304.0, 78.0], *sure), ([0.0, 0.0], sure / 2.0)] {
            let found = signals::of(&with_element(saying(""), &signal, size), None);
            assert_eq!(found.len(), 1, "{signal}");
            assert_eq!((found[0].name.as_str(), found[0].kind, found[0].confidence), (*name, *kind, expected));
        }
    }
}

#[test]
fn every_address_is_a_signal_by_its_host_and_path_alone() {
    for (url, expected) in [
        ("https://www.google.com/sorry/index?q=1", Some((Kind::Captcha, 0.95))),
        ("https://www.cloudflare.com/cdn-cgi/challenge", Some((Kind::BotCheck, 0.95))),
        ("https://challenges.cloudflare.com/x", Some((Kind::BotCheck, 0.95))),
        ("https://jobs.example/cdn-cgi/challenge-platform/h", Some((Kind::BotCheck, 0.95))),
        ("https://jobs.example/captcha/ask", Some((Kind::Captcha, 0.60))),
        ("https://jobs.example/a?next=challenges.cloudflare.com", None),
        ("https://jobs.example/google.com/sorry", None),
        ("https://notgoogle.com/sorry", None),
        ("about:blank", None),
    ] {
        let found = signals::of(&at(url, saying("")), None);
        assert_eq!(found.first().map(|signal| (signal.kind, signal.confidence)), expected, "{url}");
    }
    assert_eq!(find(&saying(""), &[], Some(429)).map(|blocker| blocker.kind), Some(Kind::RateLimited));
}

#[test]
fn the_surest_wins_and_what_elements_are_called_supports_the_same_kind() {
    let signal = |kind, confidence, source| {
        let snapshot = with_element(saying(""), ".g-recaptcha", [304.0, 78.0]);
        Signal { kind, confidence, source, ..signals::of(&snapshot, None).remove(0) }
    };
    for (given, kind, confidence, source) in [
        (vec![(Kind::Login, 0.6, Source::Dom), (Kind::Captcha, 0.7, Source::Dom)], Kind::Captcha, 0.7, Source::Dom),
        (
            vec![(Kind::Login, 0.6, Source::Dom), (Kind::Login, 0.7, Source::Observed)],
            Kind::Login,
            0.81,
            Source::Combined,
        ),
        (
            vec![(Kind::Login, 0.6, Source::Dom), (Kind::Captcha, 0.9, Source::Observed)],
            Kind::Captcha,
            0.9,
            Source::Observed,
        ),
        (vec![(Kind::Login, 0.7, Source::Dom), (Kind::Captcha, 0.6, Source::Observed)], Kind::Login, 0.7, Source::Dom),
        // A clear document is not asked twice.
        (vec![(Kind::Login, 0.85, Source::Dom), (Kind::Login, 0.9, Source::Observed)], Kind::Login, 0.85, Source::Dom),
        (vec![(Kind::Captcha, 0.95, Source::Url), (Kind::Login, 0.99, Source::Dom)], Kind::Captcha, 0.95, Source::Url),
    ] {
        let given: Vec<Signal> = given.into_iter().map(|(kind, sure, source)| signal(kind, sure, source)).collect();
        let told = strongest(&given.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!((told.kind, told.source), (kind, source), "{given:?}");
        assert!((told.confidence - confidence).abs() < 0.001, "{given:?}");
    }
}

/// Pages as sites show them, in words of our own.
#[test]
fn walls_are_walls() {
    let code = |control: Control| Control { max_length: Some(6), ..named("code", control) };
    let sign_in = || page(vec![input("email", "Email"), input("password", "Password")], vec![button("Sign in")]);
    for (what, snapshot, expected) in [
        (
            "a tick box alone",
            with_text(
                with_element(
                    page(vec![text("Search")], vec![]),
                    "https://www.google.com/recaptcha/api2/anchor",
                    [300.0, 78.0],
                ),
                "One moment. Please complete the security check to go on.",
            ),
            Kind::Captcha,
        ),
        (
            "a sound to type",
            with_text(
                with_element(page(vec![text("What you hear")], vec![]), ".rc-audiochallenge", [300.0, 200.0]),
                "Press play and type what you hear.",
            ),
            Kind::Captcha,
        ),
        (
            "numbers to type",
            with_text(
                with_element(saying(""), "https://newassets.hcaptcha.com/captcha", [300.0, 78.0]),
                "Listen and type the numbers.",
            ),
            Kind::Captcha,
        ),
        (
            "a browser check",
            with_text(
                with_element(saying(""), "#challenge-running", [300.0, 60.0]),
                "Checking your browser before you go on to the board.",
            ),
            Kind::BotCheck,
        ),
        ("a slider", saying("Drag the slider to fit the picture."), Kind::Verification),
        ("too much", saying("429 Too many requests"), Kind::RateLimited),
        ("a sign-in page", with_door(sign_in(), "#login-form"), Kind::Login),
        ("an ended session", with_text(sign_in(), "Your session has expired. Sign in to continue."), Kind::Login),
        (
            "a code box",
            with_text(
                page(vec![code(text("Code"))], vec![button("Verify")]),
                "Two-factor authentication. Enter the code sent to your phone or use your authenticator app.",
            ),
            Kind::TwoFactor,
        ),
        (
            "pictures over a form",
            with_element(application(), "https://www.google.com/recaptcha/api2/bframe", [400.0, 580.0]),
            Kind::Captcha,
        ),
    ] {
        assert_eq!(kind(&snapshot), Some(expected), "{what}: {:?}", sighted(&snapshot));
        assert!(!sighted(&snapshot).unwrap().beside, "{what}");
    }
}

#[test]
fn a_badge_is_not_a_wall() {
    let mut badge = application();
    for signal in ["https://www.google.com/recaptcha/api2/anchor", ".g-recaptcha"] {
        badge.frames[0].challenges.push(Challenge { signal: signal.into(), size: [256.0, 60.0], badge: true });
    }
    let badge_alone = {
        let mut snapshot = saying("Nothing to see here.");
        snapshot.frames[0].challenges.push(Challenge {
            signal: ".g-recaptcha".into(),
            size: [256.0, 60.0],
            badge: true,
        });
        snapshot
    };
    let header = |label: &str| {
        let mut snapshot = application();
        snapshot.frames[0].buttons.insert(0, crate::snapshot::Button { tag: "a".into(), form: None, ..button(label) });
        snapshot
    };
    let advert = |text: &str| {
        let mut snapshot = with_text(page(vec![], vec![button("Apply now")]), text);
        snapshot.frames[0].headings = vec![heading("Engineer, Login and Captcha")];
        snapshot
    };
    let account = page(
        vec![input("email", "Email"), input("password", "Password"), input("password", "Confirm password")],
        vec![button("Create account")],
    );
    let long = format!("Please try again later. {}", "We build things that people like. ".repeat(60));
    for (what, snapshot) in [
        ("a badge beside a form", badge),
        ("a badge alone", badge_alone),
        ("a widget that is not drawn", with_element(application(), ".h-captcha", [0.0, 0.0])),
        ("a widget beside a form that nobody mentions", with_element(application(), ".h-captcha", [304.0, 78.0])),
        ("a link to sign in", header("Login")),
        ("a link to sign in on an unknown page", page(vec![], vec![button("Log in")])),
        (
            "a help text about a code",
            with_text(application(), "We may send a verification code to your email. Security code: see the card."),
        ),
        ("a password of an account form", account),
        (
            "an advert with sound",
            advert("Hear our podcast. Listen to the description. You will fight rate limiting and captcha farms."),
        ),
        ("an advert about two-factor authentication", advert("You build two-factor authentication and 2FA.")),
        ("a long page that says to try again", saying(&long)),
        ("a form that carries the mark of a challenge", with_element(application(), "[data-captcha]", [800.0, 900.0])),
        ("a path with captcha in it, and a form", at("https://jobs.example/captcha/engineer", application())),
    ] {
        assert_eq!(kind(&snapshot), None, "{what}: {:?}", sighted(&snapshot));
    }
}

#[test]
fn a_box_that_a_form_demands_stands_beside_it_until_it_is_ticked() {
    let demanded = with_text(
        with_element(application(), "https://www.google.com/recaptcha/api2/anchor", [304.0, 78.0]),
        "Please complete the security check before you send this.",
    );
    let told = sighted(&demanded).unwrap();
    assert!(told.beside && told.kind == Kind::Captcha && told.captcha_type() == "recaptcha", "{told:?}");
    let mut ticked = demanded.clone();
    let tick = Control { role: "checkbox".into(), checked: Some(true), ..text("I'm not a robot") };
    ticked.frames.push(crate::snapshot::FrameSnapshot { controls: vec![tick], ..Default::default() });
    assert_eq!(sighted(&ticked), None);
    let mut token = demanded;
    token.frames[0].controls.push(Control { value: "token".into(), ..named("g-recaptcha-response", text("")) });
    assert_eq!(sighted(&token), None);
}

#[test]
fn the_maker_of_a_captcha_is_told_by_its_sign() {
    let base =
        Blocker { kind: Kind::Captcha, confidence: 1.0, source: Source::Dom, signal: String::new(), beside: false };
    for (signal, maker) in [
        (".g-recaptcha", "recaptcha"),
        ("recaptcha", "recaptcha"),
        ("hcaptcha", "hcaptcha"),
        (".h-captcha", "hcaptcha"),
        ("#FunCaptcha", "funcaptcha"),
        ("challenges.cloudflare.com", "turnstile"),
        (".cf-turnstile", "turnstile"),
        ("#captcha", "unknown"),
    ] {
        assert_eq!(Blocker { signal: signal.into(), ..base.clone() }.captcha_type(), maker, "{signal}");
    }
}

#[test]
fn a_code_goes_into_the_box_that_is_meant_for_it_or_into_one_box_per_character() {
    let boxes = |controls: Vec<Control>| {
        let found = fields(&page(controls, vec![]));
        code_boxes(&found).iter().map(|field| field.control.name.clone()).collect::<Vec<_>>()
    };
    let one = |n: usize| Control { max_length: Some(1), ..named(&format!("c{n}"), text(&format!("Character {n}"))) };
    let with = |control: Control, change: fn(&mut Control)| {
        let mut control = control;
        change(&mut control);
        control
    };
    assert_eq!(boxes((1..=8).map(one).collect()), ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"]);
    let email = || named("email", input("email", "Email"));
    for code in [
        with(named("x", text("Enter it")), |c| c.autocomplete = "one-time-code".into()),
        named("verification_code", text("Enter it")),
        with(named("x", input("tel", "Enter it")), |c| c.max_length = Some(6)),
        with(named("x", text("Enter it")), |c| c.input_mode = "numeric".into()),
        named("x", text("Security code")),
    ] {
        let name = code.name.clone();
        assert_eq!(boxes(vec![email(), code.clone()]), [name], "{code:?}");
    }
    let hidden = Control { visible: false, reachable: false, ..named("code", text("Code")) };
    assert!(boxes(vec![email(), hidden]).is_empty());
}

#[test]
fn garbage_is_no_blocker_and_does_no_harm() {
    for text in ["", "\u{0}\u{fffd}", &"select ".repeat(10_000), &"é".repeat(100_000)] {
        let mut snapshot = at("http://[", saying(text));
        snapshot.frames[0].challenges =
            vec![Challenge { signal: text.into(), size: [f32::NAN, f32::INFINITY], badge: false }];
        assert_eq!(sighted(&snapshot).filter(|blocker| blocker.confidence >= PAUSE_AT), None);
    }
    assert_eq!(find(&PageSnapshot::default(), &[], None), None);
}
