//! Prerequisites that cannot be met, for the rules about them.

use crate::flags::{Catalog, Flag, value_in_words};
use crate::ide::words;

/// The message about a flag's first prerequisite that is unmet, with the chosen environments that serve the off variation
/// for that reason. `state` says why: `is archived`. `None` if there is no such environment.
pub(super) fn message(catalog: &Catalog, flag: &Flag, state: &str, is_unmet: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut unmet: Option<&str> = None;
    let mut served: Vec<(String, Vec<String>)> = Vec::new();
    for environment in &catalog.environments {
        let config = flag.environments.get(&environment.key).filter(|config| config.on && !flag.archived);
        let Some(config) = config else { continue };
        let wanted = |key: &&str| unmet.is_none_or(|unmet| unmet == *key) && is_unmet(key);
        let Some(key) = config.prerequisites.iter().map(|one| one.key.as_str()).find(wanted) else { continue };
        unmet = Some(key);
        let off = config.off_variation.and_then(|off| flag.variations.get(off));
        let value = match off {
            Some(off) => format!("the off variation `{}`", words::plain(&value_in_words(&off.value)).replace('`', "'")),
            None => "the default value in code".to_owned(),
        };
        let name = words::plain(catalog.environment_name(&environment.key));
        match served.iter_mut().find(|(other, _)| *other == value) {
            Some((_, places)) => places.push(name),
            None => served.push((value, vec![name])),
        }
    }
    let prerequisite = words::plain(unmet?);
    let served: Vec<String> =
        served.iter().map(|(value, places)| format!("{value} in {}", words::list(places))).collect();
    let key = words::plain(flag.key.as_str());
    Some(format!("The flag `{key}` always serves {}: its prerequisite `{prerequisite}` {state}", words::list(&served)))
}
