//! Questions on a terminal, by `script` of util-linux, which gives a program one.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

use super::Desk;

/// A command on a terminal.
struct Session {
    child: Child,
    shown: String,
}

impl Session {
    fn start(desk: &Desk, arguments: &str) -> Self {
        let line = format!("{} flag {arguments}", env!("CARGO_BIN_EXE_flagwise"));
        let mut command = desk.machine.prepare(Command::new("script"), "");
        command.args(["-qec", &line, "/dev/null"]).env("TERM", "dumb");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        Self { child, shown: String::new() }
    }

    /// Waits until the terminal shows a text after what was waited for before.
    fn wait_for(&mut self, text: &str) -> &mut Self {
        let output = self.child.stdout.as_mut().unwrap();
        let mut bytes = Vec::new();
        let mut byte = [0];
        while !String::from_utf8_lossy(&bytes).contains(text) {
            let length = output.read(&mut byte).unwrap();
            assert!(length > 0, "{text:?} is missing in {}{}", self.shown, String::from_utf8_lossy(&bytes));
            bytes.push(byte[0]);
        }
        self.shown.push_str(&String::from_utf8_lossy(&bytes));
        self
    }

    fn type_line(&mut self, line: &str) -> &mut Self {
        let input = self.child.stdin.as_mut().unwrap();
        writeln!(input, "{line}").unwrap();
        input.flush().unwrap();
        self
    }

    /// The exit code, and everything that was shown.
    fn end(mut self) -> (i32, String) {
        let mut rest = Vec::new();
        self.child.stdout.as_mut().unwrap().read_to_end(&mut rest).unwrap();
        drop(self.child.stdin.take());
        let code = self.child.wait().unwrap().code().unwrap();
        (code, format!("{}{}", self.shown, String::from_utf8_lossy(&rest)))
    }
}

#[test]
fn no_is_the_default_and_yes_is_a_word() {
    let desk = Desk::new();
    for (answer, code) in [("", 2), ("n", 2), ("perhaps", 2), ("y", 0)] {
        let mut session = Session::start(&desk, "off gift-cards --env test");
        session.wait_for("Turn off in Test? [y/N] ").type_line(answer);
        let (found, shown) = session.end();
        assert_eq!(found, code, "{answer:?}: {shown}");
        assert!(shown.contains("Test: targeting: on → off"), "{shown}");
        assert_eq!(desk.is_on("gift-cards", "test"), code == 2, "{answer:?}");
    }
    assert_eq!(desk.writes().len(), 1);
}

#[test]
fn a_critical_environment_is_typed_and_so_is_a_flag_to_delete() {
    let desk = Desk::new();
    for (answer, code) in [("y", 2), ("production", 0)] {
        let mut session = Session::start(&desk, "off gift-cards --env production");
        session.wait_for("Type `production` to confirm: ").type_line(answer);
        assert_eq!(session.end().0, code, "{answer}");
    }
    assert!(!desk.is_on("gift-cards", "production"));
    for (answer, code) in [("y", 2), ("production", 2), ("gift-cards", 0)] {
        let mut session = Session::start(&desk, "delete gift-cards");
        session.wait_for("Type `gift-cards` to confirm: ").type_line(answer);
        assert_eq!(session.end().0, code, "{answer}");
    }
    desk.flag("show gift-cards").ends_with(2);
    // A change of the flag as a whole that reaches a critical environment.
    let mut session = Session::start(&desk, "archive loyalty-points");
    session.wait_for("Archive in every environment? Type `loyalty-points` to confirm: ").type_line("loyalty-points");
    assert_eq!(session.end().0, 0);
}

#[test]
fn a_flag_that_changes_during_the_question_is_shown_and_asked_about_again() {
    let desk = Desk::new();
    let mut session = Session::start(&desk, "off gift-cards --env production");
    session.wait_for("Type `production` to confirm: ");
    desk.flag("serve gift-cards true --env production --yes").ends_with(0);
    let before = desk.writes().len();
    session.type_line("production").wait_for("changed in the meantime").wait_for("Type `production` to confirm: ");
    assert_eq!(desk.writes().len(), before, "nothing was sent");
    session.type_line("");
    let (code, shown) = session.end();
    assert_eq!(code, 2, "{shown}");
    assert!(desk.is_on("gift-cards", "production"));
}

#[test]
fn a_required_comment_is_asked_for() {
    let desk = Desk::new();
    let mut session = Session::start(&desk, "off gift-cards --env production-eu --request-approval");
    session.wait_for("Production EU requires a comment: ").type_line("too early");
    session.wait_for("[y/N] ").type_line("yes");
    let (code, shown) = session.end();
    assert_eq!(code, 0, "{shown}");
    assert_eq!(desk.audit("gift-cards")[0].comment, "too early");
}
