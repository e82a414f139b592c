; Kotlin. The captures are explained in docs/adding-a-language.md.

; Values
(simple_identifier) @name
(type_identifier) @name
(interpolated_identifier) @name
(this_expression) @self
(super_expression) @self
(string_literal) @string
(interpolated_identifier) @hole
(interpolated_expression) @hole
(parenthesized_expression) @same
(as_expression . (_) @same.inner) @same
(postfix_expression . (_) @same.inner "!!") @same
(elvis_expression . (_) @same.inner) @same
(navigation_expression . (_) @member.object (navigation_suffix (simple_identifier) @member.name)) @member
(callable_reference (type_identifier) @member.object (simple_identifier) @member.name) @member
(type_test (user_type . (type_identifier) @member.object . (type_identifier) @member.name .) @member)
(indexing_expression . (_) @index.object (indexing_suffix . (_) @index.key)) @index
(call_expression . (_) @call.function (call_suffix (value_arguments)? @call.arguments)) @call
(call_expression (call_suffix (type_arguments . (type_projection) @call.type .))) @call
(constructor_invocation (user_type (type_identifier) @call.function .) (value_arguments) @call.arguments) @call
(value_argument (simple_identifier) @argument.label . "=" . (_) @argument.value) @argument
(value_argument . (_) @argument.value .) @argument

; Definitions: what an object or enum entry has as its key stands for it.
((enum_entry (simple_identifier) @define.name (value_arguments (value_argument (simple_identifier) @define.key . "=" . (string_literal) @define.value))) @define
  (#any-of? @define.key "key" "flagKey" "featureKey" "keyName" "flag" "value" "id"))
((enum_entry (simple_identifier) @define.name (class_body (property_declaration (variable_declaration (simple_identifier) @define.key) (string_literal) @define.value))) @define
  (#any-of? @define.key "key" "flagKey" "featureKey" "keyName" "value" "id"))
(enum_entry (simple_identifier) @define.name (value_arguments . (value_argument . (_) @define.value .)) @define.arguments) @define
(enum_entry (simple_identifier) @case.name @case)
(when_entry (when_condition [(simple_identifier) @case.name (navigation_expression . (_) @case.object (navigation_suffix (simple_identifier) @case.name))]) (control_structure_body . (string_literal) @case.value .)) @case
((object_declaration (type_identifier) @define.name (delegation_specifier (constructor_invocation (user_type) @define.type (value_arguments (value_argument (simple_identifier) @define.key . "=" . (string_literal) @define.value))))) @define
  (#any-of? @define.key "key" "flagKey" "featureKey" "keyName" "flag" "value" "id"))
(object_declaration (type_identifier) @define.name (delegation_specifier (constructor_invocation (user_type) @define.type (value_arguments . (value_argument . (string_literal) @define.value .))))) @define
((object_declaration (type_identifier) @define.name (class_body (property_declaration (variable_declaration (simple_identifier) @define.key) (string_literal) @define.value))) @define
  (#any-of? @define.key "key" "flagKey" "featureKey" "keyName" "value" "id"))
(property_declaration (variable_declaration (simple_identifier) @define.name (_)? @define.type) . "=" . (_) @define.value) @define
(property_declaration (variable_declaration (simple_identifier) @define.name (_)? @define.type) (property_delegate (call_expression (call_suffix (annotated_lambda (lambda_literal (statements (_) @define.value .))))))) @define
(property_declaration (variable_declaration (simple_identifier) @define.name (_)? @define.type) (property_delegate (call_expression) @define.value)) @define
(property_declaration (variable_declaration (simple_identifier) @define.name (_)? @define.type) (getter (function_body . "=" . (_) @define.value))) @define
(property_declaration (variable_declaration (simple_identifier) @define.name (_)? @define.type)) @define
(for_statement (variable_declaration . (simple_identifier) @define.name) . (_) @define.items) @define
(assignment (directly_assignable_expression) @assign.target (_) @assign.value) @assign
(directly_assignable_expression . (_) @member.object (navigation_suffix (simple_identifier) @member.name)) @member
(directly_assignable_expression . (_) @same.inner .) @same
(class_declaration (type_identifier) @class.name) @class
(class_declaration (delegation_specifier [(user_type) (constructor_invocation)] @class.super)) @class
(object_declaration (type_identifier) @class.name) @class
(object_declaration (delegation_specifier [(user_type) (constructor_invocation)] @class.super)) @class
; An `object Name { … }` on one line is taken for an infix call with a lambda.
(infix_expression . (object_literal) . (simple_identifier) @class.name . (lambda_literal) .) @class
(companion_object (type_identifier) @class.name) @class

; Functions
(function_declaration receiver: (_)? @function.receiver (simple_identifier) @function.name) @function
(property_declaration (variable_declaration (simple_identifier) @function.name) (getter) @function)
(class_body (property_declaration (variable_declaration (simple_identifier) @function.name)) . (getter) @function)
(enum_class_body (property_declaration (variable_declaration (simple_identifier) @function.name)) . (getter) @function)
(secondary_constructor "constructor" @function.name) @function
(anonymous_function) @function
(annotated_lambda (lambda_literal) @function)
(value_argument (lambda_literal) @function)
(property_declaration (lambda_literal) @function)
(jump_expression (lambda_literal) @function)
(function_body (lambda_literal) @function)
(statements (lambda_literal) @function)
(parenthesized_expression (lambda_literal) @function)
(elvis_expression (lambda_literal) @function)
(assignment (lambda_literal) @function)
(anonymous_initializer) @function
(parameter (simple_identifier) @parameter.name (_) @parameter.type) @parameter
(class_parameter (simple_identifier) @parameter.name . (_) @parameter.type) @parameter
(lambda_parameters (variable_declaration (simple_identifier) @parameter.name (_)? @parameter.type) @parameter)
(jump_expression "return" . (_) @return)
(jump_expression "return@" . (label) . (_) @return)
(function_declaration (function_body . "=" . (_) @return))

; Packages
(package_header (identifier) @namespace)
(import_header (identifier) @import.module @import.name (import_alias (_) @import.alias)?) @import
(import_header (identifier) @import.module (wildcard_import) @import.wildcard) @import

; Conditions
(if_expression condition: (_) @condition)
(if_expression consequence: (control_structure_body . (_) @choice.value .) alternative: (control_structure_body . (_) @choice.value .)) @choice
(elvis_expression . (_) @choice.value . (_) @choice.value .) @choice
(while_statement . "while" . "(" . (_) @condition)
(do_while_statement "while" . "(" . (_) @condition)
(when_condition (_) @condition)
(conjunction_expression) @logical
(disjunction_expression) @logical
(prefix_expression . "!") @logical
(equality_expression (boolean_literal)) @logical
((annotation (constructor_invocation (user_type (type_identifier) @define.key) (value_arguments (value_argument (string_literal) @define.alias @define))))
  (#any-of? @define.key "SerialName" "SerializedName" "JsonProperty" "Json"))
