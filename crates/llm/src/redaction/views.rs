//! The ways a text can be read: as it is, and with its escapes undone, where
//! every character still knows which bytes of the text it came from.

use unicode_normalization::UnicodeNormalization as _;

/// Times escapes inside escapes are undone.
const DEPTH: usize = 3;

/// A character and the bytes it came from.
#[derive(Debug, Clone, Copy)]
struct Placed {
    c: char,
    start: usize,
    end: usize,
}

/// One reading of a text.
#[derive(Debug)]
pub(super) struct View(Vec<Placed>);

/// A reading reduced to letters and digits in lower case, without accents.
#[derive(Debug)]
pub(super) struct Folded {
    text: String,
    /// For every byte of `text`: where its character came from, and the number of its word.
    places: Vec<(usize, usize, usize)>,
}

/// The text as it is, and with escapes undone once, twice …
pub(super) fn readings(text: &str) -> Vec<View> {
    let plain = text.char_indices().map(|(start, c)| Placed { c, start, end: start + c.len_utf8() }).collect();
    let mut views = vec![View(plain)];
    for _ in 0..DEPTH {
        match views.last().and_then(View::unescaped) {
            Some(next) => views.push(next),
            None => break,
        }
    }
    views
}

/// Letters and digits in lower case, without accents.
pub(super) fn fold_text(text: &str) -> String {
    text.chars().flat_map(fold).collect()
}

fn fold(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

impl View {
    /// The view with one layer of percent, form, JSON and HTML escapes undone; `None` when there are none.
    fn unescaped(&self) -> Option<Self> {
        let mut plain = Vec::with_capacity(self.0.len());
        let mut changed = false;
        let mut at = 0;
        while at < self.0.len() {
            let (decoded, used) =
                self.percent(at).or_else(|| self.json(at)).or_else(|| self.html(at)).unwrap_or_else(|| {
                    let here = self.0[at];
                    let c = if here.c == '+' { ' ' } else { here.c };
                    (vec![Placed { c, ..here }], 1)
                });
            changed |= used > 1 || decoded.first().is_none_or(|first| first.c != self.0[at].c);
            plain.extend(decoded);
            at += used;
        }
        changed.then_some(Self(plain))
    }

    fn hex(&self, at: usize, digits: usize) -> Option<u32> {
        (at..at + digits).try_fold(0, |sum, at| Some(sum * 16 + self.0.get(at)?.c.to_digit(16)?))
    }

    /// A run of `%XX`, read as UTF-8.
    fn percent(&self, at: usize) -> Option<(Vec<Placed>, usize)> {
        let mut bytes = Vec::new();
        let mut next = at;
        while self.0.get(next).is_some_and(|p| p.c == '%')
            && let Some(byte) = self.hex(next + 1, 2)
        {
            bytes.push(byte as u8);
            next += 3;
        }
        if bytes.is_empty() {
            return None;
        }
        let mut decoded = Vec::new();
        let mut byte = 0;
        for c in String::from_utf8_lossy(&bytes).chars() {
            let width = if c == char::REPLACEMENT_CHARACTER { 1 } else { c.len_utf8() };
            let first = (at + byte * 3).min(next - 1);
            byte += width;
            let last = (at + byte * 3 - 1).min(next - 1);
            decoded.push(Placed { c, start: self.0[first].start, end: self.0[last].end });
        }
        Some((decoded, next - at))
    }

    /// `\uXXXX`, and the escapes that stand for blanks.
    fn json(&self, at: usize) -> Option<(Vec<Placed>, usize)> {
        if self.0.get(at)?.c != '\\' {
            return None;
        }
        let (c, used) = match self.0.get(at + 1)?.c {
            'u' => (char::from_u32(self.hex(at + 2, 4)?)?, 6),
            'n' | 'r' | 't' => (' ', 2),
            'x' => (char::from_u32(self.hex(at + 2, 2)?)?, 4),
            _ => return None,
        };
        Some((vec![Placed { c, start: self.0[at].start, end: self.0[at + used - 1].end }], used))
    }

    /// `&#64;` and `&#x40;`, and the names of signs found in addresses.
    fn html(&self, at: usize) -> Option<(Vec<Placed>, usize)> {
        if self.0.get(at)?.c != '&' {
            return None;
        }
        let name: String = self.0[at + 1..].iter().map(|p| p.c).take(9).take_while(|c| *c != ';').collect();
        let used = name.chars().count() + 2;
        if self.0.get(at + used - 1)?.c != ';' {
            return None;
        }
        let c = match name.as_str() {
            "commat" => '@',
            "period" => '.',
            "nbsp" | "shy" => ' ',
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)?
            }
        };
        Some((vec![Placed { c, start: self.0[at].start, end: self.0[at + used - 1].end }], used))
    }

    pub(super) fn fold(&self) -> Folded {
        let mut folded = Folded { text: String::with_capacity(self.0.len()), places: Vec::new() };
        let mut word = 0;
        for placed in &self.0 {
            let mut any = false;
            for c in fold(placed.c) {
                any = true;
                folded.text.push(c);
                folded.places.extend(std::iter::repeat_n((placed.start, placed.end, word), c.len_utf8()));
            }
            // A combining mark belongs to the letter before it; everything else ends a word.
            if !any && !matches!(placed.c, '\u{300}'..='\u{36f}') {
                word += 1;
            }
        }
        folded
    }
}

impl Folded {
    /// Where `needle` is, wherever words begin and end.
    pub(super) fn anywhere(&self, needle: &str) -> Vec<(usize, usize)> {
        self.text.match_indices(needle).map(|(at, found)| self.place(at, at + found.len())).collect()
    }

    /// Where `needle` is a word, or several.
    pub(super) fn whole_words(&self, needle: &str) -> Vec<(usize, usize)> {
        let word = |at: usize| self.places.get(at).map(|(.., word)| *word);
        let hits = self.text.match_indices(needle).map(|(at, found)| (at, at + found.len()));
        hits.filter(|(from, to)| {
            let begins = from.checked_sub(1).is_none_or(|before| word(before) != word(*from));
            begins && word(*to) != word(*to - 1)
        })
        .map(|(from, to)| self.place(from, to))
        .collect()
    }

    fn place(&self, from: usize, to: usize) -> (usize, usize) {
        let places = &self.places[from..to];
        let start = places.iter().map(|(start, ..)| *start).min().unwrap_or_default();
        let end = places.iter().map(|(_, end, _)| *end).max().unwrap_or_default();
        (start, end)
    }
}
