//! The list of flags: one page with every documented filter, sort order and expansion.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::flags::{EnvironmentKey, Flag, FlagKey, ProjectKey, UnixMillis};

use super::envelope::{Page, null_default};
use super::transport::{Request, decode};
use super::{Client, CodeReferenceStatistic, Error};

impl Client {
    /// One page of a project's flags. For all of them see [`Client::all_flags`].
    ///
    /// # Errors
    /// Errors common to all reads; [`Error::InvalidRequest`] for unsupported filters.
    #[doc(alias = "getFeatureFlags")]
    pub async fn flags(&self, project: &ProjectKey, query: &FlagQuery) -> Result<FlagPage, Error> {
        let request = query.request(project);
        let decode = |body: &[u8]| {
            let page: Page<Flag> = decode(request.operation, body)?;
            let mut expansions = BTreeMap::new();
            if !query.expand.is_empty() {
                let expanded: Page<KeyedExpansion> = decode(request.operation, body)?;
                expansions.extend(expanded.items.into_iter().map(|item| (item.key, item.expansion)));
            }
            let (total, next_offset) = (page.total(), page.next_offset());
            Ok(FlagPage { flags: page.items, total, next_offset, expansions })
        };
        self.read_with(&request, decode).await
    }
}

/// A page of flags.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagPage {
    /// The flags.
    pub flags: Vec<Flag>,
    /// `totalCount`, which may be missing or wrong.
    pub total: Option<usize>,
    /// Offset of the next page, if the API links one.
    pub next_offset: Option<usize>,
    /// Fields requested by [`FlagQuery::expand`], by flag.
    pub expansions: BTreeMap<FlagKey, FlagExpansion>,
}

/// Filters, order and detail of a list of flags.
///
/// ```
/// use flagwise::flags::EnvironmentKey;
/// use flagwise::launchdarkly::{FlagFilter, FlagQuery, FlagSort, FlagSortField, ListedState};
///
/// let query = FlagQuery {
///     environments: vec![EnvironmentKey::new("production")],
///     summary: Some(false),
///     filters: vec![FlagFilter::State(ListedState::Archived), FlagFilter::Tags(vec!["beta".into(), "test".into()])],
///     sort: vec![FlagSort::descending(FlagSortField::CreationDate)],
///     ..FlagQuery::default()
/// };
/// assert_eq!(query.filter().as_deref(), Some("state:archived,tags:beta+test"));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FlagQuery {
    /// Environments whose configuration is included; at most three.
    pub environments: Vec<EnvironmentKey>,
    /// Only flags with this tag.
    pub tag: Option<String>,
    /// Page size; the API's default is 20, its maximum 100.
    pub limit: Option<usize>,
    /// Offset of the page.
    pub offset: Option<usize>,
    /// `false` includes rules, targets and prerequisites. The API's default is `true`.
    pub summary: Option<bool>,
    /// Filters; all must match.
    pub filters: Vec<FlagFilter>,
    /// Sort order.
    pub sort: Vec<FlagSort>,
    /// Additional fields.
    pub expand: Vec<FlagExpand>,
}

impl FlagQuery {
    /// The `filter` parameter before URL encoding; `None` without filters.
    pub fn filter(&self) -> Option<String> {
        let texts: Vec<_> = self.filters.iter().map(FlagFilter::text).collect();
        (!texts.is_empty()).then(|| texts.join(","))
    }

    pub(super) fn request<'a>(&self, project: &'a ProjectKey) -> Request<'a> {
        let mut request = Request::get("list flags", &["flags", project.as_str()]);
        for environment in &self.environments {
            request = request.query("env", environment.as_str());
        }
        let sort: Vec<_> = self.sort.iter().map(FlagSort::text).collect();
        request
            .optional("tag", self.tag.as_deref())
            .optional("limit", self.limit.map(|limit| limit.to_string()))
            .optional("offset", self.offset.map(|offset| offset.to_string()))
            .optional("summary", self.summary.map(|summary| summary.to_string()))
            .optional("filter", self.filter())
            .optional("sort", (!sort.is_empty()).then(|| sort.join(",")))
            .optional("expand", (!self.expand.is_empty()).then(|| FlagExpand::list(&self.expand)))
    }
}

/// A filter. The deprecated `archived` is superseded by [`FlagFilter::State`]; `compare` does not exist in the current
/// API version.
#[derive(Debug, Clone, PartialEq)]
pub enum FlagFilter {
    /// Evaluated in the application with this key.
    ApplicationEvaluated(String),
    /// Evaluated for all of these context kinds in the last 30 days.
    ContextKindsEvaluated(Vec<String>),
    /// At most this many code references; 0 for none.
    CodeReferencesMax(u64),
    /// At least this many code references.
    CodeReferencesMin(u64),
    /// Created before a date.
    CreatedBefore(UnixMillis),
    /// Evaluated after a date in an environment.
    EvaluatedAfter {
        /// The date.
        after: UnixMillis,
        /// The environment.
        environment: EnvironmentKey,
    },
    /// Has a guarded rollout in this state: `any`, `monitoring`, `regressed`, `rolledBack`, `completed`, `archived`.
    GuardedRollout(String),
    /// Whether an experiment uses it.
    HasExperiment(bool),
    /// Maintained by this member.
    MaintainerId(String),
    /// Maintained by this team.
    MaintainerTeamKey(String),
    /// Key or name contains this text, ignoring case.
    Query(String),
    /// Is in this release pipeline, or completed it.
    ReleasePipeline(String),
    /// Lifecycle state.
    State(ListedState),
    /// Availability to SDKs.
    SdkAvailability(SdkAvailability),
    /// Has all of these tags.
    Tags(Vec<String>),
    /// Whether it is temporary.
    Temporary(bool),
}

impl FlagFilter {
    fn text(&self) -> String {
        match self {
            Self::ApplicationEvaluated(key) => format!("applicationEvaluated:{key}"),
            Self::ContextKindsEvaluated(kinds) => format!("contextKindsEvaluated:{}", kinds.join("+")),
            Self::CodeReferencesMax(count) => format!("codeReferences.max:{count}"),
            Self::CodeReferencesMin(count) => format!("codeReferences.min:{count}"),
            Self::CreatedBefore(date) => format!("creationDate:{{\"before\":{}}}", date.0),
            Self::EvaluatedAfter { after, environment } => {
                format!("evaluated:{{\"after\":{}}},filterEnv:{environment}", after.0)
            }
            Self::GuardedRollout(state) => format!("guardedRollout:{state}"),
            Self::HasExperiment(has) => format!("hasExperiment:{has}"),
            Self::MaintainerId(id) => format!("maintainerId:{id}"),
            Self::MaintainerTeamKey(key) => format!("maintainerTeamKey:{key}"),
            Self::Query(text) => format!("query:{text}"),
            Self::ReleasePipeline(key) => format!("releasePipeline:{key}"),
            Self::State(state) => format!("state:{}", state.name()),
            Self::SdkAvailability(availability) => format!("sdkAvailability:{}", availability.name()),
            Self::Tags(tags) => format!("tags:{}", tags.join("+")),
            Self::Temporary(true) => "type:temporary".to_owned(),
            Self::Temporary(false) => "type:permanent".to_owned(),
        }
    }
}

/// Lifecycle state to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedState {
    /// Neither deprecated nor archived.
    Live,
    /// Marked as deprecated.
    Deprecated,
    /// Archived; omitted from every list that does not request them.
    Archived,
}

impl ListedState {
    fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Deprecated => "deprecated",
            Self::Archived => "archived",
        }
    }
}

/// Availability of a flag to SDKs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SdkAvailability {
    /// Browser SDKs.
    Client,
    /// Mobile SDKs.
    Mobile,
    /// Either.
    AnyClient,
    /// Neither: server-side SDKs only.
    Server,
}

impl SdkAvailability {
    fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Mobile => "mobile",
            Self::AnyClient => "anyClient",
            Self::Server => "server",
        }
    }
}

/// One sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagSort {
    /// Field.
    pub field: FlagSortField,
    /// Whether the order is descending.
    pub descending: bool,
}

impl FlagSort {
    /// Ascending order.
    pub fn ascending(field: FlagSortField) -> Self {
        Self { field, descending: false }
    }

    /// Descending order.
    pub fn descending(field: FlagSortField) -> Self {
        Self { field, descending: true }
    }

    fn text(&self) -> String {
        let field = match self.field {
            FlagSortField::CreationDate => "creationDate",
            FlagSortField::Key => "key",
            FlagSortField::MaintainerId => "maintainerId",
            FlagSortField::Name => "name",
            FlagSortField::Tags => "tags",
            FlagSortField::TargetingModifiedDate => "targetingModifiedDate",
            FlagSortField::Type => "type",
        };
        if self.descending { format!("-{field}") } else { field.to_owned() }
    }
}

/// Sortable fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagSortField {
    /// Creation date.
    CreationDate,
    /// Key.
    Key,
    /// Maintainer.
    MaintainerId,
    /// Name.
    Name,
    /// Tags.
    Tags,
    /// Time of the last targeting change in the query's first environment. Cannot be combined with other fields.
    TargetingModifiedDate,
    /// Temporary or permanent.
    Type,
}

/// A field that the API sends only on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagExpand {
    /// [`FlagExpansion::code_references`].
    CodeReferences,
    /// [`FlagExpansion::context_kinds`].
    Evaluation,
    /// `migrationSettings` of the flag and its environments; set on migration flags only.
    MigrationSettings,
}

impl FlagExpand {
    pub(super) fn list(fields: &[Self]) -> String {
        let names = fields.iter().map(|field| match field {
            Self::CodeReferences => "codeReferences",
            Self::Evaluation => "evaluation",
            Self::MigrationSettings => "migrationSettings",
        });
        names.collect::<Vec<_>>().join(",")
    }
}

/// Expanded fields of a flag.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(from = "ExpansionWire")]
pub struct FlagExpansion {
    /// Repositories that refer to the flag.
    pub code_references: Vec<CodeReferenceStatistic>,
    /// Context kinds it was evaluated for in the last 30 days, by environment.
    pub context_kinds: BTreeMap<EnvironmentKey, Vec<String>>,
}

#[derive(Deserialize)]
struct KeyedExpansion {
    key: FlagKey,
    #[serde(flatten)]
    expansion: FlagExpansion,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExpansionWire {
    #[serde(default, deserialize_with = "null_default")]
    code_references: Option<Page<CodeReferenceStatistic>>,
    #[serde(default, deserialize_with = "null_default")]
    environments: BTreeMap<EnvironmentKey, EnvironmentWire>,
}

#[derive(Deserialize)]
struct EnvironmentWire {
    #[serde(default)]
    evaluation: Option<EvaluationWire>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EvaluationWire {
    #[serde(default, deserialize_with = "null_default")]
    context_kinds: Vec<String>,
}

impl From<ExpansionWire> for FlagExpansion {
    fn from(wire: ExpansionWire) -> Self {
        let kinds = wire.environments.into_iter();
        Self {
            code_references: wire.code_references.map(|page| page.items).unwrap_or_default(),
            context_kinds: kinds.filter_map(|(key, wire)| Some((key, wire.evaluation?.context_kinds))).collect(),
        }
    }
}
