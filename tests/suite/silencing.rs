//! Silencing comments, at every reference of every language's fixture, leave the program unchanged.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use flagwise::config::Settings;
use flagwise::flags::{Catalog, FlagFile, FlagFileOptions, UnixMillis};
use flagwise::ide::{self, Analysis, Diagnostic, Files, SourceFile, Trigger};
use flagwise::index::{Index, with_mentions};
use flagwise::syntax::{KnownKeys, Language, extract};
use flagwise::text::LineIndex;

/// One file, in which every flag is archived.
struct Only {
    file: SourceFile,
    index: Index,
}

impl Files for Only {
    fn file(&self, path: &str) -> Option<SourceFile> {
        (*self.file.path == *path).then(|| self.file.clone())
    }
}

impl Only {
    fn new(name: &str, text: &str, known: &KnownKeys) -> Self {
        let language = Language::of_path(Path::new(name)).unwrap();
        let index = Index::new(known).with_files([(name, language, text)]);
        let references = with_mentions(Some(language), text, index.references(name), known);
        let lines = Arc::new(LineIndex::new(text));
        let file = SourceFile { path: name.into(), language: Some(language), text: text.into(), lines, references };
        Self { file, index }
    }

    fn analysis<'a>(&'a self, catalog: &'a Catalog, settings: &'a Settings) -> Analysis<'a> {
        let now = UnixMillis(1_795_348_800_000);
        Analysis { index: &self.index, files: self, catalog: Some(catalog), catalog_problem: None, settings, now }
    }

    /// The findings, by line: code, key and place in the order of the file.
    fn findings(&self, catalog: &Catalog) -> Vec<Diagnostic> {
        ide::diagnostics(&self.analysis(catalog, &Settings::default()), &self.file.path)
    }

    /// What the program says, without positions.
    fn facts(&self) -> String {
        let text = &self.file.text;
        let facts = extract(self.file.language.unwrap(), text);
        let references = self.file.references.all.iter();
        let references: Vec<_> = references.map(|one| (one.kind(), one.range.of(text), one.key().cloned())).collect();
        let counts = [
            facts.calls.len(),
            facts.definitions.len(),
            facts.imports.len(),
            facts.functions.len(),
            facts.references.len(),
        ];
        format!("{references:?} {counts:?}")
    }
}

/// How many findings of a file are tried.
const MOST: usize = 15;

/// Silences findings of a text. Returns the numbers of findings and of offered comments.
fn silence_all(name: &str, text: &str) -> (usize, usize) {
    let language = Language::of_path(Path::new(name)).unwrap();
    let alone = flagwise::index::file_references(Some(language), text, &KnownKeys::default());
    let keys: Vec<String> = alone.resolved().map(|(key, _)| key.to_string()).collect();
    let known: KnownKeys = keys.iter().map(String::as_str).collect();
    let flags: Vec<_> = keys.iter().map(|key| serde_json::json!({ "key": key, "archived": true })).collect();
    let list = serde_json::json!({ "items": flags }).to_string();
    let catalog = FlagFile::read(&list, &FlagFileOptions::default()).unwrap().catalog;
    let before = Only::new(name, text, &known);
    let findings = before.findings(&catalog);
    let facts = before.facts();
    let (mut tried, mut offered) = (0, 0);
    // Each takes a few analyses of the file: some of every kind of place are enough.
    let step = findings.len().div_ceil(MOST).max(1);
    for finding in findings.iter().step_by(step) {
        tried += 1;
        let settings = Settings::default();
        let actions = ide::code_actions(&before.analysis(&catalog, &settings), name, finding.range, Trigger::Invoked);
        let Some(action) = actions.iter().find(|action| action.title.starts_with("Silence")) else { continue };
        offered += 1;
        let change = action.change.as_ref().unwrap();
        let (path, of_file) = change.files.iter().next().unwrap();
        let edited = of_file.apply(path, text).unwrap();
        let after = Only::new(name, &edited, &known);
        assert_eq!(after.facts(), facts, "{name}: {edited}");
        let line = before.file.lines.line_of(finding.range.start);
        let others = findings.iter().filter(|one| before.file.lines.line_of(one.range.start) != line);
        let others: Vec<_> = others.map(|one| (one.code, one.key.as_str())).collect();
        let left = after.findings(&catalog);
        let left: Vec<_> = left.iter().map(|one| (one.code, one.key.as_str())).collect();
        assert_eq!(left, others, "{name}: not silenced, or too much: {edited}");
        // Taking the comment away again gives the text.
        assert_eq!(edited.len() - text.len(), of_file.edits.iter().map(|edit| edit.new_text.len()).sum::<usize>());
    }
    (tried, offered)
}

#[test]
fn silencing_changes_no_program_of_any_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/syntax/languages");
    let mut tables = Vec::new();
    for language in fs::read_dir(folder).unwrap() {
        for file in fs::read_dir(language.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if !name.starts_with("fixture.") || name.ends_with(".expected") {
                continue;
            }
            let (findings, offered) = silence_all(&name, &fs::read_to_string(&path).unwrap());
            tables.push(format!("{name}: {offered} of {findings}"));
            assert!(findings > 0 && offered * 10 >= findings * 9, "{tables:#?}");
        }
    }
    assert!(tables.len() >= 22, "{tables:#?}");
}

/// Places where a comment would be text. `@` is the key's place: the finding must be there, and what is offered stays code.
#[test]
fn within_texts_nothing_is_written_into_them() {
    let cases: &[(&str, &str, bool)] = &[
        (
            "a.ts",
            "import { init } from '@launchdarkly/node-server-sdk';\nconst c = init('k');\nconst s = `\n  ${c.variation('old', {}, false)}\n`;\n",
            true,
        ),
        (
            "a.py",
            "import ldclient\nclient = ldclient.get()\nq = f\"\"\"\n{client.variation('old', ctx, False)}\n\"\"\"\n",
            false,
        ),
        (
            "a.py",
            "import ldclient\nclient = ldclient.get()\nif True and \\\n    client.variation('old', ctx, False):\n    pass\n",
            true,
        ),
        ("a.py", "import ldclient\nclient = ldclient.get()\nx = client.variation('old', ctx, \\\n    False)\n", true),
        (
            "a.kt",
            "import com.launchdarkly.sdk.server.LDClient\nval client = LDClient(\"k\")\nval s = \"\"\"\n  ${client.boolVariation(\"old\", ctx, false)}\n\"\"\"\n",
            true,
        ),
        (
            "a.rb",
            "require \"ldclient-rb\"\nclient = LaunchDarkly::LDClient.new(\"k\")\nputs <<~TXT\n  #{client.variation(\"old\", ctx, false)}\nTXT\n",
            false,
        ),
        (
            "a.cs",
            "using LaunchDarkly.Sdk.Server;\nclass A { LdClient client; string F() {\n  return $@\"\n  {client.BoolVariation(\"old\", ctx, false)}\n\";\n} }\n",
            true,
        ),
        (
            "a.swift",
            "import LaunchDarkly\nlet s = \"\"\"\n  x\n  \\(LDClient.get()!.boolVariation(forKey: \"old\", defaultValue: false))\n  \"\"\"\n",
            true,
        ),
        (
            "a.cpp",
            "#include <launchdarkly/client_side/client.hpp>\n#define SHOW(client) do { \\\n    (client).BoolVariation(\"old\", false); \\\n  } while (0)\n",
            false,
        ),
        (
            "a.php",
            "<?php\n$client = new LaunchDarkly\\LDClient(\"k\");\n?>\n<p><?= $client->variation(\"old\", $ctx, false) ?></p>\n",
            true,
        ),
        (
            "a.php",
            "<?php\n$client = new LaunchDarkly\\LDClient(\"k\");\n$s = <<<X\n  {$client->variation(\"old\", $ctx, false)}\nX;\n",
            true,
        ),
        (
            "a.scala",
            "import com.launchdarkly.sdk.server.LDClient\nval client = new LDClient(\"k\")\nval s = s\"\"\"\n  ${client.boolVariation(\"old\", ctx, false)}\n\"\"\"\n",
            true,
        ),
        (
            "a.dart",
            "import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';\nfinal client = LDClient();\nfinal s = '''\n  ${client.boolVariation('old', false)}\n''';\n",
            true,
        ),
        (
            "a.ex",
            "defmodule A do\n  def f(ctx) do\n    \"\"\"\n    #{:ldclient.variation(\"old\", ctx, false)}\n    \"\"\"\n  end\nend\n",
            false,
        ),
        (
            "a.jsx",
            "import { useLDClient } from 'launchdarkly-react-client-sdk';\nconst c = useLDClient();\nconst p = <p>\n  Hello\n  you {c.variation('old', false)}\n</p>;\n",
            true,
        ),
        (
            "a.vue",
            "<template>\n<p>{{ $ld.variation('old', false) }}</p>\n</template>\n<script>\nimport { init } from '@launchdarkly/node-server-sdk';\nconst c = init('k');\nc.variation('old', {}, false);\n</script>\n",
            true,
        ),
    ];
    for (name, text, is_offered) in cases {
        let (findings, offered) = silence_all(name, text);
        assert!(findings > 0, "no finding in {text}");
        assert_eq!(offered > 0, *is_offered, "{offered} of {findings} in {text}");
    }
}
