//! What requests about a large file cost with 10,000 flags: 51 runs each, median and longest.
//!
//! `cargo bench --bench requests`, and `-- completion` for those with this in their name. The budget is 5 ms for the longest.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should say where")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use flagwise::config::{CodeLenses, InlayHints, Settings};
use flagwise::flags::{Catalog, CatalogSource, Flag, UnixMillis};
use flagwise::ide::{self, Analysis, Files, FlagCondition, FlagQuery, FlagScope, FlagUses, SourceFile};
use flagwise::index::{Index, ReferenceCounts, with_mentions};
use flagwise::syntax::{DocumentParser, KnownKeys, Language, ParsedText};
use flagwise::text::{ByteRange, LineIndex};
use serde_json::json;

const FLAGS: usize = 10_000;
const LINES: usize = 5_000;
const PATH: &str = "src/page.tsx";

fn main() {
    let catalog = catalog();
    let known: KnownKeys = catalog.flags.keys().map(|key| key.as_str()).collect();
    let index = Index::new(&known).with_files([("src/flags.ts", Language::TypeScript, &*constants())]);
    let out = &mut std::io::stdout().lock();
    for (what, line) in [
        ("completion: a key", "const one = ldClient.boolVariation(\"checkout-$0\", user, false);"),
        ("completion: an empty key", "const one = ldClient.boolVariation(\"$0\", user, false);"),
        ("completion: a key that is not closed", "const one = ldClient.boolVariation(\"check$0"),
        ("completion: a constant", "const one = ldClient.boolVariation(Flags.F1$0, user, false);"),
        ("completion: a property", "const one = flags.check$0;"),
        ("completion: a default", "const one = ldClient.boolVariation(\"checkout-1\", $0);"),
        ("completion: a comparison", "if (ldClient.stringVariation(\"checkout-2\", user, \"\") === \"$0\") {}"),
        ("nothing to complete: a member", "const one = document.bo$0;"),
        ("nothing to complete: an argument", "const one = render(pa$0);"),
        ("nothing to complete: a string", "const one = render(\"pa$0\");"),
    ] {
        if !is_wanted(what) {
            continue;
        }
        let file = Open::new(line, &index, &known);
        let settings = Settings::default();
        let analysis = file.analysis(&catalog, &settings);
        let offset = file.cursor;
        time(what, out, || ide::completions(&analysis, PATH, offset).map_or(0, |found| found.items.len()));
    }
    let file = Open::new("ldClient.boolVariation(\"checkout-1$0\", user, false);", &index, &known);
    let settings =
        Settings { code_lens: CodeLenses::All, inlay_hints: InlayHints::All, links: true, ..Settings::default() };
    let analysis = file.analysis(&catalog, &settings);
    let everything = ByteRange::new(0, file.source.text.len());
    time("hover", out, || usize::from(ide::hover(&analysis, PATH, file.cursor).is_some()));
    time("code lenses", out, || ide::code_lenses(&analysis, PATH).len());
    let lens = ide::LensKind::Definition;
    time("code lens, resolved", out, || {
        ide::code_lens_content(&analysis, "checkout-1", lens).map_or(0, |content| content.references.len())
    });
    time("inlay hints of the whole file", out, || ide::inlay_hints(&analysis, PATH, everything).len());
    time("document links", out, || ide::document_links(&analysis, PATH).len());
    // Counted once after a change of the workspace.
    time("references counted", out, || ReferenceCounts::new(&file.index, |_| true).keys().count());
    let counts = ReferenceCounts::new(&file.index, |_| true);
    let uses = FlagUses { file: None, workspace: Some(&counts) };
    for (what, scope, text, conditions) in [
        ("flags: all", FlagScope::All, "", &[][..]),
        ("flags: of the workspace", FlagScope::Workspace, "", &[]),
        ("flags: a search", FlagScope::All, "chkout9", &[]),
        ("flags: stale or unused", FlagScope::All, "", &[FlagCondition::Stale, FlagCondition::Unused]),
    ] {
        time(what, out, || {
            let found = ide::find_flags(&catalog, uses, &FlagQuery { scope, text, conditions });
            let page = found.iter().take(200).map(|(_, flag)| ide::flag_item(&catalog, flag, uses));
            page.collect::<Vec<_>>().len()
        });
    }
    let range = ByteRange::new(file.cursor, file.cursor);
    time("code actions", out, || ide::code_actions(&analysis, PATH, range, ide::Trigger::Invoked).len());
}

/// Whether a case is asked for on the command line.
fn is_wanted(what: &str) -> bool {
    std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).all(|wanted| what.contains(&wanted))
}

fn time(what: &str, out: &mut impl Write, mut run: impl FnMut() -> usize) {
    if !is_wanted(what) {
        return;
    }
    let mut found = 0;
    let mut times: Vec<Duration> = (0..51)
        .map(|_| {
            let start = Instant::now();
            found = black_box(run());
            start.elapsed()
        })
        .collect();
    times.sort();
    let (median, longest) = (times[times.len() / 2], times[times.len() - 1]);
    writeln!(out, "{what}: {median:?}, longest {longest:?}, {found} found").unwrap();
}

/// A file that is being edited, with the state of its parser.
struct Open {
    source: SourceFile,
    index: Index,
    cursor: usize,
    parsed: ParsedText,
}

impl Open {
    /// A page with a line in its middle; `$0` is the cursor.
    fn new(line: &str, index: &Index, known: &KnownKeys) -> Self {
        let page = page(line);
        let cursor = page.find("$0").unwrap();
        let text: Arc<str> = page.replacen("$0", "", 1).into();
        let parsed = ParsedText::of_document(Some(Language::Tsx), text.clone(), DocumentParser::default());
        let facts = parsed.facts().clone();
        let index = index.with_facts([(PATH.into(), facts)]);
        let references = with_mentions(Some(Language::Tsx), &text, index.references(PATH), &known.at(PATH));
        let lines = Arc::new(LineIndex::new(&text));
        let source = SourceFile { path: PATH.into(), language: Some(Language::Tsx), text, lines, references };
        Self { source, index, cursor, parsed }
    }

    fn analysis<'a>(&'a self, catalog: &'a Catalog, settings: &'a Settings) -> Analysis<'a> {
        let now = UnixMillis(1);
        Analysis { index: &self.index, files: self, catalog: Some(catalog), catalog_problem: None, settings, now }
    }
}

impl Files for Open {
    fn file(&self, path: &str) -> Option<SourceFile> {
        (path == PATH).then(|| self.source.clone())
    }

    fn parsed(&self, _: &SourceFile, text: &Arc<str>) -> Arc<ParsedText> {
        Arc::new(self.parsed.edited(text.clone()))
    }
}

fn page(line: &str) -> String {
    let mut page =
        "import { useFlags } from \"launchdarkly-react-client-sdk\";\nimport { Flags } from \"./flags\";\n".to_owned();
    for number in 0..LINES / 10 {
        writeln!(page, "export function Part{number}({{ user, name }}: {{ user: User; name: string }}) {{").unwrap();
        writeln!(page, "  const flags = useFlags();").unwrap();
        writeln!(page, "  const title = `part ${{name}} ${{flags.checkout{number}}}`;").unwrap();
        writeln!(page, "  if (ldClient.boolVariation(\"checkout-{number}\", user, false)) {{").unwrap();
        writeln!(
            page,
            "    return <Old title={{title}} on={{ldClient.boolVariation(Flags.F{number}, user, false)}} />;"
        )
        .unwrap();
        writeln!(page, "  }}").unwrap();
        if number == LINES / 20 {
            writeln!(page, "  {line}").unwrap();
        }
        writeln!(page, "  const rows = list.map((row) => <Row key={{row.id}} name={{row.name}} />);").unwrap();
        writeln!(page, "  return <main title={{title}}>{{rows}}</main>;\n}}\n").unwrap();
    }
    page
}

/// A constant for each flag.
fn constants() -> String {
    let entries: Vec<String> = (0..FLAGS).map(|number| format!("  F{number}: \"checkout-{number}\",\n")).collect();
    format!("export const Flags = {{\n{}}} as const;\n", entries.concat())
}

fn catalog() -> Catalog {
    let environments = json!([{ "key": "production", "name": "Production" }, { "key": "staging", "name": "Staging" }]);
    let flags = (0..FLAGS).map(|number| {
        let values = if number % 2 == 0 { json!(["a", "b"]) } else { json!([true, false]) };
        let variations: Vec<_> = values.as_array().unwrap().iter().map(|value| json!({ "value": value })).collect();
        let config = json!({ "on": number % 3 == 0, "offVariation": 1, "fallthrough": { "variation": 0 } });
        let flag: Flag = serde_json::from_value(json!({
            "key": format!("checkout-{number}"), "name": format!("Checkout, part {number}"), "kind": "multivariate",
            "variations": variations, "environments": { "production": config, "staging": config },
        }))
        .unwrap();
        (flag.key.clone(), Arc::new(flag))
    });
    Catalog {
        revision: 1,
        project: serde_json::from_value(json!({ "key": "default" })).unwrap(),
        environments: serde_json::from_value(environments).unwrap(),
        flags: flags.collect(),
        statuses: [("production".into(), HashMap::new())].into(),
        fetched_at: UnixMillis(0),
        source: CatalogSource::Api,
        site: "https://app.launchdarkly.com".to_owned(),
    }
}
