; PHP. The captures are explained in docs/adding-a-language.md.

; Values
(name) @name
(namespace_name) @name
(relative_scope) @self
(variable_name (name) @same.inner) @same
(dynamic_variable_name . (name) @same.inner) @same
(string) @string
(encapsed_string) @string
(encapsed_string [(variable_name) (dynamic_variable_name) (member_access_expression) (nullsafe_member_access_expression) (subscript_expression) (scoped_property_access_expression) (member_call_expression) (nullsafe_member_call_expression) (scoped_call_expression) (function_call_expression)] @hole)
(parenthesized_expression) @same
(cast_expression value: (_) @same.inner) @same
(binary_expression left: (_) @same.inner operator: "??") @same
(error_suppression_expression) @same
(member_access_expression object: (_) @member.object name: (_) @member.name) @member
(nullsafe_member_access_expression object: (_) @member.object name: (_) @member.name) @member
(class_constant_access_expression . (_) @member.object (name) @member.name .) @member
(scoped_property_access_expression scope: (_) @member.object name: (variable_name (name) @member.name)) @member
(qualified_name prefix: (namespace_name) @member.object (name) @member.name) @member
(subscript_expression . (_) @index.object . (_) @index.key) @index
(function_call_expression function: (_) @call.function arguments: (_) @call.arguments) @call
(member_call_expression object: (_) @call.receiver name: (_) @call.method arguments: (_) @call.arguments) @call
(nullsafe_member_call_expression object: (_) @call.receiver name: (_) @call.method arguments: (_) @call.arguments) @call
(scoped_call_expression scope: (_) @call.receiver name: (_) @call.method arguments: (_) @call.arguments) @call
(object_creation_expression [(name) (qualified_name)] @call.function (arguments)? @call.arguments) @call
(attribute [(name) (qualified_name)] @call.function parameters: (_)? @call.arguments) @call
(argument name: (_) @argument.label (_) @argument.value .) @argument
(argument . (_) @argument.value .) @argument
(array_creation_expression) @object
(array_element_initializer . [(string) (encapsed_string)] @entry.key "=>" . (_) @entry.value) @entry

; Definitions
(const_element (name) @define.name (_) @define.value) @define
(property_declaration type: (_)? @define.type (property_element name: (variable_name (name) @define.name) default_value: (_)? @define.value) @define)
(enum_case name: (_) @define.name value: (_) @define.value) @define
(enum_case name: (_) @case.name) @case
(match_conditional_expression conditional_expressions: (match_condition_list . (class_constant_access_expression . (_) @case.object (name) @case.name .) .) return_expression: [(string) (encapsed_string)] @case.value) @case
((function_call_expression function: (name) @define.key arguments: (arguments . (argument [(string) (encapsed_string)] @define.name) . (argument (_) @define.value))) @define
  (#any-of? @define.key "define"))
(assignment_expression left: (variable_name (name) @define.name) right: (_) @define.value) @define
(assignment_expression left: [(member_access_expression) (scoped_property_access_expression) (subscript_expression)] @assign.target right: (_) @assign.value) @assign
(foreach_statement . (_) @define.items . (variable_name (name) @define.name)) @define
(class_declaration name: (_) @class.name) @class
(class_declaration (base_clause (_) @class.super)) @class
(class_declaration (class_interface_clause (_) @class.super)) @class
(class_declaration body: (declaration_list (use_declaration (_) @class.super))) @class
(interface_declaration name: (_) @class.name) @class
(interface_declaration (base_clause (_) @class.super)) @class
(trait_declaration name: (_) @class.name) @class
(enum_declaration name: (_) @class.name) @class
(enum_declaration (class_interface_clause (_) @class.super)) @class

; Functions
(method_declaration name: (_) @function.name) @function
(function_definition name: (_) @function.name) @function
(anonymous_function) @function
(arrow_function) @function
(simple_parameter type: (_)? @parameter.type name: (variable_name (name) @parameter.name)) @parameter
(simple_parameter default_value: (_) @parameter.default) @parameter
(variadic_parameter name: (variable_name (name) @parameter.name)) @parameter
(property_promotion_parameter type: (_)? @parameter.type name: (variable_name (name) @parameter.name)) @parameter
(property_promotion_parameter visibility: (_) @parameter.field) @parameter
(property_promotion_parameter readonly: (_) @parameter.field) @parameter
(return_statement (_) @return)
(arrow_function body: (_) @return)

; Namespaces
(namespace_definition name: (_) @namespace)
(namespace_use_clause (qualified_name prefix: (namespace_name) @import.module (name) @import.name) alias: (name)? @import.alias) @import
(namespace_use_declaration (namespace_name) @import.module body: (namespace_use_group (namespace_use_clause . (name) @import.name alias: (name)? @import.alias) @import))

; Conditions
(if_statement condition: (_) @condition)
(else_if_clause condition: (_) @condition)
(while_statement condition: (_) @condition)
(do_statement condition: (_) @condition)
(conditional_expression condition: (_) @condition)
(conditional_expression body: (_) @choice.value alternative: (_) @choice.value) @choice
(conditional_expression condition: (_) @choice.value !body alternative: (_) @choice.value) @choice
(binary_expression left: (_) @choice.value operator: "??" right: (_) @choice.value) @choice
(match_condition_list (_) @condition)
(binary_expression operator: ["&&" "||" "and" "or"]) @logical
(binary_expression operator: ["===" "=="] right: (boolean)) @logical
(unary_op_expression "!") @logical
