//! What each instruction is tried with.

use serde_json::{Value, json};

mod flag_rows;
mod schedule_rows;
mod targeting_rows;

/// The trials of one kind.
pub struct Row {
    /// Changes the flag.
    pub success: Trial,
    /// Finds all as it should be; or the reason why there can be no such instruction.
    pub no_op: Result<Trial, &'static str>,
    /// Each with a part of the message that must come.
    pub errors: Vec<(Trial, &'static str)>,
}

/// An instruction and the flag it is tried on.
pub struct Trial {
    pub flag: &'static str,
    pub instruction: Value,
}

/// The trials of a kind. Panics for a kind that has none, so that a new instruction cannot go untried.
pub fn row(kind: &'static str) -> Row {
    targeting_rows::row(kind)
        .or_else(|| flag_rows::row(kind))
        .or_else(|| schedule_rows::row(kind))
        .unwrap_or_else(|| panic!("`{kind}` is not tried"))
}

/// Makes trials of one kind, on the flag `checkout` unless said otherwise.
#[derive(Clone, Copy)]
struct Kind(&'static str);

impl Kind {
    fn on(self, flag: &'static str, parameters: Value) -> Trial {
        let mut instruction = json!({ "kind": self.0 });
        for (name, value) in parameters.as_object().unwrap() {
            instruction[name] = value.clone();
        }
        Trial { flag, instruction }
    }

    fn with(self, parameters: Value) -> Trial {
        self.on("checkout", parameters)
    }
}

fn some(success: Trial, no_op: Trial, errors: Vec<(Trial, &'static str)>) -> Option<Row> {
    Some(Row { success, no_op: Ok(no_op), errors })
}

fn always_changes(success: Trial, why: &'static str, errors: Vec<(Trial, &'static str)>) -> Option<Row> {
    Some(Row { success, no_op: Err(why), errors })
}
