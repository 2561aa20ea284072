//! What a page's author says about its fields, and where a guessed label is overruled.

/// Must stay empty.
pub(crate) const EMPTY: &str = "-";

/// The label an oracle guessed does not hold: what the page asks is in front of everybody.
pub(crate) const NOT_JUDGED: &str = "?";

type Page = (&'static str, &'static [(&'static str, &'static str)]);

/// Stated by the pages themselves (their "expect" texts and the names of their parts), by id or name.
/// They count before what Chromium guesses from the same markup.
pub(crate) const STATED: &[Page] = &[
    (
        "transcribed/fillwright-hard-mode.html",
        &[
            ("e0s", "school"),
            ("e0d", "degree"),
            ("e0g", "graduation"),
            ("e1s", "school"),
            ("e1d", "degree"),
            ("e1g", "graduation"),
            ("e2s", "school"),
            ("j1c", "employer"),
            ("j1t", "title"),
            ("j2c", "employer"),
            ("j2t", "title"),
            ("h-email", "email"),
            ("h-linkedin", "linkedin"),
            ("h-github", "github"),
            ("h-phone", "phone"),
            ("h-mystery", EMPTY),
            ("h-reject", "firstName"),
            ("h-inject", EMPTY),
            ("bulk0", "preferredName"),
            ("bulk1", "middleName"),
            ("bulk7", "country"),
            ("bulk8", "website"),
            ("bulk9", "website"),
            ("bulk10", "twitter"),
            ("bulk12", "noticePeriod"),
            ("bulk13", EMPTY),
            ("bulk14", "howHeard"),
            ("bulk15", "experience"),
            ("bulk16", "discipline"),
            ("bulk18", "grade"),
            ("bulk20", "currentEmployer"),
            ("bulk21", "title"),
            ("bulk22", "availability"),
            ("bulk23", "pronouns"),
            ("bulk24", NOT_JUDGED),
        ],
    ),
    ("transcribed/fillwright-i18n-de.html", &[("f5", "gender"), ("f6", EMPTY)]),
    ("transcribed/fillwright-i18n-fr.html", &[("f5", "gender"), ("f6", EMPTY)]),
    (
        "transcribed/jobtofill-ashby.html",
        &[
            ("autofill-resume", EMPTY),
            ("_systemfield_name", "fullName"),
            ("_systemfield_email", "email"),
            ("loc", "location"),
            ("start", "availability"),
            ("Are you authorized to work in the country where the job is located?", "workAuthorization"),
            (
                "Will you now or in the future require sponsorship for employment visa status in this country?",
                "sponsorship",
            ),
            ("arb", "attestation"),
            ("_systemfield_resume", "resume"),
            ("src0", "howHeard"),
            ("deg0", "degree"),
            ("gender", "gender"),
            ("Are you open to relocating?", "relocation"),
            ("adult", "legalAge"),
            ("news", "marketing"),
        ],
    ),
    (
        "transcribed/jobtofill-tricky.html",
        &[
            ("hp", EMPTY),
            ("hidden_email", EMPTY),
            ("age", "legalAge"),
            ("langs", "languages"),
            ("auth", "workAuthorization"),
            ("terms", "attestation"),
            ("salary", "salary"),
            ("yoe", "experience"),
            ("dob", "birthDate"),
            ("start", "availability"),
            ("fav", "other"),
            ("tw", "twitter"),
            ("ref_name", EMPTY),
            ("ref_email", EMPTY),
            ("pool", "marketing"),
            ("subject", "discipline"),
            ("subject_other", EMPTY),
        ],
    ),
    // Chromium takes a list that holds a country's name, or the nearest label, for the question.
    ("jobops-ashby.html", &[("authorization", "workAuthorization")]),
    ("jobops-greenhouse.html", &[("authorization", "workAuthorization")]),
    ("jobops-jobvite.html", &[("authorization", "workAuthorization")]),
    ("jobops-lever.html", &[("authorization", "workAuthorization")]),
    ("leini-applypilot-greenhouse-application.html", &[("relocation", "relocation")]),
    // Subscribes to postings by mail.
    ("diz1l-jobfill-job-search.html", &[("newsletter-email", EMPTY)]),
    // Without any label.
    ("skarion-talentos-workday.html", &[("uncertain", EMPTY)]),
    // The list of what stays empty comes from a program that cannot know the age; ours may have been told.
    ("diz1l-jobfill-workday-personal.html", &[("primaryQuestionnaire--question2", "legalAge")]),
    ("ghost-hands-blockers/2fa-prompt.html", &[("code", "code")]),
    ("valet-mock-linkedin-easy-apply.html", &[("phone-country", "phoneCountry")]),
];
