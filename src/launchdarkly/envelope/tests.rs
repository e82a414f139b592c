use serde_json::json;

use super::{Links, Page};

fn page(value: serde_json::Value) -> Page<u32> {
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_page_may_lack_everything() {
    for value in [json!({}), json!({ "items": null, "_links": null, "totalCount": null })] {
        let page = page(value);
        assert!(page.items.is_empty());
        assert_eq!((page.total(), page.next_offset()), (None, None));
    }
}

#[test]
fn the_next_page_is_known_by_the_offset_of_its_link() {
    let next = |href: &str| page(json!({ "items": [1], "_links": { "next": { "href": href } } })).next_offset();
    assert_eq!(next("/api/v2/flags/default?limit=100&offset=200&summary=false"), Some(200));
    assert_eq!(next("https://elsewhere.example/api/v2/flags/default?offset=5"), Some(5));
    assert_eq!(next("/api/v2/flags/default"), None);
    assert_eq!(next("?offset=minus"), None);
}

#[test]
fn a_count_of_the_wrong_type_is_no_count() {
    assert_eq!(page(json!({ "totalCount": "many" })).total(), None);
    assert_eq!(page(json!({ "totalCount": -1 })).total(), None);
    assert_eq!(page(json!({ "totalCount": 7 })).total(), Some(7));
}

#[test]
fn links_hide_keys() {
    let links: Links = serde_json::from_value(json!({
        "parent": { "href": "/api/v2/flags/default/checkout.v2" },
        "odd": { "href": "/api/v2/flags/default/a%20b+c/" },
        "bad": { "type": "text/html" },
        "null": null,
    }))
    .unwrap();
    assert_eq!(links.last_segment("parent").as_deref(), Some("checkout.v2"));
    assert_eq!(links.last_segment("odd").as_deref(), Some("a b+c"));
    assert_eq!(links.last_segment("bad"), None);
    assert_eq!(links.last_segment("null"), None);
}
