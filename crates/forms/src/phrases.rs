//! Phrases: small patterns over whole words, compiled once and matched by index.
//!
//! A phrase is words separated by spaces. `a|b` is either, `a?` may be missing,
//! `auth~` is any word that starts so, `*` is up to six words of any kind, `^`
//! and `$` are the start and the end of the text. A part of a word never
//! matches: `ear` is not in "hear" and `city` is not in "ethnicity".

use std::collections::HashMap;

/// Words a `*` may skip.
const GAP: usize = 6;

#[derive(Debug, Clone)]
enum Token {
    Word { any_of: Vec<u16>, optional: bool },
    Gap,
    Start,
    End,
}

/// A word of the text: its number in the vocabulary and those of the stems it starts with; 0 is unknown.
type Seen = [u16; 4];

/// A set of phrases, each standing for something.
#[derive(Debug)]
pub(crate) struct Lexicon<T> {
    words: HashMap<&'static str, u16>,
    stems: HashMap<&'static str, u16>,
    phrases: Vec<(Vec<Token>, &'static str, T)>,
    by_first: HashMap<u16, Vec<usize>>,
}

impl<T: Copy> Lexicon<T> {
    /// Compiles `entries`. `whole` phrases must be all of the text. A phrase does not begin with `*`.
    pub(crate) fn new(entries: impl IntoIterator<Item = (&'static str, T)>, whole: bool) -> Self {
        let mut lexicon =
            Self { words: HashMap::new(), stems: HashMap::new(), phrases: Vec::new(), by_first: HashMap::new() };
        for (phrase, meaning) in entries {
            lexicon.add(phrase, meaning, whole);
        }
        lexicon
    }

    fn add(&mut self, phrase: &'static str, meaning: T, whole: bool) {
        let mut tokens: Vec<Token> = Vec::new();
        if whole {
            tokens.push(Token::Start);
        }
        for token in phrase.split_whitespace() {
            tokens.push(match token {
                "*" => Token::Gap,
                "^" => Token::Start,
                "$" => Token::End,
                word => {
                    let (word, optional) = word.strip_suffix('?').map_or((word, false), |w| (w, true));
                    Token::Word { any_of: word.split('|').map(|w| self.number(w)).collect(), optional }
                }
            });
        }
        if whole {
            tokens.push(Token::End);
        }
        let index = self.phrases.len();
        // Leading optional words are tried by starting at each word up to the first that must be there.
        for token in &tokens {
            if let Token::Word { any_of, optional } = token {
                for number in any_of {
                    let at = self.by_first.entry(*number).or_default();
                    if at.last() != Some(&index) {
                        at.push(index);
                    }
                }
                if !optional {
                    break;
                }
            }
        }
        self.phrases.push((tokens, phrase, meaning));
    }

    fn number(&mut self, word: &'static str) -> u16 {
        let next = (self.words.len() + self.stems.len() + 1) as u16;
        match word.strip_suffix('~') {
            Some(stem) => *self.stems.entry(stem).or_insert(next),
            None => *self.words.entry(word).or_insert(next),
        }
    }

    fn see(&self, word: &str) -> Seen {
        let mut seen = [0; 4];
        let mut n = 0;
        if let Some(number) = self.words.get(word) {
            seen[0] = *number;
            n = 1;
        }
        for end in (2..=word.len().min(14)).filter(|end| word.is_char_boundary(*end)) {
            if n == seen.len() {
                break;
            }
            if let Some(number) = self.stems.get(&word[..end]) {
                seen[n] = *number;
                n += 1;
            }
        }
        seen
    }

    /// Every phrase found in `text`, each once, with the phrase as written.
    pub(crate) fn find<S: AsRef<str>>(&self, text: &[S]) -> Vec<(T, &'static str)> {
        let seen: Vec<Seen> = text.iter().map(|w| self.see(w.as_ref())).collect();
        let mut found: Vec<usize> = Vec::new();
        for at in 0..seen.len() {
            for number in seen[at].iter().filter(|n| **n != 0) {
                for &index in self.by_first.get(number).map_or(&[][..], Vec::as_slice) {
                    if !found.contains(&index) && matches_at(&self.phrases[index].0, &seen, at) {
                        found.push(index);
                    }
                }
            }
        }
        found.into_iter().map(|i| (self.phrases[i].2, self.phrases[i].1)).collect()
    }

    /// Whether any phrase is found.
    pub(crate) fn hits<S: AsRef<str>>(&self, text: &[S]) -> bool {
        !self.find(text).is_empty()
    }
}

fn matches_at(tokens: &[Token], text: &[Seen], at: usize) -> bool {
    match tokens.split_first() {
        None => true,
        Some((Token::Start, rest)) => at == 0 && matches_at(rest, text, at),
        Some((Token::End, rest)) => at == text.len() && matches_at(rest, text, at),
        Some((Token::Gap, rest)) => (at..=text.len().min(at + GAP)).any(|next| matches_at(rest, text, next)),
        Some((Token::Word { any_of, optional }, rest)) => {
            let here = text.get(at).is_some_and(|seen| seen.iter().any(|n| *n != 0 && any_of.contains(n)));
            (here && matches_at(rest, text, at + 1)) || (*optional && matches_at(rest, text, at))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::words;

    fn found(phrase: &'static str, whole: bool, text: &str) -> bool {
        Lexicon::new([(phrase, ())], whole).hits(&words(text))
    }

    #[test]
    fn phrases_match_whole_words() {
        assert!(found("how * hear", false, "How did you hear about us?"));
        assert!(!found("ear", false, "How did you hear about us?"));
        assert!(!found("city", false, "Ethnicity"));
        assert!(found("authori~ * work", false, "Are you legally authorised to work here?"));
        assert!(found("first|given name", true, "Given name"));
        assert!(!found("first|given name", true, "Given name of your manager"));
        assert!(found("legal? first name", true, "First name"));
        assert!(found("legal? first name", true, "Legal first name"));
        assert!(!found("a * b", false, "a 1 2 3 4 5 6 7 b"));
    }

    #[test]
    fn a_hostile_text_takes_bounded_time() {
        let text = vec!["a"; crate::wording::WORD_LIMIT];
        assert!(!Lexicon::new([("a * a * a * b", ())], false).hits(&text));
    }
}
