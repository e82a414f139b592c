//! The rules about evaluations: the editor and the command line report the same.

use serde_json::{Value, json};

use crate::cli::Machine;
use crate::support::shop::{Shop, pulls};

const SETTINGS: &str = "project = \"default\"\nflagFile = \"flags.json\"\n\n[severity]\ndefault-value = \"hint\"\n\
                        duplicate-evaluation = \"hint\"\nevaluation-in-loop = \"hint\"\n\
                        evaluation-before-initialization = \"hint\"\n";

/// Files with something to report by each rule.
const FILES: &[(&str, &str, &str)] = &[
    (
        "app.ts",
        "typescript",
        "import { init } from \"@launchdarkly/node-server-sdk\";\nimport { FLAGS } from \"./keys\";\n\
         const client = init(\"sdk-key\");\nconst early = client.boolVariation(FLAGS.theme, user, false);\n\
         async function all() {\n  const theme = await client.variation(\"theme\", user, 7);\n\
         \x20 for (const one of list) await client.stringVariation(\"theme\", user, \"blue\");\n\
         \x20 return theme === \"drak\";\n}\n",
    ),
    (
        "keys.ts",
        "typescript",
        "export const FLAGS = { theme: \"theme\", hidden: \"hidden-flag\", other: \"cart-flag\" };\n",
    ),
    (
        "page.tsx",
        "typescriptreact",
        "import { useFlags } from \"launchdarkly-react-client-sdk\";\nexport function Page() {\n\
         \x20 const { hiddenFlag, theme } = useFlags();\n  return theme === \"drak\" || hiddenFlag;\n}\n",
    ),
    (
        "app.py",
        "python",
        "import ldclient\n\ndef all(client: ldclient.LDClient, user):\n    theme = client.variation(\"theme\", user, \"light\")\n\
         \x20   match theme:\n        case \"drak\": pass\n    return client.variation(\"theme\", user, True)\n",
    ),
];

fn flags() -> Value {
    let values = |values: &[Value]| -> Value { values.iter().map(|value| json!({ "value": value })).collect() };
    let environment = json!({ "on": true, "offVariation": 1, "prerequisites": [{ "key": "gone", "variation": 0 }] });
    let nowhere = json!({ "usingEnvironmentId": false, "usingMobileKey": false });
    let items = json!([
        {
            "key": "theme", "variations": values(&[json!("light"), json!("dark")]),
            "environments": { "production": environment },
        },
        { "key": "hidden-flag", "variations": values(&[json!(true), json!(false)]), "clientSideAvailability": nowhere },
        { "key": "cart-flag", "variations": values(&[json!(true), json!(false)]) },
    ]);
    json!({ "items": items, "flagwise": { "environments": [{ "key": "production", "name": "Production" }] } })
}

#[tokio::test]
async fn the_editor_reports_what_check_reports() {
    let shop = Shop::with_settings(SETTINGS);
    std::fs::write(shop.path("flags.json"), flags().to_string()).unwrap();
    for (path, _, text) in FILES {
        std::fs::write(shop.path(path), text).unwrap();
    }
    let mut machine = Machine::new();
    machine.folder = shop.folder.path().to_owned();
    let report = machine.run("check --no-cache --fail-on never --format json --flags flags.json").ends_with(0).json();
    let finding = |one: &Value| {
        let number = |name: &str| one[name].as_u64().unwrap() - 1;
        let text = |name: &str| one[name].as_str().unwrap().to_owned();
        (text("path"), number("line"), number("column"), text("code"), text("message"))
    };
    let reported: Vec<_> = report["findings"].as_array().unwrap().iter().map(finding).collect();

    let mut client = pulls();
    client["textDocument"]["diagnostic"]["relatedInformation"] = json!(true);
    client["textDocument"]["publishDiagnostics"] = json!({ "relatedInformation": true });
    let editor = shop.editor(shop.options(), client).await;
    for (path, language, text) in FILES {
        editor.open(&shop.uri(path), language, text);
    }
    editor.quiescent().await;
    let mut shown = Vec::new();
    for (path, ..) in FILES {
        let params = json!({ "textDocument": { "uri": shop.uri(path) } });
        let answer = editor.request("textDocument/diagnostic", params).await.unwrap();
        for one in answer["items"].as_array().unwrap() {
            let start = &one["range"]["start"];
            let number = |name: &str| start[name].as_u64().unwrap();
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            shown.push(((*path).to_owned(), number("line"), number("character"), text("code"), text("message")));
        }
    }
    shown.sort();
    let mut sorted = reported.clone();
    sorted.sort();
    assert_eq!(shown, sorted);
    let codes: std::collections::BTreeSet<&str> = reported.iter().map(|(.., code, _)| code.as_str()).collect();
    let expected = [
        "client-side-unavailable",
        "default-mismatch",
        "default-value",
        "duplicate-evaluation",
        "evaluation-before-initialization",
        "evaluation-in-loop",
        "impossible-variation",
        "kind-mismatch",
        "missing-prerequisite",
        "unused-flag",
    ];
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_part_of_the_workspace_does_not_tell_what_is_unused() {
    let machine = Machine::new();
    machine.write("flagwise.toml", SETTINGS);
    machine.write("flags.json", flags().to_string());
    machine.write("src/keys.ts", FILES[1].2);
    machine.write("src/app.ts", "import { FLAGS } from \"./keys\";\nuse(FLAGS.theme);\nuse(FLAGS.hidden);\n");
    let run =
        |path: &str| machine.run(&format!("check --fail-on never --format json --flags flags.json {path}")).findings();
    let unused = |path: &str| run(path).into_iter().filter(|one| one.contains("unused")).collect::<Vec<_>>();
    for cached in [false, true] {
        assert_eq!(unused("."), ["src/keys.ts:1 unused-flag cart-flag"], "cached: {cached}");
    }
    assert_eq!(unused("src"), [""; 0]);
}
