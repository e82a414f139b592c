//! Texts that are made from lists in the code and checked in. `UPDATE_EXPECT=1 cargo test --test suite generated`
//! writes them again.

use std::fs;
use std::path::{Path, PathBuf};

use flagwise::config;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Compares a whole file with what it should hold, or writes it.
fn check_file(name: &str, expected: &str) {
    let path = root().join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "{name} is not what the code says. Run: UPDATE_EXPECT=1 cargo test --test suite generated"
    );
}

/// The text of a file with what stands between `<!-- generated:NAME -->` and `<!-- /generated:NAME -->` replaced.
fn with_part(text: &str, name: &str, part: &str) -> Option<String> {
    let (open, close) = (format!("<!-- generated:{name} -->\n"), format!("<!-- /generated:{name} -->"));
    let start = text.find(&open)? + open.len();
    let end = start + text.get(start..)?.find(&close)?;
    Some(format!("{}\n{}\n\n{}", &text[..start], part.trim_end(), &text[end..]))
}

#[test]
fn the_pages_about_rules_and_options_say_what_the_code_does() {
    check_file("docs/rules.md", &config::rules_page());
    check_file("docs/options.md", &config::options_page());
    let schema = serde_json::to_string_pretty(&config::schema()).unwrap() + "\n";
    check_file("docs/flagwise.schema.json", &schema);
}

#[test]
fn the_page_about_the_api_lists_what_reaches_it() {
    let page = flagwise::cli::flag::api_page();
    assert!(!page.contains("**none**"), "an instruction has no command: see src/cli/flag/reach.rs");
    check_file("docs/api.md", &page);
}

#[test]
fn the_readme_holds_the_tables_of_rules_and_options() {
    let name = "README.md";
    let mut expected = fs::read_to_string(root().join(name)).unwrap();
    for (part, table) in [("rules", config::rules_table("docs/rules.md")), ("options", config::options_table())] {
        expected = with_part(&expected, part, &table).unwrap_or_else(|| {
            panic!("{name} needs the lines `<!-- generated:{part} -->` and `<!-- /generated:{part} -->`")
        });
    }
    check_file(name, &expected);
}

#[test]
fn the_manifest_of_the_vscode_extension_lists_the_options() {
    let name = "editors/vscode/package.json";
    let manifest = fs::read_to_string(root().join(name)).unwrap();
    let (open, close) = ("    \"configuration\": [\n", "\n    ]");
    let start = manifest.find(open).expect("the manifest has the section `configuration`");
    let end = start + manifest[start..].find(close).unwrap() + close.len();
    let section = serde_json::to_string_pretty(&config::vscode_configuration()).unwrap().replace('\n', "\n    ");
    check_file(name, &format!("{}    \"configuration\": {section}{}", &manifest[..start], &manifest[end..]));
}
