//! Every instruction of the API: what it changes, when it changes nothing, what it refuses.
//!
//! The table is made from the enums and kept in `instructions/table.txt`; `UPDATE_EXPECT=1` writes it anew.

use std::fmt::Write;

use expect_test::expect_file;
use flagwise::flags::{
    ApplyContext, EnvironmentKey, ExpiringTargetInstruction, ExpiringUserTargetInstruction, Instruction,
    InstructionKind, ScheduledChangeInstruction, Scope, SequentialIds, apply, apply_expiring, apply_scheduled,
};
use serde_json::{Value, json};

mod difference;
mod fixture;
mod properties;
mod rows;

use difference::difference;
use fixture::{NOW, Project};
use rows::{Trial, row};

/// What a trial did: the state before and after as JSON, or status, code and message.
type Outcome = Result<(Value, Value), (u16, &'static str, String)>;

fn all_kinds() -> Vec<InstructionKind> {
    [
        Instruction::KINDS,
        ExpiringTargetInstruction::KINDS,
        ExpiringUserTargetInstruction::KINDS,
        ScheduledChangeInstruction::KINDS,
    ]
    .concat()
}

fn is_of(kinds: &[InstructionKind], instruction: &Value) -> bool {
    kinds.iter().any(|kind| instruction["kind"] == kind.name)
}

/// Applies an instruction to what it is about: a flag, the list of expiring targets, a scheduled change.
fn run(trial: &Trial, environment: Option<&str>) -> Outcome {
    let project = Project::new();
    let ids = SequentialIds::default();
    let context = ApplyContext { now: NOW, ids: &ids, surroundings: &project };
    let flag = project.get(trial.flag);
    let environment = environment.map(EnvironmentKey::new);
    let json = &trial.instruction;
    let refused = |error: &flagwise::flags::PatchError| (error.status(), error.code(), error.to_string());

    if is_of(Instruction::KINDS, json) {
        let instruction: Instruction = serde_json::from_value(json.clone()).unwrap();
        let applied = apply(flag, environment.as_ref(), &[instruction], &context).map_err(|error| refused(&error))?;
        let before = serde_json::to_value(flag).unwrap();
        let after = if applied.deleted { json!(null) } else { serde_json::to_value(&applied.flag).unwrap() };
        assert_eq!(applied.changed, before != after, "{json}");
        return Ok((before, after));
    }
    if is_of(ScheduledChangeInstruction::KINDS, json) {
        let instruction: ScheduledChangeInstruction = serde_json::from_value(json.clone()).unwrap();
        let before = fixture::scheduled();
        let after = apply_scheduled(&before, &[instruction], NOW).map_err(|error| refused(&error))?;
        return Ok((serde_json::to_value(before).unwrap(), serde_json::to_value(after).unwrap()));
    }
    let instruction: ExpiringTargetInstruction = match serde_json::from_value(json.clone()) {
        Ok(instruction) => instruction,
        Err(_) => serde_json::from_value::<ExpiringUserTargetInstruction>(json.clone()).unwrap().into(),
    };
    let before = fixture::expiring();
    let environment = environment.unwrap();
    let applied =
        apply_expiring(flag, &environment, &before, &[instruction], &context).map_err(|error| refused(&error))?;
    assert_eq!(applied.total, 1);
    assert_eq!(applied.successful + applied.errors.len(), 1);
    match applied.errors.first() {
        // The answer as a whole is 200.
        Some((index, problem)) => Err((200, "errors", format!("instructionIndex {index}: {problem}"))),
        None => Ok((serde_json::to_value(before).unwrap(), serde_json::to_value(applied.items).unwrap())),
    }
}

fn shown(trial: &Trial) -> String {
    format!("{} on {}", trial.instruction, trial.flag)
}

#[test]
fn every_instruction_does_what_the_reference_says() {
    let kinds = all_kinds();
    assert_eq!(kinds.len(), 62);
    let mut table = String::new();
    for kind in kinds {
        let row = row(kind.name);
        let environment = Some("production");
        writeln!(table, "{}: {}", kind.name, kind.doc).unwrap();

        let (before, after) = run(&row.success, environment).unwrap();
        let changes = difference(&before, &after);
        assert!(!changes.is_empty(), "{} changes nothing", shown(&row.success));
        writeln!(table, "  success {}", shown(&row.success)).unwrap();
        for change in changes {
            writeln!(table, "    {change}").unwrap();
        }

        match &row.no_op {
            Ok(trial) => {
                let (before, after) = run(trial, environment).unwrap();
                assert_eq!(before, after, "{}", shown(trial));
                writeln!(table, "  no-op {}", shown(trial)).unwrap();
            }
            Err(reason) => writeln!(table, "  no no-op: {reason}").unwrap(),
        }

        for (trial, expected) in &row.errors {
            let (status, code, message) = run(trial, environment).unwrap_err();
            assert!(message.contains(expected), "{}: {message}", shown(trial));
            writeln!(table, "  {status} {code} {}\n    {message}", shown(trial)).unwrap();
        }
        table.push('\n');
    }
    expect_file!["./instructions/table.txt"].assert_eq(&table);
}

#[test]
fn instructions_of_an_environment_need_one_that_exists() {
    for kind in Instruction::KINDS {
        let trial = row(kind.name).success;
        let nowhere = run(&trial, None);
        let elsewhere = run(&trial, Some("nowhere"));
        if kind.scope == Scope::Environment {
            let (status, code, message) = nowhere.unwrap_err();
            assert_eq!((status, code), (400, "invalid_request"), "{kind}");
            assert!(message.contains("environmentKey"), "{message}");
            let (status, code, message) = elsewhere.unwrap_err();
            assert_eq!((status, code), (404, "not_found"), "{kind}");
            assert!(message.contains("`nowhere`"), "{message}");
        } else {
            assert_eq!(nowhere, elsewhere, "{kind} looks at the environment");
            nowhere.unwrap();
        }
    }
}

#[test]
fn counters_move_where_something_changed_and_only_there() {
    for kind in Instruction::KINDS.iter().filter(|kind| kind.name != "deleteFlag") {
        let (before, after) = run(&row(kind.name).success, Some("production")).unwrap();
        let mut whole = [before.clone(), after.clone()];
        whole.iter_mut().for_each(|flag| flag["environments"] = json!(null));
        let moved = after["_version"].as_u64().unwrap() - before["_version"].as_u64().unwrap();
        assert_eq!(moved, u64::from(!difference(&whole[0], &whole[1]).is_empty()), "{kind}");
        for (name, config) in before["environments"].as_object().unwrap() {
            let now = &after["environments"][name];
            let differs = !difference(config, now).is_empty();
            let moved = now["version"].as_u64().unwrap() - config["version"].as_u64().unwrap();
            assert_eq!(moved, u64::from(differs), "{kind} in {name}");
            let modified = if differs { json!(NOW) } else { config["lastModified"].clone() };
            assert_eq!(now["lastModified"], modified, "{kind} in {name}");
        }
    }
}

/// A parameter is optional or its absence is named: never ignored.
#[test]
fn a_missing_parameter_is_refused_by_name() {
    let optional = [
        ("addRule", "beforeRuleId"),
        ("addRule", "ref"),
        ("addRule", "rolloutWeights"),
        ("removeRule", "ref"),
        ("addTargets", "contextKind"),
        ("removeTargets", "contextKind"),
        ("updateFallthroughVariationOrRollout", "rolloutWeights"),
        ("updateFallthroughVariationOrRollout", "rolloutBucketBy"),
        ("updateFallthroughVariationOrRollout", "rolloutContextKind"),
        ("updateRuleVariationOrRollout", "variationId"),
        ("addVariation", "name"),
        ("addVariation", "description"),
        ("updateVariation", "value"),
        ("updateVariation", "name"),
        ("updateVariation", "description"),
        ("updateDefaultVariation", "OnVariationValue"),
        ("updateDefaultVariation", "OffVariationValue"),
        ("replaceCustomProperties", "name"),
    ];
    for kind in Instruction::KINDS {
        let instruction = row(kind.name).success.instruction;
        for parameter in instruction.as_object().unwrap().keys().filter(|name| *name != "kind") {
            let mut without = instruction.clone();
            without.as_object_mut().unwrap().remove(parameter);
            match serde_json::from_value::<Instruction>(without) {
                Ok(_) => assert!(optional.contains(&(kind.name, parameter)), "{kind} does without {parameter}"),
                Err(error) => {
                    assert_eq!(error.to_string(), format!("instruction `{kind}`: missing field `{parameter}`"))
                }
            }
        }
    }
}
