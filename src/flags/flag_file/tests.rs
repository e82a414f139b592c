use super::*;

fn options() -> FlagFileOptions {
    FlagFileOptions { site: "https://app.launchdarkly.com".into(), ..FlagFileOptions::default() }
}

fn read(text: &str) -> FlagFile {
    FlagFile::read(text, &options()).unwrap()
}

const TWO: &str = r#"{
  "items": [
    {"key": "a", "name": "A", "kind": "boolean", "variations": [{"value": true}, {"value": false}],
     "_links": {"self": {"href": "/api/v2/flags/shop/a", "type": "application/json"}},
     "environments": {"production": {"on": true, "_environmentName": "Production", "fallthrough": {"variation": 0}}}},
    {"key": "b", "archived": true, "archivedDate": 1700000000000}
  ],
  "totalCount": 2,
  "_links": {"self": {"href": "/api/v2/flags/shop"}}
}"#;

#[test]
fn the_list_of_the_api_is_a_catalog() {
    let file = read(TWO);
    assert_eq!(file.problems, Vec::<String>::new());
    let catalog = file.catalog;
    assert_eq!(catalog.source, CatalogSource::File);
    assert_eq!(catalog.project.key.as_str(), "shop");
    assert_eq!(catalog.flags.keys().map(FlagKey::as_str).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(catalog.environments.len(), 1);
    assert_eq!(catalog.environments[0].name, "Production");
    // No `offVariation` in the file: nothing is made up.
    assert_eq!(catalog.flags["a"].environments["production"].off_variation, None);
    assert!(catalog.is_complete());
}

#[test]
fn what_is_written_is_read_again() {
    let mut catalog = read(TWO).catalog;
    catalog.fetched_at = UnixMillis(1_700_000_000_000);
    let status = serde_json::from_str(r#"{"name": "launched", "lastRequested": "2026-01-01T00:00:00Z"}"#).unwrap();
    catalog.statuses.entry("production".into()).or_default().insert("a".into(), status);
    let again = read(&FlagFile::render(&catalog));
    assert_eq!(again.problems, Vec::<String>::new());
    let again = again.catalog;
    assert_eq!(again.flags, catalog.flags);
    assert_eq!(again.statuses, catalog.statuses);
    assert_eq!(again.environments, catalog.environments);
    assert_eq!(again.project, catalog.project);
    assert_eq!(again.fetched_at, catalog.fetched_at);
}

#[test]
fn a_file_that_ends_too_early_gives_the_flags_before_its_end() {
    let file = read(&TWO[..TWO.find(r#""archived""#).unwrap()]);
    assert_eq!(file.catalog.flags.len(), 1);
    assert_eq!(file.catalog.source, CatalogSource::PartialFile);
    assert!(!file.catalog.is_complete(), "a key that is missing may have stood behind the end");
    assert!(file.problems[0].contains("ends in the middle of the list; the 1 flag before that"), "{file:?}");
}

#[test]
fn a_cut_at_any_place_is_told_and_never_a_panic() {
    for end in 0..TWO.len() - 1 {
        match FlagFile::read(&TWO[..end], &options()) {
            Ok(file) => assert!(!file.problems.is_empty(), "cut at {end}"),
            Err(error) => assert!(error.to_string().contains("not JSON"), "cut at {end}: {error}"),
        }
    }
}

#[test]
fn one_page_of_several_is_not_taken_for_all() {
    let file = read(&TWO.replace("\"totalCount\": 2", "\"totalCount\": 120"));
    assert_eq!(file.catalog.source, CatalogSource::PartialFile);
    assert!(file.problems[0].contains("2 flags of 120"), "{:?}", file.problems);
}

#[test]
fn a_flag_that_does_not_fit_is_known_by_its_key_and_named() {
    let file = read(r#"{"items": [{"key": "a", "variations": 7}, {"name": "nameless"}, {"key": "b"}]}"#);
    assert_eq!(file.catalog.flags.keys().map(FlagKey::as_str).collect::<Vec<_>>(), ["a", "b"]);
    assert!(file.problems[0].contains("`a`") && file.problems[0].contains("`variations`"), "{:?}", file.problems);
    assert!(file.problems[1].contains("item 2"), "{:?}", file.problems);
}

#[test]
fn another_project_or_no_list_is_refused() {
    let other = FlagFileOptions { project: Some("other".into()), ..options() };
    let error = FlagFile::read(TWO, &other).unwrap_err();
    assert_eq!(error, FlagFileError::OtherProject { found: "shop".into(), wanted: "other".into() });
    assert_eq!(FlagFile::read(r#"{"message": "hello"}"#, &options()).unwrap_err(), FlagFileError::NoFlags);
    assert!(matches!(FlagFile::read("<html>", &options()), Err(FlagFileError::NotJson(_))));
}

#[test]
fn an_environment_that_the_file_lacks_is_named() {
    let wanted = FlagFileOptions { environments: vec!["production".into(), "staging".into()], ..options() };
    let file = FlagFile::read(TWO, &wanted).unwrap();
    assert_eq!(file.catalog.environments.len(), 1);
    assert!(file.problems[0].contains("`staging`"), "{:?}", file.problems);
}
