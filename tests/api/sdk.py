"""PyPI launchdarkly-server-sdk: evaluates over the stream, sees a toggle within a second, and a deletion."""

import time

import ldclient
from ldclient import Context
from ldclient.config import Config

from simulator import SEMANTIC, Checks, Simulator


def main():
    checks = Checks()
    with Simulator() as simulator:
        key = simulator.sdk_keys["production"]
        address = {"base_uri": simulator.url, "stream_uri": simulator.url, "events_uri": simulator.url}
        stream = ldclient.LDClient(Config(key, **address), start_wait=10)
        checks.expect("initialised over the stream", stream.is_initialized())
        evaluate(checks, stream)
        change(checks, simulator, stream)
        requested(checks, simulator, stream)
        stream.close()
        poll = ldclient.LDClient(Config(key, stream=False, poll_interval=30, send_events=False, **address), start_wait=10)
        checks.expect("initialised by polling", poll.is_initialized())
        evaluate(checks, poll)
        poll.close()
        stranger = ldclient.LDClient(Config("sdk-of-nobody", send_events=False, **address), start_wait=2)
        checks.expect("an unknown key is refused", not stranger.is_initialized())
        stranger.close()
    checks.end()


def evaluate(checks, client):
    def detail(key, context, default):
        found = client.variation_detail(key, context, default)
        return found.value, found.reason["kind"]

    user = Context.builder("user-nobody").set("country", "FR").build()
    ada = Context.create("user-ada")
    acme = Context.create("org-acme", "organization")
    staff = Context.builder("someone").set("email", "someone@example.com").build()
    cases = [
        ("gift-cards", ada, False, (True, "TARGET_MATCH")),
        ("gift-cards", Context.create_multi(user, acme), False, (True, "TARGET_MATCH")),
        ("gift-cards", staff, False, (True, "RULE_MATCH")),
        ("gift-cards", user, True, (False, "FALLTHROUGH")),
        ("express-shipping", user, True, (False, "OFF")),
        ("promo-banner-text", Context.builder("u").set("country", "DE").build(), "",
         ("Summer sale: up to 40 % off", "RULE_MATCH")),
        ("inventory-sync-interval", user, 0, (300, "FALLTHROUGH")),
        ("checkout-express-pay", user, False, (True, "FALLTHROUGH")),
        ("legacy-cart-banner", user, "archived", ("archived", "ERROR")),
        ("price-rounding", user, "code decides", ("code decides", "OFF")),
    ]
    for key, context, default, expected in cases:
        checks.expect(f"{key} for {context.fully_qualified_key}", detail(key, context, default) == expected,
                      f"{detail(key, context, default)} instead of {expected}")
    config = client.variation("payment-config", user, {})
    checks.expect("JSON", config.get("methods") == ["card", "invoice", "wallet"], config)
    shares = {client.variation("recommendations-engine",
                               Context.builder(f"u{number}").set("accountId", f"a{number}").build(), "none")
              for number in range(200)}
    checks.expect("a rollout over three", shares == {"popular", "collaborative", "neural"}, shares)


def requested(checks, simulator, client):
    """The events that the SDK sends by itself make a new flag an active one."""

    def status():
        return simulator.request("GET", "/api/v2/flag-statuses/storefront/production/returns-portal")["name"]

    checks.expect("nobody has asked", status() == "new")
    client.variation("returns-portal", Context.create("user-nobody"), False)
    client.flush()
    begin = time.monotonic()
    while status() != "active" and time.monotonic() - begin < 10:
        time.sleep(0.05)
    checks.expect("somebody has asked", status() == "active", status())


def change(checks, simulator, client):
    user = Context.create("user-nobody")

    def patch(flag, *kinds):
        body = {"environmentKey": "production", "instructions": [{"kind": kind} for kind in kinds]}
        simulator.request("PATCH", f"/api/v2/flags/storefront/{flag}", body, SEMANTIC)

    def within_a_second(flag, default, expected):
        begin = time.monotonic()
        while time.monotonic() - begin < 1:
            if client.variation(flag, user, default) == expected:
                return
            time.sleep(0.005)
        raise AssertionError(f"{flag} still serves {client.variation(flag, user, default)!r}")

    patch("express-shipping", "turnFlagOn")
    checks.run("a toggle is seen within a second", lambda: within_a_second("express-shipping", False, True))
    patch("express-shipping", "turnFlagOff")
    checks.run("and back", lambda: within_a_second("express-shipping", True, False))
    patch("express-shipping", "archiveFlag")
    checks.run("archived", lambda: within_a_second("express-shipping", "gone", "gone"))
    patch("express-shipping", "restoreFlag")
    checks.run("restored", lambda: within_a_second("express-shipping", "gone", False))
    simulator.request("DELETE", "/api/v2/flags/storefront/footer-links")
    checks.run("a deletion is seen", lambda: within_a_second("footer-links", "gone", "gone"))
    time.sleep(1.1)  # the time of its creation, in seconds, is part of the version that an SDK sees
    simulator.request("POST", "/api/v2/flags/storefront", {"name": "Again", "key": "footer-links"})
    checks.run("made again", lambda: within_a_second("footer-links", "gone", False))


if __name__ == "__main__":
    main()
