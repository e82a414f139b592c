//! Flag files: reading the API's list shape from disk, and writing what `flagwise flags export` saves.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::hosts::LAUNCHDARKLY;

use super::{
    Catalog, CatalogSource, Environment, EnvironmentKey, Flag, FlagKey, FlagStatus, Project, ProjectKey, UnixMillis,
};

/// Maximum size of a flag file, in bytes.
pub const FLAG_FILE_LIMIT: u64 = 256 << 20;

/// Parameters and fallbacks for reading a flag file.
#[derive(Debug, Clone, Default)]
pub struct FlagFileOptions {
    /// The requested project; defaults to the file's.
    pub project: Option<ProjectKey>,
    /// The requested environments; empty means those of the file.
    pub environments: Vec<EnvironmentKey>,
    /// Scheme and host of LaunchDarkly's web application, as configured. A file may name another only if it is LaunchDarkly's.
    pub site: String,
    /// Time of writing, if the file does not name it.
    pub saved_at: UnixMillis,
}

/// The result of reading a flag file, possibly incomplete.
#[derive(Debug, Clone)]
pub struct FlagFile {
    /// The flags. [`CatalogSource::PartialFile`] if some could not be read.
    pub catalog: Catalog,
    /// Problems in full sentences, with the next step.
    pub problems: Vec<String>,
}

/// Why a flag file cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FlagFileError {
    /// Not JSON, or truncated at the start.
    #[error("it is not JSON ({0}). Save the flags again with `flagwise flags export -o FILE`")]
    NotJson(String),
    /// JSON without a list of flags.
    #[error(
        "it holds no list of flags: expected {{\"items\": […]}}, as the API returns it or `flagwise flags export` \
         saves it"
    )]
    NoFlags,
    /// Flags of several projects, or of another project than requested.
    #[error(
        "it holds flags of the project `{found}`, not of `{wanted}`. Save those with `flagwise flags export --project {wanted}`"
    )]
    OtherProject {
        /// The file's project.
        found: ProjectKey,
        /// The requested project.
        wanted: ProjectKey,
    },
}

impl FlagFile {
    /// Reads `{"items": […]}` as returned by the API's list of flags, a bare list of flags, or the output of
    /// [`FlagFile::render`].
    ///
    /// Recovers from errors: a truncated file yields the flags before the end, and a flag that does not deserialize is
    /// kept by its key alone. Each case is reported as a problem.
    pub fn read(text: &str, options: &FlagFileOptions) -> Result<Self, FlagFileError> {
        let mut content = Content::default();
        let mut problems = Vec::new();
        let mut reader = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
        let outcome = content.deserialize(&mut reader).and_then(|()| reader.end());
        if let Err(error) = &outcome {
            if content.items.is_empty() {
                return Err(FlagFileError::NotJson(error.to_string()));
            }
            let what = if error.is_eof() { "ends in the middle of the list".into() } else { error.to_string() };
            problems.push(format!(
                "it {what}; the {} before that are used, and keys that are not among them are not called unknown. Save \
                 the flags again with `flagwise flags export -o FILE`",
                count(content.items.len())
            ));
        }
        let Some(total) = content.has_items.then_some(content.total_count) else {
            return Err(FlagFileError::NoFlags);
        };
        let missing = total.filter(|&total| total > content.items.len() as u64);
        if problems.is_empty() && (missing.is_some() || content.has_next_page) {
            problems.push(format!(
                "it holds only one page of the list ({}{}), so keys that are not among them are not called unknown. \
                 Save all pages with `flagwise flags export -o FILE`",
                count(content.items.len()),
                missing.map(|total| format!(" of {total}")).unwrap_or_default(),
            ));
        }
        let source = if problems.is_empty() { CatalogSource::File } else { CatalogSource::PartialFile };

        let project = project(&content, options)?;
        let flags = flags(&content.items, &mut problems);
        let environments = environments(&content.header, &flags, &options.environments, &mut problems);
        let catalog = Catalog {
            revision: 0,
            project,
            environments,
            flags,
            statuses: content.statuses,
            fetched_at: content.header.fetched_at.unwrap_or(options.saved_at),
            source,
            site: content
                .header
                .site
                .filter(|site| is_trusted(site, &options.site))
                .unwrap_or_else(|| options.site.clone()),
        };
        Ok(Self { catalog, problems })
    }

    /// Renders the whole catalog as a flag file: the API's list shape with additional fields.
    pub fn render(catalog: &Catalog) -> String {
        let header = Header {
            version: FORMAT_VERSION,
            project: Some(catalog.project.clone()),
            environments: catalog.environments.clone(),
            fetched_at: Some(catalog.fetched_at),
            site: Some(catalog.site.clone()),
        };
        let statuses: BTreeMap<_, BTreeMap<_, _>> =
            catalog.statuses.iter().map(|(environment, statuses)| (environment, statuses.iter().collect())).collect();
        let value = serde_json::json!({
            "flagwise": header,
            "totalCount": catalog.flags.len(),
            "items": catalog.flags.values().collect::<Vec<_>>(),
            "statuses": statuses,
        });
        format!("{value:#}\n")
    }
}

/// Whether a file may set this site for links: the configured one, or one of LaunchDarkly's own.
fn is_trusted(site: &str, configured: &str) -> bool {
    site == configured || LAUNCHDARKLY.contains(&site)
}

/// Format version written by [`FlagFile::render`].
const FORMAT_VERSION: u32 = 1;

/// Fields that `flagwise flags export` adds to the API's shape.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Header {
    version: u32,
    project: Option<Project>,
    environments: Vec<Environment>,
    fetched_at: Option<UnixMillis>,
    site: Option<String>,
}

/// What was deserialized so far. Lives outside of the deserializer, so that an error does not lose it.
#[derive(Debug, Default)]
struct Content {
    items: Vec<Value>,
    has_items: bool,
    has_next_page: bool,
    total_count: Option<u64>,
    header: Header,
    statuses: BTreeMap<EnvironmentKey, HashMap<FlagKey, FlagStatus>>,
}

impl<'de> DeserializeSeed<'de> for &mut Content {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Content {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with a list `items`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "items" => map.next_value_seed(Items(self))?,
                "flagwise" => self.header = tolerant(map.next_value()?),
                "statuses" => self.statuses = tolerant(map.next_value()?),
                "totalCount" => self.total_count = map.next_value::<Value>()?.as_u64(),
                "_links" => self.has_next_page = map.next_value::<Value>()?.get("next").is_some_and(Value::is_object),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        Items(self).visit_seq(list)
    }
}

/// The list of flags.
struct Items<'a>(&'a mut Content);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of flags")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.has_items = true;
        while let Some(item) = list.next_element()? {
            self.0.items.push(item);
        }
        Ok(())
    }
}

/// Deserializes additional data, or returns the default if its shape differs.
fn tolerant<T: Default + for<'de> Deserialize<'de>>(value: Value) -> T {
    T::deserialize(value).unwrap_or_default()
}

/// The requested project, else the header's, else the one in the flags' own links.
fn project(content: &Content, options: &FlagFileOptions) -> Result<Project, FlagFileError> {
    let linked = || {
        let links = content.items.first()?.get("_links")?;
        let path = links.get("self")?.get("href")?.as_str()?;
        let mut parts = path.strip_prefix("/api/v2/flags/")?.split('/');
        parts.next().filter(|key| !key.is_empty()).map(|key| Project { key: key.into(), name: String::new() })
    };
    let found = content.header.project.clone().or_else(linked);
    match (&options.project, found) {
        (Some(wanted), Some(found)) if found.key != *wanted => {
            Err(FlagFileError::OtherProject { found: found.key, wanted: wanted.clone() })
        }
        (_, Some(found)) => Ok(found),
        (Some(wanted), None) => Ok(Project { key: wanted.clone(), name: String::new() }),
        (None, None) => Ok(Project { key: "default".into(), name: String::new() }),
    }
}

fn flags(items: &[Value], problems: &mut Vec<String>) -> BTreeMap<FlagKey, Arc<Flag>> {
    let mut flags = BTreeMap::new();
    for (position, item) in items.iter().enumerate() {
        match serde_path_to_error::deserialize::<_, Flag>(item) {
            Ok(flag) => {
                flags.insert(flag.key.clone(), Arc::new(flag));
            }
            Err(error) => {
                let path = error.path().to_string();
                let at = if path == "." { String::new() } else { format!(" at `{path}`") };
                let reason = error.into_inner();
                let Some(key) = item.get("key").and_then(Value::as_str) else {
                    problems.push(format!("item {} is not a flag: {reason}{at}. It is skipped", position + 1));
                    continue;
                };
                problems.push(format!("the flag `{key}` cannot be read: {reason}{at}. Only its key is used"));
                if let Ok(flag) = Flag::deserialize(serde_json::json!({ "key": key })) {
                    flags.insert(flag.key.clone(), Arc::new(flag));
                }
            }
        }
    }
    flags
}

/// The requested environments, else the header's, else all that the flags carry, by key.
fn environments(
    header: &Header,
    flags: &BTreeMap<FlagKey, Arc<Flag>>,
    wanted: &[EnvironmentKey],
    problems: &mut Vec<String>,
) -> Vec<Environment> {
    let mut known: Vec<Environment> = header.environments.clone();
    for (key, config) in flags.values().flat_map(|flag| &flag.environments) {
        if !known.iter().any(|environment| environment.key == *key) {
            known.push(Environment {
                key: key.clone(),
                name: config.environment_name.clone(),
                color: String::new(),
                critical: false,
                confirm_changes: false,
                require_comments: false,
                tags: Vec::new(),
                approval_settings: None,
            });
        }
    }
    if wanted.is_empty() {
        if header.environments.is_empty() {
            return known;
        }
        return header.environments.clone();
    }
    let mut chosen = Vec::new();
    for key in wanted {
        match known.iter().find(|environment| environment.key == *key) {
            Some(environment) => chosen.push(environment.clone()),
            None => problems.push(format!(
                "it knows nothing of the environment `{key}`. Save the flags again with `flagwise flags export --env \
                 {key}`"
            )),
        }
    }
    chosen
}

fn count(flags: usize) -> String {
    if flags == 1 { "1 flag".into() } else { format!("{flags} flags") }
}

#[cfg(test)]
mod tests;
