//! Whether the licence of a dependency is among those `deny.toml` allows.

use anyhow::{Context, Result};
use std::collections::BTreeSet;

/// The list `allow = [ … ]` of the section `[licenses]`.
pub(crate) fn allowed(deny: &str) -> Result<BTreeSet<&str>> {
    let section = deny.split_once("[licenses]").context("deny.toml has no [licenses]")?.1;
    let list = section.split_once("allow = [").context("[licenses] has no allow = [")?.1;
    let list = list.split_once(']').context("allow = [ is not closed")?.0;
    Ok(list.split('"').skip(1).step_by(2).collect())
}

/// Evaluates an SPDX expression: every `AND` side must be satisfied, one `OR`
/// side is enough. The old `MIT/Apache-2.0` means `OR`.
pub(crate) fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser { tokens: &tokens, allowed };
    let value = parser.either();
    value == Some(true) && parser.tokens.is_empty()
}

struct Parser<'a> {
    tokens: &'a [&'a str],
    allowed: &'a BTreeSet<&'a str>,
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn takes(&mut self, word: &str) -> bool {
        let taken = self.tokens.first() == Some(&word);
        if taken {
            self.tokens = &self.tokens[1..];
        }
        taken
    }

    fn either(&mut self) -> Option<bool> {
        let mut value = self.both()?;
        while self.takes("OR") {
            value |= self.both()?;
        }
        Some(value)
    }

    fn both(&mut self) -> Option<bool> {
        let mut value = self.one()?;
        while self.takes("AND") {
            value &= self.one()?;
        }
        Some(value)
    }

    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let value = self.either()?;
            return self.takes(")").then_some(value);
        }
        let licence = self.next()?;
        if !self.takes("WITH") {
            return Some(self.allowed.contains(licence));
        }
        let exception = self.next()?;
        // An exception only ever permits more.
        Some(self.allowed.contains(licence) || self.allowed.contains(format!("{licence} WITH {exception}").as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_allowed_when_a_choice_of_licences_satisfies_it() {
        let list = allowed("[licenses]\nallow = [\n    \"MIT\", # why\n    \"Apache-2.0\",\n    \"Unicode-3.0\",\n]\n")
            .unwrap();
        for (expression, expected) in [
            ("MIT", true),
            ("GPL-3.0", false),
            ("MIT OR GPL-3.0", true),
            ("GPL-3.0 OR MIT", true),
            ("MIT AND GPL-3.0", false),
            ("(MIT OR GPL-3.0) AND Unicode-3.0", true),
            ("MIT/GPL-2.0", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("GPL-2.0 WITH Classpath-exception-2.0", false),
            ("MIT OR", false),
            ("(MIT", false),
            ("MIT )", false),
            ("", false),
        ] {
            assert_eq!(is_allowed(expression, &list), expected, "{expression:?}");
        }
    }
}
