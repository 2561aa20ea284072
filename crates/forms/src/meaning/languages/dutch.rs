//! Dutch: what labels and questions say. See [`super`] for what a phrase is.

use super::{Labels, Questions};
use crate::meaning::Slot;
use domain::QuestionClass as Q;

pub(super) const LABELS: Labels = &[
    (Slot::GivenName, &["voornaam|voornamen"]),
    (Slot::FamilyName, &["achternaam|familienaam"]),
    (Slot::FullName, &["volledige naam", "voor en achternaam", "naam"]),
    (Slot::Email, &["emailadres", "email adres"]),
    (Slot::Phone, &["telefoonnummer|telefoon|mobiel", "mobiel nummer|telefoonnummer"]),
    (Slot::AddressLine1, &["adres", "straat", "straat en huisnummer", "straatnaam"]),
    (Slot::City, &["woonplaats|plaats"]),
    (Slot::PostalCode, &["post code"]),
    (Slot::LinkedIn, &["linkedin profiel"]),
    (Slot::CurrentEmployer, &["huidige werkgever"]),
    (Slot::MiddleName, &["tweede voornaam", "tussennaam"]),
    (Slot::Salutation, &["aanhef|aanspreekvorm|aanspreektitel"]),
    (Slot::PreferredName, &["roepnaam"]),
    (Slot::AddressLine2, &["adresregel 2", "toevoeging"]),
    (Slot::Region, &["provincie"]),
    (Slot::Country, &["land", "land van verblijf", "woonland"]),
    (Slot::PhoneCountry, &["landcode|landnummer"]),
    (Slot::LocationText, &["huidige locatie|woonplaats", "standplaats"]),
    (Slot::GitHub, &["github profiel"]),
    (Slot::Website, &["persoonlijke website|site"]),
    (Slot::CurrentTitle, &["huidige functie|functietitel|baan|rol"]),
    (
        Slot::School,
        &[
            "onderwijsinstelling|universiteit|hogeschool",
            "naam van? school|onderwijsinstelling|universiteit",
            "school of? universiteit",
        ],
    ),
    (
        Slot::Degree,
        &[
            "diploma|opleidingsniveau",
            "hoogst genoten|behaalde opleiding|diploma",
            "hoogste opleiding|opleidingsniveau|diploma",
        ],
    ),
    (Slot::Discipline, &["studierichting|vakgebied|studie"]),
    (Slot::EducationEnd, &["afstudeerdatum|afstudeerjaar", "verwachte afstudeerdatum"]),
    (Slot::Skills, &["vaardigheden|competenties"]),
    (Slot::Languages, &["talen|talenkennis", "welke talen spreek|spreekt u|je?"]),
    (Slot::Signature, &["handtekening", "digitale|elektronische handtekening"]),
    (Slot::Today, &["datum van vandaag|ondertekening"]),
];

pub(super) const QUESTIONS: Questions = &[
    (
        Q::NeverStore,
        &[
            "geboortedatum|geboorteplaats|geboorteland|geboortejaar|geboortenaam|bsn|burgerservicenummer|paspoortnummer|rekeningnummer|strafblad|vog",
            "burgerlijke staat|stand",
            "verklaring omtrent",
            "seksuele orientatie|geaardheid|gerichtheid|voorkeur",
            "^ leeftijd $",
            "hoe oud",
            "zwanger|gezondheid|gezondheidstoestand|geloof|religie",
            "lidmaatschap van? vakbond|partij",
        ],
    ),
    (Q::ExportControl, &["nationaliteit|nationaliteiten|staatsburgerschap"]),
    (
        Q::Sponsorship,
        &[
            "visumsponsoring|kennismigrant~|verblijfsvergunning",
            "visum * nodig|sponsor~",
            "nodig * visum|sponsoring|sponsor",
        ],
    ),
    (
        Q::WorkAuthorization,
        &[
            "werkvergunning|tewerkstellingsvergunning",
            "gerechtigd|bevoegd|toestemming|toegestaan|recht * werken",
            "mag|mogen je|u * werken",
            "legaal * werken",
        ],
    ),
    (Q::Disability, &["beperking|beperkingen|arbeidsbeperking|arbeidshandicap"]),
    (Q::Veteran, &["veteraan|veteranen"]),
    (Q::Race, &["etniciteit|etnisch~|afkomst"]),
    (Q::Gender, &["genderidentiteit"]),
    (Q::Pronouns, &["voornaamwoord|voornaamwoorden"]),
    (
        Q::CompanyRelation,
        &[
            "eerder|ooit|al * gewerkt|gesolliciteerd|dienst",
            "voormalig|voormalige|oud medewerker|werknemer|collega",
            "aanbevolen|doorverwezen|aangedragen door",
            "familie * werk~|bedrijf",
            "ken|kent je|u iemand",
        ],
    ),
    (Q::LegalAge, &["minimaal|minstens|tenminste 18", "18 jaar", "meerderjarig"]),
    (Q::Salary, &["salaris~|loon|uurloon|uurtarief|dagtarief|brutoloon|jaarsalaris|maandsalaris|beloning"]),
    (
        Q::Marketing,
        &[
            "nieuwsbrief|nieuwsbrieven|talentenpool",
            "vacature alert|alerts",
            "toekomstige|andere|nieuwe|vergelijkbare vacatures|functies|kansen|mogelijkheden",
            "op de hoogte",
            "ontvang~ * vacatures|nieuws|updates|berichten|informatie",
        ],
    ),
    (
        Q::Attestation,
        &[
            "ik ga|stem|verklaar|bevestig|accepteer|geef|begrijp",
            "ik heb * gelezen",
            "akkoord met|gaan",
            "privacyverklaring|privacybeleid|privacyvoorwaarden|privacystatement",
            "algemene voorwaarden",
            "toestemming * gegevens|verwerk~",
            "verwerking van",
            "naar waarheid",
        ],
    ),
    (
        Q::StartDate,
        &[
            "ingangsdatum|begindatum|startdatum|beschikbaarheid",
            "beschikbaar per|vanaf|om",
            "per|vanaf wanneer",
            "wanneer * beginnen|starten|beschikbaar",
            "gewenste|mogelijke start|startdatum|indiensttreding",
            "datum indiensttreding",
        ],
    ),
    (Q::Relocation, &["verhuizen|verhuisbereid|reisbereid|reisbereidheid|relocatie", "bereid * verhuizen|reizen"]),
    (
        Q::HowHeard,
        &[
            "hoe * gevonden|gehoord|terechtgekomen|bekend|terecht",
            "waar * gezien|gevonden|gehoord|gelezen",
            "hoe ken|kent",
        ],
    ),
    (
        Q::Experience,
        &[
            "hoeveel jaar|jaren",
            "jaren|jaar * ervaring",
            "werkervaring|ervaring met|in|als",
            "^ werkervaring $",
            "niveau nederlands|engels",
            "rijbewijs",
        ],
    ),
    (
        Q::FreeText,
        &[
            "waarom|beschrijf|vertel|omschrijf|leg",
            "motivatie|motivatiebrief|sollicitatiebrief",
            "^ bericht|opmerking|opmerkingen|toelichting $",
            "aanvullende|overige informatie|opmerkingen",
            "over jezelf|uzelf",
        ],
    ),
];
