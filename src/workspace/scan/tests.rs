use std::fs;
use std::path::Path;

use super::*;

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn scan_of(root: &Path, options: &ScanOptions) -> (Vec<String>, Vec<String>) {
    let known: KnownKeys = ["new-checkout", "new"].into_iter().collect();
    let scan = scan(&[root.to_owned()], options, &known, &|_| {});
    let references = scan.files.iter().flat_map(|file| {
        file.references.resolved().map(|(key, one)| format!("{} {} {key}", file.path, one.kind().name()))
    });
    let problems = scan.problems.iter().map(|problem| {
        format!("{}: {}", problem.path.strip_prefix(root).unwrap_or(&problem.path).display(), problem.message)
    });
    (references.collect(), problems.collect())
}

#[test]
fn ignore_files_of_every_folder_count() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for path in
        ["a.ts", "build/b.ts", "sub/kept.ts", "sub/out/c.ts", "docs/d.ts", "vendor/e.ts", ".github/f.yml", ".git/g.ts"]
    {
        write(root, path, "x('new-checkout')");
    }
    write(root, ".gitignore", "build/\n");
    write(root, "sub/.gitignore", "out/\n");
    write(root, ".ldignore", "docs/\n");
    let options = ScanOptions { ignored_paths: vec!["vendor".into()], ..ScanOptions::default() };
    let (references, problems) = scan_of(root, &options);
    let mention = |path: &str| format!("{path} mention new-checkout");
    assert_eq!(references, [mention(".github/f.yml"), mention("a.ts"), mention("sub/kept.ts")]);
    assert_eq!(problems, [""; 0]);
}

#[test]
fn a_set_that_is_indexed_by_a_constant_finds_the_file_with_the_property() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "keys.ts", "export enum Keys { Checkout = \"newCheckout\", Other = \"otherThing\" }");
    write(root, "unrelated.ts", "export const word = \"otherThing\";");
    let sdk = "import { useFlags } from \"launchdarkly-react-client-sdk\";\nimport { Keys } from \"./keys\";\n";
    write(root, "page.tsx", format!("{sdk}export const on = () => useFlags()[Keys.Checkout];\n"));
    let options = ScanOptions { index: false, ..ScanOptions::default() };
    let (references, _) = scan_of(root, &options);
    assert_eq!(references, ["keys.ts definition new-checkout", "page.tsx constant new-checkout"]);
}

#[test]
fn keys_inside_other_words_are_not_found_and_short_keys_are() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.txt", "renew 'renew' \"new-checkout-2\" 'new' new 'new-checkout'");
    let (references, _) = scan_of(folder.path(), &ScanOptions::default());
    assert_eq!(references, ["a.txt mention new", "a.txt mention new-checkout"]);
}

#[test]
fn a_file_in_any_encoding_and_a_line_of_any_length_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "latin1.py", b"# gr\xfc\xdfe\nimport ldclient\nldclient.get().variation('new-checkout', u, False)\n");
    let utf16: Vec<u8> = "\u{feff}client = 'new-checkout'".encode_utf16().flat_map(u16::to_le_bytes).collect();
    write(root, "utf16.txt", utf16);
    let mut long = "x".repeat(200_000);
    long.push_str(";ldClient.variation('new-checkout');");
    write(root, "long.js", long);
    write(root, "binary.js", b"\0\0'new-checkout'");
    let (references, problems) = scan_of(root, &ScanOptions::default());
    assert_eq!(
        references,
        ["latin1.py call new-checkout", "long.js mention new-checkout", "utf16.txt mention new-checkout"]
    );
    assert_eq!(problems, [""; 0]);
}

#[test]
fn what_is_too_big_is_told_and_the_rest_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "big.js", format!("{};ldClient.variation('new-checkout')", "x".repeat(4000)));
    write(root, "bigger.js", "y".repeat(20_000));
    write(root, "small.js", "ldClient.variation('new')");
    let options = ScanOptions { parse_limit: 2000, size_limit: 10_000, ..ScanOptions::default() };
    let (references, problems) = scan_of(root, &options);
    assert_eq!(references, ["big.js mention new-checkout", "small.js call new"]);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].starts_with("big.js: was searched for quoted keys but not parsed"), "{problems:?}");
    assert!(problems[1].starts_with("bigger.js: was skipped"), "{problems:?}");
}

#[test]
fn a_missing_root_is_a_problem_and_a_file_can_be_a_root() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.js", "ldClient.variation('new')");
    let known: KnownKeys = ["new"].into_iter().collect();
    let roots = [folder.path().join("a.js"), folder.path().join("missing")];
    let scan = scan(&roots, &ScanOptions::default(), &known, &|_| {});
    assert_eq!(scan.files.len(), 1);
    assert_eq!(scan.files[0].path, "a.js");
    assert_eq!(scan.problems.len(), 1);
}

#[cfg(unix)]
#[test]
fn symlink_loops_end_and_an_unreadable_folder_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "a.js", "ldClient.variation('new')");
    write(root, "locked/b.js", "ldClient.variation('new')");
    std::os::unix::fs::symlink(root, root.join("loop")).unwrap();
    let locked = root.join("locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let readable_anyway = fs::read_dir(&locked).is_ok();
    let (references, problems) = scan_of(root, &ScanOptions::default());
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(references.contains(&"a.js call new".to_owned()));
    // Root may read everything.
    assert_eq!(problems.len(), usize::from(!readable_anyway), "{problems:?}");
}

#[test]
fn a_receiver_whose_type_is_set_in_another_function_is_learned_from_with_and_without_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let filler = (0..20).map(|number| format!("        work({number}, 'some text that is no key')\n"));
    let filler: String = filler.collect();
    let python = format!(
        "from platform_api import Platform\nclass Demo:\n    def __init__(self):\n{filler}        self.api = Platform('x')\n{filler}\
         \n    def rules(self):\n{filler}        self.api.has_flag_of('new-checkout', 1)\n        \
         self.api.has_flag_of('new', 1)\n        self.api.has_flag_of('old-search', 1)\n        \
         self.api.has_flag_of('mistyped-key', 1)\n{filler}"
    );
    write(root, "demo.py", python);
    let known: KnownKeys = ["new-checkout", "new", "old-search"].into_iter().collect();
    let found = |index: bool| {
        let options = ScanOptions { index, ..ScanOptions::default() };
        let scan = scan(&[root.to_owned()], &options, &known, &|_| {});
        let all = scan.files.iter().flat_map(|file| file.references.resolved());
        all.map(|(key, reference)| format!("{key} {}", reference.kind().name())).collect::<Vec<_>>()
    };
    assert_eq!(found(true), ["new-checkout wrapper", "new wrapper", "old-search wrapper", "mistyped-key wrapper"]);
    assert_eq!(found(false), found(true));
}
