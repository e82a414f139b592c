//! Documentation and schemas generated from the lists of options and rules. A test keeps the checked-in files up to
//! date.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::merge::KINDS;
use super::options::{ConfigOption, OPTIONS, OptionKind, Scope};
use super::{RULES, Severity};

/// JSON schema (draft 7) of `flagwise.toml` and the user's file, for editors' TOML extensions.
pub fn schema() -> Value {
    let mut properties = Map::new();
    for option in OPTIONS.iter().filter(|option| option.scope != Scope::Editor) {
        let mut property = property(option.kind);
        let mut description = plain(option.description);
        if option.scope == Scope::User {
            description.push_str(" Only in the user's file: a workspace's flagwise.toml may not set it.");
        }
        property.insert("description".to_owned(), json!(format!("{description} Default: {}.", plain(option.default))));
        match option.name.split_once('.') {
            None => _ = properties.insert(option.name.to_owned(), Value::Object(property)),
            // TOML parses `files.watcher` as a table `files`.
            Some((table, name)) => {
                let table = properties
                    .entry(table)
                    .or_insert_with(|| json!({ "type": "object", "additionalProperties": false, "properties": {} }));
                table["properties"][name] = Value::Object(property);
            }
        }
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "flagwise configuration",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// `contributes.configuration` of VS Code's manifest. Every default is `null` or empty, because VS Code sends defaults
/// as if the user had set them, and they would override `flagwise.toml`.
///
/// A list of groups, as the settings editor shows them.
pub fn vscode_configuration() -> Value {
    let group = |(title, _): &(&str, &[&str])| {
        let options = OPTIONS.iter().enumerate().filter(|(_, option)| group_of(option.name) == *title);
        let properties: Map<String, Value> = options
            .map(|(order, option)| (format!("flagwise.{}", option.name), Value::Object(vscode_property(option, order))))
            .collect();
        json!({ "title": title, "properties": properties })
    };
    GROUPS.iter().map(group).collect()
}

/// Groups of options in VS Code's settings, in order. Options in none of them belong to the last group.
const GROUPS: &[(&str, &[&str])] = &[
    ("Project", &["project", "environments", "projects", "flagFile", "refreshInterval", "readOnly"]),
    ("Diagnostics", &["severity", "inferredSeverity", "diagnostics.scope"]),
    ("Editor", &["codeLens", "inlayHints", "links"]),
    (
        "Finding Flags",
        &["ignoredPaths", "wrappers", "ignoredWrappers", "aliasCommands", "maxFileSize", "files.watcher"],
    ),
    ("Connection", &["host", "proxy"]),
    ("Language Server", &["server.path", "logLevel", "logFile", "trace.server"]),
];

fn group_of(name: &str) -> &'static str {
    let own = GROUPS.iter().find(|(_, names)| names.contains(&name));
    own.or(GROUPS.last()).map_or("", |(title, _)| title)
}

/// The options as a Markdown table.
pub fn options_table() -> String {
    let mut table =
        String::from("| Option | Holds | Default | Where | What it does |\n| --- | --- | --- | --- | --- |\n");
    for option in OPTIONS {
        let holds = kind_words(option.kind);
        let _ = writeln!(
            table,
            "| `{}` | {holds} | {} | {} | {} |",
            option.name,
            option.default,
            option.sources(),
            option.description
        );
    }
    table
}

/// `docs/options.md`.
pub fn options_page() -> String {
    format!(
        "{}\n{}\n{}",
        include_str!("generate/options_head.md"),
        options_table(),
        include_str!("generate/options_tail.md")
    )
}

/// The rules as a Markdown table; `page` is the relative path of `docs/rules.md`.
pub fn rules_table(page: &str) -> String {
    let mut table = String::from("| Rule | What it finds | Default severity |\n| --- | --- | --- |\n");
    for rule in RULES {
        let _ = writeln!(
            table,
            "| [`{code}`]({page}#{code}) | {} | {} |",
            rule.title,
            rule.default_severity.name(),
            code = rule.code
        );
    }
    table
}

/// `docs/rules.md`.
pub fn rules_page() -> String {
    let mut page = format!("{}\n{}", include_str!("generate/rules_head.md"), rules_table(""));
    for rule in RULES {
        let _ = write!(
            page,
            "\n## {}\n\n{}. Default severity: {}.\n\n{}\n",
            rule.code,
            rule.title,
            rule.default_severity.name(),
            rule.documentation
        );
    }
    page
}

fn property(kind: OptionKind) -> Map<String, Value> {
    let key = json!({ "type": "string", "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$" });
    let value = match kind {
        OptionKind::Text | OptionKind::Path => json!({ "type": "string" }),
        OptionKind::Url => json!({ "type": "string", "format": "uri" }),
        OptionKind::Key => key,
        OptionKind::KeyList => json!({ "type": "array", "items": key, "uniqueItems": true }),
        OptionKind::FolderMap => json!({ "type": "object", "additionalProperties": key }),
        OptionKind::SeverityMap => json!({
            "type": "object",
            "additionalProperties": false,
            "properties": severity_properties(),
        }),
        OptionKind::GlobList | OptionKind::FolderList | OptionKind::NameList => {
            json!({ "type": "array", "items": { "type": "string" } })
        }
        OptionKind::WrapperList => json!({ "type": "array", "items": wrapper() }),
        OptionKind::Boolean => json!({ "type": "boolean" }),
        OptionKind::Integer { minimum } => json!({ "type": "integer", "minimum": minimum }),
        OptionKind::Choice(words) => json!({ "type": "string", "enum": words }),
    };
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Schema of a `wrappers` entry.
fn wrapper() -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    let argument =
        |description: &str| json!({ "type": ["integer", "string"], "minimum": 0, "description": description });
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["function"],
        "properties": {
            "function": text("Name of the function, method, attribute or component."),
            "receiver": text("Receiver of the call: its name or type."),
            "module": text("Module that the calling file must import."),
            "key": argument("Key argument: zero-based position, or name. Default: 0."),
            "default": argument("Default-value argument: zero-based position, or name."),
            "kind": {
                "type": "string",
                "enum": KINDS,
                "description": "Type of the flag's value. flags: the function returns all flags by name, like useFlags(). Default: any.",
            },
        },
    })
}

fn severity_properties() -> Map<String, Value> {
    let names: Vec<&str> = Severity::ALL.iter().map(|severity| severity.name()).collect();
    RULES
        .iter()
        .map(|rule| {
            let description = format!("{}. Default: {}.", rule.title, rule.default_severity.name());
            (rule.code.to_owned(), json!({ "type": "string", "enum": names, "description": description }))
        })
        .collect()
}

fn vscode_property(option: &ConfigOption, order: usize) -> Map<String, Value> {
    let mut property = property(option.kind);
    let blank = match option.kind {
        OptionKind::Text | OptionKind::Path | OptionKind::Url | OptionKind::Key => {
            // The empty string means unset and must validate.
            property.remove("pattern");
            property.remove("format");
            json!("")
        }
        OptionKind::KeyList
        | OptionKind::GlobList
        | OptionKind::FolderList
        | OptionKind::NameList
        | OptionKind::WrapperList => json!([]),
        OptionKind::FolderMap | OptionKind::SeverityMap => json!({}),
        OptionKind::Boolean | OptionKind::Integer { .. } => {
            let kind = property.get("type").cloned().unwrap_or_default();
            property.insert("type".to_owned(), json!([kind, "null"]));
            Value::Null
        }
        OptionKind::Choice(words) => {
            property.insert("type".to_owned(), json!(["string", "null"]));
            let words: Vec<Value> = std::iter::once(Value::Null).chain(words.iter().map(|word| json!(word))).collect();
            property.insert("enum".to_owned(), Value::Array(words));
            Value::Null
        }
    };
    // `machine` prevents a repository's `.vscode/settings.json` from setting it.
    let scope = match option.scope {
        Scope::Workspace => "resource",
        Scope::StricterInWorkspace | Scope::User => "machine",
        Scope::Editor if option.kind == OptionKind::Path => "machine",
        Scope::Editor => "window",
    };
    property.insert("default".to_owned(), blank);
    property.insert("scope".to_owned(), json!(scope));
    property.insert("order".to_owned(), json!(order));
    let description = format!("{} Default: {}.", option.description, option.default);
    property.insert("markdownDescription".to_owned(), json!(description));
    property
}

fn kind_words(kind: OptionKind) -> String {
    match kind {
        OptionKind::Text => "text".to_owned(),
        OptionKind::Key => "key".to_owned(),
        OptionKind::KeyList => "list of keys".to_owned(),
        OptionKind::FolderMap => "folder → project key".to_owned(),
        OptionKind::SeverityMap => "rule → severity".to_owned(),
        OptionKind::GlobList => "list of patterns".to_owned(),
        OptionKind::FolderList => "list of folders".to_owned(),
        OptionKind::NameList => "list of names".to_owned(),
        OptionKind::WrapperList => "list of tables".to_owned(),
        OptionKind::Boolean => "true or false".to_owned(),
        OptionKind::Integer { .. } => "integer".to_owned(),
        OptionKind::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        OptionKind::Path => "path".to_owned(),
        OptionKind::Url => "URL".to_owned(),
    }
}

fn plain(markdown: &str) -> String {
    markdown.replace('`', "")
}
