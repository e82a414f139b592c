use super::*;

fn codes(language: Language, text: &str) -> Vec<(Language, &str)> {
    let parts = parts(language, text).unwrap();
    parts
        .iter()
        .flat_map(|part| part.ranges.iter().map(|range| (part.language, text[range.start_byte..range.end_byte].trim())))
        .collect()
}

#[test]
fn scripts_and_expressions_of_components_are_found() {
    let text = "<template><p v-if=\"flags.beta\" :a=\"on('x')\" class=\"b\">{{ name }}</p></template>\n<script lang=\"ts\">\nlet a = 1\n</script>";
    use Language::{JavaScript, TypeScript};
    assert_eq!(
        codes(Language::Vue, text),
        [(TypeScript, "let a = 1"), (JavaScript, "name"), (TypeScript, "flags.beta"), (TypeScript, "on('x')")]
    );
    assert_eq!(
        codes(Language::Html, "<SCRIPT>go()</SCRIPT><script type=\"text/x-template\"><b></script>{{ a.b }}{% if x %}"),
        [(JavaScript, "go()"), (JavaScript, "a.b")]
    );
    assert_eq!(
        codes(Language::Html, "<a *ngIf=\"on('x'); else b\" [c]=\"d\" (e)=\"f()\" g=\"h\">"),
        [(TypeScript, "on('x'); else b"), (TypeScript, "d"), (TypeScript, "f()")]
    );
    assert_eq!(
        codes(Language::Html, "<% if on?('x') -%><%= a %><%# no %><% end %>"),
        [(Language::Ruby, "if on?('x')"), (Language::Ruby, "a"), (Language::Ruby, "end")]
    );
}

#[test]
fn code_of_razor_views_is_found() {
    let text = "@using A.B\n@inject IFlags Flags\n@{ var a = Flags.IsOn(\"x\"); }\n@if (Flags.IsOn(K.New) && b) {\n<b>@Flags.Name(\"y\").Z me@example.com @(1 + 2)</b> }\n@* @no *@";
    let found: Vec<_> = codes(Language::Razor, text).into_iter().map(|(_, code)| code).collect();
    assert_eq!(
        found,
        [
            "using A.B",
            "IFlags Flags",
            "var a = Flags.IsOn(\"x\");",
            "(Flags.IsOn(K.New) && b)",
            "Flags.Name(\"y\").Z",
            "(1 + 2)"
        ]
    );
}

#[test]
fn unclosed_code_does_not_panic() {
    for text in [
        "@",
        "@(",
        "@{",
        "@if",
        "@if (",
        "@code",
        "@code {",
        "@a.",
        "@a(",
        "<script",
        "<script>",
        "{{",
        "{{ é",
        "@é",
        "v-if=\"",
        "=\"",
        "@using",
        "@*",
        "<% end %><%",
        "<%=<% end",
        "<%-%><% end -%>",
        "*a=\"",
    ] {
        for language in [Language::Vue, Language::Svelte, Language::Html, Language::Razor] {
            let _ = parts(language, text);
        }
    }
}
