//! TypeScript types that derive from others: `keyof Flags`, `Record<FlagName, boolean>`, `Pick<Flags, "newCart">`.

use std::borrow::Cow;

use super::naming::simple_type_name;
use crate::syntax::facts::{KEY_OF, KEYED_BY};

/// Maximum nesting depth of resolved types.
const DEPTH_LIMIT: usize = 8;
/// Maximum length of an anonymous type that is named by its text, in bytes.
const INLINE_LIMIT: usize = 400;
/// Generic types with some or all members of their argument.
const SUBSETS: &[&str] =
    &["Pick", "Omit", "Required", "NonNullable", "Partial", "Readonly", "DeepPartial", "Mutable", "Writable"];
/// Generic types whose values are values of their argument, or collections of these.
const HOLDERS: &[&str] = &["Extract", "Exclude", "Array", "ReadonlyArray", "Set", "ReadonlySet", "Iterable"];
/// Marks of types that [`simple_type_name`] cannot resolve.
const SIGNS: &[&str] = &["keyof ", "Record<", " in ", "Pick<", "Omit<", "Required<", "NonNullable<"];

/// The name of a type in a script: its simple name, [`KEY_OF`] with the type whose member names are its values, or
/// [`KEYED_BY`] with the type whose values are its member names.
pub(super) fn script_type_name(text: &str) -> Cow<'_, str> {
    let inline = text.trim_start_matches([':', '?', ' ', '\n']);
    if inline.starts_with('{') && mapped(inline).is_none() {
        return inline_name(inline).into();
    }
    let composed = SIGNS.iter().any(|sign| text.contains(sign)).then(|| composed(text, DEPTH_LIMIT)).flatten();
    composed.unwrap_or_else(|| simple_name(text))
}

/// The simple name of a type; empty for an intersection, unless it is a client.
fn simple_name(text: &str) -> Cow<'_, str> {
    let name = simple_type_name(text);
    if is_intersection(text) && !name.contains("Client") { "".into() } else { name.into() }
}

/// Whether a type is an intersection, outside of brackets: `Flags & { title: string }`.
fn is_intersection(text: &str) -> bool {
    let mut open = 0;
    text.chars()
        .take_while(|c| {
            match c {
                '<' | '[' | '{' => open += 1,
                '>' | ']' | '}' => open -= 1,
                _ => {}
            }
            open >= 0
        })
        .any(|c| c == '&')
}

fn composed(text: &str, depth: usize) -> Option<Cow<'_, str>> {
    let depth = depth.checked_sub(1)?;
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | '?' | '|' | '&'));
    let simple = |text| composed(text, depth).unwrap_or_else(|| simple_name(text));
    if let Some(rest) = text.strip_prefix("readonly ") {
        return composed(rest, depth);
    }
    if let Some(rest) = text.strip_prefix(KEY_OF) {
        let is_whole = rest.trim_start().starts_with('(');
        let of = simple(if is_whole { rest } else { rest.split('&').next().unwrap_or(rest) });
        // The keys of a mapped type are the values of the type that it maps.
        let name = match of.strip_prefix(KEYED_BY) {
            Some(keys) => keys.to_owned(),
            None if of.is_empty() || of.contains(' ') => return Some("".into()),
            None => format!("{KEY_OF}{of}"),
        };
        return Some(name.into());
    }
    if let Some(keys) = mapped(text) {
        return Some(keyed_by(&simple(keys)));
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$' | '.'))?;
    let (name, after) = (&text[..end], text[end..].trim_start());
    // `string & keyof Flags`
    if let Some(other) = after.strip_prefix('&').filter(|_| name == "string") {
        return composed(other, depth);
    }
    let given = first_argument(after.strip_prefix('<')?);
    if name == "Record" {
        return Some(keyed_by(&simple(given)));
    }
    if SUBSETS.contains(&name) {
        return Some(simple(given));
    }
    composed(given, depth).filter(|of| HOLDERS.contains(&name) && of.starts_with(KEY_OF))
}

/// The name of an anonymous type: its text without spaces, unless it is long.
fn inline_name(text: &str) -> String {
    if text.len() > INLINE_LIMIT {
        return String::new();
    }
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A type with members of these names.
fn keyed_by(keys: &str) -> Cow<'static, str> {
    match keys.strip_prefix(KEY_OF) {
        Some(of) => of.to_owned().into(),
        None if keys.is_empty() || keys == "string" || keys.contains(' ') => "".into(),
        None => format!("{KEYED_BY}{keys}").into(),
    }
}

/// The key type of a mapped type: `K` in `{ [name in K]: boolean }`.
fn mapped(text: &str) -> Option<&str> {
    let text = text.strip_prefix('{').unwrap_or(text).trim_start();
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let text = text.strip_prefix("readonly").map_or(text, str::trim_start).strip_prefix('[')?;
    let (name, keys) = text.split_once(" in ")?;
    let is_name = name.trim().chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'));
    let keys = keys.split(" as ").next()?;
    is_name.then(|| keys.split(']').next()).flatten()
}

/// The first argument of a generic type.
fn first_argument(text: &str) -> &str {
    let mut open = 0;
    let end = text.find(|c: char| {
        match c {
            '<' | '(' | '[' | '{' => open += 1,
            '>' | ')' | ']' | '}' => open -= 1,
            _ => {}
        }
        open < 0 || open == 0 && c == ','
    });
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::script_type_name;

    #[test]
    fn types_are_named_by_what_they_are_made_of() {
        for (text, name) in [
            (": Flags", "Flags"),
            (": keyof Flags", "keyof Flags"),
            (": (keyof Flags)[]", "keyof Flags"),
            (": keyof (Flags)", "keyof Flags"),
            (": keyof Partial<Flags>", "keyof Flags"),
            (": readonly (keyof Flags)[]", "keyof Flags"),
            (": Array<keyof Flags>", "keyof Flags"),
            (": Extract<keyof Flags, string>", "keyof Flags"),
            (": string & keyof Flags", "keyof Flags"),
            (": keyof Flags & string", "keyof Flags"),
            (": Record<keyof Flags, string>", "Flags"),
            (": Partial<Record<keyof Flags, string>>", "Flags"),
            (": Record<FlagName, () => boolean>", "in FlagName"),
            ("Partial<Record<FlagName, boolean>>", "in FlagName"),
            (": { [K in FlagName]: boolean }", "in FlagName"),
            (": { readonly [K in FlagName]?: boolean }", "in FlagName"),
            ("{ [name in keyof Flags]: string }", "Flags"),
            ("[K in FlagName]: boolean", "in FlagName"),
            (": keyof Record<FlagName, boolean>", "FlagName"),
            (": Record<string, boolean>", ""),
            (": Pick<Flags, 'newCart' | 'oldSearch'>", "Flags"),
            (": Omit<Readonly<shop.Flags>, 'newCart'>", "Flags"),
            (": Partial<Flags>", "Flags"),
            (": Promise<Flags | undefined>", "Flags"),
            (": Map<keyof Flags, string>", "Map"),
            (": keyof", "keyof"),
            (": Record<", ""),
            (": Flags & { title: string }", ""),
            (": Partial<Flags & Props>", ""),
            (": LDClient & Traced", "LDClient"),
            (": { flags: Flags,\n  title: string }", "{flags:Flags,title:string}"),
        ] {
            assert_eq!(script_type_name(text), name, "{text}");
        }
    }
}
