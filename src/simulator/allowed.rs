//! Access control of the simulator: requests must name its own address; web pages need an allowed origin.
//!
//! A web page can make a browser send requests to this machine, also through a host name that resolves to 127.0.0.1 (DNS
//! rebinding). The `Host` header of such a request has that name.

use std::net::{IpAddr, SocketAddr};

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Uri, header};

use crate::hosts;

use super::SimulatorError;

/// The address that the simulator listens on, and the origins that may read its responses.
pub struct Allowed {
    address: SocketAddr,
    origins: Vec<String>,
}

impl Allowed {
    /// Fails on an origin that is not on this machine.
    pub fn new(address: SocketAddr, origins: &[String]) -> Result<Self, SimulatorError> {
        let origins = origins.iter().map(|text| {
            let url = url::Url::parse(text).ok().filter(is_loopback_origin);
            url.map(|url| url.origin().ascii_serialization()).ok_or_else(|| SimulatorError::Origin(text.clone()))
        });
        Ok(Self { address, origins: origins.collect::<Result<_, _>>()? })
    }

    /// Whether each host in a request is this simulator.
    pub fn names_us(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let parse = |value: &HeaderValue| value.to_str().ok().and_then(|text| text.parse::<Authority>().ok());
        let named: Option<Vec<Authority>> = headers.get_all(header::HOST).iter().map(parse).collect();
        let Some(mut named) = named else { return false };
        named.extend(uri.authority().cloned());
        !named.is_empty() && named.iter().all(|authority| self.is_ours(authority))
    }

    /// The origin of a request, if it was allowed.
    pub fn allows_origin(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        let text = origin.to_str().ok()?;
        self.origins.iter().any(|allowed| allowed == text).then(|| origin.clone())
    }

    fn is_ours(&self, authority: &Authority) -> bool {
        let port = authority.port_u16().unwrap_or(80);
        if authority.as_str().contains('@') || port != self.address.port() {
            return false;
        }
        let name = authority.host().trim_start_matches('[').trim_end_matches(']');
        match name.parse::<IpAddr>() {
            // DNS rebinding needs a name, not an address.
            Ok(ip) => ip.is_loopback() || self.address.ip().is_unspecified() || ip == self.address.ip(),
            Err(_) => name.eq_ignore_ascii_case("localhost"),
        }
    }
}

fn is_loopback_origin(url: &url::Url) -> bool {
    hosts::is_loopback(url) && matches!(url.scheme(), "http" | "https")
}
