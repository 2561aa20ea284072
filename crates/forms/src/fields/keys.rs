//! Names of fields that survive re-renders and revealed neighbours.

use super::FieldKey;
use crate::snapshot::Control;
use crate::wording::words;
use std::collections::HashMap;

/// Hands out keys in document order.
#[derive(Default)]
pub(super) struct Keys {
    used: HashMap<String, usize>,
}

impl Keys {
    /// The key of a field in the `frame`th document. `choices`: one of several controls that share a name.
    pub(super) fn name(&mut self, frame: usize, control: &Control, label: &str, section: &str) -> FieldKey {
        let base = format!("{frame}:{}", identity(control, label, section));
        let equal = self.used.entry(base.clone()).or_default();
        *equal += 1;
        FieldKey(if *equal == 1 { base } else { format!("{base}~{equal}") })
    }
}

/// The attribute that names the control, when it is not made up at run time; else its label and section.
fn identity(control: &Control, label: &str, section: &str) -> String {
    let lasting = [&control.name, &control.id].into_iter().find(|a| !a.is_empty() && !is_generated(a));
    if let Some(attribute) = lasting {
        let own_value = if matches!(control.input_type.as_str(), "radio" | "checkbox") && label_tells(control) {
            format!("={}", slug(&control.raw_value))
        } else {
            String::new()
        };
        return format!("{}{own_value}", cut(attribute));
    }
    let slug = slug(label);
    match (control.automation_id.as_str(), slug.as_str()) {
        ("", "") => format!("{}/{}", control.tag, self::slug(section)),
        ("", label) => format!("{}/{label}", self::slug(section)),
        (automation, label) => format!("{}/{label}", cut(automation)),
    }
}

/// A lone checkbox among others of the same name is told apart by its value.
fn label_tells(control: &Control) -> bool {
    control.input_type == "checkbox" && !matches!(control.raw_value.as_str(), "" | "on" | "true" | "1")
}

fn cut(text: &str) -> String {
    text.chars().take(120).collect()
}

fn slug(text: &str) -> String {
    let words = words(text);
    words.iter().take(10).map(String::as_str).collect::<Vec<_>>().join("-")
}

/// Attributes that libraries make up: they change at every render.
pub(crate) fn is_generated(attribute: &str) -> bool {
    let text = attribute.to_ascii_lowercase();
    const MADE_UP: [&str; 24] = [
        "react-select",
        "react-",
        "radix",
        "mui-",
        "headlessui",
        "downshift",
        "ember",
        ":r",
        "«r",
        "_r_",
        "yui",
        "ext-gen",
        "gwt-uid",
        "input-",
        "field-",
        "formcontrol-",
        "rc_select",
        "rc-",
        "el-id",
        "cdk-",
        "mat-",
        "select2-",
        "tippy",
        "uid-",
    ];
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let made_up = MADE_UP.iter().any(|prefix| text.starts_with(prefix)) && digits > 0;
    let hex_only = text.len() >= 16 && text.bytes().all(|b| b.is_ascii_hexdigit()) && digits > 0;
    made_up || hex_only || text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_ids_do_not_name_a_field() {
        for made_up in ["react-select-3-input", ":r1f:", "input-17", "0f8fad5bd9cb469fa165", "12345", "radix-:r5:"] {
            assert!(is_generated(made_up), "{made_up}");
        }
        for lasting in ["first_name", "question_4028768003", "cards[ab-1][field0]", "input-email", "_systemfield_name"]
        {
            assert!(!is_generated(lasting), "{lasting}");
        }
    }
}
