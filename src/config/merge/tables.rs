//! Options that are tables: projects by folder, severities by rule.

use super::{Layer, Merge};
use crate::config::options::OptionKind;
use crate::config::source::{Entry, Value};
use crate::config::values::key_of;
use crate::config::{RULES, Severity};

impl Merge<'_> {
    pub(super) fn set_projects(&mut self, layer: Layer, entries: &[Entry]) -> Result<(), String> {
        for entry in entries {
            let folder = entry.name.replace('\\', "/");
            let folder = folder.trim_start_matches("./").trim_matches('/');
            let project = match &entry.node.value {
                value if value.is_blank() => continue,
                Value::Text(key) => key_of(key),
                _ => None,
            };
            let Some(project) = project else {
                self.error(
                    layer,
                    entry.node.place,
                    format!("`projects.{}` expects {}. It is ignored", entry.name, OptionKind::Key.expectation()),
                );
                continue;
            };
            self.settings.projects.insert(folder.to_owned(), project);
            self.settings.origins.insert(format!("projects.{folder}"), layer.origin(entry.place));
        }
        self.settings
            .origins
            .insert("projects".to_owned(), layer.origin(entries.first().and_then(|entry| entry.place)));
        Ok(())
    }

    pub(super) fn set_severities(&mut self, layer: Layer, entries: &[Entry]) -> Result<(), String> {
        for entry in entries.iter().filter(|entry| !entry.node.value.is_blank()) {
            let code = entry.name.as_str();
            if !RULES.iter().any(|rule| rule.code == code) {
                let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
                let hint = match self.nearest(code, codes.iter().copied()) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("expected one of {}", codes.join(", ")),
                };
                self.warn(layer, entry.place, format!("`severity.{code}`: unknown rule; {hint}"));
                continue;
            }
            let severity = match &entry.node.value {
                Value::Text(name) => Severity::from_name(name),
                // Common in other linters.
                Value::Boolean(false) => Some(Severity::Off),
                _ => None,
            };
            let Some(severity) = severity else {
                let names: Vec<&str> = Severity::ALL.iter().map(|severity| severity.name()).collect();
                let near = match &entry.node.value {
                    Value::Text(name) => self.nearest(name, names.iter().copied()),
                    _ => None,
                };
                let hint = near.map_or(String::new(), |near| format!(" Did you mean \"{near}\"?"));
                self.error(
                    layer,
                    entry.node.place,
                    format!("`severity.{code}` expects one of {}. It is ignored.{hint}", names.join(", ")),
                );
                continue;
            };
            self.settings.severity.insert(code.to_owned(), severity);
            self.settings.origins.insert(format!("severity.{code}"), layer.origin(entry.place));
        }
        Ok(())
    }
}
