//! Pagination: decides which pages to request.

use std::collections::BTreeSet;
/// Pagination of a list whose `totalCount` and links may be missing or wrong. The first page is requested alone, since
/// it shows the server's actual page size; then as many as the hints allow, in any order.
///
/// Always terminates: each offset is requested once, and a short page without a link or a page without new items ends
/// the list.
#[derive(Debug)]
pub(super) struct Paging {
    /// Distance between offsets: the requested page size until the first page shows the actual one.
    stride: usize,
    /// Offsets to request.
    due: BTreeSet<usize>,
    requested: BTreeSet<usize>,
    /// Upper bound of the end of the list, according to full pages, links and `totalCount`.
    expected_end: usize,
    ended: bool,
    full_pages: usize,
    links_seen: bool,
}

impl Paging {
    /// Number of pages requested speculatively.
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

    /// The next offset to request; `None` if another page must arrive first.
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

    /// Records a page: its number of items, how many of them were new, `totalCount`, and the offset of the linked next
    /// page.
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
            // The server's page size is smaller than requested.
            if let Some(next) = next {
                self.stride = next;
            }
        }
        self.links_seen |= next.is_some();
        let counted_out = self.links_seen && total == Some(offset + items);
        if fresh == 0 || (next.is_none() && (items < self.stride || counted_out)) {
            // No new items: the end, or a server that repeats a page. A full page ends the list only if the missing
            // link and the count agree; the count alone is not trusted.
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
            // Without a plausible count, speculate further with every full page.
            _ => known_end + self.stride * self.full_pages.min(Self::MOST_AHEAD),
        };
    }
}

#[cfg(test)]
mod tests;
