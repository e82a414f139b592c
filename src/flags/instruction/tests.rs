use super::*;

fn read(json: &str) -> Result<Instruction, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

#[test]
fn there_are_62_kinds_and_no_name_twice() {
    assert_eq!(Instruction::KINDS.len(), 53);
    let all = [
        Instruction::KINDS,
        ExpiringTargetInstruction::KINDS,
        ExpiringUserTargetInstruction::KINDS,
        ScheduledChangeInstruction::KINDS,
    ]
    .concat();
    let mut names: Vec<_> = all.iter().map(|kind| kind.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 62);
    assert!(all.iter().all(|kind| kind.doc.ends_with('.')));
}

#[test]
fn an_instruction_is_written_as_the_api_spells_it() {
    let instruction = Instruction::AddRule {
        clauses: vec![],
        before_rule_id: None,
        served: ServedById::rollout([("a", 15_000), ("b", 85_000)]),
        description: None,
        track_events: None,
        reference: Some("mine".to_owned()),
    };
    let json = serde_json::to_string(&instruction).unwrap();
    assert_eq!(json, r#"{"kind":"addRule","clauses":[],"rolloutWeights":{"a":15000,"b":85000},"ref":"mine"}"#);
    assert_eq!(read(&json).unwrap(), instruction);
}

#[test]
fn an_unknown_kind_is_named_with_the_nearest() {
    assert_eq!(
        read(r#"{"kind":"turnFlgOn"}"#).unwrap_err(),
        "unknown instruction kind `turnFlgOn`; did you mean `turnFlagOn`?"
    );
    assert_eq!(read(r#"{"kind":"launchRocket"}"#).unwrap_err(), "unknown instruction kind `launchRocket`");
    assert_eq!(read(r#"{"value":1}"#).unwrap_err(), "the instruction has no `kind`");
    assert_eq!(read(r#"{"kind":7}"#).unwrap_err(), "the instruction's `kind` must be a string, not 7");
    assert_eq!(read("[]").unwrap_err(), "an instruction must be an object with a `kind`");
}

#[test]
fn a_missing_parameter_is_named_with_its_instruction() {
    let error = read(r#"{"kind":"updateOffVariation"}"#).unwrap_err();
    assert_eq!(error, "instruction `updateOffVariation`: missing field `variationId`");
}

#[test]
fn both_spellings_of_default_variations_are_read_and_lower_camel_is_written() {
    let upper = read(r#"{"kind":"updateDefaultVariation","OnVariationValue":true,"OffVariationValue":false}"#).unwrap();
    let lower = read(r#"{"kind":"updateDefaultVariation","onVariationValue":true,"offVariationValue":false}"#).unwrap();
    assert_eq!(upper, lower);
    assert_eq!(
        serde_json::to_string(&upper).unwrap(),
        r#"{"kind":"updateDefaultVariation","onVariationValue":true,"offVariationValue":false}"#
    );
}

#[test]
fn a_stored_instruction_of_a_later_kind_is_kept() {
    let json = r#"[{"kind":"turnFlagOn"},{"kind":"beamUp","to":["ship"]}]"#;
    let list: Vec<AnyInstruction> = serde_json::from_str(json).unwrap();
    assert_eq!(list[0].known(), Some(&Instruction::TurnFlagOn {}));
    assert_eq!(list[1].kind(), "beamUp");
    assert_eq!(serde_json::to_string(&list).unwrap(), json);
}
