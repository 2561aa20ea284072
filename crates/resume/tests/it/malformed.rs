//! Damaged files: cut off, bits turned, pieces moved. Each must end in time
//! with a reading or a refusal.

use crate::{samples, today};
use std::time::{Duration, Instant};

/// Damaged copies of each PDF and DOCX sample.
const COPIES: usize = 76;
/// Longest time one of them may take.
const LIMIT: Duration = Duration::from_secs(5);

/// Xorshift: the same damage in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn damage(whole: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    match random.below(5) {
        0 => bytes.truncate(random.below(whole.len())),
        1 => {
            for _ in 0..1 + random.below(40) {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
        }
        2 => {
            let (from, length) = (random.below(whole.len()), random.below(2_000));
            bytes.drain(from..(from + length).min(whole.len()));
        }
        3 => {
            let (from, to) = (random.below(whole.len()), random.below(whole.len()));
            let piece = whole[from..(from + 500).min(whole.len())].to_vec();
            bytes.splice(to..to, piece);
        }
        // Numbers in the structure: offsets, lengths, counts, object ids.
        _ => {
            let digits: Vec<usize> = (0..bytes.len()).filter(|i| bytes[*i].is_ascii_digit()).collect();
            for _ in 0..1 + random.below(20) {
                if let Some(at) = digits.get(random.below(digits.len())) {
                    bytes[*at] = b'0' + random.below(10) as u8;
                }
            }
        }
    }
    bytes
}

#[test]
fn damaged_files_end_in_a_reading_or_a_refusal() {
    let mut random = Random(0x5EED_CAFE_F00D_0001);
    let (mut read, mut refused) = (0, 0);
    for path in samples().into_iter().filter(|path| path.extension().is_some_and(|extension| extension != "txt")) {
        let whole = std::fs::read(&path).unwrap();
        for copy in 0..COPIES {
            let bytes = damage(&whole, &mut random);
            let started = Instant::now();
            let result = resume::read(&bytes, today());
            let took = started.elapsed();
            assert!(took < LIMIT, "{} copy {copy} took {took:?}", path.display());
            match result {
                Ok(_) => read += 1,
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    refused += 1;
                }
            }
        }
    }
    assert!(read + refused >= 300 && read > 0 && refused > 0, "{read} read, {refused} refused");
}
