//! `textDocument/codeLens` and `codeLens/resolve`.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::ide;
use crate::server::commands::OPEN;
use crate::server::context::{FileContext, Places};
use crate::server::proto::{CodeLens, CodeLensParams, Command, Location, Uri};
use crate::server::session::Snapshot;
use crate::text::printable;

/// Maximum number of references that a lens lists.
const MOST_REFERENCES: usize = 1_000;

/// What a lens carries to be resolved. The title is made from the flags of that moment.
#[derive(Serialize, Deserialize)]
struct LensData {
    /// The document.
    uri: Uri,
    /// The flag.
    key: String,
    /// What the lens is about.
    kind: ide::LensKind,
}

/// `textDocument/codeLens`: places only. A definition's references are counted once its lens is shown.
pub(in crate::server) fn code_lenses(snapshot: &Snapshot, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    let uri = &params.text_document.uri;
    let file = snapshot.file(uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let found = ide::code_lenses(&context.analysis(), context.path());
    let here = found.into_iter().filter(|lens| context.holds(lens.range));
    let lenses = here.map(|lens| {
        let data = LensData { uri: uri.clone(), key: lens.flag.to_string(), kind: lens.kind };
        CodeLens { range: context.range(lens.range), command: None, data: Some(json!(data)) }
    });
    let lenses: Vec<_> = lenses.collect();
    (!lenses.is_empty()).then_some(lenses)
}

/// `codeLens/resolve`. Of a flag that is gone by now the lens says so.
pub(in crate::server) fn resolve_code_lens(snapshot: &Snapshot, lens: CodeLens) -> CodeLens {
    let command = command(snapshot, &lens).unwrap_or_else(|| Command {
        title: "flag not loaded".to_owned(),
        command: String::new(),
        arguments: None,
    });
    CodeLens { command: Some(command), ..lens }
}

fn command(snapshot: &Snapshot, lens: &CodeLens) -> Option<Command> {
    let data: LensData = serde_json::from_value(lens.data.clone()?).ok()?;
    let file = snapshot.file(&data.uri)?;
    let context = FileContext::new(snapshot, &file)?;
    let content = ide::code_lens_content(&context.analysis(), &data.key, data.kind)?;
    let title = printable(&content.title).into_owned();
    if let Some(command) = snapshot.capabilities.show_references.filter(|_| !content.references.is_empty()) {
        let references = content.references.iter().take(MOST_REFERENCES);
        let locations = locations(&context, references);
        let arguments = vec![json!(data.uri), json!(lens.range.start), json!(locations)];
        return Some(Command { title, command: command.to_owned(), arguments: Some(arguments) });
    }
    let arguments = ide::CommandArguments {
        project: file.catalog.as_ref()?.project.key.clone(),
        flag: data.key.as_str().into(),
        environment: None,
        comment: None,
    };
    Some(Command { title, command: OPEN.to_owned(), arguments: Some(vec![json!(arguments)]) })
}

/// The places of references; those of one file follow each other, so that each is read once.
fn locations<'r>(
    context: &FileContext<'_>,
    references: impl Iterator<Item = &'r (std::sync::Arc<str>, crate::text::ByteRange)>,
) -> Vec<Location> {
    let mut source = None;
    let mut locations = Vec::new();
    for (path, range) in references {
        let is_same = source.as_ref().is_some_and(|file: &ide::SourceFile| file.path == *path);
        if !is_same {
            source = ide::Files::file(context, path);
        }
        let placed = source.as_ref().and_then(|file| context.placed(path, file, *range));
        locations.extend(placed.map(|(uri, _, range)| Location { uri, range }));
    }
    locations
}
