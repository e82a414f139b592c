; C++, with C's query after it: what stands here goes before. The captures are explained in docs/adding-a-language.md.

; Values
(namespace_identifier) @name
(this) @self
(raw_string_literal) @string
(user_defined_literal) @same
(condition_clause value: (_) @same.inner) @same
(template_function name: (_) @same.inner) @same
(template_type name: (_) @same.inner) @same
(qualified_identifier scope: (_) @member.object name: (_) @member.name) @member
(qualified_identifier !scope name: (_) @same.inner) @same
((call_expression function: (template_function name: (_) @entry.name arguments: (template_argument_list . (type_descriptor type: (_) @call.function))) arguments: (argument_list) @call.arguments) @call
  (#any-of? @entry.name "make_shared" "make_unique"))
((call_expression function: (qualified_identifier name: (template_function name: (_) @entry.name arguments: (template_argument_list . (type_descriptor type: (_) @call.function)))) arguments: (argument_list) @call.arguments) @call
  (#any-of? @entry.name "make_shared" "make_unique"))
(new_expression type: (_) @call.function arguments: (argument_list)? @call.arguments) @call
(compound_literal_expression type: (_) @call.function value: (initializer_list) @call.arguments) @call
(declaration type: (_) @call.function declarator: (init_declarator value: [(argument_list) (initializer_list)] @call.arguments) @call)

; Definitions
(init_declarator declarator: (identifier) @define.name value: (argument_list . (string_literal) @define.value)) @define
; `const std::string Flags::kNew = "new"`
(init_declarator declarator: [(qualified_identifier scope: (_) @define.object name: (identifier) @define.name) (qualified_identifier name: (qualified_identifier scope: (_) @define.object name: (identifier) @define.name))] value: [(argument_list . (_) @define.value .) (initializer_list . (_) @define.value .)]) @define
(init_declarator declarator: [(qualified_identifier scope: (_) @define.object name: (identifier) @define.name) (qualified_identifier name: (qualified_identifier scope: (_) @define.object name: (identifier) @define.name))] value: (_) @define.value) @define
(init_declarator declarator: (pointer_declarator declarator: (qualified_identifier scope: (_) @define.object name: (identifier) @define.name)) value: [(argument_list . (_) @define.value .) (initializer_list . (_) @define.value .)]) @define
(init_declarator declarator: (pointer_declarator declarator: [(qualified_identifier scope: (_) @define.object name: (identifier) @define.name) (qualified_identifier name: (qualified_identifier scope: (_) @define.object name: (identifier) @define.name))]) value: (_) @define.value) @define
(init_declarator declarator: (array_declarator declarator: (qualified_identifier scope: (_) @define.object name: (identifier) @define.name)) value: (_) @define.value) @define
; `case Flag::New: return "new";`
(case_statement value: [(qualified_identifier scope: (_) @case.object name: (identifier) @case.name) (qualified_identifier name: (qualified_identifier scope: (_) @case.object name: (identifier) @case.name))] . [(return_statement [(string_literal) (call_expression)] @case.value) (compound_statement . (return_statement [(string_literal) (call_expression)] @case.value))]) @case
(init_declarator declarator: (reference_declarator (identifier) @define.name) value: (_) @define.value) @define
(declaration type: (_) @define.type declarator: (init_declarator declarator: (reference_declarator (identifier) @define.name)) @define)
(field_declaration type: (_) @define.type declarator: (reference_declarator (field_identifier) @define.name) @define)
(field_declaration declarator: (field_identifier) @define @define.name default_value: (_) @define.value)
(field_declaration declarator: (pointer_declarator declarator: (field_identifier) @define.name) @define default_value: (_) @define.value)
(field_declaration declarator: (array_declarator declarator: (field_identifier) @define.name) @define default_value: (_) @define.value)
(field_initializer (field_identifier) @assign.target [(argument_list . (_) @assign.value .) (initializer_list . (_) @assign.value .)]) @assign
(class_specifier name: (_) @class.name (base_class_clause (_) @class.super)? body: (_)) @class
(struct_specifier name: (_) @class.name (base_class_clause (_) @class.super) body: (_)) @class
(namespace_definition name: (_) @class.name) @class

; Functions: methods in a class, methods outside of it, declarations that others implement
(function_definition declarator: (function_declarator declarator: (field_identifier) @function.name)) @function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @function.name))) @function
(function_definition declarator: (reference_declarator (function_declarator declarator: [(identifier) (field_identifier)] @function.name))) @function
(function_definition declarator: (function_declarator declarator: (qualified_identifier scope: (_) @function.receiver name: (identifier) @function.name))) @function
(function_definition declarator: (function_declarator declarator: (qualified_identifier name: (qualified_identifier scope: (_) @function.receiver name: (identifier) @function.name)))) @function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (qualified_identifier scope: (_) @function.receiver name: (identifier) @function.name)))) @function
(function_definition declarator: (reference_declarator (function_declarator declarator: (qualified_identifier scope: (_) @function.receiver name: (identifier) @function.name)))) @function
(field_declaration declarator: (function_declarator declarator: (field_identifier) @function.name)) @function
(lambda_expression) @function
(function_declarator parameters: (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (reference_declarator (identifier) @parameter.name)) @parameter))
(function_declarator declarator: [(field_identifier) (qualified_identifier)] parameters: (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (identifier) @parameter.name) @parameter))
(function_declarator declarator: [(field_identifier) (qualified_identifier)] parameters: (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (pointer_declarator declarator: (identifier) @parameter.name)) @parameter))
(function_declarator parameters: (parameter_list (optional_parameter_declaration type: (_) @parameter.type declarator: (identifier) @parameter.name) @parameter))
(function_declarator parameters: (parameter_list (optional_parameter_declaration type: (_) @parameter.type declarator: (reference_declarator (identifier) @parameter.name)) @parameter))
(function_declarator parameters: (parameter_list (optional_parameter_declaration type: (_) @parameter.type declarator: (pointer_declarator declarator: (identifier) @parameter.name)) @parameter))
(abstract_function_declarator parameters: (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (identifier) @parameter.name) @parameter))
(abstract_function_declarator parameters: (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (reference_declarator (identifier) @parameter.name)) @parameter))
(abstract_function_declarator parameters: (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (pointer_declarator declarator: (identifier) @parameter.name)) @parameter))

; Namespaces
(using_declaration "namespace" (_) @import.module @import.wildcard) @import
(using_declaration . "using" . (qualified_identifier) @import.module @import.name) @import
(namespace_alias_definition name: (_) @import.alias (_) @import.module) @import
