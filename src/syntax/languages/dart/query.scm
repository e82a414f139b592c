; Dart. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(identifier_dollar_escaped) @name
(type_identifier) @name
"this" @self
(member_expression object: "super" @self)
(string_literal_single_quotes) @string
(string_literal_double_quotes) @string
(string_literal_single_quotes_multiple) @string
(string_literal_double_quotes_multiple) @string
(raw_string_literal_single_quotes) @string
(raw_string_literal_double_quotes) @string
(string_literal . (_) @same.inner .) @same
(template_substitution) @hole
(parenthesized_expression) @same
(await_expression) @same
(unary_expression (await_expression) @same.inner) @same
(null_assertion_expression value: (_) @same.inner) @same
(type_cast_expression . (_) @same.inner) @same
(if_null_expression . (_) @same.inner) @same
(instantiation_expression function: (_) @same.inner) @same
(member_expression object: [(_) "this" "super"] @member.object property: (_) @member.name) @member
(null_aware_member_expression object: [(_) "this" "super"] @member.object property: (_) @member.name) @member
(assignable_expression object: [(_) "this" "super"] @member.object property: (_) @member.name) @member
(assignable_expression . (identifier) @same.inner .) @same
(static_member_shorthand (identifier) @member.name) @member
(index_expression object: (_) @index.object index: (_) @index.key) @index
(call_expression function: (_) @call.function arguments: (_) @call.arguments) @call
(call_expression function: (instantiation_expression type_arguments: (type_arguments . (type) @call.type .))) @call
(cascade . (_) @call.receiver (cascade_section (cascade_call_expression property: (_) @call.method arguments: (_) @call.arguments) @call))
(new_expression type: (type . (type_identifier) @call.function) arguments: (_) @call.arguments) @call
(const_object_expression type: (type . (type_identifier) @call.function) arguments: (_) @call.arguments) @call
(named_argument (label (identifier) @argument.label) . (_) @argument.value) @argument
(set_or_map_literal) @object
(map_element key: (string_literal) @entry.key value: (_) @entry.value) @entry

; Definitions
(top_level_variable_declaration (type)? @define.type (static_final_declaration_list (static_final_declaration name: (_) @define.name value: (_)? @define.value) @define))
(top_level_variable_declaration (type)? @define.type (initialized_identifier_list (initialized_identifier name: (_) @define.name value: (_)? @define.value) @define))
(declaration (type)? @define.type (static_final_declaration_list (static_final_declaration name: (_) @define.name value: (_)? @define.value) @define))
(declaration (type)? @define.type (initialized_identifier_list (initialized_identifier name: (_) @define.name value: (_)? @define.value) @define))
(initialized_variable_declaration (type)? @define.type name: (_) @define.name value: (_)? @define.value) @define
(method_declaration signature: (method_signature (getter_signature return_type: (_)? @define.type name: (_) @define.name)) body: (function_body . (_) @define.value .)) @define
((enum_entry name: (_) @define.name (arguments (named_argument (label (identifier) @define.key) . (string_literal) @define.value))) @define
  (#any-of? @define.key "key" "flagKey" "featureKey" "keyName" "flag" "value" "id"))
(enum_entry name: (_) @define.name (arguments . (string_literal) @define.value) @define.arguments) @define
(enum_entry name: (_) @case.name) @case
(switch_statement_case (constant_pattern (identifier) @case.object . (identifier) @case.name .) (return_statement (string_literal) @case.value)) @case
(switch_statement_case (constant_pattern (static_member_shorthand (identifier) @case.name)) (return_statement (string_literal) @case.value)) @case
(switch_expression_case (constant_pattern (identifier) @case.object . (identifier) @case.name .) (string_literal) @case.value) @case
(switch_expression_case (constant_pattern (static_member_shorthand (identifier) @case.name)) (string_literal) @case.value) @case
(assignment_expression left: (_) @assign.target right: (_) @assign.value) @assign
(field_initializer name: (_) @assign.target value: (_) @assign.value) @assign
(class_declaration name: (_) @class.name) @class
(class_declaration superclass: (superclass type: (_) @class.super)) @class
(class_declaration superclass: (superclass (mixins (type) @class.super))) @class
(class_declaration interfaces: (interfaces (type) @class.super)) @class
(mixin_declaration name: (_) @class.name) @class
(mixin_declaration (type) @class.super) @class
(extension_declaration class: (_) @class.name) @class
(enum_declaration name: (_) @class.name) @class

; Functions
(function_declaration signature: (function_signature name: (_) @function.name)) @function
(getter_declaration signature: (getter_signature name: (_) @function.name)) @function
(local_function_declaration (function_signature name: (_) @function.name)) @function
(method_declaration signature: (method_signature (function_signature name: (_) @function.name))) @function
(method_declaration signature: (method_signature (getter_signature name: (_) @function.name))) @function
(method_declaration signature: (method_signature (setter_signature))) @function
(method_declaration signature: (method_signature (constructor_signature name: (_) @function.name))) @function
(method_declaration signature: (method_signature (factory_constructor_signature name: (_) @function.name))) @function
(declaration (function_signature name: (_) @function.name)) @function
(declaration (constructor_signature name: (_) @function.name)) @function
(declaration (constant_constructor_signature name: (_) @function.name)) @function
(function_expression) @function
(formal_parameter (type)? @parameter.type name: (_) @parameter.name) @parameter
(formal_parameter . (identifier) @parameter.name .) @parameter
(formal_parameter (field_formal_parameter name: (_) @parameter.name @parameter.field)) @parameter
(formal_parameter (super_formal_parameter name: (_) @parameter.name)) @parameter
(return_statement (_) @return)
(function_body "=>" . (_) @return)
(function_expression_body "=>" . (_) @return)

; Libraries
(import_specification !alias uri: (configurable_uri (uri (string_literal (_) @import.module @import.wildcard)))) @import
(import_specification uri: (configurable_uri (uri (string_literal (_) @import.module))) alias: (_) @import.alias) @import
(library_export uri: (configurable_uri (uri (string_literal (_) @export.module @export.wildcard)))) @export

; Conditions
(if_statement condition: (_) @condition)
(if_element condition: (_) @condition)
(while_statement condition: (_) @condition)
(do_statement condition: (_) @condition)
(conditional_expression . (_) @condition)
(conditional_expression consequence: (_) @choice.value alternative: (_) @choice.value) @choice
(if_null_expression . (_) @choice.value . (_) @choice.value .) @choice
(logical_and_expression) @logical
(logical_or_expression) @logical
(unary_expression operator: (negation_operator)) @logical
(equality_expression [(true) (false)]) @logical
