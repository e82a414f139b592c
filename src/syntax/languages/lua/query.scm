; Lua. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(string) @string
(parenthesized_expression) @same
(dot_index_expression table: (_) @member.object field: (_) @member.name) @member
(method_index_expression table: (_) @member.object method: (_) @member.name) @member
(bracket_index_expression table: (_) @index.object field: (_) @index.key) @index
(function_call name: (_) @call.function arguments: (_) @call.arguments) @call
(table_constructor) @object
(field name: (_) @entry.key value: (_) @entry.value) @entry

; Definitions; what a module is, is what it returns
(assignment_statement (variable_list . name: (identifier) @define.name .) (expression_list . value: (_) @define.value .)) @define
(assignment_statement (variable_list . name: (dot_index_expression table: (identifier) @define.object field: (identifier) @define.name) .) (expression_list . value: (_) @define.value .)) @define
(assignment_statement (variable_list . name: (bracket_index_expression table: (identifier) @define.object field: (string) @define.name) .) (expression_list . value: (_) @define.value .)) @define
(assignment_statement (variable_list . name: (dot_index_expression) @assign.target .) (expression_list . value: (_) @assign.value .)) @assign
(chunk (return_statement (expression_list . (_) @export.default .)) @export)

; Functions
(function_declaration name: (identifier) @function.name) @function
(function_declaration name: (dot_index_expression table: (_) @function.receiver field: (_) @function.name)) @function
(function_declaration name: (method_index_expression table: (_) @function.receiver method: (_) @function.name)) @function
(function_definition) @function
(parameters (identifier) @parameter)
(function_declaration body: (block (return_statement (expression_list . (_) @return .))))

; Conditions
(if_statement condition: (_) @condition)
(elseif_statement condition: (_) @condition)
(while_statement condition: (_) @condition)
(binary_expression left: (_) @condition ["and" "or"] right: (_)) @logical
(unary_expression "not" operand: (_)) @logical
