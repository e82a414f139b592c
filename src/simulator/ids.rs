//! Ids in the API's formats, derived from text: equal text yields equal ids.

/// 64-bit FNV-1a with a finalizer, so that similar texts yield dissimilar ids.
fn hash(text: &str, salt: u64) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut value = text.bytes().fold(start, |value, byte| (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// 24 hex digits, for members, projects, environments, expiring targets, scheduled changes.
pub fn object_id(text: &str) -> String {
    format!("{:016x}{:08x}", hash(text, 1), hash(text, 2) as u32)
}

/// 32 hex digits, for salts.
pub fn salt(text: &str) -> String {
    format!("{:016x}{:016x}", hash(text, 3), hash(text, 4))
}

/// A version 4 UUID, for variations, rules, clauses, tokens, SDK keys.
pub fn uuid(text: &str) -> String {
    let bits = (u128::from(hash(text, 5)) << 64) | u128::from(hash(text, 6));
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
}

/// A number below `bound`, for sample data that looks random but is reproducible.
pub fn pick(text: &str, bound: usize) -> usize {
    (hash(text, 7) % bound.max(1) as u64) as usize
}
