use expect_test::{Expect, expect};

use super::super::Index;
use crate::syntax::{KnownKeys, Language};
use crate::text::ByteRange;

/// Lists the calls around the keys of a file: method, side, and the text of each argument.
fn check(language: Language, text: &str, expected: Expect) {
    let index = Index::new(&KnownKeys::default()).with_files([("src/a", language, text)]);
    let shown = |range: Option<ByteRange>| range.map_or("-", |range| range.of(text)).to_owned();
    let mut drawn = String::new();
    for reference in index.references("src/a") {
        let Some(call) = reference.call else { continue };
        drawn.push_str(&format!(
            "{} {:?} callee={} key={} context={} default={} in {}\n",
            call.method,
            call.side,
            call.callee.of(text),
            call.key.of(text),
            shown(call.context),
            shown(call.default),
            call.range.of(text),
        ));
    }
    expected.assert_eq(&drawn);
}

#[test]
fn arguments_are_told_apart_by_the_sdk() {
    check(
        Language::TypeScript,
        r#"
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk");
if (await client.boolVariation("new-cart", { kind: "user", key: id }, false)) {}
"#,
        expect![[r#"
            boolVariation Server callee=boolVariation key="new-cart" context={ kind: "user", key: id } default=false in client.boolVariation("new-cart", { kind: "user", key: id }, false)
        "#]],
    );
    check(
        Language::TypeScript,
        r#"
import { createClient } from "@launchdarkly/js-client-sdk";
const client = createClient("id", user);
client.boolVariation("new-cart", false);
"#,
        expect![[r#"
            boolVariation Client callee=boolVariation key="new-cart" context=- default=false in client.boolVariation("new-cart", false)
        "#]],
    );
    check(
        Language::TypeScript,
        r#"
import { init } from "@launchdarkly/vercel-server-sdk";
const client = init("id", edge);
client.stringVariation("theme", context, "light");
"#,
        expect![[r#"
            stringVariation Edge callee=stringVariation key="theme" context=context default="light" in client.stringVariation("theme", context, "light")
        "#]],
    );
    check(
        Language::Go,
        r#"
package a
import ld "github.com/launchdarkly/go-server-sdk/v7"
func on(client *ld.LDClient) bool {
	on, _ := client.BoolVariationCtx(ctx, "new-cart", user, false)
	return on
}
"#,
        expect![[r#"
            BoolVariationCtx Server callee=BoolVariationCtx key="new-cart" context=user default=false in client.BoolVariationCtx(ctx, "new-cart", user, false)
        "#]],
    );
    check(
        Language::Python,
        r#"
import ldclient
ldclient.get().variation("new-cart", default=False, context=user)
"#,
        expect![[r#"
            variation Server callee=variation key="new-cart" context=user default=False in ldclient.get().variation("new-cart", default=False, context=user)
        "#]],
    );
    check(
        Language::Rust,
        r#"
use launchdarkly_server_sdk::Client;
fn on(client: &Client) { client.bool_variation(&context, "new-cart", false); }
"#,
        expect![[r#"
            bool_variation Server callee=bool_variation key="new-cart" context=&context default=false in client.bool_variation(&context, "new-cart", false)
        "#]],
    );
}

#[test]
fn a_wrapper_has_the_side_of_its_sdk() {
    check(
        Language::TypeScript,
        r#"
import * as LD from "launchdarkly-react-native-client-sdk";
const client = new LD.LDClient();
export function isOn(flag: string) { return client.boolVariation(flag, false); }
isOn("new-cart");
"#,
        expect![[r#"
            isOn Mobile callee=isOn key="new-cart" context=- default=- in isOn("new-cart")
        "#]],
    );
}
