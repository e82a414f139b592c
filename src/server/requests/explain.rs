//! `flagwise.explain`.

use std::path::Path;

use serde::Serialize;

use crate::ide;
use crate::server::commands::ExplainArguments;
use crate::server::context::FileContext;
use crate::server::session::Snapshot;

/// Result of `flagwise.explain`.
#[derive(Debug, Serialize)]
pub(in crate::server) struct Explained {
    /// The explanation as Markdown, with links to other files.
    pub(in crate::server) markdown: String,
    /// The explanation as plain text.
    pub(in crate::server) text: String,
}

/// `flagwise.explain`: why a location is, or is not, a flag reference. Reads other files involved, open ones from the
/// session.
pub(in crate::server) fn explain(snapshot: &Snapshot, arguments: &ExplainArguments) -> Option<Explained> {
    let file = snapshot.file(&arguments.uri)?;
    if let Some(exclusion) = file.exclusion() {
        let (root, path) = (file.root().unwrap_or(Path::new("")), file.open.path.as_deref().unwrap_or(Path::new("")));
        let reason = exclusion.reason(root, path, |path: &Path| path.to_string_lossy().into_owned());
        let explanation = ide::Explanation::of_excluded_file(reason);
        let markdown = explanation.markdown(&|_| None);
        return Some(Explained { markdown, text: explanation.plain_text(&str::to_owned) });
    }
    let context = FileContext::new(snapshot, &file)?;
    let catalog = file.catalog.as_ref();
    let source = catalog.map(|catalog| format!("project {}", catalog.project.key));
    let question = ide::Question {
        path: context.path(),
        offset: context.offset(arguments.position),
        known: &file.known(),
        source: source.as_deref(),
        parse_limit: file.settings.max_file_size,
    };
    let mut explanation = ide::explain(&context.analysis(), &question)?;
    let key = ide::explained_reference(context.source(), question.offset).and_then(|reference| reference.key());
    if let Some((catalog, key)) = catalog.zip(key) {
        let state = if catalog.flag(key).is_some() { "known" } else { "unknown" };
        explanation.rows.push(("catalog", format!("{state}: project {}", catalog.project.key)));
    }
    let link = |step: &crate::index::Step| {
        let (uri, _) = context.uri(&step.path)?;
        Some(format!("{}#L{}", uri.as_str(), step.line))
    };
    Some(Explained { markdown: explanation.markdown(&link), text: explanation.plain_text(&str::to_owned) })
}
