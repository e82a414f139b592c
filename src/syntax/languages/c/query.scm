; C, and what C++ shares with it. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(field_identifier) @name
(type_identifier) @name
(string_literal) @string
(system_lib_string) @string
(parenthesized_expression) @same
(expression_statement) @same
(pointer_expression argument: (_) @same.inner) @same
(cast_expression value: (_) @same.inner) @same
(field_expression argument: (_) @member.object field: (_) @member.name) @member
(call_expression function: (_) @call.function arguments: (argument_list) @call.arguments) @call
(initializer_list) @object
(initializer_pair designator: (field_designator (_) @entry.key) value: (_) @entry.value) @entry

; Definitions. A declaration's type stands outside of what is declared.
(preproc_def name: (_) @define.name value: (_) @define.value) @define
(preproc_def value: (_) @code.inner) @code
(init_declarator declarator: (identifier) @define.name value: (initializer_list . (string_literal) @define.value)) @define
(init_declarator declarator: (identifier) @define.name value: (_) @define.value) @define
(init_declarator declarator: (pointer_declarator declarator: (identifier) @define.name) value: (_) @define.value) @define
(init_declarator declarator: (array_declarator declarator: (identifier) @define.name) value: (_) @define.value) @define
(declaration type: (_) @define.type declarator: (init_declarator declarator: (identifier) @define.name) @define)
(declaration type: (_) @define.type declarator: (init_declarator declarator: (pointer_declarator declarator: (identifier) @define.name)) @define)
(declaration type: (_) @define.type declarator: (identifier) @define @define.name)
(declaration type: (_) @define.type declarator: (pointer_declarator declarator: (identifier) @define.name) @define)
(field_declaration type: (_) @define.type declarator: (field_identifier) @define @define.name)
(field_declaration type: (_) @define.type declarator: (pointer_declarator declarator: (field_identifier) @define.name) @define)
(enumerator name: (_) @case.name) @case
(declaration type: (_) @define.type declarator: (array_declarator declarator: (identifier) @define.name) @define)
; `case NEW: return "new";`
(case_statement value: (identifier) @case.name . [(return_statement [(string_literal) (call_expression)] @case.value) (compound_statement . (return_statement [(string_literal) (call_expression)] @case.value))]) @case
(assignment_expression left: (_) @assign.target right: (_) @assign.value) @assign
(struct_specifier name: (_) @class.name body: (_)) @class

; Functions, and macros that are used like one
(function_definition declarator: (function_declarator declarator: (identifier) @function.name)) @function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @function.name))) @function
(preproc_function_def name: (_) @function.name value: (_) @code.inner) @function @code
(preproc_function_def parameters: (preproc_params (identifier) @parameter))
(function_declarator declarator: (identifier) parameters: (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (identifier) @parameter.name) @parameter))
(function_declarator declarator: (identifier) parameters: (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (pointer_declarator declarator: (identifier) @parameter.name)) @parameter))
(function_declarator declarator: (identifier) parameters: (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @parameter.name))) @parameter))
(function_declarator declarator: (identifier) parameters: (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (array_declarator declarator: (identifier) @parameter.name)) @parameter))
(return_statement (_) @return)

; Includes
(preproc_include path: (_) @import.module @import.wildcard) @import

; Conditions
(if_statement condition: (_) @condition)
(while_statement condition: (_) @condition)
(conditional_expression condition: (_) @condition)
(conditional_expression consequence: (_) @choice.value alternative: (_) @choice.value) @choice
(binary_expression left: (_) @condition operator: ["&&" "||"] right: (_)) @logical
(unary_expression operator: "!" argument: (_)) @logical
