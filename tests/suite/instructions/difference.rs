use serde_json::Value;

/// What is different, one line each: `path: before → after`. Counters and dates of change are left out.
pub fn difference(before: &Value, after: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    collect("", before, after, &mut lines);
    lines
}

fn collect(path: &str, before: &Value, after: &Value, lines: &mut Vec<String>) {
    let child = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let absent = Value::Null;
            let mut names: Vec<_> = before.keys().chain(after.keys()).collect();
            names.sort();
            names.dedup();
            for name in
                names.into_iter().filter(|name| !matches!(name.as_str(), "version" | "_version" | "lastModified"))
            {
                let (before, after) = (before.get(name).unwrap_or(&absent), after.get(name).unwrap_or(&absent));
                collect(&child(name), before, after, lines);
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                collect(&child(&index.to_string()), before, after, lines);
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            let gone = before.iter().filter(|item| !after.contains(item)).map(|item| format!("{path}: - {item}"));
            let new = after.iter().filter(|item| !before.contains(item)).map(|item| format!("{path}: + {item}"));
            lines.extend(gone.chain(new));
        }
        _ if before != after => {
            let show = |value: &Value| if value.is_null() { "nothing".to_owned() } else { value.to_string() };
            let place = if path.is_empty() { "all" } else { path };
            lines.push(format!("{place}: {} → {}", show(before), show(after)));
        }
        _ => {}
    }
}
