//! Growth of an index by keys and names that are new: one search of the files that were not parsed, and a parse of those
//! with a new key or name.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::candidate_file::CandidateFile;
use super::prefilter::{SearchTerms, Searched};
use super::scan::ScanOptions;
use super::shards::Kind;
use super::walk::walk;
use crate::index::Index;
use crate::syntax::facts::FileFacts;
use crate::syntax::{KnownKeys, extract};

/// How often files are searched again for names that the last round brought up.
const ROUNDS: u8 = 6;

/// An index with the files that new keys bring in.
#[derive(Debug, Clone)]
pub struct Grown {
    /// The index.
    pub index: Index,
    /// The names that all files were searched for.
    pub searched: Searched,
    /// How many files were parsed for it.
    pub parsed: usize,
    /// How many files were searched.
    pub files_seen: usize,
}

/// Adds the files to `index` that hold one of the keys in `added`, or a name of the index that `searched` lacks; `index` has
/// the keys already. Files that it holds are not parsed again. Blocks; reads all files below `roots` once.
pub fn grow(index: &Index, roots: &[PathBuf], options: &ScanOptions, added: &KnownKeys, searched: &Searched) -> Grown {
    let options = ScanOptions { shards: None, index: true, ..options.clone() };
    let walked = walk(roots, &options, added, None, &|_| {});
    let mut grown = Grown { index: index.clone(), searched: searched.clone(), parsed: 0, files_seen: walked.seen };
    let is_new = |file: &CandidateFile| index.facts(&file.path).is_none();
    let (found, mut unread): (Vec<CandidateFile>, Vec<CandidateFile>) = walked
        .files
        .into_iter()
        .filter(is_new)
        .partition(|file| matches!(file.kind, Kind::Literal | Kind::Interesting(_)));
    grown.add(found, &options);
    for round in 1..=ROUNDS {
        let wanted = SearchTerms::of(&grown.index.symbols(), false, false);
        let news = wanted.news_since(&grown.searched);
        if news.is_empty() {
            break;
        }
        let searched = unread
            .into_par_iter()
            .map_init(Vec::new, |buffer, file| file.look_for(&wanted, &news, round, false, buffer));
        // A file that is gone meanwhile is reported by the watcher.
        let searched: Vec<CandidateFile> = searched.filter_map(Result::ok).collect();
        let (hits, rest): (Vec<CandidateFile>, Vec<CandidateFile>) =
            searched.into_iter().partition(|file| file.kind == Kind::Interesting(round));
        unread = rest;
        // `wanted` are the names before this search; the new files may add more.
        grown.searched.add(&grown.index);
        grown.add(hits, &options);
    }
    grown
}

impl Grown {
    fn add(&mut self, mut files: Vec<CandidateFile>, options: &ScanOptions) {
        if files.is_empty() {
            return;
        }
        let parse = |file: &mut CandidateFile| -> Option<(Arc<str>, Arc<FileFacts>)> {
            file.load().ok()?;
            let (language, text) = (file.language?, file.text.take()?);
            let is_small = text.len() as u64 <= options.parse_limit;
            is_small.then(|| (file.path.as_str().into(), Arc::new(extract(language, &text))))
        };
        let facts: Vec<_> = files.par_iter_mut().filter_map(parse).collect();
        self.parsed += facts.len();
        self.index = self.index.with_facts(facts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::scan;

    #[test]
    fn a_new_key_parses_the_files_that_hold_it_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let write = |path: &str, text: &str| std::fs::write(root.join(path), text).unwrap();
        write("client.ts", "import { init } from '@launchdarkly/node-server-sdk';\ninit('k').variation('old', {}, 0);");
        write("flags.ts", "export const FLAGS = { cart: 'new-cart' };");
        write("cart.ts", "import { FLAGS } from './flags';\nuse(FLAGS.cart);");
        write("other.ts", "export const other = 'something';");
        let options = ScanOptions { base: Some(root.clone()), ..ScanOptions::default() };
        let old: KnownKeys = ["old"].into_iter().collect();
        let before = scan(std::slice::from_ref(&root), &options, &old, &|_| {});
        assert_eq!(before.index.len(), 1);

        let added: KnownKeys = ["new-cart"].into_iter().collect();
        let both: KnownKeys = ["old", "new-cart"].into_iter().collect();
        let index = before.index.with_keys(&both);
        assert_eq!(index.counters().solved, before.index.counters().solved, "a key is joined, not solved");
        let grown = grow(&index, std::slice::from_ref(&root), &options, &added, &before.searched);
        assert_eq!((grown.parsed, grown.index.len()), (2, 3), "the definition and its user");

        let whole = scan(std::slice::from_ref(&root), &options, &both, &|_| {});
        assert_eq!(format!("{:?}", grown.index.all_references()), format!("{:?}", whole.index.all_references()));
        let again = grow(&grown.index, std::slice::from_ref(&root), &options, &added, &grown.searched);
        assert_eq!(again.parsed, 0);
    }
}
