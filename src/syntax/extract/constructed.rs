//! Objects made to hold a key: `Flag(key = "new-search")`, `new FeatureFlag("new-search")`.

use super::*;

/// What the argument or field with the key is called.
const KEY_NAMES: &[&str] = &["key", "flagkey", "featurekey", "keyname", "flagname", "flag"];
/// What else the first argument of such a type can be called.
const FIRST_NAMES: &[&str] = &["", "rawvalue", "name", "id", "named", "value", "identifier"];
/// Words in the names of types whose first argument is the key.
const FLAG_TYPES: &[&str] = &["flag", "feature", "toggle", "experiment"];

impl<'tree> Extractor<'tree, '_> {
    /// The key of an object that a constructor call makes: it stands for the object wherever that is named. Also the type.
    /// Where it is called `.init(…)`, the type is the one declared.
    pub(super) fn constructed(&mut self, value: Expr, declared: Name) -> Option<(Text, Name)> {
        let Expr::Call(call) = value else { return None };
        let call = self.facts.calls.get(call as usize)?;
        let mut made = self.facts.path(call.callee).last()?.name;
        if self.names.text(made) == "init" {
            made = if self.names.text(declared) == "Self" { *self.containers.last()? } else { declared };
            self.reading.unfit |= made == Name::OUTER && self.outer.is_some();
        }
        let name = self.names.text(made);
        if !name.starts_with(char::is_uppercase) {
            return None;
        }
        let arguments = self.facts.arguments(call);
        let named = arguments.iter().find(|argument| {
            [argument.label, argument.property].iter().any(|label| {
                let label = self.names.text(*label).replace('_', "").to_lowercase();
                KEY_NAMES.contains(&label.as_str())
            })
        });
        let lower = name.to_lowercase();
        let first = || {
            let named = |first: &&Argument| FIRST_NAMES.contains(&self.names.text(first.label).to_lowercase().as_str());
            let first = arguments.first().filter(named);
            first.filter(|_| FLAG_TYPES.iter().any(|word| lower.contains(word)))
        };
        match named.or_else(first)?.value {
            Expr::Text(text) => Some((text, made)),
            _ => None,
        }
    }
}
