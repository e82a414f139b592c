use super::*;

#[test]
fn a_field_of_this_is_looked_at() {
    check(
        r#"
//- Toggles.cs
using LaunchDarkly.Sdk.Server;
public interface IToggles { bool Evaluate(string key); }
public class Toggles : IToggles {
    private readonly LdClient client;
    public Toggles(LdClient client) { this.client = client; }
    public virtual bool Evaluate(string key) { return this.client.BoolVariation(key, context, false); }
}
public class Beta : Toggles {
    public bool IsBeta() { return this.Evaluate("dsnp"); }
}
//- Home.cs
public class Home {
    private readonly IToggles service;
    private readonly IFeatureClient features;
    private readonly Translator words;
    public Home(IToggles service) { this.service = service; }
    public bool Index() {
        ViewData["Flag"] = this.service.Evaluate("new-checkout");
        return this.features.IsOn("old-search") || this.words.Evaluate("beta");
    }
}
"#,
        expect![[r#"
            Home.cs:7 wrapper new-checkout `new-checkout`
            Home.cs:8 wrapper old-search `old-search`
            Toggles.cs:9 wrapper dsnp `dsnp`
        "#]],
    );
}

#[test]
fn the_users_own_key_is_no_flag() {
    check(
        r#"
//- FeatureToggles.cs
using LaunchDarkly.Sdk.Server;
public class FeatureToggles {
    private const string LdUser = "dsnp";
    private const string SearchKey = "old-search";
    public FeatureToggles() { _context = Context.Builder(LdUser).Build(); }
    public bool Search() { return client.BoolVariation(SearchKey, _context, false); }
}
"#,
        expect![[r#"
            FeatureToggles.cs:4 definition old-search `old-search`
            FeatureToggles.cs:6 constant old-search `SearchKey`
        "#]],
    );
}
