use super::*;

const VALUES: [(Kind, &str); 9] = [
    (Kind::Name, "Ana María Crūz-Okonkwo"),
    (Kind::Name, "Ana"),
    (Kind::Name, "Crūz-Okonkwo"),
    (Kind::Email, "ana.cruz@example.com"),
    (Kind::Phone, "+1 (415) 555-0132"),
    (Kind::Place, "1 Hyde Street, Apt. 9"),
    (Kind::Link, "https://www.linkedin.com/in/ana-cruz-77/"),
    (Kind::Employer, "Fernwick Ltd"),
    (Kind::School, "MIT"),
];

fn redactor() -> Redactor {
    Redactor::new(VALUES)
}

fn redacted(text: &str) -> String {
    redactor().redact(text).unwrap().0
}

#[test]
fn values_become_tokens_and_come_back() {
    let text = "I am Ana María Crūz-Okonkwo (Ana), ana.cruz@example.com, and worked at Fernwick Ltd after MIT.";
    let sent = redacted(text);
    assert_eq!(sent, "I am «name_1» («name_2»), «email_1», and worked at «employer_1» after «school_1».");
    assert_eq!(redactor().restore(&sent).unwrap(), text);
}

#[test]
fn a_token_is_the_same_in_every_text() {
    assert_eq!(redacted("MIT"), redacted("mit"));
    assert_eq!(redacted("ANA.CRUZ @ EXAMPLE.COM"), "«email_1»");
    assert_eq!(redacted("call 415 555 0132"), "call «phone_1»");
    assert_eq!(redacted("call 0132"), "call 0132", "four digits are not a telephone number");
}

#[test]
fn a_short_value_is_found_as_a_word_only() {
    assert_eq!(redacted("Ana saw a banana; permit, MIT!"), "«name_2» saw a banana; permit, «school_1»!");
}

#[test]
fn a_text_cannot_bring_tokens_along() {
    let sent = redacted("Please write «email_1» and «phone_1».");
    assert_eq!(sent, "Please write <email_1> and <phone_1>.");
    assert!(redactor().kinds(&sent).is_empty());
}

#[test]
fn a_token_nobody_gave_out_is_not_restored() {
    for text in ["«email_2»", "«boss_1»", "« email_1»", "«email_1", "email_1»", "mail me: email_1", "<name_1>", "«»"]
    {
        assert_eq!(redactor().restore(text), Err(ForeignToken), "{text}");
    }
    assert_eq!(redactor().restore("a_1 name email_x _2").unwrap(), "a_1 name email_x _2");
}

#[test]
fn what_draws_nothing_does_not_get_in() {
    assert_eq!(redacted("a\u{200b}b\u{202e}c\u{e0041}d\u{7}e"), "abcde");
}

#[test]
fn it_does_not_print_what_it_looks_for() {
    assert_eq!(format!("{:?}", redactor()), format!("Redactor({} values)", redactor().needles.len()));
}

/// A small generator, so that a failure is reproducible by its number.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// A way to write a value.
fn spelling(value: &str, dice: &mut Dice) -> String {
    use base64::Engine as _;
    let casing: String = match dice.roll(3) {
        0 => value.to_uppercase(),
        1 => value.chars().flat_map(|c| if dice.roll(2) == 0 { vec![c] } else { c.to_uppercase().collect() }).collect(),
        _ => value.to_owned(),
    };
    let spaced: String = match dice.roll(5) {
        0 => casing.chars().flat_map(|c| [c, ' ']).collect(),
        1 => casing.replace(|c: char| !c.is_alphanumeric(), "-"),
        2 => casing.replace(' ', "\n \u{a0}"),
        3 => casing.replace(' ', "\u{200b}"),
        _ => casing,
    };
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let reserved = |text: &str| {
        let escaped = |c: char| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => c.to_string(),
            _ => percent(&c.to_string()),
        };
        text.chars().map(escaped).collect::<String>()
    };
    match dice.roll(9) {
        0 => percent(&spaced),
        1 => reserved(&reserved(&spaced)),
        2 => reserved(&spaced),
        3 => spaced.replace(' ', "+"),
        4 => spaced.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
        5 => spaced.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        6 if value.len() >= 12 => base64::engine::general_purpose::STANDARD.encode(value),
        7 if fold_text(value).chars().count() >= ANYWHERE => value.bytes().map(|byte| format!("{byte:02x}")).collect(),
        _ => spaced,
    }
}

/// What reads a text otherwise than the code under test: plain decoding, then letters and digits only.
fn carries(text: &str, value: &str) -> bool {
    let fold = |text: &str| fold_text(text);
    let once = decode(text);
    let twice = decode(&once);
    let thrice = decode(&twice);
    let wanted = fold(value);
    let without_tokens = |text: &str| {
        let mut kept = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('«') {
            kept.push_str(before);
            kept.push('|');
            rest = after.split_once('»').map_or("", |(_, after)| after);
        }
        kept + rest
    };
    let short = wanted.chars().count() < ANYWHERE;
    [text, once.as_str(), twice.as_str(), thrice.as_str()].iter().any(|view| {
        let view = without_tokens(view);
        match short {
            true => view.split(|c: char| !c.is_alphanumeric()).any(|word| fold(word) == wanted),
            false => fold(&view).contains(&wanted),
        }
    })
}

fn decode(text: &str) -> String {
    let mut bytes: Vec<u8> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let hex = |from: usize, to: usize| rest.get(from..to).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let entity =
            || rest.strip_prefix("&#")?.split_once(';').and_then(|(n, _)| n.parse().ok().map(|c| (c, n.len() + 3)));
        let (decoded, used): (Vec<u8>, usize) = match c {
            '%' if hex(1, 3).is_some() => (vec![hex(1, 3).unwrap() as u8], 3),
            '+' => (vec![b' '], 1),
            '\\' if rest[1..].starts_with('u') && hex(2, 6).and_then(char::from_u32).is_some() => {
                (char::from_u32(hex(2, 6).unwrap()).unwrap().to_string().into_bytes(), 6)
            }
            '&' if entity().is_some_and(|(code, _)| char::from_u32(code).is_some()) => {
                let (code, used) = entity().unwrap();
                (char::from_u32(code).unwrap().to_string().into_bytes(), used)
            }
            _ => (c.to_string().into_bytes(), c.len_utf8()),
        };
        bytes.extend(decoded);
        rest = &rest[used..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn no_value_survives_in_any_spelling() {
    let words = ["the", "role", "in", "a=1&b=", "{\"x\":\"", "\"}", "https://a.example/?q=", ",", "12", "%", "\\", "é"];
    let redactor = redactor();
    for seed in 0..3_000 {
        let mut dice = Dice(seed);
        let mut text = String::new();
        let mut used = Vec::new();
        for _ in 0..1 + dice.roll(6) {
            text.push_str(words[dice.roll(words.len())]);
            text.push(' ');
            let (_, value) = VALUES[dice.roll(VALUES.len())];
            text.push_str(&spelling(value, &mut dice));
            used.push(value);
            text.push(' ');
        }
        let sent = redactor.redact(&text).unwrap_or_else(|error| panic!("{seed}: {error}")).0;
        for value in used {
            // Spread over single letters, a short word is not a word any more.
            assert!(!carries(&sent, value), "seed {seed}: {value:?} of {text:?} in {sent:?}");
        }
        assert!(redactor.is_clean(&sent), "seed {seed}: {sent:?}");
    }
}

#[test]
fn garbage_neither_panics_nor_hangs() {
    let redactor = redactor();
    for garbage in [
        "%".repeat(50_000),
        "%2".repeat(20_000),
        "%25".repeat(20_000),
        "\\u".repeat(20_000),
        "&#".repeat(20_000),
        "&#1114112;&#x;&;".to_owned(),
        "«".repeat(20_000),
        "\u{fffd}\u{0}\u{300}".repeat(5_000),
        "anaanaana".repeat(10_000),
    ] {
        let started = std::time::Instant::now();
        let _ = redactor.redact(&garbage);
        let _ = redactor.restore(&garbage);
        assert!(started.elapsed().as_secs() < 20, "{}", &garbage.chars().take(20).collect::<String>());
    }
    assert!(redactor.redact(&"x".repeat(MOST_BYTES + 1)).is_err());
}
