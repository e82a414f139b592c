//! What SDKs ask for: the stream, the poll, and a place for their events.

use axum::body::Body;
use axum::http::{Request as HttpRequest, StatusCode};
use axum::response::{IntoResponse, Response};

use super::service::Service;

/// A request that is not to the REST API.
pub async fn serve(_service: &Service, _request: HttpRequest<Body>) -> Response {
    StatusCode::NOT_FOUND.into_response()
}
