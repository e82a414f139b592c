package main

import (
	"time"

	"github.com/launchdarkly/go-sdk-common/v3/ldcontext"
	ld "github.com/launchdarkly/go-server-sdk/v7"
)

// syncInterval is how long to wait between two looks at the warehouse.
func syncInterval(client *ld.LDClient, warehouse ldcontext.Context) time.Duration {
	seconds, err := client.IntVariation("inventory-sync-interval", warehouse, 300)
	if err != nil || seconds <= 0 {
		return 5 * time.Minute
	}
	return time.Duration(seconds) * time.Second
}

// reservesExpress tells whether stock is held back for orders that ship today.
func reservesExpress(client *ld.LDClient, warehouse ldcontext.Context) bool {
	reserve, _ := client.BoolVariation("express-shipping", warehouse, false)
	return reserve
}
