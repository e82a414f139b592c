//! The words that make a part of a file worth reading.

use super::*;

impl State {
    pub(super) fn fields(&self) -> BTreeSet<(Arc<str>, Box<str>)> {
        let of_file = |id: FileId| {
            let file = &self.program.files[id];
            self.outcomes[id].fields.iter().map(|name| (file.path.clone(), Box::from(file.text(*name))))
        };
        self.program.present().flat_map(of_file).collect()
    }

    pub(super) fn words(&self) -> BTreeSet<(Language, Box<str>)> {
        let mut words = BTreeSet::new();
        for constant in self.constants.all() {
            let family = self.program.files[constant.file].language.family();
            words.extend(constant.chain.last().map(|name| (family, name.clone())));
        }
        for wrapper in self.wrappers.all() {
            let family = self.program.files[wrapper.file].language.family();
            words.extend(wrapper.words().map(|word| (family, Box::from(word))));
        }
        let solver = Solver::new(&self.program, &self.known);
        for id in self.program.present() {
            let family = self.program.files[id].language.family();
            words.extend(
                constants::candidates(&self.program.files[id], &self.known).map(|name| (family, Box::from(name))),
            );
            let file = &self.program.files[id];
            words.extend(self.outcomes[id].asked.iter().map(|name| (family, Box::from(file.text(*name)))));
            let hooks = hooks::set_functions(&solver, id).into_iter();
            words.extend(hooks.map(|name| (family, Box::from(name))));
        }
        words
    }
}
