use super::*;

#[test]
fn wrappers_of_all_sources_count() {
    check(
        &Sources {
            user: Some("[[wrappers]]\nfunction = \"isOn\"\n"),
            workspace: Some(
                "ignoredWrappers = [\"I18n.translate\"]\n[[wrappers]]\nfunction = \"Feature\"\nreceiver = \"ui.Shop\"\n\
                 module = \"@shop/flags\"\nkey = \"name\"\ndefault = 1\nkind = \"bool\"\n",
            ),
            editor: Some(json!({ "wrappers": [{ "function": "all", "kind": "flags", "key": null }] })),
            ..Default::default()
        },
        expect![[r#"
            ignoredWrappers = ["I18n.translate"] from ws/flagwise.toml:1
            wrappers = [WrapperSetting { function: "isOn", receiver: None, module: None, key: Position(0), default: None, kind: "any" }, WrapperSetting { function: "Feature", receiver: Some("Shop"), module: Some("@shop/flags"), key: Label("name"), default: Some(Position(1)), kind: "bool" }, WrapperSetting { function: "all", receiver: None, module: None, key: Position(0), default: None, kind: "flags" }] from the editor's settings
        "#]],
    );
}

#[test]
fn what_is_wrong_with_a_wrapper_is_told_with_what_was_probably_meant() {
    check(
        &Sources {
            workspace: Some(
                "ignoredWrappers = [\"a b\", 3, \"t\"]\nwrappers = [\"isOn\", {}, { function = \"on\", knid = \"bool\" }, \
                 { function = \"a.b\" },\n  { function = \"x\", kind = \"boolean\" }, { function = \"x\", key = -1 }, \
                 { receiver = \"y\", name = \"z\" }]\n",
            ),
            editor: Some(json!({ "wrappers": "isOn", "ignoredWrapper": ["x"] })),
            ..Default::default()
        },
        expect![[r#"
            ignoredWrappers = ["t"] from ws/flagwise.toml:1
            wrappers = [WrapperSetting { function: "on", receiver: None, module: None, key: Position(0), default: None, kind: "any" }] from ws/flagwise.toml:2
            error: ws/flagwise.toml:1:20: `ignoredWrappers` expects names such as "translate" or "I18n.translate". This one is ignored
            error: ws/flagwise.toml:1:27: `ignoredWrappers` expects names such as "translate" or "I18n.translate". This one is ignored
            error: ws/flagwise.toml:2:13: `wrappers` expects tables such as { function = "isOn", key = 0, kind = "bool" }, found a string. This one is ignored
            error: ws/flagwise.toml:2:21: `wrappers`: `function` is required. This wrapper is ignored
            warning: ws/flagwise.toml:2:44: `wrappers`: unknown field `knid`; did you mean `kind`?
            error: ws/flagwise.toml:2:74: `wrappers`: `function` expects the name of a function, such as "isOn". This wrapper is ignored
            error: ws/flagwise.toml:3:28: `wrappers`: `kind` expects one of any, bool, string, int, double, json, flags. This wrapper is ignored
            error: ws/flagwise.toml:3:65: `wrappers`: `key` expects a zero-based position or the name of an argument. This wrapper is ignored
            warning: ws/flagwise.toml:3:89: `wrappers`: unknown field `name`; expected one of function, receiver, module, key, default, kind
            error: ws/flagwise.toml:3:71: `wrappers`: `function` is required. This wrapper is ignored
            error: Editor settings, section flagwise: `wrappers` expects a list of wrappers, such as [{ function = "isOn", key = 0, kind = "bool" }], found a string. It is ignored
            warning: Editor settings, section flagwise: unknown option `ignoredWrapper`; did you mean `ignoredWrappers`?
        "#]],
    );
}

#[test]
fn a_workspace_may_not_trust_itself_with_alias_commands() {
    check(
        &Sources {
            workspace: Some("aliasCommands = [\"/home/me/code/shop\"]\n"),
            user: Some("aliasCommands = [\"/home/me/code/shop\", \"relative\"]\n"),
            ..Default::default()
        },
        expect![[r#"
            aliasCommands = ["/home/me/code/shop"] from home/config.toml:1
            error: home/config.toml:1:40: `aliasCommands`: "relative" is not an absolute path. It is ignored
            error: ws/flagwise.toml:1:1: `aliasCommands` cannot be set in a workspace file: a cloned repository must not be able to start a program. Remove it here and set it in home/config.toml
        "#]],
    );
}

#[test]
fn the_schema_knows_wrappers() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let accepts = |text: &str| validator.is_valid(&toml::from_str::<Value>(text).unwrap());
    assert!(accepts(
        "wrappers = [{ function = \"isOn\", key = \"flag\", kind = \"flags\" }]\nignoredWrappers = [\"t\"]"
    ));
    assert!(!accepts("wrappers = [{ key = 0 }]"));
    assert!(!accepts("wrappers = [{ function = \"isOn\", knid = \"bool\" }]"));
}
