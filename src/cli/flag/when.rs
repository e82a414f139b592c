//! Points in time on the command line.

use anyhow::bail;
use jiff::civil::{DateTime, Time};
use jiff::{Span, Zoned};

use crate::flags::UnixMillis;

/// Accepted forms, for errors.
const FORMS: &str = "`1h`, `2d`, `tomorrow 9:00`, `2026-12-24`, `2026-12-24 18:30`, or RFC 3339";

/// Parses a point in the future: a span from now, `today` or `tomorrow` with a time, a local date with or without a time, or
/// RFC 3339. A date without a time is its 9:00.
pub fn future(text: &str, now: &Zoned) -> anyhow::Result<UnixMillis> {
    let Some(found) = parse(text.trim(), now) else {
        bail!("`{text}` is not a point in time: use {FORMS}");
    };
    if found <= UnixMillis(now.timestamp().as_millisecond()) {
        bail!("`{text}` is in the past: use {FORMS}");
    }
    Ok(found)
}

/// A point in time in the local time zone, as `2026-12-24 18:30 CET`.
pub fn shown(date: UnixMillis) -> String {
    match jiff::Timestamp::from_millisecond(date.0) {
        Ok(timestamp) => timestamp.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M %Z").to_string(),
        Err(_) => date.date(),
    }
}

fn parse(text: &str, now: &Zoned) -> Option<UnixMillis> {
    if let Some(found) = UnixMillis::from_rfc3339(text) {
        return Some(found);
    }
    let millis = |zoned: Zoned| UnixMillis(zoned.timestamp().as_millisecond());
    let span = text.trim_start_matches("in ").trim_start_matches('+').trim();
    if let Ok(span) = span.parse::<Span>() {
        return now.checked_add(span).ok().map(millis);
    }
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, clock(time.trim())?),
        None => (text, Time::new(9, 0, 0, 0).ok()?),
    };
    let date = match day {
        "today" => now.date(),
        "tomorrow" => now.date().tomorrow().ok()?,
        date => date.parse().ok()?,
    };
    DateTime::from_parts(date, time).to_zoned(now.time_zone().clone()).ok().map(millis)
}

/// `9:00`, `18:30:15`.
fn clock(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(str::parse::<i8>);
    let hour = parts.next()?.ok()?;
    let minute = parts.next()?.ok()?;
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<String, String> {
        let now: Zoned = "2026-11-28T10:00:00+01:00[Europe/Berlin]".parse().unwrap();
        future(text, &now).map(UnixMillis::rfc3339).map_err(|error| error.to_string())
    }

    #[test]
    fn points_in_time_are_spans_days_dates_or_moments() {
        for (text, expected) in [
            ("1h", "2026-11-28T10:00:00.000Z"),
            ("in 30m", "2026-11-28T09:30:00.000Z"),
            ("+2d", "2026-11-30T09:00:00.000Z"),
            ("tomorrow 9:00", "2026-11-29T08:00:00.000Z"),
            ("tomorrow", "2026-11-29T08:00:00.000Z"),
            ("today 18:30", "2026-11-28T17:30:00.000Z"),
            ("2026-12-24", "2026-12-24T08:00:00.000Z"),
            ("2026-12-24 18:30", "2026-12-24T17:30:00.000Z"),
            ("2026-12-24T18:30:15", "2026-12-24T17:30:15.000Z"),
            ("2026-12-24T18:30:00Z", "2026-12-24T18:30:00.000Z"),
        ] {
            assert_eq!(at(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn others_are_refused_with_the_accepted_forms() {
        for text in ["soon", "25:00", "2026-13-01", ""] {
            assert!(at(text).unwrap_err().contains("tomorrow 9:00"), "{text}");
        }
        assert!(at("2020-01-01").unwrap_err().contains("in the past"));
    }
}
