//! Labels of identity in other languages than English. Each phrase is the whole
//! label, without accents.

use super::Slot;
use super::labels::Table;

pub(super) const DE: Table = &[
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
];

pub(super) const FR: Table = &[
    (Slot::GivenName, &["prenom|prenoms"]),
    (Slot::FamilyName, &["nom de famille", "nom"]),
    (Slot::FullName, &["nom complet", "nom et prenom|prenoms", "prenom et nom"]),
    (
        Slot::Email,
        &["adresse email|mail|electronique|courriel", "courriel|mail", "adresse de messagerie", "adresse mail"],
    ),
    (Slot::Phone, &["telephone portable|mobile?", "numero de telephone portable|mobile?", "portable"]),
    (Slot::AddressLine1, &["adresse", "adresse postale", "rue", "numero et rue"]),
    (Slot::City, &["ville", "ville de residence"]),
    (Slot::PostalCode, &["code postal"]),
    (Slot::Country, &["pays", "pays de residence"]),
    (Slot::LocationText, &["lieu de residence", "localisation"]),
    (Slot::LinkedIn, &["profil linkedin", "lien linkedin"]),
    (Slot::CurrentEmployer, &["employeur actuel", "entreprise actuelle", "societe actuelle"]),
];

pub(super) const ES: Table = &[
    (Slot::GivenName, &["nombre de pila", "nombre|nombres"]),
    (Slot::FamilyName, &["apellido|apellidos"]),
    (Slot::FullName, &["nombre completo", "nombre y apellido|apellidos", "nombre apellidos"]),
    (Slot::Email, &["correo electronico?", "direccion de correo electronico?"]),
    (Slot::Phone, &["telefono", "telefono movil", "numero de telefono|movil", "movil", "numero telefonico"]),
    (Slot::AddressLine1, &["direccion", "domicilio", "calle y? numero?"]),
    (Slot::City, &["ciudad", "ciudad de residencia", "localidad", "poblacion"]),
    (Slot::Region, &["provincia", "comunidad autonoma"]),
    (Slot::PostalCode, &["codigo postal"]),
    (Slot::Country, &["pais", "pais de residencia"]),
    (Slot::LocationText, &["ubicacion", "ubicacion actual", "lugar de residencia"]),
    (Slot::LinkedIn, &["perfil de? linkedin"]),
    (Slot::CurrentEmployer, &["empresa actual"]),
];

pub(super) const PT: Table = &[
    (Slot::GivenName, &["primeiro nome", "nome proprio"]),
    (Slot::FamilyName, &["sobrenome|apelido", "ultimo nome"]),
    (Slot::FullName, &["nome completo", "nome e sobrenome"]),
    (Slot::Email, &["correio eletronico", "endereco de email"]),
    (Slot::Phone, &["telefone celular?", "telemovel|celular", "numero de telefone|telemovel|celular"]),
    (Slot::AddressLine1, &["endereco", "morada", "rua"]),
    (Slot::City, &["cidade"]),
    (Slot::PostalCode, &["cep"]),
    (Slot::LocationText, &["localizacao", "local de residencia"]),
    (Slot::LinkedIn, &["perfil do? linkedin"]),
];

pub(super) const NL: Table = &[
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
];

pub(super) const CS: Table = &[
    (Slot::GivenName, &["krestni? jmeno"]),
    (Slot::FamilyName, &["prijmeni"]),
    (Slot::FullName, &["jmeno a prijmeni", "cele jmeno"]),
    (Slot::Email, &["emailova adresa"]),
    (Slot::Phone, &["mobilni|telefonni telefon|cislo", "mobil", "telefonni cislo"]),
    (Slot::City, &["mesto", "mesto bydliste"]),
    (Slot::PostalCode, &["psc"]),
    (Slot::LinkedIn, &["linkedin profil"]),
];

pub(super) const IT: Table = &[
    (Slot::GivenName, &["nome di battesimo"]),
    (Slot::FamilyName, &["cognome"]),
    (Slot::FullName, &["nome e cognome", "nome completo"]),
    (Slot::Email, &["indirizzo email", "posta elettronica"]),
    (Slot::Phone, &["numero di telefono|cellulare", "cellulare"]),
    (Slot::City, &["citta"]),
];

pub(super) const PL: Table = &[
    (Slot::GivenName, &["imie|imiona"]),
    (Slot::FamilyName, &["nazwisko"]),
    (Slot::FullName, &["imie i nazwisko"]),
    (Slot::Email, &["adres email"]),
    (Slot::Phone, &["numer telefonu", "telefon komorkowy"]),
    (Slot::City, &["miasto|miejscowosc"]),
    (Slot::PostalCode, &["kod pocztowy"]),
];
