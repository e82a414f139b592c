-- Configuration of the language server. Enable it with `vim.lsp.enable('flagwise')`, override it with
-- `vim.lsp.config('flagwise', { … })`.
-- See |flagwise-configure|.

--- Options that a repository must not choose. The server trusts them in `FLAGWISE_USER_SETTINGS` of its environment, where
--- they can only come from your own configuration. Other sources require confirmation.
local guarded = { 'aliasCommands', 'flagFile', 'host', 'logFile', 'proxy', 'readOnly' }

---@type vim.lsp.Config
return {
  cmd = function(dispatchers)
    local config = vim.lsp.config.flagwise or {}
    local settings = vim.tbl_get(config, 'settings', 'flagwise') or {}
    local own = vim.empty_dict()
    for _, option in ipairs(guarded) do
      own[option] = settings[option]
    end
    local env = vim.tbl_extend('keep', config.cmd_env or {}, { FLAGWISE_USER_SETTINGS = vim.json.encode(own) })
    return vim.lsp.rpc.start({ 'flagwise', 'lsp' }, dispatchers, { env = env })
  end,
  filetypes = {
    'apex',
    'brightscript',
    'c',
    'cpp',
    'cs',
    'dart',
    'elixir',
    'erlang',
    'eruby',
    'fsharp',
    'go',
    'handlebars',
    'haskell',
    'html',
    'htmldjango',
    'ipynb',
    'java',
    'javascript',
    'javascriptreact',
    'json',
    'jsonc',
    'kotlin',
    'lua',
    'objc',
    'objcpp',
    'php',
    'python',
    'razor',
    'ruby',
    'rust',
    'scala',
    'svelte',
    'swift',
    'typescript',
    'typescriptreact',
    'vb',
    'vue',
    'yaml',
  },
  root_markers = { 'flagwise.toml', '.launchdarkly', '.git' },
  -- The server expects LSP language ids.
  get_language_id = function(_, filetype)
    return ({ cs = 'csharp', objc = 'objective-c', objcpp = 'objective-cpp' })[filetype] or filetype
  end,
  settings = { flagwise = vim.empty_dict() },
  capabilities = {
    experimental = {
      serverStatusNotification = true,
      -- Client commands that the server may use in code lenses.
      commands = { commands = { 'flagwise.showReferences' } },
    },
  },
  before_init = function(params, config)
    params.initializationOptions = vim.tbl_get(config, 'settings', 'flagwise')
  end,
  on_init = function(client)
    require('flagwise').send_token(client)
  end,
  on_attach = function(client, buffer)
    require('flagwise').on_attach(client, buffer)
  end,
  commands = {
    ['flagwise.explain'] = function(command, context)
      require('flagwise').on_explain(command, context)
    end,
    ['flagwise.showReferences'] = function(command, context)
      require('flagwise').on_references(command, context)
    end,
  },
  handlers = {
    ['window/showMessageRequest'] = function(...)
      return require('flagwise').on_message_request(...)
    end,
    ['experimental/serverStatus'] = function(_, status, context)
      require('flagwise').on_status(status, context)
    end,
  },
}
