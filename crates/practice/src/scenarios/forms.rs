//! Draws the ordinary form around the field under test, in the widget library
//! of the drift level.

use crate::drift;
use crate::markup::{escape, script_json};
use crate::postings::{Field, Kind, Posting};
use crate::scenarios::Scenario;
use serde_json::{Value, json};

/// The page of a visit: a layout of its own where `markup` is one, else heading and form around it.
pub(super) fn page(scenario: &Scenario, posting: &Posting, markup: &str, notice: &str) -> String {
    let (layout, under) = match (is_layout(markup), is_layout(&scenario.markup)) {
        (true, false) => (markup, scenario.markup.as_str()),
        (true, true) => (markup, ""),
        (false, _) => ("<main>{{head}}{{notice}}{{form}}</main>", markup),
    };
    let head = format!(
        "<h1>{}</h1><p class=\"where\">{} · {} · {}</p><p>{}</p>",
        escape(&posting.title),
        escape(&posting.company),
        escape(&posting.place_label()),
        escape(&posting.workplace),
        escape(&posting.description.join(" ")),
    );
    let fields = fields(scenario, posting, under);
    let form = format!(
        "<form id=\"application\" action=\"{{{{path}}}}/applications\" method=\"post\" enctype=\"multipart/form-data\" novalidate>\
         {fields}<p class=\"actions\"><button type=\"submit\" id=\"send\">Submit application</button></p></form>"
    );
    layout
        .replace("{{whole}}", "")
        .replace("{{head}}", &head)
        .replace("{{notice}}", notice)
        .replace("{{form}}", &form)
        .replace("{{fields}}", &fields)
        .replace("{{path}}", &posting.path())
        .replace("{{title}}", &escape(&posting.title))
        .replace("{{company}}", &escape(&posting.company))
}

/// Whether a page with this markup is headed with the job's title.
pub(super) fn names_the_job(markup: &str) -> bool {
    !is_layout(markup) || markup.contains("{{head}}")
}

/// Whether markup is a whole page with a place for the form, or with none.
fn is_layout(markup: &str) -> bool {
    ["{{form}}", "{{fields}}", "{{whole}}"].iter().any(|mark| markup.contains(mark))
}

/// The ordinary fields in order, the markup of the field under test where its first field stands.
fn fields(scenario: &Scenario, posting: &Posting, under: &str) -> String {
    let mut html = String::new();
    let mut drawn = under.is_empty();
    for field in &posting.fields {
        if scenario.is_ordinary(field) {
            html.push_str(&ordinary(field));
        } else if !drawn {
            html.push_str(under);
            drawn = true;
        }
    }
    if !drawn {
        // Markup without a field of its own stands after the ordinary ones.
        html.push_str(under);
    }
    html
}

fn ordinary(field: &Field) -> String {
    let (id, label) = (escape(&field.id), escape(&field.label));
    let required = if field.required { " required" } else { "" };
    let star = if field.required { " <span aria-hidden=\"true\">*</span>" } else { "" };
    let modern = drift::level() >= drift::LIBRARY;
    let row = |control: String| match modern {
        false => format!("<p class=\"row\"><label for=\"{id}\">{label}{star}</label>{control}</p>"),
        true => format!(
            "<x-field class=\"float\"><span class=\"box\">{control}</span><span class=\"caption\" id=\"{id}-caption\">{label}{star}</span></x-field>"
        ),
    };
    let named = if modern { format!(" aria-labelledby=\"{id}-caption\"") } else { String::new() };
    match field.kind {
        Kind::File => {
            row(format!("<input id=\"{id}\" name=\"{id}\" type=\"file\" accept=\".pdf,.docx,.txt\"{named}{required}>"))
        }
        Kind::Select | Kind::Radio | Kind::YesNo if modern => format!(
            "<div class=\"row\"><span id=\"{id}-caption\">{label}{star}</span><div data-menu=\"{id}\" data-labelled=\"{id}-caption\" data-open=\"click\"></div></div>"
        ),
        Kind::Select => {
            let options: String =
                field.choices.iter().map(|choice| format!("<option>{}</option>", escape(&choice.label))).collect();
            row(format!(
                "<select id=\"{id}\" name=\"{id}\"{required}><option value=\"\">Select...</option>{options}</select>"
            ))
        }
        Kind::Radio | Kind::YesNo => {
            let choice = |(n, choice): (usize, &crate::postings::Choice)| {
                let text = escape(&choice.label);
                format!(
                    "<label><input type=\"radio\" id=\"{id}-{n}\" name=\"{id}\" value=\"{text}\"{required}> {text}</label> "
                )
            };
            let choices: String = field.choices.iter().enumerate().map(choice).collect();
            format!("<fieldset><legend>{label}{star}</legend>{choices}</fieldset>")
        }
        Kind::Checkbox => format!(
            "<p class=\"row\"><input type=\"checkbox\" id=\"{id}\" name=\"{id}\" value=\"Yes\"{required}> <label for=\"{id}\">{label}{star}</label></p>"
        ),
        Kind::LongText => row(format!("<textarea id=\"{id}\" name=\"{id}\"{named}{required}></textarea>")),
        kind => {
            let (input, token) = match kind {
                Kind::Email => ("email", "email"),
                Kind::Phone => ("tel", "tel"),
                _ if field.id == "first_name" => ("text", "given-name"),
                _ if field.id == "last_name" => ("text", "family-name"),
                _ => ("text", "off"),
            };
            row(format!("<input id=\"{id}\" name=\"{id}\" type=\"{input}\" autocomplete=\"{token}\"{named}{required}>"))
        }
    }
}

/// What the page's scripts read: its path and the choices of its fields.
pub(super) fn data(posting: &Posting) -> String {
    let groups = posting.groups.iter().flat_map(|group| &group.fields);
    let entry = |field: &Field| {
        let choices: Vec<&str> = field.choices.iter().map(|choice| choice.label.as_str()).collect();
        (field.id.clone(), json!({ "label": field.label, "choices": choices }))
    };
    let fields: serde_json::Map<String, Value> = posting.fields.iter().chain(groups).map(entry).collect();
    let data = json!({ "path": posting.path(), "fields": fields, "split": drift::level() >= drift::SPLIT });
    format!("<script>window.scenario = {};</script>", script_json(&data))
}
