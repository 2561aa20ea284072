//! What labels ask for a value of the profile. Each phrase is the whole label,
//! after filler ("please enter your …") is taken out; see [`crate::phrases`].

use super::languages::{CS, DE, ES, FR, IT, NL, PL, PT};
use crate::meaning::Slot;
use crate::phrases::Lexicon;
use std::sync::LazyLock;

/// Words that say nothing about what is asked.
const FILLER: [&str; 43] = [
    "list",
    "s",
    "please",
    "enter",
    "provide",
    "your",
    "my",
    "the",
    "a",
    "an",
    "what",
    "is",
    "whats",
    "add",
    "kindly",
    "input",
    "fill",
    "here",
    "candidate",
    "candidates",
    "applicant",
    "applicants",
    "us",
    "with",
    "optional",
    "required",
    "share",
    "indicate",
    "select",
    "choose",
    "bitte",
    "ihr",
    "ihre",
    "dein",
    "deine",
    "votre",
    "su",
    "tu",
    "seu",
    "sua",
    "uw",
    "je",
    "mandatory",
];

/// The words that count in a label that may name a slot.
pub(super) fn core_words(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).filter(|w| !FILLER.contains(w)).collect()
}

/// What the whole label says, per language. The name of the rule is `label.<language>.<slot>`.
pub(super) static SLOTS: LazyLock<Lexicon<(Slot, &'static str)>> = LazyLock::new(|| {
    let rows = TABLES.into_iter().flat_map(|(language, table)| table.iter().map(move |row| (language, row)));
    let phrases =
        rows.flat_map(|(language, (slot, phrases))| phrases.iter().map(move |phrase| (*phrase, (*slot, language))));
    Lexicon::new(phrases, true)
});

/// Tables of the labels that hold anywhere, per language.
pub(super) const TABLES: [(&str, Table); 9] =
    [("en", EN), ("de", DE), ("fr", FR), ("es", ES), ("pt", PT), ("nl", NL), ("cs", CS), ("it", IT), ("pl", PL)];

/// Labels that mean an entry of a work-experience section when they stand in one.
pub(super) static IN_WORK: LazyLock<Lexicon<Slot>> = LazyLock::new(|| in_section(WORK_SECTION));

/// Labels that mean an entry of an education section when they stand in one.
pub(super) static IN_EDUCATION: LazyLock<Lexicon<Slot>> = LazyLock::new(|| in_section(EDUCATION_SECTION));

fn in_section(table: &'static [(Slot, &'static [&'static str])]) -> Lexicon<Slot> {
    Lexicon::new(table.iter().flat_map(|(slot, phrases)| phrases.iter().map(move |p| (*p, *slot))), true)
}

pub(super) type Table = &'static [(Slot, &'static [&'static str])];

const EN: Table = &[
    (
        Slot::GivenName,
        &[
            "legal|official? first|given name|names",
            "firstname|forename|forenames|givenname",
            "first given name",
            "given first name",
            "first name given name",
            "given name first name",
            "first name as it? appears|shown|per|on * ",
            "first",
        ],
    ),
    (
        Slot::MiddleName,
        &[
            "legal|official? middle name|names|initial|initials",
            "middlename|middle",
            "additional name",
            "second name",
            "mi",
        ],
    ),
    (
        Slot::FamilyName,
        &[
            "legal|official? last|family name|names",
            "legal? surname|lastname|surnames|familyname",
            "last family name",
            "last name surname",
            "surname last name",
            "last name family name",
            "family name last name",
            "family name surname",
            "surname family name",
            "last name as it? appears|shown|per|on * ",
            "last",
        ],
    ),
    (
        Slot::FullName,
        &[
            "full|legal|complete|whole? legal|full? name",
            "fullname",
            "first and? last name|names",
            "first name and? last name",
            "first name and? surname",
            "given and family name|names",
            "name and? surname",
            "full name first and? last name?",
            "real name",
            "name first and? last",
            "full legal name as it? appears|shown|per|on * ",
        ],
    ),
    (
        Slot::Salutation,
        &[
            "salutation|honorific",
            "honorific|name prefix|title",
            "courtesy title",
            "form of address",
            "mr|mrs|ms mr|mrs|ms mr|mrs|ms|mx?",
        ],
    ),
    (
        Slot::PreferredName,
        &[
            "preferred|chosen first|given|full? name",
            "preferred name if different * ",
            "preferred first name if different * ",
            "preferred|chosen name nickname",
            "nickname|nick",
            "name you go by",
            "name do you go by",
            "name you prefer to? be? called?",
            "name do you prefer to? be? called?",
            "known as",
            "goes by",
            "preferredname",
        ],
    ),
    (
        Slot::Email,
        &[
            "personal|primary|contact|confirm|confirmed|verify|repeat|reenter|again? email address|adress|id|addresses?",
            "re email address?",
            "confirm|verify|repeat email address?",
            "email address? confirmation|again",
            "personal|primary|contact email address?",
            "email address username",
            "username email address?",
            "valid? email address?",
            "emailaddress",
            "address email",
        ],
    ),
    (
        Slot::Phone,
        &[
            "primary|contact|home|personal|best|daytime|preferred|main? phone|telephone|mobile|cell|cellphone|tel|telefone number|no|num|nr?",
            "mobile|cell|home|contact phone|telephone number|no?",
            "phone|telephone mobile|cell number?",
            "mobile telephone number?",
            "contact number|no",
            "contact phone number?",
            "phonenumber|mobilenumber",
            "phone or? mobile number?",
            "mobile or? phone number?",
            "phone number to? reach you? at?",
            "phone number include|including|incl country code",
            "phone number country code",
            "best phone number to reach you? at?",
        ],
    ),
    (Slot::PhoneNational, &["phone|mobile|telephone number? without|excluding country code", "national phone? number"]),
    (
        Slot::PhoneCountry,
        &[
            "country|area? phone|telephone|mobile|dial|dialing|dialling|calling code|prefix",
            "country code",
            "selected country",
            "country phone|telephone|dialing|dialling|calling code",
            "phone|telephone|mobile number? country code|prefix?",
            "phone|telephone number? country",
            "phone|telephone prefix",
            "international dialing|dialling|phone? code",
            "country calling code",
            "selected country",
        ],
    ),
    (
        Slot::PhoneType,
        &["phone device? type|kind", "device type", "phone|telephone number? type|kind", "type of phone|number"],
    ),
    (
        Slot::AddressLine1,
        &[
            "home|street|mailing|residential|current|permanent|postal|full|residence|contact? address",
            "street|home|mailing|residential? address line? 1|one|i?",
            "address line? 1|one",
            "street",
            "street name? and? house|street? number|no?",
            "street address line? 1",
            "addressline",
        ],
    ),
    (
        Slot::AddressLine2,
        &[
            "street|home|mailing? address line? 2|two",
            "apt|apartment|suite|unit|flat number|no|num?",
            "apt|apartment suite|unit|floor? * ",
            "address line? 2 apt|apartment|suite|unit? * ",
        ],
    ),
    (
        Slot::City,
        &[
            "current|home? city|town",
            "city|town|suburb or|and? city|town|suburb|locality|village",
            "city of residence|living",
            "municipality|locality",
            "in? which city do you currently? live|reside in?",
            "city do you currently? live|reside in?",
            "city you currently? live|reside in?",
            "city are you currently? based|located|living in?",
            "current|home city of residence?",
            "in which city are you currently? based|located|living",
        ],
    ),
    (
        Slot::Region,
        &[
            "current|home? state|province",
            "state|province|region|county|territory or|and? state|province|region|county|territory",
            "state|province|region or|and? state|province|region or|and? state|province|region|territory",
            "region",
            "us state",
            "state of residence",
            "in? which|us? us? state do you currently? live|reside in?",
            "which? us? state|province do you currently? live|reside in?",
            "state|province of residence",
        ],
    ),
    (
        Slot::PostalCode,
        &[
            "zip|postal|pin|postcode code",
            "zip|zipcode|postcode|pincode|eircode|postalcode",
            "zip or? postal|postcode code?",
            "postal|postcode or? zip code?",
            "home|current? zip|postal code",
            "postal code zip code?",
            "zip code postal code",
        ],
    ),
    (
        Slot::Country,
        &[
            "current|home? country",
            "country or? region|territory",
            "current|home? country of residence|domicile|residency",
            "country where? you currently? live|reside in?",
            "country in which you currently? live|reside",
            "in? which? country do you currently? live|reside|work in?",
            "which country do you currently? live|reside in?",
            "which? country are you currently? based|located|living|residing in?",
            "in which country are you currently? based|located|living|residing in?",
            "country name",
            "country of current? residence",
            "country residence",
        ],
    ),
    (
        Slot::LocationText,
        &[
            "current|home|present? location",
            "current? location city * ",
            "city and|comma? state|country|province|region",
            "city state|province|region and|or? country",
            "current city and|comma? state|country|province|region",
            "city and? state|province of residence",
            "city state zip? country?",
            "where are you currently? based|located|living|residing",
            "where do you currently? live|reside",
            "where you currently? live|reside",
            "place of residence",
            "residence",
            "current location of? residence?",
            "current? city and? state and|or? country",
        ],
    ),
    (
        Slot::LinkedIn,
        &[
            "linkedin profile|url|link|page|account|address|handle|website|id|public? url|link|page|profile|address|username?",
            "link|url to linkedin profile|page|account?",
            "linkedin",
            "linkedin com in? * ",
            "linkedin profile|url or|if * ",
        ],
    ),
    (
        Slot::GitHub,
        &[
            "github profile|url|link|page|account|address|handle|username|repository? url|link|page|profile|username?",
            "link|url to github profile|page|account?",
            "github",
            "github profile|url or|if * ",
        ],
    ),
    (
        Slot::Twitter,
        &[
            "twitter|x profile|url|link|page|account|handle|username url|link?",
            "twitter",
            "twitter x profile|url|link|handle?",
            "x twitter profile|url|link|handle?",
            "x formerly twitter",
        ],
    ),
    (
        Slot::Website,
        &[
            "personal|portfolio? website|site|webpage|homepage|blog|portfolio url|link|address?",
            "portfolio website? url|link?",
            "personal website|site or? portfolio|blog url|link?",
            "website|site|blog|portfolio or|and? website|site|blog|portfolio url|link?",
            "website blog or|and? portfolio",
            "link|url to portfolio|website|blog",
            "portfolio or|and website url|link?",
            "personal url|link|page",
            "online portfolio url|link?",
            "website portfolio blog? * ",
        ],
    ),
    (
        Slot::OtherLink,
        &[
            "other|additional website|websites|url|urls|link|links|site|sites",
            "other social? media|profile|profiles|links",
            "any other links|websites|url",
        ],
    ),
    (
        Slot::CurrentEmployer,
        &[
            "current|present|latest|last|recent company|employer|organization|organisation|workplace name?",
            "most recent company|employer|organization|organisation name?",
            "current or|and? most|last|latest|previous? recent? company|employer|organization|organisation name?",
            "current company|employer|organization|organisation name?",
            "name of current company|employer|organization|organisation",
            "where do you currently work",
            "who is? current employer",
            "current company organization|organisation?",
        ],
    ),
    (
        Slot::CurrentTitle,
        &[
            "current|present|latest|last|recent job|position|professional? title|position|role|occupation|designation",
            "most recent job|position|professional? title|position|role|occupation",
            "current or|and? most|last|latest|previous? recent? job|position? title|position|role",
            "current position|job title",
            "title of current position|role|job",
        ],
    ),
    (
        Slot::School,
        &[
            "school|university|college|institution|institute or|and? university|college|school|institution? name?",
            "name of school|university|college|institution",
            "most recent|latest? school|university|college",
            "college university attended?",
            "school attended",
            "alma mater",
            "educational institution name?",
        ],
    ),
    (
        Slot::Degree,
        &[
            "degree type|level|name|title|obtained|earned?",
            "highest degree level? obtained|earned|completed|attained|achieved|received?",
            "highest level of? education you? have? completed|attained|achieved|obtained|received?",
            "highest education level? completed|attained|achieved|obtained?",
            "highest completed? level of? education",
            "highest degree you have? completed|attained|obtained|earned|received",
            "level of education",
            "education level",
            "highest qualification|qualifications",
        ],
    ),
    (
        Slot::Discipline,
        &[
            "discipline|major|majors",
            "field|area|course|subject of study|studies major?",
            "major field|area of study",
            "degree major|discipline|subject|field|area",
            "major or? field|area? of? study?",
            "field of study or? major|discipline",
            "specialization|specialisation|concentration",
        ],
    ),
    (
        Slot::EducationEnd,
        &[
            "expected|anticipated|actual? graduation date|year|month",
            "date|year|month of expected|anticipated? graduation",
            "when did you graduate",
            "when do you expect to? graduate",
            "expected|anticipated date|year of graduation",
            "year of? graduated|completion",
        ],
    ),
    (
        Slot::Grade,
        &["gpa", "cumulative|overall gpa", "overall result gpa", "grade point average gpa?", "gpa or? grade"],
    ),
    (
        Slot::Skills,
        &[
            "key|technical|relevant|top|core|main|professional? skills",
            "skills and|or competencies|technologies",
            "type|search? to? skills",
        ],
    ),
    (
        Slot::Languages,
        &[
            "languages",
            "spoken languages",
            "languages spoken",
            "languages you speak",
            "languages do you speak",
            "which languages do you speak",
            "foreign languages",
        ],
    ),
    (
        Slot::Signature,
        &[
            "electronic|digital|e? signature",
            "signature full? name?",
            "full? legal? name as|for signature",
            "full? legal? name signature",
            "sign name? ",
            "esignature",
            "full legal? name to|as|for sign|signature",
        ],
    ),
    (
        Slot::Today,
        &[
            "todays|today date",
            "date signed",
            "date of signature",
            "signature date",
            "current date",
            "date of signing",
            "signed on",
            "date today",
        ],
    ),
];

pub(super) const WORK_SECTION: Table = &[
    (
        Slot::WorkEmployer,
        &[
            "company|employer|organization|organisation|firm|unternehmen|arbeitgeber|firma|entreprise|empresa name?",
            "name of company|employer|organization|organisation",
            "company organization|organisation?",
            "employer company? name?",
            "bedrijf|werkgever|empregador|empleador|societe|organisation|organisatie",
            "nom de lentreprise|lemployeur",
            "nombre|nome de|da la? empresa",
            "naam van? bedrijf|werkgever",
        ],
    ),
    (
        Slot::WorkTitle,
        &[
            "job|position|role? title",
            "job|position|role",
            "title position",
            "position title|held",
            "role title",
            "designation|stelle|position|poste|puesto",
            "stellenbezeichnung|jobtitel|berufsbezeichnung|funktion|positionsbezeichnung|fonction|cargo|funcao|functie|functietitel",
            "intitule|titre du poste",
            "titulo|nombre del puesto|cargo",
        ],
    ),
    (Slot::WorkLocation, &["job|company|employer|work? location", "location city * "]),
    (
        Slot::WorkStart,
        &[
            "start|from|begin|beginning date|month|year?",
            "start|from date|month|year month|year?",
            "from",
            "date from",
            "date started",
            "von",
            "mm yyyy from",
            "beginn|startdatum|debut|desde|inicio|begindatum|du|van|de",
            "date de debut",
            "fecha de inicio",
            "data de inicio",
        ],
    ),
    (
        Slot::WorkEnd,
        &[
            "end|to|until date|month|year?",
            "end|to date|month|year month|year?",
            "to",
            "date to",
            "date ended",
            "bis|ende|enddatum|fin|hasta|fim|ate|tot|einddatum|au|termino",
            "date de fin",
            "fecha de fin|finalizacion",
            "data de fim|termino|saida",
        ],
    ),
    (
        Slot::WorkCurrent,
        &[
            "i currently work here",
            "i currently work in this role|position|job",
            "i am|im currently working|employed here|in? this? role|position?",
            "i currently work|am|hold * here|role|position|job|company",
            "current|currently working? here|role|position|job|employer|employed?",
            "this is current role|position|job|employer?",
            "present",
            "still work|employed here?",
            "still working here?",
            "currently employed|working here?",
            "ich arbeite|bin derzeit|aktuell|noch hier|dort|beschaftigt?",
            "aktuelle|derzeitige stelle|position|tatigkeit",
            "jy travaille actuellement",
            "je travaille actuellement|toujours ici",
            "poste actuel|actuelle?",
            "trabajo aqui? actualmente aqui?",
            "actualmente trabajo aqui",
            "puesto|trabajo actual",
            "trabalho aqui? atualmente aqui?",
            "cargo|emprego|trabalho atual",
            "ik werk hier nog? momenteel?",
            "huidige functie|baan",
        ],
    ),
    (
        Slot::WorkDescription,
        &[
            "job|role|position|work? description",
            "responsibilities|duties|summary|description|achievements and? responsibilities|duties|achievements|accomplishments?",
            "job|role responsibilities|duties|summary",
            "description of responsibilities|duties|role|work",
            "beschreibung|tatigkeitsbeschreibung|aufgaben|tatigkeiten|descripcion|funciones|responsabilidades|descricao|atividades|omschrijving|taken|beschrijving|missions",
            "description du poste",
        ],
    ),
];

pub(super) const EDUCATION_SECTION: Table = &[
    (
        Slot::EducationStart,
        &[
            "start|from|begin date|month|year?",
            "start|from date|month|year month|year?",
            "from",
            "date from",
            "from year",
            "first year attended",
            "von|beginn|startdatum|debut|desde|inicio|begindatum|du|van",
            "date de debut",
            "fecha de inicio",
            "data de inicio",
        ],
    ),
    (
        Slot::EducationEnd,
        &[
            "end|to|until date|month|year?",
            "end|to date|month|year month|year?",
            "to",
            "to actual or? expected?",
            "last year attended",
            "date to",
            "graduation",
            "graduated",
            "year",
            "end date or? expected|actual? * ",
            "bis|ende|enddatum|fin|hasta|fim|ate|tot|einddatum|au|termino|jahr|annee|ano|jaar",
            "date de fin",
            "fecha de fin|finalizacion",
            "data de fim|termino|conclusao",
        ],
    ),
    (Slot::Grade, &["grade", "score", "result", "overall result", "grade average?"]),
    (Slot::School, &["name", "institution name"]),
    (
        Slot::Discipline,
        &[
            "area",
            "subject",
            "field",
            "studies",
            "course",
            "program|programme",
            "fach|studium|matiere|carrera|curso|opleiding",
        ],
    ),
    (Slot::Degree, &["qualification", "study type", "type of degree", "level", "titulo|titulacion|grado|grau|niveau"]),
];
