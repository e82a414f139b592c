//! `wrappers` and `ignoredWrappers`: functions declared to take flag keys, and functions declared not to.

use super::super::settings::{WrapperArgument, WrapperSetting};
use super::super::source::{Entry, Node, Value};
use super::{Layer, Merge};

/// Fields of a `wrappers` entry.
const NAMES: [&str; 6] = ["function", "receiver", "module", "key", "default", "kind"];
/// Kinds of values of a declared function; `flags` means all flags by name.
pub(in crate::config) const KINDS: [&str; 7] = ["any", "bool", "string", "int", "double", "json", "flags"];

/// Example entry for "expected …" messages.
pub(in crate::config) const EXAMPLE: &str = "{ function = \"isOn\", key = 0, kind = \"bool\" }";

impl Merge<'_> {
    /// Adds the entries of a list. An invalid entry is skipped.
    pub(super) fn add_wrappers(&mut self, layer: Layer, items: &[Node]) {
        for item in items {
            match &item.value {
                Value::Table(entries) => {
                    if let Some(wrapper) = self.wrapper(layer, item, entries) {
                        self.settings.wrappers.push(wrapper);
                    }
                }
                other => self.error(
                    layer,
                    item.place,
                    format!(
                        "`wrappers` expects tables such as {EXAMPLE}, found {}. This one is ignored",
                        other.words()
                    ),
                ),
            }
        }
    }

    /// Adds ignored functions.
    pub(super) fn add_ignored_wrappers(&mut self, layer: Layer, items: &[Node]) {
        for item in items {
            match &item.value {
                Value::Text(name) if is_name(name) => self.settings.ignored_wrappers.push(name.trim().to_owned()),
                _ => self.error(
                    layer,
                    item.place,
                    "`ignoredWrappers` expects names such as \"translate\" or \"I18n.translate\". This one is ignored"
                        .to_owned(),
                ),
            }
        }
    }

    fn wrapper(&mut self, layer: Layer, item: &Node, entries: &[Entry]) -> Option<WrapperSetting> {
        let mut wrapper = WrapperSetting::default();
        let mut is_whole = true;
        for entry in entries.iter().filter(|entry| !entry.node.value.is_blank()) {
            let expected = match (entry.name.as_str(), &entry.node.value) {
                ("function", Value::Text(name)) if is_name(name) && !name.contains('.') => {
                    wrapper.function = name.trim().to_owned();
                    continue;
                }
                ("receiver", Value::Text(name)) if is_name(name) => {
                    let last = name.trim().rsplit('.').next().unwrap_or_default();
                    wrapper.receiver = Some(last.to_owned());
                    continue;
                }
                ("module", Value::Text(name)) => {
                    wrapper.module = Some(name.trim().to_owned());
                    continue;
                }
                ("key", value) if argument(value).is_some() => {
                    wrapper.key = argument(value).unwrap_or_default();
                    continue;
                }
                ("default", value) if argument(value).is_some() => {
                    wrapper.default = argument(value);
                    continue;
                }
                ("kind", Value::Text(kind)) if KINDS.contains(&kind.as_str()) => {
                    wrapper.kind = kind.clone();
                    continue;
                }
                ("function", _) => "the name of a function, such as \"isOn\"".to_owned(),
                ("receiver", _) => "the name or type of the receiver, such as \"Features\"".to_owned(),
                ("module", _) => "the name of a module, such as \"@shop/flags\"".to_owned(),
                ("key" | "default", _) => "a zero-based position or the name of an argument".to_owned(),
                ("kind", value) => {
                    let near = match value {
                        Value::Text(kind) => self.nearest(kind, KINDS.into_iter()),
                        _ => None,
                    };
                    let near = near.map_or(String::new(), |near| format!(". Did you mean \"{near}\"?"));
                    format!("one of {}{near}", KINDS.join(", "))
                }
                (name, _) => {
                    let hint = match self.nearest(name, NAMES.into_iter()) {
                        Some(nearest) => format!("did you mean `{nearest}`?"),
                        None => format!("expected one of {}", NAMES.join(", ")),
                    };
                    self.warn(layer, entry.place, format!("`wrappers`: unknown field `{name}`; {hint}"));
                    continue;
                }
            };
            is_whole = false;
            let end = if expected.ends_with('?') { "" } else { "." };
            let message = format!("`wrappers`: `{}` expects {expected}{end} This wrapper is ignored", entry.name);
            self.error(layer, entry.node.place.or(entry.place), message);
        }
        if is_whole && wrapper.function.is_empty() {
            self.error(layer, item.place, "`wrappers`: `function` is required. This wrapper is ignored".to_owned());
        }
        (is_whole && !wrapper.function.is_empty()).then_some(wrapper)
    }
}

fn argument(value: &Value) -> Option<WrapperArgument> {
    match value {
        Value::Integer(position) => u32::try_from(*position).ok().map(WrapperArgument::Position),
        Value::Text(label) if is_name(label) => Some(WrapperArgument::Label(label.trim().to_owned())),
        _ => None,
    }
}

/// Whether the text is an identifier, or several separated by dots.
fn is_name(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|character| character.is_alphanumeric() || "_$-?!".contains(character))
    };
    text.trim().split('.').all(is_part)
}
