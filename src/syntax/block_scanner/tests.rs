use super::*;

/// What stays of a text, with `…` for what is left out.
fn rest(language: Language, text: &str, words: &[&str], accessors: &[&str]) -> Option<String> {
    let kept: Vec<usize> = text.match_indices("KEPT").map(|(at, _)| at).collect();
    let blocks = BlockScan::of(language, text, &kept)?;
    let [wanted, accessors] = [words, accessors].map(|names| {
        let mut words = Words::default();
        names.iter().for_each(|name| words.insert(name));
        words
    });
    let mut rest = String::new();
    let mut at = 0;
    for gap in blocks.without(&[&wanted], Some(&accessors)) {
        rest.push_str(&text[at..gap.start]);
        rest.push('…');
        at = gap.end;
    }
    rest.push_str(&text[at..]);
    Some(rest)
}

/// Checks what stays of a text in which `LONG` stands for much code without a word of interest.
#[track_caller]
fn check(language: Language, text: &str, words: &[&str], expected: &str) {
    check_with_accessors(language, text, words, &[], expected);
}

#[track_caller]
fn check_with_accessors(language: Language, text: &str, words: &[&str], accessors: &[&str], expected: &str) {
    let statement = match language {
        Language::Python => format!("{} = 1", "long".repeat(30)),
        _ => format!("{}(1)", "long".repeat(30)),
    };
    let found = rest(language, &text.replace("LONG", &statement), words, accessors);
    let found = found.map(|rest| rest.replace(&statement, "LONG"));
    assert_eq!(found.as_deref(), Some(expected), "{language:?}");
}

#[test]
fn functions_whose_results_are_keys_are_parsed_whole() {
    check_with_accessors(
        Language::Rust,
        "impl A { fn key(&self) -> &str { match self { LONG; } } fn other(&self) { if x { LONG; } key(); } }",
        &["key", "other"],
        &["key"],
        "impl A { fn key(&self) -> &str { match self { LONG; } } fn other(&self) { if x {…} key(); } }",
    );
}

#[test]
fn bodies_without_a_word_of_interest_are_left_out_and_heads_stay() {
    check(
        Language::CSharp,
        "class A { Flags flags; [Test(\"x\")] void F(int a) { LONG; } int G() { if (x) { LONG; } return flags.On; } }",
        &["On"],
        "class A { Flags flags; [Test(\"x\")] void F(int a) {…} int G() { if (x) {…} return flags.On; } }",
    );
    check(
        Language::TypeScript,
        "export const on = (k: string): boolean => { LONG; };\nfunction f(): Promise<A> { LONG; }\nconst o = { a() { LONG; }, b: 1 };",
        &[],
        "export const on = (k: string): boolean => {…};\nfunction f(): Promise<A> {…}\nconst o = { a() {…}, b: 1 };",
    );
    check(
        Language::Go,
        "func (s *S) F(a int) (string, error) {\n\tLONG\n}\nvar m = map[string]bool{\n\t\"a\": LONG,\n}\nfunc G() error {\n\tLONG\n}",
        &[],
        "func (s *S) F(a int) (string, error) {…}\nvar m = map[string]bool{\n\t\"a\": LONG,\n}\nfunc G() error {…}",
    );
    check(Language::Java, "class A { void f() throws E { LONG; } }", &[], "class A { void f() throws E {…} }");
    check(
        Language::Rust,
        "impl A { fn f<'a>(&'a self) -> B { LONG; '{' } }",
        &[],
        "impl A { fn f<'a>(&'a self) -> B {…} }",
    );
    check(Language::Kotlin, "fun f(a: Int): B { LONG }", &[], "fun f(a: Int): B {…}");
    check(Language::Swift, "func f(a: Int) -> B { LONG }", &[], "func f(a: Int) -> B {…}");
}

#[test]
fn types_tables_and_constructors_stay() {
    for (language, text) in [
        (Language::CSharp, "class A { A(Flags flags) { LONG; } enum B { LONG } }"),
        (Language::TypeScript, "class A { constructor(private flags: Flags) { LONG; } }\nenum B { C = LONG }"),
        (Language::TypeScript, "const FLAGS = { a: 'x', b: { c: 'y', d: LONG } } as const;\nlet x = f({ a: LONG });"),
        (Language::Kotlin, "class A(val flags: Flags) : B(flags) { val c = LONG }"),
    ] {
        // Nothing is to be left out, whether there is an blocks or not.
        let text = text.replace("LONG", &"long".repeat(40));
        assert_eq!(rest(language, &text, &[], &[]).unwrap_or_else(|| text.clone()), text, "{language:?}");
    }
}

#[test]
fn statements_of_a_body_of_interest_are_left_out_one_by_one() {
    check(
        Language::CSharp,
        "void F() { var a = LONG; if (a) { LONG; } s.IsOn(K.New); foreach (var b in c) { LONG; } LONG; }",
        &["New"],
        "void F() {… if (a) {…} s.IsOn(K.New);… }",
    );
    check(
        Language::Java,
        "void f() { LONG; switch (a) { case 1: LONG; LONG; break; default: on(NEW); } if (a) LONG; else LONG; LONG; }",
        &["NEW"],
        "void f() {… switch (a) { case 1: LONG;… default: on(NEW); } if (a) LONG; else LONG;… }",
    );
}

#[test]
fn what_a_statement_of_interest_defines_is_of_interest_too() {
    check(
        Language::TypeScript,
        "it('a', () => { const key: string = FLAGS.new; LONG; const other = key; check(LONG, other); check(LONG, others); });",
        &["new"],
        "it('a', () => { const key: string = FLAGS.new;… const other = key; check(LONG, other);… });",
    );
    // The result of a call is no key.
    check(
        Language::TypeScript,
        "it('a', () => { const on = isOn(FLAGS.new); check(LONG, on); });",
        &["new", "isOn"],
        "it('a', () => { const on = isOn(FLAGS.new);… });",
    );
    check(
        Language::TypeScript,
        "import { NEW as fresh } from './a';\nf(() => { LONG; on(fresh); LONG; });",
        &["NEW"],
        "import { NEW as fresh } from './a';\nf(() => {… on(fresh);… });",
    );
}

#[test]
fn strings_comments_and_patterns_hide_brackets() {
    for (language, text) in [
        (Language::TypeScript, "f(() => { LONG; x = /[/}\"]/.test('}') ? `}${ a('`}') }}` : \"}\"; // }\n /* } */ });"),
        (Language::Tsx, "const a = () => { return <p>don't\n {LONG} {'}'}</p>; };"),
        (
            Language::CSharp,
            "void F() { LONG; x = @\"}\"\"{\" + $\"{{ {d[\"}\"]} \" + '\\'' + '}' + \"\"\"}\"\" }\"\"\"; }",
        ),
        (Language::Rust, "fn f() { LONG; let x: &'static str = r#\"}\"}\"#; /* /* } */ } */ '}'; }"),
        (Language::Cpp, "int f() { LONG; auto x = R\"a(})\")a\"; int y = 1'000; }"),
        (Language::Swift, "func f() { LONG; let x = \"\\(d[\"}\"])}\" + #\"}\"}\"# }"),
        (Language::Kotlin, "fun f() { LONG; val x = \"${d[\"}\"]}}\" + \"\"\"}\"}\"\"\" }"),
        (Language::Php, "<?php function f() { LONG; $x = <<<END\n}\nEND; # }\n $y = '}'; }"),
        (Language::Dart, "void f() { LONG; var x = r'}' + '${d['}']}' + '''}'}'''; }"),
    ] {
        let open = text.find('{').unwrap() + 1;
        let rest =
            rest(language, &text.replace("LONG", &"long(1);".repeat(20)), &[], &[]).unwrap_or_else(|| panic!("{text}"));
        let end = if language == Language::TypeScript {
            "});"
        } else if language == Language::Tsx {
            "};"
        } else {
            "}"
        };
        assert_eq!(rest, format!("{}…{end}", &text[..open]), "{language:?}");
    }
}

#[test]
fn names_in_interpolations_count() {
    for (language, text) in [
        (Language::TypeScript, "f(() => { LONG; g(`${NEW}`); });"),
        (Language::Kotlin, "fun f() { LONG; g(\"$NEW\") }"),
        (Language::CSharp, "void F() { LONG; G($\"{K.NEW}\"); }"),
        (Language::Swift, "func f() { LONG; g(\"\\(NEW)\") }"),
        (Language::TypeScript, "f(() => { LONG; g(flags['NEW']); });"),
    ] {
        let text = text.replace("LONG", &"long(1);".repeat(20));
        let rest = rest(language, &text, &["NEW"], &[]).unwrap_or_default();
        assert!(rest.contains("NEW"), "{language:?}: {rest}");
    }
}

#[test]
fn python_is_cut_by_its_indentation() {
    check(
        Language::Python,
        "FLAG = 'x'\nclass A:\n    kind = LONG\n    def f(self):\n        \"\"\"a\nb\"\"\"\n        LONG\n        return 1\n\n    def g(self):\n        key = NEW\n        \
         LONG\n        if a:\n            LONG\n        elif b:\n            LONG\n        on(key)\n        LONG\n        return 2\n",
        &["NEW"],
        "FLAG = 'x'\nclass A:\n    kind = LONG\n    def f(self):\n…        return 1\n\n    def g(self):\n        key = NEW\n…        on(key)\n…        return 2\n",
    );
    check(
        Language::Python,
        "def f():\n    if NEW:\n        LONG\n        return 1\n    else:\n        LONG\n    @deco\n    def g(): LONG\n    return (\n1)\n",
        &["NEW"],
        "def f():\n    if NEW:\n…        return 1\n    else:\n        LONG\n…    return (\n1)\n",
    );
}

#[test]
fn places_that_are_kept_keep_what_is_around_them() {
    check(
        Language::Java,
        "void f() { LONG; a.on(\"KEPT\"); LONG; } void g() { LONG; }",
        &[],
        "void f() {… a.on(\"KEPT\");… } void g() {…}",
    );
}

#[test]
fn a_text_without_sound_brackets_has_no_outline() {
    let long = "long(1);".repeat(40);
    for (language, text) in [
        (Language::CSharp, "void F() { LONG } }"),
        (Language::CSharp, "void F() { LONG"),
        (Language::TypeScript, "f(() => { LONG ]);"),
        (Language::TypeScript, "`LONG"),
        (Language::Python, "def f():\n    (LONG\n"),
        (Language::Python, "def f():\n        a = 1\n    b = '''LONG\n"),
        (Language::Ruby, "def f\n LONG\nend"),
        (Language::Java, ""),
    ] {
        assert!(BlockScan::of(language, &text.replace("LONG", &long), &[]).is_none(), "{language:?}: {text}");
    }
    assert!(BlockScan::of(Language::Java, &"(".repeat(1 << 20), &[]).is_none());
    assert!(BlockScan::of(Language::Python, &"[".repeat(1 << 20), &[]).is_none());
}

#[test]
fn the_name_of_what_holds_a_place_that_is_kept_is_of_interest() {
    check(
        Language::TypeScript,
        "const flagKey = 'KEPT';\nconst other = 'x';\nit('a', () => { LONG; set(flagKey); LONG; });\nit('b', () => { LONG; set(other); });",
        &[],
        "const flagKey = 'KEPT';\nconst other = 'x';\nit('a', () => {… set(flagKey);… });\nit('b', () => {…});",
    );
}

#[test]
fn values_are_followed_without_semicolons_too() {
    check(
        Language::TypeScript,
        "describe('a', () => {\n  const key = FLAGS.NEW\n  const b = 1\n  it('c', () => {\n    LONG\n    set(key, b)\n  })\n  it('d', () => {\n    LONG\n  })\n})\n",
        &["NEW"],
        "describe('a', () => {\n  const key = FLAGS.NEW\n  const b = 1\n  it('c', () => {\n    LONG\n    set(key, b)\n  })\n  it('d', () => {…})\n})\n",
    );
    check(
        Language::Go,
        "func f() {\n\tkey := flags.New\n\tgo func() {\n\t\tLONG\n\t\ton(key)\n\t}()\n\tgo func() {\n\t\tLONG\n\t}()\n}\n",
        &["New"],
        "func f() {\n\tkey := flags.New\n\tgo func() {\n\t\tLONG\n\t\ton(key)\n\t}()\n\tgo func() {…}()\n}\n",
    );
}

#[test]
fn texts_that_parts_of_interest_use_by_name_are_parsed() {
    check(
        Language::Python,
        "def f():\n  LONG\n  name = 'typo'\n  LONG\n  other = 'text'\n  LONG\n  on(name)\n",
        &["on"],
        "def f():\n…  name = 'typo'\n…  on(name)\n",
    );
    check(
        Language::TypeScript,
        "function f() { LONG; const name: string = 'typo'; LONG; const short = 'a'; LONG; const key = name; LONG; on(key); }",
        &["on"],
        "function f() {… const name: string = 'typo';… const key = name;… on(key); }",
    );
}
