//! French: what labels and questions say. See [`super`] for what a phrase is.

use super::{Labels, Questions};
use crate::meaning::Slot;
use domain::QuestionClass as Q;

pub(super) const LABELS: Labels = &[
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
    (Slot::MiddleName, &["deuxieme|second prenom", "autres prenoms"]),
    (Slot::Salutation, &["civilite", "titre de civilite"]),
    (Slot::PreferredName, &["prenom dusage|usuel|prefere", "surnom"]),
    (Slot::AddressLine2, &["complement dadresse", "adresse ligne 2"]),
    (Slot::Region, &["region|province|departement|canton", "etat region|province"]),
    (Slot::PhoneCountry, &["indicatif", "indicatif pays|telephonique|international"]),
    (Slot::GitHub, &["profil|lien github"]),
    (Slot::Website, &["site web|internet|personnel", "site web personnel", "portfolio en ligne"]),
    (Slot::CurrentTitle, &["poste actuel|occupe", "fonction actuelle", "intitule du poste actuel", "titre actuel"]),
    (
        Slot::School,
        &[
            "etablissement|ecole|universite",
            "etablissement scolaire|denseignement",
            "ecole ou? universite",
            "nom de? letablissement|lecole|luniversite",
        ],
    ),
    (
        Slot::Degree,
        &[
            "diplome obtenu?",
            "niveau detudes|detude|diplome",
            "dernier|plus diplome haut? obtenu?",
            "niveau de diplome",
            "plus haut niveau detudes",
            "diplome le plus eleve",
        ],
    ),
    (Slot::Discipline, &["domaine detudes|detude", "specialite|filiere|specialisation"]),
    (Slot::EducationEnd, &["date|annee dobtention", "date|annee dobtention du diplome"]),
    (Slot::Skills, &["competences", "competences cles|techniques"]),
    (Slot::Languages, &["langues parlees?", "quelles langues parlez vous"]),
    (Slot::Signature, &["signature electronique"]),
    (Slot::Today, &["date du jour", "date de signature"]),
];

pub(super) const QUESTIONS: Questions = &[
    (
        Q::NeverStore,
        &[
            "date|lieu|annee|pays|ville de naissance",
            "situation familiale|matrimoniale|maritale",
            "etat civil",
            "numero de securite sociale",
            "securite sociale",
            "numero de passeport|carte|piece",
            "casier judiciaire",
            "condamnation|condamnations|condamne|condamnee",
            "etat de sante",
            "enceinte|grossesse|vaccination|vaccine",
            "orientation sexuelle",
            "appartenance syndicale|religieuse|politique",
            "^ age $",
            "quel age",
            "amenagement|amenagements",
        ],
    ),
    (Q::ExportControl, &["nationalites|citoyennete", "titre de sejour", "habilitation"]),
    (
        Q::Sponsorship,
        &["parrainage", "besoin * visa|sponsor~|parrainage", "necessit~ * visa|parrainage|sponsor~", "visa de travail"],
    ),
    (
        Q::WorkAuthorization,
        &[
            "autorise|autorisee|habilite|habilitee * travailler",
            "permis|autorisation|droit de travail|travailler",
            "legalement * travailler",
        ],
    ),
    (Q::Disability, &["handicape|handicapee|handicapes|rqth"]),
    (Q::Race, &["origine|origines ethnique|ethniques", "ethnie|raciale"]),
    (Q::Gender, &["identite de genre"]),
    (Q::Pronouns, &["pronoms"]),
    (
        Q::CompanyRelation,
        &[
            "deja|precedemment|auparavant * travaille|postule|candidate|employe|employee",
            "ancien|ancienne|anciens salarie|salariee|employe|employee|collaborateur|collaboratrice",
            "recommande|recommandee|coopte|cooptee par",
            "cooptation|cooptateur",
            "membre * famille|famille",
            "connaissez * quelquun|collaborateur|employe",
        ],
    ),
    (Q::LegalAge, &["18 ans|ou", "dix huit ans", "majeur|majeure"]),
    (
        Q::Salary,
        &[
            "salariale|salariales|salaires|tjm",
            "pretentions|pretention|attentes salariales?|financieres?",
            "taux journalier|horaire",
        ],
    ),
    (
        Q::Marketing,
        &[
            "futures|prochaines|autres|nouvelles|similaires opportunites|offres|postes",
            "recevoir * offres|actualites|alertes|communications|nouvelles|emails",
            "vivier",
            "conserver|conservation * candidature|cv|profil|donnees",
            "alerte|alertes emploi|email|mail",
        ],
    ),
    (
        Q::Attestation,
        &[
            "jaccepte|jautorise|jatteste|jai|jaffirme|javoue",
            "je certifie|confirme|reconnais|declare|consens|comprends|soussigne|donne",
            "politique de? confidentialite|protection",
            "protection|traitement des|de mes? donnees",
            "donnees personnelles|caractere",
            "conditions generales|dutilisation",
            "consentement|exactitude|lexactitude",
            "lu et|la|les|accepte",
        ],
    ),
    (Q::NoticePeriod, &["periode|duree|delai de preavis", "combien * preavis"]),
    (
        Q::StartDate,
        &[
            "date de debut|disponibilite|demarrage|commencement|prise|dembauche|darrivee",
            "date de prise de poste",
            "disponible|disponibilite a|des|immediatement|immediate|partir",
            "^ disponibilite|disponibilites $",
            "quand * commencer|disponible|demarrer|debuter",
        ],
    ),
    (
        Q::Relocation,
        &["mobilite|demenager|demenagement|relocalisation|relocaliser", "pret|prete * deplacer|deplacements|demenager"],
    ),
    (
        Q::HowHeard,
        &["comment * trouve|decouvert|appris|pris|entendu|connu|connaissance", "ou * entendu|trouve|vu|decouvert"],
    ),
    (
        Q::Experience,
        &[
            "annees|dannees dexperience|dexperiences",
            "combien dannees",
            "niveau de|danglais|en|dexperience",
            "experience|experiences en|avec|dans|professionnelle",
            "permis de conduire",
        ],
    ),
    (
        Q::FreeText,
        &[
            "pourquoi|decrivez|expliquez|presentez|racontez",
            "parlez nous|moi",
            "^ message|commentaire|commentaires|remarques|motivations $",
            "informations complementaires|supplementaires",
            "vos motivations",
        ],
    ),
];
