//! Retry policy and rate-limit headers.

use std::time::Duration;

use reqwest::header::HeaderMap;

/// Retry policy.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    /// Maximum number of attempts per request, including the first.
    pub attempts: u32,
    /// Pause before the second attempt; doubles with each further one. Half of every pause is random.
    pub base: Duration,
    /// Maximum pause between attempts.
    pub cap: Duration,
    /// Maximum wait for a rate limit; a longer one becomes [`Error::RateLimited`](super::Error).
    pub longest_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(10),
            longest_wait: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// Pause after `failed` failures. `random` in 0..1 spreads clients that failed together.
    pub(super) fn pause(&self, failed: u32, random: f64) -> Duration {
        let doubled = self.base.saturating_mul(1_u32 << failed.saturating_sub(1).min(16)).min(self.cap);
        doubled.mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
    }

    /// The wait requested by a rate limit plus jitter (up to an eighth, with a minimum), so that clients of one
    /// account do not retry at the same time.
    pub(super) fn rate_limit_pause(&self, requested: Duration, failed: u32, random: f64) -> Duration {
        let jitter = (requested / 8).max(self.base.min(Duration::from_millis(250)));
        requested.max(self.pause(failed, random)) + jitter.mul_f64(random.clamp(0.0, 1.0))
    }
}

/// Rate-limit headers of a response. Any may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct RateLimit {
    /// `X-Ratelimit-Global-Remaining`: requests left for the account.
    pub global_remaining: Option<u64>,
    /// `X-Ratelimit-Route-Remaining`: requests left for the route.
    pub route_remaining: Option<u64>,
    /// Time until the limit resets: the longer of `X-Ratelimit-Reset` (epoch milliseconds, possibly past) and
    /// `Retry-After` (seconds or a date).
    pub reset_in: Option<Duration>,
    /// `Retry-After` alone. Also sent with 503; the other headers come with every response.
    pub retry_after: Option<Duration>,
}

impl RateLimit {
    /// Parses the headers. `now` is the local clock in epoch milliseconds; if the response's `Date` differs by more
    /// than five seconds, the server's clock is used instead.
    pub(super) fn from_headers(headers: &HeaderMap, now: i64) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let number = |name: &str| text(name).and_then(|value| value.parse::<u64>().ok());
        let date = text("date").and_then(http_date);
        let now = date.filter(|date| date.abs_diff(now) > 5_000).unwrap_or(now);
        let reset = text("x-ratelimit-reset")
            .and_then(|value| value.parse::<i64>().ok())
            .map(|reset| reset.saturating_sub(now));
        let retry_after = text("retry-after").and_then(|value| match value.parse::<f64>() {
            Ok(seconds) => Some((seconds * 1000.0) as i64),
            Err(_) => http_date(value).map(|date| date.saturating_sub(now)),
        });
        let duration = |millis: i64| Duration::from_millis(u64::try_from(millis).unwrap_or(0));
        Self {
            global_remaining: number("x-ratelimit-global-remaining"),
            route_remaining: number("x-ratelimit-route-remaining"),
            reset_in: reset.into_iter().chain(retry_after).max().map(duration),
            retry_after: retry_after.map(duration),
        }
    }
}

/// Parses an HTTP date to epoch milliseconds.
fn http_date(text: &str) -> Option<i64> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(zoned.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests;
