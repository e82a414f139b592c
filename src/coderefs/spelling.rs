//! Naming conventions, byte by byte and ASCII only, exactly as in the scanner's library (`strcase` 0.3.0).

use super::Spelling;

impl Spelling {
    /// All conventions.
    pub(super) const ALL: [Self; 6] =
        [Self::Camel, Self::Pascal, Self::Snake, Self::UpperSnake, Self::Kebab, Self::Dot];

    /// Name of the alias type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Camel => "camelcase",
            Self::Pascal => "pascalcase",
            Self::Snake => "snakecase",
            Self::UpperSnake => "uppersnakecase",
            Self::Kebab => "kebabcase",
            Self::Dot => "dotcase",
        }
    }

    /// The key in this convention.
    pub fn of(self, key: &str) -> String {
        match self {
            Self::Camel => camel(key, false),
            Self::Pascal => camel(key, true),
            Self::Snake => delimited(key, '_', false),
            Self::UpperSnake => delimited(key, '_', true),
            Self::Kebab => delimited(key, '-', false),
            Self::Dot => delimited(key, '.', false),
        }
    }
}

fn camel(key: &str, first_upper: bool) -> String {
    let key = key.trim();
    // The only acronym that the library knows.
    if key == "ID" {
        return if first_upper { "Id".to_owned() } else { "id".to_owned() };
    }
    let mut result = String::with_capacity(key.len());
    let mut upper_next = first_upper;
    let mut after_upper = false;
    for (at, character) in key.char_indices() {
        let is_upper = character.is_ascii_uppercase();
        let mut shown = character;
        if upper_next {
            shown.make_ascii_uppercase();
        } else if at == 0 || after_upper {
            // Consecutive capitals are one word.
            shown.make_ascii_lowercase();
        }
        after_upper = is_upper;
        if character.is_ascii_alphabetic() {
            result.push(shown);
            upper_next = false;
        } else if character.is_ascii_digit() {
            result.push(shown);
            upper_next = true;
        } else {
            upper_next = matches!(character, '_' | ' ' | '-' | '.');
        }
    }
    result
}

fn delimited(key: &str, delimiter: char, upper: bool) -> String {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Upper,
        Lower,
        Digit,
        Other,
    }
    let class = |character: Option<&char>| match character {
        Some(character) if character.is_ascii_uppercase() => Class::Upper,
        Some(character) if character.is_ascii_lowercase() => Class::Lower,
        Some(character) if character.is_ascii_digit() => Class::Digit,
        _ => Class::Other,
    };
    let characters: Vec<char> = key.trim().chars().collect();
    let mut result = String::with_capacity(key.len() + 4);
    for (at, character) in characters.iter().enumerate() {
        let shown = if upper { character.to_ascii_uppercase() } else { character.to_ascii_lowercase() };
        let (here, next) = (class(Some(character)), class(characters.get(at + 1)));
        let changes = matches!(
            (here, next),
            (Class::Upper, Class::Lower | Class::Digit)
                | (Class::Lower, Class::Upper | Class::Digit)
                | (Class::Digit, Class::Upper | Class::Lower)
        );
        if changes {
            let before = at.checked_sub(1).map(|at| class(characters.get(at)));
            if here == Class::Upper && next == Class::Lower && before == Some(Class::Upper) {
                result.push(delimiter);
            }
            result.push(shown);
            if here != Class::Upper || next == Class::Digit {
                result.push(delimiter);
            }
        } else if matches!(character, ' ' | '_' | '-' | '.') {
            result.push(delimiter);
        } else {
            result.push(shown);
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_camel_case_is_spelled_as_the_scanner_spells_it() {
        for row in include_str!("../../tests/data/camel-case.tsv").lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(Spelling::Camel.of(cells[0]), cells[3], "{}", cells[0]);
        }
    }

    #[test]
    fn each_convention_spells_words_acronyms_and_digits_in_its_way() {
        let all = |key: &str| Spelling::ALL.map(|spelling| spelling.of(key)).join(" ");
        assert_eq!(
            all("AnyKind.of_key"),
            "anyKindOfKey AnyKindOfKey any_kind_of_key ANY_KIND_OF_KEY any-kind-of-key any.kind.of.key"
        );
        assert_eq!(all("JSONData"), "jsondata Jsondata json_data JSON_DATA json-data json.data");
        assert_eq!(all("userID"), "userId UserId user_id USER_ID user-id user.id");
        assert_eq!(
            all("show-3d-view2"),
            "show3DView2 Show3DView2 show_3_d_view_2 SHOW_3_D_VIEW_2 show-3-d-view-2 show.3.d.view.2"
        );
        assert_eq!(all("K8s-A"), "k8SA K8SA k_8_s_a K_8_S_A k-8-s-a k.8.s.a");
        assert_eq!(all(""), "     ");
    }
}
