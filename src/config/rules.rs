use super::Severity;

/// Where the rules are documented; a rule's part follows as `#code`.
pub const DOCS_BASE: &str = "https://github.com/flagwise/flagwise/blob/main/docs/rules.md";

/// What flagwise can find wrong with a place that names a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name in diagnostics, settings and `flagwise: ignore[…]`.
    pub code: &'static str,
    /// How loud it is where the settings do not say.
    pub default_severity: Severity,
    /// One line for tables.
    pub title: &'static str,
    /// What it finds, when it is silent and what to do, in Markdown.
    pub documentation: &'static str,
}

impl Rule {
    /// The page about this rule.
    pub fn url(&self) -> String {
        format!("{DOCS_BASE}#{}", self.code)
    }
}

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}

/// Every rule, in the order of the documentation.
pub const RULES: &[Rule] = &[
    Rule {
        code: "unknown-flag",
        default_severity: Severity::Warning,
        title: "The project has no flag with this key",
        documentation: "\
An SDK is asked for a flag that the project does not have, so it always serves the default value written in the code.
Usually the key is misspelt, the flag was deleted, or it lives in another project.

Only places that surely name a flag are reported: a literal key in an SDK call, a constant that is passed to one, an
argument of a wrapper around one. Nothing is reported before the flags are loaded, nor where only a list of keys is
known.

**What to do:** take the quick fix if the nearest key is the one you mean; else create the flag, or remove the call.",
    },
    Rule {
        code: "archived-flag",
        default_severity: Severity::Warning,
        title: "The flag is archived",
        documentation: "\
SDKs no longer evaluate an archived flag: the code gets its default value everywhere.

**What to do:** remove the flag from the code and keep the branch that the default value takes, or restore the flag.",
    },
    Rule {
        code: "deprecated-flag",
        default_severity: Severity::Warning,
        title: "The flag is deprecated",
        documentation: "\
The flag still works, but its owners marked it as deprecated: new code should not use it. Editors strike it through.

**What to do:** remove the flag from the code, or restore it if it was deprecated by mistake.",
    },
    Rule {
        code: "stale-flag",
        default_severity: Severity::Information,
        title: "LaunchDarkly says that the flag is launched or inactive",
        documentation:
            "\
LaunchDarkly's own [flag status](https://launchdarkly.com/docs/home/observability/flag-status) says that this temporary
flag has done its work: it is *launched* (it serves one variation to everyone, and has not changed for seven days) or
*inactive* (no SDK has asked for it for seven days). The message names the environments that prove it.

It is made to give no false alarm: every chosen environment whose statuses are loaded must agree, and those in which the
flag is launched must serve the same variation. Permanent flags are never reported.

**What to do:** remove the flag from the code, keeping the branch of the variation that everyone gets, then archive it.",
    },
    Rule {
        code: "ambiguous-flag",
        default_severity: Severity::Information,
        title: "The name could mean several flags",
        documentation: "\
Two flags share a name: two keys are spelled the same as properties of `useFlags()`, as `new-cart` and `new.cart` are, two
constants of one name cannot be told apart, or an alias of `.launchdarkly/coderefs.yaml` stands for both. flagwise does not
guess which is meant, so nothing else is said about the flags at this place.

**What to do:** rename one of them, or name the flag by its key here.",
    },
];
