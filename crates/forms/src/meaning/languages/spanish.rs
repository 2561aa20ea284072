//! Spanish: what labels and questions say. See [`super`] for what a phrase is.

use super::{Labels, Questions};
use crate::meaning::Slot;
use domain::QuestionClass as Q;

pub(super) const LABELS: Labels = &[
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
    (Slot::MiddleName, &["segundo nombre"]),
    (Slot::Salutation, &["tratamiento", "forma de tratamiento"]),
    (Slot::PreferredName, &["nombre preferido", "apodo"]),
    (Slot::AddressLine2, &["direccion linea? 2", "piso puerta|apartamento?", "complemento de direccion"]),
    (Slot::PhoneCountry, &["prefijo telefonico|internacional?", "codigo de pais"]),
    (Slot::GitHub, &["perfil de? github"]),
    (Slot::Website, &["sitio|pagina web personal?", "portafolio|portfolio"]),
    (Slot::CurrentEmployer, &["empleador|compania actual"]),
    (Slot::CurrentTitle, &["puesto|cargo|posicion actual"]),
    (
        Slot::School,
        &[
            "universidad|escuela",
            "centro educativo|academico",
            "centro de estudios",
            "institucion educativa?|academica?",
            "universidad o? institucion|escuela",
        ],
    ),
    (
        Slot::Degree,
        &[
            "titulo|titulacion academico|academica|obtenido|obtenida?",
            "nivel de estudios|educacion|formacion",
            "nivel educativo|academico",
            "maximo nivel de estudios|educacion",
            "grado academico",
        ],
    ),
    (Slot::Discipline, &["campo|area de estudio|estudios", "especialidad|carrera"]),
    (Slot::EducationEnd, &["fecha|ano de graduacion"]),
    (Slot::Skills, &["habilidades|competencias|aptitudes"]),
    (Slot::Languages, &["idiomas", "idiomas que hablas|habla", "que idiomas hablas|habla"]),
    (Slot::Signature, &["firma electronica|digital?"]),
    (Slot::Today, &["fecha de hoy|firma", "fecha actual"]),
];

pub(super) const QUESTIONS: Questions = &[
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
