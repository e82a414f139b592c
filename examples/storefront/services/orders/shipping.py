"""Ways to ship an order."""

import ldclient
from ldclient import Context


def delivery_options(context: Context) -> list[str]:
    """What the customer may choose from, cheapest first."""
    options = ["standard"]
    if ldclient.get().variation("express-shipping", context, False):
        options.append("express")
    return options
