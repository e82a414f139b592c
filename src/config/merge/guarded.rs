//! Guarded options in the editor's settings: a repository can write those, so they require the user's consent.

use std::path::{Path, PathBuf};

use super::super::answers::Unconfirmed;
use super::super::options::ConfigOption;
use super::super::source::Entry;
use super::super::values::{is_launchdarkly, is_loopback};
use super::super::{Settings, shown_url, user_place};
use super::{Layer, Merge};

impl Merge<'_> {
    /// Sets a guarded option of the editor, unless it is dangerous and not confirmed by the user.
    pub(super) fn apply_guarded(&mut self, option: &'static ConfigOption, consequence: &'static str, entry: &Entry) {
        let before = self.settings.clone();
        let known_problems = self.problems.len();
        self.apply_value(Layer::Editor, option, entry);
        let Some(value) = danger(option.name, &before, &self.settings, self.root) else { return };
        if option.name == "host" && !is_loopback(&value) {
            self.settings = before;
            self.problems.truncate(known_problems);
            let message = format!(
                "`host` is {}, which is neither LaunchDarkly nor this machine. A repository can write such settings, and \
                 the host receives your access token. It is ignored; set it in {} or in the environment variable \
                 LAUNCHDARKLY_API_HOST",
                shown_url(&value),
                self.user_place(),
            );
            return self.error(Layer::Editor, entry.place, message);
        }
        let answer = self.root.and_then(|root| self.answers.about(root, option.name, &value));
        if answer == Some(true) {
            return;
        }
        self.settings = before;
        self.problems.truncate(known_problems);
        if answer.is_none() {
            self.unconfirmed.push(Unconfirmed { option: option.name, value, consequence });
        }
    }

    /// Where the user can set a guarded option.
    pub(super) fn user_place(&self) -> String {
        user_place(self.user_file)
    }
}

/// The new value of an option as text, if it needs the user's consent.
fn danger(option: &str, before: &Settings, after: &Settings, root: Option<&Path>) -> Option<String> {
    match option {
        "host" if after.host != before.host => after.host.clone().filter(|host| !is_launchdarkly(host)),
        "proxy" if after.proxy != before.proxy => after.proxy.clone(),
        "logFile" if after.log_file != before.log_file => {
            let path = after.log_file.as_ref()?;
            Some(text(&std::path::absolute(path).unwrap_or_else(|_| path.clone())))
        }
        "readOnly" => (before.read_only && !after.read_only).then(|| "false".to_owned()),
        "aliasCommands" => {
            let root = root?;
            let is_new = after.allows_alias_commands(root) && !before.allows_alias_commands(root);
            is_new.then(|| text(root))
        }
        "flagFile" if after.flag_file != before.flag_file => {
            let path = after.flag_file.as_ref()?;
            let is_inside = root.is_some_and(|root| super::paths::stays_inside(root, path));
            (!is_inside).then(|| text(path))
        }
        _ => None,
    }
}

fn text(path: &Path) -> String {
    PathBuf::from(path).to_string_lossy().into_owned()
}
