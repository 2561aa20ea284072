//! Damage: to bytes, and to JSON that stays JSON.

use crate::Random;
use serde_json::{Map, Value};

/// Largest case, bytes.
const LARGEST: usize = 2 * 1024 * 1024;

/// Most times a text is repeated: beyond what a reader of pages keeps of one text.
const LONGEST: usize = 3_000;

/// Texts that parsers trip over.
const NASTY: [&str; 26] = [
    "",
    " ",
    "\u{0}",
    "\u{feff}",
    "\u{202e}abc",
    "é",
    "e\u{301}\u{301}\u{301}\u{301}",
    "ß",
    "İ",
    "ﬃ",
    "👩‍👩‍👧‍👦",
    "\u{ffff}",
    "9999999999999999999999999",
    "-1",
    "0",
    "NaN",
    "1e999",
    "2027-13-45",
    "31/02/0000",
    "https://",
    "<script>",
    "%%%",
    "\\",
    "\"",
    "*",
    "Yes No Yes No",
];

/// Changes bytes in one to eight places: bits, digits, pieces moved, doubled or cut.
#[must_use]
pub fn bytes(sample: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len());
        let end = (at + random.below(2_000)).min(bytes.len());
        match random.below(9) {
            0 if random.once_in(4) => bytes.truncate(at),
            1 => {
                for _ in 0..=random.below(32) {
                    let at = random.below(bytes.len());
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << random.below(8);
                    }
                }
            }
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            4 => {
                let piece = bytes[at..end.min(at + 40)].repeat(1 + random.below(200));
                bytes.splice(at..at, piece);
            }
            5 => {
                for byte in bytes[at..end].iter_mut().filter(|byte| byte.is_ascii_digit()) {
                    *byte = b'0' + random.below(10) as u8;
                }
            }
            6 => drop(bytes.splice(at..at, random.one(&NASTY).bytes())),
            7 => drop(bytes.splice(at..at, (0..random.below(64)).map(|_| random.number() as u8).collect::<Vec<_>>())),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.number() as u8;
                }
            }
        }
        bytes.truncate(LARGEST);
    }
    bytes
}

/// Changes JSON in one to twelve places: values of the same or another type, entries doubled, dropped, moved, and
/// lists that grow long. `words` are texts that mean something to the target.
pub fn json(value: &mut Value, words: &[&str], random: &mut Random) {
    for _ in 0..=random.below(12) {
        let total = count(value);
        let mut left = random.below(total);
        change(value, &mut left, words, random);
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(entries) => entries.values().map(count).sum(),
        _ => 0,
    }
}

/// Changes the `left`th value, counted from here in order. True when it was here.
fn change(value: &mut Value, left: &mut usize, words: &[&str], random: &mut Random) -> bool {
    if *left == 0 {
        damage(value, words, random);
        return true;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| change(item, left, words, random)),
        Value::Object(entries) => entries.values_mut().any(|entry| change(entry, left, words, random)),
        _ => false,
    }
}

fn damage(value: &mut Value, words: &[&str], random: &mut Random) {
    match value {
        Value::Null => *value = Value::from(random.below(3)),
        Value::Bool(flag) => *flag = !*flag,
        Value::Number(_) => *value = number(random),
        Value::String(text) => *text = self::text(text, words, random),
        Value::Array(items) => list(items, random),
        Value::Object(entries) => object(entries, random),
    }
}

fn number(random: &mut Random) -> Value {
    match random.below(6) {
        0 => Value::from(0),
        1 => Value::from(-1),
        2 => Value::from(u32::MAX),
        3 => Value::from(1e30),
        4 => Value::from(-0.5),
        _ => Value::from(random.below(5_000)),
    }
}

fn text(old: &str, words: &[&str], random: &mut Random) -> String {
    match random.below(8) {
        0 => (*random.one(&NASTY)).to_owned(),
        1 => format!("{old} {}", random.one(&NASTY)),
        2 => old.chars().rev().collect(),
        3 => old.chars().take(random.below(12)).collect(),
        4 if random.once_in(8) => random.one(&NASTY).repeat(1 + random.below(LONGEST)),
        5 => (0..random.below(40)).filter_map(|_| char::from_u32(random.number() as u32 % 0x3000)).collect(),
        _ if words.is_empty() => old.to_uppercase(),
        6 => format!("{} {}", random.one(words), random.one(words)),
        _ => (*random.one(words)).to_owned(),
    }
}

fn list(items: &mut Vec<Value>, random: &mut Random) {
    if items.is_empty() {
        return;
    }
    let (at, other) = (random.below(items.len()), random.below(items.len()));
    match random.below(5) {
        0 => drop(items.remove(at)),
        1 => items.swap(at, other),
        2 => items.push(items[at].clone()),
        3 if random.once_in(20) => items.extend(vec![items[at].clone(); random.below(2_500)]),
        _ => items[at] = items[other].clone(),
    }
}

fn object(entries: &mut Map<String, Value>, random: &mut Random) {
    let keys: Vec<String> = entries.keys().cloned().collect();
    if keys.is_empty() {
        return;
    }
    let (one, other) = (random.one(&keys).clone(), random.one(&keys).clone());
    match random.below(3) {
        0 => drop(entries.remove(&one)),
        1 => {
            let moved = entries[&other].clone();
            entries.insert(one, moved);
        }
        _ => damage(&mut entries[&one], &[], random),
    }
}
