use super::*;

#[test]
fn workflows_evaluate_flags_and_read_outputs() {
    check_with(
        &[],
        r#"
//- .github/workflows/deploy.yml
name: Deploy
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - name: Flags
        id: ld
        uses: launchdarkly/gha-flags@v1.1.0
        with:
          sdk-key: ${{ secrets.LD_SDK_KEY }}
          flags: |
            new-search,false
            banner.text , "none"

            ${{ inputs.flag }},1
      - uses: actions/cache@v4
        with:
          flags: not-a-flag
      - uses: "launchdarkly/gha-flags@v1"
        id: more
        with:
          flags: old-cart,true
      - if: fromJSON(steps.ld.outputs.new-search) && steps.ld.outputs['banner.text'] != steps.more.outputs.old-cart
        run: echo ${{ steps.ld.outputs.other }} ${{ steps.cache.outputs.new-search }} # new-search
  other:
    steps:
    - uses: launchdarkly/gha-flags@v0.0.1
      with:
        flag-keys: |
          first
          second
//- compose.yml
services:
  web:
    flags: |
      not-a-flag
"#,
        expect![[r#"
            .github/workflows/deploy.yml:13 call new-search `new-search`
            .github/workflows/deploy.yml:14 call banner.text `banner.text`
            .github/workflows/deploy.yml:23 call old-cart `old-cart`
            .github/workflows/deploy.yml:24 call new-search `new-search`
            .github/workflows/deploy.yml:24 call banner.text `banner.text`
            .github/workflows/deploy.yml:24 call old-cart `old-cart`
            .github/workflows/deploy.yml:31 call first `first`
            .github/workflows/deploy.yml:32 call second `second`
        "#]],
    );
}

#[test]
fn quoted_keys_are_mentions_in_languages_without_a_grammar() {
    let known: KnownKeys = ["new-search"].into_iter().collect();
    for path in ["a.brs", "a.fs", "a.fsx", "a.vb", "a.yml"] {
        let language = Language::of_path(path.as_ref());
        assert!(language.is_some(), "{path}");
        let text = "x = m.ld.boolVariation(\"new-search\", false) 'new-search' new-search";
        let found = file_references(language, text, &known);
        let keys: Vec<_> = found.resolved().map(|(_, one)| (one.kind().name(), one.range.start)).collect();
        assert_eq!(keys, [("mention", 24), ("mention", 45)], "{path}");
    }
}
