//! What holds for any sequence of instructions.

use flagwise::flags::{ApplyContext, EnvironmentKey, Flag, Instruction, SequentialIds, Served, apply};
use proptest::prelude::*;
use serde_json::Value;

use super::fixture::{NOW, Project};
use super::rows::row;

/// Everything that any row tries on a flag: what holds, and what fails.
fn pool() -> (Vec<Value>, Vec<Value>) {
    let (mut holds, mut fails) = (Vec::new(), Vec::new());
    for kind in Instruction::KINDS.iter().filter(|kind| kind.name != "deleteFlag") {
        let row = row(kind.name);
        holds.extend([Some(row.success), row.no_op.ok()].into_iter().flatten().map(|trial| trial.instruction));
        fails.extend(row.errors.into_iter().map(|(trial, _)| trial.instruction));
    }
    (holds, fails)
}

fn instructions() -> impl Strategy<Value = Vec<Instruction>> {
    let read = |json: Value| serde_json::from_value::<Instruction>(json).unwrap();
    let (holds, fails) = pool();
    let one = prop_oneof![12 => prop::sample::select(holds), 1 => prop::sample::select(fails)];
    prop::collection::vec(one.prop_map(read), 1..10)
}

/// Whether everything a flag names by index exists, weights make a whole, and values are unique.
fn check(flag: &Flag) {
    let count = flag.variations.len();
    for (index, variation) in flag.variations.iter().enumerate() {
        assert!(!flag.variations[..index].iter().any(|other| other.value == variation.value), "a value twice");
    }
    let served = |served: &Served| {
        assert!(served.shares().all(|(variation, _)| variation < count), "a variation that is not there");
        assert_ne!(served.variation.is_some(), served.rollout.is_some(), "not one of the two");
        if let Some(rollout) = &served.rollout {
            assert_eq!(rollout.variations.iter().map(|share| share.weight).sum::<u32>(), 100_000);
        }
    };
    for config in flag.environments.values() {
        config.fallthrough.iter().chain(config.rules.iter().map(|rule| &rule.served)).for_each(served);
        assert!(config.off_variation.is_none_or(|off| off < count));
        let mut contexts = Vec::new();
        for target in config.targets.iter().chain(&config.context_targets) {
            assert!(target.variation < count);
            contexts.extend(target.values.iter().map(|key| (target.kind().to_owned(), key.clone())));
        }
        let targeted = contexts.len();
        contexts.sort();
        contexts.dedup();
        assert_eq!(contexts.len(), targeted, "a context is targeted twice");
    }
    if let Some(defaults) = flag.defaults {
        assert!(defaults.on_variation < count && defaults.off_variation < count);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// In one patch either all hold, and then the flag is the same as after one patch for each, or none does: the first
    /// instruction that fails alone is the one that the patch names.
    #[test]
    fn a_patch_holds_as_a_whole_or_not_at_all(
        instructions in instructions(),
        flag in prop::sample::select(vec!["checkout", "checkout", "checkout", "toggle", "migration", "empty", "retired"]),
    ) {
        let project = Project::new();
        let environment = EnvironmentKey::new("production");
        let before = project.get(flag).clone();
        check(&before);

        let ids = SequentialIds::default();
        let context = ApplyContext { now: NOW, ids: &ids, surroundings: &project };
        let whole = apply(&before, Some(&environment), &instructions, &context);

        let ids = SequentialIds::default();
        let context = ApplyContext { now: NOW, ids: &ids, surroundings: &project };
        let mut step_by_step = before.clone();
        let mut failed = None;
        for (index, instruction) in instructions.iter().enumerate() {
            match apply(&step_by_step, Some(&environment), std::slice::from_ref(instruction), &context) {
                Ok(applied) => step_by_step = applied.flag,
                Err(error) => {
                    failed = Some((index, error.problem));
                    break;
                }
            }
        }
        match (whole, failed) {
            (Ok(applied), None) => {
                check(&applied.flag);
                prop_assert_eq!(content(&applied.flag), content(&step_by_step));
                prop_assert_eq!(applied.changed, applied.flag != before);
            }
            (Err(error), Some((index, problem))) => {
                prop_assert_eq!(error.instruction, Some(index));
                prop_assert_eq!(error.problem, problem);
            }
            (whole, failed) => prop_assert!(false, "as a whole {whole:?}, step by step {failed:?}"),
        }
        prop_assert_eq!(&before, project.get(flag));
    }

    /// What was written and read is written the same again, for instructions and for the flags they make.
    #[test]
    fn writing_what_was_read_changes_nothing(instructions in instructions()) {
        let written = serde_json::to_string(&instructions).unwrap();
        let read: Vec<Instruction> = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(&read, &instructions);
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), written);

        let project = Project::new();
        let ids = SequentialIds::default();
        let context = ApplyContext { now: NOW, ids: &ids, surroundings: &project };
        let environment = EnvironmentKey::new("production");
        let mut flag = project.get("checkout").clone();
        for instruction in instructions {
            if let Ok(applied) = apply(&flag, Some(&environment), &[instruction], &context) {
                flag = applied.flag;
            }
        }
        let written = serde_json::to_string(&flag).unwrap();
        let read: Flag = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(&read, &flag);
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), written);
    }
}

/// A flag without its counters: one patch moves them once, several more often. Rules that an earlier patch made and a
/// later one found keep their ids, so ids are left out as well.
fn content(flag: &Flag) -> Value {
    let mut flag = flag.clone();
    flag.version = 0;
    for config in flag.environments.values_mut() {
        config.version = 0;
        config.last_modified = NOW;
        config.summary = None;
    }
    serde_json::to_value(flag).unwrap()
}
