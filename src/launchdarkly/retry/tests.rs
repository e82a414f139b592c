use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{RateLimit, RetryPolicy};

const NOW: i64 = 1_700_000_000_000;

fn limit(headers: &[(&'static str, &str)]) -> RateLimit {
    let pairs =
        headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
    RateLimit::from_headers(&HeaderMap::from_iter(pairs), NOW)
}

fn millis(limit: RateLimit) -> Option<u128> {
    limit.reset_in.map(|wait| wait.as_millis())
}

#[test]
fn pauses_double_up_to_the_cap_and_never_fall_below_half() {
    let policy = RetryPolicy::default();
    for (failed, longest) in [(1, 500), (2, 1_000), (3, 2_000), (5, 8_000), (6, 10_000), (60, 10_000)] {
        assert_eq!(policy.pause(failed, 1.0).as_millis(), longest, "after {failed}");
        assert_eq!(policy.pause(failed, 0.0).as_millis(), longest / 2, "after {failed}");
    }
}

#[test]
fn a_rate_limit_is_waited_for_in_full_with_some_jitter() {
    let policy = RetryPolicy::default();
    let requested = Duration::from_secs(8);
    assert_eq!(policy.rate_limit_pause(requested, 1, 0.0), requested);
    assert_eq!(policy.rate_limit_pause(requested, 1, 1.0), requested + Duration::from_secs(1));
    // A reset in the past still pauses: other clients see the same header.
    assert!(policy.rate_limit_pause(Duration::ZERO, 1, 0.0) >= Duration::from_millis(250));
}

#[test]
fn the_reset_is_an_epoch_in_milliseconds() {
    assert_eq!(millis(limit(&[("x-ratelimit-reset", "1700000004500")])), Some(4_500));
}

#[test]
fn a_reset_in_the_past_is_no_wait() {
    assert_eq!(millis(limit(&[("x-ratelimit-reset", "1699999990000")])), Some(0));
    assert_eq!(millis(limit(&[("x-ratelimit-reset", "-9223372036854775808")])), Some(0));
}

#[test]
fn retry_after_is_seconds_or_a_date_and_the_longer_wait_counts() {
    assert_eq!(millis(limit(&[("retry-after", "3")])), Some(3_000));
    assert_eq!(millis(limit(&[("retry-after", "Tue, 14 Nov 2023 22:13:25 GMT")])), Some(5_000));
    let both = limit(&[("retry-after", "3"), ("x-ratelimit-reset", "1700000004500")]);
    assert_eq!(millis(both), Some(4_500));
    assert_eq!(both.retry_after, Some(Duration::from_secs(3)), "what a 503 asks for");
}

#[test]
fn a_clock_that_is_off_is_corrected_by_the_date_of_the_answer() {
    // The server's clock is an hour ahead: by ours the wait would be an hour.
    let headers = [("date", "Tue, 14 Nov 2023 23:13:20 GMT"), ("x-ratelimit-reset", "1700003602000")];
    assert_eq!(millis(limit(&headers)), Some(2_000));
    // A second's difference is the header's own roughness.
    let headers = [("date", "Tue, 14 Nov 2023 22:13:19 GMT"), ("x-ratelimit-reset", "1700000002000")];
    assert_eq!(millis(limit(&headers)), Some(2_000));
}

#[test]
fn headers_may_be_missing_or_nonsense() {
    assert_eq!(limit(&[]), RateLimit::default());
    let nonsense = [("retry-after", "soon"), ("x-ratelimit-reset", "never"), ("x-ratelimit-route-remaining", "-")];
    assert_eq!(limit(&nonsense), RateLimit::default());
    let numbers = limit(&[("x-ratelimit-route-remaining", "0"), ("x-ratelimit-global-remaining", "12")]);
    assert_eq!((numbers.route_remaining, numbers.global_remaining), (Some(0), Some(12)));
}
