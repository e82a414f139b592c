//! The steps of the demo. Each checks the server's reaction before it prints it.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use anyhow::{Context, anyhow, ensure};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::cli::{Terminal, drawing};
use crate::config::Severity;
use crate::credentials::Stores;
use crate::flags::FlagKey;
use crate::launchdarkly::{Client, ClientOptions, Host};
use crate::server::{self, ServerOptions};
use crate::simulator::Simulator;
use crate::text::{LineIndex, Position, PositionEncoding};

use super::editor::Editor;
use super::storefront;

/// Files opened by the demo.
const OPENED: [(&str, &str); 5] = [
    ("web/src/Cart.tsx", "typescriptreact"),
    ("web/src/Checkout.tsx", "typescriptreact"),
    ("web/src/SearchBox.tsx", "typescriptreact"),
    ("web/src/theme.ts", "typescript"),
    ("services/orders/receipts.py", "python"),
];

/// Expected diagnostics. The archived flag in `receipts.py` is suppressed by a comment.
const EXPECTED: [(&str, &[&str]); 5] = [
    ("web/src/Cart.tsx", &["archived-flag"]),
    ("web/src/Checkout.tsx", &["unknown-flag"]),
    ("web/src/SearchBox.tsx", &["stale-flag"]),
    ("web/src/theme.ts", &["deprecated-flag"]),
    ("services/orders/receipts.py", &[]),
];

/// Runs the demo and prints what a user would see. The error names the failed step.
pub async fn run(folder: &Path, simulator: &Simulator, terminal: &mut Terminal) -> anyhow::Result<()> {
    let started = Instant::now();
    let options = options(simulator);
    let (near, far) = tokio::io::duplex(1 << 20);
    let (read, write) = tokio::io::split(far);
    let server = tokio::spawn(server::serve(read, write, options));
    let mut tour = Tour { folder, simulator, terminal, editor: Editor::new(near), step: 0 };

    tour.introduce()?;
    tour.open().await.context("step 1, diagnostics")?;
    tour.hover().await.context("step 2, hover")?;
    let archive = tour.light_bulb().await.context("step 3, code actions")?;
    tour.archive(&archive).await.context("step 4, archiving a flag")?;
    tour.fix_spelling().await.context("step 5, replacing a misspelled key")?;
    tour.editor.request("shutdown", Value::Null).await.context("shutting down")?;
    tour.editor.notify("exit", Value::Null).await.context("shutting down")?;
    let code = server.await.context("the server stopped unexpectedly")?;
    ensure!(code == 0, "the server ended with exit code {code}, not 0");
    tour.go_on(started)
}

/// A server for the simulator, isolated from the user's settings, cache and token.
fn options(simulator: &Simulator) -> ServerOptions {
    let variables = [
        ("LAUNCHDARKLY_API_HOST", simulator.url()),
        ("LAUNCHDARKLY_ACCESS_TOKEN", simulator.writer_token().to_owned()),
    ];
    ServerOptions {
        cache_folder: None,
        user_file: None,
        answers_file: None,
        credentials: Stores::none(),
        environment: std::sync::Arc::new(move |name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
        }),
        ..ServerOptions::default()
    }
}

struct Tour<'a> {
    folder: &'a Path,
    simulator: &'a Simulator,
    terminal: &'a mut Terminal,
    editor: Editor,
    step: usize,
}

impl Tour<'_> {
    fn introduce(&mut self) -> anyhow::Result<()> {
        let url = self.simulator.url();
        let out = self.terminal.out();
        writeln!(
            out,
            "A sample project (examples/storefront) is opened in an in-memory editor that uses the language"
        )?;
        writeln!(out, "server protocol. The simulator at {url} takes the place of LaunchDarkly.")?;
        self.terminal.flush()?;
        Ok(())
    }

    async fn open(&mut self) -> anyhow::Result<()> {
        let root = uri(self.folder)?;
        let capabilities = json!({
            "general": { "positionEncodings": ["utf-8"] },
            "window": { "showMessage": {}, "showDocument": { "support": true } },
            "workspace": { "applyEdit": true, "workspaceEdit": { "documentChanges": true } },
            "textDocument": {
                "hover": { "contentFormat": ["plaintext"] },
                "publishDiagnostics": { "codeDescriptionSupport": true, "tagSupport": { "valueSet": [1, 2] } },
                "codeAction": {
                    "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                    "isPreferredSupport": true
                }
            }
        });
        let parameters = json!({
            "processId": null,
            "clientInfo": { "name": "flagwise demo" },
            "rootUri": root,
            "workspaceFolders": [{ "uri": root, "name": "storefront" }],
            "capabilities": capabilities,
        });
        self.editor.request("initialize", parameters).await?;
        self.editor.notify("initialized", json!({})).await?;
        for (path, language) in OPENED {
            let text = storefront::text(path).with_context(|| format!("{path} is missing"))?;
            let document = json!({ "uri": self.uri(path)?, "languageId": language, "version": 1, "text": text });
            self.editor.notify("textDocument/didOpen", json!({ "textDocument": document })).await?;
        }
        for (path, codes) in EXPECTED {
            self.wait_for_codes(path, codes).await?;
        }
        self.heading("The editor opens the files and underlines the diagnostics")?;
        for (path, _) in EXPECTED {
            self.draw(path)?;
        }
        Ok(())
    }

    async fn hover(&mut self) -> anyhow::Result<()> {
        let (path, key) = ("web/src/Checkout.tsx", "checkout-new-flow");
        let parameters = json!({ "textDocument": { "uri": self.uri(path)? }, "position": self.place(path, key)? });
        let hover = self.editor.request("textDocument/hover", parameters).await?;
        let card = hover["contents"]["value"].as_str().or(hover["contents"].as_str()).unwrap_or_default();
        for expected in [key, "production", "staging"] {
            ensure!(card.to_lowercase().contains(expected), "the hover does not contain `{expected}`: {card}");
        }
        let card = card.to_owned();
        self.heading(&format!("Hover of \"{key}\" in {path}"))?;
        self.quote(&card)
    }

    /// The command that archives the stale flag.
    async fn light_bulb(&mut self) -> anyhow::Result<Value> {
        let (path, key) = ("web/src/SearchBox.tsx", "search-autocomplete");
        let actions = self.code_actions(path, key).await?;
        let titles: Vec<String> = actions.iter().map(|action| text(&action["title"])).collect();
        self.heading(&format!("Code actions of \"{key}\" in {path}"))?;
        for title in &titles {
            writeln!(self.terminal.out(), "  • {title}")?;
        }
        let command = |action: &Value| {
            let nested = &action["command"];
            if nested.is_object() { nested.clone() } else { action.clone() }
        };
        let archive = actions.iter().map(command).find(|command| command["command"] == "flagwise.archive");
        archive.with_context(|| format!("archiving is not offered, only {titles:?}"))
    }

    async fn archive(&mut self, command: &Value) -> anyhow::Result<()> {
        let (path, key) = ("web/src/SearchBox.tsx", "search-autocomplete");
        ensure!(!self.is_archived(key).await?, "{key} is archived already");
        self.editor.press = Some("archive");
        let parameters = json!({ "command": command["command"], "arguments": command["arguments"] });
        self.editor.request("workspace/executeCommand", parameters).await?;
        self.editor.wait_for("question", |editor| !editor.questions.is_empty()).await?;
        let question = self.editor.questions[0].clone();
        ensure!(question.text.contains(key), "the confirmation does not mention {key}: {}", question.text);
        let pressed = question.pressed.with_context(|| format!("no button to archive: {:?}", question.buttons))?;
        self.wait_for_codes(path, &["archived-flag"]).await?;
        ensure!(self.is_archived(key).await?, "{key} is not archived at the simulator");

        self.heading("\"Archive\" is chosen, and the editor asks for confirmation")?;
        let buttons: Vec<String> = question.buttons.iter().map(|button| format!("[{button}]")).collect();
        self.quote(&format!("{}\n{}", question.text, buttons.join(" ")))?;
        let url = format!("{}/api/v2/flags/{}/{key}", self.simulator.url(), self.simulator.project());
        writeln!(self.terminal.out(), "\n  After \"{pressed}\", GET {url} returns")?;
        self.quote("\"archived\": true")?;
        writeln!(self.terminal.out(), "\n  and the diagnostics are updated\n")?;
        self.draw(path)
    }

    async fn fix_spelling(&mut self) -> anyhow::Result<()> {
        let (path, wrong, right) = ("web/src/Checkout.tsx", "express-shiping", "express-shipping");
        let actions = self.code_actions(path, wrong).await?;
        let uri = self.uri(path)?;
        let edit = actions
            .iter()
            .filter(|action| action["edit"].is_object())
            .flat_map(|action| edits(&action["edit"], &uri))
            .find(|edit| text(&edit["newText"]).contains(right))
            .with_context(|| format!("no edit replaces {wrong} by {right}: {actions:?}"))?;
        let change = json!({ "range": edit["range"], "text": edit["newText"] });
        let document = json!({ "uri": uri, "version": 2 });
        let parameters = json!({ "textDocument": document, "contentChanges": [change] });
        self.editor.notify("textDocument/didChange", parameters).await?;
        self.wait_for_codes(path, &[]).await?;

        self.heading(&format!("The quick fix of \"{wrong}\" in {path} is applied"))?;
        let before = storefront::text(path).unwrap_or_default();
        let line = before.lines().find(|line| line.contains(wrong)).unwrap_or_default().trim();
        let (red, green) = (self.style(AnsiColor::Red), self.style(AnsiColor::Green));
        let out = self.terminal.out();
        writeln!(out, "  {red}- {line}{red:#}")?;
        writeln!(out, "  {green}+ {}{green:#}", line.replace(wrong, right))?;
        writeln!(out, "\n  and the warning is gone.")?;
        Ok(())
    }

    fn go_on(&mut self, started: Instant) -> anyhow::Result<()> {
        let bold = self.bold();
        let out = self.terminal.out();
        writeln!(out, "\n{bold}All steps succeeded in {:.1} s. Next:{bold:#}", started.elapsed().as_secs_f64())?;
        writeln!(
            out,
            "  • In your editor: VS Code, Neovim, Helix, Zed, Emacs and JetBrains take a minute to set up,\n    see \
             {}#editors\n  • On the command line and in CI: flagwise check --help\n  • With your own flags: set \
             LAUNCHDARKLY_ACCESS_TOKEN to an access token (reader role), then\n    flagwise doctor",
            crate::cli::REPOSITORY
        )?;
        Ok(())
    }

    async fn code_actions(&mut self, path: &str, key: &str) -> anyhow::Result<Vec<Value>> {
        let uri = self.uri(path)?;
        let place = self.place(path, key)?;
        let diagnostics = self.editor.diagnostics.get(&uri).cloned().unwrap_or_default();
        let parameters = json!({
            "textDocument": { "uri": uri },
            "range": { "start": place, "end": place },
            "context": { "diagnostics": diagnostics },
        });
        let actions = self.editor.request("textDocument/codeAction", parameters).await?;
        Ok(actions.as_array().cloned().unwrap_or_default())
    }

    async fn wait_for_codes(&mut self, path: &str, codes: &[&str]) -> anyhow::Result<()> {
        let uri = self.uri(path)?;
        let found = |editor: &Editor| -> Option<Vec<String>> {
            Some(editor.diagnostics.get(&uri)?.iter().map(|diagnostic| text(&diagnostic["code"])).collect())
        };
        let what = format!("{codes:?} in {path}");
        let reached = self.editor.wait_for(&what, |editor| found(editor).is_some_and(|found| found == codes)).await;
        reached.map_err(|error| anyhow!("{error}; there is {:?}", found(&self.editor)))
    }

    /// Queries the simulator directly: `GET /api/v2/flags/storefront/KEY`.
    async fn is_archived(&self, key: &str) -> anyhow::Result<bool> {
        let options = ClientOptions {
            host: Host::parse(&self.simulator.url())?,
            ..ClientOptions::new(SecretString::from(self.simulator.reader_token()))
        };
        let flag = Client::new(options)?.flag(&self.simulator.project(), &FlagKey::new(key), &[]).await?;
        Ok(flag.archived)
    }

    fn draw(&mut self, path: &str) -> anyhow::Result<()> {
        let style = drawing::Style::of(self.terminal);
        let uri = self.uri(path)?;
        let source = storefront::text(path).unwrap_or_default();
        let lines = LineIndex::new(source);
        for diagnostic in self.editor.diagnostics.get(&uri).into_iter().flatten() {
            let start = position(&diagnostic["range"]["start"]);
            let end = position(&diagnostic["range"]["end"]);
            let offset = |position| lines.offset(source, position, PositionEncoding::Utf8);
            let severity = match diagnostic["severity"].as_u64() {
                Some(1) => Severity::Error,
                Some(2) => Severity::Warning,
                Some(3) => Severity::Information,
                _ => Severity::Hint,
            };
            let drawn = drawing::Drawn {
                severity,
                code: diagnostic["code"].as_str().unwrap_or_default(),
                url: diagnostic["codeDescription"]["href"].as_str().unwrap_or_default(),
                message: diagnostic["message"].as_str().unwrap_or_default(),
                path,
                absolute: &PathBuf::from(path),
                line: start.line as usize + 1,
                column: start.character as usize + 1,
                text: source,
                range: offset(start)..offset(end),
                flag_url: None,
            };
            // The folder is temporary, so links would be dead.
            drawing::write(self.terminal.out(), &drawn, drawing::Style { links: false, ..style })?;
        }
        Ok(())
    }

    /// LSP position of a key in a file.
    fn place(&self, path: &str, key: &str) -> anyhow::Result<Value> {
        let source = storefront::text(path).unwrap_or_default();
        let offset = source.find(key).with_context(|| format!("{path} does not contain {key}"))?;
        let position = LineIndex::new(source).position(source, offset + 1, PositionEncoding::Utf8);
        Ok(json!({ "line": position.line, "character": position.character }))
    }

    fn uri(&self, path: &str) -> anyhow::Result<String> {
        uri(&self.folder.join(path))
    }

    fn heading(&mut self, heading: &str) -> anyhow::Result<()> {
        self.step += 1;
        let bold = self.bold();
        writeln!(self.terminal.out(), "\n{bold}{}. {heading}{bold:#}\n", self.step)?;
        Ok(())
    }

    fn quote(&mut self, text: &str) -> anyhow::Result<()> {
        let bar = self.style(AnsiColor::Blue);
        for line in text.lines() {
            writeln!(self.terminal.out(), "  {bar}│{bar:#} {line}")?;
        }
        Ok(())
    }

    fn bold(&self) -> Style {
        if self.terminal.has_color() { Style::new().bold() } else { Style::new() }
    }

    fn style(&self, color: AnsiColor) -> Style {
        if self.terminal.has_color() { Style::new().fg_color(Some(color.into())) } else { Style::new() }
    }
}

/// The text edits of a workspace edit for one document, in either form of the protocol.
fn edits(edit: &Value, uri: &str) -> Vec<Value> {
    let plain = edit["changes"][uri].as_array().into_iter().flatten();
    let versioned = edit["documentChanges"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|change| change["textDocument"]["uri"] == uri)
        .flat_map(|change| change["edits"].as_array().into_iter().flatten());
    plain.chain(versioned).cloned().collect()
}

fn position(value: &Value) -> Position {
    let number = |name: &str| u32::try_from(value[name].as_u64().unwrap_or_default()).unwrap_or(u32::MAX);
    Position { line: number("line"), character: number("character") }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn uri(path: &Path) -> anyhow::Result<String> {
    url::Url::from_file_path(path).map(String::from).map_err(|()| anyhow!("{} has no URI", path.display()))
}
