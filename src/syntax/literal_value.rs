//! Values of literals, as far as one expression's own text tells.

use super::Language;
use super::literal;

/// The value of an expression that is a literal.
#[derive(Debug, Clone, PartialEq)]
pub enum LiteralValue {
    /// `null`, `nil`, `None`, `undefined`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number of any kind.
    Number(f64),
    /// A string; without a value where it is computed: `f"{name}"`.
    Text(Option<String>),
    /// A list, map or object.
    Composite,
}

impl LiteralValue {
    /// The value of an expression; `None` if it is none of these literals, such as a variable or a call.
    pub fn of(language: Language, expression: &str) -> Option<Self> {
        use Language as L;
        let text = expression.trim();
        let family = language.family();
        match text {
            "null" | "nil" | "undefined" | "nullptr" | "NULL" | "Nothing" => return Some(Self::Null),
            "None" if matches!(family, L::Python | L::Rust | L::Java) => return Some(Self::Null),
            "true" => return Some(Self::Bool(true)),
            "false" => return Some(Self::Bool(false)),
            "True" if matches!(family, L::Python | L::Haskell) => return Some(Self::Bool(true)),
            "False" if matches!(family, L::Python | L::Haskell) => return Some(Self::Bool(false)),
            "YES" | "LDBooleanTrue" if family == L::C => return Some(Self::Bool(true)),
            "NO" | "LDBooleanFalse" if family == L::C => return Some(Self::Bool(false)),
            _ => {}
        }
        if matches!(family, L::Php | L::Apex) {
            match text.to_ascii_lowercase().as_str() {
                "true" => return Some(Self::Bool(true)),
                "false" => return Some(Self::Bool(false)),
                "null" => return Some(Self::Null),
                _ => {}
            }
        }
        number(text).map(Self::Number).or_else(|| string(language, text)).or_else(|| composite(family, text))
    }

    /// The kind as a word, with its article; `None` for null, which is of no kind.
    pub fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Null => None,
            Self::Bool(_) => Some("a boolean"),
            Self::Number(_) => Some("a number"),
            Self::Text(_) => Some("a string"),
            Self::Composite => Some("an object"),
        }
    }
}

/// A decimal number with the suffixes of any language; `None` for other bases.
fn number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text).trim_start();
    if !unsigned.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let is_other_base =
        unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.as_bytes()[1].is_ascii_alphanumeric();
    let digits: String = unsigned.chars().filter(|character| *character != '_').collect();
    let suffixes = [
        "f64", "f32", "i64", "i32", "u64", "u32", "usize", "isize", "ull", "UL", "ul", "L", "l", "f", "F", "d", "D",
        "m", "M", "u", "U", "n",
    ];
    let digits = suffixes.iter().find_map(|suffix| digits.strip_suffix(suffix)).unwrap_or(&digits);
    let value: f64 = digits.parse().ok().filter(|_| !is_other_base)?;
    Some(if text.starts_with('-') { -value } else { value })
}

fn string(language: Language, text: &str) -> Option<LiteralValue> {
    use Language as L;
    let family = language.family();
    // A literal that is made an owned string.
    if language == L::Rust {
        for suffix in [".to_string()", ".to_owned()", ".into()"] {
            if let Some(inner) = text.strip_suffix(suffix) {
                return string(language, inner);
            }
        }
        if let Some(inner) = text.strip_prefix("String::from(").and_then(|inner| inner.strip_suffix(')')) {
            return string(language, inner);
        }
    }
    let text = match language {
        L::Erlang => text.strip_prefix("<<")?.strip_suffix(">>")?.trim(),
        L::ObjectiveC => text.strip_prefix('@').unwrap_or(text),
        _ => text,
    };
    let open = text.find(['"', '\'', '`', '['])?;
    let (prefix, quote) = (&text[..open], text.as_bytes()[open]);
    let is_string = match quote {
        b'"' => true,
        b'\'' => matches!(family, L::JavaScript | L::Python | L::Ruby | L::Php | L::Dart | L::Lua | L::Apex),
        b'`' => matches!(family, L::JavaScript | L::Go),
        _ => return None,
    };
    let is_prefix = prefix.len() <= 3 && prefix.chars().all(|mark| mark.is_ascii_alphabetic() || "@$#".contains(mark));
    if !is_string || !is_prefix || prefix.len() == 1 && prefix.starts_with('b') && family == L::Python {
        return None;
    }
    let content = literal::content(text);
    let inner = &text[content.clone()];
    let closing = text.get(content.end..)?;
    let is_closed = !closing.is_empty() && closing.bytes().all(|byte| byte == quote || byte == b'#');
    if !is_closed || holds_quote(inner, quote, content.start - open > 1) {
        return None;
    }
    let is_formatted = prefix.contains(['f', 'F', '$', 's']) && prefix != "#";
    let is_computed = is_formatted && inner.contains(['{', '$'])
        || quote == b'`' && inner.contains("${")
        || quote == b'"' && matches!(family, L::Ruby | L::Elixir) && inner.contains("#{")
        || matches!(language, L::Kotlin | L::Php | L::Dart) && quote == b'"' && inner.contains('$')
        || language == L::Dart && inner.contains('$')
        || language == L::Swift && inner.contains("\\(");
    Some(LiteralValue::Text((!is_computed).then(|| literal::unescape(inner).into_owned())))
}

/// Whether a quote ends the literal before its end: `"a" + "b"`.
fn holds_quote(inner: &str, quote: u8, is_long: bool) -> bool {
    let bytes = inner.as_bytes();
    !is_long && (0..bytes.len()).any(|at| bytes[at] == quote && (at == 0 || bytes[at - 1] != b'\\'))
}

/// A list, map or object in brackets that close at its end.
fn composite(family: Language, text: &str) -> Option<LiteralValue> {
    use Language as L;
    let text = match family {
        L::Elixir => text.strip_prefix('%').unwrap_or(text),
        L::C => text.strip_prefix('@').filter(|rest| rest.starts_with(['{', '[']))?,
        _ => text,
    };
    let close = match text.as_bytes().first()? {
        b'{' if matches!(family, L::JavaScript | L::Python | L::Ruby | L::Lua | L::Dart | L::Elixir | L::C) => b'}',
        b'[' if !matches!(family, L::Lua | L::Rust | L::CSharp | L::Java) => b']',
        _ => return None,
    };
    let mut depth = 0usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            _ if is_escaped => is_escaped = false,
            (Some(_), b'\\') => is_escaped = true,
            (Some(open), _) => quote = quote.filter(|_| byte != open),
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, b'{' | b'[' | b'(') => depth += 1,
            (None, b'}' | b']' | b')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return (at + 1 == text.len() && byte == close).then_some(LiteralValue::Composite);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language as L;

    fn text(value: &str) -> Option<LiteralValue> {
        Some(LiteralValue::Text(Some(value.to_owned())))
    }

    #[test]
    fn literals_of_each_language_are_understood() {
        let bool = |value| Some(LiteralValue::Bool(value));
        let number = |value| Some(LiteralValue::Number(value));
        for (language, expression, value) in [
            (L::TypeScript, "'a'", text("a")),
            (L::TypeScript, "`a`", text("a")),
            (L::TypeScript, "`a${b}`", Some(LiteralValue::Text(None))),
            (L::TypeScript, "undefined", Some(LiteralValue::Null)),
            (L::TypeScript, "{ a: \"}\" }", Some(LiteralValue::Composite)),
            (L::TypeScript, "[1, 2]", Some(LiteralValue::Composite)),
            (L::Python, "True", bool(true)),
            (L::Python, "f\"{a}\"", Some(LiteralValue::Text(None))),
            (L::Python, "\"\"\"a\"\"\"", text("a")),
            (L::Python, "{\"a\": 1}", Some(LiteralValue::Composite)),
            (L::Go, "`a`", text("a")),
            (L::Java, "1_000L", number(1000.0)),
            (L::Java, "-1.5f", number(-1.5)),
            (L::CSharp, "@\"a\"", text("a")),
            (L::Rust, "\"a\".to_string()", text("a")),
            (L::Rust, "String::from(\"a\")", text("a")),
            (L::Php, "FALSE", bool(false)),
            (L::ObjectiveC, "@\"a\"", text("a")),
            (L::ObjectiveC, "NO", bool(false)),
            (L::C, "LDBooleanTrue", bool(true)),
            (L::Erlang, "<<\"a\">>", text("a")),
            (L::Haskell, "False", bool(false)),
            (L::Swift, "\"a\"", text("a")),
            (L::Swift, "[:]", Some(LiteralValue::Composite)),
            (L::Kotlin, "\"a$b\"", Some(LiteralValue::Text(None))),
            (L::Elixir, "%{}", Some(LiteralValue::Composite)),
            (L::Lua, "'a'", text("a")),
            (L::Apex, "'a'", text("a")),
            (L::Ruby, "\"a\"", text("a")),
            (L::Dart, "\"a\"", text("a")),
            (L::Scala, "\"a\"", text("a")),
            (L::Cpp, "\"a\"", text("a")),
        ] {
            assert_eq!(LiteralValue::of(language, expression), value, "{} {expression}", language.name());
        }
    }

    #[test]
    fn what_is_computed_is_no_literal() {
        for (language, expression) in [
            (L::TypeScript, "fallback"),
            (L::TypeScript, "a(\"b\")"),
            (L::TypeScript, "\"a\" + \"b\""),
            (L::TypeScript, "\"a\".length"),
            (L::TypeScript, "[1, 2].length"),
            (L::TypeScript, "{ a: 1 }.a"),
            (L::TypeScript, "!0"),
            (L::TypeScript, "\"a\" as Theme"),
            (L::Java, "'a'"),
            (L::Java, "LDValue.of(\"a\")"),
            (L::Ruby, ":a"),
            (L::Erlang, "\"a\""),
            (L::Elixir, "'a'"),
            (L::Python, "b\"a\""),
            (L::Go, "0x10"),
            (L::C, "1 + 1"),
            (L::Python, "\"a\" if b else \"c\""),
            (L::TypeScript, "\""),
            (L::TypeScript, ""),
            (L::TypeScript, "-"),
            (L::Python, "é'"),
        ] {
            assert_eq!(LiteralValue::of(language, expression), None, "{} {expression}", language.name());
        }
    }
}
