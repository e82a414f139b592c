use super::Host;

fn site(text: &str) -> String {
    match Host::parse(text) {
        Ok(host) => host.site(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn hosts_are_read_as_people_write_them() {
    for text in [
        "https://app.eu.launchdarkly.com",
        "https://app.eu.launchdarkly.com/",
        "app.eu.launchdarkly.com",
        " https://app.eu.launchdarkly.com/api/v2 ",
    ] {
        assert_eq!(site(text), "https://app.eu.launchdarkly.com");
    }
    assert_eq!(site("https://proxy.example/launchdarkly/"), "https://proxy.example/launchdarkly");
}

#[test]
fn a_token_is_not_sent_in_the_clear() {
    assert_eq!(site("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
    assert_eq!(site("http://localhost:8080"), "http://localhost:8080");
    assert_eq!(site("http://[::1]:8080"), "http://[::1]:8080");
    assert!(site("http://launchdarkly.example").contains("unencrypted"));
    assert!(site("http://127.0.0.1.example").contains("unencrypted"));
    assert!(site("ftp://launchdarkly.example").contains("https"));
}

#[test]
fn a_password_in_the_host_is_refused_and_not_repeated() {
    let message = site("https://user:secret@launchdarkly.example");
    assert!(message.contains("password") && !message.contains("secret"), "{message}");
}

#[test]
fn keys_are_encoded_in_paths() {
    let host = Host::parse("https://proxy.example/ld").unwrap();
    let url = host.join(&["flags", "a project", "flag/../x"]);
    assert_eq!(url.as_str(), "https://proxy.example/ld/api/v2/flags/a%20project/flag%2F..%2Fx");
}

#[test]
fn the_first_variable_that_is_set_names_the_host() {
    let variables = |name: &str| match name {
        "LAUNCHDARKLY_API_HOST" => Some(" ".to_owned()),
        "LD_BASE_URI" => Some("https://app.launchdarkly.us".to_owned()),
        _ => None,
    };
    assert_eq!(Host::from_variables(variables).unwrap().unwrap().site(), "https://app.launchdarkly.us");
    assert_eq!(Host::from_variables(|_| None).unwrap(), None);
    assert!(Host::from_variables(|_| Some("http://x.example".to_owned())).is_err());
    assert_eq!(Host::default().site(), "https://app.launchdarkly.com");
}
