use std::fmt::Write;

use expect_test::{Expect, expect};

use crate::config::Settings;
use crate::flags::{CatalogSource, FlagKey};
use crate::ide::tests::{file_of, snapshot, with_catalog};
use crate::ide::{FileView, Snapshot, code_actions};
use crate::syntax::Language;
use crate::text::ByteRange;

use super::{CodeAction, CommandTarget, Trigger};

fn check(fixture: &str, expected: Expect) {
    check_with(&snapshot(), Language::TypeScript, fixture, expected);
}

/// Lists what is offered at the cursor.
fn check_with(snapshot: &Snapshot, language: Language, fixture: &str, expected: Expect) {
    let (file, cursor) = file_of(language, fixture);
    let cursor = cursor.expect("a cursor");
    let mut list = String::new();
    for action in code_actions(snapshot, &file, ByteRange::new(cursor, cursor), Trigger::Automatic) {
        let preferred = if action.is_preferred { " (preferred)" } else { "" };
        write!(list, "{}: {}{preferred}", action.kind.lsp_name(), action.title).unwrap();
        if let Some(command) = &action.command {
            let target = match &command.target {
                CommandTarget::Flag(arguments) => serde_json::to_string(arguments).unwrap(),
                CommandTarget::Place(offset) => format!("at {:?}", &file.text[*offset..].split('\n').next().unwrap()),
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

/// The file after the first action whose title holds `title`.
fn check_edit(language: Language, title: &str, fixture: &str, expected: Expect) {
    let (file, cursor) = file_of(language, fixture);
    let cursor = cursor.expect("a cursor");
    let actions = code_actions(&snapshot(), &file, ByteRange::new(cursor, cursor), Trigger::Automatic);
    let action = actions.iter().find(|action| action.title.contains(title));
    expected.assert_eq(&action.map_or("not offered".to_owned(), |action| apply(&file, action)));
}

fn apply(file: &FileView, action: &CodeAction) -> String {
    let mut text = file.text.to_string();
    let mut edits = action.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.range));
    for edit in edits {
        text.replace_range(std::ops::Range::from(edit.range), &edit.new_text);
    }
    text
}

#[test]
fn a_live_flag_can_be_changed_and_opened() {
    check(
        r#"
on("new-$0checkout");
  //^^^^^^^^^^^^ call
"#,
        expect![[r#"
            flagwise.write: Deprecate `new-checkout` in all environments → flagwise.deprecate {"project":"storefront","flag":"new-checkout"}
            flagwise.write: Archive `new-checkout` in all environments → flagwise.archive {"project":"storefront","flag":"new-checkout"}
            flagwise.write: Turn off `new-checkout` in Production → flagwise.turnOff {"project":"storefront","flag":"new-checkout","environment":"production"}
            flagwise.write: Turn on `new-checkout` in Staging → flagwise.turnOn {"project":"storefront","flag":"new-checkout","environment":"staging"}
            flagwise.open: Open `new-checkout` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"new-checkout"}
            flagwise.explain: Explain why this is the flag `new-checkout` → flagwise.explain at "new-checkout\");"
        "#]],
    );
}

#[test]
fn a_stale_flag_can_be_archived_by_a_quick_fix() {
    check(
        r#"
on("done-banner$0");
  //^^^^^^^^^^^ call
"#,
        expect![[r#"
            quickfix: Archive `done-banner` in all environments → flagwise.archive {"project":"storefront","flag":"done-banner"} for stale-flag
            quickfix: Deprecate `done-banner` in all environments → flagwise.deprecate {"project":"storefront","flag":"done-banner"} for stale-flag
            quickfix: Silence stale-flag here with a comment for stale-flag
            flagwise.write: Turn off `done-banner` in Production → flagwise.turnOff {"project":"storefront","flag":"done-banner","environment":"production"}
            flagwise.open: Open `done-banner` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"done-banner"}
            flagwise.explain: Explain why this is the flag `done-banner` → flagwise.explain at "done-banner\");"
        "#]],
    );
}

#[test]
fn archived_and_deprecated_flags_can_be_restored() {
    check(
        r#"
on("$0old-banner");
  //^^^^^^^^^^ call
"#,
        expect![[r#"
            quickfix: Restore archived `old-banner` in all environments → flagwise.restore {"project":"storefront","flag":"old-banner"} for archived-flag
            quickfix: Silence archived-flag here with a comment for archived-flag
            flagwise.open: Open `old-banner` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"old-banner"}
            flagwise.explain: Explain why this is the flag `old-banner` → flagwise.explain at "old-banner\");"
        "#]],
    );
    check(
        r#"
on("$0legacy-search");
  //^^^^^^^^^^^^^ call
"#,
        expect![[r#"
            quickfix: Restore deprecated `legacy-search` in all environments → flagwise.restoreDeprecated {"project":"storefront","flag":"legacy-search"} for deprecated-flag
            quickfix: Archive `legacy-search` in all environments → flagwise.archive {"project":"storefront","flag":"legacy-search"} for deprecated-flag
            quickfix: Silence deprecated-flag here with a comment for deprecated-flag
            flagwise.write: Turn off `legacy-search` in Production → flagwise.turnOff {"project":"storefront","flag":"legacy-search","environment":"production"}
            flagwise.open: Open `legacy-search` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"legacy-search"}
            flagwise.explain: Explain why this is the flag `legacy-search` → flagwise.explain at "legacy-search\");"
        "#]],
    );
}

#[test]
fn an_unknown_key_is_replaced_by_a_near_one() {
    let fixture = r#"
on("new-chekout$0");
  //^^^^^^^^^^^ call
"#;
    check(
        fixture,
        expect![[r#"
            quickfix: Replace with `new-checkout` (New checkout) (preferred) for unknown-flag
            quickfix: Replace with `new-checkout-v2` (New checkout 2) for unknown-flag
            quickfix: Silence unknown-flag here with a comment for unknown-flag
            flagwise.explain: Explain why this is the flag `new-chekout` → flagwise.explain at "new-chekout\");"
        "#]],
    );
    check_edit(
        Language::TypeScript,
        "Replace with `new-checkout`",
        fixture,
        expect![[r#"
        on("new-checkout");
    "#]],
    );
}

#[test]
fn a_key_behind_a_name_is_replaced_where_it_is_defined() {
    check_edit(
        Language::TypeScript,
        "Replace",
        r#"
const CHECKOUT = 'new-chekout';
                //^^^^^^^^^^^ definition
on(CHECK$0OUT);
 //^^^^^^^^ constant-in-call=new-chekout
"#,
        expect![[r#"
            const CHECKOUT = 'new-checkout';
            on(CHECKOUT);
        "#]],
    );
    check_edit(
        Language::TypeScript,
        "Replace",
        r#"
on(CHECK$0OUT);
 //^^^^^^^^ constant-in-call=new-chekout
"#,
        expect!["not offered"],
    );
}

#[test]
fn a_symbol_keeps_its_colon_and_gets_quotes() {
    check_edit(
        Language::Ruby,
        "Replace",
        r#"
on(:old_bann$0er)
  //^^^^^^^^^^ call
"#,
        expect![[r#"
            on(:"old-banner")
        "#]],
    );
}

#[test]
fn silencing_writes_a_comment_of_the_language() {
    check_edit(
        Language::Python,
        "Silence",
        r#"
def shown():
    return client.variation("old-ban$0ner", user, False)
                           //^^^^^^^^^^ call
"#,
        expect![[r#"
            def shown():
                # flagwise: ignore[archived-flag]
                return client.variation("old-banner", user, False)
        "#]],
    );
    check_edit(
        Language::Tsx,
        "Silence",
        r#"
<main>
  {on("old-ban$0ner") && <p/>}
     //^^^^^^^^^^ call
</main>
"#,
        expect![[r#"
            <main>
              {/* flagwise: ignore[archived-flag] */}
              {on("old-banner") && <p/>}
            </main>
        "#]],
    );
    check_edit(
        Language::Tsx,
        "Silence",
        r#"
return (
  <p hidden={on("old-ban$0ner")}/>
               //^^^^^^^^^^ call
);
"#,
        expect![[r#"
            return (
              // flagwise: ignore[archived-flag]
              <p hidden={on("old-banner")}/>
            );
        "#]],
    );
    check_edit(
        Language::Html,
        "Silence",
        r#"
<script>on("old-ban$0ner")</script>
          //^^^^^^^^^^ call
"#,
        expect!["not offered"],
    );
}

#[test]
fn silencing_adds_to_a_comment_that_is_there() {
    check_edit(
        Language::Go,
        "Silence",
        r#"
// flagwise: ignore[stale-flag]
on("old-ban$0ner")
  //^^^^^^^^^^ call
"#,
        expect![[r#"
            // flagwise: ignore[stale-flag, archived-flag]
            on("old-banner")
        "#]],
    );
}

#[test]
fn silencing_keeps_windows_line_ends() {
    let (file, cursor) = file_of(Language::Go, "a\r\n\ton(\"old-ban$0ner\")\r\n\t  //^^^^^^^^^^ call\r\n");
    let at = cursor.unwrap();
    let actions = code_actions(&snapshot(), &file, ByteRange::new(at, at), Trigger::Automatic);
    let silence = actions.iter().find(|action| action.title.contains("Silence")).unwrap();
    assert_eq!(apply(&file, silence), "a\r\n\t// flagwise: ignore[archived-flag]\r\n\ton(\"old-banner\")\r\n");
}

#[test]
fn nothing_is_offered_away_from_flags_and_without_a_catalog_only_why() {
    check("on(\"old-banner\"); $0\n  //^^^^^^^^^^ call\n", expect![""]);
    let no_catalog = Snapshot { catalog: None, ..snapshot() };
    check_with(
        &no_catalog,
        Language::Go,
        "on(\"old$0-banner\")\n  //^^^^^^^^^^ call\n",
        expect![[r#"
        flagwise.explain: Explain why this is the flag `old-banner` → flagwise.explain at "old-banner\")"
    "#]],
    );
}

/// The titles of what is offered at the cursor of a file that nobody told the sites of.
fn asked(fixture: &str, trigger: Trigger) -> Vec<String> {
    let (mut file, cursor) = file_of(Language::TypeScript, fixture);
    let known = ["new-checkout"].into_iter().collect();
    file.sites = crate::index::file_sites(file.language, &file.text, &known);
    let cursor = cursor.expect("a cursor");
    let actions = code_actions(&snapshot(), &file, ByteRange::new(cursor, cursor), trigger);
    actions
        .into_iter()
        .filter(|action| action.kind.lsp_name() == "flagwise.explain")
        .map(|action| action.title)
        .collect()
}

#[test]
fn a_place_that_could_be_a_flag_is_explained_to_those_who_ask() {
    const WHY: &str = "Explain why this is not taken as a flag";
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
on("done$0-banner");
  //^^^^^^^^^^^ call
"#;
    let settings = Settings { read_only: true, ..Settings::default() };
    let read_only = Snapshot { settings: settings.into(), ..snapshot() };
    check_with(
        &read_only,
        Language::TypeScript,
        fixture,
        expect![[r#"
            quickfix: Silence stale-flag here with a comment for stale-flag
            flagwise.open: Open `done-banner` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"done-banner"}
            flagwise.explain: Explain why this is the flag `done-banner` → flagwise.explain at "done-banner\");"
        "#]],
    );
    let saved = with_catalog(|catalog| catalog.source = CatalogSource::File);
    check_with(
        &saved,
        Language::TypeScript,
        fixture,
        expect![[r#"
            quickfix: Silence stale-flag here with a comment for stale-flag
            flagwise.open: Open `done-banner` in LaunchDarkly → flagwise.openInLaunchDarkly {"project":"storefront","flag":"done-banner"}
            flagwise.explain: Explain why this is the flag `done-banner` → flagwise.explain at "done-banner\");"
        "#]],
    );
}

#[test]
fn a_selection_offers_each_flag_once() {
    let (file, _) = file_of(
        Language::Go,
        "on(\"accounts\", \"accounts\", \"half-done\")\n  //^^^^^^^^ call\n              //^^^^^^^^ call\n                          //^^^^^^^^^ call\n",
    );
    let actions = code_actions(&snapshot(), &file, ByteRange::new(0, file.text.len()), Trigger::Automatic);
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
