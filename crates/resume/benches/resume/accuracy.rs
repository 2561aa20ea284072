//! Compares what is read in the résumés of `../shared/corpora` with what their
//! authors say is in them, per class of field.
//!
//! `cargo bench -p resume --bench resume -- [--diff] [--root=folder] [filter]`; a run over everything writes
//! `docs/accuracy/resumes.md`.
//!
//! A value counts only where the document prints it (themes leave fields out).
//! *Right* is exact but for case, white space and, for telephone numbers,
//! grouping; *wrong* is another value; *missing* is none.

use domain::Fact;
use domain::profile::{Network, Profile};
use resume::Reading;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(Default)]
struct Count {
    right: usize,
    wrong: usize,
    missing: usize,
}

struct Score {
    classes: BTreeMap<(usize, &'static str), Count>,
    show: bool,
    document: String,
    /// The text of the document, squeezed.
    printed: String,
}

/// Groups of classes as the goals name them.
const GROUPS: [&str; 4] = ["contact", "work and education", "lists", "twins"];

impl Score {
    fn compare(&mut self, class: (usize, &'static str), expected: &str, found: Option<&str>) {
        let count = self.classes.entry(class).or_default();
        match found {
            Some(found) if normal(found) == normal(expected) => {
                count.right += 1;
                return;
            }
            Some(_) => count.wrong += 1,
            None => count.missing += 1,
        }
        if self.show {
            println!("{}: {}: expected {expected:?}, found {found:?}", self.document, class.1);
        }
    }

    /// Whether the document shows the month of `2019-03-01` beside its year.
    fn month_is_printed(&self, date: &str) -> bool {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let year = &date[..date.len().min(4)];
        let Some(month) =
            date.get(5..7).and_then(|m| m.parse::<usize>().ok()).and_then(|m| months.get(m.wrapping_sub(1)))
        else {
            return false;
        };
        self.printed.match_indices(year).any(|(at, _)| {
            let start = self.printed[..at].char_indices().rev().take(10).last().map_or(0, |(i, _)| i);
            self.printed[start..at].contains(month)
        })
    }

    fn spurious(&mut self, class: (usize, &'static str), found: &str) {
        self.classes.entry(class).or_default().wrong += 1;
        if self.show {
            println!("{}: {}: not in the document: {found:?}", self.document, class.1);
        }
    }
}

fn normal(text: &str) -> String {
    let text: String = text.chars().map(|c| if matches!(c, '’' | '‘') { '\'' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn corpora(arguments: &[String]) -> Option<PathBuf> {
    let given = arguments.iter().find_map(|argument| argument.strip_prefix("--root=")).map(PathBuf::from);
    given.or_else(super::corpora).filter(|root| root.is_dir())
}

/// Scores every document and publishes the table.
pub(crate) fn measure() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(root) = corpora(&arguments) else {
        println!("accuracy skipped: no shared/corpora/resumes beside this checkout");
        return;
    };
    let filter = arguments.iter().find(|argument| !argument.starts_with("--"));
    let mut score = Score {
        classes: BTreeMap::new(),
        show: arguments.iter().any(|a| a == "--diff"),
        document: String::new(),
        printed: String::new(),
    };
    let mut documents = 0;
    for file in files(&root) {
        let name = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
        if filter.is_some_and(|filter| !name.contains(filter.as_str())) {
            continue;
        }
        let reading = match std::fs::read(&file).map(|bytes| resume::read(&bytes, chrono::Local::now().date_naive())) {
            Ok(Ok(reading)) => reading,
            Ok(Err(error)) => {
                println!("{name}: {error}");
                continue;
            }
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        score.document.clone_from(&name);
        score.printed = printed(&reading);
        documents += usize::from(judge(&file, &reading, &mut score));
    }
    let text = page(&score, documents);
    println!("{text}");
    if filter.is_none() {
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/accuracy/resumes.md");
        if let Err(error) = std::fs::write(&place, text) {
            println!("{}: {error}", place.display());
        }
    }
}

fn files(root: &Path) -> Vec<PathBuf> {
    let folders = ["jsonresume", "rendercv-rendered", "soupboss"];
    let mut files: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(root.join(folder)).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| matches!(path.extension().and_then(|e| e.to_str()), Some("pdf" | "docx")))
        .collect();
    files.sort();
    files
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// Scores a document; `false` when nothing is known about it.
fn judge(file: &Path, reading: &Reading, score: &mut Score) -> bool {
    let folder = file.parent().unwrap_or(file);
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let person = stem.split("--").next().unwrap_or_default();
    if let Some(truth) = json(&folder.join(format!("{person}.resume.json"))) {
        json_resume(&truth, reading, score);
        return true;
    }
    if let Some(truth) = json(&folder.join(format!("{person}.groundtruth.json"))) {
        render_cv(&truth, reading, score);
        return true;
    }
    if let Some(truth) = json(&folder.join("expected_contact.json")) {
        return soupboss(&truth, folder, &stem, file, reading, score);
    }
    false
}

/// The text of a document without white space, in lower case.
fn printed(reading: &Reading) -> String {
    let lines = reading.pages.iter().flat_map(|page| &page.lines);
    squeeze(&lines.map(|line| line.text.as_str()).collect::<String>())
}

fn squeeze(text: &str) -> String {
    normal(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn text(fact: &Option<Fact<String>>) -> Option<&str> {
    fact.as_ref().map(|fact| fact.value().as_str())
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn phone(expected: &str, profile: &Profile, score: &mut Score) {
    let wanted = digits(expected);
    let found = text(&profile.phone).map(digits);
    let tail = |digits: &str| digits[digits.len().saturating_sub(9)..].to_owned();
    score.compare((0, "phone"), &tail(&wanted), found.as_deref().map(tail).as_deref());
}

fn json_resume(truth: &Value, reading: &Reading, score: &mut Score) {
    let document = printed(reading);
    let shown = |text: &str| !text.is_empty() && document.contains(&squeeze(text));
    let profile = &reading.profile;
    let basics = &truth["basics"];
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut check = |class: (usize, &'static str), expected: &Value, found: Option<&str>| {
        let expected = string(expected);
        if shown(&expected) {
            score.compare(class, &expected, found);
        }
    };
    check((0, "name"), &basics["name"], text(&profile.name.full));
    check((0, "e-mail"), &basics["email"], text(&profile.email));
    check((0, "address"), &basics["location"]["address"], text(&profile.location.address));
    check((0, "city"), &basics["location"]["city"], text(&profile.location.city));
    let region = string(&basics["location"]["region"]);
    if beside(reading, &string(&basics["location"]["city"]), &region) {
        check((0, "region"), &basics["location"]["region"], text(&profile.location.region));
    }
    check((2, "headline"), &basics["label"], text(&profile.headline));
    // The ZIP code is asked for without the state that this corpus writes before it.
    let zip = string(&basics["location"]["postalCode"]);
    let zip = zip.rsplit(' ').next().unwrap_or_default().to_owned();
    check((0, "postal code"), &Value::String(zip), text(&profile.location.postal_code));
    phone(&string(&basics["phone"]), profile, score);
    if profile.location.city.is_some() {
        let country = string(&basics["location"]["countryCode"]);
        score.compare((0, "country"), &country, text(&profile.location.country_code));
    }
    for account in basics["profiles"].as_array().into_iter().flatten() {
        let network = match account["network"].as_str() {
            Some("LinkedIn") => Network::LinkedIn,
            Some("GitHub") => Network::GitHub,
            _ => continue,
        };
        link(network, account["url"].as_str().unwrap_or_default(), profile, score);
    }
    let bare = string(&basics["url"]).replace("https://", "").replace("http://", "");
    if !bare.is_empty() && reading.pages.iter().flat_map(|page| &page.lines).any(|line| line.text.contains(&bare)) {
        link(Network::Website, &string(&basics["url"]), profile, score);
    }
    let jobs: Vec<&Value> =
        truth["work"].as_array().into_iter().flatten().filter(|job| shown(&string(&job["name"]))).collect();
    work(&jobs, "name", document.as_str(), profile, score);
    education(truth, &document, profile, score);
    for language in truth["languages"].as_array().into_iter().flatten() {
        let name = string(&language["language"]);
        let found = profile.languages.iter().find(|l| normal(l.language.value()) == normal(&name));
        if shown(&name) {
            score.compare((2, "languages"), &name, found.map(|l| l.language.value().as_str()));
        }
    }
    for certificate in truth["certificates"].as_array().into_iter().flatten() {
        let name = string(&certificate["name"]);
        if shown(&name) {
            let found = profile.certificates.iter().find(|c| normal(c.name.value()) == normal(&name));
            score.compare((2, "certificates"), &name, found.map(|c| c.name.value().as_str()));
        }
    }
    let keywords: Vec<String> = truth["skills"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|skill| skill["keywords"].as_array().cloned().unwrap_or_default())
        .map(|keyword| string(&keyword))
        .collect();
    let names: Vec<String> =
        truth["skills"].as_array().into_iter().flatten().map(|skill| string(&skill["name"])).collect();
    skills(&keywords, &names, &document, profile, score);
}

/// Whether `region` is printed in the line of `city`.
fn beside(reading: &Reading, city: &str, region: &str) -> bool {
    let lines = reading.pages.iter().flat_map(|page| &page.lines);
    lines.map(|line| squeeze(&line.text)).any(|line| line.contains(&squeeze(city)) && line.contains(&squeeze(region)))
}

fn skills(expected: &[String], also_fine: &[String], document: &str, profile: &Profile, score: &mut Score) {
    for skill in expected.iter().filter(|skill| document.contains(&squeeze(skill)) && squeeze(skill).len() > 2) {
        let found = profile.skills.iter().find(|fact| normal(fact.value()) == normal(skill));
        score.compare((2, "skills"), skill, found.map(|fact| fact.value().as_str()));
    }
    for fact in &profile.skills {
        let known = expected.iter().chain(also_fine).any(|skill| normal(skill) == normal(fact.value()));
        if !known {
            score.spurious((2, "skills"), fact.value());
        }
    }
}

fn link(network: Network, expected: &str, profile: &Profile, score: &mut Score) {
    let bare = |url: &str| {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.trim_start_matches("www.").trim_end_matches('/').to_lowercase()
    };
    let found = profile.links.iter().find(|link| link.network == network).map(|link| bare(link.url.value()));
    score.compare((0, "links"), &bare(expected), found.as_deref());
}

/// Dates agree as far as both know them, at least to the month where the truth has one.
fn date(class: (usize, &'static str), expected: &str, found: Option<String>, score: &mut Score) {
    let Some(found) = found else {
        score.compare(class, expected, None);
        return;
    };
    let same =
        expected.starts_with(&found) && (found.len() >= 7 || expected.len() == 4 || !score.month_is_printed(expected));
    score.compare(class, expected, Some(if same { expected } else { &found }));
}

fn work(jobs: &[&Value], employer_key: &str, document: &str, profile: &Profile, score: &mut Score) {
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let key = |job: &Value, names: [&str; 2]| names.iter().find_map(|name| job[*name].as_str().map(str::to_owned));
    let mut used = vec![false; profile.work.len()];
    for job in jobs {
        let start = key(job, ["startDate", "start_date"]).unwrap_or_default();
        let end = key(job, ["endDate", "end_date"]).filter(|end| end != "present");
        let closeness = |i: &usize| {
            let read = &profile.work[*i];
            let same = |fact: &Option<Fact<String>>, expected: &str| {
                usize::from(text(fact).is_some_and(|t| normal(t) == normal(expected)))
            };
            let begins = read.start.as_ref().is_some_and(|date| start.starts_with(&date.value().to_string()));
            2 * same(&read.employer, &string(&job[employer_key]))
                + same(&read.position, &string(&job["position"]))
                + 2 * usize::from(begins)
        };
        let best = (0..used.len()).filter(|i| !used[*i]).max_by_key(closeness).filter(|i| closeness(i) > 0);
        let read = best.map(|i| {
            used[i] = true;
            &profile.work[i]
        });
        score.compare((1, "employer"), &string(&job[employer_key]), read.and_then(|job| text(&job.employer)));
        score.compare((1, "title"), &string(&job["position"]), read.and_then(|job| text(&job.position)));
        date((1, "work start"), &start, read.and_then(|job| Some(job.start.as_ref()?.value().to_string())), score);
        match end {
            Some(end) => {
                date((1, "work end"), &end, read.and_then(|job| Some(job.end.as_ref()?.value().to_string())), score)
            }
            None => {
                let current = read.and_then(|job| job.current.as_ref()).map(|fact| fact.value().to_string());
                score.compare((1, "work ongoing"), "true", current.as_deref());
            }
        }
        let place = string(&job["location"]);
        if !place.is_empty() && document.contains(&squeeze(&place)) {
            score.compare((2, "work place"), &place, read.and_then(|job| text(&job.location)));
        }
        let highlights: Vec<String> = job["highlights"]
            .as_array()
            .into_iter()
            .flatten()
            .map(string)
            .filter(|h| document.contains(&squeeze(h)))
            .collect();
        for highlight in highlights {
            let found =
                read.and_then(|job| job.highlights.iter().find(|fact| normal(fact.value()) == normal(&highlight)));
            score.compare((2, "highlights"), &highlight, found.map(|fact| fact.value().as_str()));
        }
    }
    for (job, _) in profile.work.iter().zip(&used).filter(|(_, used)| !**used) {
        let name = text(&job.employer).or(text(&job.position)).unwrap_or("?").to_owned();
        score.spurious((1, "employer"), &name);
    }
}

fn education(truth: &Value, document: &str, profile: &Profile, score: &mut Score) {
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let shown = |text: &str| !text.is_empty() && document.contains(&squeeze(text));
    let mut used = vec![false; profile.education.len()];
    for school in truth["education"].as_array().into_iter().flatten() {
        let name = string(&school["institution"]);
        let area = string(&school["area"]);
        // A theme that leaves the section out shows the name elsewhere at most.
        if !shown(&name) || !shown(&area) {
            continue;
        }
        let start = string(&school["startDate"]);
        let closeness = |i: &usize| {
            let read = &profile.education[*i];
            let begins = read.start.as_ref().is_some_and(|date| start.starts_with(&date.value().to_string()));
            let same = text(&read.institution).is_some_and(|t| normal(t) == normal(&name));
            let degree = text(&read.study_type).is_some_and(|t| normal(t) == normal(&string(&school["studyType"])));
            2 * usize::from(begins) + usize::from(same) + usize::from(degree)
        };
        let best = (0..used.len()).filter(|i| !used[*i]).max_by_key(closeness).filter(|i| closeness(i) > 0);
        let read = best.map(|i| {
            used[i] = true;
            &profile.education[i]
        });
        score.compare((1, "school"), &name, read.and_then(|school| text(&school.institution)));
        score.compare((1, "field"), &area, read.and_then(|school| text(&school.area)));
        let degree = string(&school["studyType"]);
        if shown(&degree) {
            score.compare((1, "degree"), &degree, read.and_then(|school| text(&school.study_type)));
        }
        date((1, "school start"), &start, read.and_then(|s| Some(s.start.as_ref()?.value().to_string())), score);
        date(
            (1, "school end"),
            &string(&school["endDate"]),
            read.and_then(|s| Some(s.end.as_ref()?.value().to_string())),
            score,
        );
    }
    for (school, _) in profile.education.iter().zip(&used).filter(|(_, used)| !**used) {
        score.spurious((1, "school"), text(&school.institution).unwrap_or("?"));
    }
}

fn render_cv(truth: &Value, reading: &Reading, score: &mut Score) {
    let document = printed(reading);
    let profile = &reading.profile;
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    score.compare((0, "name"), &string(&truth["name"]), text(&profile.name.full));
    score.compare((0, "e-mail"), &string(&truth["email"]), text(&profile.email));
    phone(&string(&truth["phone"]), profile, score);
    place(&string(&truth["location"]), profile, score);
    let jobs: Vec<&Value> = truth["work"].as_array().into_iter().flatten().collect();
    work(&jobs, "company", &document, profile, score);
    let mut used = vec![false; profile.education.len()];
    for school in truth["education"].as_array().into_iter().flatten() {
        let name = string(&school["institution"]);
        let at = (0..used.len()).find(|i| {
            !used[*i] && text(&profile.education[*i].institution).is_some_and(|t| normal(t) == normal(&name))
        });
        let at = at.or_else(|| (0..used.len()).find(|i| !used[*i]));
        let read = at.map(|i| {
            used[i] = true;
            &profile.education[i]
        });
        score.compare((1, "school"), &name, read.and_then(|school| text(&school.institution)));
        score.compare((1, "degree"), &string(&school["degree"]), read.and_then(|school| text(&school.study_type)));
    }
    for (school, _) in profile.education.iter().zip(&used).filter(|(_, used)| !**used) {
        score.spurious((1, "school"), text(&school.institution).unwrap_or("?"));
    }
    let expected: Vec<String> = truth["skills"].as_array().into_iter().flatten().map(string).collect();
    skills(&expected, &[], &document, profile, score);
}

/// "Seattle, WA" or "Barcelona, Spain".
fn place(expected: &str, profile: &Profile, score: &mut Score) {
    let (city, rest) = expected.split_once(", ").unwrap_or((expected, ""));
    score.compare((0, "city"), city, text(&profile.location.city));
    match domain::countries::Country::by_name(rest) {
        Some(country) => score.compare((0, "country"), country.code, text(&profile.location.country_code)),
        None => {
            score.compare((0, "region"), rest, text(&profile.location.region));
            score.compare((0, "country"), "US", text(&profile.location.country_code));
        }
    }
}

fn soupboss(truth: &Value, folder: &Path, stem: &str, file: &Path, reading: &Reading, score: &mut Score) -> bool {
    let expected = &truth[format!("{stem}.docx")];
    if expected.is_null() {
        return false;
    }
    let profile = &reading.profile;
    let string = |key: &str| expected[key].as_str().unwrap_or_default().to_owned();
    score.compare((0, "name"), &string("name"), text(&profile.name.full));
    score.compare((0, "e-mail"), &string("email"), text(&profile.email));
    phone(&string("phone"), profile, score);
    place(&string("location"), profile, score);
    if file.extension().is_some_and(|extension| extension == "docx")
        && let Ok(bytes) = std::fs::read(folder.join(string("pair_pdf")))
        && let Ok(twin) = resume::read(&bytes, chrono::Local::now().date_naive())
    {
        let same = |profile: &Profile| domain::json_resume::export(profile, &[]);
        twins(&same(profile), &same(&twin.profile), "", score);
    }
    true
}

/// Both files must say the same, value by value.
fn twins(a: &Value, b: &Value, at: &str, score: &mut Score) {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let keys: std::collections::BTreeSet<&String> = x.keys().chain(y.keys()).collect();
            keys.into_iter().for_each(|key| twins(&a[key.as_str()], &b[key.as_str()], &format!("{at}/{key}"), score));
        }
        (Value::Array(x), Value::Array(y)) => {
            (0..x.len().max(y.len())).for_each(|i| {
                twins(x.get(i).unwrap_or(&Value::Null), y.get(i).unwrap_or(&Value::Null), &format!("{at}/{i}"), score)
            });
        }
        _ => score.compare((3, "DOCX as its PDF"), &format!("{at} {a}"), Some(&format!("{at} {b}"))),
    }
}

/// The published page.
fn page(score: &Score, documents: usize) -> String {
    let mut text = format!(
        "# Accuracy on résumés\n\n\
         Measured by `cargo xtask bench resume` on {documents} documents that other people wrote and that are not part of \
         this repository. A value counts only where the document prints it. *Wrong* is another value than the document's, \
         or one that it does not say; *missing* is none.\n\n\
         | Field | right | wrong | missing | precision | recall | F1 |\n|---|--:|--:|--:|--:|--:|--:|\n"
    );
    let mut row = |name: &str, counts: &[&Count]| {
        let sum = |f: fn(&Count) -> usize| counts.iter().map(|count| f(count)).sum::<usize>();
        let (right, wrong, missing) = (sum(|c| c.right), sum(|c| c.wrong), sum(|c| c.missing));
        let share = |part: usize, whole: usize| if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 };
        let (precision, recall) = (share(right, right + wrong), share(right, right + wrong + missing));
        let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
        let _ =
            writeln!(text, "| {name} | {right} | {wrong} | {missing} | {precision:.1} % | {recall:.1} % | {f1:.1} % |");
    };
    for (group, title) in GROUPS.iter().enumerate() {
        let members: Vec<_> = score.classes.iter().filter(|((g, _), _)| *g == group).collect();
        if members.is_empty() {
            continue;
        }
        row(&format!("**{title}**"), &members.iter().map(|(_, count)| *count).collect::<Vec<_>>());
        for ((_, name), count) in &members {
            row(name, &[count]);
        }
    }
    let wrong: usize = score.classes.values().map(|count| count.wrong).sum();
    let _ = writeln!(
        text,
        "\nBars: e-mail, phone and name 99 %; employer, title, dates, school and degree F1 95 %; no invented value. \
         Values that are not the document's: {wrong}."
    );
    text
}
