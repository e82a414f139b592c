//! Framing of messages.

use memchr::memmem;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::bytes::{Buf, BytesMut};

/// Maximum size of a message in bytes, far above any file that editors open.
const LARGEST_MESSAGE: usize = 256 * 1024 * 1024;
/// Maximum size of a header in bytes.
const LARGEST_HEADERS: usize = 16 * 1024;
const LENGTH: &[u8] = b"content-length:";

/// A frame of input.
#[derive(Debug)]
pub(super) enum Frame {
    /// JSON of any shape.
    Message(Value),
    /// Invalid bytes with the reason. Reading continues at the next recognizable frame.
    Malformed(String),
}

/// Reads `Content-Length` frames. A frame that is not UTF-8, not JSON, or has an invalid length only affects itself.
///
/// Replaces the framework's reader, which stops at the first frame that does not parse.
pub(super) struct FrameReader<R> {
    input: R,
    buffer: BytesMut,
    state: State,
}

enum State {
    Headers,
    Body(usize),
    /// Skipping input until the next header.
    Lost,
}

impl<R: AsyncRead + Unpin> FrameReader<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, buffer: BytesMut::with_capacity(8 * 1024), state: State::Headers }
    }

    /// Returns the next frame; `None` at the end of the input, also inside of a frame. Cancellation safe.
    pub(super) async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.decode() {
                return Some(frame);
            }
            match self.input.read_buf(&mut self.buffer).await {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    fn decode(&mut self) -> Option<Frame> {
        loop {
            match self.state {
                State::Headers => match self.headers()? {
                    Ok(length) => self.state = State::Body(length),
                    Err(problem) => return Some(Frame::Malformed(problem)),
                },
                State::Body(length) => {
                    if self.buffer.len() < length {
                        return None;
                    }
                    self.state = State::Headers;
                    let body = self.buffer.split_to(length);
                    if !body.is_empty() {
                        return Some(match serde_json::from_slice(&body) {
                            Ok(value) => Frame::Message(value),
                            Err(error) => Frame::Malformed(format!("the message is not JSON: {error}")),
                        });
                    }
                }
                State::Lost => {
                    let Some(start) = find_length(&self.buffer) else {
                        let kept = self.buffer.len().min(LENGTH.len() - 1);
                        self.buffer.advance(self.buffer.len() - kept);
                        return None;
                    };
                    self.buffer.advance(start);
                    self.state = State::Headers;
                }
            }
        }
    }

    /// Consumes one header block and returns its length; `None` if the block is incomplete.
    fn headers(&mut self) -> Option<Result<usize, String>> {
        let Some(end) = memmem::find(&self.buffer, b"\r\n\r\n") else {
            if self.buffer.len() <= LARGEST_HEADERS {
                return None;
            }
            self.buffer.advance(1);
            self.state = State::Lost;
            return Some(Err("the message header is not terminated".to_owned()));
        };
        let block = self.buffer.split_to(end + 4);
        let Some(at) = find_length(&block) else {
            self.state = State::Lost;
            return Some(Err("the message has no Content-Length header".to_owned()));
        };
        let value = block[at + LENGTH.len()..].split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
        match std::str::from_utf8(value).ok().and_then(|value| value.trim().parse::<usize>().ok()) {
            Some(length) if length <= LARGEST_MESSAGE => Some(Ok(length)),
            Some(length) => {
                self.state = State::Lost;
                Some(Err(format!("a message of {length} bytes exceeds the limit of {LARGEST_MESSAGE}")))
            }
            None => {
                self.state = State::Lost;
                Some(Err("the Content-Length header is not a number of bytes".to_owned()))
            }
        }
    }
}

/// The messages of an input, each as JSON or as the error in it.
pub async fn messages(input: &[u8]) -> Vec<Result<Value, String>> {
    let mut reader = FrameReader::new(input);
    let mut all = Vec::new();
    while let Some(frame) = reader.next().await {
        all.push(match frame {
            Frame::Message(value) => Ok(value),
            Frame::Malformed(reason) => Err(reason),
        });
    }
    all
}

/// Offset of the first `Content-Length:`, case-insensitive.
fn find_length(bytes: &[u8]) -> Option<usize> {
    memchr::memchr2_iter(b'c', b'C', bytes)
        .find(|&at| bytes.get(at..at + LENGTH.len()).is_some_and(|found| found.eq_ignore_ascii_case(LENGTH)))
}

/// Serializes a message with its header.
pub(super) fn encode(message: &impl serde::Serialize) -> Vec<u8> {
    let body = serde_json::to_vec(message).unwrap_or_default();
    let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    frame.extend_from_slice(&body);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn frames(input: &[u8]) -> Vec<String> {
        let mut reader = FrameReader::new(input);
        let mut seen = Vec::new();
        while let Some(frame) = reader.next().await {
            seen.push(match frame {
                Frame::Message(value) => value.to_string(),
                Frame::Malformed(problem) => problem,
            });
        }
        seen
    }

    #[tokio::test]
    async fn a_bad_frame_costs_only_itself() {
        let good = b"Content-Length: 2\r\n\r\n{}";
        for (bad, problem) in [
            (&b"Content-Length: 3\r\n\r\n{]}"[..], "the message is not JSON"),
            (b"Content-Length: 4\r\n\r\n\"\xff\xfe\"", "the message is not JSON"),
            (b"Content-Length: 999999999999\r\n\r\n{}", "a message of 999999999999 bytes"),
            (b"Content-Length: 99999999999999999999999999\r\n\r\n", "the Content-Length header is not a number"),
            (b"Content-Length: -5\r\n\r\n", "the Content-Length header is not a number"),
            (b"Content-Type: text\r\n\r\nrubbish", "the message has no Content-Length header"),
        ] {
            let seen = frames(&[bad, good].concat()).await;
            assert_eq!(seen.len(), 2, "{seen:?}");
            assert!(seen[0].starts_with(problem), "{seen:?}");
            assert_eq!(seen[1], "{}");
        }
    }

    #[tokio::test]
    async fn headers_are_read_in_any_case_and_order() {
        let input = b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:2\r\n\r\n[]";
        assert_eq!(frames(input).await, ["[]"]);
    }

    #[tokio::test]
    async fn endless_rubbish_is_dropped() {
        let mut input = vec![b'x'; LARGEST_HEADERS * 3];
        input.extend_from_slice(b"Content-Length: 2\r\n\r\n{}");
        let seen = frames(&input).await;
        assert_eq!(seen.last().map(String::as_str), Some("{}"));
        assert_eq!(seen.len(), 2);
    }

    #[tokio::test]
    async fn deep_nesting_is_refused_and_not_followed() {
        let deep = "[".repeat(100_000);
        let input = format!("Content-Length: {}\r\n\r\n{deep}", deep.len());
        assert!(frames(input.as_bytes()).await[0].starts_with("the message is not JSON"));
    }
}
