//! What application forms need beyond a résumé: `x-valet`, read.

use super::node::Node;
use super::{ImportError, ImportedAnswer};
use crate::answers::{AnswerScope, UsageMode};
use crate::profile::{ApplicationFacts, Disclosure, Name, PayPeriod, Salary, WorkAuthorization};
use crate::provenance::Fact;

pub(super) const EXTRA_KEYS: &[&str] = &[
    "givenName",
    "middleName",
    "familyName",
    "preferredName",
    "workAuthorization",
    "gender",
    "race",
    "hispanicLatino",
    "veteran",
    "disability",
    "pronouns",
    "salary",
    "earliestStart",
    "noticePeriodDays",
    "willingToRelocate",
    "over18",
    "birthDate",
    "salutation",
    "howHeard",
    "answers",
];

pub(super) fn read_name_parts(extras: &Node<'_>, name: &mut Name) -> Result<(), ImportError> {
    name.given = extras.text_fact(&["givenName"])?;
    name.middle = extras.text_fact(&["middleName"])?;
    name.family = extras.text_fact(&["familyName"])?;
    name.preferred = extras.text_fact(&["preferredName"])?;
    Ok(())
}

pub(super) fn read_application(extras: &Node<'_>) -> Result<ApplicationFacts, ImportError> {
    let flag = |key: &str| -> Result<_, ImportError> {
        extras.child(key)?.map(|node| Ok(node.fact(node.bool()?))).transpose()
    };
    Ok(ApplicationFacts {
        work_authorization: extras.entries(&["workAuthorization"], read_authorization)?,
        gender: read_disclosure(extras, "gender", &[])?,
        race: read_disclosure(extras, "race", &[])?,
        hispanic_latino: read_disclosure(extras, "hispanicLatino", &["yes", "no"])?,
        veteran: read_disclosure(extras, "veteran", &["yes", "no"])?,
        disability: read_disclosure(extras, "disability", &["yes", "no"])?,
        pronouns: read_disclosure(extras, "pronouns", &[])?,
        salary: extras.child("salary")?.map(|node| read_salary(&node)).transpose()?,
        earliest_start: extras.child("earliestStart")?.map(|node| read_day(&node)).transpose()?,
        notice_period_days: extras.child("noticePeriodDays")?.map(|node| read_days(&node)).transpose()?,
        willing_to_relocate: flag("willingToRelocate")?,
        over_18: flag("over18")?,
        birth_date: extras.child("birthDate")?.map(|node| read_day(&node)).transpose()?,
        salutation: extras.text_fact(&["salutation"])?,
        how_heard: extras.text_fact(&["howHeard"])?,
    })
}

pub(super) fn read_authorization(node: &Node<'_>) -> Result<Fact<WorkAuthorization>, ImportError> {
    node.only(&["country", "authorized", "needsSponsorship"])?;
    let required = |key: &str| match node.child(key)? {
        Some(child) => Ok(child),
        None => node.invalid(&format!("`{key}` is missing")),
    };
    Ok(node.fact(WorkAuthorization {
        country: required("country")?.country()?,
        authorized: required("authorized")?.bool()?,
        needs_sponsorship: required("needsSponsorship")?.bool()?,
    }))
}

/// `decline`, or the person's word; `words` are the only ones allowed when not empty.
pub(super) fn read_disclosure(
    extras: &Node<'_>,
    key: &str,
    words: &[&str],
) -> Result<Option<Fact<Disclosure>>, ImportError> {
    let Some(node) = extras.child(key)? else { return Ok(None) };
    let said = node.text()?;
    if said == "decline" {
        return Ok(Some(node.fact(Disclosure::Decline)));
    }
    if !words.is_empty() && !words.contains(&said.as_str()) {
        return node.invalid("expected yes, no or decline");
    }
    Ok(Some(node.fact(Disclosure::Says(said))))
}

pub(super) fn read_salary(node: &Node<'_>) -> Result<Fact<Salary>, ImportError> {
    node.only(&["amount", "currency", "period"])?;
    let (Some(amount), Some(currency), Some(period)) =
        (node.child("amount")?, node.child("currency")?, node.child("period")?)
    else {
        return node.invalid("expected amount, currency and period");
    };
    let Some(whole) = amount.value.as_u64() else { return amount.invalid("expected a whole number") };
    let code = currency.text()?.to_ascii_uppercase();
    if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return currency.invalid("expected a currency as three letters, such as USD");
    }
    let period: PayPeriod = period.word("hour, month or year")?;
    Ok(node.fact(Salary { amount: whole, currency: code, period }))
}

pub(super) fn read_day(node: &Node<'_>) -> Result<Fact<chrono::NaiveDate>, ImportError> {
    let text = node.text()?;
    match chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
        Ok(day) => Ok(node.fact(day)),
        Err(_) => node.invalid("expected a day: YYYY-MM-DD"),
    }
}

pub(super) fn read_days(node: &Node<'_>) -> Result<Fact<u32>, ImportError> {
    match node.value.as_u64().and_then(|days| u32::try_from(days).ok()).filter(|days| *days <= 3_650) {
        Some(days) => Ok(node.fact(days)),
        None => node.invalid("expected a number of days"),
    }
}

pub(super) fn read_answer(node: &Node<'_>) -> Result<ImportedAnswer, ImportError> {
    node.only(&["question", "class", "answer", "company", "usage"])?;
    let Some(question) = node.child("question")? else { return node.invalid("`question` is missing") };
    let Some(class) = node.child("class")? else { return node.invalid("`class` is missing") };
    // Without an explicit wish to reuse it, an answer is offered and not used by itself.
    let usage = node
        .child("usage")?
        .map_or(Ok(UsageMode::AskEachTime), |usage| usage.word("always_use, ask_each_time or decline_to_answer"))?;
    let answer = node.child("answer")?.map_or(Ok(String::new()), |answer| answer.text())?;
    if answer.is_empty() && usage != UsageMode::DeclineToAnswer {
        return node.invalid("`answer` is missing");
    }
    let company = node.child("company")?.map(|company| company.text()).transpose()?;
    Ok(ImportedAnswer {
        question: question.text()?,
        class: class.word("a class of question, such as work_authorization")?,
        answer,
        scope: company.map_or(AnswerScope::Everywhere, |name| AnswerScope::Company(name.to_lowercase())),
        usage,
    })
}
