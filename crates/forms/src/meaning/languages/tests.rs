//! Labels and questions per language, as tables.

use crate::fixture::{field_of, fields_of, in_section, input, radios, text};
use crate::meaning::Meaning::{self, Profile, Question};
use crate::meaning::Slot as S;
use domain::QuestionClass as Q;

#[track_caller]
fn claims(rows: &[(&str, Meaning)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(label, meaning)| {
            let reading = field_of(text(label)).reading;
            (reading.meaning != Some(*meaning)).then(|| format!("{label:?}: {reading:?}, not {meaning:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn german_labels_are_read() {
    claims(&[
        ("Vorname*", Profile(S::GivenName)),
        ("Nachname", Profile(S::FamilyName)),
        ("Vor- und Nachname", Profile(S::FullName)),
        ("E-Mail-Adresse", Profile(S::Email)),
        ("Telefonnummer", Profile(S::Phone)),
        ("Straße und Hausnummer", Profile(S::AddressLine1)),
        ("Adresszusatz", Profile(S::AddressLine2)),
        ("PLZ", Profile(S::PostalCode)),
        ("Wohnort", Profile(S::City)),
        ("Bundesland", Profile(S::Region)),
        ("Land", Profile(S::Country)),
        ("LinkedIn-Profil", Profile(S::LinkedIn)),
        ("Aktueller Arbeitgeber", Profile(S::CurrentEmployer)),
        ("Aktuelle Position", Profile(S::CurrentTitle)),
        ("Höchster Abschluss", Profile(S::Degree)),
        ("Studienfach", Profile(S::Discipline)),
        ("Hochschule", Profile(S::School)),
        ("Unterschrift", Profile(S::Signature)),
        ("Besitzen Sie eine gültige Arbeitserlaubnis für Deutschland?", Question(Q::WorkAuthorization)),
        ("Benötigen Sie ein Visum oder Sponsoring?", Question(Q::Sponsorship)),
        ("Gehaltsvorstellung (brutto/Jahr)", Question(Q::Salary)),
        ("Ihr Wunschgehalt", Question(Q::Salary)),
        ("Frühestmöglicher Eintrittstermin", Question(Q::StartDate)),
        ("Ab wann sind Sie verfügbar?", Question(Q::StartDate)),
        ("Kündigungsfrist", Question(Q::NoticePeriod)),
        ("Geschlecht", Question(Q::Gender)),
        ("Haben Sie eine Schwerbehinderung?", Question(Q::Disability)),
        ("Staatsangehörigkeit", Question(Q::ExportControl)),
        ("Geburtsdatum", Question(Q::NeverStore)),
        ("Familienstand", Question(Q::NeverStore)),
        ("Ich habe die Datenschutzhinweise gelesen und stimme zu", Question(Q::Attestation)),
        ("Ich möchte über zukünftige Stellenangebote informiert werden", Question(Q::Marketing)),
        ("Wie sind Sie auf uns aufmerksam geworden?", Question(Q::HowHeard)),
        ("Haben Sie sich bereits bei uns beworben?", Question(Q::CompanyRelation)),
        ("Sind Sie mindestens 18 Jahre alt?", Question(Q::LegalAge)),
        ("Sind Sie umzugsbereit?", Question(Q::Relocation)),
        ("Wie viele Jahre Berufserfahrung haben Sie?", Question(Q::Experience)),
        ("Warum möchten Sie bei uns arbeiten?", Question(Q::FreeText)),
    ]);
}

#[test]
fn french_labels_are_read() {
    claims(&[
        ("Prénom", Profile(S::GivenName)),
        ("Nom de famille", Profile(S::FamilyName)),
        ("Nom et prénom", Profile(S::FullName)),
        ("Adresse e-mail", Profile(S::Email)),
        ("Numéro de téléphone", Profile(S::Phone)),
        ("Adresse postale", Profile(S::AddressLine1)),
        ("Complément d'adresse", Profile(S::AddressLine2)),
        ("Code postal", Profile(S::PostalCode)),
        ("Ville", Profile(S::City)),
        ("Pays", Profile(S::Country)),
        ("Profil LinkedIn", Profile(S::LinkedIn)),
        ("Employeur actuel", Profile(S::CurrentEmployer)),
        ("Poste actuel", Profile(S::CurrentTitle)),
        ("Diplôme obtenu", Profile(S::Degree)),
        ("Niveau d'études", Profile(S::Degree)),
        ("Domaine d'études", Profile(S::Discipline)),
        ("Langues parlées", Profile(S::Languages)),
        ("Êtes-vous autorisé(e) à travailler en France ?", Question(Q::WorkAuthorization)),
        ("Avez-vous besoin d'un visa ou d'un parrainage ?", Question(Q::Sponsorship)),
        ("Prétentions salariales", Question(Q::Salary)),
        ("Date de disponibilité", Question(Q::StartDate)),
        ("Quand pouvez-vous commencer ?", Question(Q::StartDate)),
        ("Durée du préavis", Question(Q::NoticePeriod)),
        ("Sexe", Question(Q::Gender)),
        ("Êtes-vous en situation de handicap ?", Question(Q::Disability)),
        ("Nationalité", Question(Q::ExportControl)),
        ("Date de naissance", Question(Q::NeverStore)),
        ("Situation familiale", Question(Q::NeverStore)),
        ("J'accepte la politique de confidentialité", Question(Q::Attestation)),
        ("Je souhaite recevoir les futures offres d'emploi", Question(Q::Marketing)),
        ("Comment avez-vous entendu parler de nous ?", Question(Q::HowHeard)),
        ("Avez-vous déjà travaillé chez nous ?", Question(Q::CompanyRelation)),
        ("Êtes-vous majeur ?", Question(Q::LegalAge)),
        ("Seriez-vous prêt à déménager ?", Question(Q::Relocation)),
        ("Nombre d'années d'expérience", Question(Q::Experience)),
        ("Pourquoi souhaitez-vous nous rejoindre ?", Question(Q::FreeText)),
    ]);
}

#[test]
fn spanish_labels_are_read() {
    claims(&[
        ("Nombre", Profile(S::GivenName)),
        ("Apellidos", Profile(S::FamilyName)),
        ("Nombre completo", Profile(S::FullName)),
        ("Correo electrónico", Profile(S::Email)),
        ("Número de teléfono", Profile(S::Phone)),
        ("Dirección", Profile(S::AddressLine1)),
        ("Código postal", Profile(S::PostalCode)),
        ("Ciudad", Profile(S::City)),
        ("Provincia", Profile(S::Region)),
        ("País de residencia", Profile(S::Country)),
        ("Perfil de LinkedIn", Profile(S::LinkedIn)),
        ("Empresa actual", Profile(S::CurrentEmployer)),
        ("Puesto actual", Profile(S::CurrentTitle)),
        ("Nivel de estudios", Profile(S::Degree)),
        ("Idiomas", Profile(S::Languages)),
        ("¿Tiene permiso de trabajo en España?", Question(Q::WorkAuthorization)),
        ("¿Necesita visado o patrocinio?", Question(Q::Sponsorship)),
        ("Expectativas salariales", Question(Q::Salary)),
        ("Fecha de incorporación", Question(Q::StartDate)),
        ("Disponibilidad", Question(Q::StartDate)),
        ("Disponibilidad para viajar", Question(Q::Relocation)),
        ("Periodo de preaviso", Question(Q::NoticePeriod)),
        ("Género", Question(Q::Gender)),
        ("¿Tiene alguna discapacidad?", Question(Q::Disability)),
        ("Nacionalidad", Question(Q::ExportControl)),
        ("Fecha de nacimiento", Question(Q::NeverStore)),
        ("DNI", Question(Q::NeverStore)),
        ("Acepto la política de privacidad", Question(Q::Attestation)),
        ("Deseo recibir información sobre futuras vacantes", Question(Q::Marketing)),
        ("¿Cómo nos conociste?", Question(Q::HowHeard)),
        ("¿Ha trabajado anteriormente en nuestra empresa?", Question(Q::CompanyRelation)),
        ("¿Es mayor de edad?", Question(Q::LegalAge)),
        ("¿Estaría dispuesto a trasladarse?", Question(Q::Relocation)),
        ("Años de experiencia", Question(Q::Experience)),
        ("¿Por qué quiere trabajar con nosotros?", Question(Q::FreeText)),
    ]);
}

#[test]
fn portuguese_labels_are_read() {
    claims(&[
        ("Primeiro nome", Profile(S::GivenName)),
        ("Sobrenome", Profile(S::FamilyName)),
        ("Nome completo", Profile(S::FullName)),
        ("Endereço de e-mail", Profile(S::Email)),
        ("Telemóvel", Profile(S::Phone)),
        ("Morada", Profile(S::AddressLine1)),
        ("CEP", Profile(S::PostalCode)),
        ("Cidade", Profile(S::City)),
        ("País", Profile(S::Country)),
        ("Perfil do LinkedIn", Profile(S::LinkedIn)),
        ("Empresa atual", Profile(S::CurrentEmployer)),
        ("Cargo atual", Profile(S::CurrentTitle)),
        ("Instituição de ensino", Profile(S::School)),
        ("Escolaridade", Profile(S::Degree)),
        ("Tem autorização para trabalhar em Portugal?", Question(Q::WorkAuthorization)),
        ("Precisa de visto de trabalho?", Question(Q::Sponsorship)),
        ("Pretensão salarial", Question(Q::Salary)),
        ("Data de início", Question(Q::StartDate)),
        ("Disponibilidade para viagens", Question(Q::Relocation)),
        ("Aviso prévio", Question(Q::NoticePeriod)),
        ("Gênero", Question(Q::Gender)),
        ("Possui alguma deficiência?", Question(Q::Disability)),
        ("Raça/Cor", Question(Q::Race)),
        ("Nacionalidade", Question(Q::ExportControl)),
        ("Data de nascimento", Question(Q::NeverStore)),
        ("CPF", Question(Q::NeverStore)),
        ("Li e aceito a política de privacidade", Question(Q::Attestation)),
        ("Quero receber novas vagas por e-mail", Question(Q::Marketing)),
        ("Como soube desta vaga?", Question(Q::HowHeard)),
        ("Já trabalhou nesta empresa?", Question(Q::CompanyRelation)),
        ("É maior de idade?", Question(Q::LegalAge)),
        ("Anos de experiência", Question(Q::Experience)),
        ("Por que quer trabalhar connosco?", Question(Q::FreeText)),
    ]);
}

#[test]
fn dutch_labels_are_read() {
    claims(&[
        ("Voornaam", Profile(S::GivenName)),
        ("Achternaam", Profile(S::FamilyName)),
        ("Volledige naam", Profile(S::FullName)),
        ("E-mailadres", Profile(S::Email)),
        ("Telefoonnummer", Profile(S::Phone)),
        ("Straat en huisnummer", Profile(S::AddressLine1)),
        ("Postcode", Profile(S::PostalCode)),
        ("Woonplaats", Profile(S::City)),
        ("Provincie", Profile(S::Region)),
        ("Land", Profile(S::Country)),
        ("LinkedIn-profiel", Profile(S::LinkedIn)),
        ("Huidige werkgever", Profile(S::CurrentEmployer)),
        ("Huidige functie", Profile(S::CurrentTitle)),
        ("Hoogst genoten opleiding", Profile(S::Degree)),
        ("Studierichting", Profile(S::Discipline)),
        ("Welke talen spreek je?", Profile(S::Languages)),
        ("Heb je een werkvergunning voor Nederland?", Question(Q::WorkAuthorization)),
        ("Heb je een verblijfsvergunning of visumsponsoring nodig?", Question(Q::Sponsorship)),
        ("Salariswens", Question(Q::Salary)),
        ("Gewenste startdatum", Question(Q::StartDate)),
        ("Per wanneer ben je beschikbaar?", Question(Q::StartDate)),
        ("Opzegtermijn", Question(Q::NoticePeriod)),
        ("Geslacht", Question(Q::Gender)),
        ("Heb je een arbeidsbeperking?", Question(Q::Disability)),
        ("Nationaliteit", Question(Q::ExportControl)),
        ("Geboortedatum", Question(Q::NeverStore)),
        ("Ik ga akkoord met de privacyverklaring", Question(Q::Attestation)),
        ("Ik wil de nieuwsbrief ontvangen", Question(Q::Marketing)),
        ("Hoe heb je ons gevonden?", Question(Q::HowHeard)),
        ("Heb je eerder bij ons gewerkt?", Question(Q::CompanyRelation)),
        ("Ben je minimaal 18 jaar?", Question(Q::LegalAge)),
        ("Ben je bereid te verhuizen?", Question(Q::Relocation)),
        ("Hoeveel jaar werkervaring heb je?", Question(Q::Experience)),
        ("Waarom wil je bij ons werken?", Question(Q::FreeText)),
    ]);
}

#[test]
fn czech_application_letters_and_pay_are_read() {
    claims(&[
        ("Jméno a příjmení", Profile(S::FullName)),
        ("Mzdové očekávání", Question(Q::Salary)),
        ("Kdy můžete nastoupit?", Question(Q::StartDate)),
        ("Motivační dopis", Question(Q::FreeText)),
    ]);
}

#[test]
fn somebody_else_is_somebody_else_in_every_language() {
    for label in [
        "E-Mail-Adresse der Referenzperson",
        "Telefonnummer Notfallkontakt",
        "Courriel du référent",
        "Téléphone en cas d'urgence",
        "Correo del contacto de emergencia",
        "Telefone da referência",
        "Telefoonnummer leidinggevende",
        "E-mail van je contactpersoon",
    ] {
        for control in [text(label), input("email", label), input("tel", label)] {
            let meaning = field_of(control).reading.meaning;
            assert!(!matches!(meaning, Some(Profile(_))), "{label}: {meaning:?}");
        }
    }
}

#[test]
fn files_are_told_apart_in_every_language() {
    for (label, slot) in [
        ("Lebenslauf hochladen", S::ResumeFile),
        ("Votre CV", S::ResumeFile),
        ("Curriculum vitae", S::ResumeFile),
        ("Hoja de vida", S::ResumeFile),
        ("Currículo", S::ResumeFile),
        ("Upload je cv", S::ResumeFile),
        ("Anschreiben", S::CoverLetterFile),
        ("Lettre de motivation", S::CoverLetterFile),
        ("Carta de presentación", S::CoverLetterFile),
        ("Carta de apresentação", S::CoverLetterFile),
        ("Motivatiebrief", S::CoverLetterFile),
    ] {
        assert_eq!(field_of(input("file", label)).reading.meaning, Some(Profile(slot)), "{label}");
    }
    assert_eq!(field_of(input("file", "Zeugnisse")).reading.meaning, Some(Question(Q::Other)));
}

#[test]
fn entries_of_a_career_are_read_in_every_language() {
    for (section, employer, title, start, end) in [
        ("Berufserfahrung", "Unternehmen", "Stellenbezeichnung", "Von", "Bis"),
        ("Expérience professionnelle", "Entreprise", "Intitulé du poste", "Date de début", "Date de fin"),
        ("Experiencia laboral", "Empresa", "Puesto", "Fecha de inicio", "Fecha de fin"),
        ("Experiência profissional", "Empresa", "Cargo", "Data de início", "Data de fim"),
        ("Werkervaring", "Werkgever", "Functie", "Begindatum", "Einddatum"),
    ] {
        let controls = [employer, title, start, end].map(|label| in_section(section, text(label)));
        let meanings: Vec<_> = fields_of(controls.to_vec()).into_iter().map(|f| f.reading.meaning).collect();
        let expected = [S::WorkEmployer, S::WorkTitle, S::WorkStart, S::WorkEnd].map(|slot| Some(Profile(slot)));
        assert_eq!(meanings, expected, "{section}");
    }
}

#[test]
fn a_follow_up_follows_in_every_language() {
    for (question, follow_up) in [
        ("Haben Sie eine Schwerbehinderung?", "Wenn ja, welchen Grad?"),
        ("Êtes-vous en situation de handicap ?", "Si oui, précisez"),
        ("¿Tiene alguna discapacidad?", "En caso afirmativo, indique cuál"),
        ("Possui alguma deficiência?", "Se sim, qual?"),
        ("Heb je een arbeidsbeperking?", "Zo ja, welke?"),
    ] {
        let mut controls = radios(1, question, &["A", "B"]);
        controls.push(text(follow_up));
        let fields = fields_of(controls);
        assert_eq!(fields[1].reading.meaning, Some(Question(Q::Disability)), "{follow_up}");
    }
}
