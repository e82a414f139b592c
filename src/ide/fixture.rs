//! Fixtures: a small workspace in a text, which the real engine looks at, and a project with flags in every state.
//!
//! `//- path` starts a file; without one, the text is `app.ts`. `$0` is the cursor. Under a line, `//^^^ call` claims that
//! there is a reference of that kind at the carets' columns, and `//^^^ constant=new-cart` also which key it stands for;
//! lines with claims are not part of the text.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use serde_json::json;

use super::{Analysis, Files, SourceFile};
use crate::config::{Settings, Severity};
use crate::flags::{Catalog, CatalogSource, Environment, Flag, FlagStatus, Project, UnixMillis};
use crate::index::{Index, with_mentions};
use crate::syntax::{KnownKeys, Language};
use crate::text::{ByteRange, LineIndex};

/// 2026-11-22T12:00:00Z.
pub(super) const NOW: UnixMillis = UnixMillis(1_795_348_800_000);

const DAY: i64 = 86_400_000;

/// The catalog's moment some days before [`NOW`].
fn days_ago(days: i64) -> i64 {
    NOW.0 - days * DAY
}

/// A workspace with what is known of its flags.
pub(super) struct Fixture {
    pub(super) catalog: Option<Catalog>,
    pub(super) problem: Option<&'static str>,
    pub(super) settings: Settings,
    pub(super) index: Index,
    pub(super) files: BTreeMap<Arc<str>, SourceFile>,
    /// The file with the cursor, else the first.
    pub(super) path: Arc<str>,
    pub(super) cursor: Option<usize>,
}

impl Fixture {
    /// A workspace whose flags are those of [`catalog`].
    pub(super) fn new(text: &str) -> Self {
        Self::with_flags(text, catalog())
    }

    /// A workspace with the flags of another catalog.
    pub(super) fn with_flags(text: &str, catalog: Catalog) -> Self {
        let known: KnownKeys = catalog.flags.keys().map(|key| key.as_str()).collect();
        let parts: Vec<Part> = parts(text).collect();
        let sources = parts.iter().filter_map(|part| Some((&*part.path, part.language?, part.text.as_str())));
        let index = Index::new(&known).with_files(sources);
        let mut files = BTreeMap::new();
        for part in &parts {
            let references =
                with_mentions(part.language, &part.text, index.references(&part.path), &known.at(&part.path));
            let references = references.in_test_code(index.is_test_code(&part.path));
            let file = SourceFile {
                path: part.path.clone(),
                language: part.language,
                text: part.text.as_str().into(),
                lines: Arc::new(LineIndex::new(&part.text)),
                references,
            };
            part.claims.iter().for_each(|claim| claim.check(&file));
            files.insert(part.path.clone(), file);
        }
        let own = parts.iter().find(|part| part.cursor.is_some()).unwrap_or(&parts[0]);
        let (path, cursor) = (own.path.clone(), own.cursor);
        Self { catalog: Some(catalog), problem: None, settings: Settings::default(), index, files, path, cursor }
    }

    /// The same with another catalog of the same flags.
    pub(super) fn with_catalog(mut self, change: impl FnOnce(&mut Catalog)) -> Self {
        if let Some(catalog) = &mut self.catalog {
            change(catalog);
        }
        self
    }

    /// The same while no flags are loaded.
    pub(super) fn without_catalog(mut self) -> Self {
        self.catalog = None;
        self
    }

    /// The same with some rules at other severities.
    pub(super) fn with_severities(mut self, severities: &[(&str, Severity)]) -> Self {
        self.settings.severity = severities.iter().map(|(code, level)| ((*code).to_owned(), *level)).collect();
        self
    }

    /// The same with other settings.
    pub(super) fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// What the features answer from.
    pub(super) fn analysis(&self) -> Analysis<'_> {
        Analysis {
            index: &self.index,
            files: self,
            catalog: self.catalog.as_ref(),
            catalog_problem: self.problem,
            settings: &self.settings,
            now: NOW,
        }
    }

    /// Path of the file under test.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The file under test.
    pub(super) fn own(&self) -> &SourceFile {
        &self.files[&self.path]
    }

    /// The cursor's offset.
    pub(super) fn cursor(&self) -> usize {
        self.cursor.expect("a fixture with a cursor")
    }
}

impl Files for Fixture {
    fn file(&self, path: &str) -> Option<SourceFile> {
        self.files.get(path).cloned()
    }
}

/// A file of a fixture.
struct Part {
    path: Arc<str>,
    language: Option<Language>,
    text: String,
    cursor: Option<usize>,
    claims: Vec<Claim>,
}

/// A reference that must be there.
struct Claim {
    range: ByteRange,
    label: String,
}

impl Claim {
    fn check(&self, file: &SourceFile) {
        let found = &file.references.all;
        let fits = found.iter().filter(|reference| reference.range == self.range).any(|reference| {
            let kind = reference.kind().name();
            let key = reference.key().map_or("", |key| key);
            self.label == kind || self.label == format!("{kind}={key}")
        });
        let text = self.range.of(&file.text);
        assert!(fits, "{}: no {} at `{text}`: {found:#?}", file.path, self.label);
    }
}

fn parts(text: &str) -> impl Iterator<Item = Part> {
    let text = text.strip_prefix('\n').unwrap_or(text);
    let has_files = text.starts_with("//- ");
    let whole = (!has_files).then_some(("app.ts", text));
    let split = text.split("//- ").skip(1).filter(move |_| has_files);
    let files = split.map(|part| part.split_once('\n').unwrap_or((part, "")));
    whole.into_iter().chain(files).map(|(path, text)| part(path.trim(), text))
}

fn part(path: &str, fixture: &str) -> Part {
    let language = Language::of_path(path.as_ref());
    let mut part = Part { path: path.into(), language, text: String::new(), cursor: None, claims: Vec::new() };
    let mut line_start = 0;
    for line in fixture.split_inclusive('\n') {
        let is_claim = ["//^", "#^", "^"].iter().any(|mark| line.trim_start().starts_with(mark));
        if let Some(start) = line.find('^').filter(|_| is_claim) {
            let carets = line[start..].chars().take_while(|character| *character == '^').count();
            let range = ByteRange::new(line_start + start, line_start + start + carets);
            part.claims.push(Claim { range, label: line[start + carets..].trim().to_owned() });
            continue;
        }
        line_start = part.text.len();
        let mut line = line.to_owned();
        if let Some(at) = line.find("$0") {
            line.replace_range(at..at + 2, "");
            part.cursor = Some(line_start + at);
        }
        part.text.push_str(&line);
    }
    part
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

/// The lines with what is found drawn under them.
pub(super) fn draw(file: &SourceFile, found: &[(ByteRange, String)]) -> String {
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
