//! What buttons and pages say. Buttons are compared as whole texts.

use crate::phrases::Lexicon;
use crate::wording::words;
use std::sync::LazyLock;

fn whole(phrases: &[&'static str]) -> Lexicon<()> {
    Lexicon::new(phrases.iter().map(|p| (*p, ())), true)
}

fn anywhere(phrases: &[&'static str]) -> Lexicon<()> {
    Lexicon::new(phrases.iter().map(|p| (*p, ())), false)
}

/// Leads from an advert to its form; also the last button of some forms.
pub(super) static APPLY: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    whole(&[
        "apply now|today|here|online|directly|externally?",
        "apply for|to this|the|our? job|position|role|vacancy|opening|opportunity now|online?",
        "apply for job|position|role",
        "apply on company|employer? site|website",
        "start|begin my|your? application|applying",
        "start|begin the? application process",
        "im interested",
        "i am interested",
        "jetzt|online bewerben|bewerbung?",
        "bewerben|bewirb",
        "jetzt direkt|hier? bewerben",
        "auf diese stelle bewerben",
        "postuler maintenant|ici?",
        "postuler a cette offre|poste?",
        "je postule",
        "candidatar se?|agora?",
        "candidate se",
        "aplicar ahora|agora?",
        "inscribirse|inscribirme|solicitar|postular|postularme ahora?",
        "solliciteer nu|direct?",
        "solliciteren",
    ])
});

/// Sends the application.
pub(super) static SUBMIT: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    whole(&[
        "submit my|your|this|the|job? application|form|now|details|request?",
        "send my|your|this|the? application",
        "submit and|to apply|finish|finalize",
        "complete my|your|the? application",
        "finish and? submit",
        "confirm and submit",
        "submit send",
        "complete and submit",
        "send",
        "agree|accept and submit",
        "i agree|accept and submit",
        "bewerbung absenden|abschicken|senden|einreichen|ubermitteln",
        "jetzt? absenden|abschicken|einreichen",
        "envoyer ma|la|votre? candidature?",
        "soumettre ma|la? candidature?",
        "enviar mi|la|a|minha? solicitud|candidatura|aplicacion?",
        "submeter candidatura?",
        "odeslat prihlasku|odpoved|zadost?",
        "wyslij aplikacje?",
        "invia candidatura?",
        "sollicitatie verzenden|versturen|indienen",
        "verzenden|versturen",
    ])
});

/// Saves the step and goes on.
pub(super) static NEXT: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    whole(&[
        "next step|page|section?",
        "next",
        "continue to? next|application|apply? step|page?",
        "continue",
        "proceed to? next? step?",
        "go to next step",
        "save and? continue|next|proceed",
        "save next",
        "skip and continue",
        "submit profile? and continue",
        "submit profile",
        "review my|your|the? application",
        "review",
        "review and apply",
        "weiter zum? nachsten? schritt?",
        "speichern und weiter|fortfahren",
        "fortfahren",
        "nachster schritt",
        "suivant|continuer",
        "etape suivante",
        "enregistrer et continuer",
        "siguiente|continuar",
        "guardar y continuar",
        "proximo|avancar|seguinte",
        "salvar e continuar",
        "volgende stap?",
        "doorgaan|verder",
        "opslaan en doorgaan",
    ])
});

/// Offers to fill the form by hand.
pub(super) static MANUALLY: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    whole(&[
        "apply manually|manual",
        "manual|manually apply|application?",
        "enter|fill|complete * manually",
        "apply without resume|cv|account|registering",
        "continue without * ",
        "manuell bewerben",
        "apply as|with guest",
        "apply with manual entry",
    ])
});

/// Creates an account.
pub(super) static CREATE: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    whole(&[
        "create my|an|your|new? account|profile",
        "create account and? continue|apply?",
        "sign up now?",
        "signup|register|registrieren",
        "register now|account?",
        "konto erstellen|anlegen",
        "creer un|mon? compte",
        "s inscrire",
        "sinscrire",
        "crear una? cuenta",
        "criar uma? conta",
        "account aanmaken",
        "dont have an account create|sign|register * ",
        "new user * ",
        "not registered * ",
    ])
});

/// Signs in.
pub(super) static SIGN_IN: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    whole(&[
        "sign|log in",
        "signin|login|anmelden|einloggen|connexion|inloggen|entrar",
        "sign|log in with email address?",
        "se connecter",
        "iniciar sesion|sessao",
        "continue with email",
    ])
});

/// Signs in with the account of another service.
pub(super) static SIGN_IN_ELSEWHERE: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    anywhere(&[
        "continue|sign|log|login|signin in? with|via|using google|linkedin|facebook|apple|microsoft|github|xing|indeed|okta|sso",
        "single sign on",
        "weiter|anmelden mit google|linkedin|facebook|apple|microsoft|xing",
    ])
});

/// Headings of pages that want an account before anything else.
pub(super) static SIGN_IN_FIRST: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    anywhere(&[
        "^ sign|log in to? apply|continue|proceed|start",
        "^ please? sign|log in $",
        "^ login|signin|anmelden|connexion $",
        "^ sign|log in or register|create|sign * ",
    ])
});

/// Never pressed to go on, whatever else a button says.
static NEVER: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    anywhere(&[
        "linkedin|indeed|seek|xing|glassdoor|google|facebook|dropbox|drive|onedrive|github|apple|monster|ziprecruiter|handshake|whatsapp",
        "autofill|autocomplete|prefill|import|parse",
        "auto fill",
        "easy|quick|1|one apply|click",
        "draft|later|cancel|abort|back|previous|withdraw|delete|remove|discard|clear|reset|exit|close|abbrechen|zuruck|retour|annuler|cancelar|volver|voltar|annuleren|terug|vorige",
        "save for|job|and|my? later|job|exit|close|return|progress",
        "upload|attach|browse",
        "last application",
        "feedback|newsletter|alert|alerts|subscribe|search|filter|filters|share|print|report|refer",
    ])
});

/// Whether the text of a button forbids pressing it to go on.
pub(super) fn is_never(text: &[String]) -> bool {
    NEVER.hits(text)
}

/// The page itself has to be reviewed.
pub(super) static REVIEW: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    anywhere(&[
        "review and? submit|apply",
        "review * application",
        "application summary",
        "^ review $",
        "summary of your application",
        "uberprufen",
        "zusammenfassung",
    ])
});

/// The application was received; a hint only, since employers word it as they like.
pub(super) static RECEIVED: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    anywhere(&[
        "thank you|thanks for applying|your? application|submitting|interest",
        "thank you for your? application|applying|interest",
        "thanks for applying",
        "application * been? received|submitted",
        "application submitted|received|complete|sent",
        "successfully submitted|applied|sent",
        "submitted successfully",
        "we|weve have? received your application",
        "you have? successfully? applied",
        "youve applied",
        "danke|dank fur * bewerbung",
        "bewerbung * erhalten|eingegangen|gesendet|ubermittelt",
        "merci * candidature",
        "candidature * envoyee|recue",
        "gracias por * ",
        "solicitud * enviada|recibida",
        "obrigado|obrigada * candidatura",
        "bedankt voor * sollicitatie",
    ])
});

/// The posting is gone.
pub(super) static CLOSED: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    anywhere(&[
        "no longer accepting|available|open|active|posted|exists|accepts",
        "job|position|posting|vacancy|role|opening * closed|expired|filled|removed|unavailable",
        "job|page|posting|position * not found|exist|be? found",
        "couldnt|cant|cannot|could|can not? find * job|page|posting|position|looking",
        "applications are|is? closed",
        "applications closed",
        "page you * looking for",
        "has been filled|closed",
        "not|longer accepting applications",
        "404",
        "stelle * nicht mehr",
        "nicht mehr verfugbar|ausgeschrieben",
        "offre * plus disponible",
        "oferta * disponible|cerrada",
    ])
});

/// A challenge in the way.
pub(super) static HUMAN: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    anywhere(&[
        "verify|verifying|confirm|prove * you * human",
        "verify|verifying|confirm|prove you|that * human|robot",
        "are you a? robot|human",
        "not a robot",
        "checking your|if browser|site|connection|the",
        "please wait while we verify",
        "press and hold",
        "complete the security|captcha check",
        "please complete the * check|captcha|challenge",
        "select all images|squares",
        "slide|drag * verify|unlock|puzzle|slider",
        "unusual traffic|activity",
        "audio challenge",
        "listen and type",
        "type * you hear",
        "access * denied|blocked",
        "security check|verification",
        "enable javascript and cookies to continue",
    ])
});

/// Too many requests.
pub(super) static SLOW_DOWN: LazyLock<Lexicon<()>> =
    LazyLock::new(|| anywhere(&["too many requests", "rate limit|limited|limiting", "429", "try again later"]));

/// Asks for a code that was sent.
pub(super) static CODE_SENT: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    anywhere(&[
        "code|passcode * sent|emailed|texted",
        "sent|emailed|texted * code|passcode",
        "enter * code",
        "two factor|step",
        "2fa",
        "authenticator app",
        "verification|security code",
    ])
});

/// Says that the page is about a job.
pub(super) static ADVERT: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    anywhere(&[
        "job description",
        "responsibilities|qualifications|requirements",
        "about the role|job|position|team|company",
        "about this role|job|position",
        "what youll|you do|bring|will",
        "what we offer",
        "who you are",
        "deine|ihre aufgaben|profil",
    ])
});

/// Compares a button with a list of texts, without arrows and counters.
pub(super) fn is(list: &Lexicon<()>, text: &str) -> bool {
    let words = words(text);
    !words.is_empty() && words.len() <= 10 && list.hits(&words)
}
