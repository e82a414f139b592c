//! Cross-file name visibility, with certainty.

use super::*;

impl Program {
    /// Whether `steps` in the file `from` refer to the definition `chain` (path and name) in the file `to`, and with
    /// what certainty.
    pub(in crate::index) fn sees(
        &self,
        from: FileId,
        place: Place,
        steps: &[Segment],
        to: FileId,
        chain: &[impl AsRef<str>],
    ) -> Option<Certainty> {
        let (user, owner) = (&self.files[from], &self.files[to]);
        if user.language.family() != owner.language.family() || chain.is_empty() {
            return None;
        }
        let chain: Vec<&str> = chain.iter().map(AsRef::as_ref).collect();
        let spelled: Vec<&str> = steps.iter().map(|step| user.text(step.name)).collect();
        let matching = chain.iter().rev().zip(spelled.iter().rev()).take_while(|(a, b)| a == b).count();
        if matching == chain.len() {
            let qualifier = &spelled[..spelled.len() - chain.len()];
            return match qualifier {
                [] => self.sees_name(from, place, chain[0], chain[0], to),
                _ if from == to && (user.language != Language::Erlang || user.is_called(qualifier)) => {
                    Some(Certainty::SameFile)
                }
                _ => self.sees_module(from, qualifier, to, chain[0]),
            };
        }
        if let [this, member] = spelled[..]
            && this == "this"
            && matching + 1 == chain.len()
            && chain.len() > 1
        {
            if from != to {
                // `self::FLAG` of a supertype.
                return self.sees_member(from, place, member, to, &chain[..chain.len() - 1]);
            }
            let around = user
                .containers(place)
                .any(|at| user.text(user.facts.types[at as usize].name) == chain[chain.len() - 2]);
            return around.then_some(Certainty::SameFile);
        }
        // An import alias, or the default export: only the first step differs.
        if matching + 1 == chain.len() && spelled.len() == chain.len() {
            return self.sees_name(from, place, spelled[0], chain[0], to);
        }
        // A plain member: a static import, or the type is a supertype of the enclosing one.
        if matching == spelled.len() && matching < chain.len() {
            return self.sees_member(from, place, spelled[0], to, &chain[..chain.len() - matching]);
        }
        // An import alias of a member.
        if let ([step], [.., member]) = (steps, chain.as_slice())
            && let Some(original) = user.name_at_home(step.name)
            && user.text(original) == *member
        {
            return self.sees_member(from, place, spelled[0], to, &chain[..chain.len() - 1]);
        }
        None
    }

    /// Whether a top-level name of `to` is visible in `from` as `local`.
    pub(in crate::index) fn sees_name(
        &self,
        from: FileId,
        place: Place,
        local: &str,
        name: &str,
        to: FileId,
    ) -> Option<Certainty> {
        let (user, owner) = (&self.files[from], &self.files[to]);
        if from == to {
            return (local == name && !self.is_shadowed(from, place, local)).then_some(Certainty::SameFile);
        }
        let mut likely = None;
        let mut bound = false;
        for import in user.facts.imports.iter() {
            let wanted = match import.what {
                Imported::Wildcard => local == name,
                _ => user.text(import.alias) == local,
            };
            if !wanted || (import.exported && user.facts.text(import.module).is_empty()) {
                continue;
            }
            let fits = match import.what {
                Imported::Name(original) => {
                    user.text(original) == name || self.is_default(to, name, user.text(original))
                }
                Imported::Default => self.is_default(to, name, "default"),
                Imported::Wildcard => true,
                Imported::Whole => qualified_parts(user.text(import.module)).last() == Some(name),
            };
            bound |= !matches!(import.what, Imported::Wildcard);
            match self.leads_to(from, user.text(import.module), import.what, to, name, DEPTH_LIMIT) {
                Some(true) if fits => return Some(Certainty::Imported),
                None if (fits || import.what == Imported::Default) && !matches!(import.what, Imported::Wildcard) => {
                    likely = Some(Certainty::Likely);
                }
                _ => {}
            }
        }
        if bound || local != name {
            return likely;
        }
        let implied = match user.language.visibility() {
            Visibility::Imports => false,
            Visibility::Folder => user.module == owner.module,
            Visibility::Package => {
                let mut parts = user.module_parts();
                owner.module_parts().all(|part| parts.next() == Some(part))
            }
            Visibility::Everywhere => true,
        };
        if implied {
            return Some(Certainty::Implied);
        }
        // Some bundlers import names implicitly, and scripts of a page share their names.
        let is_own_kind = local.starts_with(char::is_uppercase) || words::words(local).len() > 1;
        if user.language.family() == Language::JavaScript && is_own_kind && self.is_free(from, place, local) {
            return likely.or(Some(Certainty::Likely));
        }
        // C# has project-wide usings, which no file contains.
        (user.language.family() == Language::CSharp).then_some(Certainty::Likely).or(likely)
    }

    pub(super) fn is_default(&self, to: FileId, name: &str, imported: &str) -> bool {
        let owner = &self.files[to];
        if imported != "default" {
            return false;
        }
        if name == "default" || owner.component().as_deref() == Some(name) {
            return true;
        }
        let Some(default) = owner.facts.find_name("default") else { return false };
        owner.definitions_named(default).any(|(_, definition)| match definition.value {
            Expr::Path(path) => owner.facts.path(path).first().is_some_and(|step| owner.text(step.name) == name),
            _ => false,
        })
    }

    /// Whether a file uses a name that it neither imports nor defines.
    fn is_free(&self, id: FileId, place: Place, name: &str) -> bool {
        let file = &self.files[id];
        let Some(own) = file.facts.find_name(name) else { return false };
        !self.is_shadowed(id, place, name)
            && !file.facts.imports.iter().any(|import| import.alias == own)
            && !file.members_of(own, None, Name::default()).any(|(_, definition)| definition.path.is_empty())
            && file.bindings_of(own, None).next().is_none()
            && !file.functions_of(own).any(|(_, function)| function.path.is_empty())
            && !file.has_type_named(name)
    }

    /// Whether a local name shadows the file's own.
    pub(super) fn is_shadowed(&self, id: FileId, place: Place, name: &str) -> bool {
        let file = &self.files[id];
        let Some(name) = file.facts.find_name(name) else { return false };
        let mut function = place.function;
        while let Some(here) = function {
            let facts = &file.facts.functions[here as usize];
            let taken = facts.parameters.iter().any(|parameter| {
                parameter.name == name || parameter.properties.iter().any(|(_, alias)| *alias == name)
            }) || file.bindings_of(name, function).next().is_some()
                || file.definitions_of(name, function).next().is_some();
            if taken {
                return true;
            }
            function = facts.place.function;
        }
        false
    }

    /// Whether `qualifier` in `from` is the module or package of `to`: `import * as flags`, Python modules, Go
    /// packages, qualified names.
    pub(in crate::index) fn sees_module(
        &self,
        from: FileId,
        qualifier: &[&str],
        to: FileId,
        name: &str,
    ) -> Option<Certainty> {
        let (user, owner) = (&self.files[from], &self.files[to]);
        let joined = qualifier.join(".");
        let mut likely = None;
        let mut bound = false;
        for import in &user.facts.imports {
            let alias = user.text(import.alias);
            if alias != joined && alias != qualifier[0] {
                continue;
            }
            bound = true;
            let module = user.text(import.module);
            let leads = match import.what {
                Imported::Name(part) if part != Name::default() => {
                    let deeper = format!("{module}.{}", user.text(part));
                    match self.leads_to(from, &deeper, Imported::Whole, to, name, DEPTH_LIMIT) {
                        Some(true) => Some(true),
                        _ => self.leads_to(from, module, Imported::Whole, to, name, DEPTH_LIMIT).or(Some(false)),
                    }
                }
                _ => self.leads_to(from, module, Imported::Whole, to, name, DEPTH_LIMIT),
            };
            match leads {
                Some(true) => return Some(Certainty::Imported),
                None => likely = Some(Certainty::Likely),
                Some(false) => {}
            }
        }
        // A fully qualified path needs no import.
        let spelled_out = matches!(user.language, Language::Rust | Language::Erlang | Language::Haskell);
        if spelled_out && !bound && self.is_module(from, &qualifier.join("::"), to) {
            return Some(Certainty::Imported);
        }
        let qualified = modules::ends_with(owner, qualifier)
            || user.language.visibility() == Visibility::Package
                && qualifier.iter().all(|part| owner.module_parts().any(|other| other == *part));
        if qualified && user.language.visibility() != Visibility::Imports {
            return Some(Certainty::Implied);
        }
        if user.language.visibility() == Visibility::Everywhere && !bound {
            return Some(Certainty::Likely);
        }
        likely
    }

    pub(super) fn sees_member(
        &self,
        from: FileId,
        place: Place,
        member: &str,
        to: FileId,
        owner_chain: &[&str],
    ) -> Option<Certainty> {
        let (user, owner_file) = (&self.files[from], &self.files[to]);
        let owner = owner_chain.last()?;
        for import in &user.facts.imports {
            let named = match import.what {
                Imported::Name(_) => user.text(import.alias) == member,
                Imported::Wildcard => true,
                _ => false,
            };
            // Most imports refer to something else, and this is called often.
            if !named || !user.text(import.module).contains(owner) {
                continue;
            }
            let mut module = qualified_parts(user.text(import.module)).collect::<Vec<_>>();
            if module.last() == Some(&"Companion") {
                module.pop();
            }
            if module.pop() == Some(*owner) {
                module.retain(|part| user.language != Language::Rust || !matches!(*part, "crate" | "self" | "super"));
                let package: Vec<&str> = owner_file.module_parts().collect();
                let fits = module.is_empty()
                    || owner_chain.len() > module.len() && owner_chain[..owner_chain.len() - 1].ends_with(&module)
                    || user.language.family() == Language::C
                    || package.ends_with(&module)
                    || module.ends_with(&package)
                    || module.starts_with(&package);
                if fits {
                    return Some(Certainty::Imported);
                }
            }
        }
        for container in user.containers(place) {
            let types = &user.facts.types[container as usize];
            if types.supertypes.iter().any(|name| user.text(*name) == *owner) {
                return Some(Certainty::Implied);
            }
            if user.text(types.name) == *owner {
                // Namespaces extend over files; a class does if its methods are defined outside of it.
                let shared = (user.language.family() == Language::C).then_some(Certainty::Implied);
                return if from == to { Some(Certainty::SameFile) } else { shared };
            }
        }
        None
    }
}
