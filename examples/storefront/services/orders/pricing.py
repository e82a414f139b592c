"""Prices of an order, in cents."""

import ldclient
from ldclient import Context

LOYALTY_POINTS = "loyalty-points"


def total(lines: list[int], gift_card: int, context: Context) -> int:
    """The sum to pay, with the discounts that the customer gets."""
    client = ldclient.get()
    amount = sum(lines)
    if client.variation(LOYALTY_POINTS, context, False):
        amount -= amount // 50
    if gift_card and client.variation("gift-cards", context, False):
        amount -= min(amount, gift_card)
    return amount
