//! Through which files a name comes.

use super::*;
use crate::syntax::qualified_parts;

impl Tracer<'_> {
    /// The imports and re-exports by which a file gets a name of another one; empty where it needs none. Files that only
    /// pass names on may not have been read: then only the import is shown.
    pub(super) fn route(&self, path: &str, facts: &FileFacts, root: &str, home: &str) -> Vec<Step> {
        let mut best: Option<Vec<(String, usize, String)>> = None;
        for import in &facts.imports {
            let alias = facts.text(import.alias);
            let is_meant = alias == root || matches!(import.what, Imported::Wildcard);
            if !is_meant {
                continue;
            }
            let module = facts.text(import.module);
            let way = match self.way(path, module, home, DEPTH) {
                Some(way) => way,
                None if alias == root && !root.is_empty() && !self.leads_to_one(path, module) => Vec::new(),
                None => continue,
            };
            let verb = match import.what {
                Imported::Name(name) if facts.text(name) != alias && !alias.is_empty() => {
                    format!("`{}` is imported as `{alias}` from {module}", facts.text(name))
                }
                Imported::Wildcard => format!("all names of {module} are imported"),
                _ => format!("`{alias}` is imported from {module}"),
            };
            let start = self.place_of(path, module, alias);
            let all: Vec<_> = [(path.to_owned(), start, verb)].into_iter().chain(way).collect();
            if best.as_ref().is_none_or(|best| best.len() > all.len()) {
                best = Some(all);
            }
        }
        let steps = best.unwrap_or_default().into_iter();
        steps.map(|(path, start, what)| self.step(&path, start, what)).collect()
    }

    /// Whether a module leads to a file of the index.
    fn leads_to_one(&self, from: &str, module: &str) -> bool {
        let language = self.files.get(from).and_then(|facts| facts.language);
        self.files.iter().any(|(to, facts)| is_module(from, module, to, Some(facts), language))
    }

    /// The import of a name, where the file has one.
    pub(super) fn import_of(&self, path: &str, facts: &FileFacts, name: &str) -> Option<Step> {
        let import = facts.imports.iter().find(|import| facts.text(import.alias) == name)?;
        let module = facts.text(import.module);
        let start = self.place_of(path, module, name);
        Some(self.step(path, start, format!("`{name}` is imported from {module}")))
    }

    /// The files between a module, as written in `from`, and `home`, which pass its names on; `None` where it leads
    /// elsewhere.
    fn way(&self, from: &str, module: &str, home: &str, depth: usize) -> Option<Vec<(String, usize, String)>> {
        let language = self.files.get(from)?.language;
        if is_module(from, module, home, self.files.get(home).map(|facts| &**facts), language) {
            return Some(Vec::new());
        }
        if depth == 0 {
            return None;
        }
        for (through, facts) in self.files {
            let passes = |import: &&Import| import.exported || language == Some(Language::Python);
            if **through == *from || !is_module(from, module, through, Some(facts), language) {
                continue;
            }
            for import in facts.imports.iter().filter(passes) {
                let next = facts.text(import.module);
                if let Some(rest) = (!next.is_empty()).then(|| self.way(through, next, home, depth - 1)).flatten() {
                    let start = self.place_of(through, next, facts.text(import.alias));
                    let step = (through.to_string(), start, format!("it is passed on from {next}"));
                    return Some([step].into_iter().chain(rest).collect());
                }
            }
        }
        None
    }

    /// Where a module is imported: the facts do not keep that, so the text is searched.
    fn place_of(&self, path: &str, module: &str, alias: &str) -> usize {
        let Some(text) = (self.read)(path) else { return 0 };
        let mut start = 0;
        let mut second_best = None;
        for line in text.split_inclusive('\n') {
            if let Some(at) = line.find(module) {
                if alias.is_empty() || line.contains(alias) {
                    let first = line.len() - line.trim_start().len();
                    return start + first.min(at);
                }
                second_best = second_best.or(Some(start + at));
            }
            start += line.len();
        }
        second_best.unwrap_or(0)
    }
}

/// Whether a module, as written in `from`, is probably the file `to`.
fn is_module(from: &str, module: &str, to: &str, facts: Option<&FileFacts>, language: Option<Language>) -> bool {
    let parts = file_parts(to);
    let is_script = language.is_some_and(|language| language.family() == Language::JavaScript);
    let is_python = language == Some(Language::Python);
    if (is_script || language == Some(Language::Dart) || is_python) && module.starts_with('.') {
        let mut wanted: Vec<&str> = from.split('/').collect();
        wanted.pop();
        if is_python {
            let dots = module.bytes().take_while(|byte| *byte == b'.').count();
            wanted.truncate(wanted.len().saturating_sub(dots - 1));
            wanted.extend(module[dots..].split('.').filter(|part| !part.is_empty()));
        } else {
            for part in module.split('/') {
                match part {
                    "." | "" => {}
                    ".." => {
                        wanted.pop();
                    }
                    part => wanted.push(part),
                }
            }
        }
        let joined = wanted.join("/");
        return joined == to || file_parts(&joined) == parts || wanted == parts;
    }
    let noise = ["@", "~", "#", "", "crate", "self", "super", "src"];
    let mut wanted: Vec<&str> = qualified_parts(module).filter(|part| !noise.contains(part)).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !noise.contains(part)).collect();
    let declared: Vec<&str> =
        facts.map_or(Vec::new(), |facts| facts.module.iter().map(|name| facts.text(*name)).collect());
    let spelled = wanted.clone();
    // A class, or a member of one, may follow the module: then the file has it.
    for _ in 0..3 {
        if wanted.is_empty() {
            return false;
        }
        let folder = &parts[..parts.len().saturating_sub(1)];
        let in_folder = language == Some(Language::Go) && folder.ends_with(&wanted[wanted.len().saturating_sub(2)..]);
        let has_rest =
            || spelled.get(wanted.len()).is_none_or(|name| facts.is_some_and(|facts| facts.find_name(name).is_some()));
        if parts.ends_with(&wanted) || in_folder || !declared.is_empty() && declared == wanted && has_rest() {
            return true;
        }
        wanted.pop();
    }
    false
}

/// The parts of a file's path, without its extension and without names that stand for the folder.
fn file_parts(path: &str) -> Vec<&str> {
    let name_start = path.rfind('/').map_or(0, |at| at + 1);
    let cut = path[name_start..].find('.').filter(|at| *at > 0).map_or(path.len(), |at| name_start + at);
    let mut parts: Vec<&str> = path[..cut].split('/').collect();
    if matches!(parts.last(), Some(&"index" | &"__init__" | &"mod" | &"lib")) && parts.len() > 1 {
        parts.pop();
    }
    parts
}
