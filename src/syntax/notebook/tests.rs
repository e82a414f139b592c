//! Notebooks on disk: positions in the file, magics, and malformed files.

use super::*;
use crate::syntax::facts::Expr;

/// The text arguments of calls, as in the file, with their values.
fn texts(file: &str) -> Vec<(String, String)> {
    let facts = extract(file);
    let arguments = facts.calls.iter().flat_map(|call| facts.arguments(call));
    let texts = arguments.filter_map(|argument| match argument.value {
        Expr::Text(text) => Some((text.range().of(file).to_owned(), facts.text(text.value).to_owned())),
        _ => None,
    });
    texts.collect()
}

fn text(same: &str) -> (String, String) {
    (same.to_owned(), same.to_owned())
}

#[test]
fn cells_are_read_and_their_positions_are_those_of_the_file() {
    let file = r##"{
 "cells": [
  { "cell_type": "markdown", "source": ["client.variation(\"not-code\")"] },
  { "cell_type": "code", "metadata": {}, "outputs": [{ "text": ["f(\"output\")"] }], "source": [
    "import ldclient\n",
    "%matplotlib inline\n",
    "client = ldclient.get()\n",
    "client.variation(\"first\", ctx, False)\n",
    "client.variation('single', ctx, False)" ] },
  { "cell_type": "code", "source": "name = \"\\u00e9\"\nclient.variation(\n\t\"second\", ctx)" },
  { "cell_type": "code", "source": ["%%bash\n", "f(\"shell\")"] },
  { "cell_type": "code", "source": ["f(\"\u00e9\")\n", "f(\"\ud83d\ude00x\")\n", "f(\"last\")"] }
 ],
 "metadata": { "kernelspec": { "language": "python" } }, "nbformat": 4
}"##;
    let expected = [
        text("first"),
        text("single"),
        text("second"),
        (r"\u00e9".to_owned(), "é".to_owned()),
        (r"\ud83d\ude00x".to_owned(), "😀x".to_owned()),
        text("last"),
    ];
    assert_eq!(texts(file), expected);
    let facts = extract(file);
    assert_eq!(facts.language, Some(Language::Python));
    for call in &facts.calls {
        let range = file.get(call.start as usize..call.end as usize).unwrap();
        assert!(range.ends_with(')'), "{range}");
    }
}

#[test]
fn the_kernel_decides_the_language() {
    let file =
        |metadata: &str| format!(r#"{{"cells":[{{"cell_type":"code","source":"f(\"key\")"}}],"metadata":{metadata}}}"#);
    for (metadata, language) in [
        ("{}", Some(Language::Python)),
        (r#"{"kernelspec":{"language":"scala"}}"#, Some(Language::Scala)),
        (r#"{"language_info":{"name":"typescript"}}"#, Some(Language::TypeScript)),
        (r#"{"language_info":{"name":"C#"}}"#, Some(Language::CSharp)),
        (r#"{"kernelspec":{"language":"julia"}}"#, None),
    ] {
        let file = file(metadata);
        assert_eq!(extract(&file).language, language.or(Some(Language::Notebook)), "{metadata}");
        assert_eq!(texts(&file).is_empty(), language.is_none(), "{metadata}");
    }
}

#[test]
fn older_and_malformed_notebooks_cost_nothing_else() {
    let old = r#"{"worksheets":[{"cells":[{"cell_type":"code","input":["f(\"old\")"]}]}],"metadata":{}}"#;
    assert_eq!(texts(old), [text("old")]);
    for broken in [
        "",
        "{",
        "[]",
        r#"{"cells":7}"#,
        r#"{"cells":[{"cell_type":"code","source":7}]}"#,
        r#"{"cells":[{"cell_type":"code","source":["\ud800","\"#,
    ] {
        assert!(texts(broken).is_empty());
    }
}

#[test]
fn lines_for_the_notebook_become_comments_of_the_same_length() {
    for (cell, code) in [
        ("%pip install x\nf('a')\n", "#pip install x\nf('a')\n"),
        ("!ls\n?f\n  %time f()\n", "#ls\n#f\n  #time f()\n"),
        ("%%time\nf('a')", "#%time\nf('a')"),
        ("%%bash\necho é\nélan\n\n", "#%bash\n#cho é\n# lan\n\n"),
        ("x = a \\\n% b\n", "x = a \\\n% b\n"),
        ("x = 5 % 2", "x = 5 % 2"),
    ] {
        assert_eq!(cell_code(Some(Language::Python), cell), code);
        assert_eq!(code.len(), cell.len());
    }
}
