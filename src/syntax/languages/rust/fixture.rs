// Every SDK method once, then what looks like one and is none.
use launchdarkly_server_sdk::{Client, Context, Migrator};
use std::sync::Arc;

pub const NEW_SEARCH: &str = "new-search";
static OLD_CART: &str = "old-cart";

struct Toggle {
    key: &'static str,
    default: bool,
}

const BANNER: Toggle = Toggle { key: "banner", default: false };

enum Flag {
    NewFlow,
    OldFlow,
}

impl Flag {
    const LEGACY: &'static str = "legacy-flow";

    fn key(&self) -> &'static str {
        match self {
            Self::NewFlow => "new-flow",
            Flag::OldFlow => "old-flow",
        }
    }
}

fn all(client: &Client, ctx: &Context, fallback: bool) {
    // server-side
    client.bool_variation(ctx, "bool_variation-flag", fallback);
    client.bool_variation_detail(ctx, "bool_variation_detail-flag", fallback);
    client.str_variation(ctx, "str_variation-flag", "none".to_string());
    client.str_variation_detail(ctx, "str_variation_detail-flag", String::from("none"));
    client.float_variation(ctx, "float_variation-flag", 0.5);
    client.float_variation_detail(ctx, "float_variation_detail-flag", 0.5);
    client.int_variation(ctx, "int_variation-flag", 1);
    client.int_variation_detail(ctx, "int_variation_detail-flag", 1);
    client.json_variation(ctx, "json_variation-flag", serde_json::json!({"a": 1}));
    client.json_variation_detail(ctx, "json_variation_detail-flag", serde_json::json!({"a": 1}));
    client.variation(ctx, "variation-flag", fallback);
    client.variation_detail(ctx, "variation_detail-flag", fallback);
    let (stage, tracker) = client.migration_variation(ctx, "migration_variation-flag", Stage::Off).await;
}

async fn migrate(migrator: &mut Migrator, ctx: &Context) {
    migrator.read(ctx, "read-flag".into(), Stage::Off, None::<u32>).await;
    migrator.write(ctx, "write-flag".to_owned(), Stage::Off, None::<u32>).await;
}

mod open {
    use open_feature::{Client, OpenFeature};

    async fn all(client: &Client) {
        client.get_bool_value("get_bool_value-flag", None, None).await;
        client.get_bool_details("get_bool_details-flag", None, None).await;
        client.get_int_value("get_int_value-flag", None, None).await;
        client.get_int_details("get_int_details-flag", None, None).await;
        client.get_float_value("get_float_value-flag", None, None).await;
        client.get_float_details("get_float_details-flag", None, None).await;
        client.get_string_value("get_string_value-flag", None, None).await;
        client.get_string_details("get_string_details-flag", None, None).await;
        client.get_struct_value::<Cart>("get_struct_value-flag", None, None).await;
        client.get_struct_details::<Cart>("get_struct_details-flag", None, None).await;
    }
}

struct Features {
    client: Arc<Client>,
    ctx: Context,
}

impl Features {
    fn constants(&self, flag: Flag) {
        if self.client.bool_variation(&self.ctx, NEW_SEARCH, false) && true {
            self.client.bool_variation(&self.ctx, Flag::LEGACY, false);
        }
        self.client.bool_variation(&self.ctx, self::OLD_CART, false);
        self.client.bool_variation(&self.ctx, BANNER.key, BANNER.default);
        self.client.bool_variation(&self.ctx, Flag::NewFlow.key(), false);
        println!("{}", self.client.bool_variation(&self.ctx, "in-a-macro", false));
        assert!(!self.is_on(Flag::OldFlow.key()));
        let key = "local-flag";
        self.client.str_variation(&self.ctx, &key, String::new());
    }

    fn is_on(&self, key: &str) -> bool {
        self.client.bool_variation(&self.ctx, key, false)
    }

    fn is_off(&self, key: impl AsRef<str>) -> bool {
        !self.is_on(key.as_ref())
    }
}

fn wrapped(features: &Features) {
    if features.is_off("wrapped-flag") {
        let check = |key| features.is_on(key);
        check("twice-wrapped-flag");
    }
}

fn none(file: &mut File, book: &Book) {
    // client.bool_variation(ctx, "in-a-comment", false)
    translate("an-i18n-id");
    file.read(ctx, "not-a-key".into(), Stage::Off, None);
    book.write("not-a-key");
    matches!(translate("an-i18n-id"), Some("not-a-flag"));
    let title = "not-a-flag";
}
