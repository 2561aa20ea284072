//! Section headings in six languages. A heading is recognised by its whole
//! text, never by a word inside it.

use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// What a part of a résumé is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Section {
    Contact,
    Summary,
    Work,
    Education,
    Skills,
    Languages,
    Certificates,
    /// Read by nobody, but it ends the section before it.
    Other,
}

/// The section a heading opens, if `text` is one. Case, accents, spaces within
/// letters set apart, and punctuation do not matter.
pub(crate) fn section_of(text: &str) -> Option<Section> {
    if text.len() > 80 {
        return None;
    }
    let text = text.to_lowercase();
    whole(&text).or_else(|| {
        // "Skills & Tools", "Education and Training": every member must be a heading of its own.
        let members: Vec<&str> = split_members(&text);
        let sections: Option<Vec<Section>> = members.iter().map(|member| whole(member)).collect();
        sections.filter(|list| list.len() > 1).and_then(|list| list.first().copied())
    })
}

fn whole(text: &str) -> Option<Section> {
    SECTIONS.get(key(text).as_str()).copied()
}

fn split_members(text: &str) -> Vec<&str> {
    for joiner in [" & ", " and ", " und ", " et ", " y ", " e ", " en ", " / ", "/", ", "] {
        if text.contains(joiner) {
            return text.split(joiner).collect();
        }
    }
    vec![text]
}

/// Lower-case letters without accents.
fn key(text: &str) -> String {
    let mut key = String::new();
    for c in text.nfd().filter(|c| c.is_alphabetic()) {
        match c {
            'ß' => key.push_str("ss"),
            'œ' | 'Œ' => key.push_str("oe"),
            _ => key.extend(c.to_lowercase()),
        }
    }
    key
}

static SECTIONS: LazyLock<HashMap<&str, Section>> = LazyLock::new(|| {
    let entries =
        HEADINGS.iter().flat_map(|(section, words)| words.split_whitespace().map(move |word| (word, *section)));
    // Where two sections claim a word, the first one listed keeps it.
    let mut sections = HashMap::new();
    entries.for_each(|(word, section)| {
        sections.entry(word).or_insert(section);
    });
    sections
});

/// Keys of headings per section: English, German, French, Spanish, Portuguese, Dutch.
const HEADINGS: &[(Section, &str)] = &[
    (
        Section::Contact,
        "contact contacts contactinformation contactinfo contactdetails contactme personalinformation personaldetails \
         personaldata personalinfo details getintouch \
         kontakt kontaktdaten personlichedaten personlicheangaben zurperson personalien angabenzurperson \
         coordonnees informationspersonnelles donneespersonnelles etatcivil \
         contacto datospersonales datosdecontacto informacionpersonal informaciondecontacto \
         contato contatos contacto dadospessoais informacoespessoais informacaopessoal informacoesdecontato \
         contactgegevens persoonlijkegegevens persoonsgegevens gegevens persoonlijkeinformatie",
    ),
    (
        Section::Summary,
        "summary professionalsummary executivesummary careersummary summaryofqualifications profile professionalprofile \
         careerprofile personalprofile about aboutme objective careerobjective professionalobjective personalstatement \
         personalsummary overview introduction profilesummary whoiam statement biography bio \
         profil kurzprofil ubermich uebermich zusammenfassung berufsprofil berufsziel personlichesprofil \
         apropos aproposdemoi resumeprofessionnel profilprofessionnel objectif objectifprofessionnel presentation \
         perfil perfilprofesional resumen resumenprofesional sobremi objetivo objetivoprofesional extracto \
         perfilprofissional resumo resumoprofissional sobremim sobre objetivoprofissional \
         profiel persoonlijkprofiel overmij samenvatting",
    ),
    (
        Section::Work,
        "work workexperience workexperiences experience experiences professionalexperience professionalexperiences \
         employment employmenthistory employmentexperience workhistory careerhistory relevantexperience \
         relevantworkexperience professionalhistory professionalbackground career industryexperience \
         workinghistory jobexperience jobhistory positions positionsheld previousexperience professionalcareer \
         engineeringexperience researchexperience internships internship internshipexperience \
         beruf berufserfahrung berufserfahrungen arbeitserfahrung beruflicherwerdegang beruflicherwerdegang \
         werdegang berufspraxis praktischeerfahrung praktischeerfahrungen berufstatigkeit berufslaufbahn \
         beruflicheerfahrung beruflicheerfahrungen beruflichestationen praktika arbeitgeber erfahrung erfahrungen \
         experienceprofessionnelle experiencesprofessionnelles parcoursprofessionnel experiencedetravail emplois \
         parcours carriere experiencesdetravail stages \
         experiencia experienciaprofesional experiencialaboral experienciadetrabajo trayectoriaprofesional \
         historiallaboral trayectoria empleo experiencias \
         experienciaprofissional experienciasprofissionais historicoprofissional experienciadetrabalho \
         trajetoriaprofissional percursoprofissional \
         werkervaring ervaring professioneleervaring loopbaan arbeidsverleden",
    ),
    (
        Section::Education,
        "education educationalbackground academicbackground academichistory educationhistory educationtraining \
         academicqualifications qualifications educationalqualifications academiceducation training studies degrees \
         academiccredentials schooling university academicformation formaleducation \
         bildung ausbildung bildungsweg schulbildung studium akademischeausbildung ausbildungundstudium schulausbildung \
         bildungsgang akademischerwerdegang hochschulausbildung studiumundausbildung schulischebildung \
         formation formations formationinitiale etudes parcoursacademique parcoursscolaire diplomes \
         formationacademique diplomesformations cursus scolarite diplomesconcours formationuniversitaire \
         educacion formacion formacionacademica estudios formacionyeducacion educacionformacion \
         educacao formacao formacaoacademica escolaridade habilitacoes habilitacoesacademicas habilitacoesliterarias \
         academico \
         opleiding opleidingen onderwijs studie educatie scholing",
    ),
    (
        Section::Skills,
        "skills technicalskills keyskills coreskills skillset skillsummary professionalskills coreskillset expertise \
         areasofexpertise corecompetencies competencies technologies technicalexpertise technicalproficiencies \
         technicalproficiency proficiencies programmingskills computerskills itskills softwareskills hardskills \
         softskills tools techstack technicalcompetencies abilities toolsandtechnologies strengths keystrengths \
         technologystack programming specialties softwareproficiency skillshighlights \
         kenntnisse fahigkeiten kompetenzen fachkenntnisse edvkenntnisse itkenntnisse technischekenntnisse \
         technischefahigkeiten kernkompetenzen fachlichekompetenz fachlichekompetenzen qualifikationen \
         besonderekenntnisse kenntnisseundfahigkeiten computerkenntnisse itkompetenzen weiterekenntnisse \
         competences competencestechniques competencesinformatiques savoirfaire competencescles aptitudes informatique \
         habilidades competencias conocimientos habilidadestecnicas aptitudes conocimientostecnicos \
         competenciastecnicas conocimientosinformaticos informatica tecnologias destrezas \
         habilidadestecnicas conhecimentos conhecimentostecnicos aptidoes \
         vaardigheden competenties technischevaardigheden kennis computervaardigheden",
    ),
    (
        Section::Languages,
        "languages languageskills languageproficiency spokenlanguages foreignlanguages \
         sprachen sprachkenntnisse fremdsprachen \
         langues langue langueetrangere languesetrangeres competenceslinguistiques languesetdivers \
         idiomas lenguas linguas \
         talen talenkennis",
    ),
    (
        Section::Certificates,
        "certificates certifications certification certificate licenses licences licensescertifications \
         licensesandcertifications certificationslicenses professionalcertifications certificationsandlicenses \
         credentials professionaldevelopment licensure coursesandcertifications certificationscourses \
         zertifikate zertifizierungen weiterbildung weiterbildungen zertifizierung fortbildungen \
         certificats formationscomplementaires \
         certificados certificaciones cursosycertificaciones \
         certificacoes certificado \
         certificaten certificeringen cursussen",
    ),
    (
        Section::Other,
        "projects personalprojects sideprojects keyprojects selectedprojects academicprojects projectexperience \
         relevantprojects technicalprojects opensource opensourceprojects portfolio \
         volunteer volunteering volunteerwork volunteerexperience volunteeringexperience communityservice \
         communityinvolvement leadership leadershipexperience activities extracurricularactivities extracurriculars \
         awards award honors honours honorsawards awardshonors honorsandawards awardsandhonors achievements accomplishments \
         keyachievements scholarships recognition awardsandachievements \
         publications publication research papers patents presentations talks conferences writing teaching \
         teachingexperience selectedpublications speaking \
         interests hobbies hobbiesandinterests personalinterests hobbiesinterests \
         references referees reference recommendations testimonials \
         memberships affiliations professionalaffiliations professionalmemberships associations \
         courses coursework relevantcoursework additionalinformation additional miscellaneous other others misc links \
         declaration militaryservice military jobappliedfor desiredposition thesis mastersthesis masterthesis extra \
         militaryexperience programcommittees honorsandscholarships \
         projekte ehrenamt ehrenamtlichestatigkeit ehrenamtlicheengagement engagement auszeichnungen preise stipendien \
         veroffentlichungen publikationen interessen hobbys referenzen mitgliedschaften sonstiges anlagen forschung \
         freizeit vortrage wehrdienst zivildienst patente sozialesengagement personlicheinteressen \
         projets benevolat prix distinctions centresdinteret centresdinterets loisirs divers interets \
         activites recherche associatif vieassociative \
         proyectos voluntariado premios publicaciones intereses referencias aficiones otros otrosdatos logros \
         actividades informacionadicional \
         projetos premios publicacoes interesses referencias voluntariado atividades outros informacoesadicionais \
         projecten vrijwilligerswerk publicaties interesses referenties prijzen overig nevenactiviteiten \
         overigeinformatie",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_by_their_whole_text() {
        let cases = [
            ("WORK EXPERIENCE", Some(Section::Work)),
            ("E D U C AT I O N", Some(Section::Education)),
            ("Skills & Tools", Some(Section::Skills)),
            ("Berufserfahrung:", Some(Section::Work)),
            ("Expériences professionnelles", Some(Section::Work)),
            ("Formação", Some(Section::Education)),
            ("Fähigkeiten", Some(Section::Skills)),
            ("Opleiding", Some(Section::Education)),
            ("Experience with Rust", None),
            ("Languages: Go, Python", None),
            ("Work at Acme", None),
            ("", None),
        ];
        for (text, section) in cases {
            assert_eq!(section_of(text), section, "{text}");
        }
    }
}
