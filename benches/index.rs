//! What an edit costs in a workspace of 1,000 and of 10,000 files with 10,000 flags: to the sites of an open file of 5,000
//! lines, to its diagnostics, to a hover, and to the rest of the workspace; and the memory it takes. The open file is one of
//! functions or one class, and the edit is inside of a function, at the top, or one that breaks the syntax for a while.
//! Then what a name costs that many functions of one file have, as a ratio: twice the functions should take twice as long.
//!
//! `cargo bench --bench index`, or `cargo bench --bench index -- scopes` for the last alone. Files are made up; times are the
//! median, the 99th percentile and the longest of the rounds. Memory is the growth of the resident set (Linux only).

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should say where")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use flagwise::config::Settings;
use flagwise::flags::{Catalog, CatalogSource, Flag, FlagKey, UnixMillis};
use flagwise::ide::{self, Files, SourceFile};
use flagwise::index::{Index, with_mentions};
use flagwise::syntax::facts::FileFacts;
use flagwise::syntax::{Incremental, KnownKeys, Language, extract};
use flagwise::text::LineIndex;
use serde_json::json;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FLAGS: usize = 10_000;
/// Constants in one file.
const GROUP: usize = 500;
const LINES: usize = 5_000;
const ROUNDS: usize = 200;
/// The open files.
const OPEN: [(Language, &str); 3] = [
    (Language::TypeScript, "src/open.ts"),
    (Language::Java, "src/shop/Open.java"),
    (Language::CSharp, "src/shop/Open.cs"),
];

fn main() {
    let out = &mut std::io::stdout().lock();
    let known: KnownKeys = (0..FLAGS).map(key).collect();
    let catalog = Arc::new(catalog());
    let sizes: &[usize] = if std::env::args().any(|argument| argument == "scopes") { &[] } else { &[1_000, 10_000] };
    for &files in sizes {
        writeln!(out, "{files} files, {FLAGS} flags").unwrap();
        measure(files, &known, &catalog, out);
    }
    measure_scopes(out);
}

/// Resolves a name that is a local of each function of a file.
fn measure_scopes(out: &mut impl Write) {
    let time = |functions: usize| {
        let head =
            "import { init } from \"@launchdarkly/node-server-sdk\";\nconst ldClient = init(\"key\");\n".to_owned();
        let text = (0..functions).fold(head, |mut text, number| {
            let _ = writeln!(
                text,
                "function part{number}() {{ const key = \"{}\"; return ldClient.boolVariation(key, {{}}, false); }}",
                key(number)
            );
            text
        });
        let known: KnownKeys = (0..functions).map(key).collect();
        let facts = Arc::new(extract(Language::TypeScript, &text));
        let mut times = Times::new("");
        for _ in 0..11 {
            times.of(|| {
                Index::new(&known).with_facts([("src/parts.ts".into(), facts.clone())]).references("src/parts.ts")
            });
        }
        times.median()
    };
    let (half, whole) = (time(4_000), time(8_000));
    let ratio = whole.as_secs_f64() / half.as_secs_f64();
    writeln!(out, "one local name in 4,000 functions: {half:.2?}, in 8,000: {whole:.2?}, ratio {ratio:.2}").unwrap();
}

fn measure(files: usize, known: &KnownKeys, catalog: &Arc<Catalog>, out: &mut impl Write) {
    let before = resident();
    let start = Instant::now();
    let facts: Vec<(Arc<str>, Arc<FileFacts>)> = workspace(files)
        .into_iter()
        .map(|(path, text)| (path.into(), Arc::new(extract(Language::TypeScript, &text))))
        .collect();
    let extracted = start.elapsed();
    let start = Instant::now();
    let index = Index::new(known).with_facts(facts);
    writeln!(out, "  all files: parsed in {extracted:.0?} on one core, put together in {:.0?}", start.elapsed())
        .unwrap();
    if let (Some(before), Some(after)) = (before, resident()) {
        writeln!(out, "  memory: {} MB", after.saturating_sub(before) >> 20).unwrap();
    }

    let mut index = index;
    for (language, path) in OPEN {
        let text = open_file(language);
        index = index.with_files([(path, language, text.as_str())]);
        for (what, edited) in edits(language, &text) {
            let mut open = Open { language, path, facts: Incremental::default(), known, catalog };
            index = open.keystrokes(what, edited.each_ref().map(String::as_str), index, out);
        }
    }

    let mut constant = Times::new("a constant gets another name, the rest of the workspace follows");
    let mut file = Times::new("a file comes, and goes");
    let group =
        [constants(3, "FLAG_"), constants(3, "OTHER_")].map(|text| Arc::new(extract(Language::TypeScript, &text)));
    let page = Arc::new(extract(Language::TypeScript, &page(7)));
    for round in 0..20 {
        let facts = group[(round + 1) % 2].clone();
        index = constant.of(|| index.edited(&constants_path(3), facts).settled());
        index = file.of(|| index.with_changes([("src/new/page.ts".into(), Some(page.clone()))]));
        index = file.of(|| index.without_file("src/new/page.ts"));
    }
    constant.tell(out);
    file.tell(out);
}

fn key(number: usize) -> String {
    format!("checkout-redesign-{number}")
}

fn constants_path(group: usize) -> String {
    format!("src/flags/group{group}.ts")
}

fn constants(group: usize, prefix: &str) -> String {
    let mut text = format!("export const Flags{group} = {{\n");
    for number in group * GROUP..(group + 1) * GROUP {
        // Only the names of one are replaced, as when it is renamed.
        let prefix = if number == group * GROUP { prefix } else { "FLAG_" };
        let _ = writeln!(text, "  {prefix}{number}: \"{}\",", key(number));
    }
    text + "} as const;\n"
}

/// Files of constants, a wrapper, and pages that use both.
fn workspace(files: usize) -> Vec<(String, String)> {
    let groups = FLAGS / GROUP;
    let mut found: Vec<(String, String)> =
        (0..groups).map(|group| (constants_path(group), constants(group, "FLAG_"))).collect();
    let wrapper = "import { init } from \"@launchdarkly/node-server-sdk\";\nconst ldClient = init(\"key\");\n\
         export function isOn(key: string) { return ldClient.boolVariation(key, {}, false); }\n";
    found.push(("src/flags/client.ts".to_owned(), wrapper.to_owned()));
    let barrel: String = (0..groups).map(|group| format!("export * from \"./group{group}\";\n")).collect();
    found.push(("src/flags/index.ts".to_owned(), barrel + "export * from \"./client\";\n"));
    found.extend((found.len()..files).map(|number| (format!("src/area{}/page{number}.ts", number % 50), page(number))));
    found
}

fn page(number: usize) -> String {
    let flag = number % FLAGS;
    let group = flag / GROUP;
    let mut text = format!("import {{ isOn, Flags{group} }} from \"../flags\";\n");
    for part in 0..8 {
        let _ = write!(
            text,
            "export function part{number}_{part}(input: Input{part}): Output {{\n  const value = input.items.map((item) => \
             item.price * item.count);\n  if (value.length > {part}) {{\n    return render(value, input.title, \"text {part}\");\n  \
             }}\n  return fallback(input, {{ title: input.title, items: value }});\n}}\n"
        );
    }
    let _ =
        writeln!(text, "if (isOn(Flags{group}.FLAG_{flag})) {{ show(); }}\nif (isOn(\"{}\")) {{ hide(); }}", key(flag));
    text
}

/// A file of 5,000 lines: functions, or methods of one class.
fn open_file(language: Language) -> String {
    let numbers = 0..LINES / 10;
    match language {
        Language::Java => {
            let members: String = numbers.map(java_member).collect();
            format!("package shop;\n\nimport acme.Base;\n\npublic class Open extends Base {{\n{members}}}\n")
        }
        Language::CSharp => {
            let members: String = numbers.map(csharp_member).collect();
            format!("using Acme;\n\nnamespace Shop\n{{\n    public class Open : Base\n    {{\n{members}    }}\n}}\n")
        }
        _ => {
            let functions: String = numbers.map(function).collect();
            format!("import {{ isOn, Flags1 }} from \"./flags\";\n{functions}")
        }
    }
}

fn function(number: usize) -> String {
    format!(
        "export function section{number}(input: Input, options: Options): Output {{\n  const rows = \
         input.rows.filter((row) => row.visible && row.kind === \"kind-{number}\");\n  const total = rows.reduce((sum, row) \
         => sum + row.price * row.count, 0);\n  if (isOn(Flags1.FLAG_{})) {{\n    return render(rows, total, {{ title: \
         options.title, flag: \"{}\" }});\n  }}\n  log(`section {number} has ${{rows.length}} rows`);\n  return \
         fallback(rows, total);\n}}\n\n",
        500 + number % GROUP,
        key(number)
    )
}

fn java_member(number: usize) -> String {
    format!(
        "    public Output section{number}(Input input, Options options) {{\n        List<Row> rows = \
         input.rows().stream().filter(row -> row.visible() && row.kind().equals(\"kind-{number}\")).toList();\n        long \
         total = rows.stream().mapToLong(row -> row.price() * row.count()).sum();\n        if \
         (ldClient.boolVariation(\"{}\", context, false)) {{\n            return render(rows, total, \
         options.title());\n        }}\n        log.info(\"section {number} has {{}} rows\", rows.size());\n        return \
         fallback(rows, total);\n    }}\n\n",
        key(number)
    )
}

fn csharp_member(number: usize) -> String {
    format!(
        "        public Output Section{number}(Input input, Options options)\n        {{\n            var rows = \
         input.Rows.Where(row => row.Visible && row.Kind == \"kind-{number}\").ToList();\n            var total = \
         rows.Sum(row => row.Price * row.Count);\n            if (ldClient.BoolVariation(\"{}\", context, \
         false))\n            {{\n                return Render(rows, total, options.Title);\n            \
         }}\n            return Fallback(rows, total);\n        }}\n\n",
        key(number)
    )
}

/// The texts before and after an edit.
fn edits(language: Language, text: &str) -> Vec<(&'static str, [String; 2])> {
    let middle = text.find("section250").or_else(|| text.find("Section250")).unwrap();
    let inside = middle + text[middle..].find(";\n").unwrap() + 1;
    let top = text.find('\n').unwrap() + 1;
    let with = |at: usize, typed: &str| format!("{}{typed}{}", &text[..at], &text[at..]);
    let statement =
        if language == Language::TypeScript { "\n  const typed = input;" } else { "\n    var typed = input;" };
    let import = match language {
        Language::Java => "import acme.Other;\n",
        Language::CSharp => "using Other;\n",
        _ => "import { other } from \"./other\";\n",
    };
    let edit = |at: usize, typed: &str| [text.to_owned(), with(at, typed)];
    vec![
        ("a statement inside of a function", edit(inside, statement)),
        ("a line at the top", edit(top, import)),
        ("an opening brace alone, and without it", edit(inside, " {")),
        ("typing behind an opening brace alone", [with(inside, " { retur"), with(inside, " { return")]),
        ("a quote alone, and without it", edit(inside, " \"")),
        ("typing behind a quote alone", [with(inside, " \"tex"), with(inside, " \"text")]),
    ]
}

/// A workspace of one file.
struct OneFile(SourceFile);

impl Files for OneFile {
    fn file(&self, _: &str) -> Option<SourceFile> {
        Some(self.0.clone())
    }
}

/// An open file.
struct Open<'a> {
    language: Language,
    path: &'a str,
    facts: Incremental,
    known: &'a KnownKeys,
    catalog: &'a Catalog,
}

impl Open<'_> {
    /// Goes from one text to another and back many times.
    fn keystrokes(&mut self, what: &str, texts: [&str; 2], mut index: Index, out: &mut impl Write) -> Index {
        let Self { language, path, .. } = *self;
        let mut facts_times = Times::new("    its facts");
        let mut index_times = Times::new("    the index");
        let mut sites_times = Times::new("    its sites");
        let mut mentions_times = Times::new("    its mentions");
        let mut diagnostics = Times::new("    its diagnostics");
        let mut hover = Times::new("    then a hover");
        let mut keystroke = Times::new("    from the edit to diagnostics");
        let before = resident();
        let first = Instant::now();
        drop(self.facts.facts(language, &texts[0].into()));
        let (first, kept) =
            (first.elapsed(), resident().zip(before).map(|(after, before)| after.saturating_sub(before) >> 10));
        writeln!(out, "  {}: {what}; opened in {first:.1?}, {} kB kept", language.name(), kept.unwrap_or_default())
            .unwrap();
        for round in 0..ROUNDS {
            let text: Arc<str> = texts[(round + 1) % 2].into();
            let whole = Instant::now();
            let facts = facts_times.of(|| Arc::new(self.facts.facts(language, &text)));
            index = index_times.of(|| index.edited(path, facts));
            let sites = sites_times.of(|| index.references(path));
            let sites = mentions_times.of(|| with_mentions(Some(language), &text, sites, self.known));
            let lines = Arc::new(LineIndex::new(&text));
            let middle = sites.all[sites.all.len() / 2].range.start;
            let file = SourceFile { path: path.into(), language: Some(language), text, lines, references: sites };
            let analysis = ide::Analysis {
                index: &index,
                files: &OneFile(file),
                catalog: Some(self.catalog),
                catalog_problem: None,
                settings: &Settings::default(),
                now: UnixMillis(1_700_000_000_000),
            };
            let told = diagnostics.of(|| ide::diagnostics(&analysis, path));
            keystroke.push(whole.elapsed());
            assert!(hover.of(|| ide::hover(&analysis, path, middle)).is_some());
            black_box(told);
            // What the server does in the background.
            if !index.is_settled() {
                index = index.settled();
            }
        }
        for times in [facts_times, index_times, sites_times, mentions_times, diagnostics, keystroke, hover] {
            times.tell(out);
        }
        index
    }
}

fn catalog() -> Catalog {
    let flag = |number: usize| -> Flag {
        let value = json!({
            "key": key(number), "name": format!("Checkout redesign {number}"), "kind": "boolean", "_version": 1,
            "creationDate": 1_600_000_000_000_u64, "temporary": true, "tags": ["web"], "archived": number.is_multiple_of(50),
            "variations": [{ "value": true }, { "value": false }], "environments": {},
        });
        serde_json::from_value(value).unwrap()
    };
    let flags: BTreeMap<FlagKey, Arc<Flag>> =
        (0..FLAGS).map(|number| Arc::new(flag(number))).map(|flag| (flag.key.clone(), flag)).collect();
    Catalog {
        revision: 1,
        project: serde_json::from_value(json!({ "key": "default" })).unwrap(),
        environments: Vec::new(),
        flags,
        statuses: BTreeMap::new(),
        fetched_at: UnixMillis(0),
        source: CatalogSource::Api,
        site: "https://app.launchdarkly.com".to_owned(),
    }
}

/// Times of one step.
struct Times {
    what: &'static str,
    all: Vec<Duration>,
}

impl Times {
    fn new(what: &'static str) -> Self {
        Self { what, all: Vec::new() }
    }

    fn of<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let made = black_box(work());
        self.push(start.elapsed());
        made
    }

    fn push(&mut self, time: Duration) {
        self.all.push(time);
    }

    fn median(mut self) -> Duration {
        self.all.sort_unstable();
        self.all[self.all.len() / 2]
    }

    fn tell(mut self, out: &mut impl Write) {
        self.all.sort_unstable();
        let at = |part: usize| self.all[(self.all.len() * part / 100).min(self.all.len() - 1)];
        writeln!(out, "  {}: {:.2?}, p99 {:.2?}, longest {:.2?}", self.what, at(50), at(99), at(100)).unwrap();
    }
}

/// Bytes of memory in use by this process.
fn resident() -> Option<usize> {
    let pages: usize = std::fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}
