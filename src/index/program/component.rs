//! Single-file components: by what name others know one, and what it is given.

use super::*;
use crate::syntax::{COMPONENT, pascal};

impl File {
    /// What the component that the file is would be called by others.
    pub(in crate::index) fn component(&self) -> Option<String> {
        self.component_function()?;
        let name = self.path.rsplit('/').next()?.split('.').next()?;
        Some(pascal(name)).filter(|name| !name.is_empty())
    }

    /// The function that stands for the component that the file is.
    pub(in crate::index) fn component_function(&self) -> Option<FunctionId> {
        if self.language != Language::Vue {
            return None;
        }
        let name = self.facts.find_name(COMPONENT)?;
        self.functions_of(name).find(|(_, function)| function.range.start == 0).map(|(at, _)| at)
    }

    /// Whether a property is declared as one that the component is given: `props: { flag: String }`.
    pub(in crate::index) fn has_prop(&self, name: Name) -> bool {
        let in_props = |definition: &Definition| definition.path.last().is_some_and(|of| self.text(*of) == "props");
        self.definitions_named(name).any(|(_, definition)| in_props(definition))
    }
}
