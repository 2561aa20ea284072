//! Chooses among claims.

use super::{Claim, trust};
use crate::meaning::{Meaning, Reading, Slot, questions};
use domain::Confidence;

/// Guarded classes first, then trust; claims that complete each other agree on the more specific.
pub(super) fn settle(mut claims: Vec<Claim>) -> Reading {
    claims.sort_by(|a, b| b.trust.total_cmp(&a.trust));
    let guarded = claims
        .iter()
        .filter_map(|c| match c.meaning {
            Meaning::Question(class) if questions::is_guarded(class) => {
                Some((questions::rank(class), c.meaning, c.trust))
            }
            _ => None,
        })
        .min_by_key(|(rank, ..)| *rank);
    let evidence = |claims: &[Claim]| claims.iter().map(|c| c.evidence.clone()).collect::<Vec<_>>();
    if let Some((_, meaning, trust)) = guarded {
        let runner_up = claims.iter().map(|c| c.meaning).find(|m| *m != meaning);
        return Reading {
            meaning: Some(meaning),
            confidence: Confidence::new(trust),
            evidence: evidence(&claims),
            runner_up,
        };
    }
    let Some(first) = claims.first() else {
        return Reading { meaning: None, confidence: Confidence::new(0.0), evidence: Vec::new(), runner_up: None };
    };
    let (mut meaning, trust) = (first.meaning, first.trust);
    let mut runner_up = None;
    for other in &claims[1..] {
        match agreed(meaning, other.meaning) {
            Some(specific) => meaning = specific,
            None if other.trust >= trust::STRONG => {
                let evidence = evidence(&claims);
                return Reading { meaning: None, confidence: Confidence::new(0.0), evidence, runner_up: Some(meaning) };
            }
            None => runner_up = runner_up.or(Some(other.meaning)),
        }
    }
    Reading { meaning: Some(meaning), confidence: Confidence::new(trust), evidence: evidence(&claims), runner_up }
}

/// The more specific of two meanings that can both be true.
fn agreed(a: Meaning, b: Meaning) -> Option<Meaning> {
    use Slot as S;
    if a == b {
        return Some(a);
    }
    let (Meaning::Profile(a), Meaning::Profile(b)) = (a, b) else { return None };
    // General on the left, specific on the right.
    const REFINES: [(Slot, Slot); 23] = [
        (S::Phone, S::PhoneNational),
        (S::FullName, S::Signature),
        (S::FullName, S::GivenName),
        (S::FullName, S::FamilyName),
        (S::FullName, S::PreferredName),
        (S::GivenName, S::PreferredName),
        (S::CurrentEmployer, S::WorkEmployer),
        (S::CurrentTitle, S::WorkTitle),
        (S::City, S::LocationText),
        (S::City, S::WorkLocation),
        (S::LocationText, S::WorkLocation),
        (S::Website, S::LinkedIn),
        (S::Website, S::GitHub),
        (S::Website, S::Twitter),
        (S::Website, S::OtherLink),
        (S::OtherLink, S::LinkedIn),
        (S::OtherLink, S::GitHub),
        (S::OtherLink, S::Twitter),
        (S::Country, S::PhoneCountry),
        (S::Phone, S::PhoneCountry),
        (S::EducationStart, S::WorkStart),
        (S::EducationEnd, S::WorkEnd),
        (S::Phone, S::PhoneType),
    ];
    REFINES
        .iter()
        .find(|(general, specific)| (*general, *specific) == (a, b) || (*general, *specific) == (b, a))
        .map(|(_, specific)| Meaning::Profile(*specific))
}
