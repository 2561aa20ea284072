//! Ways to address somebody: which wordings mean the same, and whether a list offers them.

use crate::snapshot::OptionEntry;
use crate::wording::option_key;

/// A row per way. The first row that has a wording is what it means: "Mrs" may be told as "Frau", and "Frau" is no "Mrs".
const ROWS: &[&[&str]] = &[
    &["Mr", "Mr.", "Mister", "Herr", "Hr.", "M.", "Monsieur", "Sr.", "Señor", "Senhor", "Dhr.", "De heer", "Meneer"],
    &["Ms", "Ms.", "Frau", "Fr.", "Mme", "Madame", "Sra.", "Señora", "Senhora", "Mevr.", "Mw.", "Mevrouw"],
    &["Mrs", "Mrs.", "Missus", "Frau", "Mme", "Madame", "Sra.", "Señora", "Senhora", "Mevrouw"],
    &["Miss"],
    &["Mx", "Mx.", "Neutrale Anrede", "Gender-neutral"],
    &["Dr", "Dr.", "Doctor", "Doktor", "Docteur", "Doctora", "Doutor", "Doutora"],
    &["Prof", "Prof.", "Professor", "Professorin", "Professeur", "Profesor", "Profesora", "Professora"],
];

/// The other wordings of what the person wrote; empty where it is a way of their own.
pub(crate) fn wordings(stated: &str) -> &'static [&'static str] {
    row(stated).unwrap_or_default()
}

/// Whether a list offers ways to address somebody, and so asks for one whatever it is called.
pub(crate) fn are_offered(options: &[OptionEntry]) -> bool {
    const FEW: usize = 40;
    let ways = options.iter().take(FEW).filter_map(|option| row(&option.text));
    ways.map(|row| row[0]).collect::<std::collections::BTreeSet<_>>().len() > 1
}

fn row(text: &str) -> Option<&'static [&'static str]> {
    let key = option_key(text);
    ROWS.iter().find(|row| row.iter().any(|wording| option_key(wording) == key)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::options;

    #[test]
    fn a_list_of_titles_is_told_from_a_list_of_jobs() {
        assert!(are_offered(&options(&["", "Herr", "Frau", "Divers"])));
        assert!(are_offered(&options(&["Mr.", "Mrs.", "Dr."])));
        assert!(!are_offered(&options(&["Manager", "Director", "Doctor"])));
        assert!(!are_offered(&options(&["Ms", "Ms."])), "one way in two spellings is no choice");
    }

    #[test]
    fn a_wording_stands_for_no_more_than_it_says() {
        assert!(wordings("mrs").contains(&"Frau") && !wordings("Frau").contains(&"Mrs"));
        assert!(wordings("Captain").is_empty());
    }
}
