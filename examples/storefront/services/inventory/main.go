// Command inventory keeps the shop's stock in step with the warehouse.
package main

import (
	"log"
	"os"
	"time"

	"github.com/launchdarkly/go-sdk-common/v3/ldcontext"
	ld "github.com/launchdarkly/go-server-sdk/v7"
)

func main() {
	client, err := ld.MakeClient(os.Getenv("LAUNCHDARKLY_SDK_KEY"), 5*time.Second)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	warehouse := ldcontext.NewWithKind("warehouse", "rotterdam")
	for {
		log.Printf("stock read, express reserve: %v", reservesExpress(client, warehouse))
		time.Sleep(syncInterval(client, warehouse))
	}
}
