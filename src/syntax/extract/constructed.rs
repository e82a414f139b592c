//! Objects made to hold a key: `Flag(key = "new-search")`, `new FeatureFlag("new-search")`.

use super::*;

/// What the argument or field with the key is called.
const KEY_NAMES: &[&str] = &["key", "flagkey", "featurekey", "keyname", "flagname", "flag"];
/// What else the first argument of such a type can be called.
const FIRST_NAMES: &[&str] = &["", "rawvalue", "name", "id", "named", "value", "identifier"];
/// Words in the names of types whose first argument is the key.
const FLAG_TYPES: &[&str] = &["flag", "feature", "toggle", "experiment"];
/// Types that are no more than a key.
const KEY_TYPES: &[&str] = &["Key", "FlagKey", "FeatureKey"];
/// What a type's own function is called that makes one: `Flag.of("new-search")`.
const FACTORIES: &[&str] = &["of", "create", "define", "register", "named", "forKey", "from", "make", "build"];

/// What functions do that make such an object, where they are named for flags too: `defineFlag("new-search", false)`.
const MAKERS: &[&str] = &["define", "create", "make", "declare", "register", "new", "build"];

impl<'tree> Extractor<'tree, '_> {
    /// The key of an object that a constructor call makes: it stands for the object wherever that is named. Also the type.
    /// Where it is called `.init(…)`, the type is the one declared.
    pub(super) fn constructed(&mut self, value: Expr, declared: Name) -> Option<(Text, Name)> {
        let Expr::Call(call) = value else { return None };
        let call = self.facts.calls.get(call as usize)?;
        let (last, before) = self.facts.path(call.callee).split_last()?;
        let mut made = last.name;
        if FACTORIES.contains(&self.names.text(made))
            && let Some(kind) = before.last().filter(|kind| self.names.text(kind.name).starts_with(char::is_uppercase))
        {
            made = kind.name;
        }
        if self.names.text(made) == "init" {
            made = if self.names.text(declared) == "Self" { *self.containers.last()? } else { declared };
            self.reading.unfit |= made == Name::OUTER && self.outer.is_some();
        }
        let name = self.names.text(made);
        if !name.starts_with(char::is_uppercase) && !is_maker(name) {
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
            first.filter(|_| FLAG_TYPES.iter().any(|word| lower.contains(word)) || KEY_TYPES.contains(&name))
        };
        match named.or_else(first)?.value {
            Expr::Text(text) => Some((text, made)),
            _ => None,
        }
    }

    /// The key of an object that is written as a literal with its type: Go's `Flag{Key: "new-search"}`. Also the type.
    pub(super) fn written_out(&mut self, value: Node<'tree>) -> Option<(Text, Name)> {
        let value = self.unwrap_same(value);
        let mark = self.marks.get(value, Role::Object)?;
        let (kind, body) = (mark.part(Part::Type)?, mark.part(Part::Body)?);
        let made = self.simple_type(Some(kind));
        if kind.kind().contains("map") || kind.kind().contains("slice") || kind.kind().contains("array") {
            return None;
        }
        let mut cursor = body.walk();
        let entries = body.named_children(&mut cursor).filter_map(|child| self.marks.get(child, Role::Entry));
        let key = entries.filter_map(|entry| Some((entry.part(Part::Key)?, entry.part(Part::Value)?)));
        let entries: Vec<_> = key.collect();
        let called = |name: Node<'tree>, list: &[&str]| list.contains(&self.node_text(name).to_lowercase().as_str());
        let named = entries.iter().find(|(name, _)| called(*name, KEY_NAMES));
        let lower = self.names.text(made).to_lowercase();
        let is_flag_type = FLAG_TYPES.iter().any(|word| lower.contains(word));
        let first = || match entries.first() {
            Some((name, value)) => called(*name, FIRST_NAMES).then_some(*value),
            None => body.named_child(0),
        };
        let key = named.map(|(_, value)| *value).or_else(|| first().filter(|_| is_flag_type));
        match self.lower(key?) {
            Expr::Text(text) => Some((text, made)),
            _ => None,
        }
    }
}

/// Whether a function is named for making flags.
fn is_maker(name: &str) -> bool {
    let lower = name.to_lowercase();
    let makes_flags = FLAG_TYPES.iter().any(|word| lower.contains(word)) && !lower.ends_with("selector");
    MAKERS.iter().any(|maker| lower.starts_with(maker)) && makes_flags
}
