//! Imports and exports.

use super::*;

impl<'tree, 'marks> Extractor<'tree, 'marks> {
    pub(super) fn on_import(&mut self, node: Node<'tree>, mark: &Mark<'tree>) {
        let module_node = mark.part(Part::Module);
        if let (Some(module), Some(target)) = (module_node, mark.part(Part::Target)) {
            return self.on_import_list(mark, module, target);
        }
        let mut module_text = self.grouped(node, module_node.map(|module| self.import_text(module)));
        if module_text.is_empty() {
            return;
        }
        let wildcard = mark.part(Part::Wildcard).is_some() && mark.part(Part::Whole).is_none();
        let name_node = mark.part(Part::Name).filter(|_| !wildcard);
        // Where one node is both, the name is the module's last part.
        let last = name_node.filter(|name| Some(*name) == module_node).map(|_| {
            let at = module_text.rfind(['.', '\\', ':']);
            let name = module_text.split_off(at.map_or(0, |at| at + 1));
            module_text.truncate(module_text.trim_end_matches(['.', '\\', ':']).len());
            self.names.intern(&name)
        });
        let module = self.names.intern(&module_text);
        let alias = mark.part(Part::Alias).map(|node| self.intern_node(node));
        let (what, alias) = if wildcard {
            (Imported::Wildcard, Name::default())
        } else if let Some(name) = name_node {
            let name = last.unwrap_or_else(|| self.intern_node(name));
            (Imported::Name(name), alias.unwrap_or(name))
        } else if let Some(default) = mark.part(Part::Default) {
            (Imported::Default, self.intern_node(default))
        } else if let Some(alias) = alias {
            (Imported::Whole, alias)
        } else if let Some(whole) = mark.part(Part::Whole) {
            let text = self.import_text(whole);
            let text = if text == "self" { module_text.rsplit(':').next().unwrap_or_default() } else { text };
            let local = if text.contains('/') || text.contains(".v") { package_name(text) } else { text };
            (Imported::Whole, self.names.intern(local))
        } else {
            return;
        };
        self.facts.imports.push(Import { module, what, alias, exported: false });
    }

    /// The module of an import with those of the groups around it: `use a::{b::{c, d}}`.
    fn grouped(&self, node: Node<'tree>, own: Option<&str>) -> String {
        let mut parts: Vec<&str> = own.into_iter().collect();
        let mut around = node.parent();
        while let Some(group) = around {
            let mark = self.marks.get(group, Role::Group);
            parts.extend(mark.and_then(|mark| mark.part(Part::Module)).map(|module| self.node_text(module)));
            around = group.parent();
        }
        parts.reverse();
        parts.join("::").split_whitespace().collect()
    }

    /// `import a.b.{C, D => E}`: several names of one module, which reaches up to `target`.
    fn on_import_list(&mut self, mark: &Mark<'tree>, module: Node<'tree>, target: Node<'tree>) {
        let text = self.text.get(module.start_byte()..target.start_byte()).unwrap_or_default();
        let text: String =
            text.trim_end_matches(|end: char| !end.is_alphanumeric() && end != '_').split_whitespace().collect();
        let module = self.names.intern(&text);
        let mut found: Vec<(Imported, Name)> = Vec::new();
        for (part, node) in mark.all_parts() {
            match part {
                Part::Name => {
                    let name = self.intern_node(*node);
                    found.push((Imported::Name(name), name));
                }
                Part::Alias => {
                    let alias = self.intern_node(*node);
                    found.last_mut().into_iter().for_each(|last| last.1 = alias);
                }
                Part::Wildcard => found.push((Imported::Wildcard, Name::default())),
                _ => {}
            }
        }
        let imports = found.into_iter().map(|(what, alias)| Import { module, what, alias, exported: false });
        self.facts.imports.extend(imports);
    }

    pub(super) fn import_text(&self, node: Node<'tree>) -> &'marks str {
        let text = self.node_text(node);
        if self.marks.is(node, Role::String) { text.get(literal::content(text)).unwrap_or_default() } else { text }
    }

    pub(super) fn on_export(&mut self, mark: &Mark<'tree>) {
        let module = mark.part(Part::Module).map(|node| self.import_text(node)).unwrap_or_default();
        let module = self.names.intern(module);
        if let Some(default) = mark.part(Part::Default) {
            let value = self.lower(default);
            let name = self.names.intern("default");
            self.attach(default, name);
            self.push_definition(name, default, Box::default(), value, Name::default());
            return;
        }
        let alias = mark.part(Part::Alias).map(|node| self.intern_node(node));
        let (what, alias) = if let Some(name) = mark.part(Part::Name) {
            let name_node = name;
            let name = self.intern_node(name);
            self.consume(Some(name_node));
            self.consume(mark.part(Part::Alias));
            (Imported::Name(name), alias.unwrap_or(name))
        } else if let Some(whole) = mark.part(Part::Whole) {
            (Imported::Whole, self.intern_node(whole))
        } else if mark.part(Part::Wildcard).is_some() {
            (Imported::Wildcard, Name::default())
        } else {
            return;
        };
        self.facts.imports.push(Import { module, what, alias, exported: true });
    }

    /// The module of `require("module")` and `import("module")`.
    pub(super) fn required_module(&self, call: CallId) -> Option<Name> {
        let call = self.facts.calls.get(call as usize)?;
        let [segment] = self.facts.path(call.callee) else { return None };
        if !matches!(self.names.text(segment.name), "require" | "import") {
            return None;
        }
        match self.facts.arguments(call).first()?.value {
            Expr::Text(text) => Some(text.value),
            _ => None,
        }
    }
}

/// The name a Go package is used by: the last part of its path that is no version.
fn package_name(path: &str) -> &str {
    let is_version = |part: &str| {
        part.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let last = path.rsplit('/').find(|part| !is_version(part)).unwrap_or(path);
    match last.rsplit_once('.') {
        Some((name, version)) if is_version(version) => name,
        _ => last,
    }
}
