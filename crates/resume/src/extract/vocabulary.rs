//! Words that tell a title from an employer and a degree from a school, in six
//! languages. They only weigh; position in the layout decides with them.

use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Lower-case words without accents.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded: String =
        text.nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c)).flat_map(char::to_lowercase).collect();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

type Words = LazyLock<HashSet<&'static str>>;

fn set(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

fn listed(list: &Words, word: &str) -> bool {
    list.contains(word)
}

/// How much a text looks like a job title.
pub(super) fn title_score(text: &str) -> u32 {
    let words = words(text);
    if words.len() > 12 {
        return 0;
    }
    let ends = |word: &str| TITLE_ENDINGS.iter().any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending));
    words.iter().map(|word| if listed(&TITLES, word) || ends(word) { 2 } else { u32::from(listed(&RANKS, word)) }).sum()
}

/// How much a text looks like an employer.
pub(super) fn employer_score(text: &str) -> u32 {
    let words = words(text);
    let legal = text.contains("S.A.") || text.contains("S.L.") || text.contains("B.V.") || text.contains("N.V.");
    2 * words.iter().filter(|word| listed(&EMPLOYERS, word)).count() as u32 + 2 * u32::from(legal)
}

/// How much a text looks like a school.
pub(super) fn school_score(text: &str) -> u32 {
    let words = words(text);
    let ends = |word: &str| {
        ["universitat", "hochschule", "schule", "gymnasium", "universiteit", "hogeschool"]
            .iter()
            .any(|e| word.ends_with(e))
    };
    2 * words.iter().filter(|word| listed(&SCHOOLS, word) || ends(word)).count() as u32
}

/// The characters a degree takes at the beginning of `text`, if it begins with one.
pub(super) fn degree_at_start(text: &str) -> Option<usize> {
    // No degree is longer; a long paragraph need not be folded to its end.
    let folded: Vec<char> = text.chars().take(60).map(fold_char).collect();
    FOLDED_DEGREES
        .iter()
        .filter(|degree| folded.starts_with(degree) && folded.get(degree.len()).is_none_or(|c| !c.is_alphanumeric()))
        .map(Vec::len)
        .max()
}

static FOLDED_DEGREES: LazyLock<Vec<Vec<char>>> =
    LazyLock::new(|| DEGREES.iter().map(|degree| degree.chars().collect()).collect());

fn fold_char(c: char) -> char {
    let base = c.nfd().next().unwrap_or(c);
    let base = if matches!(base, '’' | '‘' | '`') { '\'' } else { base };
    base.to_lowercase().next().unwrap_or(base)
}

/// Whether a text names a field of study.
pub(super) fn is_field_of_study(text: &str) -> bool {
    let words = words(text);
    words.len() <= 9 && words.iter().any(|word| listed(&FIELDS, word))
}

/// Whether a text is the name of a language a person speaks.
pub(super) fn is_language(text: &str) -> bool {
    let words = words(text);
    matches!(words.as_slice(), [one] if listed(&LANGUAGES, one))
        || matches!(words.as_slice(), [_, two] if listed(&LANGUAGES, two) && words.len() == 2)
}

/// Whether a text says how well something is mastered.
pub(super) fn is_level(text: &str) -> bool {
    let words = words(text);
    !words.is_empty() && words.len() <= 5 && words.iter().any(|word| listed(&LEVELS, word))
}

/// Whether a text is the label of a list inside an entry ("Highlights", "Courses").
pub(super) fn is_list_label(text: &str) -> bool {
    let words = words(text);
    words.len() <= 3 && words.iter().all(|word| listed(&LIST_LABELS, word)) && !words.is_empty()
}

static TITLES: Words = LazyLock::new(|| {
    set("engineer developer programmer architect manager director analyst consultant designer scientist \
    researcher intern internship trainee apprentice assistant associate administrator coordinator specialist technician \
    officer president ceo cto cfo coo cio cmo vp founder cofounder partner owner accountant auditor bookkeeper nurse \
    physician doctor surgeon pharmacist therapist teacher lecturer professor tutor instructor educator teaching fellow \
    postdoc librarian editor writer journalist author translator copywriter photographer artist animator producer \
    salesperson representative agent broker advisor adviser planner buyer recruiter generalist paralegal lawyer attorney \
    counsel solicitor barista cashier clerk waiter waitress server bartender chef cook baker driver operator mechanic \
    electrician plumber carpenter welder machinist foreman supervisor superintendent inspector guard secretary \
    receptionist volunteer mentor coach trainer freelancer freelance contractor devops sre dev evangelist advocate \
    strategist marketer economist statistician chemist biologist physicist mathematician geologist sysadmin webmaster \
    tester qa captain lieutenant sergeant chairman chairwoman chair member ambassador superviser underwriter \
    dispatcher estimator surveyor actuary controller comptroller treasurer cto principal dean registrar \
    ingenieur ingenieurin entwickler entwicklerin softwareentwickler softwareentwicklerin berater beraterin leiter \
    leiterin geschaftsfuhrer praktikant praktikantin werkstudent werkstudentin mitarbeiter mitarbeiterin assistent \
    assistentin kaufmann kauffrau buchhalter buchhalterin referent referentin lehrer lehrerin techniker technikerin \
    sachbearbeiter sachbearbeiterin auszubildender auszubildende verkaufer verkauferin architektin projektleiter \
    projektleiterin teamleiter teamleiterin abteilungsleiter wissenschaftler informatiker krankenpfleger pfleger \
    consultante developpeur developpeuse chef cheffe charge chargee directeur directrice responsable stagiaire \
    technicien technicienne comptable analyste assistante conseiller conseillere enseignant enseignante vendeur \
    vendeuse gestionnaire alternant alternante apprenti infirmier infirmiere formateur formatrice chercheur \
    ingeniero ingeniera desarrollador desarrolladora programador programadora gerente jefe jefa analista consultor \
    consultora director directora disenador disenadora arquitecto asistente becario becaria contador contable profesor \
    profesora tecnico tecnica vendedor coordinador coordinadora administrativo investigador encargado \
    engenheiro engenheira desenvolvedor desenvolvedora estagiario estagiaria coordenador coordenadora diretor diretora \
    tecnica assistente auxiliar professora vendedora administrador projetista arquiteto pesquisador contadora \
    ontwikkelaar medewerker medewerkster stagiair adviseur leidinggevende docent projectleider teamleider beheerder \
    bedrijfsleider verkoper manager onderzoeker boekhouder")
});

const TITLE_ENDINGS: &[&str] = &[
    "ingenieur",
    "entwickler",
    "entwicklerin",
    "leiter",
    "leiterin",
    "berater",
    "beraterin",
    "ontwikkelaar",
    "medewerker",
];

/// Words around titles; weak alone.
static RANKS: Words = LazyLock::new(|| {
    set("senior junior lead head chief staff principal vice deputy executive jr sr graduate student part full \
    time software backend frontend fullstack stack product project program data technical sales marketing research \
    support operations hardware systems machine learning security leitender wissenschaftlicher studentische senior")
});

static EMPLOYERS: Words = LazyLock::new(|| {
    set("inc incorporated llc llp ltd limited plc corp corporation co company gmbh ag kg ug se sa sas sarl sl \
    srl spa bv nv oy ab as aps pty group gruppe groupe grupo holding holdings bank technologies technology solutions \
    systems labs lab laboratories laboratory university universitat universite universidad universidade college school \
    institute institut instituto hospital clinic klinik ministry department agency foundation stiftung council \
    commission center centre consulting partners industries international services insurance software studio studios \
    associates ventures capital financial networks media energy pharma airlines motors bros society association \
    commission government city county bureau banco banque firm")
});

static SCHOOLS: Words = LazyLock::new(|| {
    set("university universities college school institute institution academy polytechnic faculty seminary \
    conservatory universitat hochschule fachhochschule schule gymnasium berufsschule realschule akademie \
    universite ecole lycee institut faculte iut polytechnique \
    universidad escuela instituto facultad colegio politecnica universitat \
    universidade escola faculdade politecnico \
    universiteit hogeschool school lyceum mit eth epfl ucl ucla caltech kth tum rwth insa hec insead iit nit unam usp")
});

/// Degrees as they begin, folded; the longest match counts.
const DEGREES: &[&str] = &[
    "bachelor",
    "bachelors",
    "bachelor's",
    "bachelor degree",
    "bachelor's degree",
    "bachelors degree",
    "bachelor of science",
    "bachelor of arts",
    "bachelor of engineering",
    "bachelor of technology",
    "bachelor of business administration",
    "bachelor of commerce",
    "bachelor of fine arts",
    "bachelor of laws",
    "bachelor of applied science",
    "bachelor of education",
    "bachelor of architecture",
    "bachelor of music",
    "bachelor of computer science",
    "bachelor of design",
    "master",
    "masters",
    "master's",
    "master degree",
    "master's degree",
    "masters degree",
    "master of science",
    "master of arts",
    "master of engineering",
    "master of business administration",
    "master of fine arts",
    "master of education",
    "master of laws",
    "master of public health",
    "master of public administration",
    "master of technology",
    "master of philosophy",
    "master of computer science",
    "master of social work",
    "doctor of philosophy",
    "doctor of medicine",
    "doctor of science",
    "doctor of education",
    "doctorate",
    "doctor",
    "juris doctor",
    "associate degree",
    "associate's degree",
    "associate of science",
    "associate of arts",
    "associate of applied science",
    "associate",
    "associate's",
    "associates",
    "high school diploma",
    "diploma",
    "ged",
    "postgraduate diploma",
    "graduate certificate",
    "minor",
    "honours degree",
    "executive mba",
    "dual degree",
    "b.s.",
    "b.s",
    "bs",
    "b.sc.",
    "b.sc",
    "bsc",
    "bsc.",
    "b. sc.",
    "b.a.",
    "b.a",
    "ba",
    "b.eng.",
    "b.eng",
    "beng",
    "b.tech.",
    "b.tech",
    "btech",
    "b.e.",
    "b.e",
    "b.com",
    "b.com.",
    "bcom",
    "bba",
    "b.b.a.",
    "bfa",
    "b.f.a.",
    "llb",
    "ll.b.",
    "b.ed.",
    "b.arch",
    "bas",
    "basc",
    "b.a.sc.",
    "bsn",
    "bsee",
    "b.math",
    "bmath",
    "bcs",
    "b.sc. (hons)",
    "bsc (hons)",
    "ba (hons)",
    "m.s.",
    "m.s",
    "ms",
    "m.sc.",
    "m.sc",
    "msc",
    "msc.",
    "m. sc.",
    "m.a.",
    "m.a",
    "ma",
    "m.eng.",
    "m.eng",
    "meng",
    "m.tech.",
    "m.tech",
    "mtech",
    "mba",
    "m.b.a.",
    "mfa",
    "m.f.a.",
    "m.ed.",
    "med",
    "llm",
    "ll.m.",
    "mph",
    "mpa",
    "mphil",
    "m.phil.",
    "mres",
    "mcs",
    "msw",
    "mse",
    "m.s.e.",
    "march",
    "mmath",
    "msee",
    "ph.d.",
    "ph.d",
    "phd",
    "d.phil.",
    "dphil",
    "ph. d.",
    "md",
    "m.d.",
    "jd",
    "j.d.",
    "edd",
    "ed.d.",
    "dr.",
    "a.a.",
    "a.s.",
    "aa",
    "as",
    "a.a.s.",
    "aas",
    "diplom",
    "dipl.-ing.",
    "dipl. ing.",
    "dipl.-inf.",
    "diplom-ingenieur",
    "diplom-informatiker",
    "diplom-kaufmann",
    "staatsexamen",
    "promotion",
    "abitur",
    "allgemeine hochschulreife",
    "fachabitur",
    "magister",
    "mittlere reife",
    "ausbildung",
    "masterstudium",
    "bachelorstudium",
    "master of science (m.sc.)",
    "bachelor of science (b.sc.)",
    "licence",
    "licence professionnelle",
    "maitrise",
    "doctorat",
    "these de doctorat",
    "dut",
    "bts",
    "dea",
    "dess",
    "deug",
    "baccalaureat",
    "diplome d'ingenieur",
    "diplome",
    "master 1",
    "master 2",
    "ingenieur",
    "cap",
    "bac",
    "grado",
    "licenciatura",
    "licenciado",
    "licenciada",
    "ingenieria",
    "maestria",
    "doctorado",
    "diplomatura",
    "bachillerato",
    "tecnico superior",
    "posgrado",
    "diplomado",
    "bacharelado",
    "bacharel",
    "mestrado",
    "mestre",
    "doutorado",
    "doutoramento",
    "pos-graduacao",
    "tecnologo",
    "graduacao",
    "ensino medio",
    "mestrado integrado",
    "hbo",
    "wo",
    "mbo",
    "vwo",
    "havo",
    "doctoraal",
    "propedeuse",
    "hbo-bachelor",
    "wo-master",
];

static FIELDS: Words = LazyLock::new(|| {
    set("science sciences engineering mathematics math maths physics chemistry biology economics business \
    administration finance accounting marketing management history philosophy psychology sociology literature english \
    linguistics law medicine nursing education architecture design arts art music informatics computing computer \
    software electrical mechanical civil chemical aerospace biomedical industrial statistics data information technology \
    communications communication journalism politics political international relations robotics neuroscience genetics \
    biochemistry geography geology anthropology theology studies systems security cybersecurity intelligence machine \
    informatik wirtschaftsinformatik maschinenbau elektrotechnik mathematik physik chemie biologie \
    betriebswirtschaftslehre bwl vwl volkswirtschaftslehre wirtschaftsingenieurwesen psychologie medizin germanistik \
    informatique mathematiques physique chimie biologie economie gestion droit lettres commerce genie sciences mecanique \
    informatica matematicas fisica quimica economia derecho administracion empresas psicologia medicina ingenieria \
    matematica engenharia direito computacao ciencia ciencias producao administracao \
    informatica wiskunde natuurkunde scheikunde bedrijfskunde rechten economie geneeskunde kunstmatige")
});

static LANGUAGES: Words = LazyLock::new(|| {
    set("english german french spanish portuguese italian dutch russian mandarin cantonese chinese japanese \
    korean arabic hindi bengali urdu punjabi gujarati tamil telugu turkish polish ukrainian czech slovak hungarian \
    romanian bulgarian greek swedish norwegian danish finnish icelandic irish welsh hebrew persian farsi thai vietnamese \
    indonesian malay tagalog filipino swahili yoruba igbo hausa amharic zulu afrikaans catalan basque galician croatian \
    serbian bosnian slovenian albanian latin esperanto estonian latvian lithuanian nepali sinhala marathi kannada \
    malayalam luxembourgish maltese georgian armenian azerbaijani kazakh uzbek mongolian khmer burmese \
    deutsch englisch franzosisch spanisch italienisch portugiesisch niederlandisch russisch chinesisch japanisch \
    polnisch turkisch arabisch schwedisch latein tschechisch \
    francais anglais allemand espagnol italien portugais neerlandais russe chinois japonais arabe polonais \
    ingles espanol castellano aleman frances italiano portugues ruso chino japones arabe catalan euskera gallego holandes \
    alemao espanhol frances mandarim russo japones \
    nederlands engels duits frans spaans italiaans portugees")
});

static LEVELS: Words = LazyLock::new(|| {
    set("native bilingual fluent fluency proficient proficiency professional advanced intermediate elementary \
    basic beginner conversational limited working mother tongue expert master novice competent good excellent very \
    a1 a2 b1 b2 c1 c2 muttersprache muttersprachler fliessend fließend verhandlungssicher grundkenntnisse konversationssicher \
    sehr gut gute kenntnisse maternelle courant bilingue intermediaire notions scolaire lu ecrit parle avance debutant niveau natif \
    nativo nativa fluido avanzado avanzada intermedio intermedia basico basica materna bilingue medio alto \
    fluente avancado intermediario basico nativo moedertaal vloeiend goed gevorderd basis uitstekend redelijk")
});

static LIST_LABELS: Words = LazyLock::new(|| {
    set("highlights responsibilities achievements accomplishments key duties main tasks courses coursework \
    relevant selected projects skills technologies tools stack tech aufgaben tatigkeiten schwerpunkte wichtigste \
    missions taches realisations responsabilidades logros funciones atividades taken werkzaamheden")
});
