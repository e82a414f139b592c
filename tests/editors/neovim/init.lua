-- What a user's init.lua says, as the plugin's README has it.
vim.opt.runtimepath:append(vim.env.FLAGWISE_PLUGIN)
vim.cmd('filetype plugin on')
vim.lsp.enable('flagwise')
