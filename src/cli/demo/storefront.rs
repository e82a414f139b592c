//! The embedded sample project.

use std::fs;
use std::io;
use std::path::Path;

/// Every file of `examples/storefront`, embedded so that the demo needs no checkout.
const FILES: &[(&str, &str)] = &[
    ("README.md", include_str!("../../../examples/storefront/README.md")),
    ("flagwise.toml", include_str!("../../../examples/storefront/flagwise.toml")),
    ("services/inventory/go.mod", include_str!("../../../examples/storefront/services/inventory/go.mod")),
    ("services/inventory/main.go", include_str!("../../../examples/storefront/services/inventory/main.go")),
    ("services/inventory/sync.go", include_str!("../../../examples/storefront/services/inventory/sync.go")),
    ("services/orders/flags.py", include_str!("../../../examples/storefront/services/orders/flags.py")),
    ("services/orders/pricing.py", include_str!("../../../examples/storefront/services/orders/pricing.py")),
    ("services/orders/receipts.py", include_str!("../../../examples/storefront/services/orders/receipts.py")),
    ("services/orders/shipping.py", include_str!("../../../examples/storefront/services/orders/shipping.py")),
    ("web/package.json", include_str!("../../../examples/storefront/web/package.json")),
    ("web/src/Cart.tsx", include_str!("../../../examples/storefront/web/src/Cart.tsx")),
    ("web/src/Checkout.tsx", include_str!("../../../examples/storefront/web/src/Checkout.tsx")),
    ("web/src/ProductPage.tsx", include_str!("../../../examples/storefront/web/src/ProductPage.tsx")),
    ("web/src/SearchBox.tsx", include_str!("../../../examples/storefront/web/src/SearchBox.tsx")),
    ("web/src/api.ts", include_str!("../../../examples/storefront/web/src/api.ts")),
    ("web/src/flags.ts", include_str!("../../../examples/storefront/web/src/flags.ts")),
    ("web/src/theme.ts", include_str!("../../../examples/storefront/web/src/theme.ts")),
];

/// Writes the shop into a folder, which is made where it is missing.
pub fn write_to(folder: &Path) -> io::Result<()> {
    for (path, text) in FILES {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}

/// The text of one of the shop's files.
pub fn text(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path, found: &mut Vec<String>, top: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, found, top);
            } else {
                found.push(path.strip_prefix(top).unwrap().to_string_lossy().replace('\\', "/"));
            }
        }
    }

    #[test]
    fn the_binary_holds_every_file_of_the_example() {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/storefront");
        let mut found = Vec::new();
        files(&top, &mut found, &top);
        found.sort();
        assert_eq!(found, FILES.iter().map(|(path, _)| *path).collect::<Vec<_>>());
    }
}
