//! The visible interface of a file.

use super::*;

impl File {
    /// Values of the file that are given a type, where they stand or by the declaration of their name. Of declarations,
    /// only those whose type has a flag word: every name of a typed language has one.
    pub(in crate::index) fn typed_values(&self) -> impl Iterator<Item = Typed> {
        let declared = self.facts.definitions.iter().filter(|definition| {
            matches!(definition.value, Expr::Call(_) | Expr::Path(_)) && definition.declared != Name::default()
        });
        let declared = declared.filter(|definition| {
            let name = self.text(definition.declared);
            name.starts_with(char::is_uppercase) && words::mentions_flags(name)
        });
        let declared = declared.map(|found| Typed { name: found.declared, value: found.value, place: found.place });
        self.facts.typed.iter().copied().chain(declared.filter(|_| self.language.family() == Language::JavaScript))
    }

    /// Whether a call has an argument named for flags: `render(flags)`, `<Page flags={useFlags()} />`.
    pub(in crate::index) fn passes_flags(&self, call: &CallFact) -> bool {
        self.facts.arguments(call).iter().any(|argument| {
            let path = match argument.value {
                Expr::Path(path) => path,
                Expr::Call(call) => self.facts.calls[call as usize].callee,
                _ => return false,
            };
            self.facts.path(path).last().is_some_and(|last| words::holds_flags(self.text(last.name)))
        })
    }

    /// The names that other files can see. Excludes positions and the bodies of functions: their effects are the
    /// wrappers and uses found there.
    pub(super) fn visible(&self) -> Box<[Visible]> {
        let mut found: Vec<Visible> = Vec::new();
        let mut giving = Vec::new();
        let mut add = |role: Role, name: Name, fingerprint: Key| {
            found.push(Visible { key: Key::new(role as u8, self.text(name)), role, name, fingerprint });
        };
        for definition in self.facts.definitions.iter().filter(|definition| definition.place.function.is_none()) {
            if let Expr::Text(text) = definition.value {
                let key = self.text(text.value);
                let key_accessor = self.key_accessor(definition);
                let fingerprint = Key::of((self.chain_of(definition), key, key_accessor));
                add(Role::Text, definition.name, fingerprint);
                if !key_accessor.is_empty() {
                    giving.push((definition.key_accessor, key_accessors::bare(key_accessor), fingerprint));
                    definition.path.last().into_iter().for_each(|owner| add(Role::Given, *owner, fingerprint));
                }
            }
            if let Some(kind) = self.type_of_definition(definition) {
                add(Role::Instance, definition.name, Key::of((self.chain_of(definition), kind)));
            }
        }
        for definition in self.other_names() {
            let Expr::Path(path) = definition.value else { continue };
            let steps: Vec<&str> = self.facts.path(path).iter().map(|step| self.text(step.name)).collect();
            let first = steps.first().copied().unwrap_or_default();
            // An import stands for what this file sees by the name.
            let imports = self
                .facts
                .imports
                .iter()
                .filter(|import| matches!(import.what, Imported::Wildcard) || self.text(import.alias) == first);
            let imports: Vec<_> = imports.map(|import| self.import_texts(import)).collect();
            let around: Vec<Vec<&str>> = self
                .containers(definition.place)
                .map(|at| self.facts.types[at as usize].supertypes.iter().map(|name| self.text(*name)).collect())
                .collect();
            add(Role::OtherName, definition.name, Key::of((self.chain_of(definition), steps, imports, around)));
        }
        for function in self.facts.functions.iter().filter(|function| function.name != Name::default()) {
            let path: Vec<&str> = function.path.iter().map(|name| self.text(*name)).collect();
            let parameter = |parameter: &Parameter| {
                (self.text(parameter.name), self.text(parameter.label), self.text(parameter.declared))
            };
            let parameters: Vec<_> = function.parameters.iter().map(parameter).collect();
            add(Role::Function, function.name, Key::of((path, parameters)));
        }
        for kind in &self.facts.types {
            let mut supertypes: Vec<&str> = kind.supertypes.iter().map(|name| self.text(*name)).collect();
            supertypes.sort_unstable();
            add(Role::Type, kind.name, Key::of(supertypes));
            for supertype in &kind.supertypes {
                add(Role::Supertype, *supertype, Key::of(()));
            }
        }
        let is_script = self.language.family() == Language::JavaScript;
        let made = |definition: &&Definition| {
            is_script && definition.place.function.is_none() && matches!(definition.value, Expr::Call(_))
        };
        for definition in self.facts.definitions.iter().filter(made) {
            add(Role::Made, definition.name, Key::of(()));
        }
        for call in self.facts.calls.iter().filter(|call| is_script && self.passes_flags(call)) {
            let Some(last) = self.facts.path(call.callee).last() else { continue };
            add(Role::Passed, self.name_at_home(last.name).unwrap_or(last.name), Key::of(()));
        }
        for typed in self.typed_values() {
            add(Role::Typed, typed.name, Key::of(()));
        }
        found.extend(giving.into_iter().map(|(name, function, fingerprint)| {
            let role = Role::Giving;
            Visible { key: Key::new(role as u8, &function), role, name, fingerprint }
        }));
        // Entries of one name are merged; the sort is stable, so they stay in file order.
        found.sort_by_key(|visible| visible.key);
        let merged = found.chunk_by(|a, b| a.key == b.key).map(|same| {
            let fingerprints: Vec<Key> = same.iter().map(|visible| visible.fingerprint).collect();
            Visible { fingerprint: Key::of(fingerprints), ..same[0] }
        });
        merged.collect()
    }
}
