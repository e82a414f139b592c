//! The languages: one folder each with `query.scm` and `sdk.txt`, registered in [`GRAMMARS`].
//!
//! See `docs/adding-a-language.md`.

use std::collections::BTreeSet;
use std::sync::{LazyLock, OnceLock};

use super::Language;
use super::captures::Captures;
use super::sdk::SdkTable;
use super::uses::UsePatterns;

/// The parts of a language. The query sources are concatenated.
struct Grammar {
    language: Language,
    parser: fn() -> tree_sitter::Language,
    query: &'static [&'static str],
    /// What values are compared with, and loops: the patterns of `uses.rs`.
    uses: &'static [&'static str],
    sdk: &'static str,
}

/// Every built-in language.
static GRAMMARS: &[Grammar] = &[
    #[cfg(feature = "elixir")]
    Grammar {
        language: Language::Elixir,
        parser: || tree_sitter_elixir::LANGUAGE.into(),
        query: &[include_str!("languages/elixir/query.scm")],
        uses: &[include_str!("languages/elixir/uses.scm")],
        sdk: include_str!("languages/elixir/sdk.txt"),
    },
    #[cfg(feature = "erlang")]
    Grammar {
        language: Language::Erlang,
        parser: || tree_sitter_erlang::LANGUAGE.into(),
        query: &[include_str!("languages/erlang/query.scm")],
        uses: &[include_str!("languages/erlang/uses.scm")],
        sdk: include_str!("languages/erlang/sdk.txt"),
    },
    #[cfg(feature = "haskell")]
    Grammar {
        language: Language::Haskell,
        parser: || tree_sitter_haskell::LANGUAGE.into(),
        query: &[include_str!("languages/haskell/query.scm")],
        uses: &[include_str!("languages/haskell/uses.scm")],
        sdk: include_str!("languages/haskell/sdk.txt"),
    },
    #[cfg(feature = "lua")]
    Grammar {
        language: Language::Lua,
        parser: || tree_sitter_lua::LANGUAGE.into(),
        query: &[include_str!("languages/lua/query.scm")],
        uses: &[include_str!("languages/lua/uses.scm")],
        sdk: include_str!("languages/lua/sdk.txt"),
    },
    #[cfg(feature = "c")]
    Grammar {
        language: Language::C,
        parser: || tree_sitter_c::LANGUAGE.into(),
        query: &[include_str!("languages/c/query.scm")],
        uses: &[include_str!("languages/c/uses.scm")],
        sdk: include_str!("languages/c/sdk.txt"),
    },
    #[cfg(feature = "cpp")]
    Grammar {
        language: Language::Cpp,
        parser: || tree_sitter_cpp::LANGUAGE.into(),
        query: &[include_str!("languages/cpp/query.scm"), include_str!("languages/c/query.scm")],
        uses: &[include_str!("languages/c/uses.scm"), include_str!("languages/cpp/uses.scm")],
        sdk: concat!(include_str!("languages/c/sdk.txt"), include_str!("languages/cpp/sdk.txt")),
    },
    #[cfg(feature = "rust")]
    Grammar {
        language: Language::Rust,
        parser: || tree_sitter_rust::LANGUAGE.into(),
        query: &[include_str!("languages/rust/query.scm")],
        uses: &[include_str!("languages/rust/uses.scm")],
        sdk: include_str!("languages/rust/sdk.txt"),
    },
    #[cfg(feature = "javascript")]
    Grammar {
        language: Language::JavaScript,
        parser: || tree_sitter_javascript::LANGUAGE.into(),
        query: &[
            include_str!("languages/javascript/common.scm"),
            include_str!("languages/javascript/jsx.scm"),
            include_str!("languages/javascript/query.scm"),
        ],
        uses: &[include_str!("languages/javascript/uses.scm")],
        sdk: include_str!("languages/javascript/sdk.txt"),
    },
    #[cfg(feature = "typescript")]
    Grammar {
        language: Language::TypeScript,
        parser: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        query: &[include_str!("languages/javascript/common.scm"), include_str!("languages/typescript/query.scm")],
        uses: &[include_str!("languages/javascript/uses.scm")],
        sdk: include_str!("languages/javascript/sdk.txt"),
    },
    #[cfg(feature = "typescript")]
    Grammar {
        language: Language::Tsx,
        parser: || tree_sitter_typescript::LANGUAGE_TSX.into(),
        query: &[
            include_str!("languages/javascript/common.scm"),
            include_str!("languages/javascript/jsx.scm"),
            include_str!("languages/typescript/query.scm"),
        ],
        uses: &[include_str!("languages/javascript/uses.scm")],
        sdk: include_str!("languages/javascript/sdk.txt"),
    },
    #[cfg(feature = "python")]
    Grammar {
        language: Language::Python,
        parser: || tree_sitter_python::LANGUAGE.into(),
        query: &[include_str!("languages/python/query.scm")],
        uses: &[include_str!("languages/python/uses.scm")],
        sdk: include_str!("languages/python/sdk.txt"),
    },
    #[cfg(feature = "go")]
    Grammar {
        language: Language::Go,
        parser: || tree_sitter_go::LANGUAGE.into(),
        query: &[include_str!("languages/go/query.scm")],
        uses: &[include_str!("languages/go/uses.scm")],
        sdk: include_str!("languages/go/sdk.txt"),
    },
    #[cfg(feature = "java")]
    Grammar {
        language: Language::Java,
        parser: || tree_sitter_java::LANGUAGE.into(),
        query: &[include_str!("languages/java/query.scm")],
        uses: &[include_str!("languages/java/uses.scm")],
        sdk: include_str!("languages/java/sdk.txt"),
    },
    #[cfg(feature = "csharp")]
    Grammar {
        language: Language::CSharp,
        parser: || tree_sitter_c_sharp::LANGUAGE.into(),
        query: &[include_str!("languages/csharp/query.scm")],
        uses: &[include_str!("languages/csharp/uses.scm")],
        sdk: include_str!("languages/csharp/sdk.txt"),
    },
    #[cfg(feature = "ruby")]
    Grammar {
        language: Language::Ruby,
        parser: || tree_sitter_ruby::LANGUAGE.into(),
        query: &[include_str!("languages/ruby/query.scm")],
        uses: &[include_str!("languages/ruby/uses.scm")],
        sdk: include_str!("languages/ruby/sdk.txt"),
    },
    #[cfg(feature = "kotlin")]
    Grammar {
        language: Language::Kotlin,
        parser: || tree_sitter_kotlin_sg::LANGUAGE.into(),
        query: &[include_str!("languages/kotlin/query.scm")],
        uses: &[include_str!("languages/kotlin/uses.scm")],
        sdk: include_str!("languages/kotlin/sdk.txt"),
    },
    #[cfg(feature = "swift")]
    Grammar {
        language: Language::Swift,
        parser: || tree_sitter_swift::LANGUAGE.into(),
        query: &[include_str!("languages/swift/query.scm")],
        uses: &[include_str!("languages/swift/uses.scm")],
        sdk: include_str!("languages/swift/sdk.txt"),
    },
    #[cfg(feature = "scala")]
    Grammar {
        language: Language::Scala,
        parser: || tree_sitter_scala::LANGUAGE.into(),
        query: &[include_str!("languages/scala/query.scm")],
        uses: &[include_str!("languages/scala/uses.scm")],
        sdk: include_str!("languages/java/sdk.txt"),
    },
    #[cfg(feature = "php")]
    Grammar {
        language: Language::Php,
        parser: || tree_sitter_php::LANGUAGE_PHP.into(),
        query: &[include_str!("languages/php/query.scm")],
        uses: &[include_str!("languages/php/uses.scm")],
        sdk: include_str!("languages/php/sdk.txt"),
    },
    #[cfg(feature = "dart")]
    Grammar {
        language: Language::Dart,
        parser: || tree_sitter_dart::LANGUAGE.into(),
        query: &[include_str!("languages/dart/query.scm")],
        uses: &[include_str!("languages/dart/uses.scm")],
        sdk: include_str!("languages/dart/sdk.txt"),
    },
    #[cfg(feature = "objective-c")]
    Grammar {
        language: Language::ObjectiveC,
        parser: || tree_sitter_objc::LANGUAGE.into(),
        query: &[include_str!("languages/c/query.scm"), include_str!("languages/objective-c/query.scm")],
        uses: &[include_str!("languages/c/uses.scm"), include_str!("languages/objective-c/uses.scm")],
        sdk: include_str!("languages/objective-c/sdk.txt"),
    },
    #[cfg(feature = "apex")]
    Grammar {
        language: Language::Apex,
        parser: || tree_sitter_sfapex::apex::LANGUAGE.into(),
        query: &[include_str!("languages/apex/query.scm")],
        uses: &[include_str!("languages/apex/uses.scm")],
        sdk: include_str!("languages/apex/sdk.txt"),
    },
];

/// A compiled language.
pub(crate) struct Compiled {
    pub(crate) parser: tree_sitter::Language,
    pub(crate) captures: Captures,
    pub(crate) sdk: SdkTable,
    /// Compiled on first use: most runs never need it.
    uses: OnceLock<UsePatterns>,
    use_sources: &'static [&'static str],
}

impl Compiled {
    /// The patterns of what values are compared with, and of loops.
    pub(crate) fn uses(&self) -> &UsePatterns {
        // Queries are part of the program; `every_query_compiles…` ensures that none is empty by mistake.
        let compile = || UsePatterns::new(&self.use_sources.join("\n"), &self.parser).unwrap_or_default();
        self.uses.get_or_init(compile)
    }
}

type Compiling = LazyLock<Compiled, Box<dyn FnOnce() -> Compiled + Send>>;

static COMPILED: LazyLock<Vec<Compiling>> = LazyLock::new(|| {
    GRAMMARS
        .iter()
        .map(|grammar| {
            let build: Box<dyn FnOnce() -> Compiled + Send> = Box::new(move || compile(grammar));
            LazyLock::new(build)
        })
        .collect()
});

/// The language, compiled on first use; `None` if it is not built in or has no grammar of its own (see `embedded`).
pub(crate) fn compiled(language: Language) -> Option<&'static Compiled> {
    let at = GRAMMARS.iter().position(|grammar| grammar.language == language)?;
    COMPILED.get(at).map(|lazy| &**lazy)
}

impl Language {
    /// Whether this build parses the language, or code embedded in it. In others only quoted keys are found.
    pub fn is_parsed(self) -> bool {
        let code = match self {
            Self::Vue | Self::Svelte | Self::Html | Self::Razor | Self::Notebook => self.family(),
            other => other,
        };
        code == Self::Yaml || GRAMMARS.iter().any(|grammar| grammar.language == code)
    }
}

/// The SDK of GitHub workflows, which need no grammar.
static WORKFLOWS: LazyLock<SdkTable> = LazyLock::new(|| SdkTable::parse(include_str!("languages/yaml/sdk.txt")));

/// The SDKs of a language; defaults to those of the language embedded in it.
pub(crate) fn sdk_of(language: Language) -> Option<&'static SdkTable> {
    if language == Language::Yaml {
        return Some(&WORKFLOWS);
    }
    compiled(language).or_else(|| compiled(language.family())).map(|compiled| &compiled.sdk)
}

/// Words that identify the SDK methods and flag sets of a language.
pub(crate) fn sdk_words(language: Language) -> impl Iterator<Item = &'static str> {
    sdk_of(language).into_iter().flat_map(SdkTable::words)
}

/// Functions of the SDKs of a language that return sets of flags.
pub(crate) fn flag_set_words(language: Language) -> impl Iterator<Item = &'static str> {
    sdk_of(language).into_iter().flat_map(SdkTable::set_words)
}

/// The evaluation methods of all SDKs of all built-in languages.
pub(crate) fn sdk_method_names() -> BTreeSet<&'static str> {
    let tables = GRAMMARS.iter().map(|grammar| grammar.sdk).collect::<BTreeSet<_>>();
    tables.into_iter().flat_map(|source| SdkTable::parse(source).method_names()).collect()
}

fn compile(grammar: &Grammar) -> Compiled {
    let parser = (grammar.parser)();
    let captures = match try_query(grammar, &parser) {
        Ok(captures) => captures,
        // Queries are part of the program; `every_query_compiles` ensures that this is unreachable.
        Err(_) => Captures::none(),
    };
    Compiled { captures, sdk: SdkTable::parse(grammar.sdk), parser, uses: OnceLock::new(), use_sources: grammar.uses }
}

fn try_query(grammar: &Grammar, parser: &tree_sitter::Language) -> Result<Captures, String> {
    Captures::new(&grammar.query.join("\n"), parser).map_err(|error| format!("{}: {error}", grammar.language.name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::captures::Role;

    #[test]
    fn every_query_compiles_and_every_sdk_table_is_understood() {
        assert!(!GRAMMARS.is_empty());
        SdkTable::try_parse(include_str!("languages/yaml/sdk.txt")).unwrap();
        for grammar in GRAMMARS {
            // tree-sitter validates which nodes can occur where; our parser does not.
            tree_sitter::Query::new(&(grammar.parser)(), &grammar.query.join("\n")).unwrap();
            tree_sitter::Query::new(&(grammar.parser)(), &grammar.uses.join("\n")).unwrap();
            UsePatterns::new(&grammar.uses.join("\n"), &(grammar.parser)()).unwrap();
            let captures = try_query(grammar, &(grammar.parser)()).unwrap();
            for role in [Role::Name, Role::String, Role::Call, Role::Define, Role::Function, Role::Parameter] {
                assert!(captures.has_role(role), "{}: no {role:?}", grammar.language.name());
            }
            let table = SdkTable::try_parse(grammar.sdk).unwrap();
            assert!(table.methods().count() >= 3, "{}", grammar.language.name());
        }
    }
}
