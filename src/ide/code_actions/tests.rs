use std::fmt::Write;

use expect_test::{Expect, expect};

use crate::config::Settings;
use crate::flags::{CatalogSource, FlagKey};
use crate::ide::fixture::Fixture;
use crate::ide::{Files, code_actions};
use crate::text::ByteRange;

use super::{CodeAction, CommandTarget, Trigger};

fn actions(fixture: &Fixture, trigger: Trigger) -> Vec<CodeAction> {
    let cursor = ByteRange::new(fixture.cursor(), fixture.cursor());
    code_actions(&fixture.analysis(), fixture.path(), cursor, trigger)
}

/// Lists what is offered at the cursor.
fn check(fixture: &str, expected: Expect) {
    check_in(&Fixture::new(fixture), expected);
}

fn check_in(fixture: &Fixture, expected: Expect) {
    let mut list = String::new();
    for action in actions(fixture, Trigger::Automatic) {
        let preferred = if action.is_preferred { " (preferred)" } else { "" };
        write!(list, "{}: {}{preferred}", action.kind.lsp_name(), action.title).unwrap();
        if let Some(command) = &action.command {
            let target = match &command.target {
                CommandTarget::Flag(arguments) => serde_json::to_string(arguments).unwrap(),
                CommandTarget::Place(offset) => {
                    format!("at {:?}", fixture.own().text[*offset..].split('\n').next().unwrap())
                }
            };
            write!(list, " → {} {target}", command.name).unwrap();
        }
        if let Some(diagnostic) = &action.fixes {
            write!(list, " for {}", diagnostic.code).unwrap();
        }
        list.push('\n');
    }
    expected.assert_eq(&list);
}

/// The files that the first action changes whose title holds `title`, after it.
fn check_edit(title: &str, fixture: &str, expected: Expect) {
    expected.assert_eq(&edited(title, &Fixture::new(fixture)));
}

fn edited(title: &str, fixture: &Fixture) -> String {
    let actions = actions(fixture, Trigger::Automatic);
    let Some(action) = actions.iter().find(|action| action.title.contains(title)) else {
        return "not offered".to_owned();
    };
    let change = action.change.as_ref().expect("a change");
    let mut edited = String::new();
    for (path, of_file) in &change.files {
        if **path != *fixture.path() {
            writeln!(edited, "//- {path}").unwrap();
        }
        let text = fixture.file(path).unwrap().text;
        assert!(of_file.apply(path, &format!("{text} ")).is_err(), "applied to another text");
        edited.push_str(&of_file.apply(path, &text).unwrap());
    }
    edited
}

#[test]
fn a_live_flag_can_be_changed_and_opened() {
    check(
        r#"
ld.boolVariation("new-$0checkout", false);
"#,
        expect![[r#"
            flagwise.open: Open `new-checkout` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"new-checkout"}
            flagwise.explain: Explain why this is the flag `new-checkout` → flagwise.explain at "new-checkout\", false);"
            flagwise.write: Turn on `new-checkout` in Staging → flagwise.turnOn {"project":"storefront","flag":"new-checkout","environment":"staging"}
            flagwise.write: Turn off `new-checkout` in Production → flagwise.turnOff {"project":"storefront","flag":"new-checkout","environment":"production"}
            flagwise.write: Deprecate `new-checkout` in all environments → flagwise.deprecate {"project":"storefront","flag":"new-checkout"}
            flagwise.write: Archive `new-checkout` in all environments → flagwise.archive {"project":"storefront","flag":"new-checkout"}
        "#]],
    );
}

#[test]
fn a_stale_flag_can_be_archived_by_a_quick_fix() {
    check(
        r#"
ld.boolVariation("done-banner$0", false);
"#,
        expect![[r#"
            flagwise.open: Open `done-banner` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"done-banner"}
            flagwise.explain: Explain why this is the flag `done-banner` → flagwise.explain at "done-banner\", false);"
            quickfix: Silence stale-flag here with a comment for stale-flag
            flagwise.write: Turn off `done-banner` in Production → flagwise.turnOff {"project":"storefront","flag":"done-banner","environment":"production"}
            quickfix: Deprecate `done-banner` in all environments → flagwise.deprecate {"project":"storefront","flag":"done-banner"} for stale-flag
            quickfix: Archive `done-banner` in all environments → flagwise.archive {"project":"storefront","flag":"done-banner"} for stale-flag
        "#]],
    );
}

#[test]
fn archived_and_deprecated_flags_can_be_restored() {
    check(
        r#"
ld.boolVariation("$0old-banner", false);
"#,
        expect![[r#"
            flagwise.open: Open `old-banner` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"old-banner"}
            flagwise.explain: Explain why this is the flag `old-banner` → flagwise.explain at "old-banner\", false);"
            quickfix: Silence archived-flag here with a comment for archived-flag
            quickfix: Restore archived `old-banner` in all environments → flagwise.restore {"project":"storefront","flag":"old-banner"} for archived-flag
        "#]],
    );
    check(
        r#"
ld.boolVariation("$0legacy-search", false);
"#,
        expect![[r#"
            flagwise.open: Open `legacy-search` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"legacy-search"}
            flagwise.explain: Explain why this is the flag `legacy-search` → flagwise.explain at "legacy-search\", false);"
            quickfix: Silence deprecated-flag here with a comment for deprecated-flag
            flagwise.write: Turn off `legacy-search` in Production → flagwise.turnOff {"project":"storefront","flag":"legacy-search","environment":"production"}
            quickfix: Restore deprecated `legacy-search` in all environments → flagwise.restoreDeprecated {"project":"storefront","flag":"legacy-search"} for deprecated-flag
            quickfix: Archive `legacy-search` in all environments → flagwise.archive {"project":"storefront","flag":"legacy-search"} for deprecated-flag
        "#]],
    );
}

#[test]
fn an_unknown_key_is_replaced_by_a_near_one() {
    let fixture = r#"
ld.boolVariation("new-chekout$0", false);
"#;
    check(
        fixture,
        expect![[r#"
            flagwise.explain: Explain why this is the flag `new-chekout` → flagwise.explain at "new-chekout\", false);"
            quickfix: Replace with `new-checkout` (New checkout) (preferred) for unknown-flag
            quickfix: Replace with `new-checkout-v2` (New checkout 2) for unknown-flag
            quickfix: Silence unknown-flag here with a comment for unknown-flag
        "#]],
    );
    check_edit(
        "Replace with `new-checkout`",
        fixture,
        expect![[r#"
        ld.boolVariation("new-checkout", false);
    "#]],
    );
}

#[test]
fn a_key_behind_a_name_is_replaced_where_it_is_defined() {
    check_edit(
        "Replace",
        r#"
const CHECKOUT = 'new-chekout';
ld.boolVariation(CHECK$0OUT, false);
"#,
        expect![[r#"
            const CHECKOUT = 'new-checkout';
            ld.boolVariation(CHECKOUT, false);
        "#]],
    );
}

#[test]
fn a_key_behind_a_name_is_replaced_in_the_file_that_defines_it() {
    let fixture = r#"
//- src/app.ts
import { Flags } from "./flags";
ld.boolVariation(Flags.Check$0out, false);
ld.boolVariation(Flags.Search, false);
//- src/page.ts
import { Flags as F } from "./flags";
const on = ld.boolVariation(F.Checkout, false) || ld.boolVariation(F.Checkout, true);
//- src/flags.ts
export enum Flags { Checkout = "new-chekout", Search = "old-baner" }
"#;
    check(
        fixture,
        expect![[r#"
            flagwise.explain: Explain why this is the flag `new-chekout` → flagwise.explain at "Checkout, false);"
            quickfix: Replace with `new-checkout` (New checkout) in flags.ts, used at 3 places (preferred) for unknown-flag
            quickfix: Replace with `new-checkout-v2` (New checkout 2) in flags.ts, used at 3 places for unknown-flag
            quickfix: Silence unknown-flag here with a comment for unknown-flag
        "#]],
    );
    check_edit(
        "Replace",
        fixture,
        expect![[r#"
        //- src/flags.ts
        export enum Flags { Checkout = "new-checkout", Search = "old-baner" }
    "#]],
    );
    check_edit(
        "Replace",
        r#"
//- app.py
from keys import CHECKOUT
ld_client.variation(CHECK$0OUT, user, False)
//- keys.py
CHECKOUT = "new-chekout"
"#,
        expect![[r#"
            //- keys.py
            CHECKOUT = "new-checkout"
        "#]],
    );
}

#[test]
fn a_symbol_keeps_its_colon_and_gets_quotes() {
    check_edit(
        "Replace",
        r#"
//- app.rb
ld_client.variation(:old_bann$0er, user, false)
"#,
        expect![[r#"
            ld_client.variation(:"old-banner", user, false)
        "#]],
    );
}

#[test]
fn silencing_writes_a_comment_of_the_language() {
    check_edit(
        "Silence",
        r#"
//- app.py
def shown():
    return ld_client.variation("old-ban$0ner", user, False)
"#,
        expect![[r#"
            def shown():
                # flagwise: ignore[archived-flag]
                return ld_client.variation("old-banner", user, False)
        "#]],
    );
    check_edit(
        "Silence",
        r#"
//- app.tsx
<main>
  {ld.boolVariation("old-ban$0ner", false) && <p/>}
</main>
"#,
        expect![[r#"
            <main>
              {/* flagwise: ignore[archived-flag] */}
              {ld.boolVariation("old-banner", false) && <p/>}
            </main>
        "#]],
    );
    check_edit(
        "Silence",
        r#"
//- app.tsx
return (
  <p hidden={ld.boolVariation("old-ban$0ner", false)}/>
);
"#,
        expect![[r#"
            return (
              // flagwise: ignore[archived-flag]
              <p hidden={ld.boolVariation("old-banner", false)}/>
            );
        "#]],
    );
    check_edit(
        "Silence",
        r#"
//- app.html
<script>ld.boolVariation("old-ban$0ner", false)</script>
"#,
        expect![[r#"
            <script>ld.boolVariation(/* flagwise: ignore[archived-flag] */ "old-banner", false)</script>
        "#]],
    );
}

#[test]
fn silencing_stays_out_of_texts_and_continued_lines() {
    check_edit(
        "Silence",
        r#"
//- app.ts
const s = `
  ${ld.boolVariation("old-ban$0ner", false)}
`;
"#,
        expect![[r#"
            const s = `
              ${ld.boolVariation(/* flagwise: ignore[archived-flag] */ "old-banner", false)}
            `;
        "#]],
    );
    check_edit(
        "Silence",
        r#"
//- app.py
if True and \
    ld_client.variation("old-ban$0ner", user, False):
    pass
"#,
        expect![[r#"
            if True and \
                ld_client.variation("old-banner", user, False): # flagwise: ignore[archived-flag]
                pass
        "#]],
    );
    check_edit(
        "Silence",
        r#"
//- app.py
s = f"""
{ld_client.variation("old-ban$0ner", user, False)}
"""
"#,
        expect!["not offered"],
    );
    check_edit(
        "Silence",
        r#"
//- app.py
s = f"""{
ld_client.variation("old-ban$0ner", user, False)
}"""
"#,
        expect!["not offered"],
    );
    check_edit(
        "Silence",
        r#"
//- app.php
<?php
$s = <<<EOT
 a
EOT . $ldClient->variation("old-ban$0ner", $user, false);
"#,
        expect![[r#"
            <?php
            $s = <<<EOT
             a
            EOT . $ldClient->variation("old-banner", $user, false); // flagwise: ignore[archived-flag]
        "#]],
    );
    check_edit(
        "Silence",
        r#"
//- app.js
// eslint-disable-next-line no-console
log(ld.boolVariation("old-ban$0ner", false));
"#,
        expect![[r#"
            // eslint-disable-next-line no-console
            log(ld.boolVariation("old-banner", false)); // flagwise: ignore[archived-flag]
        "#]],
    );
}

#[test]
fn silencing_writes_no_comment_into_a_template_without_comments() {
    let jinja = "//- app.html\n<p>{{ ld.boolVariation('old-ban$0ner', false) }}</p>\n";
    check_edit("Silence", jinja, expect!["not offered"]);
}

#[test]
fn silencing_adds_to_a_comment_that_is_there() {
    check_edit(
        "Silence",
        r#"
//- app.go
// flagwise: ignore[stale-flag]
ld.boolVariation("old-ban$0ner", false)
"#,
        expect![[r#"
            // flagwise: ignore[stale-flag, archived-flag]
            ld.boolVariation("old-banner", false)
        "#]],
    );
}

#[test]
fn silencing_keeps_windows_line_ends() {
    let fixture = Fixture::new("//- a.go\na\r\n\tld.BoolVariation(\"old-ban$0ner\", user, false)\r\n");
    let expected = "a\r\n\t// flagwise: ignore[archived-flag]\r\n\tld.BoolVariation(\"old-banner\", user, false)\r\n";
    assert_eq!(edited("Silence", &fixture), expected);
}

#[test]
fn nothing_is_offered_away_from_flags_and_without_a_catalog_only_why() {
    check("ld.boolVariation(\"old-banner\", 0); $0\n", expect![""]);
    check_in(
        &Fixture::new("ld.boolVariation(\"old$0-banner\", 0)\n").without_catalog(),
        expect![[r#"
            flagwise.explain: Explain why this is the flag `old-banner` → flagwise.explain at "old-banner\", 0)"
        "#]],
    );
}

/// The titles of the actions that explain the cursor's place.
fn asked(fixture: &str, trigger: Trigger) -> Vec<String> {
    let explaining = actions(&Fixture::new(fixture), trigger).into_iter();
    explaining.filter(|action| action.kind.lsp_name() == "flagwise.explain").map(|action| action.title).collect()
}

#[test]
fn a_place_that_could_be_a_flag_is_explained_to_those_who_ask() {
    const WHY: &str = "Explain why this is not a flag reference";
    for fixture in [
        "translate(\"some-$0text\");",
        "translate($0\"some-text\");",
        "translate({ key: 'some-text$0' });",
        "registry.boolVariation(na$0me, false);",
    ] {
        assert_eq!(asked(fixture, Trigger::Invoked), [WHY], "{fixture}");
        assert!(asked(fixture, Trigger::Automatic).is_empty(), "{fixture}");
    }
    for fixture in [
        "translate(\"Some words, $0and more\");",
        "translate(\"\"$0);",
        "const text = \"some-$0text\";",
        "translate(na$0me);",
        "trans$0late(\"some-text\");",
        "registry.boolVariation(\"some-text\", user, defa$0ult);",
        "// translate it$0",
        "f(1, $0);",
        "$0",
    ] {
        assert!(asked(fixture, Trigger::Invoked).is_empty(), "{fixture}");
    }
    for trigger in [Trigger::Automatic, Trigger::Invoked] {
        let known = asked("const text = \"new-ch$0eckout\";", trigger);
        assert_eq!(known, ["Explain why this is the flag `new-checkout`"]);
    }
}

#[test]
fn writes_are_not_offered_where_they_would_be_refused() {
    let fixture = r#"
ld.boolVariation("done$0-banner", false);
"#;
    let settings = Settings { read_only: true, ..Settings::default() };
    let read_only = Fixture::new(fixture).with_settings(settings);
    check_in(
        &read_only,
        expect![[r#"
            flagwise.open: Open `done-banner` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"done-banner"}
            flagwise.explain: Explain why this is the flag `done-banner` → flagwise.explain at "done-banner\", false);"
            quickfix: Silence stale-flag here with a comment for stale-flag
        "#]],
    );
    let saved = Fixture::new(fixture).with_catalog(|catalog| catalog.source = CatalogSource::File);
    check_in(
        &saved,
        expect![[r#"
            flagwise.open: Open `done-banner` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"done-banner"}
            flagwise.explain: Explain why this is the flag `done-banner` → flagwise.explain at "done-banner\", false);"
            quickfix: Silence stale-flag here with a comment for stale-flag
        "#]],
    );
}

#[test]
fn a_change_at_a_mention_is_offered_to_those_who_ask() {
    let fixture = Fixture::new("const text = \"new-ch$0eckout\";");
    let kinds = |trigger| {
        let kinds: Vec<&str> = actions(&fixture, trigger).iter().map(|action| action.kind.lsp_name()).collect();
        kinds
    };
    assert_eq!(kinds(Trigger::Automatic), ["flagwise.open", "flagwise.explain"]);
    let write = "flagwise.write";
    assert_eq!(kinds(Trigger::Invoked), ["flagwise.open", "flagwise.explain", write, write, write, write]);
}

#[test]
fn nothing_destructive_comes_first_or_is_preferred() {
    for key in ["new-checkout", "done-banner", "old-banner", "legacy-search", "new-chekout"] {
        let fixture = Fixture::new(&format!("ld.boolVariation(\"$0{key}\", false);"));
        let actions = actions(&fixture, Trigger::Invoked);
        let is_write = |action: &CodeAction| {
            action.command.as_ref().is_some_and(|of| of.name != super::OPEN_COMMAND)
                && action.kind != super::ActionKind::Explain
        };
        assert!(!is_write(&actions[0]), "{key}");
        assert!(actions.iter().filter(|action| action.is_preferred).all(|action| !is_write(action)), "{key}");
        // Nor among the quick fixes, which editors list on their own.
        let fix = actions.iter().find(|action| action.kind == super::ActionKind::QuickFix);
        assert!(fix.is_none_or(|fix| !is_write(fix)), "{key}");
    }
}

#[test]
fn a_selection_offers_each_flag_once() {
    let texts = ["accounts", "accounts", "half-done"].map(|key| format!("ld.boolVariation(\"{key}\", 0);"));
    let fixture = Fixture::new(&texts.concat());
    let everything = ByteRange::new(0, fixture.own().text.len());
    let actions = code_actions(&fixture.analysis(), fixture.path(), everything, Trigger::Automatic);
    let opened: Vec<&str> =
        actions.iter().map(|action| action.title.as_str()).filter(|title| title.starts_with("Open")).collect();
    assert_eq!(opened, ["Open `accounts` in LaunchDarkly", "Open `half-done` in LaunchDarkly"]);
}

#[test]
fn arguments_are_read_as_they_are_written() {
    let read: super::CommandArguments =
        serde_json::from_str(r#"{"project":"p","flag":"f","environment":"e"}"#).unwrap();
    assert_eq!((read.flag, read.comment), (FlagKey::new("f"), None));
}

#[test]
fn a_property_gets_the_name_that_the_set_has_for_the_flag() {
    let camel = r#"
import { useFlags } from "launchdarkly-react-client-sdk";
const flags = useFlags();
"#;
    let edited = |line: &str| edited("Replace", &Fixture::new(&format!("{camel}{line}\n")));
    let last = |line: &str| edited(line).lines().last().unwrap().to_owned();
    assert_eq!(last(r#"flags["new-check$0out"];"#), r#"flags["newCheckout"];"#);
    assert_eq!(last("flags.newChe$0kout;"), "flags.newCheckout;");
    assert_eq!(last("const { newChe$0kout } = flags;"), "const { newCheckout: newChekout } = flags;");
    assert_eq!(last("const { newChe$0kout: on } = flags;"), "const { newCheckout: on } = flags;");
    let exact = r#"
import { init } from "@launchdarkly/node-server-sdk";
const all = ldClient.allFlags();
"#;
    let edited = |line: &str| self::edited("Replace", &Fixture::new(&format!("{exact}{line}\n")));
    let last = |line: &str| edited(line).lines().last().unwrap().to_owned();
    assert_eq!(last("all.newChe$0ckout;"), r#"all["new-checkout"];"#);
    assert_eq!(last("all?.newChe$0kout;"), r#"all?.["new-checkout"];"#);
    assert_eq!(last("const { newChe$0ckout } = all;"), r#"const { "new-checkout": newCheckout } = all;"#);
}

/// A workspace with a string flag `theme`.
fn with_theme(text: &str) -> Fixture {
    let mut catalog = crate::ide::fixture::catalog();
    let values = serde_json::json!([{ "value": "light" }, { "value": "dark" }]);
    let flag: crate::flags::Flag =
        serde_json::from_value(serde_json::json!({ "key": "theme", "variations": values })).unwrap();
    catalog.flags.insert(flag.key.clone(), std::sync::Arc::new(flag));
    Fixture::with_flags(text, catalog)
}

#[test]
fn a_value_that_no_variation_has_is_replaced_by_the_nearest() {
    let fixture = |compared: &str| {
        with_theme(&format!(
            "import {{ init }} from \"@launchdarkly/node-server-sdk\";\nconst client = init(\"key\");\n\
             const theme = client.variation(\"theme\", user, \"none\");\n{compared};\n"
        ))
    };
    check_in(
        &fixture("theme === 'da$0kr'"),
        expect![[r#"
        quickfix: Replace with `dark` (preferred) for impossible-variation
        quickfix: Silence impossible-variation here with a comment for impossible-variation
    "#]],
    );
    let last = |text: String| text.lines().last().unwrap_or_default().to_owned();
    assert_eq!(last(edited("Replace with", &fixture("theme === 'da$0kr'"))), "theme === 'dark';");
    assert_eq!(last(edited("Replace with", &fixture("({ da$0kr: 1 })[theme]"))), "({ dark: 1 })[theme];");
    assert_eq!(edited("Replace with", &fixture("theme === 'ot$0her'")), "not offered");
    assert_eq!(last(edited("Silence impossible-variation", &fixture("theme === 'ot$0her'"))), "theme === 'other';",);
}
