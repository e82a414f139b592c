//! The table of `docs/api.md` is true: each example sends the instruction that it stands for.

use std::collections::BTreeSet;

use flagwise::cli::flag::{INSTRUCTIONS, OPERATIONS};
use flagwise::flags::{
    ExpiringTargetInstruction, ExpiringUserTargetInstruction, Instruction, ScheduledChangeInstruction,
};
use flagwise::ide::WriteCommand;

use super::Desk;

#[test]
fn every_instruction_and_operation_has_a_command() {
    let kinds = [
        Instruction::KINDS,
        ExpiringTargetInstruction::KINDS,
        ExpiringUserTargetInstruction::KINDS,
        ScheduledChangeInstruction::KINDS,
    ]
    .concat();
    let kinds: BTreeSet<&str> = kinds.iter().map(|kind| kind.name).collect();
    assert_eq!(kinds.len(), 62);
    let reached: BTreeSet<&str> =
        INSTRUCTIONS.iter().filter(|reach| !reach.example.is_empty()).map(|reach| reach.kind).collect();
    assert_eq!(kinds, reached);
    assert_eq!(INSTRUCTIONS.len(), 62, "none is listed twice");
    let operations: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    assert_eq!(operations.len(), 19);
    for reach in INSTRUCTIONS {
        assert_eq!(reach.why_patch.is_empty(), !reach.example.starts_with("patch "), "{}", reach.kind);
        assert!(reach.editor.is_empty() || WriteCommand::from_name(reach.editor).is_some(), "{}", reach.editor);
    }
    for operation in OPERATIONS {
        let command: Vec<&str> =
            operation.command.split(' ').take_while(|word| word.starts_with(char::is_lowercase)).collect();
        let help = super::Machine::new().run(&format!("{} --help", command.join(" ")));
        assert_eq!(help.code, 0, "{}: {help:#?}", operation.command);
    }
}

#[test]
fn every_example_sends_its_instruction() {
    let desk = Desk::new();
    let gift_cards = desk.at_launchdarkly("gift-cards");
    let id = |index: usize| gift_cards.variations[index].id.clone().unwrap();
    let express = desk.at_launchdarkly("express-shipping").variations[0].id.clone().unwrap();
    let scheduled = desk.flag("schedule list express-shipping --env production --format json").ends_with(0).json();
    let scheduled = scheduled["scheduledChanges"][0]["change"]["_id"].as_str().unwrap().to_owned();
    let places = [
        ("TRUE_ID", id(0)),
        ("FALSE_ID", id(1)),
        ("EXPRESS_ID", express),
        ("MEMBER", gift_cards.maintainer_id.clone().unwrap()),
        (" ID ", format!(" {scheduled} ")),
    ];
    for reach in INSTRUCTIONS {
        if reach.kind == "reorderRules" {
            desk.flag("rule add gift-cards --if 'age lessThan 18' --serve true --env staging --yes").ends_with(0);
        }
        let mut example = reach.example.to_owned();
        for (name, value) in &places {
            example = example.replace(name, value);
        }
        let key = example.split(' ').find(|word| word.contains('-') && !word.starts_with('-')).unwrap().to_owned();
        let before = desk.writes().len();
        let run = desk.flag(&format!("{example} --yes --format json"));
        assert_eq!(run.code, 0, "{}: {run:#?}", reach.kind);
        assert_eq!(run.json()["outcome"], "done", "{}: {run:#?}", reach.kind);
        let writes = desk.writes().split_off(before);
        assert_eq!(writes.len(), 1, "{}: {writes:?}", reach.kind);
        let is_in = |kinds: &[flagwise::flags::InstructionKind]| kinds.iter().any(|kind| kind.name == reach.kind);
        let route = if is_in(ExpiringTargetInstruction::KINDS) {
            "/expiring-targets/"
        } else if is_in(ExpiringUserTargetInstruction::KINDS) {
            "/expiring-user-targets/"
        } else if is_in(ScheduledChangeInstruction::KINDS) {
            "/scheduled-changes/"
        } else {
            // The audit log names the instruction.
            let actions: Vec<String> =
                desk.audit(&key)[0].accesses.iter().map(|access| access.action.clone()).collect();
            let named = if reach.kind.starts_with("turnFlagO") { "updateOn" } else { reach.kind };
            assert!(actions.iter().any(|action| action == named), "{}: {actions:?}", reach.kind);
            "/api/v2/flags/storefront/"
        };
        assert!(writes[0].starts_with("PATCH ") && writes[0].contains(route), "{}: {writes:?}", reach.kind);
    }
}
