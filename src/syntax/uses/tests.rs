use super::*;

/// What the value at `$0` is compared with.
fn subject(language: Language, fixture: &str) -> Option<String> {
    let offset = fixture.find("$0").expect("a cursor");
    let text = fixture.replacen("$0", "", 1);
    comparison_at(language, &text, offset).map(|found| found.subject.of(&text).to_owned())
}

#[track_caller]
fn check(language: Language, fixture: &str) {
    assert_eq!(subject(language, fixture).as_deref(), Some("c"), "{fixture}");
}

#[track_caller]
fn check_none(language: Language, fixture: &str) {
    assert_eq!(subject(language, fixture), None, "{fixture}");
}

#[test]
fn comparisons_in_every_language() {
    for (language, fixture) in [
        (Language::JavaScript, "if (c === \"a$0\") {}"),
        (Language::JavaScript, "const x = (await c) !== 'a$0' ? 1 : 2;"),
        (Language::TypeScript, "const x = \"$0\" == c;"),
        (Language::Tsx, "const x = <p>{c === \"a$0\" && <b/>}</p>;"),
        (Language::Python, "if c == \"a$0\":\n    pass\n"),
        (Language::Go, "package p\nfunc f() { if c == \"a$0\" { } }"),
        (Language::Java, "class A { void f() { if (c == \"a$0\") {} } }"),
        (Language::Java, "class A { void f() { if (c.equals(\"a$0\")) {} } }"),
        (Language::Kotlin, "fun f() { if (c == \"a$0\") {} }"),
        (Language::Scala, "object A { def f() = if (c == \"a$0\") 1 else 2 }"),
        (Language::CSharp, "class A { void F() { if (c == \"a$0\") {} } }"),
        (Language::Ruby, "if c == \"a$0\"\nend\n"),
        (Language::Rust, "fn f() { if c == \"a$0\" {} }"),
        (Language::Php, "<?php if (c === 'a$0') {}"),
        (Language::Swift, "func f() { if c == \"a$0\" {} }"),
        (Language::ObjectiveC, "void f() { if ([c isEqualToString:@\"a$0\"]) {} }"),
        (Language::C, "void f() { if (c == $01) {} }"),
        (Language::Cpp, "void f() { if (c == \"a$0\") {} }"),
        (Language::Dart, "void f() { if (c == 'a$0') {} }"),
        (Language::Elixir, "if c == \"a$0\", do: 1\n"),
        (Language::Erlang, "f() -> c =:= <<\"a$0\">>.\n"),
        (Language::Haskell, "f = if c == \"a$0\" then 1 else 2\n"),
        (Language::Lua, "if c ~= \"a$0\" then end"),
        (Language::Apex, "class A { void f() { if (c == 'a$0') {} } }"),
    ] {
        check(language, fixture);
    }
}

#[test]
fn choices_in_every_language() {
    for (language, fixture) in [
        (Language::JavaScript, "switch (c) { case \"a$0\": break; }"),
        (Language::TypeScript, "switch (await c) { case 'b': case 'a$0': f(); }"),
        (Language::Python, "match c:\n    case \"a$0\":\n        pass\n"),
        (Language::Python, "match c:\n    case \"b\" | \"a$0\":\n        pass\n"),
        (Language::Go, "package p\nfunc f() { switch c { case \"b\", \"a$0\": g() } }"),
        (Language::Java, "class A { void f() { switch (c) { case \"a$0\": break; } } }"),
        (Language::Java, "class A { int f() { return switch (c) { case \"b\", \"a$0\" -> 1; default -> 2; }; } }"),
        (Language::Kotlin, "fun f() = when (c) { \"a$0\" -> 1\n else -> 2 }"),
        (Language::Scala, "object A { def f() = c match { case \"a$0\" => 1 } }"),
        (Language::CSharp, "class A { void F() { switch (c) { case \"a$0\": break; } } }"),
        (Language::CSharp, "class A { int F() => c switch { \"a$0\" => 1, _ => 2 }; }"),
        (Language::Ruby, "case c\nwhen \"a$0\"\n  1\nend\n"),
        (Language::Rust, "fn f() { match c { \"b\" | \"a$0\" => 1, _ => 2 }; }"),
        (Language::Php, "<?php switch (c) { case 'a$0': break; }"),
        (Language::Php, "<?php $x = match (c) { 'b', 'a$0' => 1, default => 2 };"),
        (Language::Swift, "func f() { switch c { case \"a$0\": g()\n default: h() } }"),
        (Language::C, "void f() { switch (c) { case $01: break; } }"),
        (Language::Cpp, "void f() { switch (c) { case $01: break; } }"),
        (Language::Dart, "void f() { switch (c) { case 'a$0': break; } }"),
        (Language::Elixir, "case c do\n  \"a$0\" -> 1\nend\n"),
        (Language::Erlang, "f() -> case c of <<\"a$0\">> -> 1 end.\n"),
        (Language::Haskell, "f = case c of\n  \"a$0\" -> 1\n"),
    ] {
        check(language, fixture);
    }
}

#[test]
fn what_is_computed_from_a_choice_is_compared_with_nothing() {
    for (language, fixture) in [
        (Language::JavaScript, "f(\"a$0\");"),
        (Language::JavaScript, "switch (c) { case \"b\": f(\"a$0\"); }"),
        (Language::JavaScript, "switch (c) { case \"b\": return \"a$0\"; }"),
        (Language::JavaScript, "switch (f(\"a$0\")) { case \"b\": }"),
        (Language::JavaScript, "if (c === f(\"a$0\")) {}"),
        (Language::JavaScript, "const x = { a: \"a$0\" };"),
        (Language::JavaScript, "const x = c + \"a$0\";"),
        (Language::Python, "match c:\n    case \"b\":\n        f(\"a$0\")\n"),
        (Language::Rust, "fn f() { match c { \"b\" => g(\"a$0\"), _ => 2 }; }"),
        (Language::Kotlin, "fun f() = when (c) { \"b\" -> \"a$0\"\n else -> 2 }"),
        (Language::Ruby, "case c\nwhen \"b\"\n  f(\"a$0\")\nend\n"),
        (Language::Java, "class A { void f() { c.matches(\"a$0\"); } }"),
        (Language::Elixir, "case c do\n  \"b\" -> f(\"a$0\")\nend\n"),
    ] {
        check_none(language, fixture);
    }
}
