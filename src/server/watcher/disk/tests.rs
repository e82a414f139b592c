use std::sync::mpsc::{Receiver, channel};

use super::*;

/// Watches of a folder with the events that they bring.
struct Watched {
    folder: tempfile::TempDir,
    disk: Disk,
    events: Receiver<Event>,
}

impl Watched {
    /// A folder that holds some packages and some code, watched.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("src/inner")).unwrap();
        fs::create_dir_all(folder.path().join("node_modules/package")).unwrap();
        fs::create_dir_all(folder.path().join("vendor/inner")).unwrap();
        fs::create_dir_all(folder.path().join(".git/objects")).unwrap();
        fs::write(folder.path().join(".gitignore"), "node_modules\n").unwrap();
        let (sender, events) = channel();
        let disk = Disk::new(usize::MAX, move |event| _ = sender.send(event)).unwrap();
        let mut watched = Self { folder, disk, events };
        watched.adjust(vec!["vendor".to_owned()]).unwrap();
        watched
    }

    fn adjust(&mut self, ignored_paths: Vec<String>) -> notify::Result<Changes> {
        let tree = Tree { root: self.folder.path().to_owned(), ignored_paths };
        self.disk.adjust(WatchRequest { trees: vec![tree], files: Vec::new() }, SystemTime::UNIX_EPOCH + GRAIN)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The watched folders, relative to the folder.
    fn folders(&self) -> Vec<String> {
        let relative = |folder: &PathBuf| folder.strip_prefix(self.folder.path()).unwrap().display().to_string();
        let mut folders: Vec<String> = self.disk.folders.iter().map(relative).collect();
        folders.sort();
        folders
    }

    /// What the next event means.
    fn next(&mut self) -> Changes {
        let event = self.events.recv_timeout(Duration::from_secs(30)).expect("an event");
        self.disk.changes(vec![event]).unwrap()
    }
}

#[test]
fn only_folders_that_a_scan_looks_into_are_watched() {
    let mut watched = Watched::new();
    assert_eq!(watched.folders(), ["", "src", "src/inner"]);
    // A folder of packages that appears is no exception, and what is in it is nobody's business.
    fs::create_dir_all(watched.path("src/node_modules/package")).unwrap();
    fs::write(watched.path("node_modules/package/index.js"), "").unwrap();
    fs::write(watched.path("src/last.ts"), "").unwrap();
    loop {
        let changes = watched.next();
        assert!(!changes.files.iter().any(|file| file.starts_with(watched.path("node_modules"))), "{changes:?}");
        if changes.files.contains(&watched.path("src/last.ts")) {
            break;
        }
    }
    assert_eq!(watched.folders(), ["", "src", "src/inner"]);
    let again = watched.adjust(Vec::new()).unwrap().again;
    assert_eq!(watched.folders(), ["", "src", "src/inner", "vendor", "vendor/inner"]);
    assert_eq!(again, [watched.folder.path()]);
}

#[test]
fn a_folder_is_forgotten_when_it_goes_and_watched_when_it_comes_again() {
    let mut watched = Watched::new();
    fs::remove_dir_all(watched.path("src")).unwrap();
    while watched.folders() != [""] {
        watched.next();
    }
    fs::create_dir_all(watched.path("src/other")).unwrap();
    while watched.folders() != ["", "src", "src/other"] {
        watched.next();
    }
    fs::write(watched.path("src/other/a.ts"), "").unwrap();
    while !watched.next().files.contains(&watched.path("src/other/a.ts")) {}
}

#[test]
fn a_workspace_folder_that_is_gone_is_waited_for() {
    let mut watched = Watched::new();
    let request = watched.disk.request().clone();
    assert!(watched.disk.fulfils(&request));
    let root = watched.folder.path().to_owned();
    fs::remove_dir_all(&root).unwrap();
    while !watched.folders().is_empty() {
        watched.next();
    }
    assert!(!watched.disk.fulfils(&request));
    fs::create_dir(&root).unwrap();
    assert_eq!(watched.adjust(vec!["vendor".to_owned()]).unwrap().again, [root]);
    assert!(watched.disk.fulfils(&request));
}

#[test]
fn where_events_were_lost_everything_is_watched_anew() {
    let mut watched = Watched::new();
    // As if events were lost.
    watched.disk.leave(&watched.path("src"));
    let changes = watched.disk.anew().unwrap();
    assert_eq!(changes.again, [watched.folder.path()]);
    assert_eq!(watched.folders(), ["", "src", "src/inner"]);
}

#[test]
fn too_many_folders_are_an_error_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    let mut disk = Disk::new(1, |_| {}).unwrap();
    let tree = Tree { root: folder.path().to_owned(), ignored_paths: Vec::new() };
    let request = WatchRequest { trees: vec![tree], files: Vec::new() };
    let error = disk.adjust(request, SystemTime::now()).unwrap_err();
    assert!(matches!(error.kind, ErrorKind::MaxFilesWatch), "{error}");
}

#[cfg(unix)]
#[test]
fn a_workspace_folder_that_is_a_link_keeps_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("link");
    fs::create_dir_all(folder.path().join("real/src")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("real"), &link).unwrap();
    let (sender, events) = channel();
    let mut disk = Disk::new(usize::MAX, move |event| _ = sender.send(event)).unwrap();
    let tree = Tree { root: link.clone(), ignored_paths: Vec::new() };
    disk.adjust(WatchRequest { trees: vec![tree], files: Vec::new() }, SystemTime::now()).unwrap();
    fs::write(folder.path().join("real/src/a.ts"), "").unwrap();
    let event = events.recv_timeout(Duration::from_secs(30)).unwrap();
    assert!(disk.changes(vec![event]).unwrap().files.contains(&link.join("src/a.ts")));
    // As other systems report it.
    let event = Event::new(EventKind::Any).add_path(folder.path().canonicalize().unwrap().join("real/src/b.ts"));
    assert!(disk.changes(vec![event]).unwrap().files.contains(&link.join("src/b.ts")));
}
