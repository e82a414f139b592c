; Elixir. The captures are explained in docs/adding-a-language.md. Everything is a call: what it defines is in its name.

; Values
(identifier) @name
(alias) @name
(dot left: (atom) @name)
(string) @string
(charlist) @string
(sigil) @string
(atom) @string
(quoted_atom) @string
(interpolation) @hole
(unary_operator operator: "@" operand: (identifier)) @name
(dot left: (_) @member.object right: (_) @member.name) @member
(dot left: (_) @same.inner !right) @same
(access_call target: (_) @index.object key: (_) @index.key) @index
(block . (_) @same.inner .) @same
(call target: (dot) @same.inner .) @same
(binary_operator operator: "|>" right: (_) @same.inner) @same
(call target: (_) @call.function (arguments) @call.arguments) @call
(binary_operator left: (_) @call.piped operator: "|>" right: (call) @call)
(arguments (keywords) @object)
(map) @object
(pair key: (_) @entry.key value: (_) @entry.value) @entry

; Definitions: attributes, functions without parameters that give a text, variables
(unary_operator operator: "@" operand: (call (arguments . (_) @define.value .))) @define.name @define
((call target: (identifier) @entry.name (arguments . (identifier) @define.name (keywords (pair value: [(string) (unary_operator)] @define.value)))) @define
  (#any-of? @entry.name "def" "defp" "defmacro"))
((call target: (identifier) @entry.name (arguments . (call target: (identifier) @define.name (arguments . "(" . ")")) (keywords (pair value: [(string) (unary_operator)] @define.value)))) @define
  (#any-of? @entry.name "def" "defp" "defmacro"))
((call target: (identifier) @entry.name (arguments . [(identifier) @define.name (call target: (identifier) @define.name (arguments . "(" . ")"))] .) (do_block . (_) @define.value .)) @define
  (#any-of? @entry.name "def" "defp" "defmacro"))
(binary_operator left: (identifier) @define.name operator: "=" right: (_) @define.value) @define
((call target: (identifier) @entry.name (arguments . (alias) @class.name)) @class
  (#any-of? @entry.name "defmodule" "defprotocol"))

; Functions
((call target: (identifier) @entry.name (arguments . (identifier) @function.name)) @function
  (#any-of? @entry.name "def" "defp" "defmacro" "defmacrop" "defdelegate"))
((call target: (identifier) @entry.name (arguments . (call target: (identifier) @function.name))) @function
  (#any-of? @entry.name "def" "defp" "defmacro" "defmacrop" "defdelegate"))
((call target: (identifier) @entry.name (arguments . (binary_operator left: (call target: (identifier) @function.name) operator: "when"))) @function
  (#any-of? @entry.name "def" "defp" "defmacro" "defmacrop" "defdelegate"))
((call target: (identifier) @entry.name (arguments . (call (arguments (_) @parameter))))
  (#any-of? @entry.name "def" "defp" "defmacro" "defmacrop" "defdelegate"))
((call target: (identifier) @entry.name (arguments . (binary_operator left: (call (arguments (_) @parameter)) operator: "when")))
  (#any-of? @entry.name "def" "defp" "defmacro" "defmacrop" "defdelegate"))
((call target: (identifier) @entry.name (arguments . (call (arguments (binary_operator left: (identifier) @parameter.name) @parameter))))
  (#any-of? @entry.name "def" "defp" "defmacro" "defmacrop" "defdelegate"))
((call target: (identifier) @entry.name (arguments . (binary_operator left: (call (arguments (binary_operator left: (identifier) @parameter.name) @parameter)) operator: "when")))
  (#any-of? @entry.name "def" "defp" "defmacro" "defmacrop" "defdelegate"))
((call target: (identifier) @entry.name (arguments . (call (arguments (binary_operator operator: "=" right: (identifier) @parameter.name) @parameter))))
  (#any-of? @entry.name "def" "defp" "defmacro" "defmacrop" "defdelegate"))
(anonymous_function) @function
(anonymous_function . (stab_clause left: (arguments (_) @parameter)))

; Modules
((call target: (identifier) @entry.name (arguments . (alias) @import.module @import.name)) @import
  (#any-of? @entry.name "alias"))
((call target: (identifier) @entry.name (arguments . (alias) @import.module (keywords (pair value: (alias) @import.alias)))) @import
  (#any-of? @entry.name "alias"))
((call target: (identifier) @entry.name (arguments . (dot left: (alias) @import.module right: (tuple (alias) @import.name @import))))
  (#any-of? @entry.name "alias"))
((call target: (identifier) @entry.name (arguments . (alias) @import.module @import.wildcard)) @import
  (#any-of? @entry.name "import" "use"))

; Conditions
((call target: (identifier) @entry.name (arguments . (_) @condition))
  (#any-of? @entry.name "if" "unless"))
((call target: (identifier) @entry.name (do_block (stab_clause left: (arguments . (_) @condition))))
  (#any-of? @entry.name "cond"))
(binary_operator left: (_) @condition operator: ["&&" "||" "and" "or"] right: (_)) @logical
(unary_operator operator: ["!" "not"] operand: (_)) @logical
