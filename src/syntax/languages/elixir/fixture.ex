# Every SDK method once, then what looks like one and is none.
defmodule Shop.Keys do
  @new_search "new-search"
  @flags %{banner: "banner", sale: "sale"}

  def new_search, do: @new_search
  def old_cart(), do: "old-cart"

  def beta do
    "beta"
  end

  def banner, do: :ldclient.variation(@flags.banner, ctx, false)
  def sale(ctx), do: :ldclient.variation(@flags[:sale], ctx, false)
end

defmodule Shop.Flags do
  alias OpenFeature.Client
  alias Shop.Keys
  alias Shop.Keys, as: K

  @checkout "checkout"

  def all(ctx, client, fallback) do
    # server-side
    :ldclient.variation("variation-flag", ctx, fallback)
    :ldclient.variation_detail("variation_detail-flag", ctx, fallback)
    :ldclient_testdata.flag("flag-flag")
    # OpenFeature
    Client.get_boolean_value(client, "get_boolean_value-flag", false)
    Client.get_boolean_details(client, "get_boolean_details-flag", false)
    Client.get_string_value(client, "get_string_value-flag", "none")
    Client.get_string_details(client, "get_string_details-flag", "none")
    Client.get_number_value(client, "get_number_value-flag", 1)
    OpenFeature.Client.get_number_details(client, "get_number_details-flag", 1)
    client |> Client.get_map_value("get_map_value-flag", %{})
    client |> OpenFeature.Client.get_map_details("get_map_details-flag", %{})
  end

  def enabled?(flag, ctx \\ nil) when is_binary(flag) do
    :ldclient.variation(flag, ctx, false)
  end

  def on?(flag), do: flag |> to_string() |> enabled?()
  def on2?(flag), do: enabled?(to_string(flag))

  def constants(ctx) do
    if :ldclient.variation(@checkout, ctx, false) && true do
      :ldclient.variation(Keys.new_search(), ctx, false)
    end

    unless enabled?(K.old_cart), do: enabled?(Shop.Keys.beta())
    enabled?("wrapped-flag")
    "piped-flag" |> enabled?(ctx)
    __MODULE__.enabled?("own-flag")
    enabled?("#{@checkout}")
    on2?(:symbol_flag)
    key = "local-flag"
    enabled?(key)
    enabled? "bare-flag", ctx
    check = fn name -> enabled?(name) end
    check.("anonymous-flag")
  end

  def none(book) do
    # :ldclient.variation("in-a-comment", ctx, false)
    gettext("an-i18n-id")
    Book.variation("not-a-key", ctx, false)
    Catalog.get_string_value(book, "not-a-key", "")
    Other.Flags.enabled?("not-a-flag")
  end
end
