//! An index that follows edits says what a new index of the same files says: more than 10,000 random edits of small
//! workspaces, in every language, with declared wrappers and with aliases.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use flagwise::index::{DefinitionId, FileReferences, FlagDefinition, Index, Reference, ReferenceKind, with_mentions};
use flagwise::syntax::facts::FileFacts;
use flagwise::syntax::{KnownKeys, Language, extract};

mod edits;
mod excerpts;
mod known;
mod supersets;
pub mod workspaces;

use edits::{Random, random_writes};
use workspaces::{WORKSPACES, Workspace};

/// Histories, and edits in each: ten of each workspace.
const HISTORIES: u64 = 10 * WORKSPACES.len() as u64;
const EDITS: usize = 50;

/// The texts of a workspace by path.
type Texts = BTreeMap<String, String>;

/// What one edit leaves on disk or in the editor: new texts, and files that are gone.
type Writes = Vec<(String, Option<String>)>;

/// A workspace that is looked at once as a whole and then followed.
struct Followed {
    index: Index,
    known: KnownKeys,
    facts: BTreeMap<Arc<str>, Arc<FileFacts>>,
    languages: BTreeMap<String, Language>,
}

type References = Vec<(Arc<str>, Vec<Reference>)>;

impl Followed {
    fn new(texts: &Texts, known: KnownKeys) -> Self {
        let mut followed =
            Self { index: Index::new(&known), known, facts: BTreeMap::new(), languages: BTreeMap::new() };
        for (path, text) in texts {
            let facts = followed.parse(path, text);
            followed.facts.insert(path.as_str().into(), facts);
        }
        followed.index = followed.index.with_facts(followed.facts.clone());
        followed
    }

    fn parse(&mut self, path: &str, text: &str) -> Arc<FileFacts> {
        let of_path = || Language::of_path(path.as_ref()).unwrap();
        let language = *self.languages.entry(path.to_owned()).or_insert_with(of_path);
        Arc::new(extract(language, text))
    }

    /// Follows one edit: by typing where it is one file's text, else as changes on disk. Returns what is said once the other
    /// files were looked at; without `settle` the next edit comes before that.
    fn follow(&mut self, writes: &Writes, settle: bool) -> Said {
        let mut changes = Vec::new();
        for (path, text) in writes {
            let facts = text.as_ref().map(|text| self.parse(path, text));
            let path: Arc<str> = path.as_str().into();
            match &facts {
                Some(facts) => _ = self.facts.insert(path.clone(), facts.clone()),
                None => _ = self.facts.remove(&path),
            }
            changes.push((path, facts));
        }
        self.index = match changes.as_slice() {
            [(path, Some(facts))] => self.index.edited(path, facts.clone()),
            _ => self.index.with_changes(changes),
        };
        let settled = self.index.settled();
        let said = said(&settled, writes);
        if settle {
            self.index = settled;
        }
        said
    }

    fn anew(&self, writes: &Writes) -> Said {
        said(&Index::new(&self.known).with_facts(self.facts.clone()), writes)
    }
}

/// What an index says: the references of all files, and all there is to say of those that were written.
#[derive(PartialEq)]
struct Said {
    references: References,
    written: Vec<(String, Vec<Reference>)>,
    /// The constants that the references lead to.
    definitions: BTreeMap<DefinitionId, Option<FlagDefinition>>,
}

fn said(index: &Index, writes: &Writes) -> Said {
    let texts = writes.iter().filter_map(|(path, text)| Some((path, text.as_ref()?)));
    let written = texts.map(|(path, text)| {
        let found: FileReferences = with_mentions(text, index.references(path), &index.known().at(path));
        (path.clone(), found.all.to_vec())
    });
    let references = index.all_references();
    let ids = references.iter().flat_map(|(_, found)| found).filter_map(|reference| reference.definition);
    let definitions = ids.map(|id| (id, index.definition(id))).collect();
    Said { written: written.collect(), references, definitions }
}

/// What differs after a history, or nothing; a panic is a difference too. Counts the comparisons where there is something to
/// find.
fn difference(start: &Texts, known: &KnownKeys, history: &[Writes], with_references: &mut usize) -> Option<String> {
    let compared = catch_unwind(AssertUnwindSafe(|| compare(start, known, history, with_references)));
    compared.unwrap_or_else(|_| Some(format!("a panic\n{known:?}\n{history:?}")))
}

fn compare(start: &Texts, known: &KnownKeys, history: &[Writes], with_references: &mut usize) -> Option<String> {
    let mut followed = Followed::new(start, known.clone());
    for (at, writes) in history.iter().enumerate() {
        let answers = followed.follow(writes, at % 3 != 1);
        let anew = followed.anew(writes);
        *with_references += usize::from(!anew.references.is_empty());
        if answers != anew {
            let (answers, anew) = (draw(&answers), draw(&anew));
            let mut told = format!("after edit {at}\nfollowed: {answers}\nanew:     {anew}\n");
            for writes in &history[..=at] {
                let _ = writeln!(told, "edit {writes:?}");
            }
            return Some(told);
        }
    }
    None
}

fn draw(said: &Said) -> String {
    let mut drawn = String::new();
    let written = said.written.iter().map(|(path, references)| (path.as_str(), references));
    for (path, references) in said.references.iter().map(|(path, found)| (&**path, found)).chain(written) {
        for reference in references {
            let _ = write!(drawn, "{path}: {reference:?}; ");
        }
    }
    let _ = write!(drawn, "{:?}", said.definitions);
    drawn
}

/// Leaves out edits as long as the rest still fails.
fn shrunk(start: &Texts, known: &KnownKeys, mut history: Vec<Writes>) -> String {
    let mut at = 0;
    while at < history.len() {
        let mut shorter = history.clone();
        shorter.remove(at);
        if difference(start, known, &shorter, &mut 0).is_some() {
            history = shorter;
        } else {
            at += 1;
        }
    }
    difference(start, known, &history, &mut 0).unwrap_or_default()
}

fn run(seeds: impl Iterator<Item = u64>) -> Result<usize, String> {
    let mut with_references = 0;
    for seed in seeds {
        let mut random = Random::new(seed);
        let workspace = Workspace::parse(WORKSPACES[seed as usize % WORKSPACES.len()]);
        let start = &workspace.texts;
        let known = known::random(&mut random);
        let mut texts = start.clone();
        let mut history = Vec::new();
        for _ in 0..EDITS {
            let writes = random_writes(&mut random, &workspace, &texts);
            for (path, text) in &writes {
                match text {
                    Some(text) => _ = texts.insert(path.clone(), text.clone()),
                    None => _ = texts.remove(path),
                }
            }
            history.push(writes);
        }
        if difference(start, &known, &history, &mut with_references).is_some() {
            return Err(format!("seed {seed}: {}", shrunk(start, &known, history)));
        }
    }
    Ok(with_references)
}

#[test]
fn an_index_that_follows_edits_says_what_a_new_one_says() {
    let halves = std::thread::scope(|scope| {
        let odd = scope.spawn(|| run((0..HISTORIES).filter(|seed| seed % 2 == 1)));
        let even = run((0..HISTORIES).filter(|seed| seed % 2 == 0));
        [odd.join().unwrap(), even]
    });
    let with_references: usize = halves.into_iter().map(|half| half.unwrap_or_else(|told| panic!("{told}"))).sum();
    assert!(
        with_references > HISTORIES as usize * EDITS / 2,
        "only {with_references} comparisons had something to find"
    );
}

#[test]
fn every_workspace_has_names_that_lead_to_other_files() {
    for (at, text) in WORKSPACES.iter().enumerate() {
        let workspace = Workspace::parse(text);
        // The last is about what is declared.
        let known =
            if at + 1 == WORKSPACES.len() { known::all().with_wrappers(known::declared()) } else { known::all() };
        let followed = Followed::new(&workspace.texts, known);
        let found: Vec<Reference> = followed.index.all_references().into_iter().flat_map(|(_, found)| found).collect();
        let has = |kinds: &[ReferenceKind]| found.iter().any(|one| kinds.contains(&one.kind()));
        let path = workspace.texts.keys().next().unwrap();
        assert!(!workspace.typed.is_empty(), "nothing is typed in {path}");
        assert!(has(&[ReferenceKind::Constant, ReferenceKind::Hook]), "no constant in {path}: {found:#?}");
        assert!(has(&[ReferenceKind::Wrapper, ReferenceKind::Hook]), "no wrapper in {path}: {found:#?}");
    }
}

/// Histories that were followed wrongly once, shrunk.
#[test]
fn histories_that_were_followed_wrongly_once() {
    let files = |text: &str| Workspace::parse(text).texts;
    let case = |start: &str, edits: &[&str]| {
        let start = files(start);
        let history: Vec<Writes> =
            edits.iter().map(|edit| files(edit).into_iter().map(|(path, text)| (path, Some(text))).collect()).collect();
        for known in [KnownKeys::default(), known::all()] {
            if let Some(told) = difference(&start, &known, &history, &mut 0) {
                panic!("{told}");
            }
        }
    };
    case(
        "//- View.swift\n  var body: Bool { service.isOn(.newCheckout) && LiveService.shared.isOn(.search) }",
        &[
            "//- Service.swift\nlet LDClient func isOn(flag:){boolVariation(forKey:flag.Search}",
            "//- copy.swift\n",
            "//- copy.swift\nlet Search=\"old-search\"",
        ],
    );
}
