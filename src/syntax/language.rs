//! The languages and their properties that do not depend on a grammar.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::limits::Limit;

/// A language. Whether it can be parsed depends on the enabled cargo features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Language {
    /// JavaScript and JSX.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
    /// Vue single-file components.
    Vue,
    /// Svelte components.
    Svelte,
    /// HTML and the templates that look like it (Jinja, ERB, Handlebars).
    Html,
    /// ASP.NET Razor views.
    Razor,
    /// Python.
    Python,
    /// Go.
    Go,
    /// Java.
    Java,
    /// Kotlin.
    Kotlin,
    /// Scala.
    Scala,
    /// C#.
    CSharp,
    /// Ruby.
    Ruby,
    /// Rust.
    Rust,
    /// PHP.
    Php,
    /// Swift.
    Swift,
    /// Objective-C.
    ObjectiveC,
    /// C.
    C,
    /// C++.
    Cpp,
    /// Dart.
    Dart,
    /// Elixir.
    Elixir,
    /// Erlang.
    Erlang,
    /// Haskell.
    Haskell,
    /// Lua.
    Lua,
    /// Salesforce Apex.
    Apex,
    /// BrightScript, of Roku; quoted keys only.
    BrightScript,
    /// F#; quoted keys only.
    FSharp,
    /// Visual Basic .NET; quoted keys only.
    VisualBasic,
    /// Jupyter notebooks: the cells in a language that is parsed.
    Notebook,
    /// YAML: GitHub workflows that evaluate flags, and quoted keys.
    Yaml,
}

/// Which names of other files are visible without an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// None.
    Imports,
    /// Those in the same folder.
    Folder,
    /// Those in the same package or namespace.
    Package,
    /// All.
    Everywhere,
}

/// Name in output, LSP language ids, file extensions.
type Row = (Language, &'static str, &'static [&'static str], &'static [&'static str]);

const ROWS: &[Row] = &[
    (Language::JavaScript, "javascript", &["javascript", "javascriptreact"], &["js", "jsx", "mjs", "cjs", "es6"]),
    (Language::TypeScript, "typescript", &["typescript"], &["ts", "mts", "cts"]),
    (Language::Tsx, "tsx", &["typescriptreact"], &["tsx"]),
    (Language::Vue, "vue", &["vue"], &["vue"]),
    (Language::Svelte, "svelte", &["svelte"], &["svelte"]),
    (
        Language::Html,
        "html",
        &["html", "jinja-html", "jinja", "django-html", "erb", "handlebars", "htmldjango", "eruby"],
        &["html", "htm", "xhtml", "jinja", "jinja2", "j2", "erb", "hbs", "handlebars", "ejs", "njk", "astro"],
    ),
    (Language::Razor, "razor", &["razor", "aspnetcorerazor"], &["cshtml", "razor"]),
    (Language::Python, "python", &["python"], &["py", "pyi", "pyw"]),
    (Language::Notebook, "notebook", &["jupyter", "ipynb"], &["ipynb"]),
    (Language::Go, "go", &["go"], &["go"]),
    (Language::Java, "java", &["java"], &["java"]),
    (Language::Kotlin, "kotlin", &["kotlin"], &["kt", "kts"]),
    (Language::Scala, "scala", &["scala"], &["scala", "sc"]),
    (Language::CSharp, "csharp", &["csharp"], &["cs", "csx"]),
    (Language::Ruby, "ruby", &["ruby"], &["rb", "rake", "gemspec", "ru"]),
    (Language::Rust, "rust", &["rust"], &["rs"]),
    (Language::Php, "php", &["php"], &["php", "phtml"]),
    (Language::Swift, "swift", &["swift"], &["swift"]),
    (Language::ObjectiveC, "objective-c", &["objective-c", "objective-cpp", "objc", "objcpp"], &["m", "mm"]),
    (Language::C, "c", &["c"], &["c"]),
    (Language::Cpp, "cpp", &["cpp"], &["cpp", "cc", "cxx", "hpp", "hh", "hxx", "h"]),
    (Language::Dart, "dart", &["dart"], &["dart"]),
    (Language::Elixir, "elixir", &["elixir"], &["ex", "exs"]),
    (Language::Erlang, "erlang", &["erlang"], &["erl", "hrl"]),
    (Language::Haskell, "haskell", &["haskell"], &["hs"]),
    (Language::Lua, "lua", &["lua"], &["lua"]),
    (Language::Apex, "apex", &["apex"], &["cls", "trigger"]),
    (Language::BrightScript, "brightscript", &["brightscript", "brighterscript"], &["brs", "bs"]),
    (Language::FSharp, "fsharp", &["fsharp"], &["fs", "fsx", "fsi"]),
    (Language::VisualBasic, "vb", &["vb"], &["vb"]),
    (Language::Yaml, "yaml", &["yaml", "github-actions-workflow"], &["yml", "yaml"]),
];

impl Language {
    /// The language of a file by its name; `None` if only mentions can be found.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        let matches = |known: &&str| known.eq_ignore_ascii_case(extension);
        ROWS.iter().find(|(.., extensions)| extensions.iter().any(matches)).map(|row| row.0)
    }

    /// The language of an LSP `languageId`, in the spellings of common editors.
    pub fn of_language_id(id: &str) -> Option<Self> {
        ROWS.iter().find(|(_, _, ids, _)| ids.contains(&id)).map(|row| row.0)
    }

    /// Name in the output of `flagwise refs` and in logs.
    pub fn name(self) -> &'static str {
        ROWS.iter().find(|row| row.0 == self).map_or("text", |row| row.1)
    }

    /// LSP language ids.
    pub fn language_ids(self) -> &'static [&'static str] {
        ROWS.iter().find(|row| row.0 == self).map_or(&[], |row| row.2)
    }

    /// File extensions without the dot.
    pub fn extensions(self) -> &'static [&'static str] {
        ROWS.iter().find(|row| row.0 == self).map_or(&[], |row| row.3)
    }

    /// Which names of other files are visible without an import.
    pub fn visibility(self) -> Visibility {
        match self {
            Self::Go => Visibility::Folder,
            Self::Java | Self::Kotlin | Self::Scala | Self::CSharp | Self::Razor | Self::Php => Visibility::Package,
            Self::Ruby | Self::Swift | Self::ObjectiveC | Self::C | Self::Cpp | Self::Elixir | Self::Apex => {
                Visibility::Everywhere
            }
            _ => Visibility::Imports,
        }
    }

    /// Whether enum members are also visible outside of the enum, as in C.
    pub(crate) fn has_bare_enumerators(self) -> bool {
        matches!(self, Self::C | Self::Cpp | Self::ObjectiveC | Self::Go | Self::Haskell)
    }

    /// Whether files can use names that other files define.
    pub fn has_names(self) -> bool {
        self != Self::Yaml
    }

    /// Whether a module alias stands for its full name everywhere, and modules are identified by that name alone.
    pub(crate) fn expands_aliases(self) -> bool {
        self == Self::Elixir
    }

    /// The limit of the language's grammar, see `limits`. The scanners of Python and Kotlin have 1 KiB of state: 2 bytes for
    /// each level of indentation besides up to 255 quotes, and 2 bytes for each open string. That of Ruby stores the
    /// length of a heredoc's name in a byte.
    pub(super) fn limits(self) -> &'static [Limit] {
        match self {
            Self::Python => &[Limit::Indentation(380)],
            Self::Kotlin => &[Limit::Templates(400)],
            Self::Ruby => &[Limit::HeredocName(255)],
            _ => &[],
        }
    }

    /// The family: languages that can use each other's names.
    pub fn family(self) -> Self {
        match self {
            Self::TypeScript | Self::Tsx | Self::Vue | Self::Svelte | Self::Html => Self::JavaScript,
            Self::Kotlin | Self::Scala => Self::Java,
            Self::Razor => Self::CSharp,
            // Of nearly all notebooks.
            Self::Notebook => Self::Python,
            Self::ObjectiveC | Self::Cpp => Self::C,
            other => other,
        }
    }

    /// Every language, in the order of the list.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_found_by_each_of_its_extensions_and_identifiers() {
        for (language, _, ids, extensions) in ROWS {
            for extension in *extensions {
                assert_eq!(Language::of_path(Path::new(&format!("a.b.{extension}"))), Some(*language));
            }
            for id in *ids {
                assert_eq!(Language::of_language_id(id), Some(*language));
            }
        }
        assert_eq!(Language::of_path(Path::new("README.md")), None);
        assert_eq!(Language::of_path(Path::new("Makefile")), None);
    }
}
