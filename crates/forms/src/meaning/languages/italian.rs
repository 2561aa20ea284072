//! Italian: what labels and questions say. See [`super`] for what a phrase is.

use super::{Labels, Questions};
use crate::meaning::Slot;

pub(super) const LABELS: Labels = &[
    (Slot::GivenName, &["nome di battesimo"]),
    (Slot::FamilyName, &["cognome"]),
    (Slot::FullName, &["nome e cognome", "nome completo"]),
    (Slot::Email, &["indirizzo email", "posta elettronica"]),
    (Slot::Phone, &["numero di telefono|cellulare", "cellulare"]),
    (Slot::City, &["citta"]),
];

pub(super) const QUESTIONS: Questions = &[];
