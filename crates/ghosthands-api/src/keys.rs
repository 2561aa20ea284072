//! Service keys: who holds one acts for everybody.

use domain::Sha256;
use subtle::{Choice, ConstantTimeEq as _};

/// The keys that are accepted: the current one, and those that are being replaced. Only digests are kept, so that a
/// comparison takes the same time whatever a guess has in common with a key, its length included.
#[derive(Clone, Default)]
pub struct ServiceKeys(Vec<Sha256>);

impl std::fmt::Debug for ServiceKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ServiceKeys({} keys)", self.0.len())
    }
}

impl ServiceKeys {
    /// Accepts these. Empty ones are no keys.
    pub fn new<K: AsRef<str>>(keys: impl IntoIterator<Item = K>) -> Self {
        let digest = |key: K| Some(key.as_ref().trim()).filter(|key| !key.is_empty()).map(|k| Sha256::of(k.as_bytes()));
        Self(keys.into_iter().filter_map(digest).collect())
    }

    /// None is configured.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `offered` is one of them. Always compares with all.
    #[must_use]
    pub fn accepts(&self, offered: &[u8]) -> bool {
        let offered = Sha256::of(offered);
        let matching = |key: &Sha256| key.as_bytes().ct_eq(offered.as_bytes());
        bool::from(self.0.iter().map(matching).fold(Choice::from(0), |found, matches| found | matches))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_active_key_is_accepted_and_nothing_else() {
        let keys = ServiceKeys::new(["current-key", " previous-key ", ""]);
        assert!(keys.accepts(b"current-key") && keys.accepts(b"previous-key"));
        for wrong in [&b""[..], b"Current-key", b"current-key ", b"current", b"current-key,previous-key"] {
            assert!(!keys.accepts(wrong));
        }
        assert!(ServiceKeys::new([""; 2]).is_empty());
        assert!(!ServiceKeys::default().accepts(b""));
        assert_eq!(format!("{keys:?}"), "ServiceKeys(2 keys)");
    }
}
