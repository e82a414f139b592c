//! One workspace folder: what `ide` answers from for questions that concern no open document in particular, and the places
//! of its answers in the client's terms.

use std::path::Path;
use std::sync::Arc;

use crate::flags::{Catalog, UnixMillis};
use crate::ide::{self, Files, SourceFile};
use crate::index::{FileReferences, FirstPlaces, Index, ReferenceCounts, with_mentions};
use crate::syntax::{KnownKeys, Language};
use crate::text::{ByteRange, LineIndex};
use crate::workspace::{self, TEXT_LIMIT};

use super::{Places, range_in};
use crate::server::proto::{Location, Range, Uri};
use crate::server::session::{CellInNotebook, File, Folder, LoadedCatalog, Snapshot, Source, source_key};

/// A folder with the flags of one of its projects.
pub(in crate::server) struct FolderContext<'a> {
    snapshot: &'a Snapshot,
    folder: &'a Folder,
    project: Option<&'a str>,
    root: &'a Path,
    source: &'a Source,
    loaded: &'a LoadedCatalog,
    index: Index,
}

impl<'a> FolderContext<'a> {
    /// The context of a project of a folder. `None` while its flags are not loaded or its files not scanned.
    pub(in crate::server) fn new(snapshot: &'a Snapshot, folder: &'a Folder, project: Option<&'a str>) -> Option<Self> {
        let source = snapshot.source(&source_key(&folder.settings, project)?)?;
        let loaded = source.loaded.as_ref()?;
        let index = folder.index.of(loaded.known_stamp)?;
        Some(Self { snapshot, folder, project, root: folder.root.as_deref()?, source, loaded, index })
    }

    /// What the features answer from.
    pub(in crate::server) fn analysis(&self) -> ide::Analysis<'_> {
        ide::Analysis {
            index: &self.index,
            files: self,
            catalog: Some(&self.loaded.catalog),
            catalog_problem: self.source.problem.as_deref(),
            settings: &self.folder.settings,
            now: self.now(),
        }
    }

    /// The same with an index that is complete, see [`super::FileContext::completed`].
    pub(in crate::server) fn completed(self) -> Self {
        Self { index: completed(self.snapshot, self.root, None, &self.index), ..self }
    }

    fn now(&self) -> UnixMillis {
        self.snapshot.now
    }

    /// The flags of the project.
    pub(in crate::server) fn catalog(&self) -> &Catalog {
        &self.loaded.catalog
    }

    /// The first places of the flags in the project's files.
    pub(in crate::server) fn first_places(&self) -> Option<Arc<FirstPlaces>> {
        let settings = &self.folder.settings;
        let is_wanted = |path: &str| settings.project_of(path) == self.project;
        self.folder.index.first_places(self.loaded.known_stamp, self.project, is_wanted)
    }

    /// The numbers of references to flags in the project's files.
    pub(in crate::server) fn reference_counts(&self) -> Option<Arc<ReferenceCounts>> {
        let settings = &self.folder.settings;
        let is_wanted = |path: &str| settings.project_of(path) == self.project;
        self.folder.index.reference_counts(self.loaded.known_stamp, self.project, is_wanted)
    }

    /// The paths of the project's files in the index that are not open.
    pub(in crate::server) fn closed_files(&self) -> Vec<Arc<str>> {
        let open = self.snapshot.indexed_files(self.root);
        let is_wanted =
            |path: &Arc<str>| !open.contains_key(&**path) && self.folder.settings.project_of(path) == self.project;
        self.index.all_facts().map(|(path, _)| path).filter(is_wanted).collect()
    }

    /// Places in one file, as the client counts; none for a file that cannot be read.
    pub(in crate::server) fn locations(&self, path: &str, ranges: &[ByteRange]) -> Vec<Location> {
        locations(self.snapshot, self.root, path, ranges)
    }

    fn known(&self) -> KnownKeys {
        self.index.known().with_aliases(self.folder.index.aliases.clone())
    }
}

impl Files for FolderContext<'_> {
    fn file(&self, path: &str) -> Option<SourceFile> {
        match self.snapshot.indexed_file(self.root, path) {
            Some(open) => {
                let source = open.analyzed()?.source.clone();
                Some(SourceFile { path: path.into(), ..source })
            }
            None => source_on_disk(self.root, path, &self.index, &self.known()),
        }
    }
}

impl Places for FolderContext<'_> {
    fn placed(&self, path: &str, source: &SourceFile, range: ByteRange) -> Option<(Uri, Option<i32>, Range)> {
        let open = self.snapshot.indexed_file(self.root, path);
        placed(self.snapshot, open.as_ref(), &self.root.join(path), source, range)
    }
}

/// The projects of a folder: that of its own, and those of its folders.
pub(in crate::server) fn projects_of(folder: &Folder) -> Vec<Option<&str>> {
    let settings = &folder.settings;
    let mut projects: Vec<_> = settings.projects.values().map(|project| Some(project.as_str())).collect();
    projects.push(settings.project.as_deref());
    projects.sort_unstable();
    projects.dedup();
    projects
}

/// The other folders with the flags of a file's project, each with its name of the project.
pub(in crate::server) fn others_with_project_of<'s>(
    snapshot: &'s Snapshot,
    file: &File,
) -> impl Iterator<Item = (&'s Folder, Option<&'s str>)> {
    let others =
        snapshot.folders().iter().filter(|folder| folder.root.is_some() && folder.root.as_deref() != file.root());
    others.flat_map(|folder| {
        let is_same =
            |project: &Option<&str>| file.source.is_some() && source_key(&folder.settings, *project) == file.source;
        projects_of(folder).into_iter().filter(is_same).map(move |project| (folder, project)).collect::<Vec<_>>()
    })
}

/// A folder's index with all its open documents, but one that it has already, and with all effects of edits.
pub(super) fn completed(snapshot: &Snapshot, root: &Path, own: Option<&str>, index: &Index) -> Index {
    let open = snapshot.indexed_files(root).into_iter().filter(|(path, _)| own != Some(path.as_str()));
    let changes = open.filter_map(|(path, (_, file))| {
        let (indexed, facts) = (index.facts(&path), file.facts_to_index());
        let is_same = match (indexed, &facts) {
            (Some(indexed), Some(facts)) => Arc::ptr_eq(indexed, facts),
            (None, None) => true,
            _ => false,
        };
        (!is_same).then(|| (path.into(), facts))
    });
    index.with_changes(changes.collect::<Vec<_>>())
}

/// A closed file of a folder with its references.
pub(super) fn source_on_disk(root: &Path, path: &str, index: &Index, known: &KnownKeys) -> Option<SourceFile> {
    let source = text_on_disk(root, path)?;
    // The file may be another than the one that was indexed.
    let mut references = index.references(path);
    references.retain(|reference| source.text.get(reference.range.start..reference.range.end).is_some());
    let references = with_mentions(source.language, &source.text, references, &known.at(path));
    let references = references.in_test_code(index.is_test_code(path));
    Some(SourceFile { references, ..source })
}

/// A closed file of a folder without its references.
fn text_on_disk(root: &Path, path: &str) -> Option<SourceFile> {
    let place = root.join(path);
    let text = workspace::read_source(root, &place, TEXT_LIMIT).ok()?.text;
    let (language, lines) = (Language::of_path(&place), Arc::new(LineIndex::new(&text)));
    Some(SourceFile { path: path.into(), language, text, lines, references: FileReferences::default() })
}

/// Places in one file of a folder, as the client counts. Reads the file once and parses nothing.
pub(super) fn locations(snapshot: &Snapshot, root: &Path, path: &str, ranges: &[ByteRange]) -> Vec<Location> {
    let open = snapshot.indexed_file(root, path);
    let source = match &open {
        Some(file) => Some(text_of(file, path)),
        None => text_on_disk(root, path),
    };
    let Some(source) = source else { return Vec::new() };
    let located = |range: &ByteRange| {
        let (uri, _, range) = placed(snapshot, open.as_ref(), &root.join(path), &source, *range)?;
        Some(Location { uri, range })
    };
    ranges.iter().filter_map(located).collect()
}

/// The text of an open document, without its references.
pub(super) fn text_of(file: &File, path: &str) -> SourceFile {
    let document = &file.open.document;
    SourceFile {
        path: path.into(),
        language: Language::of_language_id(document.language_id()),
        text: document.text(),
        lines: document.lines(),
        references: FileReferences::default(),
    }
}

/// The document that holds a place in a file, with its version where it is open, and the place in it. They differ from the
/// file for the cells of a notebook.
pub(super) fn placed(
    snapshot: &Snapshot,
    open: Option<&File>,
    place: &Path,
    source: &SourceFile,
    range: ByteRange,
) -> Option<(Uri, Option<i32>, Range)> {
    let lines = range_in(source, range, snapshot.capabilities.position_encoding);
    let notebook = open.and_then(|file| snapshot.notebook_of(&file.open));
    if let Some(cell) = notebook.and_then(|notebook| notebook.cell_at(range.start)) {
        return Some((cell.uri.clone(), Some(cell.version), super::in_cell(cell, lines)));
    }
    match open {
        Some(File { cell: Some(CellInNotebook { uri, version, .. }), .. }) => {
            Some((uri.clone(), Some(*version), lines))
        }
        Some(File { open, .. }) => Some((open.uri.clone(), Some(open.document.version()), lines)),
        None => Some((Uri::from_file_path(place)?, None, lines)),
    }
}
