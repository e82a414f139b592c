//! The authorization server: LaunchDarkly's OAuth endpoints, for signing in with a browser.
//!
//! There is no form: the sign-in page redirects at once, as the sample account's owner. Clients, codes and tokens live as
//! long as the simulator.

use std::collections::HashMap;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request as HttpRequest, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest;
use serde_json::{Value, json};
use url::Url;

use super::exchange::Query;
use super::records::{OAuthGrant, Token};
use super::{chosen, sample};
use crate::flags::UnixMillis;
use crate::hosts;

/// Path of the metadata.
pub const METADATA: &str = "/.well-known/oauth-authorization-server";
/// Start of the paths of all other endpoints.
pub const PREFIX: &str = "/trust/oauth/";

/// Registered clients and what was issued to them.
#[derive(Default)]
pub struct OAuth {
    clients: HashMap<String, Registered>,
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Issued>,
}

struct Registered {
    name: String,
    redirects: Vec<String>,
}

struct Code {
    issued: Issued,
    redirect: String,
    challenge: String,
    expires: UnixMillis,
}

struct Access {
    issued: Issued,
    expires: UnixMillis,
}

#[derive(Clone)]
struct Issued {
    client: String,
    scope: String,
}

/// An error of OAuth: code and description.
struct Refused(&'static str, &'static str);

impl OAuth {
    /// The token of a `Bearer` header, unless it is unknown or has expired.
    pub fn caller(&self, headers: &HeaderMap, now: UnixMillis) -> Option<Token> {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let token = value.strip_prefix("Bearer ")?.trim();
        let Access { issued, expires } = self.access.get(token)?;
        if *expires <= now {
            return None;
        }
        let scopes: Vec<String> = issued.scope.split(' ').map(str::to_owned).collect();
        Some(Token {
            token: token.to_owned(),
            name: self.clients.get(&issued.client).map(|client| client.name.clone()).unwrap_or_default(),
            writer: scopes.iter().any(|scope| scope == "writer"),
            member: sample::member_id("Ada"),
            oauth: Some(OAuthGrant { client: issued.client.clone(), scopes }),
        })
    }

    /// Answers a request to one of the endpoints. `url` is the simulator's own.
    pub fn answer(
        &mut self,
        request: &HttpRequest<Body>,
        body: &[u8],
        url: &str,
        now: UnixMillis,
        lifetime: Duration,
    ) -> Response {
        let path = request.uri().path();
        match (request.method(), path.strip_prefix(PREFIX).unwrap_or(path)) {
            (&Method::GET, METADATA) => axum::Json(metadata(url)).into_response(),
            (&Method::POST, "register/dcr") => self.register(request.headers(), body),
            (&Method::GET, "authorize") => self.authorize(request.uri().query().unwrap_or_default(), url, now),
            (&Method::POST, "token") => {
                let form = Query::parse(&String::from_utf8_lossy(body));
                match self.token(&form, now, lifetime) {
                    Ok(tokens) => no_store(axum::Json(tokens).into_response()),
                    Err(refused) => refused.into_response(),
                }
            }
            (&Method::POST, "revoke") => {
                self.revoke(&Query::parse(&String::from_utf8_lossy(body)));
                StatusCode::OK.into_response()
            }
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    }

    fn register(&mut self, headers: &HeaderMap, body: &[u8]) -> Response {
        // A web page of another origin cannot send this type unasked.
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_json = content_type.is_some_and(|value| value.starts_with("application/json"));
        let request: Value = serde_json::from_slice(body).unwrap_or_default();
        let redirects: Vec<String> = request["redirect_uris"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        if !is_json || redirects.is_empty() || !redirects.iter().all(|redirect| is_allowed(redirect)) {
            return Refused("invalid_redirect_uri", "https, or http on this machine").into_response();
        }
        let client = uuid::Uuid::new_v4().to_string();
        let name = request["client_name"].as_str().unwrap_or("unnamed").to_owned();
        let answer = json!({
            "client_id": client,
            "client_name": name,
            "redirect_uris": redirects,
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
        });
        self.clients.insert(client, Registered { name, redirects });
        (StatusCode::CREATED, axum::Json(answer)).into_response()
    }

    fn authorize(&mut self, query: &str, url: &str, now: UnixMillis) -> Response {
        let query = Query::parse(query);
        let field = |name: &str| query.get(name).unwrap_or_default();
        let redirect = field("redirect_uri");
        let is_known =
            self.clients.get(field("client_id")).is_some_and(|client| client.redirects.iter().any(|it| it == redirect));
        let (true, Ok(mut target)) = (is_known, Url::parse(redirect)) else {
            return Refused("invalid_request", "unknown client or redirect_uri").into_response();
        };
        let is_complete = field("response_type") == "code"
            && field("code_challenge_method") == "S256"
            && !field("code_challenge").is_empty();
        {
            let mut answer = target.query_pairs_mut();
            if is_complete {
                let code = uuid::Uuid::new_v4().simple().to_string();
                let issued = Issued { client: field("client_id").to_owned(), scope: field("scope").to_owned() };
                let (redirect, challenge) = (redirect.to_owned(), field("code_challenge").to_owned());
                let expires = UnixMillis(now.0 + chosen::CODE_LIFETIME);
                self.codes.insert(code.clone(), Code { issued, redirect, challenge, expires });
                answer.append_pair("code", &code);
            } else {
                answer.append_pair("error", "invalid_request");
            }
            answer.append_pair("state", field("state")).append_pair("iss", url);
        }
        match HeaderValue::from_str(target.as_str()) {
            Ok(location) => (StatusCode::FOUND, [(header::LOCATION, location)]).into_response(),
            Err(_) => StatusCode::BAD_REQUEST.into_response(),
        }
    }

    fn token(&mut self, form: &Query, now: UnixMillis, lifetime: Duration) -> Result<Value, Refused> {
        let field = |name: &str| form.get(name).unwrap_or_default();
        let invalid = Refused("invalid_grant", "The code or token is invalid, expired or already used");
        let issued = match field("grant_type") {
            "authorization_code" => {
                // A code counts once, also after a failed attempt.
                let Some(code) = self.codes.remove(field("code")) else { return Err(invalid) };
                let challenge = digest::digest(&digest::SHA256, field("code_verifier").as_bytes());
                let is_proven = BASE64_URL_SAFE_NO_PAD.encode(challenge) == code.challenge;
                if code.redirect != field("redirect_uri") || code.expires <= now || !is_proven {
                    return Err(invalid);
                }
                code.issued
            }
            // Refresh tokens are rotated.
            "refresh_token" => self.refresh.remove(field("refresh_token")).ok_or(invalid)?,
            _ => return Err(Refused("unsupported_grant_type", "authorization_code or refresh_token")),
        };
        if issued.client != field("client_id") {
            return Err(Refused("invalid_client", "The grant belongs to another client"));
        }
        let access = uuid::Uuid::new_v4().to_string();
        let mut answer = json!({
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": lifetime.as_secs(),
            "scope": issued.scope,
        });
        if issued.scope.split(' ').any(|scope| scope == "offline_access") {
            let refresh = uuid::Uuid::new_v4().to_string();
            answer["refresh_token"] = Value::from(refresh.as_str());
            self.refresh.insert(refresh, issued.clone());
        }
        let expires = UnixMillis(now.0 + i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX / 4));
        self.access.insert(access, Access { issued, expires });
        Ok(answer)
    }

    /// Revokes a token; of a refresh token also the access tokens of its client.
    fn revoke(&mut self, form: &Query) {
        let token = form.get("token").unwrap_or_default();
        self.access.remove(token);
        if let Some(issued) = self.refresh.remove(token) {
            self.access.retain(|_, access| access.issued.client != issued.client);
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.0, "error_description": self.1 });
        no_store((StatusCode::BAD_REQUEST, axum::Json(body)).into_response())
    }
}

fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn is_allowed(redirect: &str) -> bool {
    Url::parse(redirect).is_ok_and(|url| {
        url.fragment().is_none() && (url.scheme() == "https" || (url.scheme() == "http" && hosts::is_loopback(&url)))
    })
}

fn metadata(url: &str) -> Value {
    let endpoint = |name: &str| format!("{url}{PREFIX}{name}");
    json!({
        "issuer": url,
        "authorization_endpoint": endpoint("authorize"),
        "token_endpoint": endpoint("token"),
        "revocation_endpoint": endpoint("revoke"),
        "registration_endpoint": endpoint("register/dcr"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["reader", "writer", "observability", "offline_access"],
    })
}
