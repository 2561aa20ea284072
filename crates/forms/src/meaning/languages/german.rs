//! German: what labels and questions say. See [`super`] for what a phrase is.

use super::{Labels, Questions};
use crate::meaning::Slot;
use domain::QuestionClass as Q;

pub(super) const LABELS: Labels = &[
    (Slot::GivenName, &["vorname|vornamen", "vorname rufname?"]),
    (Slot::FamilyName, &["nachname|familienname|zuname"]),
    (Slot::FullName, &["vor und nachname", "vollstandiger name", "vorname und? nachname", "vorname name"]),
    (Slot::Email, &["email adresse", "emailadresse"]),
    (
        Slot::Phone,
        &["telefon|telefonnummer|handynummer|mobilnummer|mobiltelefon|handy|rufnummer", "telefon nummer|nr", "mobil"],
    ),
    (Slot::PhoneCountry, &["landervorwahl|landesvorwahl|vorwahl"]),
    (Slot::AddressLine1, &["anschrift|adresse", "strasse und? haus? nummer|nr|hausnummer?", "strasse haus nr"]),
    (Slot::City, &["stadt|ort|wohnort", "stadt ort", "ort stadt"]),
    (Slot::Region, &["bundesland|kanton", "bundesland region|kanton"]),
    (Slot::PostalCode, &["plz|postleitzahl"]),
    (Slot::Country, &["land", "wohnsitzland"]),
    (Slot::LocationText, &["standort|wohnsitz", "aktueller|derzeitiger wohnort|standort"]),
    (Slot::LinkedIn, &["linkedin profil|url|link", "link zum linkedin profil"]),
    (Slot::GitHub, &["github profil"]),
    (Slot::CurrentEmployer, &["aktueller|derzeitiger|jetziger arbeitgeber", "aktuelles unternehmen"]),
    (Slot::MiddleName, &["zweiter vorname", "weitere vornamen"]),
    (Slot::Salutation, &["anrede", "gewunschte anrede"]),
    (Slot::PreferredName, &["rufname|spitzname", "bevorzugter vorname|name"]),
    (Slot::AddressLine2, &["adresszusatz|adresszeile 2?", "adresszeile 2"]),
    (Slot::Twitter, &["twitter profil"]),
    (
        Slot::Website,
        &[
            "webseite|website|homepage|internetseite",
            "personliche|eigene webseite|website|homepage",
            "portfolio link|url|webseite",
        ],
    ),
    (
        Slot::CurrentTitle,
        &[
            "aktuelle|derzeitige|jetzige position|stelle|tatigkeit|berufsbezeichnung|funktion",
            "aktueller|derzeitiger jobtitel|beruf",
        ],
    ),
    (
        Slot::School,
        &[
            "hochschule|universitat|bildungseinrichtung|schule",
            "universitat|hochschule|schule oder? universitat|hochschule|schule",
            "name der? schule|hochschule|universitat",
        ],
    ),
    (
        Slot::Degree,
        &[
            "abschluss|abschlussart|studienabschluss|bildungsabschluss|schulabschluss",
            "hochster|akademischer abschluss|bildungsabschluss|schulabschluss",
            "hochster erreichter bildungsabschluss",
        ],
    ),
    (Slot::Discipline, &["studienfach|fachrichtung|studiengang|studienrichtung|hauptfach|studienschwerpunkt"]),
    (Slot::EducationEnd, &["abschlussdatum|abschlussjahr", "voraussichtlicher abschluss"]),
    (Slot::Grade, &["abschlussnote|durchschnittsnote|notendurchschnitt"]),
    (Slot::Skills, &["kenntnisse|fahigkeiten|kompetenzen", "kenntnisse und fahigkeiten"]),
    (Slot::Languages, &["sprachen|fremdsprachen", "welche sprachen sprechen|sprichst sie|du"]),
    (Slot::Signature, &["unterschrift", "elektronische|digitale unterschrift"]),
    (Slot::Today, &["heutiges datum", "datum der unterschrift"]),
];

pub(super) const QUESTIONS: Questions = &[
    (
        Q::NeverStore,
        &[
            "geburtsdatum|geburtstag|geburtsort|geburtsjahr|geburtsland|geburtsname|familienstand|konfession|religionszugehorigkeit",
            "sozialversicherungsnummer|steuernummer|personalausweisnummer|reisepassnummer|ausweisnummer|kontonummer|bankverbindung",
            "steuer id|identifikationsnummer",
            "vorbestraft|vorstrafen|fuhrungszeugnis|strafregister~|polizeilich~",
            "gesundheitlich~|gesundheitszustand|schwanger~|impfstatus|geimpft",
            "sexuelle orientierung",
            "gewerkschaft~|parteizugehorigkeit",
            "^ alter $",
            "wie alt",
        ],
    ),
    (Q::ExportControl, &["nationalitat|nationalitaten|staatsangehorigkeiten", "sicherheitsuberprufung"]),
    (
        Q::Sponsorship,
        &[
            "visumsponsoring|visasponsoring|visums~",
            "visum|visa * benotig~|erforderlich|sponsor~",
            "benotig~ * visum|visa|sponsor~|sponsoring",
        ],
    ),
    (
        Q::WorkAuthorization,
        &[
            "berechtigt|befugt|erlaubt|recht * arbeiten",
            "durfen|darfst sie|du * arbeiten",
            "arbeitsrechtlich~ * berechtig~",
        ],
    ),
    (Q::Disability, &["schwerbehinder~|gleichgestellt"]),
    (Q::Race, &["ethnisch~|ethnizitat|hautfarbe"]),
    (Q::Gender, &["geschlechtsidentitat"]),
    (
        Q::CompanyRelation,
        &[
            "bereits|schon|fruher|zuvor|jemals * beworben|gearbeitet|beschaftigt|tatig|angestellt",
            "ehemalig~ mitarbeiter~",
            "verwandt~|mitarbeiterempfehlung",
            "empfohlen|geworben von|durch|worden",
            "kennen|kennst * jemanden",
        ],
    ),
    (Q::LegalAge, &["mindestens 18", "18 jahre", "minderjahrig"]),
    (
        Q::Salary,
        &[
            "gehalts~|wunschgehalt|zielgehalt|jahresgehalt|monatsgehalt|jahresbruttogehalt|bruttojahresgehalt|vergutung|lohnvorstellung~|stundenlohn|tagessatz|verdienst",
        ],
    ),
    (
        Q::Marketing,
        &[
            "zukunftige|kunftige|weitere|ahnliche|passende stellen|stellenangebote|positionen|jobangebote|vakanzen",
            "stellenangebote|neuigkeiten|jobs * erhalten|informiert",
            "talent|bewerber pool",
            "bewerberpool|jobalarm",
        ],
    ),
    (
        Q::Attestation,
        &[
            "ich|hiermit versichere|nehme|bin|willige|erklare|bestatige|stimme|akzeptiere * einverstanden|gelesen|zu|ein|kenntnis|richtig|wahrheitsgemass|vollstandig",
            "datenschutz~|einverstandnis~|einwillig~|nutzungsbedingungen|agb",
            "wahrheitsgemass",
        ],
    ),
    (
        Q::StartDate,
        &[
            "verfugbar ab?|zum",
            "ab wann|sofort",
            "wann * beginnen|anfangen|starten|verfugbar|eintreten",
            "arbeitsbeginn|arbeitsantritt|wunschtermin",
            "moglicher|gewunschter beginn|start|eintritt",
        ],
    ),
    (Q::Relocation, &["umziehen|umzuziehen|standortwechsel", "bereit * reisen|pendeln|umzug"]),
    (
        Q::HowHeard,
        &[
            "woher kennen|kennst|haben|hast|wissen",
            "wie|wo * gehort|erfahren|gefunden|entdeckt",
            "^ quelle|bewerbungsquelle $",
        ],
    ),
    (
        Q::Experience,
        &[
            "wie viele jahre",
            "erfahrung|erfahrungen mit|in|als",
            "deutschkenntnisse|englischkenntnisse|sprachkenntnisse|sprachniveau|kenntnisse|fuhrerschein",
        ],
    ),
    (
        Q::FreeText,
        &[
            "warum|wieso|weshalb",
            "beschreib~|erzahl~|erlauter~ * sie|uns|ihre|deine|bitte|kurz",
            "^ nachricht|mitteilung|anmerkungen|kommentar|kommentare|sonstiges $",
            "zusatzliche|weitere informationen|angaben|anmerkungen",
            "uber dich|sich",
            "bewerbungsschreiben|begleitschreiben|motivation",
        ],
    ),
];
