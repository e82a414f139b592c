//! A browser for signing in: it opens a page and follows its redirects.

use std::io::{Read, Write};
use std::net::TcpStream;

/// A page.
#[derive(Debug)]
pub struct Page {
    /// HTTP status.
    pub status: u16,
    /// Where it redirects to.
    pub location: Option<String>,
    /// The text.
    pub text: String,
}

/// Requests an address of this machine; redirects are not followed.
pub fn visit(address: &str) -> Page {
    let url = url::Url::parse(address).unwrap();
    let authority = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let target = &url[url::Position::BeforePath..];
    let mut stream = TcpStream::connect(&authority).unwrap();
    write!(stream, "GET {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let location = head.lines().filter_map(header).find(|(name, _)| name == "location").map(|(_, value)| value);
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Page { status, location, text: text.to_owned() }
}

/// Signs in on a page of the simulator, as a user does: the last page is flagwise's own.
pub fn sign_in(page: &str) -> Page {
    let consent = visit(page);
    assert_eq!(consent.status, 302, "{consent:?}");
    visit(&consent.location.unwrap())
}

/// A parameter of an address.
pub fn parameter(address: &str, name: &str) -> String {
    let url = url::Url::parse(address).unwrap();
    let found = url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
    found.unwrap_or_else(|| panic!("{name} is missing in {address}"))
}
