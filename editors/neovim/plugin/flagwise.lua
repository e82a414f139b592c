if vim.g.loaded_flagwise then
  return
end
vim.g.loaded_flagwise = true

local subcommands = {
  refresh = function()
    require('flagwise').refresh()
  end,
  explain = function()
    require('flagwise').explain()
  end,
  status = function()
    require('flagwise').show_status()
  end,
  undo = function()
    require('flagwise').undo()
  end,
  token = function()
    require('flagwise').ask_token()
  end,
  log = function()
    vim.cmd.tabnew(vim.fn.fnameescape(vim.lsp.log.get_filename()))
  end,
}

vim.api.nvim_create_user_command('Flagwise', function(arguments)
  local subcommand = subcommands[arguments.args == '' and 'status' or arguments.args]
  if subcommand then
    subcommand()
  else
    vim.notify(
      ('flagwise: unknown subcommand %q; expected explain, log, refresh, status, token or undo'):format(arguments.args),
      vim.log.levels.ERROR
    )
  end
end, {
  nargs = '?',
  desc = 'LaunchDarkly flags: explain, refresh, undo, status, token, log',
  complete = function(start)
    local names = vim.tbl_keys(subcommands)
    table.sort(names)
    return vim.tbl_filter(function(name)
      return vim.startswith(name, start)
    end, names)
  end,
})
