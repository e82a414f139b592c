//! Spelling of keys as properties by the React SDKs. Computed from keys only: the inverse is not unique.

/// `lodash.camelcase`, used by `launchdarkly-react-client-sdk` 2 and 3.
pub(super) fn lodash(key: &str) -> String {
    let plain = key.replace(['\'', '\u{2019}'], "");
    let plain = deburr(&plain);
    let mut result = String::with_capacity(plain.len());
    for (at, word) in lodash_words(&plain).iter().enumerate() {
        let word = word.to_lowercase();
        if at == 0 { result.push_str(&word) } else { push_capitalised(&mut result, &word) }
    }
    result
}

/// `toCamelCase` of `@launchdarkly/react-sdk` 4: the separators are `-`, `_`, `.` and spaces; a word in capitals is
/// lowercased except for its first letter, digits do not separate.
pub(super) fn react_sdk(key: &str) -> String {
    let mut result = String::with_capacity(key.len());
    for part in key.split(['-', '_', '.', ' ']).filter(|part| !part.is_empty()) {
        for word in case_words(part) {
            let word = word.to_lowercase();
            if result.is_empty() { result.push_str(&word) } else { push_capitalised(&mut result, &word) }
        }
    }
    result
}

fn push_capitalised(result: &mut String, word: &str) {
    let mut characters = word.chars();
    if let Some(first) = characters.next() {
        result.extend(first.to_uppercase());
        result.push_str(characters.as_str());
    }
}

/// Splits between `aB` and before the last capital of `ABc`; digits stay with the preceding characters.
fn case_words(part: &str) -> Vec<String> {
    let characters: Vec<char> = part.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (at, &character) in characters.iter().enumerate() {
        let previous = at.checked_sub(1).map(|at| characters[at]);
        let next_lower = characters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let starts = match previous {
            None => true,
            Some(previous) => character.is_uppercase() && (!previous.is_uppercase() || next_lower),
        };
        if starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(character);
        }
    }
    words
}

/// lodash's words: runs of capitals, of capital and lower case, of lower case, and of digits.
fn lodash_words(text: &str) -> Vec<String> {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Upper,
        Lower,
        Digit,
        Other,
    }
    let class = |character: char| {
        if character.is_ascii_digit() {
            Class::Digit
        } else if character.is_uppercase() {
            Class::Upper
        } else if character.is_alphabetic() {
            Class::Lower
        } else {
            Class::Other
        }
    };
    let characters: Vec<char> = text.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut previous = Class::Other;
    for (at, &character) in characters.iter().enumerate() {
        let here = class(character);
        let next = characters.get(at + 1).map_or(Class::Other, |next| class(*next));
        let starts = match (previous, here) {
            (_, Class::Other) => false,
            (Class::Upper, Class::Lower) | (Class::Lower, Class::Lower) | (Class::Digit, Class::Digit) => false,
            (Class::Upper, Class::Upper) => next == Class::Lower,
            _ => true,
        };
        if starts {
            words.push(String::new());
        }
        if here != Class::Other
            && let Some(word) = words.last_mut()
        {
            word.push(character);
        }
        previous = here;
    }
    words
}

/// Strips diacritics from Latin letters, as far as keys have them.
fn deburr(text: &str) -> String {
    let plain = |character: char| match character {
        'À'..='Å' => "A",
        'à'..='å' => "a",
        'Ç' => "C",
        'ç' => "c",
        'È'..='Ë' => "E",
        'è'..='ë' => "e",
        'Ì'..='Ï' => "I",
        'ì'..='ï' => "i",
        'Ñ' => "N",
        'ñ' => "n",
        'Ò'..='Ö' | 'Ø' => "O",
        'ò'..='ö' | 'ø' => "o",
        'Ù'..='Ü' => "U",
        'ù'..='ü' => "u",
        'Ý' => "Y",
        'ý' | 'ÿ' => "y",
        'Æ' => "Ae",
        'æ' => "ae",
        'ß' => "ss",
        _ => "",
    };
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match plain(character) {
            "" => result.push(character),
            replaced => result.push_str(replaced),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_spelled_as_the_two_react_sdks_spell_them() {
        for row in include_str!("../../tests/data/camel-case.tsv").lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(lodash(cells[0]), cells[1], "lodash of {}", cells[0]);
            assert_eq!(react_sdk(cells[0]), cells[2], "react-sdk of {}", cells[0]);
        }
    }
}
