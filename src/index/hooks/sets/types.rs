//! Types of sets of flags: what a value is declared with says as much as where it comes from, once a set of an SDK has the
//! same type.

use super::{DEPTH, FlagSet, SetEvidence, Sets, strongest};
use crate::index::hooks::SetSpelling;
use crate::index::program::{Certainty, FileId};
use crate::index::words;
use crate::syntax::facts::*;

/// How many types are followed from one to those made of it.
pub(in crate::index::hooks) const TYPE_DEPTH: u8 = 4;
/// The SDKs' own type.
pub(super) const SDK_TYPE: &str = "LDFlagSet";

/// A type: its file and its position there.
pub(super) type TypeId = (FileId, u32);

impl<'a> Sets<'_, 'a> {
    /// The property of a value that is declared with a type, or all of it.
    pub(in crate::index::hooks) fn of_type(
        &self,
        id: FileId,
        name: &str,
        path: &[&'a str],
        depth: u8,
    ) -> Option<FlagSet> {
        let depth = depth.checked_sub(1)?;
        if name.is_empty() || name.starts_with(KEY_OF) {
            return None;
        }
        if let Some(keys) = name.strip_prefix(KEYED_BY) {
            return self.of_keys(id, keys, depth).filter(|_| path.is_empty());
        }
        let Some((first, rest)) = path.split_first() else { return self.set_type(id, name) };
        let (owner, at) = self.type_seen(id, name)?;
        let file = &self.solver.program.files[owner];
        let kind = &file.facts.types[at as usize];
        let member = file.facts.find_name(first)?;
        let mut members = file.members_of(member, None, kind.name).filter(|(_, member)| is_member(kind, member));
        let (_, member) = members.next()?;
        self.of_type(owner, file.text(member.declared), rest, depth)
    }

    fn set_type(&self, id: FileId, name: &str) -> Option<FlagSet> {
        if name == SDK_TYPE {
            return Some(FlagSet::new(SetSpelling::Any, SetEvidence::Proven));
        }
        let seen = self.type_seen(id, name);
        let is_set = || {
            let singular = name.strip_suffix("Set").is_some_and(|of| words::holds_flags(&format!("{of}s")));
            singular || words::holds_flags(name)
        };
        seen.and_then(|kind| self.tied(kind, TYPE_DEPTH))
            .or_else(|| is_set().then(|| FlagSet::new(SetSpelling::Likely(id), SetEvidence::Named)))
    }

    /// The set whose property names are the values of a type: `keyof Flags`, or a union of texts named for flags.
    pub(in crate::index) fn of_key_type(&self, id: FileId, name: &str) -> Option<FlagSet> {
        self.of_keys(id, name, TYPE_DEPTH)
    }

    fn of_keys(&self, id: FileId, name: &str, depth: u8) -> Option<FlagSet> {
        let depth = depth.checked_sub(1)?;
        if let Some(of) = name.strip_prefix(KEY_OF) {
            let set = self.of_type(id, of, &[], depth)?;
            return Some(FlagSet { own: Default::default(), ..set });
        }
        if name.is_empty() || name.starts_with(char::is_lowercase) {
            return None;
        }
        let (owner, at) = self.type_seen(id, name)?;
        let file = &self.solver.program.files[owner];
        let supertypes = &file.facts.types[at as usize].supertypes;
        let [only] = supertypes[..] else { return None };
        match file.text(only) {
            LISTED => words::mentions_flags(name).then(|| FlagSet::new(SetSpelling::Likely(owner), SetEvidence::Named)),
            above => self.of_keys(owner, above, depth),
        }
    }

    /// The set of an SDK whose type is this one, or one that adds nothing to it.
    pub(in crate::index) fn of_type_in(&self, id: FileId, at: u32) -> Option<FlagSet> {
        self.tied((id, at), TYPE_DEPTH)
    }

    fn tied(&self, kind: TypeId, depth: u8) -> Option<FlagSet> {
        if let Some(known) = self.types.borrow().get(&kind) {
            return known.clone();
        }
        self.types.borrow_mut().insert(kind, None);
        let found = self.tied_anew(kind, depth);
        self.types.borrow_mut().insert(kind, found.clone());
        found
    }

    fn tied_anew(&self, (id, at): TypeId, depth: u8) -> Option<FlagSet> {
        let program = self.solver.program;
        let file = &program.files[id];
        let kind = &file.facts.types[at as usize];
        let name = file.text(kind.name);
        let values = program.typing(name).flat_map(|user| {
            let file = &program.files[user];
            file.typed_values()
                .filter(|typed| file.text(typed.name) == name)
                .map(move |typed| (user, typed))
                .collect::<Vec<_>>()
        });
        let values = values.filter(|(user, _)| self.type_seen(*user, name) == Some((id, at)));
        let mut sets = values.filter_map(|(user, typed)| self.value(user, typed.place, typed.value, &[], DEPTH));
        if let Some(set) = sets.find(|set| set.evidence == SetEvidence::Proven) {
            return Some(FlagSet { own: Default::default(), ..set });
        }
        let depth = depth.checked_sub(1)?;
        // Types that derive from this one: `type FlagSet = Partial<Flags>`.
        let below = program.extending(name).flat_map(|user| {
            let file = &program.files[user];
            let kinds = (0..).zip(&file.facts.types);
            let below = kinds.filter(|(_, kind)| kind.supertypes.iter().any(|above| file.text(*above) == name));
            below.map(move |(at, _)| (user, at)).collect::<Vec<_>>()
        });
        let below = below.filter(|(user, _)| self.type_seen(*user, name) == Some((id, at)));
        let below = below.filter_map(|kind| self.tied(kind, depth));
        // And types that it derives from, if it adds no member.
        if let [only] = kind.supertypes[..]
            && let Some(keys) = file.text(only).strip_prefix(KEYED_BY)
            && let Some(set) = self.of_keys(id, keys, depth)
        {
            return Some(set);
        }
        // A look at all definitions: files have many types, few of them with one supertype.
        let is_alias = || !file.facts.definitions.iter().any(|member| is_member(kind, member));
        let above = kind.supertypes.iter().filter(|_| kind.supertypes.len() == 1 && is_alias());
        let above = above.filter_map(|above| self.type_seen(id, file.text(*above)));
        let above = above.filter_map(|kind| self.tied(kind, depth));
        strongest(below.chain(above))
    }

    /// The type that a name means in a file.
    fn type_seen(&self, id: FileId, name: &str) -> Option<TypeId> {
        let program = self.solver.program;
        let own = &program.files[id];
        let home =
            own.facts.find_name(name).and_then(|name| own.name_at_home(name)).map_or(name, |home| own.text(home));
        let mut found: Vec<(Certainty, TypeId)> = Vec::new();
        for owner in program.having_type(home) {
            let file = &program.files[owner];
            if file.language.family() != own.language.family() {
                continue;
            }
            let named = file.facts.find_name(home).into_iter().flat_map(|name| file.types_of(name));
            let Some((at, _)) = named.into_iter().find(|(_, kind)| kind.path.is_empty()) else { continue };
            let seen = program.sees_name(id, Place::default(), name, home, owner);
            found.extend(seen.map(|certainty| (certainty, (owner, at))));
        }
        found.sort_by_key(|(certainty, _)| *certainty);
        match found[..] {
            [(certainty, kind)] if certainty != Certainty::Likely => Some(kind),
            [(first, kind), (second, _), ..] if first < second => Some(kind),
            _ => None,
        }
    }
}

/// Whether a definition is one of a type's own members.
pub(in crate::index) fn is_member(kind: &Type, definition: &Definition) -> bool {
    definition.path.len() == kind.path.len() + 1
        && definition.path.last() == Some(&kind.name)
        && definition.path.starts_with(&kind.path)
        && kind.range.contains_range(crate::text::ByteRange::new(definition.start as usize, definition.end as usize))
}
