//! Comparison of flags by content, without ids, counters and dates.

use serde_json::Value;

use super::{EnvironmentKey, Flag};

/// Fields that may differ between equal states: ids, counters, dates.
const INCIDENTAL: [&str; 7] =
    ["_id", "_version", "version", "lastModified", "archivedDate", "deprecatedDate", "_summary"];

impl Flag {
    /// The JSON of the flag without ids, counters and dates.
    pub fn essence(&self) -> Value {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        strip(&mut value);
        value
    }

    /// Whether nothing that matters to a change in `environment` differs; `None` compares all environments that both hold
    /// in full.
    pub fn is_same_in(&self, other: &Flag, environment: Option<&EnvironmentKey>) -> bool {
        let is_full =
            |flag: &Flag, key: &EnvironmentKey| flag.environments.get(key).is_some_and(|config| config.is_detailed());
        let matters = |key: &EnvironmentKey| match environment {
            Some(environment) => key == environment,
            None => is_full(self, key) && is_full(other, key),
        };
        let part = |flag: &Flag| {
            let mut flag = flag.clone();
            flag.environments.retain(|key, _| matters(key));
            flag.essence()
        };
        part(self) == part(other)
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for field in INCIDENTAL {
                fields.shift_remove(field);
            }
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
