//! Single-file components: their name for other files, and their props.

use super::*;
use crate::syntax::{COMPONENT, pascal};

impl File {
    /// The name by which other files refer to the file's component.
    pub(in crate::index) fn component(&self) -> Option<String> {
        self.component_function()?;
        let name = self.path.rsplit('/').next()?.split('.').next()?;
        Some(pascal(name)).filter(|name| !name.is_empty())
    }

    /// The function that represents the file's component.
    pub(in crate::index) fn component_function(&self) -> Option<FunctionId> {
        if self.language != Language::Vue {
            return None;
        }
        let name = self.facts.find_name(COMPONENT)?;
        self.functions_of(name).find(|(_, function)| function.range.start == 0).map(|(at, _)| at)
    }

    /// Whether a property is declared as a prop: `props: { flag: String }`.
    pub(in crate::index) fn has_prop(&self, name: Name) -> bool {
        let in_props = |definition: &Definition| definition.path.last().is_some_and(|of| self.text(*of) == "props");
        self.definitions_named(name).any(|(_, definition)| in_props(definition))
    }
}
