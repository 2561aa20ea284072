//! The fictional postings: one JSON document each, a table of fields.
//!
//! A field says what it asks for ([`Asks`]); that part never reaches a page, the
//! judge alone reads it. What a page needs of a field is [`Field`]'s serialised form.

use crate::lists;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::LazyLock;

/// Which kind of applicant-tracking system a posting imitates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Greenhouse, the new job board.
    Greenhouse,
    /// Lever.
    Lever,
    /// Ashby.
    Ashby,
    /// Workday.
    Workday,
    /// Not a system: one behaviour at a time, see [`crate::scenarios`].
    Scenarios,
    /// Greenhouse, the older server-drawn board.
    GreenhouseClassic,
    /// The new Greenhouse form in a frame of another origin, on the employer's own page.
    GreenhouseEmbedded,
    /// iCIMS: frames in frames.
    Icims,
    /// SmartRecruiters: custom elements in shadow roots.
    #[serde(rename = "smartrecruiters")]
    SmartRecruiters,
    /// Workable.
    Workable,
    /// BambooHR.
    #[serde(rename = "bamboohr")]
    BambooHr,
    /// Rippling.
    Rippling,
    /// A fictional job board with an "easy" application in a dialog.
    Modal,
    /// Server-drawn HTML without any script.
    Plain,
    /// A server-kept application in several pages, reviewed before it is sent.
    Multipage,
    /// A Greenhouse form that asks for a code mailed to the applicant.
    EmailCode,
}

impl Family {
    /// Every imitated system, in the order of the index page.
    pub const ALL: [Self; 15] = [
        Self::Greenhouse,
        Self::Lever,
        Self::Ashby,
        Self::Workday,
        Self::GreenhouseClassic,
        Self::GreenhouseEmbedded,
        Self::Icims,
        Self::SmartRecruiters,
        Self::Workable,
        Self::BambooHr,
        Self::Rippling,
        Self::Modal,
        Self::Plain,
        Self::Multipage,
        Self::EmailCode,
    ];
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Greenhouse => "greenhouse",
            Self::Lever => "lever",
            Self::Ashby => "ashby",
            Self::Workday => "workday",
            Self::Scenarios => "scenarios",
            Self::GreenhouseClassic => "greenhouse_classic",
            Self::GreenhouseEmbedded => "greenhouse_embedded",
            Self::Icims => "icims",
            Self::SmartRecruiters => "smartrecruiters",
            Self::Workable => "workable",
            Self::BambooHr => "bamboohr",
            Self::Rippling => "rippling",
            Self::Modal => "modal",
            Self::Plain => "plain",
            Self::Multipage => "multipage",
            Self::EmailCode => "email_code",
        })
    }
}

/// How an honest application by machine ends, if nobody attends it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The employer has it.
    #[default]
    Received,
    /// Held up by something only the person can do; the employer has nothing.
    Blocked,
}

/// Where a job is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// City.
    pub city: String,
    /// State or region, by name.
    pub region: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
}

/// The shape of a field; each family draws it in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// The calling code beside a telephone number.
    PhoneCountry,
    /// A number.
    Number,
    /// One of a menu.
    Select,
    /// Any of a menu.
    MultiSelect,
    /// One of a menu that searches on the server.
    Search,
    /// One of visible radio buttons.
    Radio,
    /// Any of visible checkboxes.
    Checkboxes,
    /// Exactly one of visible checkboxes.
    OneCheckbox,
    /// A Yes button and a No button.
    YesNo,
    /// One checkbox.
    Checkbox,
    /// A day.
    Date,
    /// A month of a year.
    Month,
    /// A year.
    Year,
    /// A town, chosen from a typeahead.
    Location,
    /// A file.
    File,
    /// A button that opens a list (Workday).
    Listbox,
    /// A search box with categories (Workday), one choice.
    Prompt,
    /// The same, several choices.
    PromptMulti,
}

impl Kind {
    /// Whether values must be one of the field's choices.
    #[must_use]
    pub fn has_choices(self) -> bool {
        matches!(
            self,
            Self::PhoneCountry
                | Self::Select
                | Self::MultiSelect
                | Self::Search
                | Self::Radio
                | Self::Checkboxes
                | Self::OneCheckbox
                | Self::Listbox
                | Self::Prompt
                | Self::PromptMulti
        )
    }
}

/// What a field asks a person for. Decides the truth; never sent to a page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Asks {
    FullName,
    GivenName,
    MiddleName,
    FamilyName,
    PreferredName,
    Email,
    Phone,
    PhoneNational,
    PhoneCountry,
    Street,
    City,
    Region,
    PostalCode,
    Country,
    Location,
    LinkedIn,
    GitHub,
    Website,
    CurrentEmployer,
    Resume,
    CoverLetter,
    WorkAuthorization(String),
    Sponsorship(String),
    Gender,
    Race,
    RaceEthnicity,
    HispanicLatino,
    Veteran,
    Disability,
    Pronouns,
    Salary(String),
    EarliestStart,
    NoticeDays,
    Relocate,
    Over18,
    HowHeard,
    Skills,
    Today,
    School,
    Degree,
    Discipline,
    StartMonth,
    StartYear,
    EndMonth,
    EndYear,
    WorkTitle,
    WorkEmployer,
    WorkLocation,
    WorkCurrent,
    WorkStart,
    WorkEnd,
    WorkDescription,
    /// The person's stated answer to a question with this label.
    Answer,
    /// Only the person can answer; the data does not.
    Person,
    /// Optional and rightly left empty.
    Nothing,
}

/// A condition on another field of the same form or repeated entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownWhen {
    /// The other field.
    pub field: String,
    /// The label it must have; for a checkbox `Yes` or `No`.
    pub is: String,
}

/// An option of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What the form submits.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Country or category the option belongs to, for lists that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// A question of a form.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Name on the wire.
    pub id: String,
    /// Question as shown.
    pub label: String,
    /// Shape.
    pub kind: Kind,
    /// The server refuses without it, while it is shown.
    #[serde(default)]
    pub required: bool,
    /// Section or step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// When it is shown at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_when: Option<ShownWhen>,
    /// Name of the shared list its choices come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Its choices, from `options` or `list`.
    #[serde(skip_deserializing)]
    pub choices: Vec<Choice>,
    #[serde(default, skip_serializing)]
    pub(crate) options: Vec<String>,
    #[serde(skip_serializing)]
    pub(crate) asks: Asks,
}

impl Field {
    /// A question that must be answered, always shown and without choices.
    pub(crate) fn required(id: &str, label: &str, kind: Kind, asks: Asks) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            kind,
            required: true,
            section: None,
            shown_when: None,
            list: None,
            choices: Vec::new(),
            options: Vec::new(),
            asks,
        }
    }

    /// The choice with this wire id.
    #[must_use]
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }

    /// The choice with this label.
    #[must_use]
    pub fn labelled(&self, label: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.label == label)
    }
}

/// What the entries of a repeating group are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeat {
    /// Employment.
    Work,
    /// Education.
    Education,
}

/// Fields that repeat; entry `i` of field `f` arrives as `group[i].f`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    /// Name on the wire.
    pub id: String,
    /// Heading.
    pub label: String,
    /// What its entries are.
    pub repeat: Repeat,
    /// At least one entry must be given.
    #[serde(default)]
    pub required: bool,
    /// The latest entry is enough; further ones are welcome.
    #[serde(default, rename = "oneSuffices")]
    pub one_suffices: bool,
    /// Section or step.
    pub section: String,
    /// Fields of an entry.
    pub fields: Vec<Field>,
}

/// A posting of a fictional employer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Posting {
    /// Which system it imitates.
    pub family: Family,
    /// Employer.
    pub company: String,
    /// Board token, site, organisation or tenant in the address.
    pub site: String,
    /// Identifier in the address.
    pub id: String,
    /// Job title.
    pub title: String,
    /// Where.
    pub place: Place,
    /// "Hybrid", "Remote", "On-site".
    pub workplace: String,
    /// Day it was posted, ISO.
    pub posted: String,
    /// Pay as advertised.
    #[serde(default)]
    pub pay: Option<String>,
    /// Department.
    #[serde(default)]
    pub department: Option<String>,
    /// "Full-time" …
    #[serde(default)]
    pub commitment: Option<String>,
    /// Has a required question that only the person can answer; not part of the default matrix.
    #[serde(default)]
    pub needs_person: bool,
    /// How an application ends that nobody attends.
    #[serde(default)]
    pub ending: Ending,
    /// Paragraphs.
    pub description: Vec<String>,
    /// Bullets.
    pub duties: Vec<String>,
    /// Questions in order.
    pub fields: Vec<Field>,
    /// Repeating groups in order.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// What only this family's pages read.
    #[serde(default)]
    pub(crate) layout: Layout,
}

/// Family-specific switches of a posting.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Layout {
    /// Plain HTML: what the questions are laid out in.
    #[serde(default)]
    pub(crate) rows: Rows,
    /// Workday: the steps before Review.
    #[serde(default)]
    pub(crate) steps: Vec<String>,
    /// Lever: whether the résumé parser writes telephone numbers in its own way.
    #[serde(default)]
    pub(crate) parser: Parser,
}

/// What lays out the questions of a page without script.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Rows {
    /// A table, the question in the cell before the control.
    #[default]
    Table,
    /// A definition list, the question as the term.
    Definitions,
}

/// How well a résumé parser reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Parser {
    /// What the person wrote.
    #[default]
    Faithful,
    /// Telephone without calling code, an earlier employer as the current one.
    Careless,
}

impl Posting {
    /// Identity within the practice ATS, e.g. `greenhouse/lumenforge/4410021007`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}/{}", self.family, self.site, self.id)
    }

    /// Path of the advert, where an application starts.
    #[must_use]
    pub fn path(&self) -> String {
        match self.family {
            Family::Greenhouse | Family::GreenhouseClassic | Family::GreenhouseEmbedded | Family::EmailCode => {
                format!("/{}/{}/jobs/{}", self.family, self.site, self.id)
            }
            Family::Workable => format!("/workable/{}/j/{}", self.site, self.id),
            Family::Workday => {
                let dashes = |text: &str| text.replace([' ', ','], "-").replace("--", "-");
                let (city, title) = (dashes(&self.place.city), dashes(&self.title));
                format!("/workday/{}/job/{city}/{title}_{}", self.site, self.id)
            }
            family => format!("/{family}/{}/{}", self.site, self.id),
        }
    }

    /// The field with this wire name, groups aside.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// "Austin, Texas, United States".
    #[must_use]
    pub fn place_label(&self) -> String {
        let country = crate::gazetteer::country(&self.place.country).map_or("", |c| c.name.as_str());
        format!("{}, {}, {country}", self.place.city, self.place.region)
    }

    fn load(json: &str) -> Self {
        let posting: Self = serde_json::from_str(json).expect("the postings are part of the program and tested");
        posting.with_choices()
    }

    /// Fills in the choices of every field from its options or list.
    pub(crate) fn with_choices(mut self) -> Self {
        let (family, site) = (self.family, self.site.clone());
        let groups = self.groups.iter_mut().flat_map(|group| group.fields.iter_mut());
        for field in self.fields.iter_mut().chain(groups) {
            field.choices = choices(family, &site, field);
        }
        self
    }
}

fn choices(family: Family, site: &str, field: &Field) -> Vec<Choice> {
    let list = match (&field.list, field.kind) {
        (Some(list), _) => lists::entries(list),
        (None, Kind::PhoneCountry) => lists::entries("dialCodes"),
        (None, Kind::YesNo) => ["Yes", "No"].map(plain).into(),
        (None, _) => field.options.iter().map(|label| plain(label)).collect(),
    };
    let id = |index: usize, label: &str| match family {
        Family::Lever
        | Family::Ashby
        | Family::Scenarios
        | Family::SmartRecruiters
        | Family::Modal
        | Family::Plain
        | Family::Multipage => label.to_owned(),
        Family::Greenhouse
        | Family::GreenhouseClassic
        | Family::GreenhouseEmbedded
        | Family::EmailCode
        | Family::Icims
        | Family::Workable
        | Family::BambooHr => {
            let [a, b, ..] = stamp(site, &field.id);
            (100_000_000 + u64::from(u16::from_be_bytes([a, b])) * 4096 + index as u64).to_string()
        }
        Family::Workday | Family::Rippling => {
            let bytes = stamp(&format!("{site}/{}", field.id), &format!("{index}/{label}"));
            bytes[..16].iter().map(|byte| format!("{byte:02x}")).collect()
        }
    };
    list.into_iter()
        .enumerate()
        .map(|(index, entry)| Choice { id: id(index, &entry.label), label: entry.label, code: entry.code })
        .collect()
}

fn plain(label: &str) -> lists::Entry {
    lists::Entry { label: label.to_owned(), code: None }
}

/// Bytes that look arbitrary and never change.
fn stamp(scope: &str, name: &str) -> [u8; 32] {
    let digest = ring::digest::digest(&ring::digest::SHA256, format!("{scope}\n{name}").as_bytes());
    digest.as_ref().try_into().expect("a SHA-256 digest has 32 bytes")
}

static POSTINGS: LazyLock<Vec<Posting>> = LazyLock::new(|| {
    [
        include_str!("../postings/greenhouse-lumenforge.json"),
        include_str!("../postings/greenhouse-harbourlight.json"),
        include_str!("../postings/greenhouse-orchardside.json"),
        include_str!("../postings/lever-brackenwater.json"),
        include_str!("../postings/lever-nordwende.json"),
        include_str!("../postings/lever-saltpan.json"),
        include_str!("../postings/ashby-tessellary.json"),
        include_str!("../postings/ashby-kestrelmoor.json"),
        include_str!("../postings/ashby-fathomline.json"),
        include_str!("../postings/workday-meridale.json"),
        include_str!("../postings/workday-auroraline.json"),
        include_str!("../postings/workday-cindervale.json"),
        include_str!("../postings/greenhouse-classic-copperfield.json"),
        include_str!("../postings/greenhouse-classic-tollgate.json"),
        include_str!("../postings/greenhouse-embedded-mistral.json"),
        include_str!("../postings/greenhouse-embedded-gannet.json"),
        include_str!("../postings/icims-thornbury.json"),
        include_str!("../postings/icims-veldhuis.json"),
        include_str!("../postings/smartrecruiters-larkspur.json"),
        include_str!("../postings/smartrecruiters-ostrava.json"),
        include_str!("../postings/workable-pebbleworks.json"),
        include_str!("../postings/workable-sunderline.json"),
        include_str!("../postings/bamboohr-windrow.json"),
        include_str!("../postings/bamboohr-cobaltbay.json"),
        include_str!("../postings/rippling-marrowstone.json"),
        include_str!("../postings/rippling-juniperline.json"),
        include_str!("../postings/modal-alderfleet.json"),
        include_str!("../postings/modal-quarrymill.json"),
        include_str!("../postings/plain-stonebridge.json"),
        include_str!("../postings/plain-kirkwall.json"),
        include_str!("../postings/multipage-hollowell.json"),
        include_str!("../postings/multipage-brightsea.json"),
        include_str!("../postings/email-code-ferrocene.json"),
        include_str!("../postings/email-code-loomwright.json"),
    ]
    .into_iter()
    .map(Posting::load)
    .collect()
});

/// Every posting, always in the same order.
#[must_use]
pub fn postings() -> &'static [Posting] {
    &POSTINGS
}

/// The posting with this [`Posting::key`], those of scenarios included.
#[must_use]
pub fn posting(key: &str) -> Option<&'static Posting> {
    let of_scenarios = crate::scenarios::scenarios().iter().map(|scenario| &scenario.posting);
    POSTINGS.iter().chain(of_scenarios).find(|posting| posting.key() == key)
}

/// The posting a path names, as its site has it at the drift level of the request.
pub(crate) fn find(family: Family, site: &str, id: &str) -> Option<&'static Posting> {
    let found = posting(&format!("{family}/{site}/{id}"))?;
    Some(crate::drift::drifted(found, crate::drift::level()))
}
