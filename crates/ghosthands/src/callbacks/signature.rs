//! The signature of a callback, for both sides.
//!
//! ```text
//! X-GH-Delivery:  0d9e2c52-…                the same in every attempt
//! X-GH-Sequence:  4711                      rises within a job, with gaps
//! X-GH-Signature: t=1767225600,v1=<hex>     seconds since 1970, HMAC-SHA256
//! ```
//!
//! Signed are the bytes `<t>.<delivery>.<sequence>.<body>`, with the service key as it is configured. A receiver takes
//! a callback when [`verify`] does, answers 2xx once it has stored it, and ignores a delivery whose sequence is not
//! above the last one it stored for the job: that one came twice.

use ring::hmac;
use std::fmt::Write as _;

/// Name of the header with the delivery's id.
pub const DELIVERY: &str = "X-GH-Delivery";
/// Name of the header with the delivery's place in its job.
pub const SEQUENCE: &str = "X-GH-Sequence";
/// Name of the header with time and signature.
pub const SIGNATURE: &str = "X-GH-Signature";
/// Name of the header with the shared key.
pub const SERVICE_KEY: &str = "X-GH-Service-Key";

/// Seconds by which a signature's time may differ from the receiver's clock.
pub const TOLERANCE_SECONDS: i64 = 300;

/// Longest header that is looked at.
const MOST_HEADER_BYTES: usize = 1024;

/// Why a signature does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// It is not of the form `t=…,v1=…`.
    #[error("the signature is malformed")]
    Malformed,
    /// It was made too long ago, or in the future.
    #[error("the signature's time is too far from now")]
    OutOfTime,
    /// No key made it for these bytes.
    #[error("the signature does not fit")]
    Wrong,
}

/// What is signed beside the time.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// The header [`DELIVERY`], as sent.
    pub delivery: &'a str,
    /// The header [`SEQUENCE`], as sent.
    pub sequence: &'a str,
    /// The bytes of the body, as sent.
    pub body: &'a [u8],
}

/// The value of the header [`SIGNATURE`] at `at`, in seconds since 1970.
#[must_use]
pub fn sign(key: &[u8], signed: Signed<'_>, at: i64) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), &bytes(signed, &at.to_string()));
    let mut header = format!("t={at},v1=");
    for byte in tag.as_ref() {
        let _ = write!(header, "{byte:02x}");
    }
    header
}

/// Checks a signature against every key that is active, in constant time, at `now` in seconds since 1970.
///
/// # Errors
/// [`SignatureError`].
pub fn verify(keys: &[&[u8]], header: &str, signed: Signed<'_>, now: i64) -> Result<(), SignatureError> {
    let (time, tags) = parse(header).ok_or(SignatureError::Malformed)?;
    let at: i64 = time.parse().map_err(|_| SignatureError::Malformed)?;
    let message = bytes(signed, time);
    let fits = keys.iter().any(|key| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        tags.iter().any(|tag| hmac::verify(&key, &message, tag).is_ok())
    });
    if !fits {
        return Err(SignatureError::Wrong);
    }
    let away = now.checked_sub(at).map(i64::saturating_abs);
    if away.is_none_or(|away| away > TOLERANCE_SECONDS) { Err(SignatureError::OutOfTime) } else { Ok(()) }
}

fn bytes(signed: Signed<'_>, time: &str) -> Vec<u8> {
    let head = format!("{time}.{}.{}.", signed.delivery, signed.sequence);
    [head.as_bytes(), signed.body].concat()
}

/// The time as written, and the tags. What else may stand there in future is passed over.
fn parse(header: &str) -> Option<(&str, Vec<Vec<u8>>)> {
    if header.len() > MOST_HEADER_BYTES {
        return None;
    }
    let mut time = None;
    let mut tags = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=')? {
            ("t", value) if time.is_none() && value.bytes().all(|byte| byte.is_ascii_digit()) => time = Some(value),
            ("t", _) => return None,
            ("v1", value) => tags.push(from_hex(value)?),
            _ => {}
        }
    }
    (!tags.is_empty()).then_some((time?, tags))
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
    text.len().is_multiple_of(2).then(|| text.as_bytes().chunks_exact(2).map(pair).collect()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a service key of thirty-two bytes";
    const SIGNED: Signed<'_> = Signed { delivery: "d", sequence: "7", body: br#"{"job_id":"x"}"# };
    const NOW: i64 = 1_767_225_600;

    #[test]
    fn a_signature_counts_for_five_minutes_in_both_directions() {
        let header = sign(KEY, SIGNED, NOW);
        for (now, expected) in [
            (NOW, Ok(())),
            (NOW + 300, Ok(())),
            (NOW - 300, Ok(())),
            (NOW + 301, Err(SignatureError::OutOfTime)),
            (NOW - 301, Err(SignatureError::OutOfTime)),
        ] {
            assert_eq!(verify(&[KEY], &header, SIGNED, now), expected, "{now}");
        }
    }

    #[test]
    fn nothing_that_is_signed_can_be_changed() {
        let header = sign(KEY, SIGNED, NOW);
        for changed in [
            Signed { delivery: "e", ..SIGNED },
            Signed { sequence: "8", ..SIGNED },
            Signed { body: br#"{"job_id":"y"}"#, ..SIGNED },
        ] {
            assert_eq!(verify(&[KEY], &header, changed, NOW), Err(SignatureError::Wrong));
        }
        let later = header.replace(&NOW.to_string(), &(NOW + 1).to_string());
        assert_eq!(verify(&[KEY], &later, SIGNED, NOW), Err(SignatureError::Wrong));
    }

    #[test]
    fn every_active_key_and_every_tag_may_fit() {
        let header = sign(KEY, SIGNED, NOW);
        assert_eq!(verify(&[b"new", KEY], &header, SIGNED, NOW), Ok(()));
        assert_eq!(verify(&[b"new"], &header, SIGNED, NOW), Err(SignatureError::Wrong));
        assert_eq!(verify(&[], &header, SIGNED, NOW), Err(SignatureError::Wrong));
        let other = sign(b"new", SIGNED, NOW);
        let (_, tag) = header.split_once(',').unwrap();
        assert_eq!(verify(&[KEY], &format!("{other},{tag}"), SIGNED, NOW), Ok(()));
    }

    #[test]
    fn garbage_is_malformed_and_never_panics() {
        for header in [
            "",
            "t=",
            "t=1",
            "v1=00",
            "t=1,v1=0",
            "t=1,v1=zz",
            "t=x,v1=00",
            "t=-1,v1=00",
            "t=1,t=2,v1=00",
            "=,=",
            ",",
            "t=99999999999999999999,v1=00",
            "v1=é0,t=1",
            "t=1,v1=日本",
        ] {
            assert_eq!(verify(&[KEY], header, SIGNED, NOW), Err(SignatureError::Malformed), "{header:?}");
        }
        assert_eq!(verify(&[KEY], &"t=1,v1=00".repeat(1000), SIGNED, NOW), Err(SignatureError::Malformed));
        let far = sign(KEY, SIGNED, i64::MAX);
        assert_eq!(verify(&[KEY], &far, SIGNED, -5), Err(SignatureError::OutOfTime));
    }

    /// Computed with `openssl dgst -sha256 -hmac`, so that a receiver in another language can compare.
    #[test]
    fn the_signature_is_hmac_sha256_of_time_delivery_sequence_and_body() {
        let signed = Signed { delivery: "d", sequence: "7", body: b"{}" };
        assert_eq!(sign(b"key", signed, 1), "t=1,v1=260e0b5f3367c881e0ac1aadd70a6bad9f97b219492bf1bdc5be0cfefdad92da");
    }
}
