//! Encrypted connections: certificates that only the user's environment vouches for.

use std::path::PathBuf;
use std::sync::Arc;

use flagwise::launchdarkly::{CallerIdentity, Client, ClientOptions, Error, NetworkProblem};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::wire::options;

/// A server on `localhost` with a certificate of an authority of its own, whose certificate is the second part.
async fn server() -> (String, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let _ = stream.read(&mut [0; 4096]).await;
                let body = r#"{"tokenName":"over TLS"}"#;
                let text = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                let _ = stream.write_all(text.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (url, authority.pem())
}

async fn identity(url: &str, extra_certificates: Vec<PathBuf>) -> Result<CallerIdentity, Error> {
    Client::new(ClientOptions { extra_certificates, ..options(url) })?.caller_identity().await
}

#[tokio::test]
async fn a_company_certificate_is_trusted_when_named_and_only_then() {
    let (url, authority) = server().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, authority).unwrap();

    let identity_with = identity(&url, vec![file]).await.unwrap();
    assert_eq!(identity_with.token_name.as_deref(), Some("over TLS"));

    let error = identity(&url, Vec::new()).await.unwrap_err();
    assert!(matches!(&error, Error::Network { problem: NetworkProblem::Certificate(_), .. }), "{error:?}");
    assert!(error.message().contains("NODE_EXTRA_CA_CERTS"), "{}", error.message());
}

#[tokio::test]
async fn a_certificate_file_that_is_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, empty) = (folder.path().join("missing.pem"), folder.path().join("empty.pem"));
    std::fs::write(&empty, "no certificate\n").unwrap();
    for file in [missing, empty] {
        let error = identity("https://localhost:1", vec![file.clone()]).await.unwrap_err();
        assert!(matches!(&error, Error::Certificates { path, .. } if *path == file), "{error:?}");
        assert!(error.message().contains("SSL_CERT_FILE"), "{}", error.message());
    }
}
