//! Pathologically nested code: neither a grammar nor a later step may crash the process.
//!
//! `FLAGWISE_NESTING=100,500,1000,10000 cargo test --test suite nesting -- --nocapture` tries each case by itself at these
//! depths and prints what ends the process or is slow; `FLAGWISE_NESTING=random` tries random tokens, for
//! `FLAGWISE_NESTING_SECONDS`. `FLAGWISE_NESTING_ONLY` is a part of the file names that are tried.

#![allow(clippy::print_stdout, reason = "the long run prints what it finds")]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use flagwise::syntax::{Incremental, Language, extract};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::cli::{Machine, Run};

/// The key that each file holds, innermost.
const KEY: &str = "\"new-checkout\"";
const FLAGS: &str = r#"{"items": [{"key": "new-checkout", "variations": []}]}"#;

/// What is repeated: `N` is the level, `I` and `T` are as many spaces and tabs.
struct Case {
    name: &'static str,
    extensions: &'static str,
    before: &'static str,
    open: &'static str,
    inner: &'static str,
    close: &'static str,
}

const fn case(name: &'static str, extensions: &'static str, [before, open, inner, close]: [&'static str; 4]) -> Case {
    Case { name, extensions, before, open, inner, close }
}

const ALL: &str = "js ts tsx vue svelte html cshtml py go java kt scala cs rb rs php swift m c cpp dart ex erl hs lua cls brs fs vb yml";
const CURLY: &str = "js ts tsx go java kt scala cs rs php swift m c cpp dart cls";

/// `K` stands for the key.
const CASES: &[Case] = &[
    case("parens", ALL, ["x = ", "(", "K", ")"]),
    case("brackets", ALL, ["x = ", "[", "K", "]"]),
    case("braces", ALL, ["x = ", "{", "K", "}"]),
    case("open-parens", ALL, ["x = ", "(", "K", ""]),
    case("open-braces", ALL, ["x = ", "{", "K", ""]),
    case("close-braces", ALL, ["x = K", "}", "", ""]),
    case("angles", ALL, ["x = ", "<", "K", ">"]),
    case("generics", ALL, ["x: ", "A<", "B", "> = K"]),
    case("open-generics", ALL, ["x = ", "A<", "K", ""]),
    case("calls", ALL, ["x = ", "f(", "K", ")"]),
    case("chained-calls", ALL, ["x = a", ".b(c)", "; y = K", ""]),
    case("chained-members", ALL, ["x = a", ".b", "; y = K", ""]),
    case("indexed", ALL, ["x = a", "[0]", "; y = K", ""]),
    case("bangs", ALL, ["x = ", "!", "K", ""]),
    case("minuses", ALL, ["x = ", "- ", "K", ""]),
    case("sums", ALL, ["x = ", "a + ", "K", ""]),
    case("ands", ALL, ["x = ", "a && ", "K", ""]),
    case("powers", ALL, ["x = ", "a ** ", "K", ""]),
    case("comparisons", ALL, ["x = ", "a < ", "K", ""]),
    case("ternaries", ALL, ["x = ", "a ? b : ", "K", ""]),
    case("inner-ternaries", ALL, ["x = ", "a ? ", "K", " : b"]),
    case("assignments", ALL, ["", "a = ", "K", ""]),
    case("objects", ALL, ["x = ", "{a:", "K", "}"]),
    case("comments", ALL, ["x = K ", "/*", "", "*/"]),
    case("quotes", ALL, ["x = K ", "'", "", ""]),
    case("double-quotes", ALL, ["x = K ", "\"", "", ""]),
    case("string-lines", ALL, ["x = K\n", "\"a\n", "", ""]),
    case("back-quotes", ALL, ["x = K ", "`", "", ""]),
    case("templates", ALL, ["x = ", "`${", "K", "}`"]),
    case("open-templates", ALL, ["x = ", "`${", "K", ""]),
    case("string-templates", ALL, ["x = ", "\"${", "K", "}\""]),
    case("open-string-templates", ALL, ["x = ", "\"${\n", "K", ""]),
    case("hash-templates", ALL, ["x = ", "\"#{", "K", "}\""]),
    case("open-hash-templates", ALL, ["x = ", "\"#{\n", "K", ""]),
    case("brace-templates", ALL, ["x = ", "$\"{", "K", "}\""]),
    case("open-brace-templates", ALL, ["x = ", "$\"{\n", "K", ""]),
    case("backslash-templates", ALL, ["x = ", "\"\\(", "K", ")\""]),
    case("tags", ALL, ["x = ", "<a>", "{K}", "</a>"]),
    case("open-tags", ALL, ["x = ", "<a>", "{K}", ""]),
    case("hashes", ALL, ["x = K\n", "#", "\"a\"", "#"]),
    case("r-hashes", ALL, ["x = K\nx = r", "#", "\"a\"", "#"]),
    case("dollars", ALL, ["x = K\nx = ", "$", "\"\"\"a{{b}}\"\"\"", ""]),
    case("ats", ALL, ["x = K\n", "@", "\"a\"", ""]),
    case("long-bracket", ALL, ["x = K\nx = [", "=", "[a]", "="]),
    case("percent-parens", ALL, ["x = K\nx = %w", "(", "a", ")"]),
    case("percent-q", ALL, ["x = ", "%Q(#{", "K", "})"]),
    case("indents", ALL, ["x = K\n", "I a:\n", "", ""]),
    case("indents-if", ALL, ["", "Iif a:\n", "", "I x = K\n"]),
    case("heredoc-names", ALL, ["x = K\nx = <<<", "A", "\nb\n", ""]),
    case("heredoc-names-ruby", ALL, ["x = K\nx = <<", "A", "\nb\n", ""]),
    case("heredocs-on-a-line", ALL, ["x = K\nx = [", "<<AN, ", "]\n", "AN\n"]),
    case("heredocs-in-heredocs", ALL, ["x = K\n", "<<AN\n#{\n", "", "}\nAN\n"]),
    case("php-heredocs-in-heredocs", ALL, ["x = K\n", "<<<AN\n{$a[\n", "", "]}\nAN\n"]),
    case("blocks", CURLY, ["class A { void f() { x(K); ", "if (a) {", "y(K);", "}"]),
    case("blocks-in-function", CURLY, ["function f() { x(K); ", "if (a) {", "y(K);", "}"]),
    case("else-if", CURLY, ["class A { void f() { x(K); ", "if (a) { b; } else ", "{ y(K); }", ""]),
    case("else-if-in-function", CURLY, ["function f() { x(K); ", "if (a) { b; } else ", "{ y(K); }", ""]),
    case("loops", CURLY, ["class A { void f() { x(K); ", "while (a) ", "{ y(K); }", ""]),
    case("classes", CURLY, ["", "class A { ", "string x = K;", "}"]),
    case("namespaces", CURLY, ["", "namespace A { ", "class B { string x = K; }", "}"]),
    case("switches", CURLY, ["function f() {", "switch (a) { case 1: ", "x(K);", "}"]),
    case("functions", "js ts tsx php", ["", "function f() { ", "x(K);", "}"]),
    case("arrows", "js ts tsx vue svelte dart cs scala", ["x = ", "a => ", "K", ""]),
    case("arrow-blocks", "js ts tsx dart cs", ["x = ", "() => { return ", "K", "; }"]),
    case("lambdas", "kt swift", ["val x = ", "{ a -> ", "K", "}"]),
    case("lambda-calls", "kt scala swift rb", ["x = ", "f { ", "K", "}"]),
    case("closures", "rs", ["fn f() { let x = ", "|a| ", "K", "; }"]),
    case("rust-modules", "rs", ["", "mod a { ", "const X: &str = K;", "}"]),
    case("rust-macros", "rs", ["fn f() { ", "m!(", "K", ")"]),
    case("rust-blocks", "rs", ["fn f() { ", "if a {", "x(K);", "}"]),
    case("rust-else-if", "rs", ["fn f() { ", "if a { b } else ", "{ x(K) }", ""]),
    case("rust-references", "rs", ["fn f(x: ", "&", "str) { x(K); }", ""]),
    case("go-blocks", "go", ["package a\nfunc f() {\n", "if a {\n", "x(K)\n", "}\n"]),
    case("go-else-if", "go", ["package a\nfunc f() {\n", "if a {\n b()\n } else ", "{ x(K)\n }", ""]),
    case("go-pointers", "go", ["package a\nvar y = K\nvar x ", "*", "a", ""]),
    case("go-functions", "go", ["package a\nvar x = ", "func() { return ", "K", "}"]),
    case("kotlin-blocks", "kt", ["fun f() {\n", "if (a) {\n", "x(K)\n", "}\n"]),
    case("kotlin-else-if", "kt", ["fun f() {\n", "if (a) { b } else ", "{ x(K) }", ""]),
    case("kotlin-raw", "kt", ["val x = ", "\"\"\"${", "K", "}\"\"\""]),
    case("kotlin-when", "kt", ["fun f() {\n", "when (a) { else -> ", "x(K)", "}\n"]),
    case("swift-blocks", "swift", ["func f() {\n", "if a {\n", "x(K)\n", "}\n"]),
    case("swift-comments", "swift kt scala rs dart hs", ["x = K ", "/* {- ", "", "-} */"]),
    case("swift-raw", "swift", ["let x = K\nlet y = ", "#", "\"a\\#(b)\"", "#"]),
    case("swift-optionals", "swift kt ts cs", ["let x: A", "?", " = K", ""]),
    case("scala-braces", "scala", ["object A { val x = ", "{ ", "K", "}"]),
    case("scala-indents", "scala", ["object A:\n", "Idef fN =\n", "", "I val x = K\n"]),
    case("scala-objects", "scala", ["", "Iobject AN:\n", "", "I val x = K\n"]),
    case("scala-if-then", "scala", ["def f =\n", "I if a then\n", "", "I  x(K)\n"]),
    case("scala-match", "scala", ["def f =\n", "I a match\nI case b =>\n", "", "I  x(K)\n"]),
    case("scala-strings", "scala", ["val x = ", "s\"${", "K", "}\""]),
    case("scala-xml", "scala", ["val y = K; val x = ", "<a>", "b", "</a>"]),
    case("python-tabs", "py", ["", "Tif a:\n", "", "T x = K\n"]),
    case("python-functions", "py", ["", "Idef f():\n", "", "I x = K\n"]),
    case("python-classes", "py", ["", "Iclass A:\n", "", "I x = K\n"]),
    case("python-lambdas", "py", ["x = ", "lambda a: ", "K", ""]),
    case("python-nots", "py", ["x = ", "not ", "K", ""]),
    case("python-awaits", "py js ts cs dart rs", ["x = ", "await ", "K", ""]),
    case("python-conditions", "py", ["x = ", "a if b else ", "K", ""]),
    case("python-elif", "py", ["if a:\n b\n", "elif a:\n b\n", "else:\n x = K\n", ""]),
    case("python-decorators", "py", ["x = K\n", "@a\n", "def f(): pass\n", ""]),
    case("python-f-strings", "py", ["x = ", "f'{", "K", "}'"]),
    case("python-f-strings-three", "py", ["x = ", "f\"\"\"{", "K", "}\"\"\""]),
    case("python-f-in-blocks", "py", ["", "Iif f'{a", ":\n", "I x = K\n"]),
    case("python-f-formats", "py", ["x = K; y = f'{a:", "{b:", "", "}"]),
    case("python-comprehensions", "py", ["x = ", "[a for a in ", "K", "]"]),
    case("ruby-blocks", "rb", ["", "if a\n", "x(K)\n", "end\n"]),
    case("ruby-elsif", "rb", ["if a\n", "elsif b\n", "x(K)\n", "end\n"]),
    case("ruby-do", "rb lua ex", ["", "f do\n", "x(K)\n", "end\n"]),
    case("ruby-modules", "rb", ["", "module A\n", "X = K\n", "end\n"]),
    case("ruby-defs", "rb", ["", "def f\n", "x(K)\n", "end\n"]),
    case("ruby-percent-open", "rb", ["x = K\n", "%Q(#{\n", "", ""]),
    case("ruby-regex", "rb", ["x = ", "/#{", "K", "}/"]),
    case("ruby-symbols", "rb", ["x = ", ":\"#{", "K", "}\""]),
    case("ruby-words", "rb", ["x = K; y = ", "%W(#{", "b", "})"]),
    case("ruby-heredocs", "rb", ["x = K\n", "x = <<~AN\n #{", "y", "}\nAN\n"]),
    case("ruby-begin", "rb", ["", "begin\n", "x(K)\n", "end\n"]),
    case("php-blocks", "php", ["<?php\n", "if ($a) {\n", "x(K);\n", "}\n"]),
    case("php-else-if", "php", ["<?php\n", "if ($a) { b(); } else ", "{ x(K); }", ""]),
    case("php-arrays", "php", ["<?php\n$x = ", "['a' => ", "K", "]"]),
    case("php-functions", "php", ["<?php\n$x = ", "function () { return ", "K", "; }"]),
    case("php-fn", "php", ["<?php\n$x = ", "fn() => ", "K", ""]),
    case("php-strings", "php", ["<?php\n$x = ", "\"{$a[", "K", "]}\""]),
    case("php-tags", "php", ["", "<?php if ($a) { ?>", "<?php x(K); ?>", "<?php } ?>"]),
    case("php-heredoc", "php", ["<?php\n$y = K;\n$x = <<<", "A", "\nb\n", "A"]),
    case("php-heredocs", "php", ["<?php\n$y = K;\n$x = ", "<<<AN\n{$a[", "", "]}\nAN"]),
    case("php-nowdoc", "php", ["<?php\n$y = K;\n$x = <<<'", "A", "'\nb\n", "A"]),
    case("php-alternative", "php", ["<?php\n", "if ($a):\n", "x(K);\n", "endif;\n"]),
    case("php-dollars", "php", ["<?php\n$y = K;\n", "$", "a = 1;", ""]),
    case("objc-messages", "m", ["void f() { x(@K); ", "[a b:", "c", "]"]),
    case("objc-blocks", "m", ["void f() { ", "^{ ", "x(@K);", "};"]),
    case("c-declarators", "c cpp m", ["char *k = K; int ", "(*", "a", ")"]),
    case("c-casts", "c cpp m java cs", ["class A { Object y = K; int x = ", "(int)", "a", "; }"]),
    case("c-ifdefs", "c cpp m cs", ["", "#if A\n", "char *k = K;\n", "#endif\n"]),
    case("c-else-ifdefs", "c cpp m cs", ["#if A\n", "#elif B\n", "char *k = K;\n", "#endif\n"]),
    case("c-functions", "c cpp m", ["void f() {", "if (a) {", "x(K);", "}"]),
    case("c-pointers", "c cpp m", ["char *k = K; int ", "*", "a;", ""]),
    case("cpp-templates", "cpp", ["auto k = K; ", "A<", "B", "> x;"]),
    case("cpp-lambdas", "cpp", ["auto x = ", "[]{ return ", "K", "; }"]),
    case("cpp-raw", "cpp", ["auto k = K; auto x = R\"", "a", "(b)", "a"]),
    case("cpp-template-heads", "cpp", ["auto k = K; ", "template <class A> ", "class X {};", ""]),
    case("cpp-shifts", "cpp", ["void f() { ", "a << ", "K;", ""]),
    case("java-lambdas", "java", ["class A { Object x = ", "() -> ", "K", "; }"]),
    case("java-anonymous", "java", ["class A { Object x = ", "new B() { Object y = ", "K", "; }; }"]),
    case("java-annotations", "java", ["class B { String k = K; } ", "@A(", "1", ") class C {}"]),
    case("java-arrays", "java cs", ["class A { String k = K; int", "[]", " x; }", ""]),
    case("cs-interpolated", "cs cshtml", ["class A { string x = ", "$\"{", "K", "}\""]),
    case("cs-verbatim", "cs", ["class A { string x = ", "$@\"{", "K", "}\""]),
    case("cs-raw", "cs", ["class A { string x = ", "$\"\"\"{", "K", "}\"\"\""]),
    case("cs-raw-quotes", "cs", ["class A { string k = K; string x = ", "\"", "\na\n", "\""]),
    case("cs-braces", "cs", ["class A { string k = K; string x = $\"", "{", "a", "}"]),
    case("dart-interpolated", "dart", ["var x = ", "'${", "K", "}'"]),
    case("dart-cascades", "dart", ["var k = K; var x = a", "..b()", ";", ""]),
    case("dart-widgets", "dart", ["final x = ", "A(child: ", "Text(K)", ")"]),
    case("elixir-modules", "ex", ["", "defmodule A do\n", "x = K\n", "end\n"]),
    case("elixir-fn", "ex", ["x = ", "fn a -> ", "K", " end"]),
    case("elixir-pipes", "ex", ["x = K", " |> f()", "", ""]),
    case("elixir-sigils", "ex", ["k = K; x = ", "~s(#{", "b", "})"]),
    case("elixir-heredocs", "ex", ["k = K; x = ", "\"\"\"\n#{", "b", "}\n\"\"\""]),
    case("elixir-tuples", "ex erl", ["x = ", "{:a, ", "K", "}"]),
    case("elixir-captures", "ex", ["k = K; x = ", "&", "a", ""]),
    case("erlang-case", "erl", ["f() -> ", "case a of b -> ", "K", " end"]),
    case("erlang-fun", "erl", ["f() -> ", "fun() -> ", "K", " end"]),
    case("erlang-lists", "erl", ["f() -> ", "[a | ", "K", "]"]),
    case("erlang-function", "erl", ["f() -> K.\n", "f(a) -> b;\n", "f(c) -> d.\n", ""]),
    case("haskell-do", "hs", ["f = do\n", "I when a $ do\n", "", "I  x K\n"]),
    case("haskell-do-on-a-line", "hs", ["f = ", "do ", "x K", ""]),
    case("haskell-let", "hs", ["f = ", "let a = ", "K", " in b"]),
    case("haskell-let-lines", "hs", ["f = x K\n", "I let a =\n", "", "I  x\n"]),
    case("haskell-where", "hs", ["f = x K\n", "I where\nI a =\n", "", "I  x\n"]),
    case("haskell-case", "hs", ["f = ", "case a of b -> ", "K", ""]),
    case("haskell-case-lines", "hs", ["f = x K\n", "I case a of\nI  b ->\n", "", "I    c\n"]),
    case("haskell-lambda", "hs", ["f = ", "\\a -> ", "K", ""]),
    case("haskell-if", "hs", ["f = ", "if a then b else ", "K", ""]),
    case("haskell-dollar", "hs", ["f = ", "a $ ", "K", ""]),
    case("haskell-explicit", "hs", ["f = ", "do { ", "x K", "}"]),
    case("haskell-cpp", "hs", ["f = x K\n", "#if A\n", "", "#endif\n"]),
    case("haskell-types", "hs", ["k = K\nf :: ", "A -> ", "B", "\n"]),
    case("haskell-tuples", "hs", ["f = ", "(a, ", "K", ")"]),
    case("lua-functions", "lua", ["x = ", "function() return ", "K", " end"]),
    case("lua-tables", "lua", ["x = ", "{a = ", "K", "}"]),
    case("lua-if", "lua", ["", "if a then ", "x(K)", " end"]),
    case("lua-elseif", "lua", ["if a then x(K) ", "elseif b then c() ", "", ""]),
    case("lua-concat", "lua hs erl", ["x = ", "a .. ", "K", ""]),
    case("lua-long-strings", "lua", ["k = K x = [", "=", "[a]", "="]),
    case("lua-long-comments", "lua", ["k = K --[", "=", "[a]", "="]),
    case("apex-blocks", "cls", ["class A { void f() {", "if (a) {", "x('new-checkout');", "}"]),
    case("jsx", "js tsx", ["const x = ", "<A b={c}>", "{f(K)}", "</A>"]),
    case("jsx-attributes", "js tsx", ["const x = ", "<A b={", "f(K)", "}/>"]),
    case("jsx-conditions", "js tsx", ["const x = ", "{a && <b>", "{f(K)}", "</b>}"]),
    case("ts-types", "ts tsx", ["const k = K; type X = ", "A | ", "B", ""]),
    case("ts-conditional-types", "ts tsx", ["const k = K; type X = ", "A extends B ? C : ", "D", ""]),
    case("ts-nested-generics", "ts tsx", ["const k = K; type X = ", "A<", "B", ">"]),
    case("ts-template-types", "ts tsx", ["const k = K; type X = ", "`${", "B", "}`"]),
    case("ts-type-assertions", "ts", ["const k = K; const x = ", "<A>", "b", ""]),
    case("ts-as", "ts tsx", ["const x = K", " as any", "", ""]),
    case("ts-function-types", "ts tsx", ["const k = K; type X = ", "(a: A) => ", "B", ""]),
    case("ts-object-types", "ts tsx", ["const k = K; type X = ", "{ a: ", "B", "}"]),
    case("js-regex", "js ts tsx", ["const k = K; x = ", "/a(", "b", ")/"]),
    case("js-destructuring", "js ts tsx", ["const k = K; const ", "{ a: ", "b", "} = c"]),
    case("js-new", "js ts tsx java cs", ["x = ", "new A(", "K", ")"]),
    case("js-promises", "js ts tsx", ["x = f(K)", ".then(() => { a(); })", "", ""]),
    case("js-modules", "js ts tsx", ["", "(function () { ", "x(K);", "})()"]),
    case("html-elements", "html vue svelte cshtml", ["<p>K</p>", "<div>", "{{ f(K) }}", "</div>"]),
    case("html-scripts", "html vue svelte", ["<p>K</p>", "<script>", "f(K)", "</script>"]),
    case("html-script-code", "html vue svelte", ["<script>", "if (a) {", "f(K)", "}"]),
    case("html-braces", "html vue svelte", ["", "{{", "f(K)", "}}"]),
    case("svelte-blocks", "svelte", ["", "{#if a}", "{f(K)}", "{/if}"]),
    case("svelte-else", "svelte", ["{#if a}", "{:else if b}", "{f(K)}", "{/if}"]),
    case("erb-blocks", "html", ["", "<% if a %>", "<%= f(K) %>", "<% end %>"]),
    case("razor-blocks", "cshtml", ["", "@if (a) {", "<p>@f(K)</p>", "}"]),
    case("razor-code", "cshtml", ["@{ var x = f(K); ", "if (a) { ", "", "}"]),
    case("razor-parens", "cshtml", ["", "@(", "f(K)", ")"]),
    case("vue-attributes", "vue", ["<template><p>K</p>", "<a :b=\"f(", "1", ")\">"]),
    case("yaml-maps", "yml", ["k: K\n", "Ia:\n", "", ""]),
    case("yaml-lists", "yml", ["k: K\na: ", "[", "b", "]"]),
    case("yaml-dashes", "yml", ["k: K\na:\n", "- ", "b", ""]),
    case(
        "yaml-workflow",
        "yml",
        [
            "on: push\njobs:\n a:\n  steps:\n   - uses: launchdarkly/gha-flags@v1\n     with:\n      flags: K\n",
            "Ia:\n",
            "",
            "",
        ],
    ),
];

impl Case {
    fn text(&self, depth: usize) -> String {
        let fill = |text: &mut String, part: &str, level: usize| {
            for character in part.chars() {
                match character {
                    'K' => text.push_str(KEY),
                    'I' => (0..level).for_each(|_| text.push(' ')),
                    'T' => (0..level).for_each(|_| text.push('\t')),
                    'N' => _ = write!(text, "{level}"),
                    other => text.push(other),
                }
            }
        };
        let mut text = String::new();
        fill(&mut text, self.before, 0);
        (0..depth).for_each(|level| fill(&mut text, self.open, level));
        fill(&mut text, self.inner, depth);
        let indented = self.close.starts_with(['I', 'T']);
        (0..if indented { 1 } else { depth }).for_each(|level| {
            let level = if indented { depth } else { depth - 1 - level };
            fill(&mut text, self.close, level);
        });
        text.push('\n');
        text
    }

    /// Name and text of the file in each language.
    fn files(&self, depth: usize) -> impl Iterator<Item = (String, String)> {
        self.extensions.split(' ').filter_map(move |extension| {
            let start = match extension {
                "php" if !self.before.starts_with('<') => "<?php\n",
                _ => "",
            };
            let text = format!("{start}{}", self.text(depth));
            // Indented to 10,000 levels it would be 50 MB.
            (text.len() < 1 << 20).then(|| (format!("{}-{depth}.{extension}", self.name), text))
        })
    }
}

/// Runs `refs` on files of their own.
fn refs(files: &[(String, String)]) -> (Run, Duration) {
    let machine = Machine::new();
    machine.write("flags.json", FLAGS);
    files.iter().for_each(|(name, text)| _ = machine.write(&format!("src/{name}"), text));
    let clock = Instant::now();
    (machine.run("refs --flags flags.json --no-cache --format jsonl src"), clock.elapsed())
}

/// Languages whose scanners remember what is open.
const REMEMBERING: &str = "py kt rb cs php";

/// Every case of one language, and the general ones where a scanner remembers what is open.
fn sample(depth: usize) -> Vec<(String, String)> {
    let is_in = |name: &str| REMEMBERING.split(' ').any(|extension| name.ends_with(&format!(".{extension}")));
    // Brackets in Scala take a debug build half a minute.
    let is_slow = |case: &Case, name: &str| case.name.contains("brackets") && name.ends_with(".scala");
    let files = CASES.iter().flat_map(|case| case.files(depth).map(move |file| (case, file)));
    let files = files
        .filter(|(case, (name, _))| (![ALL, CURLY].contains(&case.extensions) || is_in(name)) && !is_slow(case, name));
    files.map(|(_, file)| file).collect()
}

#[test]
fn code_nested_at_any_depth_ends_no_process() {
    if let Ok(depths) = std::env::var("FLAGWISE_NESTING") {
        return try_each(&depths);
    }
    let files = sample(520);
    let (run, _) = refs(&files);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for (name, _) in &files {
        assert!(run.stdout.contains(&format!("/{name}\"")), "the key in {name} is found");
    }
    for refused in ["kotlin-raw-520.kt", "python-tabs-520.py", "indents-if-520.py"] {
        assert!(run.stderr.contains(refused), "{refused} is reported: {}", run.stderr);
    }
    let others = run.stderr.lines().filter(|line| line.contains("not parsed"));
    let others: Vec<&str> =
        others.filter(|line| ![".kt", ".py", "heredoc-names-ruby"].iter().any(|known| line.contains(known))).collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn code_nested_as_deep_as_real_code_is_never_refused() {
    let is_limited = |name: &str| [".py", ".kt", ".rb", ".scala"].iter().any(|end| name.ends_with(end));
    let files: Vec<_> = sample(100).into_iter().filter(|(name, _)| is_limited(name)).collect();
    assert!(files.len() > 100);
    let (run, _) = refs(&files);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains("not parsed"), "{}", run.stderr);
}

#[test]
fn an_edit_that_nests_too_deep_leaves_the_document_without_facts_until_it_is_undone() {
    for (name, language) in [("python-tabs", Language::Python), ("string-templates", Language::Kotlin)] {
        let case = CASES.iter().find(|case| case.name == name).unwrap();
        let mut open = Incremental::default();
        let shallow: Arc<str> = case.text(3).into();
        let before = open.facts(language, &shallow);
        assert!(before.refusal.is_none() && before == extract(language, &shallow));
        for depth in [300, 600, 2_000, 700] {
            let deep: Arc<str> = case.text(depth).into();
            let facts = open.facts(language, &deep);
            assert_eq!(extract(language, &deep).refusal.is_some(), depth >= 600);
            if depth >= 600 {
                assert!(facts.references.is_empty() && facts.calls.is_empty());
            }
        }
        assert_eq!(open.facts(language, &shallow), before);
    }
}

/// Tries each file by itself, or files of random tokens.
fn try_each(depths: &str) {
    let only = std::env::var("FLAGWISE_NESTING_ONLY").unwrap_or_default();
    if depths == "random" {
        return try_random(&only);
    }
    for depth in depths.split(',').map(|depth| depth.parse().unwrap()) {
        for case in CASES {
            for file in case.files(depth) {
                if !file.0.contains(&only) {
                    continue;
                }
                let (run, time) = refs(std::slice::from_ref(&file));
                let found = run.stdout.contains(&file.0);
                if run.code != 0 || time > Duration::from_secs(2) || !found {
                    let last = run.stderr.lines().last().unwrap_or_default().to_owned();
                    println!("{}: code {} after {time:.1?}, found {found}: {last}", file.0, run.code);
                }
            }
        }
        println!("depth {depth} done");
    }
}

/// By extension, tokens that open and close what a scanner remembers, separated by `~`; `N` is a new line.
const TOKENS: &[(&str, &str)] = &[
    ("kt", r#""~"""~${~}~{~(~)~'~//~N~/*~*/~ a ~$a~\~`~$$"~"${~}"~'"'"#),
    ("py", r#"f'{~f"~'~"""~}~{~(~)~N~N if a:N~N  ~N\N~#~a~:~f'''{~if aN"#),
    ("rb", r##""#{~}"~%Q(~%w[~)~]~<<AN~<<-BN~AN~BN~'~"~/~#{~}~{~N~ a ~:"~`"##),
    ("cs", r#"$"{~}"~$@"{~$$"""{{~"""~"~{~}~}}~(~)~N~ a ~;~@"~'"#),
    ("scala", r#"s"${~}"~"""~"~{~}~N  ~N    if a then~N~ a ~:N~/*~*/~=~match N~case b =>~end a"#),
    ("hs", r#"do ~N ~N   ~let ~ in ~where ~case a of ~(~)~{~}~[~]~|~if ~->~\a -> ~{-~-}~"~a "#),
    ("php", r#"<<<AN~<<<'B'N~AN~BN~{$a[~]}~"~'~${~}~<?php ~?>~N~ a ~`~A;~<<<AAAAAAAAAAAAAAAAN"#),
    ("swift", r###""\(~)"~#"~"#~##"~"##~\#(~"""~"~(~)~{~}~/*~*/~N~ a ~##########"###),
    ("ex", r##""#{~}"~'''N~"""N~#{~}~do N~endN~fn a -> ~(~[~]~N~ a "##),
    ("lua", r#"[==[~]==]~--[[~]]~"~'~function() ~end ~{~}~(~)~N~ a ~["#),
    ("dart", r#"'${~}'~r'~'''~"~{~}~(~)~@a~/*~*/~N~ a ~<~>"#),
    ("rs", r###"r#"~"#~r##"~/*~*/~"~'a~'~{~}~(~)~|~N~ a ~<~>~m!("###),
    ("cpp", r#"R"a(~)a"~"~'~{~}~(~)~<~>~template<~N~ a ~#if AN~#endifN~[]"#),
];

/// Files of random tokens, with more of a few of them.
fn try_random(only: &str) {
    let clock = Instant::now();
    let seconds = std::env::var("FLAGWISE_NESTING_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let mut tried = 0;
    for seed in 0_u64.. {
        let mut random = StdRng::seed_from_u64(seed);
        let mut files = Vec::new();
        for (extension, tokens) in TOKENS.iter().filter(|(extension, _)| extension.contains(only)) {
            let tokens: Vec<&str> = tokens.split('~').collect();
            for number in 0..10 {
                let favourites: Vec<&str> = (0..3).map(|_| tokens[random.random_range(0..tokens.len())]).collect();
                let mut text = format!("x = {KEY}\n");
                for _ in 0..random.random_range(500..4_000) {
                    let from = if random.random_range(0..10) < 8 { &favourites } else { &tokens };
                    text.push_str(&from[random.random_range(0..from.len())].replace('N', "\n"));
                }
                files.push((format!("a{seed}-{number}.{extension}"), text));
            }
        }
        tried += files.len();
        let (run, time) = refs(&files);
        if run.code != 0 || time > Duration::from_secs(120) {
            for file in &files {
                let (run, time) = refs(std::slice::from_ref(file));
                if run.code != 0 || time > Duration::from_secs(20) {
                    println!("{}: code {} after {time:.1?}: {}", file.0, run.code, run.stderr);
                    std::fs::write(std::env::temp_dir().join(&file.0), &file.1).unwrap();
                }
            }
        }
        if clock.elapsed() > Duration::from_secs(seconds) {
            return println!("{tried} files of random tokens tried");
        }
    }
}
