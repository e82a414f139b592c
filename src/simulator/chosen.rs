//! The simulator's answers to questions that LaunchDarkly's documentation leaves open.
//!
//! | question | chosen |
//! | --- | --- |
//! | `limit` above 100 on flag lists | clamped to [`MAX_PAGE`] |
//! | `limit` or `offset` that is no number, or negative | 400 `invalid_request` |
//! | `limit=0` | the default of [`DEFAULT_PAGE`] |
//! | unknown `filter` field | ignored, since tools send undocumented ones (`purpose:all+!(holdout)`) |
//! | documented `filter` field with a bad value | 400 `invalid_request` |
//! | unknown `sort` or `expand` field | `sort` 400, `expand` ignored |
//! | unknown environment in `env=` or `filterEnv` | 404 `not_found` |
//! | no `env=` on a flag list | no `environments` at all, as API version 20240415 does |
//! | `summary=false` without `env=` | the same: nothing to show |
//! | deprecated flags on the default list | shown; only archived ones are left out |
//! | unknown instruction kind | 400 `invalid_request` |
//! | environment missing or unknown in `environmentKey` | 400 missing, 404 unknown |
//! | `deleteFlag` in a semantic patch | 200 with the flag as it was |
//! | conflict with a scheduled change or approval request | 400 `invalid_request` |
//! | deleting or archiving a prerequisite of other flags | delete 409 `conflict`, archive 400 `invalid_request` |
//! | a JSON Patch that does not apply | 400 `invalid_patch`; its failed `test` 409 `optimistic_locking_error` |
//! | a JSON Patch to a read-only field | 400 `invalid_request`, "Flag salt cannot be modified" |
//! | what increments `_version` | a change of the flag as a whole; see `flags::apply` |
//! | what increments an environment's `version`, `lastModified` | a change of its configuration, archiving included |
//! | approvals | 405 only where targeting in the environment would differ; flag-wide changes pass |
//! | creating in an environment that needs approval | allowed; new flags are off |
//! | writes with a reader's token | 403 `forbidden`, `dryRun` included |
//! | archived flags and SDKs | not in the SDK's payload |
//! | SDK's `version` of a flag | seconds of its creation + `_version` + the environment's `version`: it always rises |
//! | `_links.next` of the audit log | by `before`, the date of the last entry |
//! | reviews: self review, minimum number | allowed, one |
//! | applying a request that is not approved, or applied | 409 `conflict` |
//! | copied and cloned rules | get new ids |
//! | `currentVersion` of a copy that does not match | 409 `optimistic_locking_error` |
//! | `deleteScheduledChange` in a semantic patch | 200 with the change as it was |
//! | `conflicts` of a scheduled change | `[{_id, reason}]`, omitted if there are none |
//! | migration safety | an issue where a cohort moves by more than one stage |
//! | expiring targets in an environment that needs approval | allowed: the documents list no 405 |
//! | scheduled change whose time is past on creation | 400 `invalid_request` |
//! | scheduled change that fails when due | dropped, with an entry in the audit log |
//! | audit log | the last [`AUDIT_ENTRIES_KEPT`] entries |
//! | `LD-API-Version` | ignored: answers are those of 20240415; beta operations need no header |
//! | `compare` on flag lists, filters that 20240415 removed | ignored |
//! | `HEAD` | as `GET`, without the body |
//! | `lastRequested` of a flag that was never requested | left out, as the schema says; null with `--live-quirks`, as seen live |
//! | variations of several types | 400 `invalid_request` |
//! | beta operations without `LD-API-Version: beta` | answered all the same |
//! | a flag that an SDK evaluates | counts as requested when the SDK's summary events arrive |
//! | OAuth's sign-in page | redirects at once, as the owner of the sample account |
//! | OAuth's redirects | `https`, or `http` on this machine, and exactly as registered |
//! | OAuth's codes and refresh tokens | count once; a code for [`CODE_LIFETIME`] |
//! | OAuth's access tokens | accepted after `Bearer` only, for an hour |
//! | revoking a refresh token | revokes the access tokens of its client |
//! | rate limits | counted and reported in headers, enforced only by `--fault rate-limited` |

/// Default page size.
pub const DEFAULT_PAGE: usize = 20;
/// Maximum page size; three of LaunchDarkly's own tools call 100 "the maximum allowed".
pub const MAX_PAGE: usize = 100;
/// Number of audit log entries kept.
pub const AUDIT_ENTRIES_KEPT: usize = 10_000;
/// Default and maximum page size of the audit log.
pub const AUDIT_PAGE: (usize, usize) = (10, 20);
/// Initial values of `X-Ratelimit-Global-Remaining` and `X-Ratelimit-Route-Remaining` in every window.
pub const RATE_LIMITS: (i64, i64) = (1_000, 500);
/// Length of a rate-limit window in milliseconds.
pub const RATE_WINDOW: i64 = 10_000;
/// Maximum size of a request body in bytes; larger ones are answered with 413.
pub const MAX_BODY: usize = 8 * 1024 * 1024;
/// Lifetime of an authorization code in milliseconds.
pub const CODE_LIFETIME: i64 = 60_000;
/// Window of flag statuses in milliseconds: seven days.
pub const STATUS_WINDOW: i64 = 7 * 86_400_000;
