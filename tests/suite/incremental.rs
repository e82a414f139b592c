//! An index that follows edits says what a new index of the same files says: 10,000 random edits of small workspaces.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use flagwise::index::Index;
use flagwise::syntax::facts::FileFacts;
use flagwise::syntax::{KnownKeys, Language, Site, extract};

mod edits;
mod excerpts;
mod workspaces;

use edits::{Random, random_writes};
use workspaces::{KEYS, WORKSPACES};

/// Histories, and edits in each.
const HISTORIES: u64 = 200;
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

type Sites = Vec<(Arc<str>, Vec<Site>)>;

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
    fn follow(&mut self, writes: &Writes, settle: bool) -> Sites {
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
        let answers = settled.all_sites();
        if settle {
            self.index = settled;
        }
        answers
    }

    fn anew(&self) -> Sites {
        Index::new(&self.known).with_facts(self.facts.clone()).all_sites()
    }
}

/// What differs after a history, or nothing. Counts the comparisons where there is something to find.
fn difference(start: &Texts, known: &KnownKeys, history: &[Writes], with_sites: &mut usize) -> Option<String> {
    let mut followed = Followed::new(start, known.clone());
    for (at, writes) in history.iter().enumerate() {
        let answers = followed.follow(writes, at % 3 != 1);
        let anew = followed.anew();
        *with_sites += usize::from(!anew.is_empty());
        if answers != anew {
            let mut told = format!("after edit {at}\nfollowed: {}\nanew:     {}\n", draw(&answers), draw(&anew));
            for writes in &history[..=at] {
                let _ = writeln!(told, "edit {writes:?}");
            }
            return Some(told);
        }
    }
    None
}

fn draw(sites: &Sites) -> String {
    let mut drawn = String::new();
    for (path, sites) in sites {
        for site in sites {
            let _ = write!(drawn, "{path}@{} {} {} {:?}; ", site.range.start, site.kind.name(), site.key, site.call);
        }
    }
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
    let mut with_sites = 0;
    for seed in seeds {
        let mut random = Random::new(seed);
        let start: Texts = WORKSPACES[seed as usize % WORKSPACES.len()]
            .split("//- ")
            .skip(1)
            .filter_map(|part| part.split_once('\n'))
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect();
        // Without known keys, what flows into SDK calls is all there is.
        let known: KnownKeys = KEYS.iter().filter(|_| random.below(5) > 0).copied().collect();
        let mut texts = start.clone();
        let mut history = Vec::new();
        for _ in 0..EDITS {
            let writes = random_writes(&mut random, &start, &texts);
            for (path, text) in &writes {
                match text {
                    Some(text) => _ = texts.insert(path.clone(), text.clone()),
                    None => _ = texts.remove(path),
                }
            }
            history.push(writes);
        }
        if difference(&start, &known, &history, &mut with_sites).is_some() {
            return Err(format!("seed {seed}: {}", shrunk(&start, &known, history)));
        }
    }
    Ok(with_sites)
}

#[test]
fn an_index_that_follows_edits_says_what_a_new_one_says() {
    let halves = std::thread::scope(|scope| {
        let odd = scope.spawn(|| run((0..HISTORIES).filter(|seed| seed % 2 == 1)));
        let even = run((0..HISTORIES).filter(|seed| seed % 2 == 0));
        [odd.join().unwrap(), even]
    });
    let with_sites: usize = halves.into_iter().map(|half| half.unwrap_or_else(|told| panic!("{told}"))).sum();
    assert!(with_sites > HISTORIES as usize * EDITS / 2, "only {with_sites} comparisons had something to find");
}
