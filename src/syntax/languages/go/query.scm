; Go. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(field_identifier) @name
(type_identifier) @name
(interpreted_string_literal) @string
(raw_string_literal) @string
(parenthesized_expression) @same
(literal_element) @same
(expression_list . (_) @same.inner .) @same
(unary_expression operator: ["&" "*"] operand: (_) @same.inner) @same
(selector_expression operand: (_) @member.object field: (_) @member.name) @member
(qualified_type package: (_) @member.object name: (_) @member.name) @member
(index_expression operand: (_) @index.object index: (_) @index.key) @index
(call_expression function: (_) @call.function arguments: (argument_list) @call.arguments) @call
(composite_literal type: (_) @object.type body: (literal_value) @object.body) @object
(keyed_element key: (_) @entry.key value: (_) @entry.value) @entry
; The key of a map is a value: `map[FlagName]bool{Checkout: true}`.
(composite_literal type: (map_type) body: (literal_value (keyed_element key: (literal_element (identifier) @entry.inner)) @entry))

; Definitions
(const_spec . name: (identifier) @define.name . type: (_)? @define.type . value: (expression_list . (_) @define.value)) @define
(const_spec value: (expression_list (call_expression function: (_) arguments: (argument_list . (_) @same.inner .)) @same))
(var_spec . name: (identifier) @define.name type: (_)? @define.type value: (expression_list . (_) @define.value)?) @define
(short_var_declaration left: (expression_list . (identifier) @define.name) right: (expression_list . (_) @define.value)) @define
(range_clause left: (expression_list (_) . (identifier) @define.name .) right: (_) @define.items) @define
(field_declaration name: (_) @define.name type: (_) @define.type) @define
(assignment_statement left: (expression_list . (_) @assign.target) right: (expression_list . (_) @assign.value)) @assign
(type_spec name: (_) @class.name) @class

(const_spec name: (identifier) @case.name @case)
; `case New: return "new"`
(expression_case value: (expression_list . [(identifier) @case.name (selector_expression field: (_) @case.name)] .) (statement_list . (return_statement (expression_list . (interpreted_string_literal) @case.value .)))) @case

; Functions
(function_declaration name: (_) @function.name) @function
(method_declaration receiver: (parameter_list (parameter_declaration type: (_) @function.receiver)) name: (_) @function.name) @function
(method_elem name: (_) @function.name) @function
(func_literal) @function
(method_declaration parameters: (parameter_list (parameter_declaration name: (identifier) @parameter type: (_) @parameter.type)))
(function_declaration parameters: (parameter_list (parameter_declaration name: (identifier) @parameter type: (_) @parameter.type)))
(func_literal parameters: (parameter_list (parameter_declaration name: (identifier) @parameter type: (_) @parameter.type)))
(method_elem parameters: (parameter_list (parameter_declaration name: (identifier) @parameter type: (_) @parameter.type)))
(method_declaration receiver: (parameter_list (parameter_declaration name: (identifier) @define.name type: (_) @define.type) @define))
(return_statement (expression_list . (_) @return))

; Packages
(package_clause (package_identifier) @namespace)
(import_spec path: (_) @import.module @import.whole) @import
(import_spec name: (package_identifier) @import.alias path: (_) @import.module) @import
(import_spec name: (dot) @import.wildcard path: (_) @import.module) @import

; Conditions
(if_statement condition: (_) @condition)
(binary_expression left: (_) @condition operator: ["&&" "||"] right: (_)) @logical
(unary_expression operator: "!" operand: (_)) @logical
(field_declaration tag: (raw_string_literal) @define.alias @define)
