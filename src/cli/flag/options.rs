//! Options that the commands of `flagwise flag` share.

use clap::ValueEnum;

/// Options of commands that only read.
#[derive(Debug, Clone, clap::Args)]
pub struct ReadOptions {
    /// Project key; default: `project` in flagwise.toml
    #[arg(long, value_name = "KEY")]
    pub project: Option<String>,

    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// Options of commands that write.
#[derive(Debug, Clone, clap::Args)]
pub struct WriteOptions {
    /// Project key; default: `project` in flagwise.toml
    #[arg(long, value_name = "KEY")]
    pub project: Option<String>,

    /// Environment key; default: the only one of `environments` in flagwise.toml
    #[arg(long = "env", value_name = "KEY")]
    pub environment: Option<String>,

    /// Comment for the audit log
    #[arg(long, value_name = "TEXT")]
    pub comment: Option<String>,

    /// Show what would change and send nothing. `--dry-run=server`, the default, also lets LaunchDarkly check the change
    /// where it can
    #[arg(
        long,
        value_enum,
        value_name = "WHERE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "server"
    )]
    pub dry_run: Option<DryRun>,

    /// Do not ask for a confirmation
    #[arg(short, long)]
    pub yes: bool,

    /// Send only if the change is the one with this id, printed by `--dry-run --format json`
    #[arg(long, value_name = "ID")]
    pub expect: Option<String>,

    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// Options of commands that change a flag by instructions, which can also be scheduled or proposed.
#[derive(Debug, Clone, clap::Args)]
pub struct ChangeOptions {
    #[command(flatten)]
    pub write: WriteOptions,

    /// Schedule the change instead: `1h`, `tomorrow 9:00`, `2026-12-24`, `2026-12-24 18:30`, RFC 3339
    #[arg(long, value_name = "WHEN")]
    pub at: Option<String>,

    /// Request approval of the change instead; with `--at`, it is applied then
    #[arg(long)]
    pub request_approval: bool,

    /// Member id to notify of the approval request, may be repeated
    #[arg(long = "notify", value_name = "MEMBER", requires = "request_approval")]
    pub notify: Vec<String>,

    /// Change the flag even if that breaks a scheduled change or an approval request
    #[arg(long)]
    pub ignore_conflicts: bool,
}

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
}

/// Who checks a change that is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DryRun {
    /// Only flagwise: no request that could change anything
    Local,
    /// Also LaunchDarkly, with the API's `dryRun`
    Server,
}

impl WriteOptions {
    /// The comment, unless it is blank.
    pub fn comment(&self) -> Option<String> {
        self.comment.clone().filter(|comment| !comment.trim().is_empty())
    }
}
