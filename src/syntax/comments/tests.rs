//! Comments of all languages, and insertions that are not only a comment.

use super::{Code, comments};
use crate::syntax::Language;

/// The comments with `!` in a text.
fn marked(language: Language, text: &str) -> Vec<&str> {
    comments(Some(language), text).into_iter().map(|range| range.of(text)).filter(|text| text.contains('!')).collect()
}

#[test]
fn strings_are_no_comments() {
    let check = |language, text: &str, expected: &[&str]| assert_eq!(marked(language, text), expected, "{text}");
    check(Language::TypeScript, "f(`\n // !a\n ${x /* !b */}`); // !c\nconst s = '// !d';", &["/* !b */", "// !c"]);
    check(Language::Python, "s = \"\"\"\n# !a\n\"\"\"\nx = 1 # !b\n'''!c'''\n", &["# !b"]);
    check(Language::Ruby, "puts <<~TXT\n  # !a\nTXT\n# !b\n", &["# !b"]);
    check(Language::Go, "var s = `\n// !a\n` // !b\n", &["// !b"]);
    check(Language::Php, "# !a\n<?php\n# !b\n$s = <<<X\n// !c\nX;\n?>\n// !d", &["# !b"]);
    check(Language::Yaml, "a: '# !a' # !b\nrun: |\n  # !c\n\n  # !d\n# !e\nk: a#!f\n", &["# !b", "# !e"]);
    check(Language::FSharp, "let s = \"// !a\" // !b\n", &["// !b"]);
    check(Language::VisualBasic, "Dim s = \"' !a\" ' !b\n", &["' !b"]);
    check(
        Language::Vue,
        "<template><!-- !a\n --><p>// !b {{ x /* !c */ }}</p></template>\n<script>\nconst s = '<!-- !d -->'; // !e\n</script>\n",
        &["<!-- !a\n -->", "/* !c */", "// !e"],
    );
    check(Language::Html, "{# !a #} <%# !b %> {{!-- !c --}} # !d", &["{# !a #}", "<%# !b %>", "{{!-- !c --}}"]);
    check(Language::Razor, "@* !a *@\n@{ var x = 1; // !b\n}\n// !c\n", &["@* !a *@", "// !b\n"].map(str::trim_end));
    assert!(comments(None, "{ \"a\": \"// !\" }").is_empty());
}

#[test]
fn an_insertion_is_a_comment_or_changes_the_program() {
    let check = |language, text: &str, inserted: &str, expected: bool| {
        let at = text.find('$').unwrap();
        let text = text.replacen('$', "", 1);
        let code = Code::of(language, &text).unwrap();
        assert_eq!(code.stays_with(at, inserted, "!"), expected, "{inserted:?} in {text}");
    };
    check(Language::TypeScript, "a();\n$b();\n", "// !\n", true);
    check(Language::TypeScript, "a(`\n$b`);\n", "// !\n", false);
    check(Language::TypeScript, "a($'b');\n", "/* ! */ ", true);
    check(Language::TypeScript, "a(b);$ c();\n", " // !", false);
    check(Language::Tsx, "<p>\n$  {a}\n</p>", "  {/* ! */}\n", true);
    check(Language::Tsx, "<p>\n$  {a}\n</p>", "  // !\n", false);
    check(Language::Tsx, "<p>\n  a\n$  b {c}\n</p>", "  {/* ! */}\n", false);
    check(Language::C, "#define A(x) \\\n$  x\n", "// !\n", false);
    check(Language::Python, "def f():\n$    g()\n", "    # !\n", true);
    check(Language::Vue, "<script>\n$f()\n</script>", "// !\n", true);
    check(Language::Vue, "<template>\n$<p>{{ f() }}</p></template>", "// !\n", false);
}
