//! An index that follows edits gives the answers of a new index of the same files and keys: more than 10,000 random edits of
//! small workspaces, in every language, with declared wrappers and with aliases, for two projects whose keys come and go.
//!
//! `FLAGWISE_HISTORIES` sets the number of histories.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use flagwise::index::{DefinitionId, FileReferences, FlagDefinition, Index, Reference, ReferenceKind, with_mentions};
use flagwise::syntax::facts::FileFacts;
use flagwise::syntax::{KnownKeys, Language, extract};

mod counters;
pub mod edits;
mod excerpts;
mod known;
mod supersets;
pub mod workspaces;

use edits::{Random, random_writes};
use workspaces::{WORKSPACES, Workspace};

/// Histories of each workspace, and edits in each.
const HISTORIES: u64 = 10;
const EDITS: usize = 50;
/// Every which event is one of keys, on average.
const KEY_EVENTS: usize = 6;

/// The texts of a workspace by path.
type Texts = BTreeMap<String, String>;

/// What one edit leaves on disk or in the editor: new texts, and files that are gone.
type Writes = Vec<(String, Option<String>)>;

/// What happens in a workspace.
#[derive(Debug, Clone)]
enum Event {
    Writes(Writes),
    /// A project has other keys.
    Keys(usize, KnownKeys),
}

/// The keys of each project.
type Projects = [KnownKeys; 2];

/// A workspace that is indexed once as a whole and then followed.
struct Followed {
    index: Index,
    projects: Projects,
    facts: BTreeMap<Arc<str>, Arc<FileFacts>>,
    languages: BTreeMap<String, Language>,
}

type References = Vec<(Arc<str>, Vec<Reference>)>;

impl Followed {
    fn new(texts: &Texts, projects: Projects) -> Self {
        let index = Index::of_projects(&projects);
        let mut followed = Self { index, projects, facts: BTreeMap::new(), languages: BTreeMap::new() };
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

    /// Follows one event: by typing where it is one file's text, else as changes on disk or of keys. Returns the whole index;
    /// without `settle` the next event comes before that.
    fn follow(&mut self, event: &Event, settle: bool) -> Index {
        self.index = match event {
            Event::Writes(writes) => self.follow_writes(writes),
            Event::Keys(project, known) => {
                self.projects[*project] = known.clone();
                self.index.project(*project).unwrap().with_keys(known)
            }
        };
        let settled = self.index.settled();
        if settle {
            self.index = settled.clone();
        }
        settled
    }

    fn follow_writes(&mut self, writes: &Writes) -> Index {
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
        match changes.as_slice() {
            [(path, Some(facts))] => self.index.edited(path, facts.clone()),
            _ => self.index.with_changes(changes),
        }
    }

    /// A new index of the same files for one project alone.
    fn anew(&self, project: usize) -> Index {
        Index::new(&self.projects[project]).with_facts(self.facts.clone())
    }
}

/// The answers of an index: the references of all files, all of those that were written, and what was learned.
#[derive(PartialEq)]
struct Answers {
    references: References,
    written: Vec<(String, Vec<Reference>)>,
    /// The constants that the references lead to.
    definitions: BTreeMap<DefinitionId, Option<FlagDefinition>>,
    learned: Vec<String>,
}

fn answers(index: &Index, event: &Event) -> Answers {
    let writes = match event {
        Event::Writes(writes) => writes.as_slice(),
        Event::Keys(..) => &[],
    };
    let texts = writes.iter().filter_map(|(path, text)| Some((path, text.as_ref()?)));
    let written = texts.map(|(path, text)| {
        let found: FileReferences =
            with_mentions(Language::of_path(Path::new(&**path)), text, index.references(path), &index.known().at(path));
        (path.clone(), found.all.to_vec())
    });
    let learned = index.learned_positions().iter().map(|position| format!("{position:?}")).collect();
    let references = index.all_references();
    let ids = references.iter().flat_map(|(_, found)| found).filter_map(|reference| reference.definition);
    let definitions = ids.map(|id| (id, index.definition(id))).collect();
    Answers { written: written.collect(), references, definitions, learned }
}

/// What differs after a history, or nothing; a panic is a difference too. Counts the comparisons where there is something to
/// find.
fn difference(start: &Texts, projects: &Projects, history: &[Event], with_references: &mut usize) -> Option<String> {
    let compared = catch_unwind(AssertUnwindSafe(|| compare(start, projects, history, with_references)));
    compared.unwrap_or_else(|_| Some(format!("a panic\n{projects:?}\n{history:?}")))
}

fn compare(start: &Texts, projects: &Projects, history: &[Event], with_references: &mut usize) -> Option<String> {
    let mut followed = Followed::new(start, projects.clone());
    for (at, event) in history.iter().enumerate() {
        let settled = followed.follow(event, at % 3 != 1);
        // One project after each event: a new index costs the most.
        let project = at / 3 % followed.projects.len();
        let found = answers(&settled.project(project).unwrap(), event);
        let anew = answers(&followed.anew(project), event);
        *with_references += usize::from(!anew.references.is_empty());
        if found != anew {
            let (found, anew) = (draw(&found), draw(&anew));
            let mut report = format!("project {project} after event {at}\nfollowed: {found}\nanew:     {anew}\n");
            for event in &history[..=at] {
                let _ = match event {
                    Event::Writes(writes) => writeln!(report, "edit {writes:?}"),
                    Event::Keys(project, known) => {
                        writeln!(report, "keys of {project}: {:?}", known.iter().collect::<BTreeSet<_>>())
                    }
                };
            }
            return Some(report);
        }
    }
    None
}

fn draw(answers: &Answers) -> String {
    let mut drawn = answers.learned.join("; ");
    let written = answers.written.iter().map(|(path, references)| (path.as_str(), references));
    for (path, references) in answers.references.iter().map(|(path, found)| (&**path, found)).chain(written) {
        for reference in references {
            let _ = write!(drawn, "{path}: {reference:?}; ");
        }
    }
    let _ = write!(drawn, "{:?}", answers.definitions);
    drawn
}

/// Leaves out edits as long as the rest still fails.
fn shrunk(start: &Texts, projects: &Projects, mut history: Vec<Event>) -> String {
    let mut at = 0;
    while at < history.len() {
        let mut shorter = history.clone();
        shorter.remove(at);
        if difference(start, projects, &shorter, &mut 0).is_some() {
            history = shorter;
        } else {
            at += 1;
        }
    }
    difference(start, projects, &history, &mut 0).unwrap_or_default()
}

fn run(seeds: impl Iterator<Item = u64>) -> Result<usize, String> {
    let mut with_references = 0;
    for seed in seeds {
        let mut random = Random::new(seed);
        let workspace = Workspace::parse(WORKSPACES[seed as usize % WORKSPACES.len()]);
        let start = &workspace.texts;
        let declared = known::Declared::random(&mut random);
        let projects = declared.projects(&mut random);
        let mut now = projects.clone();
        let mut texts = start.clone();
        let mut history = Vec::new();
        for _ in 0..EDITS {
            if random.below(KEY_EVENTS) == 0 {
                let project = random.below(now.len());
                now[project] = declared.changed(&mut random, &now[project]);
                history.push(Event::Keys(project, now[project].clone()));
                continue;
            }
            let writes = random_writes(&mut random, &workspace, &texts);
            for (path, text) in &writes {
                match text {
                    Some(text) => _ = texts.insert(path.clone(), text.clone()),
                    None => _ = texts.remove(path),
                }
            }
            history.push(Event::Writes(writes));
        }
        if difference(start, &projects, &history, &mut with_references).is_some() {
            return Err(format!("seed {seed}: {}", shrunk(start, &projects, history)));
        }
    }
    Ok(with_references)
}

#[test]
fn an_index_that_follows_edits_and_keys_answers_like_a_new_one() {
    let wanted = std::env::var("FLAGWISE_HISTORIES").ok().and_then(|number| number.parse().ok());
    let histories = wanted.unwrap_or(HISTORIES * WORKSPACES.len() as u64);
    let halves = std::thread::scope(|scope| {
        let odd = scope.spawn(|| run((0..histories).filter(|seed| seed % 2 == 1)));
        let even = run((0..histories).filter(|seed| seed % 2 == 0));
        [odd.join().unwrap(), even]
    });
    let with_references: usize = halves.into_iter().map(|half| half.unwrap_or_else(|report| panic!("{report}"))).sum();
    assert!(
        with_references > histories as usize * EDITS / 2,
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
        let followed = Followed::new(&workspace.texts, [known.clone(), known]);
        let found: Vec<Reference> = followed.index.all_references().into_iter().flat_map(|(_, found)| found).collect();
        let has = |kinds: &[ReferenceKind]| found.iter().any(|one| kinds.contains(&one.kind()));
        let path = workspace.texts.keys().next().unwrap();
        assert!(!workspace.typed.is_empty(), "nothing is typed in {path}");
        assert!(has(&[ReferenceKind::Constant, ReferenceKind::Hook]), "no constant in {path}: {found:#?}");
        assert!(has(&[ReferenceKind::Wrapper, ReferenceKind::Hook]), "no wrapper in {path}: {found:#?}");
        let learned = followed.index.learned_positions();
        assert!(learned.iter().any(|position| position.known > 2), "nothing is learned in {path}: {found:#?}");
    }
}

/// Histories that were followed wrongly once, shrunk.
#[test]
fn histories_that_were_followed_wrongly_once() {
    let files = |text: &str| Workspace::parse(text).texts;
    let case = |start: &str, edits: &[&str]| {
        let start = files(start);
        let writes = |edit: &&str| files(edit).into_iter().map(|(path, text)| (path, Some(text))).collect();
        let history: Vec<Event> = edits.iter().map(|edit| Event::Writes(writes(edit))).collect();
        for known in [KnownKeys::default(), known::all()] {
            if let Some(report) = difference(&start, &[known.clone(), known], &history, &mut 0) {
                panic!("{report}");
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
