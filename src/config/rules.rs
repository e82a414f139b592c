//! The list of diagnostic rules.

use super::Severity;

/// URL of the rules' documentation; append `#code`.
pub const DOCS_BASE: &str = "https://github.com/flagwise/flagwise/blob/main/docs/rules.md";

/// A diagnostic rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Stable code in diagnostics, settings and `flagwise: ignore[…]`.
    pub code: &'static str,
    /// Default severity.
    pub default_severity: Severity,
    /// One-line summary.
    pub title: &'static str,
    /// Documentation in Markdown: what the rule reports, when it does not, and what to do.
    pub documentation: &'static str,
}

impl Rule {
    /// URL of the rule's documentation.
    pub fn url(&self) -> String {
        format!("{DOCS_BASE}#{}", self.code)
    }
}

/// Returns the rule with this code.
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
The project has no flag with this key, so the SDK always returns the default value in the code. Usually the key is
misspelled, the flag was deleted, or it belongs to another project.

Only certain references are reported: a literal key in an SDK call, a constant passed to one, an argument of a wrapper
around one, or a property of a set of flags that comes from an SDK, such as `useFlags()` or a hook of the project around it.
Nothing is reported before the flags are loaded, or if only a list of keys is available.

**What to do:** apply the quick fix if the suggested key is right; otherwise create the flag or remove the call.",
    },
    Rule {
        code: "misspelled-flag",
        default_severity: Severity::Warning,
        title: "The set of flags has the flag under another name",
        documentation: "\
A flag is looked up in a set of flags under a name that the set does not have, so the result is always `undefined`. The React
SDKs spell flags in camel case unless `useCamelCaseFlagKeys` is off: `flags[\"new-cart\"]` must be `flags.newCart`. A set with
the keys themselves, as `allFlags()` returns it, has no `newCart`.

**What to do:** apply the quick fix.",
    },
    Rule {
        code: "archived-flag",
        default_severity: Severity::Warning,
        title: "The flag is archived",
        documentation: "\
SDKs do not evaluate archived flags: the code receives its default value in every environment.

**What to do:** remove the flag from the code and keep the branch of the default value, or restore the flag.",
    },
    Rule {
        code: "deprecated-flag",
        default_severity: Severity::Warning,
        title: "The flag is deprecated",
        documentation: "\
The flag is still evaluated but marked as deprecated: new code should not use it. Editors strike it through.

**What to do:** remove the flag from the code, or restore it if it was deprecated by mistake.",
    },
    Rule {
        code: "stale-flag",
        default_severity: Severity::Information,
        title: "The flag is launched or inactive",
        documentation:
            "\
According to LaunchDarkly's [flag status](https://launchdarkly.com/docs/home/observability/flag-status) this temporary
flag is no longer needed: it is *launched* (serves one variation to everyone, unchanged for seven days) or *inactive* (not
requested by any SDK for seven days). The message lists the environments.

Reported only if every chosen environment with loaded statuses agrees, and all environments in which the flag is launched
serve the same variation. Permanent flags are never reported.

**What to do:** remove the flag from the code, keep the branch of the served variation, then archive the flag.",
    },
    Rule {
        code: "ambiguous-flag",
        default_severity: Severity::Information,
        title: "The name matches several flags",
        documentation: "\
Several flags match the same name: two keys have the same spelling as properties of `useFlags()` (`new-cart` and
`new.cart`), two constants have the same name and neither takes precedence, or an alias of `.launchdarkly/coderefs.yaml`
belongs to both. flagwise does not guess, so no other rule applies to this reference.

**What to do:** rename one of them, or use the flag's key here.",
    },
];
