//! Alias commands: programs chosen by the workspace, run only with the user's permission.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// Default time limit of one run.
const PATIENCE: Duration = Duration::from_secs(10);
/// Time limit of all runs of a command.
const PATIENCE_FOR_ALL: Duration = Duration::from_secs(120);
/// Number of failed runs after which the command is abandoned.
const FAILURES: usize = 5;
/// Maximum size of the output, in bytes.
const ANSWER: u64 = 1 << 20;
/// Number of concurrent runs.
const AT_ONCE: usize = 4;
/// Variables removed from the program's environment.
const SECRETS: [&str; 2] = ["LAUNCHDARKLY_ACCESS_TOKEN", "LD_ACCESS_TOKEN"];

/// Runs a command once per key in the workspace root and adds its aliases: the key is written to its standard input, a
/// JSON array of strings is read from its standard output. The error completes the sentence "the command …".
pub(super) fn run<'k>(
    root: &Path,
    command: &str,
    timeout: Option<Duration>,
    keys: impl Iterator<Item = &'k str>,
    answers: &mut HashMap<String, Vec<String>>,
) -> Result<(), String> {
    let mut keys: Vec<&str> = keys.filter(|key| !answers.contains_key(*key)).collect();
    keys.sort_unstable();
    keys.dedup();
    let next = AtomicUsize::new(0);
    let failed: Mutex<Vec<String>> = Mutex::default();
    let found: Mutex<Vec<(String, Vec<String>)>> = Mutex::default();
    let deadline = Instant::now() + PATIENCE_FOR_ALL;
    let fail = |problem: String| {
        let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.push(problem);
        failed.len() < FAILURES
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(keys.len()) {
            scope.spawn(|| {
                while let Some(key) = keys.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let left = deadline.saturating_duration_since(Instant::now());
                    let patience = timeout.unwrap_or(PATIENCE).min(left);
                    if failed.lock().unwrap_or_else(PoisonError::into_inner).len() >= FAILURES {
                        break;
                    }
                    match run_once(root, command, key, patience) {
                        Ok(aliases) => {
                            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                            found.push(((*key).to_owned(), aliases));
                        }
                        Err(problem) => {
                            if !fail(problem) {
                                break;
                            }
                        }
                    }
                }
            });
        }
    });
    answers.extend(found.into_inner().unwrap_or_else(PoisonError::into_inner));
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    match failed.as_slice() {
        [] => Ok(()),
        [first, ..] if failed.len() >= FAILURES => Err(format!("{first}; abandoned after {FAILURES} failures")),
        [first, ..] => Err(first.clone()),
    }
}

fn run_once(root: &Path, command: &str, key: &str, patience: Duration) -> Result<Vec<String>, String> {
    let mut words = command.split(' ').filter(|word| !word.is_empty());
    let Some(program) = words.next() else { return Err("is empty".into()) };
    // A program with a path is relative to the workspace, any other is searched on PATH.
    let program = if program.contains(['/', '\\']) { root.join(program) } else { program.into() };
    let mut command = Command::new(program);
    command.args(words).current_dir(root).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    SECRETS.iter().for_each(|secret| {
        command.env_remove(secret);
    });
    let mut child = command.spawn().map_err(|error| format!("could not be started: {error}"))?;
    let answer = answer_of(&mut child, key, patience);
    if answer.is_none() {
        // It may have exited in the meantime.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| format!("was lost: {error}"))?;
    let Some(answer) = answer else {
        return Err(format!("did not answer within {} s for the key {key}", patience.as_secs()));
    };
    if !status.success() {
        return Err(format!("failed for the key {key} ({status})"));
    }
    let wrong = |_| format!("did not answer with a JSON array of texts for the key {key}");
    serde_json::from_slice(&answer).map_err(wrong)
}

/// Reads the child's output until it is closed; `None` on timeout.
fn answer_of(child: &mut Child, key: &str, patience: Duration) -> Option<Vec<u8>> {
    let (mut input, output) = (child.stdin.take()?, child.stdout.take()?);
    let key = key.to_owned();
    // Separate threads, so that a program that neither reads nor writes cannot block us. They end with the pipes.
    thread::spawn(move || {
        // A program need not read its input.
        let _ = input.write_all(key.as_bytes());
    });
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut answer = Vec::new();
        let read = output.take(ANSWER).read_to_end(&mut answer);
        let _ = sender.send(read.is_ok().then_some(answer));
    });
    receiver.recv_timeout(patience).ok().flatten()
}
