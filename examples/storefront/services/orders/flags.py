"""The order service's LaunchDarkly client."""

import os

import ldclient
from ldclient import Context
from ldclient.config import Config

ldclient.set_config(Config(os.environ.get("LAUNCHDARKLY_SDK_KEY", "")))


def customer_context(customer_id: str, country: str) -> Context:
    """What flags may know of a customer."""
    return Context.builder(customer_id).kind("customer").set("country", country).build()
