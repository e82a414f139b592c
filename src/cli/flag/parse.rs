//! Variations, shares, clauses and rules on the command line, with errors that name the allowed values.

use anyhow::{anyhow, bail};
use serde_json::Value;

use crate::flags::{CLAUSE_OPERATORS, EnvironmentKey, Flag, NewClause, Rule, ServedById, Variation, percent};

/// The variation that a text names: by value, name or id.
pub fn variation<'a>(flag: &'a Flag, text: &str) -> anyhow::Result<&'a Variation> {
    let by_value = |variation: &&Variation| match &variation.value {
        Value::String(value) => value == text || serde_json::to_string(value).is_ok_and(|json| json == text),
        value => serde_json::from_str::<Value>(text).is_ok_and(|given| given == *value),
    };
    let by_id = |variation: &&Variation| variation.id.as_deref() == Some(text);
    let named = |variation: &&Variation| {
        variation.name.as_deref().is_some_and(|name| name.trim().eq_ignore_ascii_case(text.trim()))
    };
    let all = || flag.variations.iter();
    if let Some(found) = all().find(by_value).or_else(|| all().find(by_id)) {
        return Ok(found);
    }
    let by_name: Vec<&Variation> = all().filter(named).collect();
    match by_name.as_slice() {
        [one] => Ok(one),
        [] => bail!("the flag {} has no variation `{text}`. Variations: {}", flag.key, variations(flag)),
        _ => bail!("several variations of {} are called `{text}`: name one by its value", flag.key),
    }
}

/// The id of the variation that a text names.
pub fn variation_id(flag: &Flag, text: &str) -> anyhow::Result<String> {
    let found = variation(flag, text)?;
    found.id.clone().ok_or_else(|| anyhow!("LaunchDarkly sent no id for the variation {}", found.in_words()))
}

/// The variations of a flag in words.
pub fn variations(flag: &Flag) -> String {
    flag.variations.iter().map(Variation::in_words).collect::<Vec<_>>().join(", ")
}

/// What to serve: one variation, or shares such as `true=25`, `false=75` in percent. At most one share may be `rest`.
pub fn served(flag: &Flag, variation: Option<&str>, shares: &[String]) -> anyhow::Result<ServedById> {
    match (variation, shares) {
        (Some(variation), []) => Ok(ServedById::variation(variation_id(flag, variation)?)),
        (None, []) => bail!("name a variation, one of: {}", variations(flag)),
        (None, shares) => rollout(flag, shares),
        (Some(_), _) => bail!("name a variation or shares, not both"),
    }
}

/// Weights of a percentage rollout from `VARIATION=PERCENT`.
pub fn rollout(flag: &Flag, shares: &[String]) -> anyhow::Result<ServedById> {
    let mut weights: Vec<(String, u32)> = Vec::new();
    let mut rest = None;
    for share in shares {
        let Some((name, amount)) = share.rsplit_once('=') else {
            bail!("`{share}` is not a share: use VARIATION=PERCENT, such as {}=25", example(flag));
        };
        let id = variation_id(flag, name)?;
        if weights.iter().any(|(known, _)| *known == id) {
            bail!("`{name}` has two shares");
        }
        if amount.trim() == "rest" {
            if rest.replace(weights.len()).is_some() {
                bail!("only one share can be the rest");
            }
            weights.push((id, 0));
            continue;
        }
        let parsed = amount.trim().trim_end_matches('%').trim().parse::<f64>();
        let Some(percentage) = parsed.ok().filter(|share| (0.0..=100.0).contains(share)) else {
            bail!("`{amount}` is not a percentage: use a number from 0 to 100, or `rest`");
        };
        // At most 100,000, and never negative.
        weights.push((id, (percentage * 1000.0).round() as u32));
    }
    let sum: u32 = weights.iter().map(|(_, weight)| weight).sum();
    match rest {
        Some(index) if sum <= 100_000 => weights[index].1 = 100_000 - sum,
        None if sum == 100_000 => {}
        _ => bail!("the shares add up to {}, not to 100%", percent(sum)),
    }
    for variation in &flag.variations {
        if let Some(id) = variation.id.clone().filter(|id| !weights.iter().any(|(known, _)| known == id)) {
            weights.push((id, 0));
        }
    }
    Ok(ServedById::rollout(weights))
}

fn example(flag: &Flag) -> String {
    flag.variations.first().map_or_else(
        || "true".to_owned(),
        |variation| match &variation.value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        },
    )
}

/// A bar of shares, such as `██████░░ 75% true`.
pub fn bar(label: &str, weight: u32) -> String {
    const WIDTH: u32 = 20;
    let full = (weight * WIDTH).div_ceil(100_000).min(WIDTH);
    format!("{}{} {} {label}", "█".repeat(full as usize), "░".repeat((WIDTH - full) as usize), percent(weight))
}

/// A clause: `[not] [KIND.]ATTRIBUTE OPERATOR VALUE[,VALUE]…`, or `[not] segment KEY[,KEY]…`.
pub fn clause(text: &str) -> anyhow::Result<NewClause> {
    let mut rest = text.trim();
    let negate = match rest.strip_prefix("not ") {
        Some(after) => {
            rest = after.trim_start();
            true
        }
        None => false,
    };
    if let Some(keys) = rest.strip_prefix("segment ") {
        let values = keys.split(',').map(|key| Value::String(key.trim().to_owned())).collect();
        let attribute = "segmentMatch".to_owned();
        return Ok(NewClause { context_kind: None, attribute, op: "segmentMatch".to_owned(), negate, values });
    }
    let mut parts = rest.splitn(3, char::is_whitespace);
    let (Some(attribute), Some(operator), Some(values)) = (parts.next(), parts.next(), parts.next()) else {
        bail!(
            "`{text}` is not a condition: use `[not] KIND.ATTRIBUTE OPERATOR VALUE,…`, such as `user.country in DE,AT`, \
             or `segment KEY`"
        );
    };
    if !CLAUSE_OPERATORS.contains(&operator) {
        bail!("`{operator}` is not an operator. Operators: {}", CLAUSE_OPERATORS.join(", "));
    }
    let (kind, attribute) = attribute.split_once('.').unwrap_or(("user", attribute));
    Ok(NewClause {
        context_kind: Some(kind.to_owned()),
        attribute: attribute.to_owned(),
        op: operator.to_owned(),
        negate,
        values: values_of(values)?,
    })
}

/// Values of a clause: a JSON array, or values separated by commas. Numbers, `true`, `false` and quoted strings are read as
/// JSON, everything else as text.
pub fn values_of(text: &str) -> anyhow::Result<Vec<Value>> {
    let text = text.trim();
    if text.starts_with('[') {
        return serde_json::from_str(text).map_err(|error| anyhow!("`{text}` is not a JSON array: {error}"));
    }
    let value = |part: &str| serde_json::from_str(part).unwrap_or_else(|_| Value::String(part.to_owned()));
    Ok(text.split(',').map(|part| value(part.trim())).collect())
}

/// A value of a variation: JSON, or text that is no JSON.
pub fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// The rule that a text names in an environment: its number from 1, its description or its id.
pub fn rule<'a>(flag: &'a Flag, environment: &EnvironmentKey, text: &str) -> anyhow::Result<&'a Rule> {
    let rules = flag.environments.get(environment).map(|config| config.rules.as_slice()).unwrap_or_default();
    let number = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let found = number.and_then(|index| rules.get(index)).or_else(|| {
        rules.iter().find(|rule| {
            rule.id.as_deref() == Some(text)
                || rule.reference.as_deref() == Some(text)
                || rule.description.as_deref().is_some_and(|description| description.eq_ignore_ascii_case(text))
        })
    });
    found.ok_or_else(|| match rules.len() {
        0 => anyhow!("the flag {} has no rules in {environment}", flag.key),
        count => anyhow!(
            "the flag {} has no rule `{text}` in {environment}: use a number from 1 to {count}, a description or an id",
            flag.key
        ),
    })
}

/// The id of the rule that a text names.
pub fn rule_id(flag: &Flag, environment: &EnvironmentKey, text: &str) -> anyhow::Result<String> {
    let found = rule(flag, environment, text)?;
    found.id.clone().ok_or_else(|| anyhow!("LaunchDarkly sent no id for the rule `{text}`"))
}

/// The id of a clause of a rule by its number from 1.
pub fn clause_id(rule: &Rule, number: usize) -> anyhow::Result<String> {
    let clause = number.checked_sub(1).and_then(|index| rule.clauses.get(index));
    let id = clause.and_then(|clause| clause.id.clone());
    id.ok_or_else(|| anyhow!("the rule has no condition {number}: it has {}", rule.clauses.len()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn flag() -> Flag {
        serde_json::from_value(json!({ "key": "f", "variations": [
            { "_id": "a", "value": "red", "name": "Red" }, { "_id": "b", "value": 2 }, { "_id": "c", "value": true },
        ] }))
        .unwrap()
    }

    #[test]
    fn variations_are_named_by_value_name_or_id() {
        let flag = flag();
        for (text, id) in [("red", "a"), ("\"red\"", "a"), ("RED", "a"), ("2", "b"), ("true", "c"), ("c", "c")] {
            assert_eq!(variation_id(&flag, text).unwrap(), id, "{text}");
        }
        let error = variation(&flag, "blue").unwrap_err().to_string();
        assert!(error.contains("Variations: Red (\"red\"), 2, true"), "{error}");
    }

    #[test]
    fn shares_add_up() {
        let flag = flag();
        let weights = |shares: &[&str]| {
            let shares: Vec<String> = shares.iter().map(|share| (*share).to_owned()).collect();
            rollout(&flag, &shares).map(|served| served.rollout_weights.unwrap()).map_err(|error| error.to_string())
        };
        let found = weights(&["red=33.333", "2=rest"]).unwrap();
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [("a".to_owned(), 33_333), ("b".to_owned(), 66_667), ("c".to_owned(), 0),]
        );
        assert!(weights(&["red=30", "2=60"]).unwrap_err().contains("add up to 90%"));
        assert!(weights(&["red=130"]).unwrap_err().contains("not a percentage"));
        assert!(weights(&["red"]).unwrap_err().contains("VARIATION=PERCENT"));
        assert!(weights(&["red=50", "Red=50"]).unwrap_err().contains("two shares"));
    }

    #[test]
    fn clauses_are_read() {
        let clause = |text: &str| serde_json::to_value(clause(text).unwrap()).unwrap();
        assert_eq!(
            clause("not user.email endsWith @a.com,@b.com"),
            json!({ "contextKind": "user", "attribute": "email", "op": "endsWith", "negate": true,
                    "values": ["@a.com", "@b.com"] })
        );
        assert_eq!(clause("age lessThan 18")["values"], json!([18]));
        assert_eq!(clause("segment beta")["op"], "segmentMatch");
        assert_eq!(clause("device.name in [\"a, b\"]")["values"], json!(["a, b"]));
        let error = super::clause("user.email endWith x").unwrap_err().to_string();
        assert!(error.contains("endsWith"), "{error}");
        assert!(super::clause("email").is_err());
    }
}
