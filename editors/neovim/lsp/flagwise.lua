-- The language server's configuration. `vim.lsp.enable('flagwise')` starts it; `vim.lsp.config('flagwise', { … })` changes it.
-- See |flagwise-configure|.

---@type vim.lsp.Config
return {
  cmd = { 'flagwise', 'lsp' },
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
  -- The server knows a language by LSP's name for it.
  get_language_id = function(_, filetype)
    return ({ cs = 'csharp', objc = 'objective-c', objcpp = 'objective-cpp' })[filetype] or filetype
  end,
  settings = { flagwise = vim.empty_dict() },
  capabilities = { experimental = { serverStatusNotification = true } },
  before_init = function(params, config)
    params.initializationOptions = vim.tbl_get(config, 'settings', 'flagwise')
  end,
  on_init = function(client)
    require('flagwise').send_token(client)
  end,
  commands = {
    ['flagwise.explain'] = function(command, context)
      require('flagwise').on_explain(command, context)
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
