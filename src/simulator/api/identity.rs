//! `GET /api/v2/caller-identity`, and the caller's own member and token.

use serde_json::json;

use super::super::exchange::{ApiError, Reply, Request};
use super::super::world::World;
use super::super::{ids, wire};

/// `getCallerIdentity`.
pub fn get(request: &Request, _world: &World) -> Result<Reply, ApiError> {
    let caller = &request.caller;
    if let Some(grant) = &caller.oauth {
        return Ok(Reply::ok(json!({
            "accountId": wire::account_id(),
            "authKind": "oauth",
            "clientId": grant.client,
            "scopes": grant.scopes,
            "memberId": caller.member,
            "serviceToken": false,
        })));
    }
    Ok(Reply::ok(json!({
        "accountId": wire::account_id(),
        "authKind": "token",
        "tokenKind": "auth",
        "tokenName": caller.name,
        "tokenId": ids::object_id(&caller.name),
        "memberId": caller.member,
        "serviceToken": false,
    })))
}

/// `getMember`; `me` is the caller.
pub fn member(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let id = match request.parameter("member") {
        "me" => request.caller.member.as_str(),
        id => id,
    };
    match world.members.get(id) {
        Some(member) => Ok(Reply::ok(wire::member(member))),
        None => Err(ApiError::not_found(&format!("member {id}"))),
    }
}

/// `getToken`, of the caller only, without the token.
pub fn token(request: &Request, _world: &World) -> Result<Reply, ApiError> {
    let (caller, id) = (&request.caller, request.parameter("token"));
    let own = ids::object_id(&caller.name);
    if caller.oauth.is_some() || id != own {
        return Err(ApiError::not_found(&format!("token {id}")));
    }
    Ok(Reply::ok(json!({
        "_id": own,
        "ownerId": caller.member,
        "memberId": caller.member,
        "name": caller.name,
        "role": if caller.writer { "writer" } else { "reader" },
        "serviceToken": false,
        "creationDate": 0,
        "lastModified": 0,
    })))
}
