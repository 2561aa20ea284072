//! Polish: what labels and questions say. See [`super`] for what a phrase is.

use super::{Labels, Questions};
use crate::meaning::Slot;

pub(super) const LABELS: Labels = &[
    (Slot::GivenName, &["imie|imiona"]),
    (Slot::FamilyName, &["nazwisko"]),
    (Slot::FullName, &["imie i nazwisko"]),
    (Slot::Email, &["adres email"]),
    (Slot::Phone, &["numer telefonu", "telefon komorkowy"]),
    (Slot::City, &["miasto|miejscowosc"]),
    (Slot::PostalCode, &["kod pocztowy"]),
];

pub(super) const QUESTIONS: Questions = &[];
