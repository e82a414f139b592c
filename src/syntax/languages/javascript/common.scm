; ECMAScript: what JavaScript, TypeScript and TSX share. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(property_identifier) @name
(private_property_identifier) @name
(shorthand_property_identifier) @name
(this) @self
(member_expression object: (super) @self)
(string) @string
(template_string) @string
(template_substitution) @hole
(parenthesized_expression) @same
(await_expression) @same
(member_expression object: (_) @member.object property: (_) @member.name) @member
(subscript_expression object: (_) @index.object index: (_) @index.key) @index
(call_expression function: (_) @call.function arguments: (arguments) @call.arguments) @call
; Angular's `'new-search' | featureFlag`
(binary_expression left: (string) @call.piped operator: "|" right: (identifier) @call.function) @call
(new_expression constructor: (_) @call.function arguments: (arguments)? @call.arguments) @call
(decorator (identifier) @call.function) @call
(object) @object
(pair key: (_) @entry.key value: (_) @entry.value) @entry
(object (shorthand_property_identifier) @entry.key @entry.value @entry)
(spread_element (_) @spread.value) @spread

; Definitions
(variable_declarator name: (identifier) @define.name value: (_)? @define.value) @define
(variable_declarator name: (object_pattern) @pattern.bindings value: (_) @pattern.value) @pattern
(assignment_expression left: (object_pattern) @pattern.bindings right: (_) @pattern.value) @pattern
(for_in_statement left: (identifier) @define.name operator: "of" right: (_) @define.items) @define
(shorthand_property_identifier_pattern) @binding
(pair_pattern key: (_) @binding.key value: (_) @binding.alias) @binding
(object_assignment_pattern left: (_) @binding.key) @binding
(rest_pattern (identifier) @binding.alias) @binding
(assignment_expression left: [(member_expression) (identifier) (subscript_expression)] @assign.target right: (_) @assign.value) @assign

; `case Flag.New: return "new"`
(switch_case value: (member_expression object: (_) @case.object property: (_) @case.name) body: (return_statement (string) @case.value)) @case
(switch_case value: (member_expression object: (_) @case.object property: (_) @case.name) body: (statement_block . (return_statement (string) @case.value))) @case

; Functions
(function_declaration name: (_) @function.name) @function
(generator_function_declaration name: (_) @function.name) @function
(function_expression) @function
(arrow_function) @function
(method_definition name: (_) @function.name) @function
(arrow_function parameter: (identifier) @parameter)
(return_statement (_) @return)
(arrow_function body: (_) @return)

; Imports and exports
(import_statement
  (import_clause (named_imports (import_specifier name: (_) @import.name alias: (_)? @import.alias) @import))
  source: (string) @import.module)
(import_statement (import_clause (identifier) @import.default @import) source: (string) @import.module)
(import_statement (import_clause (namespace_import (identifier) @import.whole) @import) source: (string) @import.module)
(export_statement (export_clause (export_specifier name: (_) @export.name alias: (_)? @export.alias) @export) source: (string)? @export.module)
(export_statement "*" @export.wildcard source: (string) @export.module) @export
(export_statement (namespace_export (identifier) @export.whole) @export source: (string) @export.module)
(export_statement "default" value: (_) @export.default) @export

; Conditions
(if_statement condition: (_) @condition)
(while_statement condition: (_) @condition)
(ternary_expression condition: (_) @condition)
(ternary_expression consequence: (_) @choice.value alternative: (_) @choice.value) @choice
(binary_expression left: (_) @choice.value operator: ["||" "??"] right: (_) @choice.value) @choice
(binary_expression left: (_) @condition operator: ["&&" "||"])
(binary_expression operator: ["&&" "||"]) @logical
(unary_expression operator: "!" argument: (_)) @logical
