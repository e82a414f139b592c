//! LaunchDarkly's authorization server: discovery (RFC 8414), registration of a client (RFC 7591), tokens (RFC 6749 with
//! PKCE, RFC 7636) and revocation (RFC 7009).
//!
//! The server is the API host itself: metadata that names another host is refused, so that neither a code nor a token is
//! sent elsewhere.

use std::fmt;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::client::{ClientOptions, connections};
use super::{Error, Host, NetworkProblem};

/// Name under which LaunchDarkly lists the client.
const CLIENT_NAME: &str = "flagwise";

/// The authorization server of a host.
pub struct AuthorizationServer {
    http: reqwest::Client,
    host: Host,
    /// Issuer identifier, for the `iss` parameter of responses.
    pub issuer: String,
    authorization: Url,
    token: Url,
    registration: Option<Url>,
    revocation: Option<Url>,
}

/// A response of the token endpoint.
pub struct Tokens {
    /// Sent with each request, as `Bearer`.
    pub access: SecretString,
    /// Obtains the next tokens.
    pub refresh: Option<SecretString>,
    /// Lifetime of the access token.
    pub lifetime: Option<Duration>,
    /// Granted scopes, if they differ from the requested ones.
    pub scope: Option<String>,
}

/// Why a step failed. Contains no code and no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthError {
    /// No connection, or none is possible.
    #[error("{0}")]
    Connection(Error),
    /// The host has no usable authorization server.
    #[error("{host} offers no sign-in with the browser: {reason}")]
    Unsupported {
        /// The host.
        host: String,
        /// The reason.
        reason: String,
    },
    /// The server refused.
    #[error("LaunchDarkly refused to {operation} ({code}{})", description.as_ref().map_or_else(String::new, |text| format!(": {text}")))]
    Refused {
        /// The attempted operation, as a verb phrase.
        operation: &'static str,
        /// OAuth's error code, or the HTTP status.
        code: String,
        /// The server's message.
        description: Option<String>,
    },
}

impl OAuthError {
    /// Whether the refresh token is no longer valid, so that the user must sign in again.
    pub fn is_expired(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if code == "invalid_grant" || code == "invalid_client")
    }
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    registration_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    #[serde(default)]
    code_challenge_methods_supported: Vec<String>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: SecretString,
    token_type: String,
    refresh_token: Option<SecretString>,
    expires_in: Option<u64>,
    scope: Option<String>,
}

impl AuthorizationServer {
    /// Reads the metadata of a host.
    ///
    /// # Errors
    /// [`OAuthError::Unsupported`] also if an endpoint is at another host.
    pub async fn discover(host: &Host, proxy: Option<&str>) -> Result<Self, OAuthError> {
        let options = ClientOptions {
            host: host.clone(),
            proxy: proxy.map(str::to_owned),
            timeout: Duration::from_secs(30),
            ..ClientOptions::new(SecretString::default())
        };
        let http = connections(&options).map_err(OAuthError::Connection)?;
        let unsupported = |reason: &str| OAuthError::Unsupported { host: host.to_string(), reason: reason.to_owned() };
        let base = Url::parse(&host.site()).map_err(|_| unsupported("its address is not a URL"))?;
        let mut address = base.clone();
        address.set_path(&format!("{}/.well-known/oauth-authorization-server", base.path().trim_end_matches('/')));
        let (status, body) = send(host, "find the sign-in page", http.get(address)).await?;
        if status != 200 {
            return Err(unsupported(&format!("it has no OAuth metadata (HTTP {status})")));
        }
        let metadata: Metadata =
            serde_json::from_slice(&body).map_err(|_| unsupported("its OAuth metadata is incomplete"))?;
        if !metadata.code_challenge_methods_supported.iter().any(|method| method == "S256") {
            return Err(unsupported("it does not support PKCE"));
        }
        let own = |address: &str| {
            let url = Url::parse(address).ok().filter(|url| url.origin() == base.origin());
            url.ok_or_else(|| unsupported("its OAuth metadata leads to another host"))
        };
        own(&metadata.issuer)?;
        Ok(Self {
            http,
            host: host.clone(),
            authorization: own(&metadata.authorization_endpoint)?,
            token: own(&metadata.token_endpoint)?,
            registration: metadata.registration_endpoint.as_deref().map(own).transpose()?,
            revocation: metadata.revocation_endpoint.as_deref().map(own).transpose()?,
            issuer: metadata.issuer,
        })
    }

    /// Registers a public client with one redirect address. Returns its id.
    ///
    /// # Errors
    /// [`OAuthError`].
    pub async fn register(&self, redirect: &str, scope: &str) -> Result<String, OAuthError> {
        const OPERATION: &str = "register flagwise";
        let Some(endpoint) = self.registration.clone() else {
            return Err(self.unsupported("it does not let programs register"));
        };
        let body = json!({
            "client_name": CLIENT_NAME,
            "redirect_uris": [redirect],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
            "scope": scope,
        });
        let request = self.http.post(endpoint).header(CONTENT_TYPE, "application/json").body(body.to_string());
        let (status, body) = send(&self.host, OPERATION, request).await?;
        let answer = accepted(OPERATION, status, &body)?;
        match answer["client_id"].as_str().filter(|id| !id.is_empty()) {
            Some(id) => Ok(id.to_owned()),
            None => Err(self.unsupported("its registration names no client id")),
        }
    }

    /// The page on which the user signs in.
    pub fn sign_in_page(&self, parameters: &[(&str, &str)]) -> Url {
        let mut page = self.authorization.clone();
        page.query_pairs_mut().extend_pairs(parameters);
        page
    }

    /// Requests tokens. `parameters` are those of the grant, with its secrets.
    ///
    /// # Errors
    /// [`OAuthError`].
    pub async fn tokens(&self, operation: &'static str, parameters: &[(&str, &str)]) -> Result<Tokens, OAuthError> {
        let (status, body) = send(&self.host, operation, self.form(self.token.clone(), parameters)).await?;
        accepted(operation, status, &body)?;
        // The error of the library would quote the input.
        let answer: TokenAnswer =
            serde_json::from_slice(&body).map_err(|_| self.unsupported("its token response has another form"))?;
        if !answer.token_type.eq_ignore_ascii_case("bearer") {
            return Err(self.unsupported("its tokens are not of type Bearer"));
        }
        Ok(Tokens {
            access: answer.access_token,
            refresh: answer.refresh_token.filter(|token| !token.expose_secret().is_empty()),
            lifetime: answer.expires_in.map(Duration::from_secs),
            scope: answer.scope,
        })
    }

    /// Revokes a token; returns false if the server has no such operation.
    ///
    /// # Errors
    /// [`OAuthError`].
    pub async fn revoke(&self, token: &SecretString, client: &str) -> Result<bool, OAuthError> {
        let Some(endpoint) = self.revocation.clone() else { return Ok(false) };
        let request = self.form(endpoint, &[("token", token.expose_secret()), ("client_id", client)]);
        let (status, body) = send(&self.host, "revoke the token", request).await?;
        if (200..300).contains(&status) { Ok(true) } else { Err(refusal("revoke the token", status, &body)) }
    }

    fn form(&self, address: Url, parameters: &[(&str, &str)]) -> reqwest::RequestBuilder {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        self.http.post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
    }

    fn unsupported(&self, reason: &str) -> OAuthError {
        OAuthError::Unsupported { host: self.host.to_string(), reason: reason.to_owned() }
    }
}

impl fmt::Debug for AuthorizationServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AuthorizationServer").field("host", &self.host).finish_non_exhaustive()
    }
}

/// Sends a request once and reads the complete response.
async fn send(
    host: &Host,
    operation: &'static str,
    request: reqwest::RequestBuilder,
) -> Result<(u16, Vec<u8>), OAuthError> {
    let lost = |error: reqwest::Error| {
        let problem = NetworkProblem::of(error);
        OAuthError::Connection(Error::Network { operation, host: host.to_string(), problem })
    };
    let response = request.send().await.map_err(lost)?;
    let status = response.status().as_u16();
    tracing::debug!(operation, status, "answer");
    Ok((status, response.bytes().await.map_err(lost)?.to_vec()))
}

fn accepted(operation: &'static str, status: u16, body: &[u8]) -> Result<Value, OAuthError> {
    if !(200..300).contains(&status) {
        return Err(refusal(operation, status, body));
    }
    Ok(serde_json::from_slice(body).unwrap_or_default())
}

fn refusal(operation: &'static str, status: u16, body: &[u8]) -> OAuthError {
    let json = serde_json::from_slice::<Value>(body).unwrap_or_default();
    let field = |name: &str| json[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let code = field("error").unwrap_or_else(|| format!("HTTP {status}"));
    OAuthError::Refused { operation, code, description: field("error_description") }
}
