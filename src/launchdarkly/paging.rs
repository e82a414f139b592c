//! Which page to ask for next.

use std::collections::BTreeSet;
/// Walks a list whose `totalCount` and links may be missing or wrong. The first page is asked for alone, since it shows
/// how long pages really are; then as many as the hints allow, in any order.
///
/// It always ends: an offset is asked for once, and a page that is short without a link, or brings nothing new, stops
/// the walk.
#[derive(Debug)]
pub(super) struct Paging {
    /// Items from one page to the next; what was asked for until the first page shows what is given.
    stride: usize,
    /// Offsets that must be asked for.
    due: BTreeSet<usize>,
    requested: BTreeSet<usize>,
    /// The list ends no later than here, as far as full pages, links and `totalCount` let expect.
    expected_end: usize,
    ended: bool,
    full_pages: usize,
    links_seen: bool,
}

impl Paging {
    /// Pages asked for ahead of what is known to exist.
    const MOST_AHEAD: usize = 5;

    pub(super) fn new(page_size: usize) -> Self {
        Self {
            stride: page_size,
            due: BTreeSet::from([0]),
            requested: BTreeSet::new(),
            expected_end: 0,
            ended: false,
            full_pages: 0,
            links_seen: false,
        }
    }

    /// The next offset to ask for; `None` where nothing is to be asked before another page has arrived.
    pub(super) fn next_offset(&mut self) -> Option<usize> {
        let offset = match self.due.pop_first() {
            Some(due) => due,
            None => {
                let ahead = self.requested.last()? + self.stride;
                (!self.ended && ahead < self.expected_end).then_some(ahead)?
            }
        };
        self.requested.insert(offset);
        Some(offset)
    }

    /// Takes note of a page: how many items it had, how many of them were new, `totalCount`, and the offset that its
    /// link to the next page names.
    pub(super) fn received(
        &mut self,
        offset: usize,
        items: usize,
        fresh: usize,
        total: Option<usize>,
        next: Option<usize>,
    ) {
        let next = next.filter(|next| *next > offset);
        if offset == 0 && items < self.stride {
            // The server gives fewer at a time than it was asked for.
            if let Some(next) = next {
                self.stride = next;
            }
        }
        self.links_seen |= next.is_some();
        let counted_out = self.links_seen && total == Some(offset + items);
        if fresh == 0 || (next.is_none() && (items < self.stride || counted_out)) {
            // Nothing new is the end, or a server that gives the same page again and again. A full page ends the list
            // where the missing link and the count agree; the count alone is not believed.
            self.ended = true;
            return;
        }
        self.full_pages += 1;
        let following = next.unwrap_or(offset + items);
        if !self.requested.contains(&following) && !self.ended {
            self.due.insert(following);
        }
        let known_end = self.requested.last().copied().unwrap_or(0).max(following);
        self.expected_end = match total {
            Some(total) if total >= known_end => total,
            // Without a count that can be right, reach out further with every page that was full.
            _ => known_end + self.stride * self.full_pages.min(Self::MOST_AHEAD),
        };
    }
}

#[cfg(test)]
mod tests;
