use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const ADA: &str = "6f0c1f0e-93c4-4c0b-9a55-5b1f7b9e3d11";
const SECRET: &str = "a-shared-secret-of-some-length";

fn now() -> i64 {
    chrono::Utc::now().timestamp()
}

fn claims() -> Value {
    json!({ "sub": ADA, "aud": "authenticated", "exp": now() + 600, "role": "authenticated" })
}

fn with(change: Value) -> Value {
    let mut claims = claims();
    let map = claims.as_object_mut().unwrap();
    change.as_object().unwrap().iter().for_each(|(key, value)| match value {
        Value::Null => drop(map.remove(key)),
        value => drop(map.insert(key.clone(), value.clone())),
    });
    claims
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn hs256(claims: &Value, secret: &str) -> String {
    let message = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" })), part(claims));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let signature = ring::hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn options() -> TokenOptions {
    TokenOptions { secret: Some(SECRET.to_owned()), audience: "authenticated".to_owned(), ..TokenOptions::default() }
}

async fn verify(options: TokenOptions, token: &str) -> Result<UserId, TokenError> {
    Tokens::new(options).unwrap().verify(token).await
}

#[tokio::test]
async fn a_token_speaks_for_its_subject() {
    let user = verify(options(), &hs256(&claims(), SECRET)).await.unwrap();
    assert_eq!(user.to_string(), ADA);
    let several = with(json!({ "aud": ["other", "authenticated"] }));
    assert!(verify(options(), &hs256(&several, SECRET)).await.is_ok());
}

#[tokio::test]
async fn a_token_with_anything_wrong_speaks_for_nobody() {
    for (change, error) in [
        (json!({ "exp": now() - 120 }), TokenError::Expired),
        (json!({ "exp": null }), TokenError::Invalid),
        (json!({ "exp": "soon" }), TokenError::Invalid),
        (json!({ "nbf": now() + 600 }), TokenError::Invalid),
        (json!({ "aud": "somebody" }), TokenError::Invalid),
        (json!({ "aud": null }), TokenError::Invalid),
        (json!({ "sub": null }), TokenError::Invalid),
        (json!({ "sub": "ada" }), TokenError::Invalid),
    ] {
        assert_eq!(verify(options(), &hs256(&with(change.clone()), SECRET)).await, Err(error), "{change}");
    }
    assert_eq!(verify(options(), &hs256(&claims(), "another")).await, Err(TokenError::Invalid));
    let issued = TokenOptions { issuer: Some("https://x/auth/v1".to_owned()), ..options() };
    assert_eq!(verify(issued.clone(), &hs256(&claims(), SECRET)).await, Err(TokenError::Invalid));
    assert!(verify(issued, &hs256(&with(json!({ "iss": "https://x/auth/v1" })), SECRET)).await.is_ok());
    let unsigned = format!("{}.{}.", part(&json!({ "alg": "none" })), part(&claims()));
    for garbage in ["", ".", "..", "a.b.c", &unsigned, &"x".repeat(20_000), "\u{0}"] {
        assert_eq!(verify(options(), garbage).await, Err(TokenError::Invalid), "{garbage:.20}");
    }
    let none = TokenOptions { audience: "authenticated".to_owned(), ..TokenOptions::default() };
    assert_eq!(verify(none, &hs256(&claims(), SECRET)).await, Err(TokenError::NotConfigured));
}

/// A server that publishes one key, and counts how often it is asked.
async fn publishing(set: Value) -> (Url, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let routes = axum::Router::new().route(
        "/keys",
        axum::routing::get(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let set = set.clone();
            async move { axum::Json(set) }
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (url, asked)
}

fn es256(pair: &EcdsaKeyPair, kid: &str, claims: &Value) -> String {
    let message = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": kid })), part(claims));
    let signature = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn curve_key() -> (EcdsaKeyPair, Value) {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
    let point = pair.public_key().as_ref().to_vec();
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "one",
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]),
    });
    (pair, jwk)
}

#[tokio::test]
async fn published_keys_are_fetched_once_and_an_unknown_one_asks_no_more() {
    let (pair, jwk) = curve_key();
    let (url, asked) = publishing(json!({ "keys": [jwk, { "kty": "oct", "k": "AAAA", "kid": "two" }] })).await;
    let published = TokenOptions { secret: None, key_set: Some(url), ..options() };
    let tokens = Tokens::new(published).unwrap();
    for _ in 0..3 {
        assert_eq!(tokens.verify(&es256(&pair, "one", &claims())).await.unwrap().to_string(), ADA);
    }
    for kid in ["two", "three", "four"] {
        assert_eq!(tokens.verify(&es256(&pair, kid, &claims())).await, Err(TokenError::Invalid), "{kid}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let (other, _) = curve_key();
    assert_eq!(tokens.verify(&es256(&other, "one", &claims())).await, Err(TokenError::Invalid));
}

#[tokio::test]
async fn a_public_key_is_no_shared_secret() {
    let (_, jwk) = curve_key();
    let point = jwk["x"].as_str().unwrap().to_owned();
    let (url, _) = publishing(json!({ "keys": [jwk] })).await;
    let published = TokenOptions { secret: None, key_set: Some(url), ..options() };
    assert_eq!(verify(published, &hs256(&claims(), &point)).await, Err(TokenError::Invalid));
}

#[tokio::test]
async fn keys_that_cannot_be_fetched_are_told_apart_from_a_bad_token() {
    let (pair, _) = curve_key();
    let key_set = Some("http://127.0.0.1:9/keys".parse().unwrap());
    let unreachable = TokenOptions { secret: None, key_set, ..options() };
    assert_eq!(verify(unreachable, &es256(&pair, "one", &claims())).await, Err(TokenError::KeysUnavailable));
}

/// Signed with openssl for this test alone; the private key was thrown away.
#[tokio::test]
async fn a_signature_by_rsa_is_checked() {
    let vector: Value = serde_json::from_str(include_str!("rs256.json")).unwrap();
    let (url, _) = publishing(json!({ "keys": [vector["jwk"]] })).await;
    let published = TokenOptions { secret: None, key_set: Some(url), ..options() };
    let token = vector["token"].as_str().unwrap();
    assert_eq!(verify(published.clone(), token).await.unwrap().to_string(), ADA);
    let (message, signature) = token.rsplit_once('.').unwrap();
    let forged = format!("{message}.{}{}", if signature.starts_with('A') { 'B' } else { 'A' }, &signature[1..]);
    assert_eq!(verify(published, &forged).await, Err(TokenError::Invalid));
}
