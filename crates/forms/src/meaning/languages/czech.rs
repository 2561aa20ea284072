//! Czech: what labels and questions say. See [`super`] for what a phrase is.

use super::{Labels, Questions};
use crate::meaning::Slot;
use domain::QuestionClass as Q;

pub(super) const LABELS: Labels = &[
    (Slot::GivenName, &["krestni? jmeno"]),
    (Slot::FamilyName, &["prijmeni"]),
    (Slot::FullName, &["jmeno a prijmeni", "cele jmeno"]),
    (Slot::Email, &["emailova adresa"]),
    (Slot::Phone, &["mobilni|telefonni telefon|cislo", "mobil", "telefonni cislo"]),
    (Slot::City, &["mesto", "mesto bydliste"]),
    (Slot::PostalCode, &["psc"]),
    (Slot::LinkedIn, &["linkedin profil"]),
    (Slot::AddressLine1, &["ulice", "ulice a cislo popisne?", "adresa"]),
    (Slot::Country, &["zeme|stat"]),
    (Slot::LinkedIn, &["muzete prilozit linkedin profil", "odkaz na linkedin profil?"]),
    (Slot::CurrentEmployer, &["soucasny zamestnavatel"]),
];

pub(super) const QUESTIONS: Questions = &[
    (Q::NeverStore, &["datum|rok|misto narozeni", "rodne cislo", "rodinny stav"]),
    (Q::ExportControl, &["statni obcanstvi|prislusnost", "obcanstvi|narodnost"]),
    (Q::WorkAuthorization, &["pracovni povoleni"]),
    (
        Q::Salary,
        &[
            "mzdove|platove|mzdova|platova ocekavani|predstava|pozadavky|pozadavek",
            "ocekavana|ocekavany|pozadovana|pozadovany mzda|plat",
        ],
    ),
    (Q::Attestation, &["souhlasim|prohlasuji|potvrzuji", "souhlas se|s", "ochrana|zpracovani|zpracovanim osobnich"]),
    (Q::NoticePeriod, &["vypovedni lhuta|doba"]),
    (Q::StartDate, &["kdy * nastoupit|nastup", "datum|termin|mozny|mozneho nastup|nastupu"]),
    (Q::HowHeard, &["jak|kde|odkud * dozvedeli|dozvedel|dozvedela|nasli"]),
    (Q::FreeText, &["motivacni|pruvodni dopis", "^ zprava|poznamka|motivace $", "proc * pracovat|chcete"]),
];
