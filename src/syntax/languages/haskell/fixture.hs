{-# LANGUAGE OverloadedStrings #-}
-- Every SDK method once, then what looks like one and is none.
module Shop.Flags (isOn, newSearch) where

import qualified Data.Text as T
import LaunchDarkly.Server (Client, Context, boolVariation)
import qualified LaunchDarkly.Server as LD

newSearch :: T.Text
newSearch = "new-search"

data Toggle = Toggle { toggleKey :: T.Text, toggleDefault :: Bool }

every :: Client -> Context -> IO ()
every client context = do
  -- server-side
  on <- boolVariation client "boolVariation-flag" context False
  _ <- LD.boolVariationDetail client "boolVariationDetail-flag" context False
  _ <- LD.stringVariation client "stringVariation-flag" context "none"
  _ <- LD.stringVariationDetail client "stringVariationDetail-flag" context "none"
  _ <- LD.intVariation client "intVariation-flag" context 1
  _ <- LD.intVariationDetail client "intVariationDetail-flag" context 1
  _ <- LD.doubleVariation client "doubleVariation-flag" context 0.5
  _ <- LD.doubleVariationDetail client "doubleVariationDetail-flag" context 0.5
  _ <- LD.jsonVariation client "jsonVariation-flag" context (object [])
  liftIO $ LD.jsonVariationDetail client "jsonVariationDetail-flag" context (object [])

isOn :: Client -> T.Text -> Context -> IO Bool
isOn client key context = boolVariation client key context False

constants :: Client -> Context -> IO ()
constants client context = do
  on <- boolVariation client newSearch context False
  isOn client "wrapped-flag" context >>= print
  off <- not <$> isOn client (T.pack "packed-flag") context
  let key = "local-flag"
  isOn client key context
  isOn client "dollar-flag" $ context
  helper "helped-flag"
  where
    helper name = isOn client name context

none :: Book -> IO ()
none book = do
  -- boolVariation client "in-a-comment" context False
  translate "an-i18n-id"
  Catalog.variation book "not-a-key" context False
  putStrLn "not-a-flag"
