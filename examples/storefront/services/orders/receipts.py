"""Receipts by e-mail."""

import ldclient
from ldclient import Context


def footer(context: Context) -> str:
    """The last line of a receipt."""
    # The templates of old receipts still name this flag.  flagwise: ignore[archived-flag]
    if ldclient.get().variation("legacy-cart-banner", context, False):
        return "Free returns within 30 days."
    return "Thank you for your order."
