//! Approval requests of a flag in an environment: create, review, apply.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::flags::{
    AnyInstruction, ApprovalRequest, ApprovalStatus, IdSource, Instruction, PatchError, ReviewStatus, UnixMillis,
    apply, check_instructions, known_instructions,
};

use super::super::changing::{Activity, NewIds, ProjectSurroundings, audit, carry_out, context};
use super::super::exchange::{ApiError, Reply, Request};
use super::super::records::{Approval, Change, Place, Record, RecordKey, Review};
use super::super::wire::link;
use super::super::world::World;
use super::flag_patch::{actions, title};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewBody {
    description: String,
    instructions: Vec<AnyInstruction>,
    comment: Option<String>,
    #[serde(default)]
    notify_member_ids: Vec<String>,
    execution_date: Option<UnixMillis>,
}

#[derive(Debug, Deserialize)]
struct ReviewBody {
    kind: String,
    comment: Option<String>,
}

/// Lists the requests of a flag in an environment.
pub fn list(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let place = request.place(world)?;
    let items: Vec<_> = world.approvals.values().filter(|held| held.place == place).map(render).collect();
    Ok(Reply::ok(json!({ "items": items, "_links": { "self": link(path(&place)) } })))
}

/// Returns one request.
pub fn get(request: &Request, world: &World) -> Result<Reply, ApiError> {
    Ok(Reply::ok(render(find(request, world)?)))
}

/// Creates a request. Its instructions must be applicable now.
pub fn create(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let place = request.place(world)?;
    let flag = request.flag(world, &place.project)?;
    let body: NewBody = request.json()?;
    check_instructions(&body.instructions).map_err(PatchError::of_patch)?;
    let new_ids = NewIds::after(world);
    let around = ProjectSurroundings::new(world, &place.project);
    apply(flag, Some(&place.environment), &known(&body.instructions)?, &context(request.now, &new_ids, &around))?;
    let mut notified = body.notify_member_ids;
    if notified.is_empty() {
        notified.push(request.caller.member.clone());
    }
    let held = Approval {
        place,
        request: ApprovalRequest {
            id: new_ids.object_id(),
            version: 1,
            creation_date: request.now,
            requestor_id: Some(request.caller.member.clone()),
            description: body.description,
            review_status: ReviewStatus::Pending,
            status: ApprovalStatus::Pending,
            execution_date: body.execution_date,
            instructions: body.instructions,
            notify_member_ids: notified,
        },
        reviews: Vec::new(),
        comment: body.comment,
        applied: None,
    };
    let activity = Activity {
        title: "requested approval for a change of the flag",
        actions: vec!["createApprovalRequest".to_owned()],
        comment: held.comment.as_deref().unwrap_or_default(),
        member: Some(&request.caller.member),
        now: request.now,
    };
    let entry = audit(world, &held.place.project, flag, vec![held.place.environment.clone()], &activity);
    let answer = render(&held);
    Ok(Reply::created(answer).with(vec![Change::put(Record::Approval(held)), new_ids.change(), entry]))
}

/// Adds a review: `approve`, `decline` or `comment`.
pub fn review(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let mut held = find(request, world)?.clone();
    let body: ReviewBody = request.json()?;
    if held.applied.is_some() {
        return Err(ApiError::conflict("The approval request has been applied"));
    }
    held.request.review_status = match body.kind.as_str() {
        "approve" => ReviewStatus::Approved,
        "decline" => ReviewStatus::Declined,
        "comment" => held.request.review_status,
        other => return Err(ApiError::invalid(format!("kind `{other}`: use approve, decline or comment"))),
    };
    if held.request.review_status == ReviewStatus::Approved && held.request.execution_date.is_some() {
        held.request.status = ApprovalStatus::Scheduled;
    }
    let new_ids = NewIds::after(world);
    held.reviews.push(Review {
        id: new_ids.object_id(),
        kind: body.kind,
        created: request.now,
        member: request.caller.member.clone(),
        comment: body.comment,
    });
    held.request.version += 1;
    let answer = render(&held);
    Ok(Reply::ok(answer).with(vec![Change::put(Record::Approval(held)), new_ids.change()]))
}

/// Applies an approved request.
pub fn carry_out_request(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let held = find(request, world)?;
    if held.applied.is_some() {
        return Err(ApiError::conflict("The approval request has been applied"));
    }
    if held.request.review_status != ReviewStatus::Approved {
        return Err(ApiError::conflict("The approval request has not been approved"));
    }
    let (changes, after) = carried_out(world, held, Some(&request.caller.member), request.now)?;
    Ok(Reply::ok(render(&after)).with(changes))
}

/// Deletes a request.
pub fn delete(request: &Request, world: &World) -> Result<Reply, ApiError> {
    let held = find(request, world)?;
    Ok(Reply::no_content().with(vec![Change::Remove(RecordKey::Approval(held.request.id.clone()))]))
}

/// The changes of applying a request, and the request afterwards.
pub fn carried_out(
    world: &World,
    held: &Approval,
    member: Option<&str>,
    now: UnixMillis,
) -> Result<(Vec<Change>, Approval), ApiError> {
    let Place { project, environment, flag } = &held.place;
    let before = world.flag(project, flag.as_str()).ok_or_else(|| ApiError::not_found(&format!("flag {flag}")))?;
    let new_ids = NewIds::after(world);
    let around = ProjectSurroundings::new(world, project);
    let instructions = known(&held.request.instructions)?;
    let applied = apply(before, Some(environment), &instructions, &context(now, &new_ids, &around))?;
    let activity = Activity {
        title: title(&instructions),
        actions: actions(&instructions),
        comment: &held.request.description,
        member,
        now,
    };
    let mut changes = carry_out(world, project, before, &applied, &activity, &new_ids);
    let mut after = held.clone();
    after.applied = Some(now);
    after.request.status = ApprovalStatus::Completed;
    after.request.version += 1;
    if !applied.deleted {
        changes.push(Change::put(Record::Approval(after.clone())));
    }
    Ok((changes, after))
}

fn known(instructions: &[AnyInstruction]) -> Result<Vec<Instruction>, PatchError> {
    known_instructions(instructions).map_err(PatchError::of_patch)
}

fn find<'w>(request: &Request, world: &'w World) -> Result<&'w Approval, ApiError> {
    let place = request.place(world)?;
    let id = request.parameter("id");
    let held = world.approvals.get(id).filter(|held| held.place == place);
    held.ok_or_else(|| ApiError::not_found(&format!("approval request {id}")))
}

fn render(held: &Approval) -> Value {
    let mut row = serde_json::to_value(&held.request).unwrap_or_default();
    row["serviceKind"] = json!("launchdarkly");
    row["allReviews"] = held
        .reviews
        .iter()
        .map(|review| {
            let mut row = json!({
                "_id": review.id,
                "kind": review.kind,
                "creationDate": review.created,
                "memberId": review.member,
            });
            if let Some(comment) = &review.comment {
                row["comment"] = json!(comment);
            }
            row
        })
        .collect();
    row["conflicts"] = json!([]);
    if let Some(applied) = held.applied {
        row["appliedDate"] = json!(applied);
    }
    let parent = path(&held.place);
    row["_links"] = json!({ "self": link(format!("{parent}/{}", held.request.id)), "parent": link(parent) });
    row
}

fn path(place: &Place) -> String {
    let Place { project, environment, flag } = place;
    format!("/api/v2/projects/{project}/flags/{flag}/environments/{environment}/approval-requests")
}
