use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::json;

use crate::flags::{Catalog, CatalogSource, Flag, Project, ProjectKey, UnixMillis};

use super::{Cache, Host};

fn catalog(project: &str, flags: usize) -> Catalog {
    let flag = |number: usize| -> Flag {
        serde_json::from_value(json!({
            "key": format!("flag-{number}"), "name": "Line\nbreak", "_version": number,
            "variations": [{ "_id": "a", "value": { "deep": [1, null, "x"] } }],
            "environments": { "test": { "on": true, "fallthrough": { "variation": 0 }, "rules": [
                { "_id": "r", "variation": 0, "clauses": [{ "attribute": "key", "op": "in", "values": ["x"] }] }
            ] } },
        }))
        .unwrap()
    };
    let statuses = json!({ "test": { "flag-0": { "name": "launched", "lastRequested": "2026-01-02T03:04:05Z" } } });
    Catalog {
        revision: 0,
        project: Project { key: project.into(), name: "A project".to_owned() },
        environments: vec![serde_json::from_value(json!({ "key": "test", "critical": true })).unwrap()],
        flags: (0..flags).map(flag).map(|flag| (flag.key.clone(), Arc::new(flag))).collect::<BTreeMap<_, _>>(),
        statuses: serde_json::from_value(statuses).unwrap(),
        fetched_at: UnixMillis(1_700_000_000_000),
        source: CatalogSource::Api,
        site: "https://app.launchdarkly.com".to_owned(),
    }
}

fn same(one: &Catalog, other: &Catalog) -> bool {
    serde_json::to_value(one).unwrap() == serde_json::to_value(other).unwrap()
}

/// A cache in a folder of its own, with a catalog stored; the folder goes with the first part.
fn stored() -> (tempfile::TempDir, Cache, Host, ProjectKey) {
    let folder = tempfile::tempdir().unwrap();
    let (cache, host) = (Cache::at(folder.path().join("not/yet/there")), Host::default());
    cache.store(&host, &catalog("default", 30)).unwrap();
    (folder, cache, host, ProjectKey::new("default"))
}

#[test]
fn what_is_stored_is_loaded() {
    let (_folder, cache, host, project) = stored();
    assert!(same(&cache.load(&host, &project).unwrap(), &catalog("default", 30)));
    cache.store(&host, &catalog("default", 0)).unwrap();
    assert!(same(&cache.load(&host, &project).unwrap(), &catalog("default", 0)));
    assert_eq!(fs::read_dir(cache.folder()).unwrap().count(), 1, "nothing is left lying around");
}

#[test]
fn hosts_and_projects_are_kept_apart() {
    let (_folder, cache, host, _) = stored();
    let other = Host::parse("https://app.launchdarkly.us").unwrap();
    assert!(cache.load(&other, &"default".into()).is_none());
    assert!(cache.load(&host, &"other".into()).is_none());
    let names = ["a/b", "a-b", "A-b", "..", "con", ""].map(|project| cache.file(&host, &project.into()));
    let lower: std::collections::HashSet<_> = names.iter().map(|name| name.to_string_lossy().to_lowercase()).collect();
    assert_eq!(lower.len(), names.len(), "{names:?}");
    assert!(names.iter().all(|name| name.parent() == Some(cache.folder())), "{names:?}");
}

#[test]
fn a_damaged_file_is_discarded_wherever_it_is_cut() {
    let (_folder, cache, host, project) = stored();
    let path = cache.file(&host, &project);
    let whole = fs::read(&path).unwrap();
    for length in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(cache.load(&host, &project).is_none(), "cut at {length}");
        assert!(!path.exists(), "cut at {length}: it is removed");
    }
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle..middle + 4].copy_from_slice(&[0xff, 0, b'\n', 0xfe]);
    fs::write(&path, &flipped).unwrap();
    assert!(cache.load(&host, &project).is_none());
}

#[test]
fn what_a_killed_process_left_over_is_swept_away_in_time() {
    let (_folder, cache, host, _) = stored();
    let (old, fresh) = (cache.folder().join(".writing-old"), cache.folder().join(".writing-fresh"));
    let hours_ago = SystemTime::now() - Duration::from_secs(7200);
    fs::File::create(&old).unwrap().set_modified(hours_ago).unwrap();
    fs::write(&fresh, "another process is at it").unwrap();
    cache.store(&host, &catalog("default", 1)).unwrap();
    assert!(!old.exists() && fresh.exists());
}

#[test]
fn another_version_is_discarded() {
    let (_folder, cache, host, project) = stored();
    let path = cache.file(&host, &project);
    let bytes = fs::read(&path).unwrap();
    let version = b"\"schema\":2";
    let place =
        bytes.windows(version.len()).position(|window| window == version).expect("the version is in plain text");
    let newer = [&bytes[..place], b"\"schema\":9", &bytes[place + version.len()..]].concat();
    fs::write(&path, newer).unwrap();
    assert!(cache.load(&host, &project).is_none());
    assert!(!path.exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_and_not_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let cache = Cache::at(file.join("inside"));
    assert!(cache.store(&Host::default(), &catalog("default", 1)).is_err());
    assert!(cache.load(&Host::default(), &"default".into()).is_none());
}

#[test]
fn readers_beside_writers_never_see_half_a_file() {
    let (_folder, cache, host, project) = stored();
    std::thread::scope(|scope| {
        for flags in [40, 50] {
            let (cache, host) = (&cache, &host);
            scope.spawn(move || {
                for _ in 0..20 {
                    cache.store(host, &catalog("default", flags)).unwrap();
                }
            });
        }
        for _ in 0..40 {
            let flags = cache.load(&host, &project).expect("there is always one").flags.len();
            assert!([30, 40, 50].contains(&flags), "{flags}");
        }
    });
}
