//! What the tests of the features share: a project with flags in every state, and files whose sites are marked.
//!
//! A file is a snippet. Under a line, `//^^^^ kind` marks a site of that kind on the carets' columns; `kind=key` gives
//! the key where the marked text is only a name for it. `$0` is the cursor. Lines with marks are not part of the text.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::config::Severity;
use crate::flags::{CatalogSource, Environment, Flag, FlagStatus, Project};
use crate::index::Ignore;
use crate::syntax::{Call, SiteKind, ValueKind};
use crate::text::ByteRange;

/// 2026-11-22T12:00:00Z.
pub(super) const NOW: UnixMillis = UnixMillis(1_795_348_800_000);

const DAY: i64 = 86_400_000;

/// The catalog's moment some days before [`NOW`].
fn days_ago(days: i64) -> i64 {
    NOW.0 - days * DAY
}

pub(super) fn snapshot() -> Snapshot {
    Snapshot {
        catalog: Some(Arc::new(catalog())),
        catalog_problem: None,
        settings: Arc::new(Settings::default()),
        now: NOW,
    }
}

/// A snapshot with some rules at other severities.
pub(super) fn with_severities(severities: &[(&str, Severity)]) -> Snapshot {
    let severity = severities.iter().map(|(code, severity)| ((*code).to_owned(), *severity)).collect();
    Snapshot { settings: Arc::new(Settings { severity, ..Settings::default() }), ..snapshot() }
}

/// A snapshot with another catalog.
pub(super) fn with_catalog(change: impl FnOnce(&mut Catalog)) -> Snapshot {
    let mut catalog = catalog();
    change(&mut catalog);
    Snapshot { catalog: Some(Arc::new(catalog)), ..snapshot() }
}

/// Three environments: production is critical and asks for comments and approvals, test has no statuses.
pub(super) fn catalog() -> Catalog {
    let environments: Vec<Environment> = serde_json::from_value(json!([
        {
            "key": "production", "name": "Production", "critical": true, "confirmChanges": true,
            "requireComments": true, "approvalSettings": { "required": true }
        },
        { "key": "staging", "name": "Staging", "confirmChanges": true },
        { "key": "test", "name": "" },
    ]))
    .unwrap();
    let flags: Vec<Flag> = serde_json::from_value(flags()).unwrap();
    let status = |key: &str, name: &str, days: Option<i64>| {
        let last_requested = days.map(|days| UnixMillis(days_ago(days)).rfc3339());
        let status: FlagStatus =
            serde_json::from_value(json!({ "name": name, "lastRequested": last_requested })).unwrap();
        (key.into(), status)
    };
    Catalog {
        revision: 7,
        project: Project { key: "storefront".into(), name: "Storefront".into() },
        environments,
        flags: flags.into_iter().map(|flag| (flag.key.clone(), Arc::new(flag))).collect(),
        statuses: [
            (
                "production".into(),
                [
                    status("new-checkout", "active", Some(0)),
                    status("done-banner", "launched", Some(1)),
                    status("kill-switch", "inactive", Some(40)),
                    status("half-done", "launched", Some(1)),
                ]
                .into(),
            ),
            (
                "staging".into(),
                [
                    status("new-checkout", "new", None),
                    status("done-banner", "inactive", Some(30)),
                    status("kill-switch", "inactive", None),
                    status("half-done", "active", Some(0)),
                ]
                .into(),
            ),
        ]
        .into(),
        fetched_at: UnixMillis(NOW.0 - 3 * 3_600_000),
        source: CatalogSource::Api,
        site: "https://app.launchdarkly.com".to_owned(),
    }
}

fn flags() -> serde_json::Value {
    let boolean = json!([{ "_id": "v0", "value": true }, { "_id": "v1", "value": false }]);
    json!([
        {
            "key": "new-checkout", "name": "New checkout", "kind": "boolean", "temporary": true,
            "description": "The checkout of 2026.\nAsk before you turn it on.", "creationDate": days_ago(200),
            "tags": ["checkout", "web"], "maintainerId": "m1",
            "_maintainer": { "_id": "m1", "firstName": "Ann", "lastName": "Lee", "role": "writer", "email": "ann@x.example" },
            "variations": [
                { "_id": "v0", "value": true, "name": "New", "description": "One page" }, { "_id": "v1", "value": false }
            ],
            "environments": {
                "production": {
                    "on": true, "offVariation": 1,
                    "rules": [
                        { "variation": 0, "clauses": [] }, { "variation": 1, "clauses": [] },
                        { "variation": 1, "clauses": [], "disabled": true }
                    ],
                    "targets": [{ "values": ["a", "b"], "variation": 0 }],
                    "contextTargets": [
                        { "values": [], "variation": 0, "contextKind": "user" },
                        { "values": ["acme"], "variation": 0, "contextKind": "organization" }
                    ],
                    "prerequisites": [{ "key": "accounts", "variation": 0 }],
                    "fallthrough": { "rollout": {
                        "variations": [{ "variation": 0, "weight": 33333 }, { "variation": 1, "weight": 66667 }],
                        "contextKind": "organization", "bucketBy": "plan"
                    } }
                },
                "staging": { "on": false, "offVariation": 1, "fallthrough": { "variation": 0 } }
            }
        },
        {
            "key": "new-checkout-v2", "name": "New checkout 2", "creationDate": days_ago(3), "variations": boolean,
            "environments": { "production": { "on": false, "fallthrough": { "variation": 0 } } }
        },
        {
            "key": "old-banner", "name": "Old banner", "temporary": true, "archived": true,
            "archivedDate": days_ago(90), "creationDate": days_ago(900), "variations": boolean,
            "maintainerTeamKey": "growth", "_maintainerTeam": { "key": "growth", "name": "Growth" },
            "environments": { "production": { "on": true, "offVariation": 1, "fallthrough": { "variation": 0 } } }
        },
        {
            "key": "legacy-search", "name": "Legacy search", "deprecated": true, "deprecatedDate": days_ago(10),
            "creationDate": days_ago(900), "variations": boolean, "maintainerId": "gone",
            "environments": { "production": { "on": true, "offVariation": 1, "fallthrough": { "variation": 0 } } }
        },
        {
            "key": "done-banner", "name": "Done banner", "temporary": true, "creationDate": days_ago(400),
            "variations": boolean,
            "environments": { "production": { "on": true, "offVariation": 1, "fallthrough": { "variation": 0 } } }
        },
        { "key": "half-done", "name": "Half done", "temporary": true, "variations": boolean },
        { "key": "kill-switch", "name": "Kill switch", "temporary": false, "variations": boolean },
        { "key": "accounts", "name": "Accounts", "variations": boolean },
        {
            "key": "config|`odd`", "name": "A | b `c` <script>alert(1)</script>\n# x", "kind": "multivariate",
            "description": "**bold** [x](y)", "tags": ["<b>"], "creationDate": days_ago(1),
            "variations": [
                { "_id": "v0", "value": { "limit": 5, "text": "x".repeat(300) }, "name": "Big *one*" },
                { "_id": "v1", "value": { "limit": 1, "mark": "`" } }
            ],
            "environments": {
                "production": { "on": true, "_summary": { "prerequisites": 1, "variations": {
                    "0": { "rules": 2, "nullRules": 0, "targets": 3, "contextTargets": 1, "rollout": 20000, "isFallthrough": true },
                    "1": { "rules": 0, "nullRules": 0, "targets": 0, "contextTargets": 0, "rollout": 80000, "isOff": true }
                } } },
                "staging": { "on": true },
                "test": { "on": false }
            }
        },
    ])
}

/// A marked snippet as a file of TypeScript, with its cursor.
pub(super) fn file(fixture: &str) -> (FileView, Option<usize>) {
    file_of(Language::TypeScript, fixture)
}

/// A marked snippet as a file of some language, with its cursor.
pub(super) fn file_of(language: Language, fixture: &str) -> (FileView, Option<usize>) {
    let mut text = String::new();
    let mut cursor = None;
    let mut sites = Vec::new();
    let mut ignores = Vec::new();
    let mut line_start = 0;
    let mut number = 0;
    for line in fixture.strip_prefix('\n').unwrap_or(fixture).split_inclusive('\n') {
        if let Some(start) =
            line.find('^').filter(|_| line.trim_start().starts_with("//^") || line.trim_start().starts_with('^'))
        {
            let carets = line[start..].chars().take_while(|character| *character == '^').count();
            let range = ByteRange::new(line_start + start, line_start + start + carets);
            let label = line[start + carets..].trim();
            let (kind, key) = label.split_once('=').unwrap_or((label, range.of(&text)));
            sites.push(Site { range, key: key.to_owned(), kind: kind_of(kind), call: call_of(kind) });
            continue;
        }
        line_start = text.len();
        let mut line = line.to_owned();
        if let Some(at) = line.find("$0") {
            line.replace_range(at..at + 2, "");
            cursor = Some(line_start + at);
        }
        ignores.extend(ignore(&line, number));
        text.push_str(&line);
        number += 1;
    }
    sites.sort_by_key(|site| site.range);
    let lines = Arc::new(LineIndex::new(&text));
    let sites = FileSites { sites: sites.into(), ignores: ignores.into(), ..FileSites::default() };
    (FileView { language: Some(language), text: text.into(), lines, sites }, cursor)
}

fn kind_of(name: &str) -> SiteKind {
    match name {
        "call" => SiteKind::Call,
        "constant" | "constant-in-call" => SiteKind::Constant,
        "wrapper" => SiteKind::Wrapper,
        "hook" => SiteKind::Hook,
        "alias" => SiteKind::Alias,
        "definition" => SiteKind::Definition,
        "mention" => SiteKind::Mention,
        other => panic!("no kind of site: {other}"),
    }
}

fn call_of(kind: &str) -> Option<Call> {
    let is_call = matches!(kind, "call" | "constant-in-call");
    is_call.then(|| Call {
        method: "boolVariation".to_owned(),
        value_kind: ValueKind::Bool,
        default: None,
        is_condition: false,
    })
}

fn ignore(line: &str, number: usize) -> Option<Ignore> {
    let at = line.find("flagwise: ignore")?;
    let codes = line[at..].split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(codes, _)| codes);
    let codes = codes.map(|codes| codes.split(',').map(|code| code.trim().to_owned()).collect()).unwrap_or_default();
    let trailing = !line.trim_start().starts_with(['/', '#', '{']);
    Some(Ignore { line: number, trailing, codes })
}

/// The lines with what is found drawn under them.
pub(super) fn draw(file: &FileView, found: &[(ByteRange, String)]) -> String {
    let mut drawn = String::new();
    for number in 0..file.lines.line_count() {
        let range = file.lines.line_range(number).unwrap();
        if range.is_empty() {
            continue;
        }
        writeln!(drawn, "{}", range.of(&file.text).trim_end()).unwrap();
        for (place, text) in found.iter().filter(|(place, _)| file.lines.line_of(place.start) == number) {
            writeln!(drawn, "{}{} {text}", " ".repeat(place.start - range.start), "^".repeat(place.len())).unwrap();
        }
    }
    drawn
}
