//! Parsing of the file. An invalid alias is skipped.

use std::collections::BTreeMap;
use std::time::Duration;

use super::yaml::{self, Node, Value};
use super::{AliasKind, AliasRule, CodeRefs, Delimiters, LineColumn, Problem, Project, Spelling};

/// Placeholder of the key in a pattern.
pub(super) const FLAG_KEY: &str = "FLAG_KEY";
/// Maximum length of a pattern in bytes.
const PATTERN: usize = 4096;
/// Maximum size of a compiled pattern in bytes.
pub(super) const PATTERN_SIZE: usize = 4 << 20;

/// Maximum memory of all compiled patterns, in bytes. A small pattern counts as `SMALL_PATTERN`, a larger one as
/// `PATTERN_SIZE`.
const PATTERNS_SIZE: usize = 32 << 20;
const SMALL_PATTERN: usize = 256 << 10;
/// Maximum number of aliases, and of those that search files or run programs.
const MOST_RULES: usize = 1000;
const MOST_SEARCHES: usize = 50;
const MOST_COMMANDS: usize = 50;
/// Maximum number of path patterns of all aliases.
const MOST_PATHS: usize = 1000;
/// Maximum number of projects.
const MOST_PROJECTS: usize = 1000;
/// Maximum number of problems that are reported.
const MOST_PROBLEMS: usize = 50;
/// Maximum length of a misspelled name that gets a suggestion, in bytes.
const LONGEST_NAME: usize = 40;

/// Parses the file. Cannot fail: invalid parts are reported and skipped.
pub fn parse(text: &str) -> (CodeRefs, Vec<Problem>) {
    let mut reading = Reading::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = match yaml::read(text) {
        Ok(Some(root)) => root,
        Ok(None) => return Default::default(),
        Err(problem) => {
            let message = format!("{}. The file is ignored until it is fixed", problem.message);
            return (CodeRefs::default(), vec![Problem { message, ..problem }]);
        }
    };
    if root.is_null() {
        return Default::default();
    }
    if root.entries().is_none() {
        reading.problem(root.place, format!("expected a map, such as `aliases:`, found {}", root.words()));
    }
    let coderefs = CodeRefs {
        aliases: reading.rules(root.get("aliases"), "aliases"),
        delimiters: reading.delimiters(root.get("delimiters")),
        projects: reading.projects(root.get("projects")),
    };
    (coderefs, reading.problems)
}

/// Problems, and counts against the limits, so far.
#[derive(Default)]
struct Reading {
    problems: Vec<Problem>,
    rules: usize,
    searches: usize,
    commands: usize,
    paths: usize,
    patterns_size: usize,
}

impl Reading {
    fn problem(&mut self, place: LineColumn, message: String) {
        match self.problems.len() {
            ..MOST_PROBLEMS => self.problems.push(Problem { place, message }),
            MOST_PROBLEMS => {
                let message = "there are more problems. Fix the reported ones first".to_owned();
                self.problems.push(Problem { place, message });
            }
            _ => {}
        }
    }

    /// Counts one more item of a kind. Returns whether it is within the limit; reports the first that is not.
    fn fits(&mut self, count: impl Fn(&mut Self) -> &mut usize, most: usize, place: LineColumn, what: &str) -> bool {
        let count = count(self);
        *count += 1;
        let (is_first, fits) = (*count == most + 1, *count <= most);
        if is_first {
            self.problem(place, format!("the file has more than {most} {what}. The rest is ignored"));
        }
        fits
    }

    fn list<'n>(&mut self, node: Option<&'n Node>, name: &str) -> &'n [Node] {
        let Some(node) = node else { return &[] };
        node.items().unwrap_or_else(|| {
            self.problem(node.place, format!("`{name}` expects a list, found {}. It is ignored", node.words()));
            &[]
        })
    }

    /// The texts of a list; a single text counts as a list of one.
    fn texts(&mut self, node: Option<&Node>, name: &str) -> Vec<(LineColumn, String)> {
        let Some(node) = node else { return Vec::new() };
        if let Some(text) = node.text() {
            return vec![(node.place, text.to_owned())];
        }
        let mut texts = Vec::new();
        for item in self.list(Some(node), name) {
            match item.text() {
                Some(text) => texts.push((item.place, text.to_owned())),
                None => self.problem(item.place, format!("`{name}` expects strings, found {}", item.words())),
            }
        }
        texts
    }

    fn rules(&mut self, node: Option<&Node>, name: &str) -> Vec<AliasRule> {
        let rules = self.list(node, name).iter();
        let mut read = Vec::new();
        for node in rules {
            if !self.fits(|reading| &mut reading.rules, MOST_RULES, node.place, "aliases") {
                break;
            }
            match self.kind(node) {
                Ok(AliasKind::FilePattern { .. })
                    if !self.fits(|it| &mut it.searches, MOST_SEARCHES, node.place, "filepattern aliases") => {}
                Ok(AliasKind::Command { .. })
                    if !self.fits(|it| &mut it.commands, MOST_COMMANDS, node.place, "command aliases") => {}
                Ok(kind) => read.push(AliasRule { place: node.place, kind }),
                Err((place, message)) => {
                    let dot = if message.ends_with('?') { "" } else { "." };
                    self.problem(place, format!("{message}{dot} This alias is ignored"));
                }
            }
        }
        read
    }

    fn kind(&mut self, node: &Node) -> Result<AliasKind, (LineColumn, String)> {
        let types = || {
            let spellings = Spelling::ALL.iter().map(|spelling| spelling.name());
            ["literal"].into_iter().chain(spellings).chain(["filepattern", "command"])
        };
        let Some(kind) = node.get("type") else {
            let types: Vec<&str> = types().collect();
            return Err((node.place, format!("an alias needs a `type`: {}", types.join(", "))));
        };
        let name = kind.text().unwrap_or_default().to_lowercase();
        if let Some(spelling) = Spelling::ALL.into_iter().find(|spelling| spelling.name() == name) {
            return Ok(AliasKind::Spelling(spelling));
        }
        match name.as_str() {
            "literal" => self.literal(node),
            "filepattern" => self.file_pattern(node),
            "command" => self.command(node),
            _ => {
                let distance = |known: &&str| strsim::damerau_levenshtein(known, &name);
                let nearest = types().filter(|_| name.len() <= LONGEST_NAME).min_by_key(distance);
                let nearest = nearest.filter(|known| distance(known) <= 3);
                let hint = match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("expected one of {}", types().collect::<Vec<_>>().join(", ")),
                };
                Err((kind.place, format!("unknown alias type `{name}`; {hint}")))
            }
        }
    }

    fn literal(&mut self, node: &Node) -> Result<AliasKind, (LineColumn, String)> {
        let Some(flags) = node.get("flags") else {
            return Err((node.place, "a literal alias needs `flags`: keys with lists of aliases".into()));
        };
        let Some(entries) = flags.entries() else {
            return Err((flags.place, format!("`flags` expects a map of keys to lists, found {}", flags.words())));
        };
        let mut aliases: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, list) in entries {
            let Some(key) = key.text() else { continue };
            let texts = self.texts(Some(list), "flags");
            aliases.entry(key.to_owned()).or_default().extend(texts.into_iter().map(|(_, text)| text));
        }
        Ok(AliasKind::Literal(aliases))
    }

    fn file_pattern(&mut self, node: &Node) -> Result<AliasKind, (LineColumn, String)> {
        let mut paths = Vec::new();
        for (place, path) in self.texts(node.get("paths"), "paths") {
            if !self.fits(|it| &mut it.paths, MOST_PATHS, place, "paths") {
                break;
            }
            let plain = path.trim_start_matches("./").to_owned();
            let leaves = plain.starts_with('/') || plain.split(['/', '\\']).any(|part| part == "..");
            if leaves || plain.contains(':') {
                self.problem(place, format!("the path \"{path}\" leaves the workspace folder. It is ignored"));
            } else if let Err(error) = globset::Glob::new(&plain) {
                self.problem(place, format!("\"{path}\" is not a path pattern: {}. It is ignored", error.kind()));
            } else {
                paths.push(plain);
            }
        }
        let mut patterns = Vec::new();
        for (place, pattern) in self.texts(node.get("patterns"), "patterns") {
            let size = if self.patterns_size >= PATTERNS_SIZE { None } else { Some(size_of(&pattern)) };
            let Some(size) = size else {
                self.problem(place, "the patterns of the file are too many or too large. This one is ignored".into());
                break;
            };
            self.patterns_size += size;
            match wrong_with(&pattern) {
                None => patterns.push(pattern),
                Some(problem) => self.problem(place, format!("the pattern {problem}. It is ignored")),
            }
        }
        if paths.is_empty() {
            return Err((node.place, "a filepattern alias needs `paths`: patterns of the files to search".into()));
        }
        if patterns.is_empty() {
            let example = "regular expressions such as '(\\w+) = \"FLAG_KEY\"'";
            return Err((node.place, format!("a filepattern alias needs `patterns`: {example}")));
        }
        Ok(AliasKind::FilePattern { paths, patterns })
    }

    fn command(&mut self, node: &Node) -> Result<AliasKind, (LineColumn, String)> {
        let Some(command) = node.get("command").and_then(Node::text).filter(|command| !command.trim().is_empty())
        else {
            return Err((node.place, "a command alias needs a `command`: a program and its arguments".into()));
        };
        let mut timeout = None;
        if let Some(seconds) = node.get("timeout") {
            match seconds.text().and_then(|text| text.trim().parse::<u32>().ok()) {
                // 0 means unset, as in the scanner.
                Some(seconds) => timeout = (seconds > 0).then(|| Duration::from_secs(seconds.into())),
                None => {
                    self.problem(seconds.place, "`timeout` expects a whole number of seconds. It is ignored".into())
                }
            }
        }
        Ok(AliasKind::Command { command: command.trim().to_owned(), timeout })
    }

    fn delimiters(&mut self, node: Option<&Node>) -> Delimiters {
        let Some(node) = node else { return Delimiters::default() };
        let mut delimiters = Delimiters::default();
        if let Some(disable) = node.get("disableDefaults") {
            match disable.text().map(str::to_lowercase).as_deref() {
                Some("true" | "yes" | "on") => delimiters.no_quotes = true,
                Some("false" | "no" | "off") => {}
                _ => self.problem(disable.place, "`disableDefaults` expects true or false. It is ignored".into()),
            }
        }
        for (place, text) in self.texts(node.get("additional"), "additional") {
            match text.as_bytes() {
                [byte @ b' '..=b'~'] => delimiters.additional.push(*byte),
                _ => self.problem(place, "a delimiter must be one printable ASCII character. It is ignored".into()),
            }
        }
        delimiters.additional.sort_unstable();
        delimiters.additional.dedup();
        delimiters
    }

    fn projects(&mut self, node: Option<&Node>) -> Vec<Project> {
        let mut projects = Vec::new();
        for node in self.list(node, "projects") {
            if projects.len() == MOST_PROJECTS {
                self.problem(
                    node.place,
                    format!("the file has more than {MOST_PROJECTS} projects. The rest is ignored"),
                );
                break;
            }
            let Some(key) = node.get("key").and_then(Node::text) else {
                self.problem(node.place, "a project needs a `key`. It is ignored".into());
                continue;
            };
            let mut folder = String::new();
            if let Some(dir) = node.get("dir") {
                let text = dir.text().unwrap_or_default().replace('\\', "/");
                let plain = text.trim_start_matches("./").trim_matches('/');
                if !matches!(dir.value, Value::Text(..)) || plain.split('/').any(|part| part == "..") {
                    let message =
                        format!("`dir` of the project {key} is not a folder of the workspace. The project is ignored");
                    self.problem(dir.place, message);
                    continue;
                }
                folder = if plain == "." { String::new() } else { plain.to_owned() };
            }
            let aliases = self.rules(node.get("aliases"), "aliases");
            projects.push(Project { key: key.to_owned(), folder, aliases });
        }
        projects
    }
}

/// Memory that a pattern counts as, in bytes.
fn size_of(pattern: &str) -> usize {
    let is_small = || regex::RegexBuilder::new(pattern).size_limit(SMALL_PATTERN).build().is_ok();
    if pattern.len() <= PATTERN && is_small() { SMALL_PATTERN } else { PATTERN_SIZE }
}

/// Describes what is wrong with a `filepattern` pattern.
fn wrong_with(pattern: &str) -> Option<String> {
    if pattern.len() > PATTERN {
        return Some(format!("has more than {PATTERN} bytes"));
    }
    if !pattern.contains(FLAG_KEY) {
        return Some(format!("must contain {FLAG_KEY}, the placeholder of the key"));
    }
    match regex::RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).build() {
        Ok(compiled) if compiled.captures_len() < 2 => Some("needs a capturing group, which matches the alias".into()),
        Ok(_) => None,
        Err(error) => {
            let error = error.to_string();
            let reason = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
            Some(format!("is not a regular expression: {reason}"))
        }
    }
}
