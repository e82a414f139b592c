//! The fields of flags and statuses, in encoding order.

use super::{Reader, Record, write_text};
use crate::flags::{
    Clause, ClientSideAvailability, CustomProperty, Defaults, EnvironmentKey, Flag, FlagConfig, FlagKey, FlagKind,
    FlagStatus, FlagSummary, Maintainer, MaintainerTeam, MigrationSettings, Prerequisite, Rollout, Rule, Served,
    StatusName, Target, UnixMillis, Variation, VariationSummary, WeightedVariation,
};

impl Record for FlagKey {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self.as_str(), out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        input.text().map(Self::new)
    }
}

impl Record for EnvironmentKey {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(self.as_str(), out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let text = input.text()?;
        if let Some(known) = input.environments.iter().find(|key| key.as_str() == text) {
            return Some(known.clone());
        }
        let key = Self::new(text);
        input.environments.push(key.clone());
        Some(key)
    }
}

impl Record for UnixMillis {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        i64::read(input).map(Self)
    }
}

/// Encodes a fieldless enum as one byte.
macro_rules! variants {
    ($name:ident { $($number:literal = $variant:ident),* $(,)? }) => {
        impl Record for $name {
            fn write(&self, out: &mut Vec<u8>) {
                out.push(match self { $(Self::$variant => $number,)* });
            }

            fn read(input: &mut Reader<'_>) -> Option<Self> {
                match input.byte()? { $($number => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

variants!(FlagKind { 0 = Boolean, 1 = Multivariate });
variants!(StatusName { 0 = New, 1 = Active, 2 = Inactive, 3 = Launched, 4 = Unknown });

/// Encodes a struct field by field. The pattern is exhaustive, so a missing field does not compile.
macro_rules! fields {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl Record for $name {
            fn write(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($field.write(out);)*
            }

            fn read(input: &mut Reader<'_>) -> Option<Self> {
                Some(Self { $($field: Record::read(input)?),* })
            }
        }
    };
}

fields!(Flag {
    key,
    name,
    kind,
    description,
    version,
    creation_date,
    variations,
    temporary,
    tags,
    maintainer_id,
    maintainer,
    maintainer_team_key,
    maintainer_team,
    custom_properties,
    archived,
    archived_date,
    deprecated,
    deprecated_date,
    defaults,
    client_side_availability,
    purpose,
    migration_settings,
    environments,
});
fields!(Variation { id, value, name, description });
fields!(Maintainer { id, first_name, last_name, role, email });
fields!(MaintainerTeam { key, name });
fields!(CustomProperty { name, value });
fields!(Defaults { on_variation, off_variation });
fields!(ClientSideAvailability { using_mobile_key, using_environment_id });
fields!(MigrationSettings { context_kind, stage_count });
fields!(FlagConfig {
    on,
    archived,
    salt,
    sel,
    last_modified,
    version,
    targets,
    context_targets,
    rules,
    fallthrough,
    off_variation,
    prerequisites,
    environment_name,
    track_events,
    track_events_fallthrough,
    summary,
    migration_settings,
});
fields!(Target { values, variation, context_kind });
fields!(Rule { id, served, clauses, track_events, description, reference, disabled });
fields!(Clause { id, attribute, op, values, context_kind, negate });
fields!(Served { variation, rollout });
fields!(Rollout { variations, experiment_allocation, seed, bucket_by, context_kind });
fields!(WeightedVariation { variation, weight, untracked });
fields!(Prerequisite { key, variation });
fields!(FlagSummary { variations, prerequisites });
fields!(VariationSummary { rules, null_rules, targets, context_targets, is_fallthrough, is_off, rollout, bucket_by });
fields!(FlagStatus { name, last_requested, default });
