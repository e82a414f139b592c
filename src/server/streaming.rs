//! Requests that take a while: partial results and progress under the tokens of the request.

use std::pin::pin;

use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::proto::notification::{Notification, Progress};
use super::proto::{
    ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressEnd,
};
use super::shared::Shared;

/// Items of a partial result.
const PART: usize = 200;

/// The tokens of a request; without one nothing is sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokens {
    /// Where partial results go.
    pub(super) partial: Option<ProgressToken>,
    /// Where progress goes.
    pub(super) work_done: Option<ProgressToken>,
}

/// Takes the items of a result, and sends them in parts to clients that want that. Never blocks.
pub(super) struct Parts<T> {
    parts: Option<mpsc::UnboundedSender<Value>>,
    items: Vec<T>,
}

impl<T: Serialize> Parts<T> {
    /// Adds items.
    pub(super) fn extend(&mut self, items: impl IntoIterator<Item = T>) {
        self.items.extend(items);
        if self.items.len() >= PART {
            self.send();
        }
    }

    /// The items that were not sent: none if some were, as a client takes either all in parts or all in the answer.
    pub(super) fn finish(mut self) -> Vec<T> {
        self.send();
        self.items
    }

    fn send(&mut self) {
        if let Some(parts) = self.parts.as_ref().filter(|_| !self.items.is_empty()) {
            let _ = parts.send(json!(std::mem::take(&mut self.items)));
        }
    }
}

/// `$/progress` with a part of a result.
struct PartialResult;

impl Notification for PartialResult {
    type Params = Value;
    const METHOD: &'static str = "$/progress";
}

/// Answers a request, and sends what it reports before the answer.
///
/// Waits for room in the client's queue of notifications, not for the client: only this answer is late if it reads slowly.
pub(super) async fn run<T: Serialize, R, F: Future<Output = R>>(
    shared: &Shared,
    tokens: Tokens,
    title: &str,
    work: impl FnOnce(Parts<T>) -> F,
) -> R {
    let Tokens { partial, work_done } = tokens;
    let (sender, mut parts) = mpsc::unbounded_channel();
    let mut answer = pin!(work(Parts { parts: partial.is_some().then_some(sender), items: Vec::new() }));
    let delay = shared.options.progress_delay;
    let mut begin_at = pin!(tokio::time::sleep(delay));
    let mut is_shown = false;
    if delay.is_zero() {
        is_shown = begin(shared, work_done.as_ref(), title).await;
    }
    let part = async |part: Value| {
        shared.client.send_notification::<PartialResult>(json!({ "token": partial, "value": part })).await;
    };
    let result = loop {
        tokio::select! {
            biased;
            Some(value) = parts.recv() => part(value).await,
            result = &mut answer => break result,
            () = &mut begin_at, if !is_shown && work_done.is_some() => {
                is_shown = begin(shared, work_done.as_ref(), title).await;
            }
        }
    };
    while let Ok(value) = parts.try_recv() {
        part(value).await;
    }
    if is_shown {
        progress(shared, work_done.as_ref(), WorkDoneProgress::End(WorkDoneProgressEnd { message: None })).await;
    }
    result
}

/// Shows the progress; false without a token.
async fn begin(shared: &Shared, token: Option<&ProgressToken>, title: &str) -> bool {
    let begin = WorkDoneProgressBegin { title: title.to_owned(), cancellable: Some(false), ..Default::default() };
    progress(shared, token, WorkDoneProgress::Begin(begin)).await;
    token.is_some()
}

async fn progress(shared: &Shared, token: Option<&ProgressToken>, value: WorkDoneProgress) {
    let Some(token) = token.cloned() else { return };
    let params = ProgressParams { token, value: ProgressParamsValue::WorkDone(value) };
    shared.client.send_notification::<Progress>(params).await;
}
