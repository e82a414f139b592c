//! How answers are read: refusals, broken answers, what is repeated and what is not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use flagwise::flags::{FlagKey, Instruction, ProjectKey, SemanticPatch};
use flagwise::launchdarkly::{
    Client, ClientOptions, Error, NetworkProblem, NewFlag, Outcome, PatchOptions, RetryPolicy, Wait, WaitReason,
};
use secrecy::SecretString;

use super::wire::{Reaction, TOKEN, Wire, answer, answer_with, cut_answer, options};

const FLAG: &str = r#"{"key":"checkout","name":"Checkout"}"#;

fn keys() -> (ProjectKey, FlagKey) {
    ("shop".into(), "checkout".into())
}

async fn read(client: &Client) -> Result<String, Error> {
    let (project, flag) = keys();
    Ok(client.flag(&project, &flag, &[]).await?.name)
}

async fn write(client: &Client) -> Result<Outcome<String>, Error> {
    let (project, flag) = keys();
    let patch = SemanticPatch::of_flag(vec![Instruction::ArchiveFlag {}]);
    Ok(client.patch_flag(&project, &flag, &patch, PatchOptions::default()).await?.map(|flag| flag.name))
}

/// A server that gives these answers in turn, then the flag.
async fn then_the_flag(first: Vec<Reaction>) -> Wire {
    Wire::start(move |_, number| first.get(number).cloned().unwrap_or_else(|| answer(200, FLAG))).await
}

#[tokio::test]
async fn refusals_are_told_apart_with_their_message_and_advice() {
    type Check = fn(&Error) -> bool;
    let rows: &[(u16, &str, Check, &str)] = &[
        (401, "", |e| matches!(e, Error::Unauthorized(_)), "LAUNCHDARKLY_ACCESS_TOKEN"),
        (
            401,
            r#"{"code":"unauthorized","message":"Invalid access token"}"#,
            |e| matches!(e, Error::Unauthorized(_)),
            "Invalid access token",
        ),
        (403, r#"{"message":"Access denied."}"#, |e| matches!(e, Error::Forbidden(_)), "Access denied"),
        (404, "<html>gone</html>", |e| matches!(e, Error::NotFound(_)), "refresh"),
        (
            405,
            r#"{"code":"method_not_allowed","message":"Approval is required to make this request"}"#,
            |e| matches!(e, Error::ApprovalRequired(_)),
            "request approval",
        ),
        (
            409,
            r#"{"code":"conflict","message":"it is a prerequisite"}"#,
            |e| matches!(e, Error::Conflict(_)),
            "it is a prerequisite",
        ),
        (
            400,
            r#"{"code":"invalid_request","message":"Flag salt cannot be modified"}"#,
            |e| matches!(e, Error::InvalidRequest(_)),
            "Flag salt cannot be modified",
        ),
        (413, "[1,2", |e| matches!(e, Error::InvalidRequest(_)), "Nothing was changed"),
        (422, r#"{"code":null,"message":null}"#, |e| matches!(e, Error::InvalidRequest(_)), "422"),
    ];
    for (status, body, check, said) in rows.iter().copied() {
        let wire = Wire::start(move |_, _| answer(status, body)).await;
        let error = write(&wire.client()).await.unwrap_err();
        assert!(check(&error), "{status} {body}: {error:?}");
        assert!(error.message().contains(said), "{status} {body}: {}", error.message());
        assert_eq!(wire.seen().len(), 1, "{status}: a refusal is not repeated");
    }
}

#[tokio::test]
async fn a_405_elsewhere_is_not_about_approval() {
    let wire = Wire::start(|_, _| answer(405, "{}")).await;
    let (project, _) = keys();
    let error = wire.client().create_flag(&project, &NewFlag::new("a", "A"), None).await.unwrap_err();
    assert!(matches!(error, Error::MethodNotAllowed(_)), "{error:?}");
}

#[tokio::test]
async fn a_read_is_repeated_where_that_helps() {
    let failures = [
        answer(500, "<html>"),
        answer(502, ""),
        answer(503, r#"{"code":"service_unavailable","message":"x"}"#),
        // Every answer of the API tells when the rate limit's window ends, which is no wait for a 500.
        answer_with(500, &["X-Ratelimit-Reset: 9999999999999"], ""),
        answer(429, "{}"),
        answer_with(429, &["X-Ratelimit-Reset: 1600000000000"], "{}"),
        answer_with(429, &["Retry-After: 0"], ""),
        cut_answer(200, FLAG),
        answer(200, ""),
        answer(200, "<html>sign in to the hotel's network</html>"),
        Reaction::Hangup,
        Reaction::Bytes(b"HTTP/1.1 200 O".to_vec()),
        Reaction::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
    ];
    for failure in failures {
        let wire = then_the_flag(vec![failure.clone(), failure]).await;
        assert_eq!(read(&wire.client()).await.unwrap(), "Checkout");
        assert_eq!(wire.seen().len(), 3);
    }
}

#[tokio::test]
async fn a_read_that_keeps_failing_gives_up_and_says_why() {
    let wire = Wire::start(|_, _| answer(503, r#"{"code":"service_unavailable","message":"Maintenance"}"#)).await;
    let error = read(&wire.client()).await.unwrap_err();
    assert!(matches!(&error, Error::Server(answer) if answer.status == 503), "{error:?}");
    assert!(error.is_temporary() && error.to_string().contains("Maintenance"));
    assert_eq!(wire.seen().len() as u32, RetryPolicy::default().attempts);
}

#[tokio::test]
async fn a_write_is_repeated_only_where_nothing_can_have_happened() {
    let lock = || answer(409, r#"{"code":"optimistic_locking_error","message":"Try again later."}"#);
    for harmless in [answer(429, "{}"), lock()] {
        let wire = then_the_flag(vec![harmless.clone(), harmless]).await;
        assert_eq!(write(&wire.client()).await.unwrap(), Outcome::Done("Checkout".to_owned()));
        assert_eq!(wire.seen().len(), 3);
    }
    let wire = Wire::start(move |_, _| lock()).await;
    let error = write(&wire.client()).await.unwrap_err();
    assert!(matches!(error, Error::OptimisticLock(_)), "{error:?}");
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_neither_done_nor_failed() {
    let rows = [
        (Reaction::Hangup, false),
        (Reaction::Bytes(b"HTTP/1.1 2".to_vec()), false),
        (answer(500, "<html>"), false),
        (answer(503, "{}"), false),
        (answer(504, ""), false),
        (cut_answer(500, "<html>no</html>"), false),
        (cut_answer(200, FLAG), true),
        (answer(200, ""), true),
        (answer(200, r#"{"key":"checkout","tags":"beta"}"#), true),
    ];
    for (number, (reaction, happened)) in rows.into_iter().enumerate() {
        let wire = then_the_flag(vec![reaction]).await;
        match write(&wire.client()).await.unwrap() {
            Outcome::Unknown { accepted, .. } => assert_eq!(accepted, happened, "row {number}"),
            done => panic!("row {number}: {done:?}"),
        }
        assert_eq!(wire.seen().len(), 1, "row {number}: a write that may have happened is not sent again");
    }
}

#[tokio::test]
async fn a_refused_write_is_refused_even_if_the_reason_is_lost() {
    let wire = then_the_flag(vec![cut_answer(403, r#"{"message":"no"}"#)]).await;
    assert!(matches!(write(&wire.client()).await, Err(Error::Forbidden(_))));
}

#[tokio::test]
async fn a_write_that_was_never_sent_did_not_happen() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let client = Client::new(options(&url)).unwrap();
    let error = write(&client).await.unwrap_err();
    assert!(matches!(&error, Error::Network { problem: NetworkProblem::Connect(_), .. }), "{error:?}");
    assert!(error.message().contains(&url) && error.message().contains("HTTPS_PROXY"), "{}", error.message());
}

#[tokio::test]
async fn a_silent_server_is_given_up_on() {
    let wire = Wire::start(|_, _| Reaction::Silence).await;
    let retry = RetryPolicy { attempts: 2, ..wire.options().retry };
    let client = Client::new(ClientOptions { timeout: Duration::from_millis(50), retry, ..wire.options() }).unwrap();
    let error = read(&client).await.unwrap_err();
    assert!(matches!(&error, Error::Network { problem: NetworkProblem::Timeout, .. }), "{error:?}");
    assert!(matches!(write(&client).await.unwrap(), Outcome::Unknown { accepted: false, .. }));
}

#[tokio::test]
async fn a_misfit_is_named_by_its_path() {
    let body = r#"{"key":"checkout","variations":[{"value":true},{"value":false,"name":7}]}"#;
    let wire = Wire::start(move |_, _| answer(200, body)).await;
    let error = read(&wire.client()).await.unwrap_err();
    match &error {
        Error::Decode { path, detail, .. } => {
            assert_eq!(path, "variations[1].name");
            assert!(detail.contains("expected a string"), "{detail}");
        }
        _ => panic!("{error:?}"),
    }
    assert!(error.to_string().contains("variations[1].name"));
}

#[tokio::test]
async fn unknown_fields_and_nulls_are_no_misfit() {
    let body = r#"{"key":"checkout","name":"Checkout","tags":null,"variationJsonSchema":null,"environments":null,
        "_fieldOfTomorrow":{"nested":[1]},"_maintainer":null,"defaults":null,"customProperties":null}"#;
    let wire = Wire::start(move |_, _| answer(200, body)).await;
    assert_eq!(read(&wire.client()).await.unwrap(), "Checkout");
}

#[tokio::test]
async fn waits_are_told_and_too_long_ones_are_not_waited_for() {
    let waits: Arc<Mutex<Vec<Wait>>> = Arc::default();
    let told = Arc::clone(&waits);
    let wire = then_the_flag(vec![answer(500, ""), answer(429, "{}")]).await;
    let client = wire.client().with_on_wait(move |wait| told.lock().unwrap().push(wait.clone()));
    read(&client).await.unwrap();
    let reasons: Vec<_> = waits.lock().unwrap().iter().map(|wait| wait.reason).collect();
    assert_eq!(reasons, [WaitReason::Retry { attempt: 2 }, WaitReason::RateLimit]);

    let wire = Wire::start(|_, _| answer_with(429, &["Retry-After: 3600"], r#"{"message":"Too many."}"#)).await;
    for error in [read(&wire.client()).await.unwrap_err(), write(&wire.client()).await.map(drop).unwrap_err()] {
        assert!(matches!(&error, Error::RateLimited { wait, .. } if wait.as_secs() == 3600), "{error:?}");
        assert!(error.message().contains("3600 s"), "{}", error.message());
    }
    assert_eq!(wire.seen().len(), 2);
}

#[tokio::test]
async fn an_exhausted_limit_closes_the_gate_for_everyone_before_it_is_run_into() {
    let reset = || {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        format!("X-Ratelimit-Reset: {}", now.as_millis() + 300)
    };
    let wire = Wire::start(move |_, number| match number {
        0 => answer_with(200, &["X-Ratelimit-Global-Remaining: 0", &reset()], FLAG),
        _ => answer(200, FLAG),
    })
    .await;
    let waits: Arc<Mutex<Vec<Wait>>> = Arc::default();
    let told = Arc::clone(&waits);
    let client = wire.client().with_on_wait(move |wait| told.lock().unwrap().push(wait.clone()));
    read(&client).await.unwrap();
    assert!(waits.lock().unwrap().is_empty());
    let (first, second) = tokio::join!(read(&client), client.caller_identity());
    assert!(first.is_ok() && second.is_ok());
    let waits = waits.lock().unwrap();
    assert_eq!(waits.len(), 2, "both wait, also on another route: {waits:?}");
    assert!(waits.iter().all(|wait| wait.reason == WaitReason::RateLimit && wait.duration.as_millis() > 100));
}

#[tokio::test]
async fn at_most_six_requests_are_in_flight() {
    let wire = Wire::start_with_delay(Duration::from_millis(20), |_, _| answer(200, FLAG)).await;
    let client = wire.client();
    let reads = (0..40).map(|_| {
        let client = client.clone();
        async move { read(&client).await }
    });
    assert!(futures::future::join_all(reads).await.iter().all(Result::is_ok));
    assert_eq!(wire.most_at_once(), Client::MOST_IN_FLIGHT);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Wire::start(|_, _| answer(200, FLAG)).await;
    let location = format!("Location: {}/secret/path", elsewhere.url);
    let wire = Wire::start(move |_, _| answer_with(302, &[&location], "")).await;
    let error = read(&wire.client()).await.unwrap_err();
    assert!(matches!(&error, Error::Redirected { .. }), "{error:?}");
    assert!(error.message().contains(&elsewhere.url) && !error.message().contains("secret"), "{}", error.message());
    assert!(elsewhere.seen().is_empty(), "the token stays with its host");
}

#[tokio::test]
async fn compressed_answers_are_read() {
    // `FLAG`, as gzip writes it.
    let body = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0xca, 0x4e, 0xad, 0x54, 0xb2, 0x52,
        0x4a, 0xce, 0x48, 0x4d, 0xce, 0xce, 0x2f, 0x2d, 0x51, 0xd2, 0x51, 0xca, 0x4b, 0xcc, 0x4d, 0x05, 0x8a, 0x38,
        0xc3, 0x44, 0x6a, 0x01, 0xde, 0xe1, 0x8c, 0x8b, 0x24, 0x00, 0x00, 0x00,
    ];
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", body.len());
    let bytes = [head.as_bytes(), body.as_slice()].concat();
    let wire = Wire::start(move |_, _| Reaction::Bytes(bytes.clone())).await;
    assert_eq!(read(&wire.client()).await.unwrap(), "Checkout");
}

#[tokio::test]
async fn the_token_is_in_no_text() {
    let wire = Wire::start(|_, _| answer(500, "")).await;
    let client = wire.client();
    let error = read(&client).await.unwrap_err();
    for text in [format!("{client:?}"), format!("{:?}", wire.options()), format!("{error:?}"), error.message()] {
        assert!(!text.contains(TOKEN), "{text}");
    }
}

#[test]
fn what_cannot_be_a_token_is_refused_before_it_is_sent() {
    for (token, said) in
        [("", "empty"), (" \n", "empty"), ("sdk-1234", "SDK"), ("mob-1234", "SDK"), ("api-\u{1}", "char")]
    {
        let options = ClientOptions { extra_certificates: Vec::new(), ..ClientOptions::new(SecretString::from(token)) };
        let error = Client::new(options).unwrap_err();
        assert!(error.to_string().contains(said), "{token:?}: {error}");
        assert!(error.is_about_the_token());
    }
}
