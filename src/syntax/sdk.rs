//! SDK tables: the evaluation methods of each language.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// The SDKs of one language, parsed from `sdk.txt`.
#[derive(Debug, Default)]
pub(crate) struct SdkTable {
    pub(crate) sdks: Vec<Sdk>,
    by_name: HashMap<&'static str, Vec<(usize, usize)>>,
}

/// One SDK.
#[derive(Debug, Default)]
pub(crate) struct Sdk {
    /// Modules whose import is evidence; submodules count too.
    pub(crate) imports: Vec<&'static str>,
    /// Types of clients.
    pub(crate) types: Vec<&'static str>,
    /// Usual names of clients.
    pub(crate) receivers: Vec<&'static str>,
    /// Functions that return a client.
    pub(crate) clients: Vec<&'static str>,
    pub(crate) methods: Vec<Method>,
    /// Functions whose result has all flags by name.
    pub(crate) flag_sets: Vec<(&'static str, Spelling)>,
    /// Functions whose result has a method or property with all flags by name, and that member.
    pub(crate) flag_states: Vec<(&'static str, &'static str)>,
    side: SdkSide,
    /// Modules of another side.
    other_sides: Vec<(&'static str, SdkSide)>,
}

/// Kind of an SDK. LaunchDarkly makes flags available to client-side and mobile SDKs one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum SdkSide {
    /// Server-side SDKs, with an SDK key.
    Server,
    /// Client-side SDKs, with a client-side ID.
    Client,
    /// Mobile and desktop SDKs, with a mobile key.
    Mobile,
    /// Server-side SDKs that read flags from the store of a content delivery network.
    Edge,
    /// OpenFeature, with any provider.
    OpenFeature,
    /// LaunchDarkly's action for GitHub workflows.
    Workflow,
    /// Unknown: a declared function, or one that cannot be followed to an SDK.
    #[default]
    Unknown,
}

/// The kind of value that an evaluation returns (`kind` in the SDK tables).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ValueKind {
    /// Any kind.
    Any,
    /// A boolean.
    Bool,
    /// A string.
    String,
    /// An integer.
    Int,
    /// A floating-point number.
    Double,
    /// A JSON value.
    Json,
    /// A migration stage.
    Migration,
    /// An AI configuration.
    AiConfig,
    /// No value: a listener, a tracker.
    None,
}

impl SdkSide {
    /// The side that is known of a call that leads to both.
    pub(crate) fn common(self, other: Self) -> Self {
        if self == other { self } else { Self::Unknown }
    }
}

impl ValueKind {
    /// The kind that is known of a value that is one of both; listeners ask for no kind.
    pub(crate) fn common(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (one, Self::None) | (Self::None, one) => one,
            _ => Self::Any,
        }
    }
}

/// An evaluation method.
#[derive(Debug, Clone)]
pub(crate) struct Method {
    pub(crate) name: &'static str,
    pub(crate) key: Slot,
    /// The context or user that the flag is evaluated for.
    pub(crate) context: Option<Slot>,
    pub(crate) default: Option<Slot>,
    pub(crate) kind: ValueKind,
    pub(crate) evidence: Evidence,
}

/// An argument by position, label or either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) position: Option<u32>,
    pub(crate) label: Option<&'static str>,
}

/// Evidence required for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// LaunchDarkly's own name: an import, a matching receiver, or a known key.
    Own,
    /// Used by other libraries too: a matching receiver, an import without another owner, or a known key.
    Shared,
    /// A common word: an import and a matching receiver.
    Weak,
    /// A function called without a receiver: imported, or a known key.
    Hook,
    /// A JSX element or template tag.
    Component,
}

/// Spelling of the properties of a flag set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// The unchanged keys.
    Exact,
    /// Camel case, unless configured otherwise.
    Camel,
}

impl SdkTable {
    /// Parses a built-in table. Invalid lines are skipped; the tests reject them.
    pub(crate) fn parse(source: &'static str) -> Self {
        Self::read(source).0
    }

    #[cfg(test)]
    pub(crate) fn try_parse(source: &'static str) -> Result<Self, String> {
        match Self::read(source) {
            (table, wrong) if wrong.is_empty() => Ok(table),
            (_, wrong) => Err(wrong.join("\n")),
        }
    }

    fn read(source: &'static str) -> (Self, Vec<String>) {
        let mut table = Self::default();
        let mut wrong = Vec::new();
        for line in source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line.starts_with("sdk ") {
                table.sdks.push(Sdk::default());
            } else if table.sdks.last_mut().and_then(|sdk| sdk.read_line(line)).is_none() {
                wrong.push(format!("not understood: {line}"));
            }
        }
        for (at, sdk) in table.sdks.iter().enumerate() {
            for (number, method) in sdk.methods.iter().enumerate() {
                table.by_name.entry(method.name).or_default().push((at, number));
            }
        }
        (table, wrong)
    }

    /// The methods with a name, with their SDK.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = (&Sdk, &Method)> {
        self.by_name.get(name).into_iter().flatten().map(|&(sdk, method)| {
            let sdk = &self.sdks[sdk];
            (sdk, &sdk.methods[method])
        })
    }

    /// All method names.
    pub(crate) fn method_names(self) -> impl Iterator<Item = &'static str> {
        self.by_name.into_keys()
    }

    /// Words that identify the SDKs' methods and flag sets.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> {
        self.by_name.keys().copied().chain(self.set_words())
    }

    /// The functions that return sets of flags.
    pub(crate) fn set_words(&self) -> impl Iterator<Item = &'static str> {
        self.sdks.iter().flat_map(|sdk| {
            let sets = sdk.flag_sets.iter().map(|(name, _)| *name);
            sets.chain(sdk.flag_states.iter().map(|(maker, _)| *maker))
        })
    }

    /// All methods.
    #[cfg(test)]
    pub(crate) fn methods(&self) -> impl Iterator<Item = (&Sdk, &Method)> {
        self.sdks.iter().flat_map(|sdk| sdk.methods.iter().map(move |method| (sdk, method)))
    }

    /// Whether importing `module` imports one of the SDKs.
    pub(crate) fn is_sdk_module(&self, module: &str) -> bool {
        self.sdks.iter().any(|sdk| sdk.is_module(module))
    }
}

impl Sdk {
    fn read_line(&mut self, line: &'static str) -> Option<()> {
        let mut words = line.split_whitespace();
        match words.next()? {
            "import" => self.imports.extend(words),
            "type" => self.types.extend(words),
            "receiver" => self.receivers.extend(words),
            "client" => self.clients.extend(words),
            "flags" => {
                let spelling = match words.next()? {
                    "exact" => Spelling::Exact,
                    "camel" => Spelling::Camel,
                    _ => return None,
                };
                for name in words {
                    match name.split_once("().") {
                        Some(state) => self.flag_states.push(state),
                        None => self.flag_sets.push((name, spelling)),
                    }
                }
            }
            "side" => {
                let side = side(words.next()?)?;
                let others = self.other_sides.len();
                self.other_sides.extend(words.map(|module| (module, side)));
                if self.other_sides.len() == others {
                    self.side = side;
                }
            }
            "evaluate" => {
                let (key, context, default) = (slot(words.next()?)??, slot(words.next()?)?, slot(words.next()?)?);
                let kind = value_kind(words.next()?)?;
                let evidence = evidence(words.next()?)?;
                self.methods.extend(words.map(|name| Method { name, key, context, default, kind, evidence }));
            }
            _ => return None,
        }
        Some(())
    }

    /// Whether importing `module` imports this SDK: the module itself, a submodule, or a version of it.
    pub(crate) fn is_module(&self, module: &str) -> bool {
        self.imports.iter().any(|import| is_below(module, import))
    }

    /// The side of the SDK in a file with these imports.
    pub(crate) fn side<'m>(&self, mut modules: impl Iterator<Item = &'m str>) -> SdkSide {
        let other = modules.find_map(|module| self.other_sides.iter().find(|(of, _)| is_below(module, of)));
        other.map_or(self.side, |(_, side)| *side)
    }
}

/// Whether a module is `import`, a submodule, or a version of it.
fn is_below(module: &str, import: &str) -> bool {
    module.strip_prefix(import).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.', ':', '\\']))
}

/// Parses `0`, `0|key`, `key`, or `-` for none.
fn slot(text: &'static str) -> Option<Option<Slot>> {
    if text == "-" {
        return Some(None);
    }
    let (position, label) = match text.split_once('|') {
        Some((position, label)) => (Some(position.parse().ok()?), Some(label)),
        None => match text.parse() {
            Ok(position) => (Some(position), None),
            Err(_) => (None, Some(text)),
        },
    };
    Some(Some(Slot { position, label }))
}

fn side(text: &str) -> Option<SdkSide> {
    Some(match text {
        "server" => SdkSide::Server,
        "client" => SdkSide::Client,
        "mobile" => SdkSide::Mobile,
        "edge" => SdkSide::Edge,
        "openfeature" => SdkSide::OpenFeature,
        "workflow" => SdkSide::Workflow,
        _ => return None,
    })
}

fn value_kind(text: &str) -> Option<ValueKind> {
    Some(match text {
        "any" => ValueKind::Any,
        "bool" => ValueKind::Bool,
        "string" => ValueKind::String,
        "int" => ValueKind::Int,
        "double" => ValueKind::Double,
        "json" => ValueKind::Json,
        "migration" => ValueKind::Migration,
        "ai" => ValueKind::AiConfig,
        "none" => ValueKind::None,
        _ => return None,
    })
}

fn evidence(text: &str) -> Option<Evidence> {
    Some(match text {
        "own" => Evidence::Own,
        "shared" => Evidence::Shared,
        "weak" => Evidence::Weak,
        "hook" => Evidence::Hook,
        "component" => Evidence::Component,
        _ => return None,
    })
}
