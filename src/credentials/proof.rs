//! Random values of an OAuth request, and the proof key (PKCE, RFC 7636).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest;
use secrecy::SecretString;

/// 256 random bits as 43 characters that a URL may contain.
pub(super) fn random() -> SecretString {
    SecretString::from(BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
}

/// The challenge (`S256`) of a verifier.
pub(super) fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_specification() {
        // RFC 7636, appendix B.
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn random_values_differ_and_fit_into_a_url() {
        let (one, other) = (random(), random());
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_eq!(one.expose_secret().len(), 43);
        assert!(one.expose_secret().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    }
}
