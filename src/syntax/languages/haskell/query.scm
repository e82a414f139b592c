; Haskell. The captures are explained in docs/adding-a-language.md.

; Values
(variable) @name
(constructor) @name
(name) @name
(qualified module: (module) @name)
(string) @string
(literal) @same
(parens) @same
(qualified module: (_) @member.object id: (_) @member.name) @member
; `f a b` is `(f a) b`.
(apply function: (_) @call.function argument: (_) @call.value) @call
(record expression: (_) @call.function) @call
(field_update field: (_) @argument.label expression: (_) @argument.value) @argument

; Definitions
(bind name: (variable) @define.name match: (match expression: (_) @define.value)) @define
(bind pattern: (variable) @define.name expression: (_) @define.value) @define
(signature name: (variable) @case.name) @case
(signature names: (binding_list (variable) @case.name @case))
(data_constructor constructor: (prefix name: (constructor) @case.name @case))
; `key New = "new"`, `case flag of New -> "new"`
(function name: (variable) @case.function patterns: (patterns . (constructor) @case.name .) match: (match expression: (literal (string)) @case.value)) @case
(alternative pattern: (constructor) @case.name match: (match expression: (literal (string)) @case.value)) @case
(export (variable) @case.name) @case
; `bannerFlag = FlagDef "banner" True`
(bind name: (variable) @function.name match: (match expression: [(do) (let_in) (conditional) (case)])) @function

; Functions
(function name: (_) @function.name) @function
(function patterns: (patterns (_) @parameter))
(lambda) @function
(lambda patterns: (patterns (_) @parameter))

; Imports
(import module: (module) @import.module @import.wildcard @import !names)
(import module: (module) @import.module @import.wildcard @import "hiding")
; What is both is only seen by its whole name.
(import "qualified" module: (module) @import.module @import.whole @import)
(import module: (module) @import.module @import.whole @import "qualified")
(import module: (module) @import.module alias: (module) @import.alias @import)
(import module: (module) @import.module names: (import_list name: (import_name . (_) @import.name) @import))

; Conditions
(conditional if: (_) @condition)
((infix left_operand: (_) @condition operator: (operator) @entry.name right_operand: (_)) @logical
  (#any-of? @entry.name "&&" "||"))
