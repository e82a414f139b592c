%% Every SDK method once, then what looks like one and is none.
-module(shop_flags).
-export([all/2, is_on/1]).
-define(NEW_SEARCH, <<"new-search">>).
-define(IS_ON(Key), ldclient:variation(Key, Context, false)).

old_cart() -> <<"old-cart">>.
banner() -> ?BANNER.

all(Context, Fallback) ->
    ldclient:variation(<<"variation-flag">>, Context, Fallback),
    ldclient:variation_detail(<<"variation_detail-flag">>, Context, Fallback),
    {ok, Flag} = ldclient_testdata:flag(<<"flag-flag">>),
    ldclient:variation("list-flag", Context, Fallback),
    ldclient:variation(<<"tagged-flag">>, Context, Fallback, shop).

is_on(Key) ->
    ldclient:variation(Key, ldclient_context:new(<<"user">>), false).

constants(Context) ->
    case ldclient:variation(?NEW_SEARCH, Context, false) of
        true -> ldclient:variation(old_cart(), Context, false);
        false -> is_on(shop_flags:old_cart())
    end,
    is_on(<<"wrapped-flag">>),
    ?MODULE:is_on(<<"own-flag"/utf8>>),
    ?IS_ON(<<"macro-flag">>),
    Key = <<"local-flag">>,
    ldclient:variation(Key, Context, false),
    Check = fun(Name) -> is_on(Name) end,
    Check(<<"anonymous-flag">>).

none(Context) ->
    % ldclient:variation(<<"in-a-comment">>, Context, false)
    gettext(<<"an-i18n-id">>),
    catalog:variation(<<"not-a-key">>, Context, false),
    other:is_on(<<"not-a-flag">>).
