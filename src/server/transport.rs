//! The message loop of one connection.

use std::collections::VecDeque;
use std::time::Duration;

use futures::future::{BoxFuture, OptionFuture};
use futures::{FutureExt, SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use crate::text::{is_unprintable, printable};

use super::frames::{Frame, FrameReader, encode};
use super::proto::{ClientSocket, Error, ErrorCode, ExitedError, Id, Request, Response};

/// Time for pending responses after the client disconnected.
const GRACE: Duration = Duration::from_millis(200);

/// Why a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The client sent `exit`.
    Exit,
    /// The client closed our stdin.
    InputClosed,
    /// The client closed our stdout.
    OutputClosed,
    /// The client's process ended.
    ParentGone,
}

/// Serves one connection until it ends.
///
/// Passes requests to `service` in wire order; responses come in any order. Replaces the framework's loop, which stops
/// reading when 100 messages wait behind handlers that wait for the client, never notices a closed output, and ends at
/// the first malformed frame. Here the response queue is unbounded, so that reading never waits.
pub(super) async fn serve<R, W, S>(
    read: R,
    write: W,
    mut service: S,
    socket: ClientSocket,
    parent_gone: CancellationToken,
) -> Ended
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin + Send + 'static,
    S: Service<Request, Response = Option<Response>, Error = ExitedError>,
    S::Future: Send + 'static,
{
    let (client_requests, mut client_responses) = socket.split();
    let (answers, answers_queue) = mpsc::unbounded_channel();
    let output_closed = CancellationToken::new();
    let writer = tokio::spawn(write_messages(write, answers_queue, client_requests, output_closed.clone()));
    let handlers = TaskTracker::new();
    let mut frames = FrameReader::new(read);

    // `initialize` and `shutdown` complete before the next message is dispatched: earlier messages would find no
    // session, and an `exit` right after `shutdown` would cancel it. Reading continues meanwhile.
    let mut in_turn: Option<BoxFuture<'static, Result<Option<Response>, ExitedError>>> = None;
    let mut held: VecDeque<Value> = VecDeque::new();
    let mut give_up_at: Option<Instant> = None;
    let ended = loop {
        let message = match held.pop_front_if(|_| in_turn.is_none()) {
            Some(message) => message,
            None if give_up_at.is_some() && in_turn.is_none() => break Ended::InputClosed,
            None => tokio::select! {
                biased;
                () = output_closed.cancelled() => break Ended::OutputClosed,
                () = parent_gone.cancelled() => break Ended::ParentGone,
                () = until(give_up_at) => break Ended::InputClosed,
                Some(answer) = OptionFuture::from(in_turn.as_mut()) => {
                    in_turn = None;
                    if let Ok(Some(answer)) = answer {
                        let _ = answers.send(answer);
                    }
                    continue;
                }
                frame = frames.next(), if give_up_at.is_none() => match frame {
                    None => {
                        give_up_at = Some(Instant::now() + GRACE);
                        continue;
                    }
                    Some(Frame::Message(message)) if in_turn.is_some() => {
                        held.push_back(message);
                        continue;
                    }
                    Some(Frame::Message(message)) => message,
                    Some(Frame::Malformed(problem)) => {
                        tracing::warn!("invalid message: {problem}");
                        let _ = answers.send(refusal(Id::Null, ErrorCode::ParseError, problem));
                        continue;
                    }
                },
            },
        };
        match classify(message) {
            Message::Request(request) => {
                let is_exit = request.method() == "exit";
                let takes_turn = matches!(request.method(), "initialize" | "shutdown");
                let expects_answer = request.id().is_some();
                let future = service.call(request);
                if is_exit {
                    break Ended::Exit;
                }
                if takes_turn {
                    in_turn = Some(future.boxed());
                } else if expects_answer {
                    let answers = answers.clone();
                    handlers.spawn(async move {
                        if let Ok(Some(response)) = future.await {
                            let _ = answers.send(response);
                        }
                    });
                }
            }
            Message::Response(response) => {
                let _ = client_responses.send(response).await;
            }
            Message::Invalid(id, problem) => {
                let _ = answers.send(refusal(id, ErrorCode::InvalidRequest, problem));
            }
        }
    };

    if ended != Ended::OutputClosed {
        handlers.close();
        drop(answers);
        let _ = tokio::time::timeout(GRACE, async {
            handlers.wait().await;
            let _ = writer.await;
        })
        .await;
    }
    ended
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Writes responses and the server's own requests, one complete message at a time, until both channels are closed. What was
/// sent before a response is written before it: parts of a result.
async fn write_messages(
    mut output: impl AsyncWrite + Unpin,
    mut answers: mpsc::UnboundedReceiver<Response>,
    mut requests: impl futures::Stream<Item = Request> + Unpin,
    closed: CancellationToken,
) {
    let mut requests_open = true;
    loop {
        let frame = tokio::select! {
            biased;
            request = requests.next(), if requests_open => match request {
                Some(request) => encode(&request),
                None => { requests_open = false; continue }
            },
            answer = answers.recv() => match answer {
                Some(answer) => encode(&with_printable_error(answer)),
                None => break,
            },
        };
        if output.write_all(&frame).await.is_err() || output.flush().await.is_err() {
            closed.cancel();
            return;
        }
    }
}

/// Error messages quote what the client sent.
fn with_printable_error(answer: Response) -> Response {
    match answer.error() {
        Some(error) if error.message.contains(is_unprintable) => {
            let message = printable(&error.message).into_owned().into();
            Response::from_error(answer.id().clone(), Error { message, ..error.clone() })
        }
        _ => answer,
    }
}

enum Message {
    Request(Request),
    Response(Response),
    Invalid(Id, String),
}

/// Distinguishes requests and notifications from responses. Lenient towards known deviations of clients: a response
/// without `result` is `null`, and an error may have additional fields.
fn classify(mut message: Value) -> Message {
    let id = message.get("id").cloned().and_then(|id| serde_json::from_value::<Id>(id).ok());
    if message.get("method").is_some() {
        return match serde_json::from_value(message) {
            Ok(request) => Message::Request(request),
            Err(error) => Message::Invalid(id.unwrap_or_default(), format!("not a JSON-RPC 2.0 request: {error}")),
        };
    }
    match id {
        Some(id) if message.get("error").is_some_and(Value::is_object) => {
            let error = &message["error"];
            let code = error["code"].as_i64().unwrap_or(ErrorCode::InternalError.code());
            let text = error["message"].as_str().unwrap_or_default().to_owned();
            let error = Error { code: ErrorCode::from(code), message: text.into(), data: error.get("data").cloned() };
            Message::Response(Response::from_error(id, error))
        }
        Some(id) => {
            let result = message.get_mut("result").map(Value::take).unwrap_or(json!(null));
            Message::Response(Response::from_ok(id, result))
        }
        None => Message::Invalid(Id::Null, "neither a request nor a response; LSP has no batches".to_owned()),
    }
}

fn refusal(id: Id, code: ErrorCode, message: String) -> Response {
    Response::from_error(id, Error { code, message: message.into(), data: None })
}
