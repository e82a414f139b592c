//! Wrappers declared in the settings.

use std::sync::Arc;

use crate::config::{Settings, WrapperArgument, WrapperSetting};
use crate::syntax::{ArgumentName, Forbidden, Takes, ValueKind, Wrapper, Wrappers};

/// Declared and ignored wrappers of the settings; `None` if there are none.
pub fn declared_wrappers(settings: &Settings) -> Option<Arc<Wrappers>> {
    if settings.wrappers.is_empty() && settings.ignored_wrappers.is_empty() {
        return None;
    }
    let forbidden = settings.ignored_wrappers.iter().map(|name| Forbidden::parse(name)).collect();
    Some(Arc::new(Wrappers { declared: settings.wrappers.iter().map(wrapper).collect(), forbidden }))
}

fn wrapper(setting: &WrapperSetting) -> Wrapper {
    let kind = match setting.kind.as_str() {
        "bool" => ValueKind::Bool,
        "string" => ValueKind::String,
        "int" => ValueKind::Int,
        "double" => ValueKind::Double,
        "json" => ValueKind::Json,
        _ => ValueKind::Any,
    };
    let takes = if setting.kind == "flags" {
        Takes::AllFlags
    } else {
        Takes::Key { key: argument(&setting.key), default: setting.default.as_ref().map(argument), kind }
    };
    Wrapper {
        function: setting.function.clone(),
        receiver: setting.receiver.clone(),
        module: setting.module.clone(),
        takes,
    }
}

fn argument(argument: &WrapperArgument) -> ArgumentName {
    match argument {
        WrapperArgument::Position(position) => ArgumentName::Position(*position),
        WrapperArgument::Label(label) => ArgumentName::Label(label.clone()),
    }
}
