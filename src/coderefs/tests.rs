use expect_test::{Expect, expect};

use super::*;
use crate::syntax::KnownKeys;

fn keys(project: Option<&str>, keys: &[&str]) -> Keys {
    Keys { project: project.map(str::to_owned), known: keys.iter().copied().collect() }
}

/// Where the aliases of a file stand in a text, in a file of the root.
fn found(yaml: &str, known: &[&str], files: &[(&str, &str)], path: &str, text: &str) -> Vec<String> {
    let (coderefs, problems) = parse(yaml);
    assert_eq!(problems, [], "{yaml}");
    let files: Vec<_> = files.iter().map(|(path, text)| ((*path).to_owned(), *text)).collect();
    let aliases = coderefs.aliases(&[keys(None, known)], &files, &Answers::new());
    let known: KnownKeys = known.iter().copied().collect();
    let known = known.with_aliases(Some(aliases.into())).at(path);
    known.aliases_in(text).iter().map(|one| format!("{}={}", one.range.of(text), one.keys.join("|"))).collect()
}

fn problems(yaml: &str, expected: Expect) {
    let drawn: Vec<_> = parse(yaml)
        .1
        .into_iter()
        .map(|problem| format!("{}:{}: {}\n", problem.place.line, problem.place.column, problem.message))
        .collect();
    expected.assert_eq(&drawn.concat());
}

#[test]
fn the_six_spellings_and_literals_are_read_as_the_scanner_reads_them() {
    let yaml = "\
repoName: my-repo
contextLines: 3
Aliases:
  - type: CamelCase
  - type: pascalcase
  - type: snakecase
  - type: uppersnakecase
  - type: kebabcase
  - type: dotcase
  - type: literal
    name: by hand
    flags:
      AnyKind.of_key: [myAlias, other.alias]
      gone: [gone]
      new: isNew
";
    let text = "anyKindOfKey AnyKindOfKey any_kind_of_key ANY_KIND_OF_KEY any-kind-of-key any.kind.of.key myAlias \
                other.alias gone isNew anyKindOfKeys new New";
    let aliases = found(yaml, &["AnyKind.of_key", "new"], &[], "src/a.rb", text);
    assert_eq!(aliases.len(), 10, "{aliases:?}");
    assert!(aliases.iter().take(8).all(|alias| alias.ends_with("=AnyKind.of_key")));
    assert_eq!(aliases[8..], ["isNew=new", "New=new"]);
}

#[test]
fn file_patterns_take_what_their_groups_match_in_the_files_of_their_paths() {
    let yaml = r#"
aliases:
  - type: filepattern
    paths: ['*[!_test].go', './src/**/*.txt']
    patterns: ['(\w+) = "FLAG_KEY"', 'alias\((\w+),\s+FLAG_KEY\)']
"#;
    let files = [
        (
            "flag_on.go",
            "const EnableWidgets = \"enable-widgets\"\nvar X = \"enable-widgets-2\"\nvar Y = \"enable.widgets\"",
        ),
        ("other/flag_on.go", "var Elsewhere = \"enable-widgets\""),
        ("src/a/b.txt", "alias(Widgets,\n   enable-widgets)"),
    ];
    let text = "EnableWidgets X Y Elsewhere Widgets";
    assert_eq!(
        found(yaml, &["enable-widgets", "enable.widget"], &files, "a.bas", text),
        ["EnableWidgets=enable-widgets", "Widgets=enable-widgets"]
    );
}

#[test]
fn a_pattern_made_to_hang_others_costs_nothing_here() {
    let yaml = "aliases:\n  - type: filepattern\n    paths: ['*']\n    patterns: ['((a+)+)+ FLAG_KEY$']\n";
    let text = format!("{} my-flag!", "a".repeat(50_000));
    let started = std::time::Instant::now();
    assert_eq!(found(yaml, &["my-flag"], &[("x", &text)], "x", "a"), Vec::<String>::new());
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "it took {:?}", started.elapsed());
}

#[test]
fn projects_have_their_own_folders_aliases_and_keys() {
    let yaml = "\
aliases:
  - type: camelcase
projects:
  - key: web
    dir: ./apps/web/
    aliases:
      - type: uppersnakecase
  - key: api
";
    let (coderefs, problems) = parse(yaml);
    assert_eq!(problems, []);
    let sets = [keys(Some("web"), &["new-cart"]), keys(Some("api"), &["new-tax", "new-cart"])];
    let aliases = std::sync::Arc::new(coderefs.aliases(&sets, &[] as &[(String, &str)], &Answers::new()));
    let at = |path: &str| {
        let known: KnownKeys = ["new-cart", "new-tax"].into_iter().collect();
        let known = known.with_aliases(Some(aliases.clone())).at(path);
        let text = "newCart newTax NEW_CART NEW_TAX";
        known.aliases_in(text).iter().map(|one| one.range.of(text).to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(at("apps/web/a.py"), "newCart newTax NEW_CART");
    assert_eq!(at("apps/api/a.py"), "newCart newTax");
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_the_rest_goes_on() {
    let yaml = r#"
aliases:
  - type: camelcas
  - name: nothing
  - type: literal
  - type: filepattern
    paths: [../secrets/*, 'a[']
    patterns: ['x']
  - type: filepattern
    paths: ['*']
    patterns: ['FLAG_KEY', '(FLAG_KEY', '(x) FLAG_KEY']
  - type: command
  - type: command
    command: ./x
    timeout: soon
delimiters:
  additional: ['<', 'ab', é]
  disableDefaults: maybe
projects:
  - dir: x
  - key: web
    dir: ../web
"#;
    problems(
        yaml,
        expect![[r#"
            3:11: unknown alias type `camelcas`; did you mean `camelcase`? This alias is ignored
            4:5: an alias needs a `type`: literal, camelcase, pascalcase, snakecase, uppersnakecase, kebabcase, dotcase, filepattern, command. This alias is ignored
            5:5: a literal alias needs `flags`: keys with lists of aliases. This alias is ignored
            7:13: the path "../secrets/*" leaves the workspace folder. It is ignored
            7:27: "a[" is not a path pattern: unclosed character class; missing ']'. It is ignored
            8:16: the pattern must contain FLAG_KEY, the placeholder of the key. It is ignored
            6:5: a filepattern alias needs `paths`: patterns of the files to search. This alias is ignored
            11:16: the pattern needs a capturing group, which matches the alias. It is ignored
            11:28: the pattern is not a regular expression: unclosed group. It is ignored
            12:5: a command alias needs a `command`: a program and its arguments. This alias is ignored
            15:14: `timeout` expects a whole number of seconds. It is ignored
            18:20: `disableDefaults` expects true or false. It is ignored
            17:21: a delimiter must be one printable ASCII character. It is ignored
            17:27: a delimiter must be one printable ASCII character. It is ignored
            20:5: a project needs a `key`. It is ignored
            22:10: `dir` of the project web is not a folder of the workspace. The project is ignored
        "#]],
    );
    let (coderefs, _) = parse(yaml);
    assert_eq!(coderefs.aliases.iter().map(|rule| rule.kind.name()).collect::<Vec<_>>(), ["filepattern", "command"]);
    assert_eq!(coderefs.delimiters.additional, b"<");
}

#[test]
fn a_file_that_is_no_yaml_is_told_once_and_nothing_of_it_is_used() {
    problems(
        "aliases:\n  - type: camelcase\n -x: [\n",
        expect![[r#"
            3:2: invalid YAML: while parsing a block mapping, did not find expected key. The file is ignored until it is fixed
        "#]],
    );
    problems(
        "- a\n- b\n",
        expect![[r#"
            1:1: expected a map, such as `aliases:`, found a list
        "#]],
    );
    for empty in ["", "# nothing\n", "---\n", "~", "aliases:\n", "aliases: []"] {
        assert_eq!(parse(empty), Default::default(), "{empty:?}");
    }
}

#[test]
fn a_hostile_file_is_refused_and_not_unfolded() {
    let nested = "- ".repeat(50_000);
    let laughs: String = (1..30).map(|at| format!("a{at}: &a{at} [*a{0}, *a{0}, *a{0}, *a{0}]\n", at - 1)).collect();
    for yaml in [nested, "[".repeat(50_000), format!("a0: &a0 [x, x]\n{laughs}"), "? ".repeat(50_000)] {
        let (coderefs, problems) = parse(&yaml);
        assert!(coderefs.is_empty());
        assert_eq!(problems.len(), 1, "{problems:?}");
    }
}

#[test]
fn anchors_are_followed() {
    let yaml = "x: &camel\n  type: camelcase\naliases:\n  - *camel\n";
    assert_eq!(found(yaml, &["new-cart"], &[], "a", "newCart"), ["newCart=new-cart"]);
}

#[test]
fn ten_thousand_keys_in_six_spellings_are_made_and_found_in_a_moment() {
    let yaml: String = format!(
        "aliases:\n{}  - type: filepattern\n    paths: ['*']\n    patterns: ['(\\w+) = \"FLAG_KEY\"']\n",
        spelling_rules()
    );
    let names: Vec<String> = (0..10_000).map(|number| format!("team-{}-new-feature-{number}", number % 40)).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let source: String = names.iter().enumerate().map(|(at, key)| format!("FLAG{at} = \"{key}\"\n")).collect();
    let started = std::time::Instant::now();
    let text = format!("{} FLAG77 teamSevenNew team7NewFeature7", "some other words of a program; ".repeat(40_000));
    let aliases = found(&yaml, &known, &[("flags.txt", &source)], "a.bas", &text);
    assert_eq!(aliases, ["FLAG77=team-37-new-feature-77", "team7NewFeature7=team-7-new-feature-7"]);
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "it took {:?}", started.elapsed());
}

fn spelling_rules() -> String {
    Spelling::ALL.iter().map(|spelling| format!("  - type: {}\n", spelling.name())).collect()
}
