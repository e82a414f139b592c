use super::Paging;

/// A list on a server, with what it gets wrong.
struct Server {
    items: usize,
    longest_page: usize,
    total: Option<usize>,
    links: bool,
    ignores_offset: bool,
}

impl Server {
    fn new(items: usize) -> Self {
        Self { items, longest_page: 100, total: Some(items), links: true, ignores_offset: false }
    }

    /// Walks the list with up to six pages in flight, answering the newest request first. Returns what was found and
    /// the number of requests.
    fn walk(&self) -> (Vec<usize>, usize) {
        let mut paging = Paging::new(100);
        let (mut found, mut in_flight, mut requests) = (Vec::new(), Vec::new(), 0);
        loop {
            while in_flight.len() < 6
                && let Some(offset) = paging.next_offset()
            {
                in_flight.push(offset);
                requests += 1;
                assert!(requests < 1000, "the walk does not end");
            }
            let Some(offset) = in_flight.pop() else { break };
            let start = if self.ignores_offset { 0 } else { offset.min(self.items) };
            let end = (start + self.longest_page.min(100)).min(self.items);
            let fresh: Vec<_> = (start..end).filter(|item| !found.contains(item)).collect();
            let next = (self.links && end < self.items).then_some(end);
            paging.received(offset, end - start, fresh.len(), self.total, next);
            found.extend(fresh);
        }
        found.sort_unstable();
        (found, requests)
    }

    fn assert_whole(&self) -> usize {
        let (found, requests) = self.walk();
        assert_eq!(found, (0..self.items).collect::<Vec<_>>());
        requests
    }
}

#[test]
fn every_item_is_found_with_no_page_too_many() {
    for (items, requests) in [(0, 1), (1, 1), (99, 1), (101, 2), (250, 3), (1042, 11)] {
        assert_eq!(Server::new(items).assert_whole(), requests, "{items} items");
    }
}

#[test]
fn a_list_of_exactly_full_pages_ends_where_link_and_count_agree() {
    assert_eq!(Server::new(300).assert_whole(), 3);
    assert_eq!(Server { links: false, ..Server::new(300) }.assert_whole(), 4, "the count alone is not believed");
}

#[test]
fn a_missing_count_loses_nothing() {
    for items in [0, 99, 100, 101, 850, 2000] {
        Server { total: None, ..Server::new(items) }.assert_whole();
    }
}

#[test]
fn a_wrong_count_loses_nothing() {
    for total in [0, 1, 120, 500, 100_000] {
        Server { total: Some(total), ..Server::new(850) }.assert_whole();
    }
}

#[test]
fn missing_links_lose_nothing() {
    for items in [100, 350, 1200] {
        Server { links: false, total: None, ..Server::new(items) }.assert_whole();
        Server { links: false, ..Server::new(items) }.assert_whole();
    }
}

#[test]
fn a_server_with_shorter_pages_than_requested_is_read_whole() {
    Server { longest_page: 20, ..Server::new(333) }.assert_whole();
    Server { longest_page: 20, total: None, ..Server::new(333) }.assert_whole();
}

#[test]
fn a_server_that_always_gives_the_first_page_is_not_requested_forever() {
    let server = Server { ignores_offset: true, ..Server::new(900) };
    let (found, requests) = server.walk();
    assert_eq!(found.len(), 100);
    assert!(requests <= 7, "{requests} requests");
}
