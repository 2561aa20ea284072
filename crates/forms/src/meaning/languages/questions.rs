//! Questions in other languages than English, per class. Phrases are looked
//! for anywhere in the question, without accents; see [`crate::phrases`].

use crate::meaning::questions::Table;
use domain::QuestionClass as Q;

pub(in crate::meaning) const DE: Table = &[
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

pub(in crate::meaning) const FR: Table = &[
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

pub(in crate::meaning) const ES: Table = &[
    (
        Q::NeverStore,
        &[
            "fecha|lugar|pais|ano|ciudad de nacimiento",
            "estado civil",
            "numero de? la? seguridad social",
            "seguridad social",
            "numero de pasaporte|identificacion|identidad|documento",
            "documento de|nacional identidad|identificacion",
            "^ dni|nie|nif|cuil|curp|rfc|cedula $",
            "dni nie|o",
            "antecedentes penales",
            "orientacion sexual",
            "estado de salud",
            "embarazada|embarazo",
            "^ edad $",
            "que edad",
            "cuantos anos tienes|tiene",
            "afiliacion sindical|politica|religiosa",
            "cuenta bancaria",
        ],
    ),
    (Q::ExportControl, &["nacionalidades|ciudadania", "residente permanente"]),
    (
        Q::Sponsorship,
        &["patrocinio|patrocinar|patrocinador", "necesit~|requier~ * visa|visado|patrocinio", "visado|visa de trabajo"],
    ),
    (
        Q::WorkAuthorization,
        &[
            "autorizado|autorizada|autorizacion|permiso|derecho|permitido para|a|de trabajar|trabajo",
            "legalmente * trabajar",
            "puede|puedes * trabajar legalmente?",
        ],
    ),
    (Q::Disability, &["discapacid~|discapacitado|discapacitada|minusvalia"]),
    (Q::Race, &["etnia|etnico|etnica|raza|racial"]),
    (Q::HispanicLatino, &["hispano|hispana|hispanos"]),
    (Q::Pronouns, &["pronombre|pronombres"]),
    (
        Q::CompanyRelation,
        &[
            "has|ha|haya|hayas * trabajado|postulado|aplicado|solicitado * antes|anteriormente|previamente|nosotros|empresa|aqui",
            "ex empleado|empleada|trabajador",
            "antiguo|antigua empleado|empleada",
            "recomendado|recomendada|referido|referida por",
            "familiar|familiares * trabaj~|empresa|emplead~",
            "conoce|conoces * alguien",
        ],
    ),
    (Q::LegalAge, &["mayor|mayores de edad|18", "18 anos", "18 o mas"]),
    (
        Q::Salary,
        &[
            "salariales|sueldo|sueldos|retribucion|remuneracion",
            "expectativa|expectativas|aspiracion|aspiraciones|pretension|pretensiones|banda|rango salarial|salariales|economica|economicas",
            "tarifa por|diaria",
        ],
    ),
    (
        Q::Marketing,
        &[
            "futuras|otras|nuevas|proximas|similares oportunidades|ofertas|vacantes|posiciones|procesos",
            "futuros procesos",
            "recibir * ofertas|noticias|novedades|comunicaciones|informacion|correos|alertas",
            "bolsa de empleo|trabajo|talento",
            "boletin|alertas",
        ],
    ),
    (
        Q::Attestation,
        &[
            "acepto|autorizo|certifico|declaro|confirmo|consiento|entiendo|reconozco",
            "he leido",
            "estoy de acuerdo",
            "politica|aviso de privacidad|legal|proteccion",
            "proteccion|tratamiento de mis? datos",
            "datos personales",
            "terminos|condiciones y|de condiciones|uso|servicio",
            "consentimiento|veraz|veracidad",
        ],
    ),
    (Q::NoticePeriod, &["periodo|plazo|tiempo|dias de aviso|preaviso"]),
    (
        Q::StartDate,
        &[
            "fecha de|posible inicio|incorporacion|disponibilidad|ingreso|comienzo",
            "^ disponibilidad $",
            "disponibilidad de|para? inicio|incorporacion|inmediata|comenzar|empezar|incorporarse|horaria",
            "cuando * empezar|comenzar|incorporar~|iniciar|disponible",
            "incorporacion inmediata",
        ],
    ),
    (
        Q::Relocation,
        &[
            "reubicar~|reubicacion|trasladar~|traslado|mudarse|mudarte|mudanza|movilidad",
            "disponibilidad para|de viajar|viaje|viajes|desplazarse|cambio",
        ],
    ),
    (
        Q::HowHeard,
        &[
            "como * conociste|conocio|enteraste|entero|supiste|supo|encontraste|encontro|conocido|llegaste",
            "donde * viste|vio|encontraste|encontro|conociste|enteraste",
            "como nos",
        ],
    ),
    (
        Q::Experience,
        &[
            "anos de experiencia",
            "cuantos anos de|has|ha",
            "experiencia en|con|como|laboral|profesional",
            "nivel de",
            "carnet|carne|licencia|permiso de conducir",
        ],
    ),
    (
        Q::FreeText,
        &[
            "por que",
            "describe|describa|explica|explique|cuentanos|cuentenos|hablanos",
            "carta de",
            "^ mensaje|comentario|comentarios|observaciones|motivacion $",
            "informacion|comentarios adicional|adicionales",
            "sobre ti|usted",
        ],
    ),
];

pub(in crate::meaning) const PT: Table = &[
    (
        Q::NeverStore,
        &[
            "data|local|pais|ano|cidade de nascimento",
            "numero de? seguranca|identificacion social|fiscal",
            "^ cpf|rg|nif|niss|pis $",
            "numero do|de? cpf|rg|nif|passaporte|contribuinte|documento",
            "cpf",
            "antecedentes criminais",
            "orientacao sexual",
            "estado de saude",
            "gravida|gravidez",
            "^ idade $",
            "qual sua|tua? idade",
            "religiao",
            "conta bancaria",
        ],
    ),
    (Q::ExportControl, &["nacionalidades|cidadania", "residente permanente"]),
    (Q::Sponsorship, &["patrocinio", "precisa|precisara|necessita|requer * visto|patrocinio", "visto de trabalho"]),
    (
        Q::WorkAuthorization,
        &[
            "autorizado|autorizada|autorizacao|permissao|direito|permitido para|a|de trabalhar|trabalho",
            "legalmente * trabalhar",
            "pode trabalhar legalmente",
        ],
    ),
    (Q::Disability, &["deficiencia|deficiencias|deficiente|pcd"]),
    (Q::Race, &["raca|etnia|etnico|etnica", "cor ou|e|raca"]),
    (Q::Gender, &["identidade de genero"]),
    (Q::Pronouns, &["pronome|pronomes"]),
    (
        Q::CompanyRelation,
        &[
            "ja|anteriormente * trabalhou|candidatou|trabalhaste|candidataste|foi funcionario?|funcionaria?",
            "ex funcionario|funcionaria|colaborador|colaboradora",
            "antigo|antiga funcionario|funcionaria|colaborador|colaboradora",
            "indicado|indicada|recomendado|recomendada|referenciado por",
            "indicacao",
            "parente|parentes|familiar|familiares * trabalh~|empresa",
            "conhece alguem",
        ],
    ),
    (Q::LegalAge, &["maior|maiores de idade|18", "18 anos", "18 ou mais"]),
    (
        Q::Salary,
        &[
            "salarial|salariais|remuneracao|vencimento|ordenado|faixa salarial?",
            "pretensao|expectativa|expectativas salarial|salariais",
        ],
    ),
    (
        Q::Marketing,
        &[
            "futuras|outras|novas|proximas oportunidades|vagas|ofertas|posicoes",
            "receber * ofertas|novidades|noticias|comunicacoes|informacoes|vagas|alertas|emails",
            "banco|base de talentos|curriculos",
            "boletim|alertas",
        ],
    ),
    (
        Q::Attestation,
        &[
            "aceito|concordo|autorizo|declaro|confirmo|certifico|compreendo|consinto|reconheco",
            "li e|os|as|a",
            "estou de acordo",
            "politica|aviso de privacidade|protecao",
            "protecao|tratamento de|dos? meus? dados",
            "dados pessoais",
            "termos|condicoes e|de condicoes|uso|servico|utilizacao",
            "consentimento|veracidade|verdadeiras",
        ],
    ),
    (Q::NoticePeriod, &["aviso|pre previo|aviso", "periodo|prazo de aviso"]),
    (
        Q::StartDate,
        &[
            "data de|para|do|possivel inicio|disponibilidade|admissao|ingresso",
            "^ disponibilidade $",
            "disponibilidade de|para inicio|iniciar|comecar|imediata",
            "disponibilidade imediata",
            "quando * comecar|iniciar|disponivel",
            "inicio imediato",
        ],
    ),
    (
        Q::Relocation,
        &[
            "mudar se",
            "relocacao|realocacao|mudanca|mobilidade",
            "disponibilidade para|de viajar|viagem|viagens|mudanca|mudar",
            "disposto|disposta * mudar|viajar",
        ],
    ),
    (
        Q::HowHeard,
        &[
            "como * conheceu|soube|encontrou|conheceste|soubeste|descobriu|chegou|ouviu",
            "onde * viu|encontrou|conheceu|soube|ouviu",
        ],
    ),
    (
        Q::Experience,
        &[
            "anos de experiencia",
            "quantos anos de|tem",
            "experiencia em|com|como|profissional",
            "nivel de",
            "carta|carteira de conducao|motorista",
            "cnh",
        ],
    ),
    (
        Q::FreeText,
        &[
            "por que|porque|porque",
            "descreva|descreve|explique|conte|fale",
            "carta de",
            "^ mensagem|comentario|comentarios|observacoes|motivacao $",
            "informacoes|comentarios adicionais",
            "sobre voce|si|ti",
        ],
    ),
];

pub(in crate::meaning) const NL: Table = &[
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

pub(in crate::meaning) const CS: Table = &[
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
