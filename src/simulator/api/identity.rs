//! `GET /api/v2/caller-identity`.

use serde_json::json;

use super::super::exchange::{ApiError, Reply, Request};
use super::super::world::World;
use super::super::{ids, wire};

/// `getCallerIdentity`.
pub fn get(request: &Request, _world: &World) -> Result<Reply, ApiError> {
    let caller = &request.caller;
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
