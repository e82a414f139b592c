//! Binary encoding of flags and statuses for the disk cache. Reading 10,000 flags as JSON takes ten times as long.
//!
//! A record is the concatenation of its fields, without names. Each type is encoded field by field, so that a new field
//! which is not encoded does not compile; increment the cache's schema version with each. Decoding cannot panic and
//! never allocates more than the remaining bytes could fill.

mod flags;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::flags::{EnvironmentKey, SmallMap};

/// Binary encoding of a type.
pub(super) trait Record: Sized {
    /// Appends the encoding.
    fn write(&self, out: &mut Vec<u8>);
    /// Decodes from the front of the input; `None` if the bytes are invalid.
    fn read(input: &mut Reader<'_>) -> Option<Self>;
}

/// Input of decoding.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    /// Environment keys decoded so far, shared between flags.
    environments: Vec<EnvironmentKey>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, environments: Vec::new() }
    }

    /// Whether the input is exhausted.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads a length-prefixed block.
    pub(super) fn block(&mut self) -> Option<&'a [u8]> {
        let length = usize::read(self)?;
        let (block, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(block)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.block()?).ok()
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    text.len().write(out);
    out.extend_from_slice(text.as_bytes());
}

impl Record for u64 {
    /// LEB128: seven bits per byte, lowest first, the top bit set on all but the last.
    fn write(&self, out: &mut Vec<u8>) {
        let mut rest = *self;
        while rest >= 0x80 {
            out.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        out.push(rest as u8);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = input.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

impl Record for i64 {
    /// ZigZag encoding, so that small negative numbers stay short.
    fn write(&self, out: &mut Vec<u8>) {
        (((self << 1) ^ (self >> 63)) as u64).write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let value = u64::read(input)?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}

impl Record for usize {
    fn write(&self, out: &mut Vec<u8>) {
        (*self as u64).write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        u64::read(input)?.try_into().ok()
    }
}

impl Record for u32 {
    fn write(&self, out: &mut Vec<u8>) {
        u64::from(*self).write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        u64::read(input)?.try_into().ok()
    }
}

impl Record for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        match input.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Record for String {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self, out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        input.text().map(str::to_owned)
    }
}

impl<T: Record> Record for Option<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        if bool::read(input)? { T::read(input).map(Some) } else { Some(None) }
    }
}

impl<T: Record> Record for Box<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.as_ref().write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        T::read(input).map(Box::new)
    }
}

impl<T: Record> Record for Vec<T> {
    fn write(&self, out: &mut Vec<u8>) {
        self.len().write(out);
        self.iter().for_each(|item| item.write(out));
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let length = usize::read(input)?;
        // Every item takes at least one byte.
        if length > input.rest.len() {
            return None;
        }
        let mut items = Vec::with_capacity(length.min(input.rest.len() / size_of::<T>().max(1) + 16));
        for _ in 0..length {
            items.push(T::read(input)?);
        }
        Some(items)
    }
}

impl<A: Record, B: Record> Record for (A, B) {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Some((A::read(input)?, B::read(input)?))
    }
}

fn write_entries<'a, K: Record + 'a, V: Record + 'a>(
    length: usize,
    entries: impl Iterator<Item = (&'a K, &'a V)>,
    out: &mut Vec<u8>,
) {
    length.write(out);
    for (key, value) in entries {
        key.write(out);
        value.write(out);
    }
}

impl<K: Record + Ord, V: Record> Record for BTreeMap<K, V> {
    fn write(&self, out: &mut Vec<u8>) {
        write_entries(self.len(), self.iter(), out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Vec::<(K, V)>::read(input).map(Self::from_iter)
    }
}

impl<K: Record + Ord, V: Record> Record for SmallMap<K, V> {
    fn write(&self, out: &mut Vec<u8>) {
        write_entries(self.len(), self.iter(), out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Vec::<(K, V)>::read(input).map(Self::from_iter)
    }
}

impl Record for Value {
    /// The common types of clause values have a short form; the rest is JSON.
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.push(0),
            Self::Bool(value) => out.push(1 + u8::from(*value)),
            Self::String(text) => {
                out.push(3);
                write_text(text, out);
            }
            _ => {
                out.push(4);
                write_text(&self.to_string(), out);
            }
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        match input.byte()? {
            0 => Some(Self::Null),
            1 => Some(Self::Bool(false)),
            2 => Some(Self::Bool(true)),
            3 => String::read(input).map(Self::String),
            4 => serde_json::from_str(input.text()?).ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
