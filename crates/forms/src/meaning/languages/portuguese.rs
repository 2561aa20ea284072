//! Portuguese: what labels and questions say. See [`super`] for what a phrase is.

use super::{Labels, Questions};
use crate::meaning::Slot;
use domain::QuestionClass as Q;

pub(super) const LABELS: Labels = &[
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
    (Slot::MiddleName, &["nome do meio", "segundo nome"]),
    (Slot::Salutation, &["tratamento", "forma de tratamento"]),
    (
        Slot::PreferredName,
        &["nome social|preferido", "apelido preferido", "como gostaria|prefere de? ser? chamado|chamada"],
    ),
    (Slot::AddressLine2, &["complemento", "endereco linha 2"]),
    (Slot::PostalCode, &["codigo postal"]),
    (Slot::Region, &["estado|distrito|uf", "estado uf|provincia"]),
    (Slot::Country, &["pais", "pais de residencia"]),
    (Slot::PhoneCountry, &["codigo do pais", "ddi", "indicativo"]),
    (Slot::GitHub, &["perfil do? github"]),
    (Slot::Website, &["site|website pessoal", "pagina pessoal|web", "portfolio|portifolio"]),
    (Slot::CurrentEmployer, &["empresa|empregador atual|actual"]),
    (Slot::CurrentTitle, &["cargo|funcao atual|actual"]),
    (
        Slot::School,
        &[
            "universidade|faculdade|instituicao|escola",
            "instituicao de ensino",
            "universidade ou? faculdade|instituicao",
        ],
    ),
    (
        Slot::Degree,
        &[
            "grau academico?",
            "nivel de escolaridade|ensino|formacao",
            "escolaridade|titulacao|habilitacoes",
            "habilitacoes literarias|academicas",
            "formacao academica",
        ],
    ),
    (Slot::Discipline, &["area de estudo|estudos|formacao", "curso"]),
    (Slot::EducationEnd, &["data|ano de conclusao|formatura|graduacao"]),
    (Slot::Skills, &["habilidades|competencias"]),
    (Slot::Languages, &["idiomas|linguas", "que|quais idiomas|linguas fala", "idiomas falados"]),
    (Slot::Signature, &["assinatura eletronica|digital?"]),
    (Slot::Today, &["data de hoje|assinatura", "data atual"]),
];

pub(super) const QUESTIONS: Questions = &[
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
