//! Fault injection: kinds of faults, and when they occur.

mod wire;

use std::fmt;
use std::str::FromStr;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

pub(super) use wire::{instead, mangle};

/// A failure mode of a real API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// 429 `rate_limited` with `Retry-After` and `X-Ratelimit-*` headers; nothing was applied.
    RateLimited,
    /// 500 with a non-JSON body; nothing was applied.
    InternalError,
    /// 503 `service_unavailable`; nothing was applied.
    Unavailable,
    /// 504 of a proxy that gave up on the API; nothing was applied yet.
    GatewayTimeout,
    /// 401 with an empty body, as sent by the live API; nothing was applied.
    EmptyUnauthorized,
    /// 409 `optimistic_locking_error`, on writes only; nothing was applied.
    Conflict,
    /// The correct response, sent slowly over [`super::SimulatorOptions::slow_body`].
    SlowBody,
    /// The correct response, truncated half way; writes were applied.
    TruncatedBody,
    /// The connection is reset before the request is handled; nothing was applied.
    ResetBefore,
    /// The connection is reset after the request was handled, before the response.
    ResetAfter,
    /// The correct response with some values of a wrong type.
    WrongTypes,
    /// The correct response with undocumented fields.
    ExtraFields,
    /// Lists lack `totalCount`.
    NoTotalCount,
    /// Lists have a `totalCount` that is too high.
    WrongTotalCount,
}

impl FaultKind {
    /// Every kind with its command-line name.
    pub const ALL: &'static [(&'static str, FaultKind)] = &[
        ("rate-limited", FaultKind::RateLimited),
        ("internal-error", FaultKind::InternalError),
        ("unavailable", FaultKind::Unavailable),
        ("gateway-timeout", FaultKind::GatewayTimeout),
        ("empty-unauthorized", FaultKind::EmptyUnauthorized),
        ("conflict", FaultKind::Conflict),
        ("slow-body", FaultKind::SlowBody),
        ("truncated-body", FaultKind::TruncatedBody),
        ("reset-before", FaultKind::ResetBefore),
        ("reset-after", FaultKind::ResetAfter),
        ("wrong-types", FaultKind::WrongTypes),
        ("extra-fields", FaultKind::ExtraFields),
        ("no-total-count", FaultKind::NoTotalCount),
        ("wrong-total-count", FaultKind::WrongTotalCount),
    ];

    /// The command-line name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("unknown", |(name, _)| name)
    }
}

/// A fault with its rate and scope.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Kind.
    pub kind: FaultKind,
    /// Probability per request, 0 to 1.
    pub rate: f64,
    /// Restricts to requests with this method.
    pub method: Option<String>,
    /// Restricts to requests whose path and query contain this text.
    pub path_contains: Option<String>,
    /// Skips this many matching requests first.
    pub skip: u32,
    /// Maximum number of occurrences; unlimited if `None`.
    pub times: Option<u32>,
}

impl Fault {
    /// A fault that affects any request to the REST API.
    pub fn new(kind: FaultKind, rate: f64) -> Self {
        Self { kind, rate, method: None, path_contains: None, skip: 0, times: None }
    }

    /// Restricts to requests with this method whose path and query contain `path`.
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.method = Some(method.to_owned());
        self.path_contains = Some(path.to_owned());
        self
    }

    /// Skips `count` matching requests first.
    pub fn skip(mut self, count: u32) -> Self {
        self.skip = count;
        self
    }

    /// Limits the number of occurrences.
    pub fn times(mut self, count: u32) -> Self {
        self.times = Some(count);
        self
    }
}

/// `KIND:RATE`, or `KIND` for every request.
impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rate) = text.split_once(':').unwrap_or((text, "1"));
        let Some((_, kind)) = FaultKind::ALL.iter().find(|(known, _)| *known == name) else {
            let names: Vec<_> = FaultKind::ALL.iter().map(|(name, _)| *name).collect();
            return Err(format!("`{name}` is not a kind of fault; expected one of {}", names.join(", ")));
        };
        match rate.parse::<f64>() {
            Ok(rate) if (0.0..=1.0).contains(&rate) => Ok(Self::new(*kind, rate)),
            _ => Err(format!("`{rate}` is not a rate; give a number from 0 to 1, as in `{name}:0.1`")),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.kind.name(), self.rate)
    }
}

/// Decides which requests are affected by a fault.
#[derive(Debug)]
pub(super) struct FaultInjector {
    faults: Vec<(Fault, u32)>,
    random: StdRng,
}

impl FaultInjector {
    /// Deterministic for a seed and a sequence of requests.
    pub(super) fn new(faults: Vec<Fault>, seed: u64) -> Self {
        Self { faults: faults.into_iter().map(|fault| (fault, 0)).collect(), random: StdRng::seed_from_u64(seed) }
    }

    /// Replaces the faults; the random sequence continues.
    pub(super) fn set(&mut self, faults: Vec<Fault>) {
        self.faults = faults.into_iter().map(|fault| (fault, 0)).collect();
    }

    /// The fault that affects this request; the first if several do.
    pub(super) fn roll(&mut self, method: &str, target: &str) -> Option<FaultKind> {
        let mut struck = None;
        for (fault, strikes) in &mut self.faults {
            let matches = fault.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && fault.path_contains.as_deref().is_none_or(|part| target.contains(part))
                && (fault.kind != FaultKind::Conflict || method != "GET");
            if !matches || struck.is_some() {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
            } else if fault.times.is_none_or(|times| *strikes < times) && self.random.random_bool(fault.rate) {
                *strikes += 1;
                struck = Some(fault.kind);
            }
        }
        struck
    }
}
