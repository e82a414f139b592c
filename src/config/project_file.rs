//! Writing of a chosen project into the text of a `flagwise.toml`.

use std::ops::Range;

use toml::de::DeTable;

/// The text with another `project` and, unless there are none, other `environments`. Everything else stays as it is, comments
/// too. `None` if the text is not TOML.
pub fn with_project(text: &str, project: &str, environments: &[&str]) -> Option<String> {
    let (mark, text) = text.strip_prefix('\u{feff}').map_or(("", text), |rest| ("\u{feff}", rest));
    let table = DeTable::parse(text).ok()?;
    let place = |name: &str| {
        let (_, value) = table.get_ref().iter().find(|(key, _)| key.get_ref() == name)?;
        Some(value.span())
    };
    let mut values = vec![("project", quoted(project))];
    if !environments.is_empty() {
        let keys: Vec<String> = environments.iter().map(|key| quoted(key)).collect();
        values.push(("environments", format!("[{}]", keys.join(", "))));
    }
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut added = String::new();
    for (name, value) in values {
        match place(name) {
            Some(span) => edits.push((span, value)),
            None => added.push_str(&format!("{name} = {value}\n")),
        }
    }
    edits.sort_by_key(|(span, _)| span.start);
    let mut changed = text.to_owned();
    for (span, value) in edits.into_iter().rev() {
        changed.replace_range(span, &value);
    }
    // Before the first table: what follows a header belongs to it.
    let start = first_line_to_insert(&changed);
    if !added.is_empty()
        && start < changed.len()
        && !changed[start..].starts_with(['\n', '\r'])
        && is_header(&changed[start..])
    {
        added.push('\n');
    }
    changed.insert_str(start, &added);
    Some(format!("{mark}{changed}"))
}

/// After the comment at the top, if an empty line or the end follows it.
fn first_line_to_insert(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim_start().starts_with('#') {
            return if at > 0 && line.trim().is_empty() { at + line.len() } else { 0 };
        }
        at += line.len();
    }
    if text.ends_with('\n') { at } else { 0 }
}

fn is_header(rest: &str) -> bool {
    rest.trim_start().starts_with('[')
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_has_the_two_lines() {
        assert_eq!(
            with_project("", "shop", &["production", "test"]).unwrap(),
            "project = \"shop\"\nenvironments = [\"production\", \"test\"]\n"
        );
        assert_eq!(with_project("", "shop", &[]).unwrap(), "project = \"shop\"\n");
    }

    #[test]
    fn only_the_values_change() {
        let before = "# ours\nenvironments = [\n  \"a\", # first\n]\nproject = 'old' # why\n\n[severity]\nstale-flag = \"off\"\n";
        let after = "# ours\nenvironments = [\"b\"]\nproject = \"new\" # why\n\n[severity]\nstale-flag = \"off\"\n";
        assert_eq!(with_project(before, "new", &["b"]).unwrap(), after);
    }

    #[test]
    fn a_missing_value_comes_before_the_first_table() {
        let before = "# ours\n\n[severity]\nstale-flag = \"off\"\n";
        assert_eq!(
            with_project(before, "shop", &[]).unwrap(),
            "# ours\n\nproject = \"shop\"\n\n[severity]\nstale-flag = \"off\"\n"
        );
        assert_eq!(with_project("readOnly = true", "shop", &[]).unwrap(), "project = \"shop\"\nreadOnly = true");
    }

    #[test]
    fn a_broken_file_is_left_alone() {
        assert_eq!(with_project("project = ", "shop", &[]), None);
    }

    #[test]
    fn keys_are_quoted() {
        assert_eq!(
            with_project("", "a\"b", &[])
                .map(|text| toml::from_str::<toml::Table>(&text).unwrap()["project"].as_str().unwrap().to_owned())
                .as_deref(),
            Some("a\"b")
        );
    }
}
