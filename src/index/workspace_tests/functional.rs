//! Elixir, Erlang, Haskell and Lua.

use super::*;

#[test]
fn elixir_modules_are_known_by_their_whole_name() {
    check(
        r#"
//- lib/shop/keys.ex
defmodule Shop.Keys do
  @checkout "new-checkout"
  def checkout, do: @checkout
  def search(), do: "old-search"
end
//- lib/shop/flags.ex
defmodule Shop.Flags do
  @spec enabled?(String.t()) :: boolean()
  def enabled?(flag, user \\ nil), do: :ldclient.variation(flag, user, false)
  def new(flag), do: enabled?(flag)
end
//- lib/other/flags.ex
defmodule Other.Flags do
  def enabled?(word), do: word == "beta"
  def checkout, do: "no flag"
end
//- lib/web/page.ex
defmodule Web.Page do
  alias Shop.{Flags, Keys}
  alias Other.Flags, as: Words
  def show(user) do
    if Flags.enabled?(Keys.checkout(), user), do: user |> Shop.Keys.search |> Flags.enabled?()
    Keys.search() |> Flags.enabled?(user)
    Flags.new("new-flag")
    Words.enabled?("a-word")
    Words.checkout()
  end
end
//- lib/web/live.ex
defmodule Web.Live do
  import Shop.Flags
  def show, do: enabled?("live-flag")
end
"#,
        expect![[r#"
            lib/shop/keys.ex:2 definition new-checkout `new-checkout`
            lib/shop/keys.ex:3 constant new-checkout `checkout`
            lib/shop/keys.ex:4 definition old-search `old-search`
            lib/web/live.ex:3 wrapper live-flag `live-flag`
            lib/web/page.ex:5 constant new-checkout `checkout`
            lib/web/page.ex:5 constant old-search `search`
            lib/web/page.ex:6 constant old-search `search`
            lib/web/page.ex:7 wrapper new-flag `new-flag`
        "#]],
    );
}

#[test]
fn erlang_macros_of_headers_and_functions_of_modules() {
    check(
        r#"
//- apps/shop/include/flags.hrl
-define(CHECKOUT, <<"new-checkout">>).
//- apps/shop/src/shop_flags.erl
-module(shop_flags).
-export([is_on/2, search/0]).
search() -> <<"old-search">>.
is_on(Key, User) -> ldclient:variation(Key, User, false).
//- apps/web/src/page.erl
-module(page).
-include_lib("shop/include/flags.hrl").
-import(shop_flags, [is_on/2]).
show(User) ->
    is_on(?CHECKOUT, User),
    shop_flags:is_on(shop_flags:search(), User),
    shop_flags:is_on(<<"page-flag">>, User),
    words:is_on(<<"a-word">>, User),
    words:search().
//- apps/web/src/words.erl
-module(words).
is_on(Key, User) -> {Key, User}.
search() -> <<"no flag">>.
"#,
        expect![[r#"
            apps/shop/include/flags.hrl:1 definition new-checkout `new-checkout`
            apps/shop/src/shop_flags.erl:3 definition old-search `old-search`
            apps/web/src/page.erl:5 constant new-checkout `CHECKOUT`
            apps/web/src/page.erl:6 constant old-search `search`
            apps/web/src/page.erl:7 wrapper page-flag `page-flag`
        "#]],
    );
}

#[test]
fn haskell_bindings_through_qualified_imports() {
    check(
        r#"
//- src/Shop/Keys.hs
module Shop.Keys where
checkout :: Text
checkout = "new-checkout"
search = "old-search"
//- src/Shop/Flags.hs
module Shop.Flags (isOn) where
import LaunchDarkly.Server
isOn :: Client -> Context -> Text -> IO Bool
isOn client context key = boolVariation client key context False
//- app/Main.hs
module Main where
import Shop.Flags
import Shop.Keys (checkout)
import qualified Shop.Keys as Keys
import qualified Words
main :: IO ()
main = do
  on <- isOn client context checkout
  off <- isOn client context Keys.search
  page <- Shop.Flags.isOn client context "page-flag"
  Words.isOn client context "a-word"
  print Words.checkout
//- src/Words.hs
module Words where
isOn a b c = c
checkout = "no flag"
"#,
        expect![[r#"
            app/Main.hs:8 constant new-checkout `checkout`
            app/Main.hs:9 constant old-search `search`
            app/Main.hs:10 wrapper page-flag `page-flag`
            src/Shop/Keys.hs:3 definition new-checkout `new-checkout`
            src/Shop/Keys.hs:4 definition old-search `old-search`
        "#]],
    );
}

#[test]
fn lua_modules_are_what_their_files_return() {
    check(
        r#"
//- lua/app/keys.lua
local M = { NEW_CHECKOUT = "new-checkout" }
M.SEARCH = "old-search"
return M
//- lua/app/table.lua
return { CHECKOUT = "new-checkout", nested = { SEARCH = "old-search" } }
//- lua/app/flags.lua
local ld = require("launchdarkly_server_sdk")
local Flags = {}
Flags.__index = Flags
function Flags.new(client) return setmetatable({ client = client }, Flags) end
function Flags:is_on(key) return self.client:boolVariation(self.context, key, false) end
return Flags
//- lua/page.lua
local keys = require("app.keys")
local all = require "app.table"
local flags = require("app.flags")
local words = require("app.words")
flags:is_on(keys.NEW_CHECKOUT)
flags:is_on(keys.SEARCH)
flags:is_on(all.CHECKOUT)
flags:is_on(all.nested.SEARCH)
flags:is_on("page-flag")
words:is_on("a-word")
print(words.SEARCH)
//- lua/app/words.lua
local M = {}
M.SEARCH = "no flag"
function M:is_on(word) return word end
return M
"#,
        expect![[r#"
            lua/app/keys.lua:1 definition new-checkout `new-checkout`
            lua/app/keys.lua:2 definition old-search `old-search`
            lua/app/table.lua:1 definition new-checkout `new-checkout`
            lua/app/table.lua:1 definition old-search `old-search`
            lua/page.lua:5 constant new-checkout `NEW_CHECKOUT`
            lua/page.lua:6 constant old-search `SEARCH`
            lua/page.lua:7 constant new-checkout `CHECKOUT`
            lua/page.lua:8 constant old-search `SEARCH`
            lua/page.lua:9 wrapper page-flag `page-flag`
        "#]],
    );
}
