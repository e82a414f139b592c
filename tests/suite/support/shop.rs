//! A workspace of the simulator's sample project, and a server for it.

use std::path::Path;
use std::sync::Arc;

use flagwise::flags::{Flag, FlagKey, FlagState};
use flagwise::launchdarkly::{Client, ClientOptions, Host, NewFlag};
use flagwise::server::ServerOptions;
use flagwise::simulator::{Clock, Simulator, SimulatorOptions};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::editor::Editor;
use super::options::{NOW, isolated};

/// The sample project with a workspace that names it.
pub struct Shop {
    pub simulator: Simulator,
    pub folder: tempfile::TempDir,
}

impl Shop {
    /// A workspace whose `flagwise.toml` names the project and the environments `production` and `staging`.
    pub fn open() -> Self {
        Self::with_settings("project = \"storefront\"\nenvironments = [\"production\", \"staging\"]\n")
    }

    /// A workspace with this `flagwise.toml`.
    pub fn with_settings(settings: &str) -> Self {
        let options = SimulatorOptions { clock: Clock::stopped_at(NOW), ..SimulatorOptions::default() };
        let simulator = Simulator::start(options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("flagwise.toml"), settings).unwrap();
        Self { simulator, folder }
    }

    /// A server that knows nothing but the simulator, with the writer's token.
    pub fn options(&self) -> ServerOptions {
        self.options_with_token(Some(self.simulator.writer_token()))
    }

    /// A server with this token in its environment.
    pub fn options_with_token(&self, token: Option<&str>) -> ServerOptions {
        let url = self.simulator.url();
        let token = token.map(str::to_owned);
        let environment = Arc::new(move |name: &str| match name {
            "LAUNCHDARKLY_API_HOST" => Some(url.clone()),
            "LAUNCHDARKLY_ACCESS_TOKEN" => token.clone(),
            _ => None,
        });
        ServerOptions { environment, ..isolated() }
    }

    /// An editor with these capabilities, open in the workspace, once the flags are loaded.
    pub async fn editor(&self, options: ServerOptions, capabilities: Value) -> Editor {
        let editor = self.editor_without_flags(options, capabilities).await;
        loop {
            let status = editor.request("flagwise/status", Value::Null).await.unwrap();
            if status["flags"].as_u64() > Some(0) && status["loading"] == false {
                return editor;
            }
            tokio::task::yield_now().await;
        }
    }

    /// An editor with these capabilities, open in the workspace.
    pub async fn editor_without_flags(&self, options: ServerOptions, capabilities: Value) -> Editor {
        let editor = Editor::start(options);
        editor.initialize(self.initialize(capabilities)).await;
        editor
    }

    /// Parameters of `initialize`.
    pub fn initialize(&self, capabilities: Value) -> Value {
        let folder = json!({ "uri": self.uri(""), "name": "shop" });
        json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": [folder] })
    }

    /// The URI of a file of the workspace.
    pub fn uri(&self, file: &str) -> String {
        let folder = self.folder.path().display();
        if file.is_empty() { format!("file://{folder}") } else { format!("file://{folder}/{file}") }
    }

    /// The path of a file of the workspace.
    pub fn path(&self, file: &str) -> std::path::PathBuf {
        Path::new(self.folder.path()).join(file)
    }

    /// A flag as it is at the simulator.
    pub async fn flag(&self, key: &str) -> Flag {
        let token = SecretString::from(self.simulator.reader_token());
        let host = Host::parse(&self.simulator.url()).unwrap();
        let client = Client::new(ClientOptions { host, ..ClientOptions::new(token) }).unwrap();
        client.flag(&self.simulator.project(), &FlagKey::new(key), &[]).await.unwrap()
    }

    /// Creates a flag at the simulator, whose name is its key.
    pub async fn create_flag(&self, key: &str) {
        self.create_named_flag(key, key).await;
    }

    /// Creates a flag at the simulator.
    pub async fn create_named_flag(&self, key: &str, name: &str) {
        self.client().create_flag(&self.simulator.project(), &NewFlag::new(key, name), None).await.unwrap();
    }

    /// Deletes a flag at the simulator.
    pub async fn delete_flag(&self, key: &str) {
        self.client().delete_flag(&self.simulator.project(), &FlagKey::new(key)).await.unwrap();
    }

    fn client(&self) -> Client {
        let token = SecretString::from(self.simulator.writer_token());
        let host = Host::parse(&self.simulator.url()).unwrap();
        Client::new(ClientOptions { host, ..ClientOptions::new(token) }).unwrap()
    }

    /// `live`, `deprecated` or `archived`, at the simulator.
    pub async fn state(&self, key: &str) -> &'static str {
        match self.flag(key).await.state() {
            FlagState::Live => "live",
            FlagState::Deprecated { .. } => "deprecated",
            FlagState::Archived { .. } => "archived",
        }
    }

    /// How many changes the simulator was sent.
    pub fn patches(&self) -> usize {
        self.simulator.requests().iter().filter(|request| request.method == "PATCH").count()
    }
}

/// A line of JavaScript that names a flag; column 26 lies in its key.
pub fn names(key: &str) -> String {
    format!("ldClient.boolVariation(\"{key}\", user, false);\n")
}

/// Capabilities of a client that pulls diagnostics and can be asked to pull again.
pub fn pulls() -> Value {
    json!({
        "workspace": { "diagnostics": { "refreshSupport": true } },
        "textDocument": { "diagnostic": {} },
    })
}

/// Capabilities of a client that pulls diagnostics and watches files.
pub fn watches() -> Value {
    let mut capabilities = pulls();
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    capabilities
}

/// Capabilities of a client that takes everything but pulls no diagnostics.
pub fn rich() -> Value {
    json!({
        "workspace": { "applyEdit": true, "workspaceEdit": { "documentChanges": true } },
        "textDocument": {
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } }, "isPreferredSupport": true },
            "publishDiagnostics": {
                "tagSupport": { "valueSet": [1, 2] }, "codeDescriptionSupport": true, "relatedInformation": true,
            },
        },
        "window": { "showDocument": { "support": true }, "workDoneProgress": true },
        "experimental": { "serverStatusNotification": true },
    })
}
