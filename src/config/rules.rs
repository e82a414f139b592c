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
    Rule {
        code: "kind-mismatch",
        default_severity: Severity::Warning,
        title: "The method is for flags of another type",
        documentation: "\
A typed method, such as `boolVariation`, evaluates a flag of another type. SDKs do not convert values: they return the default
value in every environment, whatever the flag serves. Integers and floating-point numbers are one type, methods for JSON take
every flag, and `variation` without a type is never reported. A wrapper is reported if it certainly leads to such a method,
and only to methods of one type.

**What to do:** use the method of the flag's type, or another flag.",
    },
    Rule {
        code: "default-mismatch",
        default_severity: Severity::Warning,
        title: "The default value has another type than the flag",
        documentation: "\
The default value is a literal of another type than the flag's variations. The code gets it when the SDK is not initialized, or
the flag cannot be evaluated, and then has to handle a value of a type that the flag never serves. Variables, calls and null
are never reported.

**What to do:** give a default value of the flag's type.",
    },
    Rule {
        code: "default-value",
        default_severity: Severity::Off,
        title: "The default value is not what the flag serves when off",
        documentation: "\
The default value is a literal that no variation has, or differs from the off variation in an environment, which the message
names. The code then behaves differently without LaunchDarkly than with the flag turned off. Off by default: many teams choose
defaults that way on purpose.

**What to do:** use the value of the off variation.",
    },
    Rule {
        code: "impossible-variation",
        default_severity: Severity::Warning,
        title: "No variation has this value",
        documentation: "\
The value of a string or number flag is compared with a literal that no variation has: by an operator, in a `switch` or `match`,
or as a key of an object that it is looked up in. Such a comparison never holds. Reported if the value is certainly that of the
flag: the call of an SDK itself, a property of a set of flags, or a variable that holds one and is not assigned again. The
default value of the call is a possible value. If it is not a literal, only misspelled variations are reported.

**What to do:** apply the quick fix if the suggested value is right; otherwise add the variation or remove the code.",
    },
    Rule {
        code: "client-side-unavailable",
        default_severity: Severity::Warning,
        title: "The flag is not available to this SDK",
        documentation: "\
A browser or mobile SDK evaluates a flag that is not available to it. LaunchDarkly sends these SDKs only flags that are marked
as available to SDKs with a client-side ID or a mobile key, so the code always gets the default value; a property of
`useFlags()` is always `undefined`.

**What to do:** make the flag available to the SDK in its settings, or evaluate it on the server.",
    },
    Rule {
        code: "archived-prerequisite",
        default_severity: Severity::Information,
        title: "A prerequisite of the flag is archived",
        documentation: "\
A prerequisite of the flag is archived, so it cannot be met: the flag serves its off variation in the environments that the
message names, although it is on.

**What to do:** remove the prerequisite, or restore the archived flag.",
    },
    Rule {
        code: "missing-prerequisite",
        default_severity: Severity::Information,
        title: "A prerequisite of the flag does not exist",
        documentation: "\
A prerequisite of the flag does not exist in the project, so it cannot be met: the flag serves its off variation in the
environments that the message names, although it is on. Not reported if the list of flags is incomplete.

**What to do:** remove the prerequisite.",
    },
    Rule {
        code: "unused-flag",
        default_severity: Severity::Hint,
        title: "Nothing evaluates the flag of this constant",
        documentation: "\
A constant holds the key of a flag, and no code of the workspace uses the constant or the key. Editors fade it out. Not reported
in test code, for constants that may be used all at once (`Object.values(FLAGS)`), and if only a part of the workspace is checked.

**What to do:** remove the constant, and archive the flag if nothing else uses it.",
    },
    Rule {
        code: "duplicate-evaluation",
        default_severity: Severity::Off,
        title: "A function evaluates the flag more than once",
        documentation: "\
A function evaluates a flag again with the same context. SDKs count each evaluation in the events that they send, and a change
of the flag in between gives the function two values. Off by default.

**What to do:** evaluate the flag once and keep the value in a variable.",
    },
    Rule {
        code: "evaluation-in-loop",
        default_severity: Severity::Off,
        title: "A loop evaluates the flag in every iteration",
        documentation: "\
A loop, or a function that is called for each item of a list, evaluates a flag with the same context in every iteration. SDKs
count each evaluation in the events that they send, and a change of the flag in between gives another value. Not reported if
the context depends on the iteration. Off by default.

**What to do:** evaluate the flag before the loop.",
    },
    Rule {
        code: "evaluation-before-initialization",
        default_severity: Severity::Off,
        title: "The flag is evaluated when the module is loaded",
        documentation: "\
JavaScript, TypeScript, Python or Ruby code outside of functions evaluates a flag when its module is loaded. An SDK that is not
initialized returns the default value, and the value does not follow later changes of the flag. Not reported after code that
waits for the SDK, such as `waitForInitialization`. Off by default.

**What to do:** evaluate the flag where it is used.",
    },
];
