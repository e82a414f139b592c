//! Module resolution: the file of an import, directly or through re-exports.

use super::*;

/// Maximum depth of included headers.
const INCLUDE_DEPTH: usize = 3;

impl Program {
    /// Whether a file imports a module with LaunchDarkly in its name; in C also through included headers.
    pub(in crate::index) fn imports_launchdarkly(&self, id: FileId) -> bool {
        if self.files[id].imports_launchdarkly || !self.files[id].is_c() {
            return self.files[id].imports_launchdarkly;
        }
        let mut seen = HashSet::from([id]);
        let mut layer = vec![id];
        for _ in 0..INCLUDE_DEPTH {
            let included =
                layer.iter().flat_map(|id| self.files[*id].facts.imports.iter().map(move |found| (id, found)));
            let names = included.map(|(id, import)| file_name(self.files[*id].text(import.module)));
            let headers: Vec<FileId> = names.flat_map(|name| self.having(Role::Header, name)).collect();
            layer = headers.into_iter().filter(|header| seen.insert(*header)).collect();
            if layer.iter().any(|header| self.files[*header].imports_launchdarkly) {
                return true;
            }
        }
        false
    }

    /// Whether a module, as written in `from`, is the file `to` or re-exports a name of it. `None` if the module refers
    /// to no parsed file.
    pub(super) fn leads_to(
        &self,
        from: FileId,
        module: &str,
        what: Imported,
        to: FileId,
        name: &str,
        depth: usize,
    ) -> Option<bool> {
        if depth == 0 {
            return None;
        }
        if self.is_module(from, module, to) {
            return Some(true);
        }
        let mut read = false;
        for id in self.module_candidates(from, module) {
            let file = &self.files[id];
            if id == to
                || file.language.family() != self.files[to].language.family()
                || !self.is_module(from, module, id)
            {
                continue;
            }
            read = true;
            if self.passes_on(id, to, name, depth - 1) {
                return Some(true);
            }
        }
        let _ = what;
        read.then_some(false)
    }

    /// The files that a module, as written in `from`, refers to.
    pub(in crate::index) fn files_of_module(&self, from: FileId, module: &str) -> Vec<FileId> {
        let candidates = self.module_candidates(from, module).into_iter();
        candidates.filter(|to| self.is_module(from, module, *to)).collect()
    }

    /// Files that a module, as written in `from`, may refer to.
    pub(super) fn module_candidates(&self, from: FileId, module: &str) -> Vec<FileId> {
        let mut ends: Vec<&str> = qualified_parts(module).collect();
        let user = &self.files[from];
        if module.starts_with('.') {
            // The folder itself, or a parent.
            ends.extend(user.path.split('/'));
        }
        let mut found: Vec<FileId> = ends.iter().flat_map(|end| self.having(Role::Module, end)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn passes_on(&self, through: FileId, to: FileId, name: &str, depth: usize) -> bool {
        let file = &self.files[through];
        file.facts.imports.iter().filter(|import| import.exported || file.passes_on_all()).any(|import| {
            let fits = match import.what {
                Imported::Wildcard => true,
                Imported::Whole => file.text(import.alias) == name,
                Imported::Default | Imported::Name(_) => true,
            };
            let module = file.text(import.module);
            if module.is_empty() {
                // `export { a }` of an earlier import.
                let Imported::Name(original) = import.what else { return false };
                return file.facts.imports.iter().filter(|other| !other.exported && other.alias == original).any(
                    |other| self.leads_to(through, file.text(other.module), other.what, to, name, depth) == Some(true),
                );
            }
            fits && self.leads_to(through, module, import.what, to, name, depth) == Some(true)
        })
    }

    /// Whether a module, as written in `from`, is the file `to`.
    pub(in crate::index) fn is_module(&self, from: FileId, module: &str, to: FileId) -> bool {
        is_module(&self.files[from], module, &self.files[to])
    }
}

/// Whether a module, as written in `user`, is the file `owner`.
pub(super) fn is_module(user: &File, module: &str, owner: &File) -> bool {
    match user.language.family() {
        Language::Python => {
            let dots = module.bytes().take_while(|byte| *byte == b'.').count();
            let wanted: Vec<&str> = module[dots..].split('.').filter(|part| !part.is_empty()).collect();
            if dots == 0 {
                return !wanted.is_empty() && ends_with(owner, &wanted);
            }
            let folder: Vec<&str> = user.path.split('/').collect();
            let Some(base) = folder.len().checked_sub(dots).map(|length| &folder[..length]) else { return false };
            owner.module_parts().eq(base.iter().chain(&wanted).copied())
        }
        Language::Rust => is_rust_module(user, module, owner),
        Language::Lua | Language::Haskell | Language::Erlang => {
            let module = module.strip_suffix(".hrl").or(module.strip_suffix(".lua")).unwrap_or(module);
            let wanted: Vec<&str> = qualified_parts(module).collect();
            // The library name may not be part of the path: `-include_lib("app/include/flags.hrl")`.
            let short = wanted.len() > 2 && ends_with(owner, &wanted[1..]);
            !wanted.is_empty() && (ends_with(owner, &wanted) || short && module.contains('/'))
        }
        Language::Dart => {
            let module = module.strip_suffix(".dart").unwrap_or(module);
            match module.strip_prefix("package:").and_then(|rest| rest.split_once('/')) {
                // A package's libraries are in its folder `lib`.
                Some((_, path)) => {
                    let wanted: Vec<&str> = ["lib"].into_iter().chain(path.split('/')).collect();
                    ends_with(owner, &wanted)
                }
                None => {
                    relative(&user.path, module).is_some_and(|wanted| owner.module_parts().eq(wanted.iter().copied()))
                }
            }
        }
        Language::JavaScript => {
            let module = module.split('?').next().unwrap_or_default();
            if module.starts_with('.') {
                let Some(wanted) = relative(&user.path, module) else { return false };
                return owner.module_parts().eq(wanted.iter().copied())
                    || owner.path.split('/').eq(wanted.iter().copied());
            }
            let parts: Vec<&str> = module.split('/').filter(|part| !matches!(*part, "@" | "~" | "#" | "")).collect();
            let trimmed = strip_script_extension(&parts);
            !trimmed.is_empty() && (module.contains('/') || parts.len() > 1) && ends_with(owner, &trimmed)
        }
        _ => {
            if user.language.visibility() == Visibility::Folder {
                let wanted: Vec<&str> = qualified_parts(module).collect();
                let shared = owner.module_parts().rev().zip(wanted.iter().rev()).take_while(|(a, b)| a == *b).count();
                let length = owner.module_parts().count();
                return shared > 0 && (shared == length || shared == wanted.len() || shared >= 2);
            }
            // The package, or a type of it.
            let mut wanted = qualified_parts(module);
            owner.module_parts().all(|part| wanted.next() == Some(part)) && wanted.nth(1).is_none()
        }
    }
}

/// Whether a file's module ends with some segments.
pub(super) fn ends_with(file: &File, wanted: &[&str]) -> bool {
    let mut parts = file.module_parts().rev();
    wanted.iter().rev().all(|wanted| parts.next() == Some(wanted))
}

/// Whether a Rust path, as written in `user`, is the module of `owner`, or one defined inside of it.
fn is_rust_module(user: &File, module: &str, owner: &File) -> bool {
    let parts: Vec<&str> = qualified_parts(module).collect();
    let relative = parts.iter().take_while(|part| matches!(**part, "crate" | "self" | "super")).count();
    let wanted = &parts[relative..];
    let same = |a: &str, b: &str| a == b || a.len() == b.len() && a.replace('-', "_") == b;
    let ends_with = |wanted: &[&str]| {
        let mut parts = owner.module_parts().rev();
        wanted.iter().rev().all(|wanted| parts.next().is_some_and(|part| same(part, wanted)))
    };
    match wanted {
        [] => match parts.first() {
            Some(&"crate") => owner.path.ends_with("lib.rs") || owner.path.ends_with("main.rs"),
            Some(&"super") => {
                let mut parts = user.module_parts();
                owner.module_parts().all(|part| parts.next() == Some(part))
            }
            _ => user.path == owner.path,
        },
        _ => {
            let inline = wanted.split_last().filter(|(last, rest)| !rest.is_empty() && owner.has_type_named(last));
            ends_with(wanted) || inline.is_some_and(|(_, rest)| ends_with(rest))
        }
    }
}

/// The module segments that a relative import of a script refers to.
fn relative<'b>(from: &'b str, module: &'b str) -> Option<Vec<&'b str>> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in module.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(strip_script_extension(&parts))
}

fn strip_script_extension<'b>(parts: &[&'b str]) -> Vec<&'b str> {
    let mut parts = parts.to_vec();
    if let Some(last) = parts.last_mut() {
        for extension in [".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs"] {
            if let Some(stem) = last.strip_suffix(extension) {
                *last = stem;
                break;
            }
        }
    }
    if parts.last() == Some(&"index") && parts.len() > 1 {
        parts.pop();
    }
    parts
}
