//! Simulator: an embedded LaunchDarkly API on loopback, so that everything can be tried and tested with no account.
