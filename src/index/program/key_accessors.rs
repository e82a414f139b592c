//! Texts of enum members that come from functions or constructor arguments.

use super::*;
use crate::syntax::key_method_rank;

/// Rank of a text from exactly the used accessor.
const EXACT: usize = 0;
/// Rank of a constructor argument named as the key.
const KEY_ARGUMENT: usize = 1;
const OWN: usize = 2;
const BY_METHOD: usize = 3;

impl File {
    /// The function or constructor parameter that a definition's text comes from; empty if it has its own.
    pub(in crate::index) fn key_accessor(&self, definition: &Definition) -> &str {
        let text = self.text(definition.key_accessor);
        let parameter = position_of(text).and_then(|position| self.constructor_parameter(definition, position));
        parameter.unwrap_or(text)
    }

    /// Rank of a definition's text for an accessor; lower is better. `None` if it does not match.
    pub(in crate::index) fn rank_of_text(&self, definition: &Definition, called: Option<&str>) -> Option<usize> {
        if definition.key_accessor == Name::default() {
            return Some(OWN);
        }
        let key_accessor = self.key_accessor(definition);
        if called.is_some_and(|called| is_accessor(called, key_accessor)) {
            return Some(EXACT);
        }
        if position_of(self.text(definition.key_accessor)).is_some() {
            let first = self.constructor_parameter(definition, 0);
            let is_key = words::is_key_member(key_accessor) && !first.is_some_and(words::is_key_member);
            return is_key.then_some(KEY_ARGUMENT);
        }
        key_method_rank(key_accessor).map(|rank| rank + BY_METHOD)
    }

    /// Whether the name of a definition stands for its text without an accessor.
    pub(in crate::index) fn stands_by_name(&self, definition: &Definition) -> bool {
        self.rank_of_text(definition, None).is_some()
    }

    /// The constructor parameter of an argument of a member.
    fn constructor_parameter(&self, member: &Definition, position: usize) -> Option<&str> {
        let owner = member.path.last()?;
        let names = CONSTRUCTORS.iter().filter_map(|name| self.facts.find_name(name)).chain([*owner]);
        let named = names.flat_map(|name| self.functions_of(name));
        let own = named.filter(|(_, function)| function.path.last() == Some(owner));
        let parameters = own.filter_map(|(at, function)| Some((at, function.parameters.get(position)?)));
        let (_, parameter) = parameters.min_by_key(|(at, _)| *at)?;
        Some(self.text(parameter.name)).filter(|name| !name.is_empty())
    }
}

impl Program {
    /// The texts that a function returns for the members of a type, or of no type.
    pub(in crate::index) fn texts_given(&self, language: Language, kind: &str, function: &str) -> Vec<(FileId, u32)> {
        let mut found = Vec::new();
        for id in self.having(Role::Giving, &bare(function)) {
            let file = &self.files[id];
            let fits = |definition: &Definition| {
                definition.key_accessor != Name::default()
                    && matches!(definition.value, Expr::Text(_))
                    && definition.path.last().is_none_or(|owner| file.text(*owner) == kind)
                    && is_accessor(function, file.key_accessor(definition))
            };
            let given = file.facts.definitions.iter().enumerate().filter(|(_, definition)| fits(definition));
            let given = given.filter(|_| file.language.family() == language.family());
            found.extend(given.map(|(at, _)| (id, at as u32)));
        }
        found
    }
}

/// The argument position in `#1`.
fn position_of(key_accessor: &str) -> Option<usize> {
    key_accessor.strip_prefix('#')?.parse().ok()
}

/// Whether a method or property with this name returns the one with that name: `getKey` returns `key`.
pub(in crate::index) fn is_accessor(called: &str, key_accessor: &str) -> bool {
    called == key_accessor || bare(called) == bare(key_accessor)
}

/// A name without the affixes of getters, in lower case.
pub(super) fn bare(name: &str) -> String {
    let rest = ["get_", "Get", "get"].iter().find_map(|prefix| name.strip_prefix(prefix));
    let rest =
        rest.filter(|rest| !rest.starts_with(char::is_lowercase) && !rest.is_empty() || name.starts_with("get_"));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name).replace('_', "").to_lowercase()
}
