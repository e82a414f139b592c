//! Members, teams, tokens, projects and environments.

use crate::flags::{EnvironmentKey, Maintainer, MaintainerTeam, ProjectKey};

use super::super::ids;
use super::super::records::{Environment, Project, Record, Token};

/// First name, last name, role.
const MEMBERS: &[(&str, &str, &str)] =
    &[("Ada", "Okafor", "owner"), ("Bruno", "Lindqvist", "admin"), ("Chiyo", "Tanaka", "writer")];

/// Keys and names of the teams.
const TEAMS: &[(&str, &str)] = &[("checkout", "Checkout"), ("search-and-discovery", "Search and discovery")];

/// The id of a member by first name; empty if there is none.
pub fn member_id(first_name: &str) -> String {
    ids::object_id(&format!("member/{first_name}"))
}

/// The access tokens; never stored in a data file.
pub fn tokens(writer: &str, reader: &str) -> [Record; 2] {
    [token(writer, "Sample writer", true, "Ada"), token(reader, "Sample reader", false, "Chiyo")]
}

/// All records except flags and tokens.
pub fn records() -> Vec<Record> {
    let mut records = vec![Record::Serial(1)];
    records.extend(MEMBERS.iter().map(|(first, last, role)| {
        Record::Member(Maintainer {
            id: member_id(first),
            first_name: Some((*first).to_owned()),
            last_name: Some((*last).to_owned()),
            role: (*role).to_owned(),
            email: format!("{}@example.com", first.to_lowercase()),
        })
    }));
    records.extend(
        TEAMS.iter().map(|(key, name)| Record::Team(MaintainerTeam { key: (*key).into(), name: (*name).into() })),
    );
    records.push(project("storefront", "Storefront", true));
    records.push(environment("storefront", "test", "Test", 0, "EBFF38"));
    records.push(environment("storefront", "staging", "Staging", 1, "FFC21B"));
    records.push(environment("storefront", "production", "Production", 2, "00DA7B"));
    records.push(environment("storefront", "production-eu", "Production EU", 3, "405BFF"));
    records.push(project("warehouse", "Warehouse", false));
    records.push(environment("warehouse", "test", "Test", 0, "EBFF38"));
    records.push(environment("warehouse", "production", "Production", 1, "00DA7B"));
    records
}

fn token(token: &str, name: &str, writer: bool, member: &str) -> Record {
    Record::Token(Token {
        token: token.to_owned(),
        name: name.to_owned(),
        writer,
        member: member_id(member),
        oauth: None,
    })
}

fn project(key: &str, name: &str, client_side: bool) -> Record {
    Record::Project(Project {
        key: ProjectKey::new(key),
        name: name.to_owned(),
        tags: vec!["sample".to_owned()],
        client_side,
    })
}

fn environment(project: &str, key: &str, name: &str, order: u32, color: &str) -> Record {
    let production = key.starts_with("production");
    Record::Environment(Environment {
        project: ProjectKey::new(project),
        key: EnvironmentKey::new(key),
        name: name.to_owned(),
        order,
        color: color.to_owned(),
        critical: production,
        confirm_changes: production,
        require_comments: key == "production-eu" || (project == "warehouse" && production),
        approvals: key == "production-eu",
        tags: if production { vec!["critical".to_owned()] } else { Vec::new() },
        sdk_key: format!("sdk-{}", ids::uuid(&format!("sdk/{project}/{key}"))),
        mobile_key: format!("mob-{}", ids::uuid(&format!("mobile/{project}/{key}"))),
    })
}
