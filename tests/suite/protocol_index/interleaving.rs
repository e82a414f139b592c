//! Disk events, edits, scans, keys and settings in random order, against the real server: whenever it is quiescent, it
//! answers as a new server does for the same files, documents and flags.
//!
//! `FLAGWISE_INTERLEAVING_STEPS` sets the number of steps, `FLAGWISE_INTERLEAVING_SEED` the first seed.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use flagwise::server::{ExtraRequest, ServerOptions};
use futures::FutureExt;
use serde_json::{Value, json};

use crate::incremental::edits::Random;
use crate::support::editor::Editor;
use crate::support::shop::{Shop, watches};

/// Steps of one history; after each, files and documents start anew.
const STEPS: usize = 60;
/// Every which step is followed by a comparison, on average.
const COMPARE: usize = 8;

const PATHS: [&str; 9] = [
    "keys.ts",
    "lib/flags.ts",
    "lib/inner/more.ts",
    "middle.ts",
    "lib/middle.ts",
    "wrap.ts",
    "one.ts",
    "two.ts",
    "three.ts",
];
const OPEN: [&str; 5] = ["one.ts", "two.ts", "three.ts", "keys.ts", "lib/flags.ts"];
const KEYS: [&str; 5] = ["legacy-cart-banner", "dark-mode-v1", "no-such-flag", "fresh-flag", "other-flag"];
/// Keys that come and go.
const CHANGING: [&str; 2] = ["fresh-flag", "other-flag"];

/// A history in progress.
struct History {
    shop: Shop,
    editor: Editor,
    random: Random,
    /// The texts of open documents.
    open: BTreeMap<&'static str, String>,
    version: i32,
    /// Events that the client has yet to report.
    late: Vec<(String, u8)>,
    ignored: bool,
    existing: Vec<&'static str>,
    log: Vec<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_order_changes_come_in_none_is_lost() {
    let number =
        |name: &str, default: usize| std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"));
    let steps = number("FLAGWISE_INTERLEAVING_STEPS", 300);
    let first = number("FLAGWISE_INTERLEAVING_SEED", 1);
    for seed in first..first + steps.div_ceil(STEPS) {
        let mut history = History::begin(seed as u64).await;
        for step in 0..STEPS {
            history.step().await;
            if history.random.below(COMPARE) == 0 || step + 1 == STEPS {
                history.compare(seed).await;
            }
        }
    }
}

/// Options with a request for all references of the index.
fn options(shop: &Shop) -> ServerOptions {
    let handler = |snapshot: flagwise::server::Snapshot, _: Value| {
        async move {
            let index = snapshot.folders().first().and_then(|folder| folder.index.index());
            let references = index.map(|index| index.all_references()).unwrap_or_default();
            let lines = references.iter().filter(|(_, found)| !found.is_empty());
            Ok(json!(lines.map(|(path, found)| format!("{path}: {found:?}")).collect::<Vec<_>>()))
        }
        .boxed()
    };
    let request = ExtraRequest { method: "test/references", handler: Arc::new(handler) };
    ServerOptions { extra_requests: vec![request], ..shop.options() }
}

impl History {
    async fn begin(seed: u64) -> Self {
        let shop = Shop::open();
        let editor = shop.editor(options(&shop), watches()).await;
        let random = Random::new(seed);
        let (open, late, existing, log) = (BTreeMap::new(), Vec::new(), Vec::new(), Vec::new());
        Self { shop, editor, random, open, version: 1, late, ignored: false, existing, log }
    }

    async fn step(&mut self) {
        let path = *self.random.of(&PATHS);
        let document = *self.random.of(&OPEN);
        match self.random.below(16) {
            0..=3 => {
                let text = self.text(path);
                self.write(path, &text);
                self.event(path, 2);
            }
            4 => {
                self.log.push(format!("delete {path}"));
                let _ = fs::remove_file(self.shop.path(path));
                self.event(path, 3);
            }
            5..=8 if self.open.contains_key(document) => {
                let text = self.text(document);
                self.edit(document, text);
            }
            5..=8 => {
                let text = fs::read_to_string(self.shop.path(document)).unwrap_or_default();
                self.log.push(format!("open {document}"));
                self.editor.open(&self.shop.uri(document), "typescript", &text);
                self.open.insert(document, text);
            }
            9 => {
                if self.open.remove(document).is_some() {
                    self.log.push(format!("close {document}"));
                    let params = json!({ "textDocument": { "uri": self.shop.uri(document) } });
                    self.editor.notify("textDocument/didClose", params);
                }
            }
            10 => {
                if let Some(text) = self.open.get(document).cloned() {
                    self.write(document, &text);
                    let params = json!({ "textDocument": { "uri": self.shop.uri(document) } });
                    self.editor.notify("textDocument/didSave", params);
                    self.event(document, 2);
                }
            }
            11 => self.move_folder(),
            12 => {
                self.ignored = !self.ignored;
                self.write(".gitignore", if self.ignored { "inner/\n" } else { "" });
                self.event(".gitignore", 2);
            }
            13 => {
                let patterns = if self.random.below(2) == 0 { json!([]) } else { json!(["lib/middle.ts"]) };
                self.log.push(format!("ignore {patterns}"));
                let settings = json!({ "settings": { "flagwise": { "ignoredPaths": patterns } } });
                self.editor.notify("workspace/didChangeConfiguration", settings);
            }
            14 => self.other_keys().await,
            _ => {
                for _ in 0..self.random.below(40) {
                    tokio::task::yield_now().await;
                }
            }
        }
        while !self.late.is_empty() && self.random.below(3) == 0 {
            let at = self.random.below(self.late.len());
            self.report(at);
        }
    }

    /// A text of a few lines that define, pass on, wrap or evaluate keys.
    fn text(&mut self, path: &str) -> String {
        let mut text = String::new();
        for _ in 0..1 + self.random.below(4) {
            let (key, number) = (*self.random.of(&KEYS), self.random.below(3));
            let module = self.random.of(&PATHS).trim_end_matches(".ts").to_owned();
            let from = format!("{}{module}", ["./", "../", "../../"][path.matches('/').count()]);
            text += &match self.random.below(9) {
                0 => format!("export const FLAG_{number} = '{key}';\n"),
                1 => format!("export const FLAGS = {{ a{number}: '{key}' }};\n"),
                2 => {
                    format!("import {{ FLAG_{number} }} from '{from}';\nexport const middle{number} = FLAG_{number};\n")
                }
                3 => format!("export * from '{from}';\n"),
                4 => "export const isOn = (key) => ldClient.variation(key, false);\n".to_owned(),
                5 => format!("import {{ isOn }} from '{from}';\nisOn('{key}');\n"),
                6 => format!("import {{ middle{number} }} from '{from}';\nldClient.variation(middle{number}, 0);\n"),
                7 => format!("import {{ FLAGS }} from '{from}';\nldClient.variation(FLAGS.a{number}, 0);\n"),
                _ => format!("import {{ FLAG_{number} }} from '{from}';\nldClient.variation(FLAG_{number}, 0);\n"),
            };
        }
        text
    }

    fn write(&mut self, path: &str, text: &str) {
        self.log.push(format!("write {path}: {text:?}"));
        fs::create_dir_all(self.shop.path(path).parent().unwrap()).unwrap();
        fs::write(self.shop.path(path), text).unwrap();
    }

    fn edit(&mut self, document: &'static str, text: String) {
        self.log.push(format!("edit {document}: {text:?}"));
        self.version += 1;
        self.editor.replace(&self.shop.uri(document), self.version, &text);
        self.open.insert(document, text);
    }

    /// Something happened that the client reports sooner or later.
    fn event(&mut self, path: &str, kind: u8) {
        self.late.push((self.shop.uri(path), kind));
        if self.random.below(2) == 0 {
            self.report(self.late.len() - 1);
        }
    }

    fn report(&mut self, at: usize) {
        let (uri, kind) = self.late.remove(at);
        self.log.push(format!("event {uri}"));
        self.editor.changed_on_disk(&uri, kind);
    }

    /// A folder leaves or comes back, as one event.
    fn move_folder(&mut self) {
        let (here, away) = (self.shop.path("lib"), self.shop.path(".git/away"));
        fs::create_dir_all(self.shop.path(".git")).unwrap();
        if here.exists() && !away.exists() {
            self.log.push("move lib away".into());
            fs::rename(here, away).unwrap();
            self.event("lib", 3);
        } else if away.exists() && !here.exists() {
            self.log.push("move lib back".into());
            fs::rename(away, here).unwrap();
            self.event("lib", 1);
        }
    }

    async fn other_keys(&mut self) {
        let key = *self.random.of(&CHANGING);
        if let Some(at) = self.existing.iter().position(|existing| *existing == key) {
            self.existing.remove(at);
            self.shop.delete_flag(key).await;
        } else {
            self.existing.push(key);
            self.shop.create_flag(key).await;
        }
        self.log.push(format!("keys {:?}", self.existing));
        self.editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    }

    /// Compares with a new server, which is informed of every file.
    async fn compare(&mut self, seed: usize) {
        while !self.late.is_empty() {
            self.report(0);
        }
        let settings = self.editor.quiescent().await;
        let new = self.shop.editor(options(&self.shop), watches()).await;
        let patterns = self.log.iter().rev().find_map(|line| line.strip_prefix("ignore "));
        let patterns: Value = patterns.map_or_else(|| json!([]), |patterns| serde_json::from_str(patterns).unwrap());
        let settings_of_new = json!({ "settings": { "flagwise": { "ignoredPaths": patterns } } });
        new.notify("workspace/didChangeConfiguration", settings_of_new);
        for (path, text) in &self.open {
            new.open(&self.shop.uri(path), "typescript", text);
        }
        for path in PATHS {
            new.changed_on_disk(&self.shop.uri(path), 2);
        }
        new.quiescent().await;
        for path in self.open.keys() {
            let uri = self.shop.uri(path);
            let (followed, expected) = (self.editor.codes(&uri).await, new.codes(&uri).await);
            assert_eq!(followed, expected, "{path} with seed {seed} after {:#?}\n{settings}", self.log);
        }
        let references = |editor: &Editor| editor.begin("test/references", json!({})).1;
        let followed = self.editor.wait("the references", references(&self.editor)).await.unwrap();
        let expected = new.wait("the references", references(&new)).await.unwrap();
        assert_eq!(followed, expected, "with seed {seed} after {:#?}\n{settings}", self.log);
        new.quit().await;
    }
}
