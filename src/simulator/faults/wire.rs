//! Responses of faults.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::{Map, Value, json};

use crate::flags::UnixMillis;

use super::FaultKind;

/// The response that replaces handling the request; `None` if the request is handled.
pub fn instead(kind: FaultKind, now: UnixMillis) -> Option<Response> {
    let refusal = |status: StatusCode, code: &str, message: &str| {
        (status, axum::Json(json!({ "code": code, "message": message }))).into_response()
    };
    Some(match kind {
        FaultKind::RateLimited => {
            let message = "You've exceeded the API rate limit. Try again later.";
            let mut response = refusal(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message);
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            headers.insert("x-ratelimit-global-remaining", HeaderValue::from_static("0"));
            headers.insert("x-ratelimit-route-remaining", HeaderValue::from_static("0"));
            headers.insert("x-ratelimit-reset", HeaderValue::from(now.0.saturating_add(1_000)));
            response
        }
        FaultKind::InternalError => {
            let page = "<html><body><h1>500 Internal Server Error</h1></body></html>";
            (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, "text/html")], page).into_response()
        }
        FaultKind::Unavailable => {
            refusal(StatusCode::SERVICE_UNAVAILABLE, "service_unavailable", "Requested service unavailable")
        }
        FaultKind::GatewayTimeout => {
            let page = "<html><body><h1>504 Gateway Time-out</h1></body></html>";
            (StatusCode::GATEWAY_TIMEOUT, [(header::CONTENT_TYPE, "text/html")], page).into_response()
        }
        FaultKind::EmptyUnauthorized => StatusCode::UNAUTHORIZED.into_response(),
        FaultKind::Conflict => {
            let message = "Conflict. Optimistic lock error. Try again later.";
            refusal(StatusCode::CONFLICT, "optimistic_locking_error", message)
        }
        FaultKind::ResetBefore => StatusCode::OK.into_response(),
        FaultKind::SlowBody
        | FaultKind::TruncatedBody
        | FaultKind::ResetAfter
        | FaultKind::WrongTypes
        | FaultKind::ExtraFields
        | FaultKind::NoTotalCount
        | FaultKind::WrongTotalCount => return None,
    })
}

/// The correct response, damaged.
pub async fn mangle(kind: FaultKind, response: Response, slow_body: Duration) -> Response {
    let change: fn(&mut Value) = match kind {
        FaultKind::SlowBody | FaultKind::TruncatedBody => return mangle_bytes(kind, response, slow_body).await,
        FaultKind::WrongTypes => wrong_types,
        FaultKind::ExtraFields => extra_fields,
        FaultKind::NoTotalCount => no_total_count,
        FaultKind::WrongTotalCount => wrong_total_count,
        _ => return response,
    };
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let Ok(mut value) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    change(&mut value);
    let mut response = Response::from_parts(parts, Body::from(value.to_string()));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

async fn mangle_bytes(kind: FaultKind, response: Response, slow_body: Duration) -> Response {
    const DROPS: usize = 10;
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    if bytes.is_empty() {
        return Response::from_parts(parts, Body::empty());
    }
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let body = if kind == FaultKind::SlowBody {
        let size = bytes.len().div_ceil(DROPS);
        let drops: Vec<Bytes> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
        Body::from_stream(stream::unfold(drops.into_iter(), move |mut drops| async move {
            let drop = drops.next()?;
            tokio::time::sleep(slow_body / DROPS as u32).await;
            Some((Ok::<_, Infallible>(drop), drops))
        }))
    } else {
        // Announces the full length, sends half of the body, then closes.
        let half = bytes.slice(..bytes.len() / 2);
        Body::from_stream(stream::iter([Ok(half), Err(io::Error::from(io::ErrorKind::ConnectionAborted))]))
    };
    Response::from_parts(parts, body)
}

fn each_object(value: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(fields) => {
            for inner in fields.values_mut() {
                each_object(inner, change);
            }
            change(fields);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, change)),
        _ => {}
    }
}

fn wrong_types(value: &mut Value) {
    each_object(value, &mut |fields| {
        for (name, wrong) in [("name", json!(12345)), ("_version", json!("seven")), ("tags", json!("beta"))] {
            if let Some(field) = fields.get_mut(name) {
                *field = wrong;
            }
        }
    });
}

fn extra_fields(value: &mut Value) {
    each_object(value, &mut |fields| {
        fields.insert("_fieldOfTomorrow".to_owned(), json!({ "nested": [1, null, "text"] }));
    });
}

fn no_total_count(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.remove("totalCount");
    }
}

fn wrong_total_count(value: &mut Value) {
    if let Value::Object(fields) = value
        && let Some(count) = fields.get("totalCount").and_then(Value::as_u64)
    {
        fields.insert("totalCount".to_owned(), json!(count + 1_000));
    }
}
