//! What scans keep on disk: whatever happens to the files or to the store, the answer is that of a scan without one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use flagwise::syntax::KnownKeys;
use flagwise::workspace::{Scan, ScanOptions, scan};
use proptest::prelude::*;
use tempfile::TempDir;

/// A workspace and a folder for its store.
struct Place {
    root: TempDir,
    cache: TempDir,
    keys: Vec<&'static str>,
}

const KEYS_FILE: &str = "export const KEYS = { checkout: 'new-checkout', search: 'fast-search' };\n";
const CONTENTS: &[&str] = &[
    KEYS_FILE,
    "export const KEYS = { checkout: 'new-checkout' , search: 'old-search' };\n",
    "import { KEYS } from './keys';\nif (on(KEYS.checkout)) {}\n",
    "import { KEYS } from './keys';\nif (on(KEYS.search  )) {}\n",
    "import * as LD from 'launchdarkly-node-server-sdk';\nexport function on(key) { return client.variation(key, u, false); }\n",
    "import { on } from './on';\non('new-checkout');\n",
    "const nothing = 1;\n",
    "the 'new-checkout' in a text\n",
    "const big = 'fast-search';\n// xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
    "import { useFlags } from 'launchdarkly-react-client-sdk';\nconst { newCheckout } = useFlags();\n",
    "{\"dependencies\":{\"launchdarkly-react-client-sdk\":\"1\"}}\n",
    "// useCamelCaseFlagKeys: false\nconst LDProvider = 1;\n",
];
const PATHS: &[&str] =
    &["keys.ts", "on.ts", "a.ts", "b.ts", "sub/c.ts", "sub/d.js", "notes.md", "e.py", "package.json"];

impl Place {
    fn new() -> Self {
        let place = Self {
            root: TempDir::new().unwrap(),
            cache: TempDir::new().unwrap(),
            keys: vec!["new-checkout", "fast-search"],
        };
        for (path, content) in [(0, 0), (1, 4), (2, 2), (3, 5), (4, 3), (6, 7), (7, 6)] {
            place.write(PATHS[path], CONTENTS[content]);
            place.age(PATHS[path], 1000);
        }
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Sets a file's time to so many seconds ago.
    fn age(&self, path: &str, seconds: u64) {
        if let Ok(file) = File::options().write(true).open(self.path(path)) {
            file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
        }
    }

    /// That of the facts, and that of the runs.
    fn stores(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.cache.path()).unwrap().flatten().map(|entry| entry.path());
        let mut stores: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
        stores.sort();
        stores
    }

    fn scan_in(&self, cache: Option<&Path>, index: bool) -> Scan {
        let root = self.root.path().canonicalize().unwrap();
        let options = ScanOptions {
            base: Some(root.clone()),
            shards: cache.map(Path::to_owned),
            only_known: true,
            parse_limit: 140,
            index,
            ..ScanOptions::default()
        };
        let known: KnownKeys = self.keys.iter().copied().collect();
        scan(&[root], &options, &known, &|_| {})
    }

    fn scan(&self) -> Scan {
        self.scan_in(Some(self.cache.path()), false)
    }

    /// Scans with the store, and fails where the answer is another one than without.
    #[track_caller]
    fn check(&self) -> Scan {
        let warm = self.scan();
        let cold = self.scan_in(None, false);
        assert_eq!(shown(&warm), shown(&cold));
        warm
    }
}

/// All that a user sees of a scan.
fn shown(scan: &Scan) -> Vec<String> {
    let references = scan.files.iter().flat_map(|file| {
        let language = file.language;
        file.references.all.iter().map(move |one| format!("{} {language:?} {one:?}", file.path))
    });
    let ignores = scan.files.iter().map(|file| format!("{} {:?} {}", file.path, file.references.ignores, file.text));
    let problems = scan.problems.iter().map(|problem| format!("{} {}", problem.path.display(), problem.message));
    let counts = format!("{} {}", scan.files_seen, scan.files_parsed);
    references.chain(ignores).chain(problems).chain([counts]).collect()
}

#[test]
fn a_second_scan_parses_nothing_and_finds_the_same() {
    let place = Place::new();
    let first = place.check();
    assert!(first.cost.parsed >= 4, "{:?}", first.cost);
    assert!(first.files.len() >= 4);
    assert_eq!(place.check().cost.parsed, 0);
    let with_index = place.scan_in(Some(place.cache.path()), true);
    assert_eq!(shown(&with_index), shown(&first));
    assert_eq!((with_index.cost.parsed, with_index.index.len()), (0, first.files_parsed));
}

#[test]
fn one_changed_file_is_the_only_one_parsed() {
    let place = Place::new();
    place.check();
    place.write("a.ts", "import { KEYS } from './keys';\nif (!on(KEYS.checkout)) {}\n");
    assert_eq!(place.check().cost.parsed, 1);
    place.write("new.ts", "on('fast-search')");
    assert_eq!(place.check().cost.parsed, 1);
    fs::remove_file(place.path("b.ts")).unwrap();
    assert_eq!(place.check().cost.parsed, 0);
}

#[test]
fn a_touched_file_is_not_parsed_again() {
    let place = Place::new();
    place.check();
    place.age("a.ts", 500);
    place.age("keys.ts", 500);
    assert_eq!(place.check().cost.parsed, 0);
}

#[test]
fn a_change_within_one_tick_of_the_clock_is_seen() {
    let place = Place::new();
    place.age("a.ts", 0);
    place.check();
    // As many bytes, and the time it had.
    let modified = fs::metadata(place.path("a.ts")).unwrap().modified().unwrap();
    assert_eq!(CONTENTS[2].len(), CONTENTS[3].len());
    place.write("a.ts", CONTENTS[3]);
    File::options().write(true).open(place.path("a.ts")).unwrap().set_modified(modified).unwrap();
    let after = place.check();
    assert!(shown(&after).iter().any(|line| line.contains("a.ts") && line.contains("fast-search")));
}

#[test]
fn large_files_are_searched_and_told_once_and_the_rest_is_done() {
    let place = Place::new();
    // One line, as generated and minified code is.
    let line = |length: usize| format!("on('new-checkout');{}", "a=b+c;".repeat(length / 6));
    place.write("generated.js", &line(40 << 20));
    place.write("lib.min.js", &line(1 << 18));
    let root = place.root.path().canonicalize().unwrap();
    let look = |cache: Option<&Path>| {
        let options = ScanOptions {
            base: Some(root.clone()),
            shards: cache.map(Path::to_owned),
            only_known: true,
            index: false,
            ..ScanOptions::default()
        };
        scan(std::slice::from_ref(&root), &options, &["new-checkout"].into_iter().collect(), &|_| {})
    };
    for cache in [None, Some(place.cache.path()), Some(place.cache.path())] {
        let scan = look(cache);
        let told: Vec<_> = scan.problems.iter().filter(|problem| problem.path.ends_with("generated.js")).collect();
        assert_eq!((told.len(), scan.problems.len()), (1, 1), "{:?}", scan.problems);
        let found: Vec<_> = scan
            .files
            .iter()
            .filter(|file| file.path.ends_with(".js"))
            .map(|file| (file.path.as_str(), file.references.all.len()))
            .collect();
        assert_eq!(found, [("generated.js", 1), ("lib.min.js", 1)]);
        assert!(scan.files.iter().any(|file| file.path == "b.ts"));
    }
    let options = ScanOptions { size_limit: 1 << 17, base: Some(root.clone()), ..ScanOptions::default() };
    let scan = scan(std::slice::from_ref(&root), &options, &["new-checkout"].into_iter().collect(), &|_| {});
    assert_eq!(scan.problems.len(), 2, "{:?}", scan.problems);
}

#[test]
fn other_keys_give_other_answers_from_the_same_store() {
    let mut place = Place::new();
    place.check();
    place.keys.push("old-search");
    place.check();
    place.keys = vec!["fast-search"];
    place.check();
    place.keys = vec!["new-checkout", "fast-search"];
    assert_eq!(place.check().cost.parsed, 0, "the first run is still known");
}

#[test]
fn ignore_files_count_in_every_scan() {
    let place = Place::new();
    place.check();
    place.write(".gitignore", "sub/\n");
    let scan = place.check();
    assert!(scan.files.iter().all(|file| !file.path.starts_with("sub/")));
    fs::remove_file(place.path(".gitignore")).unwrap();
    assert!(place.check().files.iter().any(|file| file.path.starts_with("sub/")));
}

#[test]
fn a_store_of_another_version_or_folder_is_not_believed() {
    let place = Place::new();
    place.check();
    let stores = place.stores();
    assert_eq!(stores.len(), 2);
    for (from, to) in
        [("\"program\":\"", "\"program\":\"x"), ("\"schema\":2", "\"schema\":999"), ("\"root\":\"", "\"root\":\"/x")]
    {
        for store in &stores {
            let bytes = fs::read(store).unwrap();
            let line = bytes.iter().position(|byte| *byte == b'\n').unwrap();
            let header = String::from_utf8(bytes[..line].to_vec()).unwrap();
            let changed = header.replacen(from, to, 1);
            assert_ne!(changed, header);
            fs::write(store, [changed.as_bytes(), &bytes[line..]].concat()).unwrap();
        }
        assert!(place.check().cost.parsed > 0, "{to}");
        assert_eq!(place.check().cost.parsed, 0, "it was made anew");
    }
}

#[test]
fn one_lost_store_of_the_two_is_made_anew() {
    let place = Place::new();
    for number in [0, 1, 0, 1] {
        place.check();
        fs::remove_file(&place.stores()[number]).unwrap();
        place.write("a.ts", CONTENTS[3 - number]);
        place.check();
        assert_eq!((place.check().cost.parsed, place.stores().len()), (0, 2));
    }
}

#[test]
fn many_changes_one_after_the_other_are_all_kept() {
    let place = Place::new();
    place.check();
    for number in 0..12 {
        place.write("a.ts", &format!("import {{ KEYS }} from './keys';\n// {number}\nif (on(KEYS.checkout)) {{}}\n"));
        assert_eq!(place.check().cost.parsed, 1);
        assert_eq!(place.check().cost.parsed, 0);
    }
    assert_eq!(place.stores().len(), 2);
}

#[test]
fn a_folder_that_cannot_be_written_costs_only_the_time() {
    let place = Place::new();
    let file = place.cache.path().join("a-file");
    fs::write(&file, "").unwrap();
    let scan = place.scan_in(Some(&file), false);
    assert_eq!(shown(&scan), shown(&place.scan_in(None, false)));
    assert_eq!(fs::read(&file).unwrap(), b"");
}

#[test]
fn scans_at_once_share_a_store() {
    let place = Place::new();
    let expected = shown(&place.scan_in(None, false));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..3 {
                    assert_eq!(shown(&place.scan()), expected);
                }
            });
        }
    });
    assert_eq!(place.check().cost.parsed, 0);
}

#[test]
fn stores_of_folders_that_are_gone_are_removed() {
    let place = Place::new();
    let other = Place { cache: TempDir::new().unwrap(), ..Place::new() };
    let root = other.root.path().to_owned();
    other.scan_in(Some(place.cache.path()), false);
    place.check();
    assert_eq!(place.stores().len(), 4);
    drop(other);
    assert!(!root.exists());
    place.write("a.ts", CONTENTS[3]);
    place.check();
    assert_eq!(place.stores().len(), 2);
}

#[test]
fn a_package_decides_in_every_scan_how_flags_are_spelled() {
    let place = Place::new();
    let hooks = |scan: &Scan| shown(scan).iter().filter(|line| line.contains("end: Set")).count();
    place.write("a.ts", CONTENTS[9]);
    place.age("a.ts", 1000);
    assert_eq!(hooks(&place.check()), 1);
    place.write("package.json", "{\"dependencies\":{\"launchdarkly-react-client-sdk\":\"1\"}}");
    assert_eq!(hooks(&place.check()), 1);
    place.write(".gitignore", "package.json\nstart.ts\n");
    place.check();
    place.write("package.json", "{\"dependencies\":{\"@launchdarkly/react-sdk\":\"1\"}}");
    place.check();
    fs::remove_file(place.path("package.json")).unwrap();
    assert_eq!(hooks(&place.check()), 1);
}

/// Something that happens between two scans.
#[derive(Debug, Clone)]
enum Step {
    Write {
        path: usize,
        content: usize,
        age: u64,
    },
    /// As [`Step::Write`], with the time that the file had.
    Sneak {
        path: usize,
        content: usize,
    },
    Remove {
        path: usize,
    },
    Touch {
        path: usize,
        age: u64,
    },
    Ignore {
        pattern: &'static str,
    },
    Keys {
        count: usize,
    },
    Damage {
        store: prop::sample::Index,
        at: prop::sample::Index,
        byte: u8,
    },
    Truncate {
        store: prop::sample::Index,
        at: prop::sample::Index,
    },
}

fn index() -> impl Strategy<Value = prop::sample::Index> {
    any::<prop::sample::Index>()
}

fn step() -> impl Strategy<Value = Step> {
    let path = 0..PATHS.len();
    let content = 0..CONTENTS.len();
    prop_oneof![
        4 => (path.clone(), content.clone(), 0u64..20).prop_map(|(path, content, age)| Step::Write { path, content, age }),
        2 => (path.clone(), content).prop_map(|(path, content)| Step::Sneak { path, content }),
        1 => path.clone().prop_map(|path| Step::Remove { path }),
        1 => (path, 0u64..20).prop_map(|(path, age)| Step::Touch { path, age }),
        1 => prop::sample::select(vec!["sub/", "*.md", "keys.ts", ""]).prop_map(|pattern| Step::Ignore { pattern }),
        1 => (0usize..4).prop_map(|count| Step::Keys { count }),
        2 => (index(), index(), any::<u8>()).prop_map(|(store, at, byte)| Step::Damage { store, at, byte }),
        1 => (index(), index()).prop_map(|(store, at)| Step::Truncate { store, at }),
    ]
}

fn take(place: &mut Place, step: &Step) {
    match *step {
        Step::Write { path, content, age } => {
            place.write(PATHS[path], CONTENTS[content]);
            place.age(PATHS[path], age);
        }
        Step::Sneak { path, content } => {
            let modified = fs::metadata(place.path(PATHS[path])).and_then(|file| file.modified());
            place.write(PATHS[path], CONTENTS[content]);
            if let Ok(modified) = modified {
                let file = File::options().write(true).open(place.path(PATHS[path])).unwrap();
                file.set_modified(modified).unwrap();
            }
        }
        Step::Remove { path } => {
            let _ = fs::remove_file(place.path(PATHS[path]));
        }
        Step::Touch { path, age } => place.age(PATHS[path], age),
        Step::Ignore { pattern } => place.write(".gitignore", pattern),
        Step::Keys { count } => place.keys = ["new-checkout", "fast-search", "old-search"][..count].to_vec(),
        Step::Damage { ref store, ref at, byte } => {
            let stores = place.stores();
            let store = store.get(&stores);
            let mut bytes = fs::read(store).unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= byte;
            fs::write(store, bytes).unwrap();
        }
        Step::Truncate { ref store, ref at } => {
            let stores = place.stores();
            let store = store.get(&stores);
            let bytes = fs::read(store).unwrap();
            fs::write(store, &bytes[..at.index(bytes.len())]).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_answer_is_that_of_a_cold_scan(steps in prop::collection::vec(step(), 1..10)) {
        let mut place = Place::new();
        place.check();
        for step in &steps {
            take(&mut place, step);
            place.check();
        }
    }
}
