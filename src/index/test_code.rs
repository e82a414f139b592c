//! Detection of test code by path and imported test framework. Keys in tests are often invented.

use super::program::File;

/// Folder names of test code.
#[rustfmt::skip]
const FOLDERS: &[&str] = &[
    "test", "tests", "__tests__", "spec", "specs", "cypress", "e2e", "fixtures", "mock", "mocks", "__mocks__", "testing",
    "testdata", "functionaltest", "integrationtest", "unittest", "androidtest", "testfixtures", "playwright", "storybook",
];
/// Suffixes of folder names of test projects: `Shop.Tests`, `shop_test`.
const FOLDER_ENDS: &[&str] = &[".tests", ".test", "_test", "_tests", "-tests", "-test", ".spec", ".specs", "-e2e"];
/// File name suffixes of test code, before the extension.
const SUFFIXES: &[&str] =
    &["test", "tests", "spec", "specs", "stories", "story", "mock", "mocks", "fixture", "fixtures"];
/// Modules that only test code imports, as a whole or as a prefix.
#[rustfmt::skip]
const FRAMEWORKS: &[&str] = &[
    "jest", "@jest/globals", "vitest", "mocha", "chai", "sinon", "@testing-library", "cypress", "@playwright/test", "ava",
    "node:test", "enzyme", "pytest", "unittest", "nose", "org.junit", "junit", "org.testng", "org.mockito", "io.mockk",
    "kotlin.test", "io.kotest", "NUnit", "Xunit", "Moq", "NSubstitute", "Microsoft.VisualStudio.TestTools", "testing",
    "github.com/stretchr/testify", "XCTest", "Testing", "Quick", "Nimble", "PHPUnit", "rspec", "minitest",
    "org.scalatest", "org.specs2", "package:test", "package:flutter_test", "ExUnit",
];

impl File {
    /// Whether the file is test code.
    pub(in crate::index) fn is_test_code(&self) -> bool {
        is_test_path(&self.path) || self.facts.imports.iter().any(|import| is_framework(self.text(import.module)))
    }
}

/// Whether a path (relative, with `/`) belongs to test code.
pub(super) fn is_test_path(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_test_folder = |folder: &str| {
        let folder = folder.to_ascii_lowercase();
        FOLDERS.contains(&folder.as_str()) || FOLDER_ENDS.iter().any(|end| folder.ends_with(end))
    };
    if folders.split('/').any(is_test_folder) {
        return true;
    }
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let between = name.split('.').skip(1).any(|part| SUFFIXES.contains(&part.to_ascii_lowercase().as_str()));
    let last = |separator: char| {
        let (before, word) = stem.rsplit_once(separator).unwrap_or(("", stem));
        !before.is_empty() && SUFFIXES.contains(&word)
    };
    // `FlagServiceTest`, `FlagServiceTests`, `FlagServiceSpec`, but not `latest`.
    let camel = ["Test", "Tests", "Spec", "IT"].iter().any(|end| {
        stem.strip_suffix(end).is_some_and(|before| before.ends_with(|c: char| c.is_lowercase() || c.is_numeric()))
    });
    between || last('_') || last('-') || camel || stem.starts_with("test_") || stem == "conftest"
}

fn is_framework(module: &str) -> bool {
    FRAMEWORKS.iter().any(|framework| {
        module.strip_prefix(framework).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.', ':', '\\']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_code_is_told_by_its_path() {
        for path in [
            "src/a.test.ts",
            "src/a_test.go",
            "tests/a.py",
            "src/test/java/A.java",
            "a/FlagServiceTest.java",
            "Shop.Tests/A.cs",
            "cypress/e2e/a.ts",
            "app/test_flags.py",
            "conftest.py",
            "src/Button.stories.tsx",
            "spec/models/a_spec.rb",
        ] {
            assert!(is_test_path(path), "{path}");
        }
        for path in ["src/latest.ts", "src/attestation/a.ts", "contest/a.py", "src/protest.rs", "src/greatest.java"] {
            assert!(!is_test_path(path), "{path}");
        }
    }
}
