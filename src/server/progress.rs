//! Work-done progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use super::proto::notification::Progress as ProgressNotification;
use super::proto::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressEnd,
    WorkDoneProgressReport,
};
use super::shared::{Shared, message_text};
use crate::text::printable;

static NEXT_TOKEN: AtomicU64 = AtomicU64::new(1);

/// Progress of background work in the client's window, until dropped.
///
/// Lazy: short work shows nothing, the work never waits for the client, and a client that rejects the progress receives
/// no reports.
pub(super) struct Progress {
    state: watch::Sender<State>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct State {
    message: Option<String>,
    percentage: Option<u32>,
}

impl Progress {
    /// Starts a progress with a title such as `Loading flags`.
    pub(super) fn start(shared: &Arc<Shared>, title: &str) -> Self {
        let (state, updates) = watch::channel(State::default());
        if shared.snapshot().capabilities.work_done_progress {
            shared.spawn(show(shared.clone(), message_text(&printable(title)), updates));
        }
        Self { state }
    }

    /// Reports progress.
    pub(super) fn report(&self, message: String, done: usize, total: Option<usize>) {
        let percentage = total.filter(|total| *total > 0).map(|total| (done.min(total) * 100 / total) as u32);
        self.state.send_replace(State { message: Some(message_text(&printable(&message))), percentage });
    }
}

async fn show(shared: Arc<Shared>, title: String, mut updates: watch::Receiver<State>) {
    let over = async {
        let mut updates = updates.clone();
        while updates.changed().await.is_ok() {}
    };
    if tokio::time::timeout(shared.options.progress_delay, over).await.is_ok() {
        return;
    }
    let token = NumberOrString::String(format!("flagwise/{}", NEXT_TOKEN.fetch_add(1, Ordering::Relaxed)));
    let question = shared.client.create_work_done_progress(token.clone());
    if shared.ask(question, "window/workDoneProgress/create").await.is_none() {
        return;
    }
    let send = async |value| {
        let params = ProgressParams { token: token.clone(), value: ProgressParamsValue::WorkDone(value) };
        shared.client.send_notification::<ProgressNotification>(params).await;
    };
    let State { message, percentage } = updates.borrow_and_update().clone();
    let begin = WorkDoneProgressBegin { title, cancellable: Some(false), message, percentage };
    send(WorkDoneProgress::Begin(begin)).await;
    while updates.changed().await.is_ok() {
        let State { message, percentage } = updates.borrow_and_update().clone();
        send(WorkDoneProgress::Report(WorkDoneProgressReport { cancellable: Some(false), message, percentage })).await;
    }
    send(WorkDoneProgress::End(WorkDoneProgressEnd { message: None })).await;
}
