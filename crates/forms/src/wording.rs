//! Text as it is compared: whole option labels, and the words of questions.
//!
//! Two views of the same text. [`option_key`] keeps everything that can tell
//! two options apart (accents, `+`, `#`, digits and their signs). [`words`]
//! folds accents and drops punctuation, for recognising what a question asks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words of a question that are looked at; nobody asks in more, and hostile labels stay cheap.
pub(crate) const WORD_LIMIT: usize = 250;

/// Characters of a text that are looked at.
const CHAR_LIMIT: usize = crate::snapshot::TEXT_LIMIT;

/// Trims, collapses whitespace (also the invisible kinds) and cuts overlong text.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(CHAR_LIMIT));
    for c in text.chars().take(CHAR_LIMIT) {
        if matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}') {
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// The form in which two option labels are equal or not. Lower case, single
/// spaces; typographic and plain quotes, dashes and slashes alike; a full stop
/// between letters dropped. Accents, digits and their signs, `+ # & $ % < >` count.
#[must_use]
pub fn option_key(text: &str) -> String {
    let chars: Vec<char> = text.nfkc().take(CHAR_LIMIT).flat_map(char::to_lowercase).collect();
    let mut out = String::with_capacity(chars.len());
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|j| chars[j]);
        let after = chars.get(i + 1).copied();
        let beside_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match c {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' => {}
            '-' | '‐' | '‑' | '–' | '—' | '−' if near_digit(&chars, i) => {
                while out.ends_with(' ') {
                    out.pop();
                }
                out.push('-');
            }
            '.' | ',' if beside_digit(before) && beside_digit(after) => out.push(c),
            '.' if before.is_none_or(|b| b.is_whitespace()) && after.is_some_and(char::is_alphanumeric) => {
                out.push('.')
            }
            '.' if before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric) => {}
            '.' => {}
            '+' | '#' | '&' | '$' | '%' | '€' | '£' | '<' | '>' | '=' => out.push(c),
            c if c.is_alphanumeric() || is_combining_mark(c) => out.push(c),
            _ => {
                if !out.is_empty() && !out.ends_with(' ') && !out.ends_with('-') {
                    out.push(' ');
                }
            }
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// A dash between numbers ("2 – 5", "$50k - $60k") separates a range and is kept; between letters it is a space.
fn near_digit(chars: &[char], at: usize) -> bool {
    let mark = |c: &&char| !c.is_whitespace() && !matches!(c, '$' | '€' | '£' | '+' | 'k');
    let before = chars[..at].iter().rev().take(3).find(mark);
    let after = chars[at + 1..].iter().take(3).find(mark);
    before.is_some_and(char::is_ascii_digit) || after.is_some_and(char::is_ascii_digit)
}

/// Lower-case words without accents and punctuation: `Straße (Nr.)` → `strasse nr`. Apostrophes vanish, so `don't` is `dont`.
pub fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let finish = |word: &mut String, out: &mut Vec<String>| {
        if !word.is_empty() {
            out.push(std::mem::take(word));
        }
    };
    for c in text.chars().take(CHAR_LIMIT).nfkd() {
        if out.len() >= WORD_LIMIT {
            break;
        }
        match c {
            'ß' => word.push_str("ss"),
            'ø' | 'Ø' => word.push('o'),
            'æ' | 'Æ' => word.push_str("ae"),
            'ł' | 'Ł' => word.push('l'),
            '\'' | '’' | '‘' | 'ʼ' => {}
            c if is_combining_mark(c) => {}
            c if c.is_alphanumeric() => word.extend(c.to_lowercase()),
            _ => finish(&mut word, &mut out),
        }
    }
    finish(&mut word, &mut out);
    join_compounds(join_initials(out))
}

/// Words that people write apart, with a hyphen or in one.
const COMPOUNDS: [(&str, &str, &str); 10] = [
    ("e", "mail", "email"),
    ("e", "mailadres", "emailadres"),
    ("linked", "in", "linkedin"),
    ("git", "hub", "github"),
    ("h", "1b", "h1b"),
    ("post", "code", "postcode"),
    ("on", "site", "onsite"),
    ("sur", "name", "surname"),
    ("fore", "name", "forename"),
    ("web", "site", "website"),
];

fn join_compounds(words: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let joined = out.last().and_then(|last| {
            COMPOUNDS.iter().find(|(a, b, _)| *a == last.as_str() && *b == word.as_str()).map(|(_, _, whole)| *whole)
        });
        match (joined, out.last_mut()) {
            (Some(whole), Some(last)) => whole.clone_into(last),
            _ => out.push(word),
        }
    }
    out
}

/// `U.S.` and `Ph.D.` fall apart into letters; puts runs of single letters back together.
fn join_initials(words: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut in_run = false;
    for word in words {
        let letter = word.len() == 1 && word.as_bytes()[0].is_ascii_alphabetic() && word != "i" && word != "a";
        match out.last_mut() {
            Some(last) if in_run && letter => last.push_str(&word),
            _ => out.push(word),
        }
        in_run = letter;
    }
    out
}

/// Words of an attribute: also split where case changes and between letters and digits; digits dropped.
pub(crate) fn attribute_words(attribute: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(attribute.len() + 8);
    let mut before = ' ';
    for c in attribute.chars().take(200) {
        if c.is_ascii_digit() {
            spaced.push(' ');
        } else {
            if before.is_lowercase() && c.is_uppercase() {
                spaced.push(' ');
            }
            spaced.push(c);
        }
        before = c;
    }
    let mut words = words(&spaced);
    words.retain(|w| w.chars().any(char::is_alphabetic));
    words
}

/// Takes the marks of being required or optional off a label.
pub(crate) fn without_marks(label: &str) -> String {
    let mut text = tidy(label);
    loop {
        let before = text.len();
        let trimmed = text
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '✱' | '＊' | '∗' | '⁎' | ':' | '•'))
            .to_owned();
        text = trimmed;
        for mark in ["(required)", "(optional)", "[required]", "[optional]", "- required", "- optional", "– optional"]
        {
            strip_end(&mut text, mark);
        }
        for mark in [" required", " optional"] {
            // "Is a visa required" keeps its verb; a mark follows a label, not a question.
            if !text.contains('?') && text.split_whitespace().count() <= 5 && !is_clause(&text) {
                strip_end(&mut text, mark);
            }
            if let Some(at) = text.to_ascii_lowercase().rfind(mark)
                && at + mark.len() == text.len()
                && text[..at].ends_with(['*', '✱', '?', ':'])
            {
                text.truncate(at);
            }
        }
        if text.len() == before {
            return text;
        }
    }
}

fn is_clause(text: &str) -> bool {
    words(text).iter().any(|w| matches!(w.as_str(), "is" | "are" | "will" | "do" | "not" | "be"))
}

fn strip_end(text: &mut String, mark: &str) {
    if text.len() > mark.len()
        && text.is_char_boundary(text.len() - mark.len())
        && text[text.len() - mark.len()..].eq_ignore_ascii_case(mark)
    {
        text.truncate(text.len() - mark.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_equal_when_people_would_read_the_same() {
        for (a, b) in [
            ("I don't wish to answer", "I don’t wish to answer "),
            ("Decline to self-identify", "Decline To Self Identify"),
            ("U.S. Citizen", "US citizen"),
            ("Ph.D.", "PhD"),
            ("2 – 5 years", "2-5 years"),
            ("Hispanic/Latino", "Hispanic / Latino"),
            ("Yes, I agree.", "Yes I agree"),
            ("Full\u{a0}time", "full time"),
        ] {
            assert_eq!(option_key(a), option_key(b));
        }
    }

    #[test]
    fn options_that_differ_in_what_counts_stay_apart() {
        for (a, b) in [
            ("C", "C++"),
            ("C", "C#"),
            ("1-2", "12"),
            ("1.5", "15"),
            ("Male", "Female"),
            ("< 1 year", "> 1 year"),
            ("NET", ".NET"),
            ("José", "Jose"),
            ("10", "10+"),
            ("No", "No, thanks"),
        ] {
            assert_ne!(option_key(a), option_key(b));
        }
    }

    #[test]
    fn words_are_whole_and_plain() {
        assert_eq!(words("Straße & Haus-Nr.*"), ["strasse", "haus", "nr"]);
        assert_eq!(words("Don't you live in the U.S.?"), ["dont", "you", "live", "in", "the", "us"]);
        assert_eq!(words("Prénom"), ["prenom"]);
        assert_eq!(attribute_words("name--legalName--firstName"), ["name", "legal", "name", "first", "name"]);
        assert_eq!(attribute_words("question_4012"), ["question"]);
    }

    #[test]
    fn marks_go_and_verbs_stay() {
        for (label, clean) in [
            ("First Name *", "First Name"),
            ("* Email (required)", "Email"),
            ("Phone (optional):", "Phone"),
            ("Resume/CV ✱", "Resume/CV"),
            ("Country Required", "Country"),
            ("Is sponsorship required", "Is sponsorship required"),
            ("Are you 18?* Required", "Are you 18?"),
            ("", ""),
            ("*", ""),
        ] {
            assert_eq!(without_marks(label), clean, "{label}");
        }
    }

    #[test]
    fn hostile_text_is_cut() {
        let long = "é".repeat(5_000_000);
        assert!(tidy(&long).chars().count() <= 2_000);
        assert!(option_key(&long).chars().count() <= 2_000);
        assert!(words(&"a b ".repeat(1_000_000)).len() <= WORD_LIMIT + 1);
    }
}
